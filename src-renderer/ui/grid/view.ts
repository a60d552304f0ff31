/** From rows to what stands under each other in a grid: filtered by the screen, here sorted, grouped and folded. Pure. */
import type { Aggregate, GridColumn, Value } from './columns.ts'

export interface SortKey {
  id: string
  isDown: boolean
}

export interface GroupEntry<Row> {
  kind: 'group'
  /** Values of all levels down to this one, joined: what is remembered as folded. */
  key: string
  level: number
  columnId: string
  value: Value
  rows: readonly Row[]
  isOpen: boolean
}

export type Entry<Row> = { kind: 'row'; row: Row } | GroupEntry<Row>

const collators = new Map<string, Intl.Collator>()

function collator(locale: string): Intl.Collator {
  let found = collators.get(locale)
  if (!found) collators.set(locale, (found = new Intl.Collator(locale, { numeric: true, sensitivity: 'base' })))
  return found
}

/** A number for each row that sorts as the column does: texts are compared once for each different one, not once a comparison. */
function sortRanks<Row>(rows: readonly Row[], column: GridColumn<Row>, locale: string): Float64Array {
  const ranks = new Float64Array(rows.length)
  if (column.rank) {
    for (const [index, row] of rows.entries()) ranks[index] = column.rank(row)
    return ranks
  }
  const texts = new Map<string, number>()
  const values = rows.map((row) => column.value(row))
  for (const value of values) if (typeof value === 'string') texts.set(value, 0)
  const { compare } = collator(locale)
  ;[...texts.keys()].sort(compare).forEach((text, index) => texts.set(text, index))
  for (const [index, value] of values.entries()) {
    // Empty cells stand below everything else.
    ranks[index] =
      value === null || value === undefined || value === ''
        ? Number.NEGATIVE_INFINITY
        : typeof value === 'string'
          ? (texts.get(value) ?? 0)
          : Number(value)
  }
  return ranks
}

export function sortRows<Row>(
  rows: readonly Row[],
  columns: readonly GridColumn<Row>[],
  keys: readonly SortKey[],
  locale: string,
): readonly Row[] {
  const by = keys.flatMap((key) => {
    const column = columns.find(({ id }) => id === key.id)
    return column ? [{ ranks: sortRanks(rows, column, locale), sign: key.isDown ? -1 : 1 }] : []
  })
  if (by.length === 0) return rows
  const order = Uint32Array.from(rows.keys())
  order.sort((a, b) => {
    for (const { ranks, sign } of by) {
      const [left, right] = [ranks[a] ?? 0, ranks[b] ?? 0]
      if (left !== right) return left < right ? -sign : sign
    }
    return a - b
  })
  return Array.from(order, (index) => rows[index] as Row)
}

/** Rows under headings of their groups; `closed` names the folded ones. Groups stand in the order of their first row. */
export function groupRows<Row>(
  rows: readonly Row[],
  columns: readonly GridColumn<Row>[],
  groupBy: readonly string[],
  closed: ReadonlySet<string>,
  level = 0,
  parent = '',
): Entry<Row>[] {
  const column = columns.find(({ id }) => id === groupBy[level])
  if (!column) return rows.map((row) => ({ kind: 'row', row }))
  const groups = new Map<Value, Row[]>()
  for (const row of rows) {
    const value = column.value(row) ?? null
    const group = groups.get(value)
    if (group) group.push(row)
    else groups.set(value, [row])
  }
  return Array.from(groups).flatMap(([value, members]): Entry<Row>[] => {
    const key = `${parent}/${String(value)}`
    const isOpen = !closed.has(key)
    const heading: Entry<Row> = { kind: 'group', key, level, columnId: column.id, value, rows: members, isOpen }
    return isOpen ? [heading, ...groupRows(members, columns, groupBy, closed, level + 1, key)] : [heading]
  })
}

export function allGroupKeys<Row>(
  rows: readonly Row[],
  columns: readonly GridColumn<Row>[],
  groupBy: readonly string[],
): string[] {
  return groupRows(rows, columns, groupBy, new Set()).flatMap((entry) => (entry.kind === 'group' ? entry.key : []))
}

/** Null when there is nothing to add up. */
export function aggregate<Row>(how: Aggregate<Row>, value: (row: Row) => Value, rows: Iterable<Row>): number | null {
  let [sum, count, per] = [0, 0, 0]
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const row of rows) {
    if (typeof how === 'object') {
      const [top, bottom] = [how.of(row), how.per(row)]
      if (top == null || bottom == null) continue
      sum += top
      per += bottom
      count++
      continue
    }
    const one = value(row)
    if (typeof one !== 'number') continue
    sum += one
    count++
    if (one < min) min = one
    if (one > max) max = one
  }
  if (count === 0) return null
  if (typeof how === 'object') return per === 0 ? null : sum / per
  return how === 'sum' ? sum : how === 'average' ? sum / count : how === 'min' ? min : max
}
