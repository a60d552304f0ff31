/** A Word file as a clause: headings, numbering, lists, tables and emphasis kept; everything else named in a list, nothing dropped in silence. */
import {
  type BlockNode,
  type Inline,
  type ParagraphNode,
  type RichText,
  type RowNode,
  type TableNode,
  paragraphsIn,
} from '#shared/modules/contracts/rich-text.ts'
import { openDocx, valueOf } from './docx-package.ts'
import { linkTypedReferences, readTypedNumber, startTypedNumbers } from './docx-numbers.ts'
import { type XmlElement, childOf, elementsOf } from './xml.ts'
import { type Loss, type Piece, type Work, inlinesOf, isOn, lose, note, words } from './docx-runs.ts'

export interface ImportedClause {
  content: RichText
  /** What the editor cannot hold, or holds otherwise. */
  losses: Loss[]
  /** Blanks, merge fields and template marks that a lawyer will want to replace by variables. */
  placeholders: { text: string; count: number }[]
}

export function importDocx(bytes: Uint8Array): ImportedClause {
  const source = openDocx(bytes)
  const work: Work = {
    source,
    losses: new Map(),
    placeholders: new Map(),
    typed: startTypedNumbers(),
    field: undefined,
  }
  const content = blocksOf(work, source.body)
  for (const [kind, texts] of [
    ['header', source.headers],
    ['footer', source.footers],
    ['footnote', source.footnotes],
    ['comment', source.comments],
  ] as const) {
    for (const text of texts) lose(work, kind, text)
  }
  if (source.embedded > 0) lose(work, 'embedded', '', source.embedded)
  if (source.hidden > 0) lose(work, 'hidden-data', '', source.hidden)
  for (const renumbered of work.typed.renumbered) lose(work, 'renumbered', renumbered)
  const linked = linkTypedReferences(trimmed(content), work.typed)
  for (const block of linked) for (const text of textsOf(block)) notePlaceholders(work, text)
  return {
    content: { type: 'doc', content: linked },
    losses: [...work.losses.values()],
    placeholders: [...work.placeholders].map(([text, count]) => ({ text, count })),
  }
}

function blocksOf(work: Work, parent: XmlElement): BlockNode[] {
  return elementsOf(parent).flatMap((element): BlockNode[] => {
    switch (element.name) {
      case 'w:p':
        return paragraphsOf(work, element)
      case 'w:tbl':
        return [tableOf(work, element)]
      case 'w:sectPr':
        if (Number(childOf(element, 'w:cols')?.attributes['w:num'] ?? 1) > 1) lose(work, 'columns', '')
        return []
      case 'w:ins':
        lose(work, 'inserted-text', words(element))
        return blocksOf(work, element)
      case 'w:del':
        lose(work, 'deleted-text', words(element))
        return []
      case 'w:sdt':
        return blocksOf(work, childOf(element, 'w:sdtContent') ?? element)
      case 'w:smartTag':
      case 'w:customXml':
        return blocksOf(work, element)
      default:
        return []
    }
  })
}

function paragraphsOf(work: Work, element: XmlElement): BlockNode[] {
  const properties = childOf(element, 'w:pPr')
  const runs = inlinesOf(work, element)
  const blocks: BlockNode[] =
    childOf(properties, 'w:pageBreakBefore') && valueOf(childOf(properties, 'w:pageBreakBefore')) !== '0'
      ? [{ type: 'pageBreak' }]
      : []
  const parts = splitAt(runs)
  for (const [index, part] of parts.entries()) {
    if (index > 0) blocks.push({ type: 'pageBreak' })
    if (part.length > 0) blocks.push(shaped(work, properties, merged(part)))
  }
  return blocks
}

/** Alignment, style and number: from the list that Word counts, or from digits that somebody typed. */
function shaped(work: Work, properties: XmlElement | undefined, content: Inline[]): ParagraphNode {
  const attrs: NonNullable<ParagraphNode['attrs']> = {}
  const style = work.source.styles.get(valueOf(childOf(properties, 'w:pStyle')) ?? '')
  const align = ALIGNMENTS[valueOf(childOf(properties, 'w:jc')) ?? '']
  if (align) attrs.align = align
  const known = STYLES[style?.name.replace(/^contract /, '') ?? '']
  if (known) attrs.style = known
  const own = childOf(properties, 'w:numPr')
  const list = valueOf(childOf(own, 'w:numId')) ?? style?.numbering?.list
  const level = Number(valueOf(childOf(own, 'w:ilvl')) ?? style?.numbering?.level ?? 0)
  const format = list === undefined || list === '0' ? undefined : work.source.numberFormat(list, level)
  if (format) Object.assign(attrs, listAttributes(work, format.format, level, content))
  else {
    const typed = readTypedNumber(work.typed, content)
    if (typed) return { type: 'paragraph', attrs: { ...attrs, ...typed.attrs }, content: typed.content }
    const outline = Number(valueOf(childOf(properties, 'w:outlineLvl')) ?? style?.outline ?? Number.NaN)
    if (outline === 0) attrs.level = 1
    else if (outline > 0) attrs.style = 'subtitle'
  }
  return { type: 'paragraph', ...(Object.keys(attrs).length > 0 ? { attrs } : {}), content }
}

function listAttributes(
  work: Work,
  format: string,
  level: number,
  content: readonly Inline[],
): NonNullable<ParagraphNode['attrs']> {
  if (format === 'bullet') return { list: 'dash' }
  if (/letter|russian/i.test(format)) return { list: 'letter' }
  if (format === 'none') return {}
  if (level > 3) lose(work, 'deep-level', content.map((node) => (node.type === 'text' ? node.text : '')).join(''))
  return { level: Math.min(level, 3) + 1 }
}

/** Word's own names, in both languages of its styles; our files say «contract …». */
const STYLES: Readonly<Record<string, 'title' | 'subtitle' | 'plain'>> = {
  title: 'title',
  название: 'title',
  subtitle: 'subtitle',
  подзаголовок: 'subtitle',
  plain: 'plain',
}

const ALIGNMENTS: Readonly<Record<string, 'left' | 'center' | 'right' | 'justify'>> = {
  center: 'center',
  right: 'right',
  end: 'right',
  both: 'justify',
  distribute: 'justify',
  left: 'left',
  start: 'left',
}

function tableOf(work: Work, table: XmlElement): TableNode {
  const widths = elementsOf(childOf(table, 'w:tblGrid') ?? table)
    .filter((each) => each.name === 'w:gridCol')
    .map((each) => Math.max(1, Number(each.attributes['w:w'] ?? 1)))
  const cells = new Map<number, { cell: RowNode['content'][number]; rows: number }>()
  const rows = descendantRows(table).map((row): RowNode => {
    let column = Number(valueOf(childOf(childOf(row, 'w:trPr'), 'w:gridBefore')) ?? 0)
    const isHeader = isOn(childOf(childOf(row, 'w:trPr'), 'w:tblHeader'))
    const content = rowCells(row).flatMap((element): RowNode['content'] => {
      const properties = childOf(element, 'w:tcPr')
      const colspan = Number(valueOf(childOf(properties, 'w:gridSpan')) ?? 1)
      const merge = childOf(properties, 'w:vMerge')
      const at = column
      column += colspan
      const above = cells.get(at)
      if (merge && valueOf(merge) !== 'restart' && above) {
        above.rows += 1
        above.cell.attrs = { ...above.cell.attrs, rowspan: above.rows }
        return []
      }
      const cell: RowNode['content'][number] = {
        type: isHeader ? 'tableHeader' : 'tableCell',
        attrs: colspan > 1 ? { colspan } : {},
        content: isHeader ? cellParagraphs(work, element).map(withoutBold) : cellParagraphs(work, element),
      }
      if (merge) cells.set(at, { cell, rows: 1 })
      else cells.delete(at)
      return [cell]
    })
    return {
      type: 'tableRow',
      ...(isHeader ? { attrs: { isHeader } } : {}),
      content: content.length > 0 ? content : [{ type: 'tableCell', content: [{ type: 'paragraph' }] }],
    }
  })
  return {
    type: 'table',
    attrs: { widths: widths.length > 0 && widths.length <= 40 ? widths : null, borders: bordersOf(table) },
    content: rows,
  }
}

/** A table that says of every line that there is none is a frame for words side by side. */
function bordersOf(table: XmlElement): 'all' | 'none' {
  const lines = elementsOf(childOf(childOf(table, 'w:tblPr'), 'w:tblBorders') ?? table).filter(({ name }) =>
    /^w:(top|left|start|bottom|right|end|insideH|insideV)$/.test(name),
  )
  return lines.length > 0 && lines.every((line) => ['none', 'nil'].includes(valueOf(line) ?? '')) ? 'none' : 'all'
}

/** A cell of the head is bold by itself. */
function withoutBold(paragraph: ParagraphNode): ParagraphNode {
  const content = paragraph.content?.map(({ marks, ...node }): Inline => {
    const rest = marks?.filter(({ type }) => type !== 'bold') ?? []
    return rest.length > 0 ? { ...node, marks: rest } : node
  })
  return content ? { ...paragraph, content } : paragraph
}

function descendantRows(table: XmlElement): XmlElement[] {
  return elementsOf(table).flatMap((element) =>
    element.name === 'w:tr'
      ? [element]
      : ['w:sdt', 'w:sdtContent', 'w:customXml', 'w:ins'].includes(element.name)
        ? descendantRows(element)
        : [],
  )
}

function rowCells(row: XmlElement): XmlElement[] {
  return elementsOf(row).flatMap((element) =>
    element.name === 'w:tc'
      ? [element]
      : ['w:sdt', 'w:sdtContent', 'w:customXml'].includes(element.name)
        ? rowCells(element)
        : [],
  )
}

function cellParagraphs(work: Work, cell: XmlElement): ParagraphNode[] {
  const paragraphs = blocksOf(work, cell).flatMap((block): ParagraphNode[] => {
    if (block.type === 'paragraph') return [inCell(block)]
    if (block.type !== 'table') return []
    lose(
      work,
      'nested-table',
      block.content[0]?.content[0]?.content.map((each) => [...textsOf(each)].join(' ')).join(' ') ?? '',
    )
    return block.content.flatMap((row) => row.content.flatMap(paragraphsIn))
  })
  return paragraphs.length > 0 ? paragraphs : [{ type: 'paragraph' }]
}

/** In a cell plain is what a paragraph is when it says nothing of itself. */
function inCell({ attrs, ...paragraph }: ParagraphNode): ParagraphNode {
  const { style, ...rest } = attrs ?? {}
  const own = style === undefined || style === 'plain' ? rest : { ...rest, style }
  return Object.keys(own).length > 0 ? { ...paragraph, attrs: own } : paragraph
}

function splitAt(pieces: readonly Piece[]): Inline[][] {
  const parts: Inline[][] = [[]]
  for (const piece of pieces) {
    if (piece === 'page') parts.push([])
    else parts.at(-1)?.push(piece)
  }
  return parts
}

/** Word cuts a sentence into many runs; neighbours with the same marks become one. */
function merged(nodes: readonly Inline[]): Inline[] {
  return nodes.reduce<Inline[]>((result, node) => {
    const last = result.at(-1)
    if (last?.type === 'text' && node.type === 'text' && JSON.stringify(last.marks) === JSON.stringify(node.marks))
      last.text += node.text
    else result.push({ ...node })
    return result
  }, [])
}

/** Without the page breaks at either end. */
function trimmed(blocks: readonly BlockNode[]): BlockNode[] {
  const from = blocks.findIndex((block) => block.type !== 'pageBreak')
  const to = blocks.findLastIndex((block) => block.type !== 'pageBreak')
  return from < 0 ? [] : blocks.slice(from, to + 1)
}

function* textsOf(block: BlockNode): Generator<string> {
  if (block.type === 'paragraph')
    yield (block.content ?? []).map((node) => (node.type === 'text' ? node.text : '')).join('')
  else if (block.type === 'table')
    for (const row of block.content)
      for (const cell of row.content) for (const paragraph of paragraphsIn(cell)) yield* textsOf(paragraph)
}

function notePlaceholders(work: Work, text: string): void {
  for (const [mark] of text.matchAll(/_{3,}|\{\{.*?\}\}|\{%.*?%\}|\.{6,}|…{3,}/g))
    note(work, mark.startsWith('_') ? '____' : mark)
}
