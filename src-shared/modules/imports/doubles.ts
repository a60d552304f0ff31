/** Rows of one file against each other: repeated rows, two rows about one object, values that only one may have. */
import type { ImportKind, Value, Values } from './kind.ts'
import { rowKey } from './match.ts'
import type { Problem, ProblemCode } from './problems.ts'
import type { AnalysedRow } from './row-class.ts'

export interface Doubles {
  /** Tells of a row what it repeats, and remembers it for the rows to come. */
  check(out: AnalysedRow): void
  /** A row that is read anew no longer stands for what it said. */
  forget(row: AnalysedRow): void
  /** What later rows revealed about earlier ones since it was last asked, by row number. */
  amendments(): Map<number, Problem[]>
}

interface DoublesInput {
  kind: ImportKind
  /** The values of a row taken before, to tell a repeated row from two that disagree. */
  recall: (row: number) => Values | undefined
  columnOf: (field: string) => number | null
  report: (out: AnalysedRow, field: string | null, code: ProblemCode, facts: Record<string, string | number>) => void
}

/** Where the places taken by new rows are kept among the unique values. */
const TOGETHER = '#together'

export function createDoubles({ kind, recall, columnOf, report }: DoublesInput): Doubles {
  const identity = kind.keys[0] ? [...kind.keys[0].exact, ...(kind.keys[0].loose ?? [])] : []
  const ownKey = kind.keys[0]?.exact.at(-1) ?? ''
  const spare = kind.keys.slice(1).map(({ exact }) => exact)
  const seenKeys = new Map<string, { row: number; isAmended: boolean }>()
  const seenSpare = new Map<string, number>()
  const seenUnique = new Map<string, Map<Value, number>>()
  const amended = new Map<number, Problem[]>()

  function check(out: AnalysedRow): void {
    let isKnown = false
    const isNamed = identity.length > 0 && out.values[ownKey] != null
    if (out.baseId === null && !isNamed && spare.length > 0) {
      // Without its own key a row repeats another only when it says the very same.
      const key = spare.map((rule) => rowKey(out.values, rule)).join('\u0003')
      const seen = seenSpare.get(key)
      if (seen === undefined || seen === out.row) seenSpare.set(key, out.row)
      else if (
        spare.some((rule) => rule.every((field) => out.values[field] != null)) &&
        isSame(recall(seen), out.values)
      ) {
        isKnown = true
        report(out, null, 'duplicate-row', { row: seen })
      }
    }
    // Two rows about one row of the base are about one object, however they spell it.
    if (out.baseId !== null || isNamed) {
      const key = out.baseId ?? rowKey(out.values, identity)
      const seen = seenKeys.get(key)
      if (!seen || seen.row === out.row) seenKeys.set(key, { row: out.row, isAmended: false })
      else if (isSame(recall(seen.row), out.values)) {
        isKnown = true
        report(out, null, 'duplicate-row', { row: seen.row })
      } else {
        isKnown = true
        report(out, null, 'duplicate-key', { row: seen.row })
        if (!seen.isAmended)
          amend(seen.row, { code: 'duplicate-key', field: null, column: null, facts: { row: out.row } })
        seen.isAmended = true
      }
    }
    // What repeats the object repeats its unique values too.
    if (isKnown) return
    const own = kind.uniqueTogether?.at(-1) ?? ''
    const unique = [
      ...kind.fields.flatMap(({ key, isUnique }) =>
        isUnique
          ? [{ slot: key, field: key, value: out.values[key] ?? null, text: String(out.values[key] ?? '') }]
          : [],
      ),
      { slot: TOGETHER, field: own, value: togetherOf(out), text: String(out.values[own] ?? '') },
    ]
    for (const { slot, field, value, text } of unique) {
      if (value === null) continue
      let values = seenUnique.get(slot)
      if (!values) seenUnique.set(slot, (values = new Map()))
      const first = values.get(value)
      if (first === undefined || first === out.row) values.set(value, out.row)
      else {
        report(out, field, 'duplicate-value', { row: first, value: text })
        amend(first, {
          code: 'duplicate-value',
          field,
          column: columnOf(field),
          facts: { row: out.row, value: text },
        })
      }
    }
  }

  function forget(row: AnalysedRow): void {
    const isNamed = identity.length > 0 && row.values[ownKey] != null
    if (row.baseId !== null || isNamed) {
      const key = row.baseId ?? rowKey(row.values, identity)
      if (seenKeys.get(key)?.row === row.row) seenKeys.delete(key)
    } else if (spare.length > 0) {
      const key = spare.map((rule) => rowKey(row.values, rule)).join('\u0003')
      if (seenSpare.get(key) === row.row) seenSpare.delete(key)
    }
    for (const [field, values] of seenUnique) {
      const value = field === TOGETHER ? togetherOf(row) : (row.values[field] ?? null)
      if (value !== null && values.get(value) === row.row) values.delete(value)
    }
  }

  /** The place that a new row takes, or null when a part of it is open. */
  function togetherOf({ values, baseId }: AnalysedRow): string | null {
    const parts = kind.uniqueTogether
    return parts === undefined || baseId !== null || parts.some((field) => values[field] == null)
      ? null
      : rowKey(values, parts)
  }

  function amend(row: number, problem: Problem): void {
    const list = amended.get(row)
    if (list) list.push(problem)
    else amended.set(row, [problem])
  }

  return {
    check,
    forget,
    amendments() {
      const told = new Map(amended)
      amended.clear()
      return told
    },
  }
}

function isSame(a: Values | undefined, b: Values): boolean {
  return a !== undefined && Object.entries(b).every(([field, value]) => (a[field] ?? null) === value)
}
