/** Batches: submitted, decided by a second person where they must be, written in one transaction, taken back. */
import { sql } from 'kysely'
import type { Id } from '#shared/kernel/id.ts'
import type { imports } from '#shared/modules/imports/contract.ts'
import { findKind } from '#shared/modules/imports/kinds/index.ts'
import { allowanceOf, secondEyeReasons } from '#shared/modules/imports/limits.ts'
import type { NewPlaces, SubmittedRow } from '#shared/modules/imports/model.ts'
import { AppError } from '#shared/rpc/errors.ts'
import type { CommandBody, CommandContext, Tx } from '#main/engine/define.ts'
import { targetOf } from './targets/index.ts'
import { NO_PLACES } from './targets/target.ts'

type Imports = typeof imports

export const submit: CommandBody<Imports['submit']> = async (tx, args, context) => {
  requireKind(args.kind, context)
  const allowance = allowanceOf(
    await tx
      .selectFrom('import_limit')
      .select(['id', 'role', 'most_rows', 'price_change_bp', 'sensitive_rows'])
      .execute(),
    context.actor.roles,
  )
  if (allowance.mostRows !== null && args.rows.length > allowance.mostRows) {
    throw new AppError('forbidden', 'More rows than this role may import', {
      reason: 'imports.too-many-for-role',
      rows: args.rows.length,
      limit: allowance.mostRows,
    })
  }
  if (args.rows.some(({ after }) => after['claim'] !== undefined) && !context.actor.rights.includes('deals.write'))
    throw new AppError('forbidden', 'Not allowed to load units as sold', {
      reason: 'imports.sold-forbidden',
      right: 'deals.write',
    })
  const reasons = secondEyeReasons(args.rows, allowance)
  await sql`
    insert into import_batch (id, kind, state, file_name, file_hash, sheet, mapping_json, counts_json, reasons_json, user_id, company_id, created_at, note)
    values (${args.batchId}, ${args.kind}, 'awaiting_second_eye', ${args.fileName}, ${args.fileHash}, ${args.sheet}, ${JSON.stringify(args.mapping)}::jsonb,
      ${JSON.stringify(args.counts)}::jsonb, ${JSON.stringify(reasons)}::jsonb, ${context.actor.userId}, ${context.actor.companyId}, ${context.issuedAt}, ${args.note})`.execute(
    tx,
  )
  if (reasons.length > 0) {
    await keepProtocol(tx, args.batchId, args.rows)
    await keepPlaces(tx, args.batchId, args.places)
    return { state: 'awaiting_second_eye', inserted: 0, updated: 0, passed: 0 }
  }
  // What need not wait is written first, and its protocol says at once what became of it.
  return write(tx, { ...args, context }, (moved) => keepProtocol(tx, args.batchId, args.rows, moved))
}

export const approve: CommandBody<Imports['approve']> = async (tx, { batchId, passMoved }, context) => {
  const batch = await waiting(tx, batchId)
  requireKind(batch.kind, context)
  const { rows, places } = await protocolRows(tx, batchId, 'waiting')
  return write(tx, { batchId, kind: batch.kind, rows, places, passMoved, context }, (moved) =>
    settleProtocol(tx, batchId, moved),
  )
}

export const reject: CommandBody<Imports['reject']> = async (tx, { batchId, note }, { actor, issuedAt }) => {
  await waiting(tx, batchId)
  await tx
    .updateTable('import_batch')
    .set({ state: 'rejected', decided_by_id: actor.userId, decided_at: issuedAt, ...(note === null ? {} : { note }) })
    .where('id', '=', batchId)
    .execute()
  return {}
}

export const undo: CommandBody<Imports['undo']> = async (tx, { batchId }, context) => {
  const batch = await tx
    .selectFrom('import_batch')
    .select(['kind', 'state'])
    .where('id', '=', batchId)
    .executeTakeFirst()
  if (!batch) throw new AppError('not-found', 'No such batch', { reason: 'imports.no-batch' })
  if (batch.state !== 'committed')
    throw new AppError('conflict', 'Only a committed batch can be undone', {
      reason: 'imports.batch-step',
      state: batch.state,
    })
  requireKind(batch.kind, context)
  await forgetPlans(tx)
  const { rows } = await protocolRows(tx, batchId, 'done')
  const updates = rows.filter(({ action }) => action === 'update')
  const edits = await laterEdits(tx, batchId, rows)
  // A row that anybody has touched since stays whole: half of it going back would be a third state that nobody chose.
  const kept = new Map<Id, string>(
    updates.flatMap(({ id, target_id }) => (edits.has(target_id) ? [[id, 'edited']] : [])),
  )
  const untouched = updates.filter(({ id }) => !kept.has(id))
  if (untouched.length > 0) {
    for (const [id, reason] of await targetOf(batch.kind).undo(tx, untouched, context, batchId)) kept.set(id, reason)
  }
  if (updates.length < rows.length) {
    for (const [row, reason] of await takeBack(tx, batch.kind, batchId, context))
      if (reason !== null) kept.set(row, reason)
  }
  await noteKept(tx, rows, kept, edits, batchId)
  const state = kept.size > 0 ? 'partly_undone' : 'undone'
  await tx
    .updateTable('import_batch')
    .set({ state, undone_by_id: context.actor.userId, undone_at: context.issuedAt, kept: kept.size })
    .where('id', '=', batchId)
    .execute()
  return { state, undone: rows.length - kept.size, kept: kept.size }
}

async function takeBack(
  tx: Tx,
  kind: string,
  batchId: Id,
  context: CommandContext,
): Promise<ReadonlyMap<Id, string | null>> {
  const own = targetOf(kind).takeBack
  if (own) return own(tx, batchId, context)
  const { rows } = await sql<{
    row_id: Id
    reason: string | null
  }>`select * from app.import_take_back(${batchId})`.execute(tx)
  return new Map(rows.map(({ row_id, reason }) => [row_id, reason]))
}

export const saveMapping: CommandBody<Imports['saveMapping']> = async (
  tx,
  { id, kind, name, is_shared, mapping },
  { actor },
) => {
  const fields = { kind, name, is_shared, mapping_json: mapping }
  const known = await tx.selectFrom('import_mapping').select('id').where('id', '=', id).executeTakeFirst()
  if (known) await tx.updateTable('import_mapping').set(fields).where('id', '=', id).execute()
  else
    await tx
      .insertInto('import_mapping')
      .values({ id, user_id: actor.userId, company_id: actor.companyId, ...fields })
      .execute()
  return {}
}

export const deleteMapping: CommandBody<Imports['deleteMapping']> = async (tx, { id }) => {
  await tx.deleteFrom('import_mapping').where('id', '=', id).execute()
  return {}
}

export const setLimit: CommandBody<Imports['setLimit']> = async (tx, { id, ...fields }) => {
  await tx
    .insertInto('import_limit')
    .values({ id, ...fields })
    .onConflict((conflict) =>
      conflict.column('role').doUpdateSet({
        most_rows: fields.most_rows,
        price_change_bp: fields.price_change_bp,
        sensitive_rows: fields.sensitive_rows,
      }),
    )
    .execute()
  return {}
}

function requireKind(name: string, { actor }: CommandContext): void {
  const kind = findKind(name)
  if (!kind) throw new AppError('invalid', 'There is no such import', { reason: 'imports.unknown-kind', kind: name })
  if (!actor.rights.includes(kind.allow))
    throw new AppError('forbidden', 'Not allowed', { reason: 'imports.kind-forbidden', right: kind.allow })
}

async function waiting(tx: Tx, batchId: Id) {
  const batch = await tx
    .selectFrom('import_batch')
    .select(['kind', 'state'])
    .where('id', '=', batchId)
    .executeTakeFirst()
  if (!batch) throw new AppError('not-found', 'No such batch', { reason: 'imports.no-batch' })
  if (batch.state !== 'awaiting_second_eye')
    throw new AppError('conflict', 'The batch is decided', { reason: 'imports.batch-step', state: batch.state })
  return batch
}

/**
 * Triggers keep the plan of their first call, and a session that has edited one row joins twenty thousand of them one by
 * one. Planned anew they see how many there are.
 */
const forgetPlans = (tx: Tx) => sql`discard plans`.execute(tx)

interface Writing {
  batchId: Id
  kind: string
  rows: readonly SubmittedRow[]
  places: NewPlaces
  passMoved: boolean
  context: CommandContext
}

async function write(
  tx: Tx,
  { batchId, kind, rows, places, passMoved, context }: Writing,
  tell: (moved: ReadonlySet<Id>) => Promise<void>,
) {
  await forgetPlans(tx)
  const moved = new Set(await targetOf(kind).apply(tx, rows, places, context, batchId))
  if (moved.size > 0 && !passMoved) {
    const numbers = rows.filter(({ id }) => moved.has(id)).map(({ row }) => row)
    throw new AppError('conflict', 'Somebody has changed these rows meanwhile', {
      reason: 'imports.moved',
      count: moved.size,
      rows: numbers.slice(0, 50),
    })
  }
  const done = rows.filter(({ id }) => !moved.has(id))
  const inserted = done.filter(({ action }) => action === 'insert').length
  const updated = done.length - inserted
  await tell(moved)
  await tx
    .updateTable('import_batch')
    .set({
      state: 'committed',
      inserted,
      updated,
      decided_by_id: context.actor.userId,
      decided_at: context.issuedAt,
      written_by_command_id: context.commandId,
    })
    .where('id', '=', batchId)
    .execute()
  return { state: 'committed' as const, inserted, updated, passed: moved.size }
}

/** Without `moved` the rows wait for a decision; with it they are written, except those that moved. */
async function keepProtocol(
  tx: Tx,
  batchId: Id,
  rows: readonly SubmittedRow[],
  moved?: ReadonlySet<Id>,
): Promise<void> {
  const passed = moved ? Array.from(moved) : []
  await sql`
    insert into import_row (id, batch_id, row_no, action, target_id, label, changes_json, before_json, after_json, warnings_json, outcome)
    select r.id, ${batchId}::uuid, r.row, r.action, r.target_id, r.label, r.changes, r.before, r.after, r.warnings,
      case when ${moved === undefined}::boolean then 'waiting' when r.id = any(${passed}::uuid[]) then 'passed' else 'done' end
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (
      id uuid, row integer, action text, target_id uuid, label text, changes jsonb, before jsonb, after jsonb, warnings jsonb)`.execute(
    tx,
  )
}

async function settleProtocol(tx: Tx, batchId: Id, moved: ReadonlySet<Id>): Promise<void> {
  await sql`
    update import_row set outcome = case when id = any(${Array.from(moved)}::uuid[]) then 'passed' else 'done' end
    where batch_id = ${batchId} and outcome = 'waiting'`.execute(tx)
}

async function keepPlaces(tx: Tx, batchId: Id, places: NewPlaces): Promise<void> {
  if (Object.values(places).every((list) => list.length === 0)) return
  await sql`update import_batch set places_json = ${JSON.stringify(places)}::jsonb where id = ${batchId}`.execute(tx)
}

async function protocolRows(
  tx: Tx,
  batchId: Id,
  outcome: 'waiting' | 'done',
): Promise<{ rows: SubmittedRow[]; places: NewPlaces }> {
  const kept = await tx
    .selectFrom('import_row')
    .select(['id', 'row_no', 'action', 'target_id', 'label', 'changes_json', 'before_json', 'after_json'])
    .where('batch_id', '=', batchId)
    .where('outcome', '=', outcome)
    .orderBy('row_no')
    .execute()
  const batch = await tx.selectFrom('import_batch').select('places_json').where('id', '=', batchId).executeTakeFirst()
  return {
    rows: kept.map(({ id, row_no, action, target_id, label, changes_json, before_json, after_json }) => ({
      id,
      row: row_no,
      action,
      target_id,
      label,
      changes: changes_json,
      before: before_json,
      after: after_json,
      warnings: [],
    })),
    places: batch?.places_json ?? NO_PLACES,
  }
}

type LaterEdits = Map<Id, { login: string; at: string }>

async function laterEdits(tx: Tx, batchId: Id, rows: readonly SubmittedRow[]): Promise<LaterEdits> {
  const { rows: found } = await sql<{ id: Id; login: string; at: string }>`
    select * from app.import_later_edits(${batchId}, ${rows.map(({ target_id }) => target_id)}::uuid[])`.execute(tx)
  return new Map(found.map(({ id, ...edit }) => [id, edit]))
}

/** What was kept says why, and who touched it since. */
async function noteKept(
  tx: Tx,
  rows: readonly SubmittedRow[],
  kept: ReadonlyMap<Id, string>,
  edits: LaterEdits,
  batchId: Id,
): Promise<void> {
  const facts = rows.flatMap(({ id, target_id }) =>
    kept.has(id) ? [{ id, reason: kept.get(id), ...edits.get(target_id) }] : [],
  )
  await sql`
    update import_row i set outcome = 'kept', reason = g.reason, by_login = g.login, by_at = g.at
    from jsonb_to_recordset(${JSON.stringify(facts)}::jsonb) as g (id uuid, reason text, login text, at timestamptz) where i.id = g.id`.execute(
    tx,
  )
  await sql`update import_row set outcome = 'undone' where batch_id = ${batchId} and outcome = 'done'`.execute(tx)
}
