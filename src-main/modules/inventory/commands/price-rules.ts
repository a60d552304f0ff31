/** Price rules: what a price is computed by, and where. */
import type { ArgsOf } from '#shared/rpc/contract.ts'
import { AppError } from '#shared/rpc/errors.ts'
import type { inventory } from '#shared/modules/inventory/contract.ts'
import { problemsOf } from '#shared/modules/inventory/rule-check.ts'
import type { CommandBody, Tx } from '#main/engine/define.ts'

type Inventory = typeof inventory

export const savePriceRule: CommandBody<Inventory['savePriceRule']> = async (tx, args, { actor, issuedAt }) => {
  const [problem] = problemsOf(args.terms)
  if (problem)
    throw new AppError('invalid', 'The terms cannot be computed by', { reason: 'inventory.rule-bad', ...problem })
  await requirePlace(tx, args)
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

/** One active rule a place and kind: an index of the centre has the last word when two people save at once. */
async function requirePlace(tx: Tx, args: ArgsOf<Inventory['savePriceRule']>): Promise<void> {
  if (args.buildingId !== null) {
    const building = await tx
      .selectFrom('building')
      .select('id')
      .where('id', '=', args.buildingId)
      .where('complex_id', '=', args.complexId)
      .executeTakeFirst()
    if (!building)
      throw new AppError('not-found', 'No such building in the complex', { reason: 'inventory.no-building' })
  }
  if (!args.isActive) return
  const other = await tx
    .selectFrom('price_rule')
    .select('name')
    .where('is_active', '=', true)
    .where('id', '!=', args.ruleId)
    .where('complex_id', '=', args.complexId)
    .where('building_id', args.buildingId === null ? 'is' : '=', args.buildingId)
    .where('kind', args.kind === null ? 'is' : '=', args.kind)
    .executeTakeFirst()
  if (other)
    throw new AppError('conflict', 'A rule is there already', { reason: 'inventory.rule-exists', name: other.name })
}
