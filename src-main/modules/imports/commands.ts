/** Batches: submitted, decided by a second person where they must be, written in one transaction, taken back. */
import { sql } from 'kysely'
import type { Id } from '#shared/kernel/id.ts'
import type { imports } from '#shared/modules/imports/contract.ts'
import { findKind } from '#shared/modules/imports/kinds/index.ts'
import { allowanceOf, secondEyeReasons } from '#shared/modules/imports/limits.ts'
import type { NewPlaces, SubmittedRow } from '#shared/modules/imports/model.ts'
import { AppError, must } from '#shared/rpc/errors.ts'
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
  const waits = reasons.length > 0
  await sql`
    insert into import_batch (id, kind, state, file_name, file_hash, sheet, mapping_json, counts_json, reasons_json, places_json, user_id, company_id, created_at, note)
    values (${args.batchId}, ${args.kind}, 'awaiting_second_eye', ${args.fileName}, ${args.fileHash}, ${args.sheet}, ${JSON.stringify(args.mapping)}::jsonb,
      ${JSON.stringify(args.counts)}::jsonb, ${JSON.stringify(reasons)}::jsonb, ${waits && hasPlaces(args.places) ? JSON.stringify(args.places) : null}::jsonb,
      ${context.actor.userId}, ${context.actor.companyId}, ${context.issuedAt}, ${args.note})`.execute(tx)
  if (waits) {
    await keepProtocol(tx, args.batchId, args.rows)
    return { state: 'awaiting_second_eye', inserted: 0, updated: 0, passed: 0 }
  }
  // What need not wait is written first, and its protocol says at once what became of it.
  return write(tx, { ...args, context }, (moved) => keepProtocol(tx, args.batchId, args.rows, moved))
}

export const approve: CommandBody<Imports['approve']> = async (tx, { batchId, passMoved }, context) => {
  const batch = await waiting(tx, batchId)
  requireKind(batch.kind, context)
  const { rows, places } = await protocolRows(tx, batchId, 'waiting')
  return write(tx, { batchId, kind: batch.kind, rows, places, passMoved, context })
}

export const reject: CommandBody<Imports['reject']> = async (tx, { batchId, note }, { issuedAt }) => {
  await waiting(tx, batchId)
  await sql`select app.import_reject(${batchId}, ${note}, ${issuedAt}::timestamptz)`.execute(tx)
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
  await lockTargets(tx, batch.kind, rows)
  const updates = rows.filter(({ action }) => action === 'update')
  const edits = await editedSince(tx, batchId, updates)
  // A row that anybody has touched since stays whole: half of it going back would be a third state that nobody chose.
  const kept = new Map<Id, string>(
    updates.flatMap(({ id, target_id }) => (edits.has(target_id) ? [[id, 'edited']] : [])),
  )
  const untouched = updates.filter(({ id }) => !kept.has(id))
  const target = targetOf(batch.kind)
  if (untouched.length > 0)
    for (const [id, reason] of await target.undo(tx, untouched, context, batchId)) kept.set(id, reason)
  if (target.takeBack)
    for (const [id, reason] of await target.takeBack(tx, batchId, context)) if (reason !== null) kept.set(id, reason)
  const facts = Array.from(kept, ([id, reason]) => ({ id, reason }))
  const { rows: ended } = await sql<{ state: 'undone' | 'partly_undone'; undone: number; kept: number }>`
    select * from app.import_undone(${batchId}, ${JSON.stringify(facts)}::jsonb, ${context.issuedAt}::timestamptz)`.execute(
    tx,
  )
  return must(ended[0])
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
  tell: (moved: ReadonlySet<Id>) => Promise<void> = () => Promise.resolve(),
) {
  await forgetPlans(tx)
  await lockTargets(tx, kind, rows)
  const moved = new Set(await targetOf(kind).apply(tx, rows, places, context, batchId))
  if (moved.size > 0 && !passMoved) {
    const numbers = rows.filter(({ id }) => moved.has(id)).map(({ row }) => row)
    throw new AppError('conflict', 'Somebody has changed these rows meanwhile', {
      reason: 'imports.moved',
      count: moved.size,
      rows: numbers.slice(0, 50),
    })
  }
  await tell(moved)
  const { rows: counted } = await sql<{ inserted: number; updated: number }>`
    select * from app.import_commit(${batchId}, ${Array.from(moved)}::uuid[], ${context.issuedAt}::timestamptz, ${context.commandId})`.execute(
    tx,
  )
  return { state: 'committed' as const, ...must(counted[0]), passed: moved.size }
}

/** Whoever writes these rows now is waited for, and what they leave is what the batch is compared with. */
async function lockTargets(tx: Tx, kind: string, rows: readonly SubmittedRow[]): Promise<void> {
  const ids = rows.flatMap(({ action, target_id }) => (action === 'update' ? [target_id] : []))
  await sql`select app.import_lock(${kind}, ${ids}::uuid[])`.execute(tx)
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

const hasPlaces = (places: NewPlaces) => Object.values(places).some((list) => list.length > 0)

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

/** Which of these rows somebody has changed after the batch. */
async function editedSince(tx: Tx, batchId: Id, rows: readonly SubmittedRow[]): Promise<ReadonlySet<Id>> {
  const { rows: found } = await sql<{ id: Id }>`
    select id from app.import_later_edits(${batchId}, ${rows.map(({ target_id }) => target_id)}::uuid[])`.execute(tx)
  return new Set(found.map(({ id }) => id))
}
