/** Paper copies and where they go, prints with their log, and the dictionaries of both. */
import type { paperCalls } from '#shared/modules/contracts/paper-contract.ts'
import { variableOf } from '#shared/modules/contracts/vocabulary.ts'
import { checkFacts } from '#shared/modules/contracts/vocabulary.ts'
import { RUSSIAN_VOCABULARY as WORDS } from '#shared/modules/contracts/vocabulary-ru.ts'
import { AppError } from '#shared/rpc/errors.ts'
import { sql } from 'kysely'
import type { CommandBody } from '#main/engine/define.ts'
import { requireContract } from './contract-commands.ts'

type Calls = typeof paperCalls

export const makePapers: CommandBody<Calls['makePapers']> = async (
  tx,
  { contractId, placeId, holder, copies },
  context,
) => {
  await requireContract(tx, contractId)
  await tx
    .insertInto('paper_copy')
    .values(
      copies.map(({ id, kind, title, copyNo }) => ({
        id,
        contract_id: contractId,
        kind,
        title,
        copy_no: copyNo,
        created_by_id: context.actor.userId,
        created_at: context.issuedAt,
      })),
    )
    .execute()
  await tx
    .insertInto('paper_move')
    .values(
      copies.map(({ id, moveId }) => ({
        id: moveId,
        copy_id: id,
        kind: 'move' as const,
        place_id: placeId,
        holder,
        due_on: null,
        note: null,
        user_id: context.actor.userId,
        at: context.issuedAt,
      })),
    )
    .execute()
  return {}
}

export const movePaper: CommandBody<Calls['movePaper']> = async (tx, args, context) => {
  if (args.kind !== 'lost' && args.placeId === null)
    throw new AppError('invalid', 'Where to?', { reason: 'contracts.place-missing' })
  // In one order for everybody, so that two packages with the same copies wait for one another.
  const moves = args.moves.toSorted((a, b) => (a.copyId < b.copyId ? -1 : 1))
  await tx
    .insertInto('paper_move')
    .values(
      moves.map(({ moveId, copyId }) => ({
        id: moveId,
        copy_id: copyId,
        kind: args.kind,
        place_id: args.placeId,
        holder: args.holder,
        due_on: args.due,
        note: args.note,
        user_id: context.actor.userId,
        at: context.issuedAt,
      })),
    )
    .execute()
  return { count: moves.length }
}

/** Run by the steward; does nothing when the copy has come back meanwhile. */
export const alarmPaper: CommandBody<Calls['alarmPaper']> = async (tx, { copyId }, context) => {
  if (context.place === 'cache') return { isTold: false }
  const { rows } = await sql<{ told: boolean }>`select app.alarm_paper(${copyId}) as told`.execute(tx)
  return { isTold: rows[0]?.told ?? false }
}

export const queuePrint: CommandBody<Calls['queuePrint']> = async (tx, args, context) => {
  await requireContract(tx, args.contractId)
  await tx
    .insertInto('print_job')
    .values({
      id: args.jobId,
      contract_id: args.contractId,
      copy: args.copy,
      copies: args.copies,
      state: 'queued',
      queued_by_id: context.actor.userId,
      queued_at: context.issuedAt,
      printed_at: null,
      reason: null,
      sha256: null,
    })
    .execute()
  return {}
}

export const printed: CommandBody<Calls['printed']> = async (tx, { jobId, sha256, reason }, context) => {
  const row = await tx
    .updateTable('print_job')
    .set({ state: 'printed', printed_at: context.issuedAt, reason, sha256 })
    .where('id', '=', jobId)
    .where('state', '=', 'queued')
    .returning('print_no')
    .executeTakeFirst()
  if (!row) throw new AppError('conflict', 'Printed already', { reason: 'contracts.printed' })
  return { printNo: row.print_no ?? 1 }
}

export const cancelPrint: CommandBody<Calls['cancelPrint']> = async (tx, { jobId }) => {
  const { numUpdatedRows } = await tx
    .updateTable('print_job')
    .set({ state: 'cancelled' })
    .where('id', '=', jobId)
    .where('state', '=', 'queued')
    .executeTakeFirst()
  if (numUpdatedRows === 0n) throw new AppError('conflict', 'Printed already', { reason: 'contracts.printed' })
  return {}
}

export const saveChannel: CommandBody<Calls['saveChannel']> = async (
  tx,
  { id, name, days, isWorkingDays, isActive },
) => {
  const row = { name, days, is_working_days: isWorkingDays, is_active: isActive }
  await tx
    .insertInto('registration_channel')
    .values({ id, ...row })
    .onConflict((on) => on.column('id').doUpdateSet(row))
    .execute()
  return {}
}

export const saveReason: CommandBody<Calls['saveReason']> = async (tx, { id, name, isActive }) => {
  const row = { name, is_active: isActive }
  await tx
    .insertInto('suspend_reason')
    .values({ id, ...row })
    .onConflict((on) => on.column('id').doUpdateSet(row))
    .execute()
  return {}
}

export const savePlace: CommandBody<Calls['savePlace']> = async (tx, { id, name, kind, isActive }) => {
  const row = { name, kind, is_active: isActive }
  await tx
    .insertInto('paper_place')
    .values({ id, ...row })
    .onConflict((on) => on.column('id').doUpdateSet(row))
    .execute()
  return {}
}

export const saveRule: CommandBody<Calls['saveRule']> = async (tx, { id, template, slot, kind, isApprovalNeeded }) => {
  const isHere = sql<boolean>`kind = ${kind} and template_key is not distinct from ${template} and slot is not distinct from ${slot}`
  if (isApprovalNeeded === null) {
    // Everywhere there is always an answer.
    if (template !== null) await tx.deleteFrom('deviation_rule').where(isHere).execute()
    return {}
  }
  const { numUpdatedRows } = await tx
    .updateTable('deviation_rule')
    .set({ is_approval_needed: isApprovalNeeded })
    .where(isHere)
    .executeTakeFirst()
  if (numUpdatedRows === 0n)
    await tx
      .insertInto('deviation_rule')
      .values({ id, template_key: template, slot, kind, is_approval_needed: isApprovalNeeded })
      .execute()
  return {}
}

export const saveDefault: CommandBody<Calls['saveDefault']> = async (
  tx,
  { id, scope, scopeId, path, value },
  context,
) => {
  if (!variableOf(WORDS, path))
    throw new AppError('invalid', 'No such value', { reason: 'contracts.no-variable', path })
  if (value === null || value === undefined) {
    await tx.deleteFrom('fact_default').where('scope_id', '=', scopeId).where('path', '=', path).execute()
    return {}
  }
  if (checkFacts(WORDS, { [path]: value }).some(({ kind }) => kind !== 'contradiction'))
    throw new AppError('invalid', 'Out of shape', { reason: 'contracts.bad-value', path })
  const row = { value_json: JSON.stringify(value), user_id: context.actor.userId, changed_at: context.issuedAt }
  await tx
    .insertInto('fact_default')
    .values({ id, scope, scope_id: scopeId, path, ...row })
    .onConflict((on) => on.columns(['scope_id', 'path']).doUpdateSet(row))
    .execute()
  return {}
}
