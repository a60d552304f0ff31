/** Who takes part: buyers with their shares, spouses, minors with a guardian, companies, agents, staff. */
import type { Id } from '#shared/kernel/id.ts'
import { AppError } from '#shared/rpc/errors.ts'
import type { deals } from '#shared/modules/deals/contract.ts'
import { areWhole } from '#shared/modules/deals/demands.ts'
import { USER_ROLES, type ParticipantFields } from '#shared/modules/deals/model.ts'
import type { CommandBody, Tx } from '#main/engine/define.ts'
import { lockDeal, recordEvent, requireDeal, whyNot } from '../api.ts'

type Deals = typeof deals

export const addParticipant: CommandBody<Deals['addParticipant']> = async (tx, args, context) => {
  const { id, dealId, role, personId, userId } = args
  const isUser = (USER_ROLES as readonly string[]).includes(role)
  if (isUser ? userId === null || personId !== null : personId === null || userId !== null)
    throw new AppError('invalid', 'Buyers are people, staff are users', { reason: 'deals.wrong-participant', role })
  await lockDeal(tx, context, dealId)
  const deal = await requireDeal(tx, dealId)
  requireGuardian(args)
  await tx
    .insertInto('deal_participant')
    .values({ id, deal_id: dealId, role, person_id: personId, user_id: userId, ...fieldsOf(args) })
    .execute()
  if (role === 'buyer' && deal.ownership === 'sole' && args.share !== null)
    await tx.updateTable('deal').set({ ownership: 'shared' }).where('id', '=', dealId).execute()
  await recordEvent(tx, context, {
    dealId,
    kind: 'participant-added',
    data: { role, name: await nameOf(tx, personId, userId) },
  })
  return { count: 1 }
}

export const editParticipant: CommandBody<Deals['editParticipant']> = async (tx, args, context) => {
  const found = await requireParticipant(tx, args.id)
  await lockDeal(tx, context, found.deal_id)
  requireGuardian(args)
  const { numUpdatedRows } = await tx
    .updateTable('deal_participant')
    .set(fieldsOf(args))
    .where('id', '=', args.id)
    .executeTakeFirst()
  if (numUpdatedRows === 0n) throw await whyNot(tx, found.deal_id)
  return { count: 1 }
}

export const removeParticipant: CommandBody<Deals['removeParticipant']> = async (tx, { id }, context) => {
  const { deal_id, role, person_id, user_id } = await requireParticipant(tx, id)
  await lockDeal(tx, context, deal_id)
  const ward = await tx.selectFrom('deal_participant').select('id').where('guardian_id', '=', id).executeTakeFirst()
  if (ward) throw new AppError('conflict', 'A minor needs this guardian', { reason: 'deals.minor-needs-guardian', id })
  const { numDeletedRows } = await tx.deleteFrom('deal_participant').where('id', '=', id).executeTakeFirst()
  if (numDeletedRows === 0n) throw await whyNot(tx, deal_id)
  const name = await nameOf(tx, person_id, user_id)
  await recordEvent(tx, context, { dealId: deal_id, kind: 'participant-removed', data: { role, name } })
  return { count: 1 }
}

export const setShares: CommandBody<Deals['setShares']> = async (tx, { dealId, ownership, shares }, context) => {
  await lockDeal(tx, context, dealId)
  const buyers = await tx
    .selectFrom('deal_participant')
    .select('id')
    .where('deal_id', '=', dealId)
    .where('role', '=', 'buyer')
    .execute()
  const parts = buyers.map(({ id }) => {
    const share = ownership === 'shared' ? shares.find((each) => each.id === id) : undefined
    return { id, share_num: share?.num ?? null, share_den: share?.den ?? null }
  })
  if (!areWhole(ownership, parts))
    throw new AppError('invalid', 'The shares are not one whole', { reason: 'deals.shares', ownership })
  // Whoever gives something away goes first: the sum is never above one.
  for (const { id } of parts)
    await tx.updateTable('deal_participant').set({ share_num: null, share_den: null }).where('id', '=', id).execute()
  for (const { id, ...share } of parts)
    if (share.share_num !== null) await tx.updateTable('deal_participant').set(share).where('id', '=', id).execute()
  const { numUpdatedRows } = await tx.updateTable('deal').set({ ownership }).where('id', '=', dealId).executeTakeFirst()
  if (numUpdatedRows === 0n) throw await whyNot(tx, dealId)
  await recordEvent(tx, context, {
    dealId,
    kind: 'shares',
    data: { ownership, shares: parts.map(({ share_num, share_den }) => `${share_num}/${share_den}`).join(', ') },
  })
  return { count: parts.length }
}

type Editable = Omit<ParticipantFields, 'role' | 'personId' | 'userId'>

function fieldsOf({ share, isMinor, guardianId, position, note }: Editable) {
  return {
    share_num: share?.num ?? null,
    share_den: share?.den ?? null,
    is_minor: isMinor,
    guardian_id: guardianId,
    position,
    note,
  }
}

function requireGuardian({ isMinor, guardianId }: Editable): void {
  if (isMinor && guardianId === null)
    throw new AppError('invalid', 'A minor needs a guardian', { reason: 'deals.minor-needs-guardian' })
}

async function requireParticipant(tx: Tx, id: Id) {
  const found = await tx.selectFrom('deal_participant').selectAll().where('id', '=', id).executeTakeFirst()
  if (!found) throw new AppError('not-found', 'No such participant', { reason: 'deals.no-participant', id })
  return found
}

async function nameOf(tx: Tx, personId: Id | null, userId: Id | null): Promise<string> {
  const row =
    personId !== null
      ? await tx.selectFrom('person').select('name').where('id', '=', personId).executeTakeFirst()
      : await tx
          .selectFrom('app_user')
          .select('name')
          .where('id', '=', userId ?? '')
          .executeTakeFirst()
  return row?.name ?? ''
}
