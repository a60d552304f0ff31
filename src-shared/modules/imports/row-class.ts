/** What a row of a file is to the base, and what follows for it. */
import type { Value, Values } from './kind.ts'
import { worst, type Problem } from './problems.ts'

export const ROW_CLASSES = ['insert', 'update', 'unchanged', 'conflict', 'error', 'warning', 'skipped'] as const
export type RowClass = (typeof ROW_CLASSES)[number]

export interface AnalysedRow {
  /** As the sheet counts it. */
  row: number
  class: RowClass
  /** What accepting the row does; null when there is nothing to do or it may not be done. */
  action: 'insert' | 'update' | null
  baseId: string | null
  values: Values
  /** What the cells with problems say, by field. */
  texts: Record<string, string>
  /** By field: what it is and what it would become. */
  changes: Record<string, [old: Value, fresh: Value]>
  problems: Problem[]
  /** Of a row of a returning file: whose it is, and what the file said when it left. */
  returned?: { id: string; stamp: string }
}

/** A row's class follows from its problems and its changes alone. */
export function classify(out: AnalysedRow): void {
  const severity = worst(out.problems)
  const hasChanges = Object.keys(out.changes).length > 0
  const wanted = out.baseId === null ? 'insert' : hasChanges ? 'update' : null
  out.action = severity === 'error' ? null : wanted
  if (severity === 'error') out.class = 'error'
  else if (out.problems.some(({ code }) => code === 'duplicate-row')) {
    out.class = 'skipped'
    out.action = null
  } else if (out.problems.some(({ code }) => code === 'stale-cell')) out.class = 'conflict'
  else if (wanted === null) out.class = 'unchanged'
  else out.class = severity === 'warning' ? 'warning' : wanted
}
