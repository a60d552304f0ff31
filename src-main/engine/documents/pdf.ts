/** A print document as a PDF: pages laid out here, written through jsPDF with an embedded Cyrillic subset. */
import { jsPDF } from 'jspdf'
import {
  type Align,
  type Origin,
  type PrintBlock,
  type PrintDocument,
  type PrintParagraph,
  type PrintTable,
  printable,
} from '#shared/kernel/document.ts'
import type { RenderOptions } from './docx.ts'
import { type FontFiles, internalsOf, loadFonts, makeFaces } from './pdf-fonts.ts'
import { type Faces, type Line, breakLines } from './pdf-lines.ts'

const POINT = 72 / 25.4
const PAGE = { width: 595.28, height: 841.89 }
const LEADING = 1.15

/** The same input gives the same bytes: the file's date is the document's and its id is made of its title. */
export async function renderPdf(document: PrintDocument, options: RenderOptions): Promise<Uint8Array> {
  return writePdf(document, options, await loadFonts())
}

interface Pen {
  document: PrintDocument
  options: RenderOptions
  faces: Faces
  /** Operators of the page being written. */
  page: string[]
  pages: string[][]
  left: number
  width: number
  bottom: number
  /** Distance from the top of the page, in points. */
  y: number
}

export function writePdf(document: PrintDocument, options: RenderOptions, fonts: FontFiles): Uint8Array {
  const pdf = new jsPDF({ unit: 'pt', format: [PAGE.width, PAGE.height], compress: true, putOnlyUsedFonts: true })
  pdf.setCreationDate(new Date(`${document.on}T00:00:00Z`))
  pdf.setFileId(fileId(document))
  pdf.setDocumentProperties({ title: printable(document.title), creator: 'Kvartal' })
  const { margins } = document
  const pen: Pen = {
    document,
    options,
    faces: makeFaces(pdf, fonts),
    page: [],
    pages: [],
    left: margins.left * POINT,
    width: PAGE.width - (margins.left + margins.right) * POINT,
    bottom: PAGE.height - margins.bottom * POINT,
    y: margins.top * POINT,
  }
  pen.pages.push(pen.page)
  for (const [index, block] of document.blocks.entries()) {
    if (block.kind === 'table') writeTable(pen, block)
    else writeParagraph(pen, block, document.blocks[index + 1])
  }
  for (const [index, page] of pen.pages.entries()) {
    if (index > 0) pdf.addPage([PAGE.width, PAGE.height])
    writeMargins(pen, page, index)
    internalsOf(pdf).write(page.join('\n'))
  }
  return new Uint8Array(pdf.output('arraybuffer'))
}

interface Shape {
  size: number
  isBold: boolean
  align: Align
  indent: number
  hanging: number
  before: number
  after: number
}

function shapeOf(paragraph: PrintParagraph, fontSize: number): Shape {
  const base: Shape = {
    size: fontSize,
    isBold: false,
    align: paragraph.align ?? 'justify',
    indent: 0,
    hanging: 0,
    before: 0,
    after: 4,
  }
  const isListed = paragraph.number?.kind === 'letter' || paragraph.number?.kind === 'dash'
  switch (paragraph.style) {
    case 'title':
      return { ...base, size: fontSize + 2, isBold: true, align: paragraph.align ?? 'center', after: 8 }
    case 'subtitle':
      return { ...base, isBold: true, align: paragraph.align ?? 'center', before: 6, after: 6 }
    case 'heading':
      return { ...base, isBold: true, align: paragraph.align ?? 'center', before: 10, after: 5 }
    case 'annex':
      return { ...base, align: paragraph.align ?? 'right', after: 0 }
    case 'plain':
      return { ...base, align: paragraph.align ?? 'left', after: 0 }
    case 'body':
      if (isListed) return { ...base, hanging: 42.5, after: 2 }
      return paragraph.align && paragraph.align !== 'justify' ? base : { ...base, indent: 28.35 }
  }
}

interface Laid {
  shape: Shape
  lines: Line[]
  height: number
  lineHeight: number
}

function layOut(pen: Pen, paragraph: PrintParagraph, width: number, fontSize: number): Laid {
  const shape = shapeOf(paragraph, fontSize)
  const unit = 1000 / shape.size
  const number = paragraph.number ? [{ text: `${paragraph.number.text} ` }] : []
  const lines = breakLines(
    [...number, ...paragraph.runs],
    (width - shape.hanging) * unit,
    (shape.indent - (shape.hanging > 0 ? 14.2 : 0)) * unit,
    shape.isBold,
    pen.faces,
  )
  const lineHeight = shape.size * LEADING
  return { shape, lines, lineHeight, height: lines.length * lineHeight }
}

function writeParagraph(pen: Pen, paragraph: PrintParagraph, next: PrintBlock | undefined): void {
  const laid = layOut(pen, paragraph, pen.width, pen.document.fontSize)
  const { shape, lines, lineHeight } = laid
  if (paragraph.pageBreakBefore) newPage(pen)
  if (!isAtTop(pen)) pen.y += shape.before
  // A heading stays with what it heads, and no paragraph leaves its first line alone at the foot of a page.
  const together = paragraph.keepNext && next ? laid.height + 3 * lineHeight : Math.min(lines.length, 2) * lineHeight
  if (pen.y + together > pen.bottom && !isAtTop(pen)) newPage(pen)
  for (const [index, line] of lines.entries()) {
    const isWidow = index === lines.length - 2 && lines.length > 2 && pen.y + 2 * lineHeight > pen.bottom
    if (pen.y + lineHeight > pen.bottom || isWidow) newPage(pen)
    writeLine(pen, line, shape, pen.left, pen.width, index, pen.y + shape.size)
    pen.y += lineHeight
  }
  pen.y += shape.after
}

function writeLine(
  pen: Pen,
  line: Line,
  shape: Shape,
  left: number,
  width: number,
  index: number,
  baseline: number,
): void {
  const { size } = shape
  const indent = index === 0 ? shape.indent + (shape.hanging > 0 ? shape.hanging - 14.2 : 0) : shape.hanging
  const available = width - indent
  const natural = (line.width * size) / 1000
  const gaps = line.words.length - 1
  const stretch = shape.align === 'justify' && !line.isLast && gaps > 0 ? Math.max(0, available - natural) / gaps : 0
  const offset =
    shape.align === 'right' ? available - natural : shape.align === 'center' ? (available - natural) / 2 : 0
  let x = left + indent + offset
  const operators = [`BT 1 0 0 1 ${num(x)} ${num(PAGE.height - baseline)} Tm`]
  const underlines: string[] = []
  let state = ''
  let strings = ''
  const flush = () => {
    if (strings !== '') operators.push(`[${strings}] TJ`)
    strings = ''
  }
  for (const word of line.words) {
    const gap = (word.space * size) / 1000 + (word.space > 0 ? stretch : 0)
    if (word.space > 0) {
      const [first] = word.pieces
      // The space itself is written too, so that text copied out of the file keeps its words apart.
      if (state !== '' && first)
        strings += `<${pen.faces(lastFace(state)).encode(' ')}> ${num(((word.space * size) / 1000 - gap) * (1000 / size) + correction(pen, state, word.space))} `
      x += gap
    }
    for (const piece of word.pieces) {
      const color = pen.options.copy === 'working' && piece.run.origin ? '0.753 0 0 rg' : '0 g'
      const wanted = `${piece.face} ${color}`
      if (wanted !== state) {
        flush()
        operators.push(`/${pen.faces(piece.face).id} ${size} Tf ${color}`)
        state = wanted
      }
      strings += `<${pen.faces(piece.face).encode(piece.text)}>`
      const pieceWidth = (piece.width * size) / 1000
      const pattern = patternOf(pen, piece.run.underline, piece.run.origin)
      if (pattern) underlines.push(pattern(x, x + pieceWidth, PAGE.height - baseline - size * 0.12))
      x += pieceWidth
    }
  }
  flush()
  operators.push('ET')
  pen.page.push(operators.join(' '), ...underlines)
}

/** The width that was measured for a space may be another face's than the one it is written in. */
function correction(pen: Pen, state: string, measured: number): number {
  return pen.faces(lastFace(state)).widthOf(' ') - measured
}

function lastFace(state: string): 'regular' | 'bold' | 'italic' | 'bolditalic' {
  const face = state.slice(0, state.indexOf(' '))
  return face === 'bold' || face === 'italic' || face === 'bolditalic' ? face : 'regular'
}

type Underline = (from: number, to: number, y: number) => string
const stroke =
  (dash: string, shift = 0): Underline =>
  (from, to, y) =>
    `q 0.6 w 0 0 0 RG ${dash} d ${num(from)} ${num(y - shift)} m ${num(to)} ${num(y - shift)} l S Q`
const UNDERLINES: Readonly<Partial<Record<Origin, Underline>>> = {
  typed: stroke('[1 1.5] 0'),
  computed: stroke('[4 2] 0'),
  changed: (from, to, y) => `${stroke('[] 0')(from, to, y)} ${stroke('[] 0', 1.5)(from, to, y)}`,
  missing: stroke('[] 0'),
}

function patternOf(pen: Pen, isUnderlined: true | undefined, origin: Origin | undefined): Underline | undefined {
  const byOrigin = pen.options.copy === 'working' && origin ? UNDERLINES[origin] : undefined
  return byOrigin ?? (isUnderlined ? stroke('[] 0') : undefined)
}

const PADDING = 4

interface LaidCell {
  x: number
  width: number
  rows: number
  column: number
  /** Lines with their distance from the top of the cell. */
  lines: { line: Line; shape: Shape; top: number; index: number }[]
  height: number
}

function writeTable(pen: Pen, table: PrintTable): void {
  const bands = bandsOf(pen, table)
  const headers = bands.slice(
    0,
    bands.findIndex((band) => !band.isHeader) < 0 ? bands.length : bands.findIndex((band) => !band.isHeader),
  )
  const headerHeight = headers.reduce((sum, band) => sum + band.height, 0)
  for (const band of bands) {
    const room = pen.bottom - pen.y
    const fresh = pen.bottom - pen.document.margins.top * POINT - (band.isHeader ? 0 : headerHeight)
    if (band.height > room && !isAtTop(pen) && (band.height <= fresh || room < 60)) {
      newPage(pen)
      if (!band.isHeader) for (const header of headers) drawBand(pen, header, table.borders)
    }
    drawBand(pen, band, table.borders)
  }
  pen.y += 6
}

/** Rows tied together by tall cells: they are never parted by a page. */
interface Band {
  cells: (LaidCell & { row: number })[]
  heights: number[]
  height: number
  isHeader: boolean
}

function bandsOf(pen: Pen, table: PrintTable): Band[] {
  const sum = table.widths.reduce((total, width) => total + width, 0)
  const columns = table.widths.map((width) => (pen.width * width) / sum)
  const bands: Band[] = []
  const occupied = columns.map(() => 0)
  for (const row of table.rows) {
    const continues = occupied.some((rows) => rows > 0)
    const band: Band = continues ? (bands.at(-1) ?? emptyBand(row.isHeader)) : emptyBand(row.isHeader)
    if (!continues) bands.push(band)
    const index = band.heights.length
    let column = 0
    for (const cell of row.cells) {
      while ((occupied[column] ?? 0) > 0) column += 1
      const x = columns.slice(0, column).reduce((total, width) => total + width, 0)
      const width = columns.slice(column, column + cell.colspan).reduce((total, each) => total + each, 0)
      band.cells.push({ ...layOutCell(pen, cell.paragraphs, width), x, width, rows: cell.rowspan, column, row: index })
      for (let taken = column; taken < column + cell.colspan; taken++) occupied[taken] = cell.rowspan
      column += cell.colspan
    }
    for (const [each, rows] of occupied.entries()) occupied[each] = Math.max(0, rows - 1)
    band.heights.push(
      Math.max(
        pen.document.fontSize * LEADING + PADDING,
        ...band.cells.filter((cell) => cell.row === index && cell.rows === 1).map((cell) => cell.height),
      ),
    )
  }
  for (const band of bands) stretchRows(band)
  return bands
}

/** A tall cell that needs more than its rows have makes the last of them taller. */
function stretchRows(band: Band): void {
  for (const cell of band.cells) {
    const last = Math.min(cell.row + cell.rows, band.heights.length) - 1
    const has = band.heights.slice(cell.row, last + 1).reduce((sum, height) => sum + height, 0)
    if (cell.height > has) band.heights[last] = (band.heights[last] ?? 0) + cell.height - has
  }
  band.height = band.heights.reduce((sum, height) => sum + height, 0)
}

function emptyBand(isHeader: boolean): Band {
  return { cells: [], heights: [], height: 0, isHeader }
}

function layOutCell(
  pen: Pen,
  paragraphs: readonly PrintParagraph[],
  width: number,
): Pick<LaidCell, 'lines' | 'height'> {
  const lines: LaidCell['lines'] = []
  let top = PADDING / 2
  for (const paragraph of paragraphs) {
    const laid = layOut(
      pen,
      { ...paragraph, style: paragraph.style === 'body' ? 'plain' : paragraph.style },
      width - 2 * PADDING,
      pen.document.fontSize,
    )
    for (const [index, line] of laid.lines.entries()) {
      lines.push({ line, shape: laid.shape, top, index })
      top += laid.lineHeight
    }
  }
  return { lines, height: top + PADDING / 2 }
}

/** Draws a band; one that is taller than a page goes on over as many pages as it needs, line by line. */
function drawBand(pen: Pen, band: Band, borders: PrintTable['borders']): void {
  const tops = band.heights.map((_, index) => band.heights.slice(0, index).reduce((sum, height) => sum + height, 0))
  for (let from = 0; from < band.height - 0.01;) {
    const room = pen.bottom - pen.y
    const to = band.height - from <= room ? band.height : breakAt(band, tops, from, from + room)
    for (const cell of band.cells) {
      const top = tops[cell.row] ?? 0
      const bottom = tops[cell.row + cell.rows] ?? band.height
      for (const { line, shape, top: lineTop, index } of cell.lines) {
        const at = top + lineTop
        if (at < from - 0.01 || at >= to - 0.01) continue
        writeLine(
          pen,
          line,
          shape,
          pen.left + cell.x + PADDING,
          cell.width - 2 * PADDING,
          index,
          pen.y + at - from + shape.size,
        )
      }
      const [upper, lower] = [Math.max(top, from), Math.min(bottom, to)]
      if (borders === 'all' && lower > upper)
        pen.page.push(
          `0.5 w 0 0 0 RG ${num(pen.left + cell.x)} ${num(PAGE.height - pen.y - (lower - from))} ${num(cell.width)} ${num(lower - upper)} re S`,
        )
    }
    pen.y += to - from
    from = to
    if (from < band.height - 0.01) newPage(pen)
  }
}

/** The lowest place at or above `limit` where no cell's line is cut in two. */
function breakAt(band: Band, tops: readonly number[], from: number, limit: number): number {
  let to = limit
  for (let isMoved = true; isMoved;) {
    isMoved = false
    for (const cell of band.cells) {
      for (const { shape, top } of cell.lines) {
        const at = (tops[cell.row] ?? 0) + top
        if (at > from + 0.01 && at < to - 0.01 && at + shape.size * LEADING > to + 0.01) [to, isMoved] = [at, true]
      }
    }
  }
  return to
}

function writeMargins(pen: Pen, page: string[], index: number): void {
  const small: Shape = { size: 8, isBold: false, align: 'right', indent: 0, hanging: 0, before: 0, after: 0 }
  const target = { ...pen, page, options: { copy: 'clean' as const } }
  const write = (text: string, shape: Shape, baseline: number) => {
    const [line] = breakLines([{ text }], Infinity, 0, false, pen.faces)
    if (line) writeLine(target, line, shape, pen.left, pen.width, 0, baseline)
  }
  if (pen.document.header !== '') write(pen.document.header, small, 10 * POINT + 8)
  const number = pen.document.hasPageNumbers ? `${index + 1} / ${pen.pages.length}` : ''
  const footer = [pen.document.footer, number].filter((part) => part !== '').join(' · ')
  if (footer !== '') write(footer, { ...small, align: 'center' }, PAGE.height - 10 * POINT)
}

function newPage(pen: Pen): void {
  pen.page = []
  pen.pages.push(pen.page)
  pen.y = pen.document.margins.top * POINT
}

function isAtTop(pen: Pen): boolean {
  return pen.y <= pen.document.margins.top * POINT + 0.01
}

/** Sixteen bytes in hex from the title and the date (FNV-1a over four seeds). */
function fileId(document: PrintDocument): string {
  const text = `${document.title} ${document.on}`
  return [1, 2, 3, 4]
    .map((seed) => {
      let hash = 0x811c9dc5 ^ seed
      for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
      return (hash >>> 0).toString(16).padStart(8, '0')
    })
    .join('')
    .toUpperCase()
}

function num(value: number): string {
  return String(Math.round(value * 100) / 100)
}
