/** Finds the table on a sheet: which rows are its header (one, two or three, merged or not) and where the data begins. */
import { cellText, type Cell, type Merge } from '../../kernel/cell.ts'
import type { ImportKind } from './kind.ts'
import { nameScore } from './names.ts'
import { cleanText, headerText } from './text.ts'

export interface SampleRow {
  row: number
  cells: readonly Cell[]
}

export interface TableColumn {
  column: number
  /** As the sheet says it, the parts of a several-row header joined; '' for a column without a name. */
  title: string
}

export interface TableShape {
  headerFrom: number
  headerTo: number
  firstData: number
  columns: TableColumn[]
  score: number
  /** How many fields of the kind the header names. */
  known: number
}

const LOOK_AT_ROWS = 40
const MAX_DEPTH = 3
const SURE = 9

/** The best table of a sheet for this kind, or null when no row reads like a header at all. */
export function findTable(kind: ImportKind, sample: readonly SampleRow[], merges: readonly Merge[]): TableShape | null {
  let best: TableShape | null = null
  let bestAt = 0
  // Where not even two fields are named, the file is not of this kind: a row of data must not pass for its header.
  const mayReplace = (found: TableShape, there: TableShape) =>
    found.score > there.score + (found.known < 2 && found.headerFrom !== there.headerFrom ? 3 : 1e-9)
  for (let at = 0; at < Math.min(sample.length, LOOK_AT_ROWS); at++) {
    // Far below a header that names much there are only its data.
    if (best !== null && best.score > SURE && at > bestAt + 8) break
    for (let depth = 1; depth <= MAX_DEPTH; depth++) {
      const shape = shapeAt(kind, sample, merges, at, depth)
      if (shape && (best === null || mayReplace(shape, best))) {
        best = shape
        bestAt = at
      }
    }
  }
  return best?.known === 0 && hasNumbers(sample, best) ? null : best
}

/** A "header" that names nothing known and holds numbers is the first line of a table without one. */
const hasNumbers = (sample: readonly SampleRow[], { headerFrom }: TableShape) =>
  sample
    .find(({ row }) => row === headerFrom)
    ?.cells.some((cell) => cell !== null && /^[-+]?\d[\d\s.,]*$/.test(cleanText(cellText(cell)))) === true

/** The table whose header the user has pointed at; row 0 says that it has none. */
export function tableAt(
  kind: ImportKind,
  sample: readonly SampleRow[],
  merges: readonly Merge[],
  headerFrom: number,
  headerTo: number,
): TableShape | null {
  if (headerFrom === 0) return withoutHeader(sample)
  const at = sample.findIndex(({ row }) => row >= headerFrom)
  const end = sample.findIndex(({ row }) => row > headerTo)
  if (at < 0) return null
  return shapeAt(kind, sample, merges, at, Math.max(1, (end < 0 ? sample.length : end) - at), true)
}

/** A table that begins with its data: columns go by their letters. Lines of one cell above it are comments. */
function withoutHeader(sample: readonly SampleRow[]): TableShape | null {
  const isLine = ({ cells }: SampleRow) => cells.filter((cell) => cell !== null).length > 1
  const first = sample.find(isLine)
  if (!first) return null
  const width = Math.max(...sample.map(({ cells }) => cells.length))
  const columns = Array.from({ length: width }, (_, column) => ({ column, title: '' }))
  return { headerFrom: 0, headerTo: 0, firstData: first.row, columns, score: 0, known: 0 }
}

function shapeAt(
  kind: ImportKind,
  sample: readonly SampleRow[],
  merges: readonly Merge[],
  at: number,
  depth: number,
  isGiven = false,
): TableShape | null {
  const header = sample.slice(at, at + depth)
  const first = header[0]
  const last = header.at(-1)
  if (header.length < depth || !first || !last || last.row - first.row >= depth + 2) return null
  if (!isGiven && depth > 1 && !belongTogether(header, merges)) return null
  const columns = titles(header, merges)
  const named = columns.filter(({ title }) => title !== '')
  if (named.length === 0 || (!isGiven && named.length < 2)) return null
  let next = at + depth
  const numbering = sample[next]
  if (numbering && isNumbering(numbering.cells)) next++
  const data = sample.slice(next, next + 20)
  const width = Math.max(0, ...data.map(({ cells }) => cells.length))
  for (let column = columns.length; column < width; column++) columns.push({ column, title: '' })
  return {
    headerFrom: first.row,
    headerTo: last.row,
    firstData: sample[next]?.row ?? last.row + 1,
    columns,
    ...score(kind, header, named, data),
  }
}

/** Rows of one header hang together by merged cells, or by the lower row naming what the upper one leaves open. */
function belongTogether(header: readonly SampleRow[], merges: readonly Merge[]): boolean {
  for (let n = 1; n < header.length; n++) {
    const [upper, lower] = [header[n - 1], header[n]]
    if (!upper || !lower) return false
    if (lower.cells.some((cell) => typeof cell === 'number' || (typeof cell === 'object' && cell !== null)))
      return false
    const isTied = merges.some(
      (merge) =>
        merge.top <= upper.row &&
        merge.bottom >= upper.row &&
        (merge.bottom >= lower.row || (merge.right > merge.left && merge.top === upper.row)),
    )
    const fillsGaps = lower.cells.some((cell, column) => cell !== null && (upper.cells[column] ?? null) === null)
    const isUnits = lower.cells
      .filter((cell) => cell !== null)
      .every((cell) =>
        /^(?:м²|м2|кв\.?\s?м\.?|руб\.?|₽|шт\.?|%|№|ед\.?|дата|m²|m2|rub|pcs|мм|см|м|тыс\.? ?руб\.?|руб\.?\/м²?2?)$/i.test(
          cleanText(cellText(cell)),
        ),
      )
    if (!isTied && !isUnits && !(fillsGaps && repeatsNothing(upper, lower))) return false
  }
  return true
}

/** A lower row that fills gaps has nothing, or a continuation, under the names of the upper one. */
function repeatsNothing(upper: SampleRow, lower: SampleRow): boolean {
  const gaps = lower.cells.filter((cell, column) => cell !== null && (upper.cells[column] ?? null) === null).length
  if (upper.cells.filter((cell) => cell !== null).length < 2) return false
  const under = lower.cells.filter((cell, column) => cell !== null && (upper.cells[column] ?? null) !== null).length
  // `Площадь | | Цена` over `общая | жилая | `: every gap follows a named column to its left.
  return (
    gaps > 0 &&
    under <= gaps &&
    lower.cells.every((cell, column) => cell === null || upper.cells.slice(0, column + 1).some((name) => name !== null))
  )
}

function titles(header: readonly SampleRow[], merges: readonly Merge[]): TableColumn[] {
  const width = Math.max(
    ...header.map(({ cells }) => cells.length),
    ...merges.filter(({ top }) => header.some(({ row }) => row === top)).map(({ right }) => Math.min(right + 1, 1024)),
  )
  return Array.from({ length: width }, (_, column) => {
    const parts: string[] = []
    for (const [level, line] of header.entries()) {
      let text = cleanText(cellText(masterCell(line, column, header, merges)))
      // A group's name reaches to the right over columns that only the next row names.
      if (text === '' && level < header.length - 1 && hasBelow(header, level, column))
        text = groupName(line, column, header, level)
      if (text !== '' && parts.at(-1) !== text) parts.push(text)
    }
    return { column, title: parts.join(' ') }
  })
}

function masterCell(
  line: SampleRow,
  column: number,
  header: readonly SampleRow[],
  merges: readonly Merge[],
): Cell | undefined {
  const merge = merges.find(
    ({ top, bottom, left, right }) => line.row >= top && line.row <= bottom && column >= left && column <= right,
  )
  if (!merge) return line.cells[column]
  return header.find(({ row }) => row === merge.top)?.cells[merge.left]
}

const hasBelow = (header: readonly SampleRow[], level: number, column: number) =>
  header.slice(level + 1).some(({ cells }) => (cells[column] ?? null) !== null)

function groupName(line: SampleRow, column: number, header: readonly SampleRow[], level: number): string {
  for (let left = column - 1; left >= 0; left--) {
    if (!hasBelow(header, level, left)) return ''
    const cell = line.cells[left] ?? null
    if (cell !== null) return cleanText(cellText(cell))
  }
  return ''
}

/** The row `1 2 3 4 …` that Russian forms put under their header. */
export function isNumbering(cells: readonly Cell[]): boolean {
  const numbers = cells.filter((cell) => cell !== null).map((cell) => Number(cellText(cell)))
  return (
    numbers.length >= 3 &&
    numbers.every((value, index) => value === index + (numbers[0] ?? 0)) &&
    (numbers[0] === 1 || numbers[0] === 0)
  )
}

function score(
  kind: ImportKind,
  header: readonly SampleRow[],
  named: readonly TableColumn[],
  data: readonly SampleRow[],
): { score: number; known: number } {
  const known = new Map<string, number>()
  for (const { title } of named) {
    let top = 0
    let name = ''
    for (const field of kind.fields) {
      const found = nameScore(title, field)
      if (found > top) [top, name] = [found, field.key]
    }
    if (top >= 0.6) known.set(name, Math.max(known.get(name) ?? 0, top))
  }
  const cells = header.flatMap((line) => line.cells.filter((cell) => cell !== null))
  const words = cells.filter((cell) => typeof cell === 'string' && /\p{L}/u.test(cell) && cell.length <= 120).length
  const different = new Set(named.map(({ title }) => headerText(title))).size
  const filled =
    named.length === 0
      ? 0
      : data.filter(({ cells: row }) => named.some(({ column }) => (row[column] ?? null) !== null)).length
  const sure = Array.from(known.values())
  // One likeness alone is chance.
  const sum = sure.length === 1 && (sure[0] ?? 0) < 0.9 ? 0 : sure.reduce((total, value) => total + value, 0)
  // What is known counts most; a plain look of a header decides among unknown ones; depth costs a little.
  const worth =
    sum * 3 +
    (words / Math.max(1, cells.length)) * Math.min(different, 12) * 0.25 +
    (filled > 0 ? 0.5 : 0) -
    (header.length - 1) * 0.2 -
    (words < cells.length ? (cells.length - words) * 0.3 : 0)
  return { score: worth, known: known.size }
}
