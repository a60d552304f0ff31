/** Technical holds and "not for sale", for one unit or for thousands in one statement. */
import { sql } from 'kysely'
import type { Id } from '#shared/kernel/id.ts'
import { AppError } from '#shared/rpc/errors.ts'
import type { inventory } from '#shared/modules/inventory/contract.ts'
import type { ClaimKind } from '#shared/modules/inventory/model.ts'
import type { CommandBody, CommandContext, Tx } from '#main/engine/define.ts'

type Inventory = typeof inventory

export const placeHold: CommandBody<Inventory['placeHold']> = async (tx, { holds, reasonId, note }, context) => {
  const reason = await tx.selectFrom('hold_reason').select('is_active').where('id', '=', reasonId).executeTakeFirst()
  if (reason?.is_active !== true)
    throw new AppError('invalid', 'No such reason', { reason: 'inventory.no-hold-reason' })
  return { count: await claim(tx, 'hold_technical', holds, { reasonId, note }, context) }
}

export const withdraw: CommandBody<Inventory['withdraw']> = async (tx, { claims, note }, context) => {
  return { count: await claim(tx, 'not_for_sale', claims, { reasonId: null, note }, context) }
}

export const releaseHold: CommandBody<Inventory['releaseHold']> = async (tx, { unitIds }, context) => {
  return { count: await finish(tx, 'hold_technical', unitIds, context) }
}

export const offer: CommandBody<Inventory['offer']> = async (tx, { unitIds }, context) => {
  const { rows } = await sql<{ number: string; id: Id }>`
    select u.id, u.number from unit u where u.id = any(${unitIds}::uuid[])
    and not exists (select from unit_current_price p where p.id = u.id) order by u.number limit 1`.execute(tx)
  const [bare] = rows
  if (bare)
    throw new AppError('conflict', 'A unit without a price is not sold', {
      reason: 'inventory.no-price',
      unitId: bare.id,
      number: bare.number,
    })
  return { count: await finish(tx, 'not_for_sale', unitIds, context) }
}

async function claim(
  tx: Tx,
  kind: ClaimKind,
  claims: { claimId: Id; unitId: Id }[],
  { reasonId, note }: { reasonId: Id | null; note: string | null },
  { issuedAt, actor }: CommandContext,
): Promise<number> {
  const { rows } = await sql`
    insert into unit_claim (id, unit_id, kind, from_at, source, user_id, hold_reason_id, note)
    select c."claimId", c."unitId", ${kind}, ${issuedAt}::timestamptz, 'hold', ${actor.userId}::uuid, ${reasonId}::uuid, ${note}
    from jsonb_to_recordset(${JSON.stringify(claims)}::jsonb) as c ("claimId" uuid, "unitId" uuid)
    join unit u on u.id = c."unitId"
    where not exists (select from unit_claim l where l.unit_id = c."unitId" and l.kind = ${kind} and l.ended_at is null)
    returning 1`.execute(tx)
  return rows.length
}

async function finish(tx: Tx, kind: ClaimKind, unitIds: Id[], { issuedAt, actor }: CommandContext): Promise<number> {
  const { rows } = await sql`
    update unit_claim set ended_at = greatest(from_at, ${issuedAt}::timestamptz), ended_by_id = ${actor.userId}::uuid
    where kind = ${kind} and ended_at is null and unit_id = any(${unitIds}::uuid[]) returning 1`.execute(tx)
  return rows.length
}
