/** What agencies may see and do. Every change touches the rows it uncovers or hides (guards), so their caches follow at once. */
import { sql } from 'kysely'
import type { inventory } from '#shared/modules/inventory/contract.ts'
import type { CommandBody } from '#main/engine/define.ts'

type Inventory = typeof inventory

/** Granting the same place again changes the terms of the live grant. */
export const grant: CommandBody<Inventory['grant']> = async (tx, { companyId, items, terms }, { actor, issuedAt }) => {
  const { rows } = await sql`
    insert into unit_grant (id, company_id, complex_id, building_id, unit_id, has_price, has_booking, max_hold_days, from_at, user_id)
    select i."grantId", ${companyId}::uuid, coalesce(u.complex_id, b.complex_id, c.id), coalesce(u.building_id, b.id), u.id,
      ${terms.has_price}::boolean, ${terms.has_booking}::boolean, ${terms.max_hold_days}::integer, ${issuedAt}::timestamptz, ${actor.userId}::uuid
    from jsonb_to_recordset(${JSON.stringify(items)}::jsonb) as i ("grantId" uuid, kind text, id uuid)
    left join complex c on i.kind = 'complex' and c.id = i.id
    left join building b on i.kind = 'building' and b.id = i.id
    left join unit u on i.kind = 'unit' and u.id = i.id
    where coalesce(c.id, b.id, u.id) is not null
    on conflict (company_id, complex_id, building_id, unit_id) where ended_at is null
    do update set has_price = excluded.has_price, has_booking = excluded.has_booking, max_hold_days = excluded.max_hold_days
    returning 1`.execute(tx)
  return { count: rows.length }
}

/** Live bookings of the agency stay: they end at their time or are released. */
export const revoke: CommandBody<Inventory['revoke']> = async (tx, { grantIds }, { issuedAt }) => {
  const { rows } = await sql`
    update unit_grant set ended_at = ${issuedAt}::timestamptz where id = any(${grantIds}::uuid[]) and ended_at is null returning 1`.execute(
    tx,
  )
  return { count: rows.length }
}
