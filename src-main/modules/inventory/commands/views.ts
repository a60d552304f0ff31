/** Saved views, the one thing here that is saved without a connection too, and price rules. */
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

export const savePriceRule: CommandBody<Inventory['savePriceRule']> = async (tx, args, { actor, issuedAt }) => {
  const fields = {
    name: args.name,
    complex_id: args.complexId,
    building_id: args.buildingId,
    kind: args.kind,
    is_active: args.isActive,
    min_ppm_minor: args.minPpmMinor,
    terms_json: args.terms,
    user_id: actor.userId,
    updated_at: issuedAt,
  }
  const row = await tx
    .insertInto('price_rule')
    .values({ id: args.ruleId, version: 1, ...fields })
    .onConflict((conflict) =>
      conflict.column('id').doUpdateSet((values) => ({ ...fields, version: values('price_rule.version', '+', 1) })),
    )
    .returning('version')
    .executeTakeFirstOrThrow()
  return { version: row.version }
}

function notYours(viewId: string): AppError {
  return new AppError('not-found', 'No such view of yours', { reason: 'inventory.no-view', viewId })
}
