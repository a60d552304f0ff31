/** Documents of a deal: names for hashes of the file store. */
import { AppError } from '#shared/rpc/errors.ts'
import type { deals } from '#shared/modules/deals/contract.ts'
import type { CommandBody } from '#main/engine/define.ts'
import { recordEvent, requireDeal, whyNot } from '../api.ts'

type Deals = typeof deals

export const attachFile: CommandBody<Deals['attachFile']> = async (tx, { dealId, id, file, note }, context) => {
  await requireDeal(tx, dealId)
  await tx
    .insertInto('deal_file')
    .values({ id, deal_id: dealId, ...file, note, created_by_id: context.actor.userId, created_at: context.issuedAt })
    .execute()
  await recordEvent(tx, context, { dealId, kind: 'file', data: { name: file.name } })
  return { count: 1 }
}

export const detachFile: CommandBody<Deals['detachFile']> = async (tx, { id }, context) => {
  const row = await tx.selectFrom('deal_file').select(['deal_id', 'name']).where('id', '=', id).executeTakeFirst()
  if (!row) throw new AppError('not-found', 'No such file', { reason: 'deals.no-file', id })
  const { numDeletedRows } = await tx.deleteFrom('deal_file').where('id', '=', id).executeTakeFirst()
  if (numDeletedRows === 0n) throw await whyNot(tx, row.deal_id)
  await recordEvent(tx, context, { dealId: row.deal_id, kind: 'file-removed', data: { name: row.name } })
  return { count: 1 }
}
