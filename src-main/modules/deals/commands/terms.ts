/** Discounts within the limit, and above it by somebody else's word; additional services. */
import { AppError } from '#shared/rpc/errors.ts'
import type { deals } from '#shared/modules/deals/contract.ts'
import { isWithin } from '#shared/modules/access/limits.ts'
import type { CommandBody } from '#main/engine/define.ts'
import { limitsOf } from '#main/modules/access/api.ts'
import { recordEvent, requireDeal, whyNot } from '../api.ts'
import { requireUnit } from './units.ts'

type Deals = typeof deals

export const setDiscount: CommandBody<Deals['setDiscount']> = async (
  tx,
  { id, amountMinor, reason, requestId },
  context,
) => {
  const { actor, issuedAt } = context
  const unit = await requireUnit(tx, context, id)
  const price = unit.list_price_minor ?? 0
  if (amountMinor > price)
    throw new AppError('invalid', 'More than the price', { reason: 'deals.discount-too-much', price })
  if (amountMinor > 0 && reason.length < 3)
    throw new AppError('invalid', 'A discount needs a reason', { reason: 'deals.reason-missing' })
  const points = price === 0 ? 0 : Math.ceil((amountMinor * 10_000) / price)
  const mayGive = actor.rights.includes('deals.discount') && isWithin(await limitsOf(tx, actor), 'discount', points)
  if (amountMinor <= unit.discount_minor || mayGive) {
    const { numUpdatedRows } = await tx
      .updateTable('deal_unit')
      .set({ discount_minor: amountMinor, discount_reason: amountMinor === 0 ? null : reason })
      .where('id', '=', id)
      .executeTakeFirst()
    if (numUpdatedRows === 0n) throw await whyNot(tx, unit.deal_id)
    await recordEvent(tx, context, {
      dealId: unit.deal_id,
      kind: 'discount',
      data: { amount_minor: amountMinor, reason },
    })
    return { state: 'given' }
  }
  const waiting = await tx
    .selectFrom('deal_discount')
    .select('id')
    .where('deal_unit_id', '=', id)
    .where('state', '=', 'pending')
    .executeTakeFirst()
  if (waiting) throw new AppError('conflict', 'One request waits already', { reason: 'deals.discount-waits' })
  await tx
    .insertInto('deal_discount')
    .values({
      id: requestId,
      deal_id: unit.deal_id,
      deal_unit_id: id,
      amount_minor: amountMinor,
      reason,
      state: 'pending',
      requested_by_id: actor.userId,
      requested_at: issuedAt,
    })
    .execute()
  await recordEvent(tx, context, {
    dealId: unit.deal_id,
    kind: 'discount-requested',
    data: { amount_minor: amountMinor, reason },
  })
  return { state: 'requested' }
}

export const decideDiscount: CommandBody<Deals['decideDiscount']> = async (
  tx,
  { requestId, isApproved, note },
  context,
) => {
  const request = await tx.selectFrom('deal_discount').selectAll().where('id', '=', requestId).executeTakeFirst()
  if (!request) throw new AppError('not-found', 'No such request', { reason: 'deals.no-discount', requestId })
  if (request.requested_by_id === context.actor.userId)
    throw new AppError('forbidden', 'Somebody else must approve', { reason: 'deals.own-discount' })
  const { numUpdatedRows } = await tx
    .updateTable('deal_discount')
    .set({
      state: isApproved ? 'approved' : 'rejected',
      decided_by_id: context.actor.userId,
      decided_at: context.issuedAt,
      note,
    })
    .where('id', '=', requestId)
    .where('state', '=', 'pending')
    .executeTakeFirst()
  if (numUpdatedRows === 0n)
    throw new AppError('conflict', 'Decided already', { reason: 'deals.discount-step', requestId })
  await recordEvent(tx, context, {
    dealId: request.deal_id,
    kind: isApproved ? 'discount-approved' : 'discount-rejected',
    data: { amount_minor: request.amount_minor, note },
  })
  return { count: 1 }
}

export const saveService: CommandBody<Deals['saveService']> = async (
  tx,
  { dealId, id, name, priceMinor, quantity, note },
  context,
) => {
  await requireDeal(tx, dealId)
  const fields = { name, price_minor: priceMinor, quantity, note }
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('deal_service')
    .values({ id, deal_id: dealId, created_at: context.issuedAt, ...fields })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(fields).where('deal_service.deal_id', '=', dealId))
    .executeTakeFirst()
  if (numInsertedOrUpdatedRows === 0n) throw await whyNot(tx, dealId)
  await recordEvent(tx, context, { dealId, kind: 'service', data: { name, amount_minor: priceMinor * quantity } })
  return { count: 1 }
}

export const removeService: CommandBody<Deals['removeService']> = async (tx, { id }, context) => {
  const row = await tx.selectFrom('deal_service').select(['deal_id', 'name']).where('id', '=', id).executeTakeFirst()
  if (!row) throw new AppError('not-found', 'No such service', { reason: 'deals.no-service', id })
  const { numDeletedRows } = await tx.deleteFrom('deal_service').where('id', '=', id).executeTakeFirst()
  if (numDeletedRows === 0n) throw await whyNot(tx, row.deal_id)
  await recordEvent(tx, context, { dealId: row.deal_id, kind: 'service-removed', data: { name: row.name } })
  return { count: 1 }
}
