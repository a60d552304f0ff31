/** Stages: forward, back, lost, reopened; and who leads the deal. The centre moves claims and bookings along. */
import { AppError } from '#shared/rpc/errors.ts'
import type { deals } from '#shared/modules/deals/contract.ts'
import { dealMachine, placeOf, type DealStage } from '#shared/modules/deals/stages.ts'
import type { CommandBody } from '#main/engine/define.ts'
import { lockDeal, moveTo, requireDeal, whyNot } from '../api.ts'

type Deals = typeof deals

export const move: CommandBody<Deals['move']> = async (tx, { dealId, from, to, reason }, context) => {
  requireStep(from, to, ['advance', 'return'])
  const isBack = placeOf(to) < placeOf(from)
  if (isBack && reason === null)
    throw new AppError('invalid', 'Going back needs a reason', { reason: 'deals.reason-missing' })
  await lockDeal(tx, context, dealId)
  await requireStage(tx, dealId, from)
  await moveTo(tx, context, { dealId, from, to, note: isBack ? reason : null })
  return { stage: to }
}

export const lose: CommandBody<Deals['lose']> = async (tx, { dealId, from, reasonId, note }, context) => {
  requireStep(from, 'lost', ['lose'])
  await lockDeal(tx, context, dealId)
  await requireStage(tx, dealId, from)
  await moveTo(tx, context, { dealId, from, to: 'lost', note: null, refusal: { reasonId, note } })
  return { count: 1 }
}

export const reopen: CommandBody<Deals['reopen']> = async (tx, { dealId, to }, context) => {
  requireStep('lost', to, ['reopen'])
  await lockDeal(tx, context, dealId)
  await requireStage(tx, dealId, 'lost')
  await moveTo(tx, context, { dealId, from: 'lost', to, note: null })
  return { count: 1 }
}

export const assign: CommandBody<Deals['assign']> = async (tx, { dealId, userId }) => {
  const { numUpdatedRows } = await tx
    .updateTable('deal')
    .set({ user_id: userId })
    .where('id', '=', dealId)
    .executeTakeFirst()
  if (numUpdatedRows === 0n) throw await whyNot(tx, dealId)
  return { count: 1 }
}

export const saveRefusal: CommandBody<Deals['saveRefusal']> = async (tx, { id, name, isActive }) => {
  await tx
    .insertInto('deal_refusal')
    .values({ id, name, is_active: isActive })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ name, is_active: isActive }))
    .execute()
  return { count: 1 }
}

function requireStep(from: DealStage, to: DealStage, names: readonly string[]): void {
  const isStep = dealMachine.transitions.some(
    (row) =>
      names.includes(row.name) &&
      row.from.includes(from) &&
      row.to === to &&
      (row.by as readonly string[]).includes('user'),
  )
  if (!isStep)
    throw new AppError('conflict', `A deal cannot go from ${from} to ${to}`, { reason: 'deals.step', from, to })
}

async function requireStage(tx: Parameters<typeof requireDeal>[0], dealId: string, from: DealStage): Promise<void> {
  const { stage } = await requireDeal(tx, dealId)
  if (stage !== from) throw await whyNot(tx, dealId, from)
}
