/** A print document as a Word file: real numbering, styles, headers, page numbers, tables and cross-reference fields. */
import {
  BookmarkEnd,
  BookmarkStart,
  Document,
  Footer,
  Header,
  type IParagraphOptions,
  type IRunOptions,
  Packer,
  PageNumber,
  Paragraph,
  type ParagraphChild,
  SimpleField,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  TextRun,
  UnderlineType,
  WidthType,
} from 'docx'
import {
  type PrintBlock,
  type PrintDocument,
  type PrintParagraph,
  type PrintRun,
  type PrintTable,
  printable,
} from '#shared/kernel/document.ts'
import { fixZipTimes } from './zip-times.ts'
import { ALIGNMENT, ALL_BORDERS, MM, NO_BORDERS, NUMBERING, ORIGIN_MARKS, PAGE, stylesOf } from './docx-styles.ts'

export interface RenderOptions {
  /** A working copy shows where each value came from; a clean one is for signing. */
  copy: 'working' | 'clean'
}

/** The same input always gives the same bytes: nothing is taken from the clock or at random. */
export async function renderDocx(document: PrintDocument, options: RenderOptions): Promise<Uint8Array> {
  const packed = await Packer.toBuffer(buildDocx(document, options), undefined, [
    { path: 'docProps/core.xml', data: coreProperties(document) },
  ])
  return fixZipTimes(packed)
}

interface Context {
  options: RenderOptions
  /** Word's bookmark names by anchor; only anchors that are referred to get one. */
  bookmarks: Map<string, string>
  /** Anchors of runs: a reference repeats their text instead of a number. */
  textAnchors: Set<string>
  nextBookmark: number
  /** Twentieths of a point between the margins. */
  width: number
}

function buildDocx(document: PrintDocument, options: RenderOptions): Document {
  const { margins } = document
  const context: Context = {
    options,
    ...anchorsIn(document.blocks),
    nextBookmark: 0,
    width: Math.round(PAGE.width - (margins.left + margins.right) * MM),
  }
  const children = document.blocks.map((block, index) =>
    block.kind === 'table' ? tableOf(block, context) : paragraphOf(block, context, document.blocks[index - 1]),
  )
  return new Document({
    styles: stylesOf(document.fontSize),
    numbering: NUMBERING,
    sections: [
      {
        properties: {
          page: {
            size: PAGE,
            margin: {
              top: twips(margins.top),
              right: twips(margins.right),
              bottom: twips(margins.bottom),
              left: twips(margins.left),
              header: twips(10),
              footer: twips(10),
            },
          },
        },
        headers:
          document.header === ''
            ? {}
            : {
                default: new Header({
                  children: [new Paragraph({ style: 'header', children: [new TextRun(printable(document.header))] })],
                }),
              },
        footers:
          document.footer === '' && !document.hasPageNumbers
            ? {}
            : { default: new Footer({ children: [footerOf(document)] }) },
        children,
      },
    ],
  })
}

function footerOf(document: PrintDocument): Paragraph {
  const pages = document.hasPageNumbers
    ? [
        new TextRun({
          children: [document.footer === '' ? '' : ' · ', PageNumber.CURRENT, ' / ', PageNumber.TOTAL_PAGES],
        }),
      ]
    : []
  return new Paragraph({
    style: 'footer',
    children: [...(document.footer === '' ? [] : [new TextRun(printable(document.footer))]), ...pages],
  })
}

function anchorsIn(blocks: readonly PrintBlock[]): Pick<Context, 'bookmarks' | 'textAnchors'> {
  const bookmarks = new Map<string, string>()
  const textAnchors = new Set<string>()
  for (const run of runsIn(blocks)) {
    if (run.reference !== undefined && run.origin !== 'missing' && !bookmarks.has(run.reference))
      bookmarks.set(run.reference, `_Ref${100_000_001 + bookmarks.size}`)
    if (run.anchor !== undefined) textAnchors.add(run.anchor)
  }
  return { bookmarks, textAnchors }
}

function* runsIn(blocks: readonly PrintBlock[]): Generator<PrintRun> {
  for (const block of blocks) {
    if (block.kind === 'paragraph') yield* block.runs
    else
      for (const row of block.rows)
        for (const cell of row.cells) for (const paragraph of cell.paragraphs) yield* paragraph.runs
  }
}

function paragraphOf(paragraph: PrintParagraph, context: Context, before?: PrintBlock): Paragraph {
  const { number } = paragraph
  const options: { -readonly [K in keyof IParagraphOptions]: IParagraphOptions[K] } = {
    style: styleOf(paragraph),
    children: childrenOf(paragraph, context),
  }
  if (paragraph.align) options.alignment = ALIGNMENT[paragraph.align]
  // The indent of a body paragraph belongs to justified text only.
  if (paragraph.align && paragraph.align !== 'justify' && paragraph.style === 'body' && !number)
    options.indent = { firstLine: 0 }
  if (paragraph.keepNext) options.keepNext = true
  if (before?.kind === 'table' && paragraph.style === 'body') options.spacing = { before: 120, after: 80 }
  if (paragraph.pageBreakBefore) options.pageBreakBefore = true
  if (number) options.numbering = { reference: number.kind, level: number.level, instance: number.list }
  return new Paragraph(options)
}

function childrenOf(paragraph: PrintParagraph, context: Context): ParagraphChild[] {
  const children: ParagraphChild[] = []
  for (const run of paragraph.runs) {
    const bookmark = run.reference === undefined ? undefined : context.bookmarks.get(run.reference)
    if (bookmark !== undefined) {
      const isText = context.textAnchors.has(run.reference ?? '')
      children.push(new SimpleField(isText ? `REF ${bookmark} \\h` : `REF ${bookmark} \\r \\h`, printable(run.text)))
    } else children.push(...bookmarked(run.anchor, context, textRuns(run, context.options)))
  }
  return bookmarked(paragraph.anchor, context, children)
}

function bookmarked(anchor: string | undefined, context: Context, children: ParagraphChild[]): ParagraphChild[] {
  const name = anchor === undefined ? undefined : context.bookmarks.get(anchor)
  if (name === undefined) return children
  context.nextBookmark += 1
  // The package's own Bookmark numbers them through the life of the process; our numbers begin anew in each file. Its
  // types leave these two out of a paragraph's children, though it writes them like any other.
  const [start, end] = [
    new BookmarkStart(name, context.nextBookmark),
    new BookmarkEnd(context.nextBookmark),
  ] as unknown as [ParagraphChild, ParagraphChild]
  return [start, ...children, end]
}

/** One run, or one for each line of a value with line breaks in it. */
function textRuns(run: PrintRun, options: RenderOptions): TextRun[] {
  const style: IRunOptions = {
    ...(run.bold ? { bold: true } : {}),
    ...(run.italic ? { italics: true } : {}),
    ...(run.underline ? { underline: { type: UnderlineType.SINGLE } } : {}),
    ...(options.copy === 'working' && run.origin ? ORIGIN_MARKS[run.origin] : {}),
  }
  const lines = printable(run.text).split('\n')
  return lines.map(
    (text, index) => new TextRun({ text, ...style, ...(run.breakBefore || index > 0 ? { break: 1 } : {}) }),
  )
}

function tableOf(table: PrintTable, context: Context): Table {
  const sum = table.widths.reduce((total, width) => total + width, 0)
  const columns = table.widths.map((width) => Math.floor((context.width * width) / sum))
  const occupied: number[] = []
  return new Table({
    width: { size: columns.reduce((total, width) => total + width, 0), type: WidthType.DXA },
    columnWidths: columns,
    layout: TableLayoutType.FIXED,
    borders: table.borders === 'all' ? ALL_BORDERS : NO_BORDERS,
    margins: { top: 40, bottom: 40, left: 80, right: 80 },
    rows: table.rows.map(
      (row, index) =>
        new TableRow({
          tableHeader: row.isHeader,
          cantSplit: true,
          children: cellsOf(keptCells(table, index), columns, occupied, context),
        }),
    ),
  })
}

/** A head stays with its first row, and a table without lines (signatures) stands on one page. */
function keptCells({ rows, borders }: PrintTable, index: number): PrintTable['rows'][number]['cells'] {
  const row = rows[index]
  if (!row || index === rows.length - 1 || !(row.isHeader || borders === 'none')) return row?.cells ?? []
  return row.cells.map((cell) => ({
    ...cell,
    paragraphs: cell.paragraphs.map((each) => ({ ...each, keepNext: true as const })),
  }))
}

/** `occupied[i]` counts the rows below that a tall cell still takes in column i. */
function cellsOf(
  cells: PrintTable['rows'][number]['cells'],
  columns: readonly number[],
  occupied: number[],
  context: Context,
): TableCell[] {
  let column = 0
  const skip = () => {
    while ((occupied[column] ?? 0) > 0) {
      occupied[column] = (occupied[column] ?? 0) - 1
      column += 1
    }
  }
  const made = cells.map((cell) => {
    skip()
    const width = columns.slice(column, column + cell.colspan).reduce((total, each) => total + each, 0)
    if (cell.rowspan > 1)
      for (let index = column; index < column + cell.colspan; index++) occupied[index] = cell.rowspan - 1
    column += cell.colspan
    return new TableCell({
      width: { size: width, type: WidthType.DXA },
      ...(cell.colspan > 1 ? { columnSpan: cell.colspan } : {}),
      ...(cell.rowspan > 1 ? { rowSpan: cell.rowspan } : {}),
      children: cell.paragraphs.map((paragraph) => paragraphOf(paragraph, context)),
    })
  })
  skip()
  return made
}

function styleOf(paragraph: PrintParagraph): string {
  if (paragraph.style === 'body' && (paragraph.number?.kind === 'letter' || paragraph.number?.kind === 'dash'))
    return 'list'
  return paragraph.style
}

function coreProperties(document: PrintDocument): string {
  const at = `${document.on}T00:00:00Z`
  return (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>' +
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">' +
    `<dc:title>${escapeXml(printable(document.title))}</dc:title><dc:creator>Kvartal</dc:creator><cp:lastModifiedBy>Kvartal</cp:lastModifiedBy><cp:revision>1</cp:revision>` +
    `<dcterms:created xsi:type="dcterms:W3CDTF">${at}</dcterms:created><dcterms:modified xsi:type="dcterms:W3CDTF">${at}</dcterms:modified></cp:coreProperties>`
  )
}

function escapeXml(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')
}

function twips(millimetres: number): number {
  return Math.round(millimetres * MM)
}
