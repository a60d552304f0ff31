/** What the engine and the judging thread say to each other: one job a thread, progress in between, one answer. */
import type { Day } from '#shared/kernel/day.ts'
import type { Matrix, VersionKind } from '#shared/modules/contracts/library-contract.ts'
import type { TemplateReport } from '#shared/modules/contracts/lint.ts'
import type { Shelf } from '#shared/modules/contracts/matrix.ts'

export type LintJob =
  | { op: 'lint'; shelf: Shelf; on: Day }
  | { op: 'matrix'; before: Shelf; after: Shelf; changed: { kind: VersionKind; key: string }; on: Day }

export interface LintResults {
  lint: TemplateReport[]
  matrix: Pick<Matrix, 'templates' | 'changes' | 'problems'>
}

export type LintAnswer =
  { progress: { done: number; total: number; stage: string } } | { value: unknown } | { error: string }
