/** Finds the base row that a row of the file means, by the first key that the file can fill (C13.3); a match that is not single is said to be so. */
import type { BaseRow, ImportKind, KeyRule, Value, Values } from './kind.ts'
import { keyName } from './text.ts'

export interface BaseIndex {
  /** The row meant by these values, `'many'` when several fit equally, null when none does. */
  find(values: Values): BaseRow | 'many' | null
  byId(id: string): BaseRow | undefined
  /** The row that holds this value of a unique field. */
  holder(field: string, value: Value): BaseRow | undefined
  rows: readonly BaseRow[]
}

/** `present` are the fields that the file fills: a key is compared by those of its parts that are there. */
export function indexBase(kind: ImportKind, rows: readonly BaseRow[], present: ReadonlySet<string>): BaseIndex {
  const ids = new Map(rows.map((row) => [row.id, row]))
  const keys = kind.keys.flatMap((rule) => {
    const exact = rule.exact.filter((field) => present.has(field))
    return canIdentify(kind, rule, present) ? [{ rule, exact, buckets: bucketsOf(rows, exact) }] : []
  })
  const holders = new Map<string, Map<Value, BaseRow>>()
  for (const field of kind.fields) {
    if (!field.isUnique || !present.has(field.key)) continue
    holders.set(
      field.key,
      new Map(
        rows.flatMap((row) => (row.values[field.key] == null ? [] : [[row.values[field.key] ?? null, row] as const])),
      ),
    )
  }
  return {
    find(values) {
      let ambiguous = false
      for (const { rule, exact, buckets } of keys) {
        const key = keyOf(values, exact)
        const found = key === null ? null : narrowed(buckets.get(key), values, rule)
        if (found === 'many') ambiguous = true
        else if (found) return found
      }
      return ambiguous ? 'many' : null
    },
    byId: (id) => ids.get(id),
    holder: (field, value) => holders.get(field)?.get(value),
    rows,
  }
}

/** The last part of a key (the number, the code itself) must be in the file; the outer ones may be missing. */
function canIdentify(kind: ImportKind, rule: KeyRule, present: ReadonlySet<string>): boolean {
  const own = rule.exact.at(-1)
  return own !== undefined && present.has(own) && kind.fields.some((field) => field.key === own)
}

function bucketsOf(rows: readonly BaseRow[], exact: readonly string[]): Map<string, BaseRow | BaseRow[]> {
  const buckets = new Map<string, BaseRow | BaseRow[]>()
  for (const row of rows) {
    const key = keyOf(row.values, exact)
    if (key === null) continue
    const there = buckets.get(key)
    if (there === undefined) buckets.set(key, row)
    else if (Array.isArray(there)) there.push(row)
    else buckets.set(key, [there, row])
  }
  return buckets
}

const names = new Map<string, string>()
const NAMES_KEPT = 100_000

/** Names repeat from row to row far more than they differ. */
function knownName(text: string): string {
  let name = names.get(text)
  if (name === undefined) {
    if (names.size >= NAMES_KEPT) names.clear()
    names.set(text, (name = keyName(text)))
  }
  return name
}

/** The key of a row, or null when a part of it is blank. */
export function keyOf(values: Values, fields: readonly string[]): string | null {
  let key = ''
  for (const field of fields) {
    const value = values[field]
    if (value === null || value === undefined) return null
    key += `${typeof value === 'string' ? knownName(value) : String(value)}\u0001`
  }
  return key
}

/** The same with blank parts kept blank: two rows of one file are about one object when all of it agrees. */
export function rowKey(values: Values, fields: readonly string[]): string {
  return fields.map((field) => keyOf(values, [field]) ?? '').join('\u0002')
}

export function sameName(a: Value | undefined, b: Value | undefined): boolean {
  return a === b || (typeof a === 'string' && typeof b === 'string' && knownName(a) === knownName(b))
}

function narrowed(found: BaseRow | BaseRow[] | undefined, values: Values, rule: KeyRule): BaseRow | 'many' | null {
  if (found === undefined) return null
  const fits = (row: BaseRow) =>
    (rule.loose ?? []).every(
      (field) => values[field] == null || row.values[field] == null || sameName(values[field], row.values[field]),
    )
  if (!Array.isArray(found)) return fits(found) ? found : null
  let left = found.filter(fits)
  for (const field of rule.prefer ?? []) {
    if (left.length < 2) break
    const closer = left.filter((row) => values[field] != null && sameName(values[field], row.values[field]))
    if (closer.length > 0) left = closer
  }
  return left.length > 1 ? 'many' : (left[0] ?? null)
}
