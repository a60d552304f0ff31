/** A row of the file against its row of the base: what would change, what may not, what the base has changed since the file left. */
import type { BaseRow, ImportField, ImportOptions, Value } from './kind.ts'
import { sameName } from './match.ts'
import { shown } from './parse.ts'
import type { PlainType } from './plain-cell.ts'
import type { ProblemCode } from './problems.ts'
import type { AnalysedRow } from './row-class.ts'
import { stampAt, stampOf } from './stamp.ts'

/** Where an exported workbook keeps its ids and stamps, and which fields its stamps are of. */
export interface ReturnColumns {
  id: number
  stamp: number
  fields: readonly string[]
  /** Columns of the export that no field is: an edit of one is told, for it is not written. `at` counts in the stamp. */
  extra: readonly { column: number; type: PlainType; at: number }[]
}

interface DifferenceInput {
  fields: ReadonlyMap<string, ImportField>
  options: ImportOptions
  returning: ReturnColumns | null
  report: (out: AnalysedRow, field: string | null, code: ProblemCode, facts: Record<string, string | number>) => void
}

/** Fills `changes` of a row and tells what is wrong with them; `stamp` is what a returning file said when it left. */
export function createDifference({
  fields,
  options,
  returning,
  report,
}: DifferenceInput): (out: AnalysedRow, row: BaseRow, stamp: string | null) => void {
  return (out, row, stamp) => {
    for (const field in out.values) {
      const value = out.values[field] ?? null
      const old = row.values[field] ?? null
      if (value === old) continue
      const spec = fields.get(field)
      if (!spec || spec.isCheckOnly || (value === null && !options.blankClears)) continue
      // Identifiers that the base spells another way (Latin А, the word `корпус`) are the same identifiers.
      if (spec.isName && sameName(value, old)) continue
      const at = returning && stamp !== null ? returning.fields.indexOf(field) : -1
      const exported = at < 0 ? null : stampAt(stamp ?? '', at)
      // The reader left the cell alone; it is the base that has moved on.
      if (exported !== null && stampOf(value) === exported) continue
      if (exported !== null && stampOf(old) !== exported)
        report(out, field, 'stale-cell', { old: worded(old, spec), value: worded(value, spec) })
      if (spec.isReadOnly) {
        report(out, field, 'status-derived', { old: worded(old, spec), value: worded(value, spec) })
        continue
      }
      out.changes[field] = [old, value]
      if (spec.isProtected && row.lock !== null)
        report(out, field, 'protected-field', {
          lock: row.lock,
          old: worded(old, spec),
          value: worded(value, spec),
        })
      if (spec.isFixed) report(out, field, 'key-changed', { old: worded(old, spec), value: worded(value, spec) })
      if (
        spec.bigChangeBp !== undefined &&
        typeof old === 'number' &&
        typeof value === 'number' &&
        old !== 0 &&
        Math.abs(value - old) * 10_000 > Math.abs(old) * spec.bigChangeBp
      ) {
        report(out, field, 'big-change', {
          old: shown(old, spec),
          value: shown(value, spec),
          percent: Math.round((Math.abs(value - old) * 1000) / Math.abs(old)) / 10,
        })
      }
    }
  }
}

function worded(value: Value, spec: ImportField): string | number {
  return value === null ? '' : typeof value === 'number' ? shown(value, spec) : String(value)
}
