/** Saved views, the one thing here that is saved without a connection too. */
import { AppError } from '#shared/rpc/errors.ts'
import type { inventory } from '#shared/modules/inventory/contract.ts'
import type { CommandBody } from '#main/engine/define.ts'

type Inventory = typeof inventory

export const saveView: CommandBody<Inventory['saveView']> = async (
  tx,
  { viewId, name, place, isShared, state },
  { actor },
) => {
  const fields = { name, place, is_shared: isShared, state_json: state }
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('saved_view')
    .values({ id: viewId, user_id: actor.userId, company_id: actor.companyId, ...fields })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(fields).where('saved_view.user_id', '=', actor.userId))
    .executeTakeFirst()
  if (numInsertedOrUpdatedRows === 0n) throw notYours(viewId)
  return { count: 1 }
}

export const deleteView: CommandBody<Inventory['deleteView']> = async (tx, { viewId }, { actor }) => {
  const { numDeletedRows } = await tx
    .deleteFrom('saved_view')
    .where('id', '=', viewId)
    .where('user_id', '=', actor.userId)
    .executeTakeFirst()
  if (numDeletedRows === 0n) throw notYours(viewId)
  return { count: 1 }
}

function notYours(viewId: string): AppError {
  return new AppError('not-found', 'No such view of yours', { reason: 'inventory.no-view', viewId })
}
