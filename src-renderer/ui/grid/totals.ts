/** What a selection adds up to, column by column. */
import { aggregate } from './view.ts'
import { isWhole, type Core, type GridRow } from './core.ts'
import { isNumeric, showValue, type GridColumn } from './columns.ts'
import { boxOf, type Range } from './range.ts'

export interface Total {
  title: string
  text: string
}

export interface SelectionTotals {
  rows: number
  cells: number
  /** A single column of numbers. */
  detail: { sum: string | null; average: string; min: string; max: string } | null
  /** Columns that say how they add up. */
  totals: readonly Total[]
}

/** Beyond this many cells only the count is told: adding up must not hold up the selecting. */
const LIMIT = 2_000_000

/** `given` are the rows of the range when not all of them stand in the grid yet. */
export function totalsOf<Row extends GridRow>(core: Core<Row>, range: Range, given?: readonly Row[]): SelectionTotals {
  const { top, bottom, left, right } = boxOf(range)
  const columns = core.shown().slice(left, right + 1)
  const height = bottom - top + 1
  // A sum over the rows that happen to be here would look like one over all of them.
  if (!given && !isWhole(core, range)) return { rows: height, cells: height * columns.length, detail: null, totals: [] }
  const rows: Row[] = [...(given ?? [])]
  if (!given && (bottom - top + 1) * columns.length <= LIMIT) {
    for (let index = top; index <= bottom; index++) {
      const entry = core.entry(index)
      if (entry?.kind === 'row') rows.push(entry.row)
    }
  }
  const only = columns.length === 1 ? columns[0] : undefined
  return {
    rows: rows.length,
    cells: rows.length * columns.length,
    detail: only && isNumeric(only.kind) ? detailOf(only, rows) : null,
    totals: only
      ? []
      : columns.flatMap((column) => {
          if (!column.aggregate) return []
          const total = aggregate(column.aggregate, column.value, rows)
          return total === null ? [] : { title: column.title, text: unit(column, Math.round(total * 100) / 100) }
        }),
  }
}

function detailOf<Row>(column: GridColumn<Row>, rows: readonly Row[]): SelectionTotals['detail'] {
  const one = (how: 'average' | 'min' | 'max') => aggregate(how, column.value, rows)
  const average =
    typeof column.aggregate === 'object' ? aggregate(column.aggregate, column.value, rows) : one('average')
  if (average === null) return null
  const sum = column.aggregate === undefined || column.aggregate === 'sum' ? aggregate('sum', column.value, rows) : null
  const isSummable = sum !== null && column.kind !== 'percent' && column.kind !== 'perMetre'
  return {
    sum: isSummable ? unit(column, sum) : null,
    average: unit(column, Math.round(average * 100) / 100),
    min: unit(column, one('min') ?? 0),
    max: unit(column, one('max') ?? 0),
  }
}

const SIGNS: Partial<Record<string, string>> = { money: '₽', area: 'м²', perMetre: '₽/м²' }

function unit<Row>(column: GridColumn<Row>, value: number): string {
  const whole = column.kind === 'money' || column.kind === 'perMetre' ? Math.round(value) : value
  const sign = SIGNS[column.kind ?? '']
  const text = showValue(column.kind, whole, column.digits)
  return sign === undefined || column.title.includes(sign) ? text : `${text}\u00A0${sign}`
}
