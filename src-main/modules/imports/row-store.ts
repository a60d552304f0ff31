/** The judged rows of one file: on disk, with their classes, their reasons and what is accepted of them in memory. */
import { classify, ROW_CLASSES, type AnalysedRow, type RowClass } from '#shared/modules/imports/row-class.ts'
import type { BaseRow, Values } from '#shared/modules/imports/kind.ts'
import type { ClassCounts, CodeCount, RowFilter, RowWindow } from '#shared/modules/imports/model.ts'
import { severityOf, type Problem, type ProblemCode } from '#shared/modules/imports/problems.ts'
import { createSpool } from './spool.ts'
import type { AcceptedRow } from './targets/target.ts'

export interface RowStore {
  readonly length: number
  keep(out: AnalysedRow): void
  /** Adds what later rows revealed about this one. */
  amend(row: number, problems: Problem[]): void
  /** Puts a row that was judged again in the place of what it was. */
  replace(out: AnalysedRow): void
  row(row: number): AnalysedRow | undefined
  recall(row: number): Values | undefined
  isAccepted(row: number): boolean
  /** What the base says of the row's object. */
  old(row: number): Record<string, string | number | boolean | null>
  /** Numbers of the rows of which any of this is said. */
  saidOf(codes: readonly ProblemCode[]): number[]
  window(filter: RowFilter, offset: number, limit: number): RowWindow
  accept(rows: number[] | RowFilter, isAccepted: boolean): void
  accepted(offset: number, limit: number): AcceptedRow[]
  counts(): { counts: ClassCounts; accepted: number; codes: CodeCount[] }
  problems(most: number): { row: number; problem: Problem }[]
  close(): void
}

/** Stored for a row that says what the base says: its values are the base's. */
type Kept = AnalysedRow | { row: number; baseId: string; isSame: true }

interface StoreInput {
  path: string
  /** Rows of the sheet. */
  most: number
  base: ReadonlyMap<string, BaseRow>
  /** Fields that the file has. */
  fields: readonly string[]
}

export function createRowStore({ path, most, base, fields }: StoreInput): RowStore {
  const spool = createSpool(path)
  const classes = new Uint8Array(most)
  const acceptedBits = new Uint8Array(most)
  const indexOfRow = new Map<number, number>()
  const byCode = new Map<ProblemCode, Set<number>>()

  function note(at: number, out: AnalysedRow): void {
    classes[at] = ROW_CLASSES.indexOf(out.class)
    acceptedBits[at] = out.class === 'insert' || out.class === 'update' ? 1 : 0
    for (const { code } of out.problems) {
      const rows = byCode.get(code)
      if (rows) rows.add(at)
      else byCode.set(code, new Set([at]))
    }
  }

  function rowAt(at: number): AnalysedRow {
    const kept = spool.get<Kept>(at)
    if (!('isSame' in kept)) return kept
    const there = base.get(kept.baseId)
    const values = Object.fromEntries(fields.map((field) => [field, there?.values[field] ?? null]))
    return {
      row: kept.row,
      class: 'unchanged',
      action: null,
      baseId: kept.baseId,
      values,
      texts: {},
      changes: {},
      problems: [],
    }
  }

  function matching(filter: RowFilter): number[] {
    const wanted = filter.classes ? new Set(filter.classes.map((name) => ROW_CLASSES.indexOf(name))) : null
    const coded = filter.code ? byCode.get(filter.code) : null
    const found: number[] = []
    for (let at = 0; at < spool.length; at++) {
      if (wanted && !wanted.has(classes[at] ?? 0)) continue
      if (filter.code && !coded?.has(at)) continue
      if (filter.isAccepted !== undefined && (acceptedBits[at] === 1) !== filter.isAccepted) continue
      found.push(at)
    }
    return found
  }

  function row(number: number): AnalysedRow | undefined {
    const at = indexOfRow.get(number)
    return at === undefined ? undefined : rowAt(at)
  }

  const oldValues = ({ baseId }: AnalysedRow) => (baseId === null ? {} : (base.get(baseId)?.values ?? {}))

  return {
    get length() {
      return spool.length
    },
    row,
    recall: (number) => row(number)?.values,
    isAccepted: (number) => acceptedBits[indexOfRow.get(number) ?? -1] === 1,
    old(number) {
      const found = row(number)
      return found ? oldValues(found) : {}
    },
    keep(out) {
      const at = spool.add(
        out.class === 'unchanged' && out.problems.length === 0 && out.baseId !== null
          ? { row: out.row, baseId: out.baseId, isSame: true }
          : out,
      )
      indexOfRow.set(out.row, at)
      note(at, out)
    },
    amend(number, problems) {
      const at = indexOfRow.get(number)
      if (at === undefined) return
      const out = rowAt(at)
      out.problems.push(...problems)
      classify(out)
      spool.replace(at, out)
      note(at, out)
    },
    replace(out) {
      const at = indexOfRow.get(out.row)
      if (at === undefined) return
      for (const rows of byCode.values()) rows.delete(at)
      spool.replace(at, out)
      note(at, out)
    },
    saidOf(codes) {
      const rows = new Set(codes.flatMap((code) => Array.from(byCode.get(code) ?? [])))
      return Array.from(rows, (at) => rowAt(at).row)
    },
    window(filter, offset, limit) {
      const found = matching(filter)
      const rows = found.slice(offset, offset + limit).map((at) => {
        const out = rowAt(at)
        return { ...out, isAccepted: acceptedBits[at] === 1, old: oldValues(out) }
      })
      return { total: found.length, rows }
    },
    accept(rows, isAccepted) {
      const chosen = Array.isArray(rows) ? rows.flatMap((number) => indexOfRow.get(number) ?? []) : matching(rows)
      for (const at of chosen) {
        const name = ROW_CLASSES[classes[at] ?? 0]
        // What is an error, or changes nothing, cannot be accepted.
        if (name === 'insert' || name === 'update' || name === 'warning' || name === 'conflict')
          acceptedBits[at] = isAccepted ? 1 : 0
      }
    },
    accepted(offset, limit) {
      const out: AcceptedRow[] = []
      let seen = 0
      for (let at = 0; at < spool.length && out.length < limit; at++) {
        if (acceptedBits[at] !== 1 || seen++ < offset) continue
        const { row: number, action, baseId, changes, values, problems } = rowAt(at)
        const warnings = problems.filter((problem) => severityOf(problem) === 'warning').map(({ code }) => code)
        const todo = action ?? (baseId === null ? 'insert' : 'update')
        out.push({ row: number, action: todo, baseId, changes, values, warnings })
      }
      return out
    },
    counts() {
      const counts = Object.fromEntries(ROW_CLASSES.map((name) => [name, 0])) as ClassCounts
      let accepted = 0
      for (let at = 0; at < spool.length; at++) {
        const name: RowClass | undefined = ROW_CLASSES[classes[at] ?? 0]
        if (name) counts[name]++
        accepted += acceptedBits[at] ?? 0
      }
      const codes: CodeCount[] = Array.from(byCode, ([code, rows]) => ({
        code,
        severity: severityOf({ code, field: null, column: null }),
        count: rows.size,
      }))
      return { counts, accepted, codes: codes.filter(({ count }) => count > 0).sort((a, b) => b.count - a.count) }
    },
    problems(most) {
      const rows = new Set<number>()
      for (const list of byCode.values()) for (const at of list) rows.add(at)
      const out: { row: number; problem: Problem }[] = []
      for (const at of Array.from(rows).sort((a, b) => a - b)) {
        const { row: number, problems: list } = rowAt(at)
        for (const problem of list) if (out.length < most) out.push({ row: number, problem })
      }
      return out
    },
    close: () => spool.close(),
  }
}
