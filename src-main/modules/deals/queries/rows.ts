/** Deals as lines, and the filter as a condition. One SQL for SQLite and PostgreSQL; `d` is the deal. */
import { sql, type RawBuilder } from 'kysely'
import type { Id } from '#shared/kernel/id.ts'
import { digitsOf, foldWords } from '#shared/modules/inventory/search-text.ts'
import type { DealFilter } from '#shared/modules/deals/contract.ts'
import type { DealRow } from '#shared/modules/deals/model.ts'
import type { Actor } from '#shared/modules/engine/model.ts'
import type { Db } from '#main/engine/define.ts'

type Sql = RawBuilder<unknown>

/** The unit that a deal is called by. */
export const MAIN_UNIT = sql`(select du.unit_id from deal_unit du where du.deal_id = d.id order by du.position, du.created_at, du.id limit 1)`
export const UNTIL = sql`(select min(r.until_at) from deal_unit du join reservation r on r.id = du.reservation_id where du.deal_id = d.id and r.state = 'active')`

export function condition(filter: DealFilter, actor: Actor): Sql {
  const parts: Sql[] = [sql`1 = 1`]
  const among = (column: Sql, values: readonly string[] | undefined) => {
    if (values && values.length > 0) parts.push(sql`${column} in (${sql.join(values)})`)
  }
  among(sql`d.stage`, filter.stages)
  among(sql`d.kind`, filter.kinds)
  among(sql`d.user_id`, filter.userIds)
  among(sql`d.company_id`, filter.companyIds)
  among(sql`d.payment_kind`, filter.payments)
  if (filter.complexIds && filter.complexIds.length > 0)
    parts.push(
      sql`exists (select 1 from deal_unit du join unit u on u.id = du.unit_id where du.deal_id = d.id and u.complex_id in (${sql.join(filter.complexIds)}))`,
    )
  if (filter.hasMortgage !== undefined)
    parts.push(filter.hasMortgage ? sql`d.mortgage_kind <> 'none'` : sql`d.mortgage_kind = 'none'`)
  if (filter.isMine === true) parts.push(sql`d.user_id = ${actor.userId}`)
  if (filter.isOpen === true) parts.push(sql`d.stage not in ('won', 'lost')`)
  if (filter.price_minor?.from !== undefined) parts.push(sql`d.price_minor >= ${filter.price_minor.from}`)
  if (filter.price_minor?.to !== undefined) parts.push(sql`d.price_minor <= ${filter.price_minor.to}`)
  if (filter.created_at?.from !== undefined) parts.push(sql`d.created_at >= ${filter.created_at.from}`)
  if (filter.created_at?.to !== undefined) parts.push(sql`d.created_at < ${filter.created_at.to}`)
  if (filter.stuckBefore !== undefined)
    parts.push(sql`d.stage_since_at < ${filter.stuckBefore} and d.stage not in ('won', 'lost')`)
  if (filter.text) parts.push(matches(filter.text))
  return sql.join(parts, sql` and `)
}

/** By number, client, phone, or the number of a unit. */
export function matches(text: string): Sql {
  const words = foldWords(text)
  const digits = digitsOf(text)
  const like = (value: string) => `%${value.replace(/[\\%_]/g, (char) => `\\${char}`)}%`
  const parts = [
    sql`d.search like ${like(words)} escape '\\'`,
    sql`d.name like ${like(text.trim())} escape '\\'`,
    sql`exists (select 1 from deal_unit du join unit u on u.id = du.unit_id where du.deal_id = d.id and u.number = ${text.trim()})`,
  ]
  if (/^№?\s*\d{1,9}$/.test(text.trim())) parts.push(sql`d.number = ${Number(text.replace(/\D/g, ''))}`)
  if (digits.length >= 4) parts.push(sql`d.search like ${like(digits)} escape '\\'`)
  return sql`(${sql.join(parts, sql` or `)})`
}

/** Whole lines of these deals, in their order. */
export async function dealRows(db: Db, actor: Actor, ids: readonly Id[]): Promise<DealRow[]> {
  const byId = new Map<Id, DealRow>()
  for (let at = 0; at < ids.length; at += 5000) {
    const { rows } = await sql<DealRow>`
      select d.id, d.number, d.name, d.kind, d.stage, d.stage_since_at, d.client_name, d.client_phone, d.price_minor, d.services_minor, d.discount_minor,
        d.payment_kind, d.mortgage_kind,
        coalesce((select string_agg(u.number, ', ' order by du.position, du.id) from deal_unit du join unit u on u.id = du.unit_id where du.deal_id = d.id), '') as units,
        m.complex_id, c.name as complex, b.name as building, d.company_id, o.name as company, d.user_id, w.name as user_name, d.meeting_at, d.contract_on,
        ${UNTIL} as until_at, d.created_at, d.closed_at, d.user_id = ${actor.userId} as is_mine
      from deal d left join unit m on m.id = ${MAIN_UNIT} left join complex c on c.id = m.complex_id left join building b on b.id = m.building_id
      left join company o on o.id = d.company_id left join app_user w on w.id = d.user_id
      where d.id in (${sql.join(ids.slice(at, at + 5000))})`.execute(db)
    for (const row of rows) byId.set(row.id, row)
  }
  return ids.flatMap((id) => byId.get(id) ?? [])
}
