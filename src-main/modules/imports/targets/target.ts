/** Where rows of a kind come from and go to. Kinds without a target can be looked at and not committed. */
import type { Id } from '#shared/kernel/id.ts'
import type { AnalysedRow } from '#shared/modules/imports/row-class.ts'
import type { BaseRow, Reference, Value } from '#shared/modules/imports/kind.ts'
import type { NewPlaces, ProtocolRow, SubmittedRow } from '#shared/modules/imports/model.ts'
import type { ProblemCode } from '#shared/modules/imports/problems.ts'
import type { CommandContext, Db, Tx } from '#main/engine/define.ts'

export interface BasePart {
  rows: BaseRow[]
  references?: Record<string, Reference[]>
}

/** An accepted row as the reading thread gives it. */
export interface AcceptedRow {
  row: number
  action: 'insert' | 'update'
  baseId: string | null
  changes: AnalysedRow['changes']
  values: AnalysedRow['values']
  warnings: ProblemCode[]
}

export interface Prepared {
  rows: SubmittedRow[]
  places: NewPlaces
}

export type KeptReason = NonNullable<ProtocolRow['reason']>

/** What became of the rows of a batch that is taken back: those not named were restored. */
export type Kept = Map<Id, KeptReason>

export interface ImportTarget {
  kind: string
  /** Everything that rows of a file are compared with, from this workstation's cache. */
  base(cache: Db): AsyncGenerator<BasePart>
  /** Ids of new rows and of the places they stand in. `newId` makes ids. */
  prepare(cache: Db, rows: readonly AcceptedRow[], newId: () => Id): Promise<Prepared>
  /** Writes the rows; returns the ids (of protocol rows) that no longer fit because the base has moved. Those are not written. */
  apply(tx: Tx, rows: readonly SubmittedRow[], places: NewPlaces, context: CommandContext, batchId: Id): Promise<Id[]>
  /**
   * Takes back what the batch inserted: by protocol row, why it stays or null. Without it the centre does so by
   * `app.import_take_back`, which knows the kinds of this module.
   */
  takeBack?(tx: Tx, batchId: Id, context: CommandContext): Promise<ReadonlyMap<Id, KeptReason | null>>
  /** Restores what updates changed, where nobody has changed it since. Inserted rows are taken back by the centre itself. */
  undo(tx: Tx, rows: readonly SubmittedRow[], context: CommandContext, batchId: Id): Promise<Kept>
}

export const NO_PLACES: NewPlaces = { complexes: [], buildings: [], sections: [], entrances: [] }

/** Columns of a changed row, before and after, by the names of the table; fields that are no columns stay out. */
export function changedColumns(
  changes: AnalysedRow['changes'],
  columns: ReadonlySet<string>,
): { before: Record<string, Value>; after: Record<string, Value> } {
  const before: Record<string, Value> = {}
  const after: Record<string, Value> = {}
  for (const [field, [old, fresh]] of Object.entries(changes)) {
    if (!columns.has(field)) continue
    before[field] = old
    after[field] = fresh
  }
  return { before, after }
}
