/** Tables of a PDF: rows measured first, moved to the next page whole, and parted only when they are taller than a page; a head goes with what it heads. */
import type { PrintParagraph, PrintTable } from '#shared/kernel/document.ts'
import type { Line } from './pdf-lines.ts'
import { LEADING, PAGE, POINT, type Pen, type Shape, isAtTop, layOut, newPage, num, writeLine } from './pdf-text.ts'

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

export function writeTable(pen: Pen, table: PrintTable): void {
  const bands = bandsOf(pen, table)
  const headers = headersOf(bands)
  const headerHeight = heightOf(headers)
  if (pen.y + togetherOf(pen, table, bands) > pen.bottom && !isAtTop(pen)) newPage(pen)
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

/** What of a table must stand on the page where it begins: its head with the first row, or all of a table without lines (signatures). */
export function togetherOf(pen: Pen, table: PrintTable, bands = bandsOf(pen, table)): number {
  const page = pen.bottom - pen.document.margins.top * POINT
  const whole = heightOf(bands)
  if (table.borders === 'none' && whole <= page) return whole
  const begins = heightOf(bands.slice(0, headersOf(bands).length + 1))
  return begins <= page ? begins : 0
}

function headersOf(bands: readonly Band[]): readonly Band[] {
  const first = bands.findIndex((band) => !band.isHeader)
  return first < 0 ? bands : bands.slice(0, first)
}

function heightOf(bands: readonly Band[]): number {
  return bands.reduce((sum, band) => sum + band.height, 0)
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
