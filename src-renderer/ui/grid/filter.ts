/** Filters of columns: what a person may ask of one, and which rows in memory answer it. Pure. */
import { matchesText } from '../match.ts'
import { isNumeric, showCell, type GridColumn } from './columns.ts'

export type FilterKind = 'set' | 'text' | 'range' | 'dates'

/** Values of a set are what the cells show. Ranges are in units of the data, both ends included; days as `2026-08-22`. */
export type ColumnFilter =
  | { kind: 'set'; values: readonly string[] }
  | { kind: 'text'; text: string }
  | { kind: 'range'; from: number | null; to: number | null }
  | { kind: 'dates'; from: string | null; to: string | null }

export type ColumnFilters = Readonly<Record<string, ColumnFilter>>

export interface FilterOption {
  value: string
  label: string
  /** Rows that would be shown, with every other filter kept. Null: not known. */
  count: number | null
  /** A class that fills a chip before the label. */
  swatch?: string
}

/** Filters that the screen keeps and answers itself (in SQLite), so that they and its own filter bar are one. Of stable identity. */
export interface ScreenFilters {
  /** Undefined: this column cannot be filtered. */
  kindOf(columnId: string): FilterKind | undefined
  get(columnId: string): ColumnFilter | undefined
  set(columnId: string, filter: ColumnFilter | undefined): void
  /** Asked while the menu of the column is open; undefined: not here yet. */
  useOptions(columnId: string): readonly FilterOption[] | undefined
}

export function filterKindOf<Row>({ kind = 'text' }: GridColumn<Row>): FilterKind {
  if (isNumeric(kind)) return 'range'
  if (kind === 'day' || kind === 'time') return 'dates'
  return kind === 'text' ? 'text' : 'set'
}

/** True when it asks for something. */
export function isOn(filter: ColumnFilter | undefined): boolean {
  if (filter === undefined) return false
  switch (filter.kind) {
    case 'set':
      return filter.values.length > 0
    case 'text':
      return filter.text.trim() !== ''
    default:
      return filter.from !== null || filter.to !== null
  }
}

function testOf<Row>(column: GridColumn<Row>, filter: ColumnFilter): (row: Row) => boolean {
  switch (filter.kind) {
    case 'set': {
      const wanted = new Set(filter.values)
      return (row) => wanted.has(showCell(column, row))
    }
    case 'text':
      return (row) => matchesText(filter.text, showCell(column, row))
    case 'range': {
      const [from, to] = [filter.from ?? Number.NEGATIVE_INFINITY, filter.to ?? Number.POSITIVE_INFINITY]
      return (row) => {
        const value = column.value(row)
        return typeof value === 'number' && value >= from && value <= to
      }
    }
    case 'dates': {
      const [from, to] = [filter.from ?? '', filter.to ?? '9999']
      return (row) => {
        const value = column.value(row)
        if (typeof value !== 'string' || value === '') return false
        const day = value.length === 10 ? value : localDay(value)
        return day >= from && day <= to
      }
    }
  }
}

/** The day of an instant as the person's clock has it. */
function localDay(instant: string): string {
  const date = new Date(instant)
  const two = (number: number) => String(number).padStart(2, '0')
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}

/** The same array where nothing is asked. `but` names a column whose own filter is left out. */
export function filterRows<Row>(
  rows: readonly Row[],
  columns: readonly GridColumn<Row>[],
  filters: ColumnFilters,
  but?: string,
): readonly Row[] {
  const tests = Object.entries(filters).flatMap(([id, filter]) => {
    const column = columns.find((one) => one.id === id)
    return column && id !== but && isOn(filter) ? [testOf(column, filter)] : []
  })
  return tests.length === 0 ? rows : rows.filter((row) => tests.every((test) => test(row)))
}

/** Values of a column under the other filters, in the column's own order; chosen ones stay though nothing has them now. */
export function optionsOf<Row>(
  rows: readonly Row[],
  column: GridColumn<Row>,
  chosen: ColumnFilter | undefined,
): FilterOption[] {
  const found = new Map<string, { count: number; row: Row }>()
  for (const row of rows) {
    const text = showCell(column, row)
    const known = found.get(text)
    if (known) known.count++
    else found.set(text, { count: 1, row })
  }
  const { rank } = column
  const options = [...found].sort(([a, first], [b, second]) =>
    rank ? rank(first.row) - rank(second.row) : a.localeCompare(b, undefined, { numeric: true }),
  )
  const absent = chosen?.kind === 'set' ? chosen.values.filter((value) => !found.has(value)) : []
  return [
    ...options.map(([value, { count, row }]) => {
      const swatch = column.look?.(row).swatch
      return { value, label: value, count, ...(swatch === undefined ? {} : { swatch }) }
    }),
    ...absent.map((value) => ({ value, label: value, count: 0 })),
  ]
}
