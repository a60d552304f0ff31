/** Rows of a table that are no data: totals, repeated headers, group titles, notes, numbered but empty lines. */
import { cellText, type Cell } from '../../kernel/cell.ts'
import type { ImportKind } from './kind.ts'
import type { ColumnChoice } from './mapping.ts'
import { cleanText, headerText, isBlankText } from './text.ts'

export interface TableOutline {
  firstData: number
  /** The last column that belongs to the table. */
  right: number
  /** Titles of all columns, as `headerText` gives them, by column. */
  titles: readonly (string | undefined)[]
}

const TOTALS =
  /^(?:итог[оаи]?|всего|в том числе|сумма|подытог|промежуточный итог|total|totals|subtotal|grand total|sum)(?:[\s:.,(]|$)/i
const GROUP =
  /^(?:секция|корпус|дом|подъезд|этаж|блок|литера?|очередь|жк|квартал|section|building|block|entrance|floor|house|phase)[\s.№:#-]+\S/i

export const totalsLabel = (text: string) => TOTALS.test(cleanText(text))

export type OddRow = 'blank' | 'totals-row' | 'repeated-header' | 'group-row' | 'note-row'

/** What a row is, if it is not data; null for data. */
export function oddRow(
  cells: readonly Cell[],
  outline: TableOutline,
  columns: readonly ColumnChoice[],
  kind: ImportKind,
): OddRow | null {
  let filled = 0
  let mapped = 0
  let texts = 0
  let only = -1
  const until = Math.min(cells.length, outline.right + 1)
  for (let column = 0; column < until; column++) {
    const cell = cells[column] ?? null
    if (cell === null || (typeof cell === 'string' && cell.trim() === '')) continue
    filled++
    only = column
    if (typeof cell === 'string') texts++
  }
  if (filled === 0) return 'blank'
  for (const { column } of columns)
    if ((cells[column] ?? null) !== null && cleanText(cellText(cells[column])) !== '') mapped++
  const first = cells.find((cell) => cell !== null && cellText(cell).trim() !== '')
  if (typeof first === 'string' && totalsLabel(first) && !hasKey(cells, columns, kind, first)) return 'totals-row'
  if (texts > 1 && isHeader(cells, outline, columns)) return 'repeated-header'
  // How exports of other programs comment on themselves.
  if (filled === 1 && outline.right > 0 && typeof first === 'string' && first.startsWith('# ')) return 'note-row'
  if (filled === 1 && columns.length > 1 && typeof first === 'string') {
    if (GROUP.test(cleanText(first)) && !isKeyColumn(only, columns, kind)) return 'group-row'
    if (GROUP.test(cleanText(first)) && /\s/.test(cleanText(first))) return 'group-row'
    if (!columns.some(({ column }) => column === only) || isSentence(first)) return 'note-row'
  }
  // A line that was numbered in advance, or filled by formulas, and holds nothing yet.
  if (mapped === 0) return texts === 0 ? 'blank' : 'note-row'
  if (!hasKey(cells, columns, kind, null) && columns.every(({ column }) => isNothing(cells[column] ?? null)))
    return 'blank'
  return null
}

const isSentence = (text: string) => text.length > 25 && /\s/.test(text.trim())

const isNothing = (cell: Cell) =>
  cell === null ||
  cell === 0 ||
  (typeof cell === 'object' && (cell.t === 'formula' || (cell.t === 'percent' && cell.value === 0))) ||
  (typeof cell === 'string' && isBlankText(cleanText(cell)))

const isKeyColumn = (column: number, columns: readonly ColumnChoice[], kind: ImportKind) =>
  columns.some((choice) => choice.column === column && choice.field === kind.keys[0]?.exact.at(-1))

/** Whether the row names its object: its own key, apart from the label itself, is filled. */
function hasKey(cells: readonly Cell[], columns: readonly ColumnChoice[], kind: ImportKind, label: Cell): boolean {
  return kind.keys.some((rule) => {
    const own = columns.find(({ field }) => field === rule.exact.at(-1))
    const cell = own ? (cells[own.column] ?? null) : null
    return cell !== null && cell !== label && !isBlankText(cleanText(cellText(cell)))
  })
}

function isHeader(cells: readonly Cell[], outline: TableOutline, columns: readonly ColumnChoice[]): boolean {
  let same = 0
  let other = 0
  for (const { column } of columns) {
    const cell = cells[column] ?? null
    if (cell === null) continue
    const title = outline.titles[column] ?? ''
    // The last line of a two-row header ends the joined title.
    if (typeof cell === 'string' && title !== '' && title.endsWith(headerText(cell)) && headerText(cell) !== '') same++
    else if (same === 0) return false
    else other++
  }
  return same >= 2 && same > other * 2
}
