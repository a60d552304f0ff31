/** Sums of a sheet: what its rows add up to, against the totals that somebody has typed under them. */
import type { Cell } from '../../kernel/cell.ts'
import type { ImportField, Values } from './kind.ts'
import { cellParser, type CellParser } from './parse.ts'
import { totalsLabel } from './rows.ts'

export interface TotalledColumn {
  column: number
  field: string
  spec: ImportField
  parse: CellParser
}

export interface Sums {
  add(values: Values): void
  /** A row was read anew. */
  change(was: Values, is: Values): void
  /** A cell that could not be read is missing from the sum, which then proves nothing. */
  miss(field: string): void
  /** A typed total must be the sum of the column, or of the rows since the last one. */
  check(cells: readonly Cell[], disagrees: (column: TotalledColumn, typed: number, sum: number) => void): void
  /** Σ by field over the rows that say something there, in stored units. */
  all(): Record<string, number>
}

export function createSums(columns: readonly TotalledColumn[]): Sums {
  const totalled = columns.filter(({ spec }) => spec.isTotalled)
  const sums: Record<string, number> = {}
  const sinceSubtotal: Record<string, number> = {}
  const unread = { ever: new Set<string>(), since: new Set<string>() }

  return {
    add(values) {
      for (const { field } of totalled) {
        const value = values[field]
        if (typeof value !== 'number') continue
        sums[field] = (sums[field] ?? 0) + value
        sinceSubtotal[field] = (sinceSubtotal[field] ?? 0) + value
      }
    },
    change(was, is) {
      const number = (values: Values, field: string) => (typeof values[field] === 'number' ? values[field] : 0)
      for (const { field } of totalled) sums[field] = (sums[field] ?? 0) + number(is, field) - number(was, field)
    },
    miss(field) {
      unread.ever.add(field)
      unread.since.add(field)
    },
    check(cells, disagrees) {
      for (const column of totalled) {
        const { field, spec } = column
        const typed = parseTotal(column.parse, spec, cells[column.column] ?? null)
        const known = [
          ...(unread.ever.has(field) ? [] : [sums[field] ?? 0]),
          ...(unread.since.has(field) ? [] : [sinceSubtotal[field] ?? 0]),
        ]
        if (typed === null || known.length === 0) continue
        const tolerance = spec.type === 'money' ? 100 : 50
        if (known.every((sum) => Math.abs(sum - typed) > tolerance)) disagrees(column, typed, known[0] ?? 0)
      }
      for (const field of Object.keys(sinceSubtotal)) delete sinceSubtotal[field]
      unread.since.clear()
    },
    all: () => ({ ...sums }),
  }
}

function parseTotal(parse: CellParser, spec: ImportField, cell: Cell): number | null {
  if (cell === null || (typeof cell === 'string' && totalsLabel(cell))) return null
  const value = parse(cell, () => undefined)
  if (typeof value === 'number') return value
  // A sum lies outside the range of its parts.
  const wide = cellParser({ key: spec.key, type: spec.type, title: spec.title, example: spec.example })(
    cell,
    () => undefined,
  )
  return typeof wide === 'number' ? wide : null
}
