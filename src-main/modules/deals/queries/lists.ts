/** Deals as a list, as a funnel, by day, by unit, and what clients said they need. */
import { sql } from 'kysely'
import type { Id } from '#shared/kernel/id.ts'
import type { ArgsOf, ResultOf } from '#shared/rpc/contract.ts'
import type { DEAL_SORTS, deals } from '#shared/modules/deals/contract.ts'
import type { StageCount } from '#shared/modules/deals/model.ts'
import { segmentsOf } from '#shared/modules/deals/needs.ts'
import { DEAL_STAGES } from '#shared/modules/deals/stages.ts'
import type { Db, QueryContext } from '#main/engine/define.ts'
import { condition, dealRows, matches, UNTIL } from './rows.ts'

type Deals = typeof deals
type Args<N extends keyof Deals> = ArgsOf<Deals[N]>
type Result<N extends keyof Deals> = Promise<ResultOf<Deals[N]>>

const SORTS: Record<(typeof DEAL_SORTS)[number], ReturnType<typeof sql>> = {
  number: sql`d.number`,
  name: sql`d.name`,
  stage: sql`case d.stage ${sql.join(
    DEAL_STAGES.map((stage, place) => sql`when ${sql.lit(stage)} then ${sql.lit(place)}`),
    sql` `,
  )} end`,
  stage_since_at: sql`d.stage_since_at`,
  price_minor: sql`d.price_minor`,
  client_name: sql`d.search`,
  user_name: sql`(select w.name from app_user w where w.id = d.user_id)`,
  created_at: sql`d.created_at`,
  meeting_at: sql`d.meeting_at`,
  contract_on: sql`d.contract_on`,
  until_at: UNTIL,
}

export async function list(
  db: Db,
  { filter, sort, offset, limit }: Args<'list'>,
  { actor }: QueryContext,
): Result<'list'> {
  const where = condition(filter, actor)
  const order = [
    ...sort.map(({ by, isDescending }) => sql`${SORTS[by]} ${sql.raw(isDescending ? 'desc' : 'asc')}`),
    sql`d.created_at desc`,
    sql`d.id desc`,
  ]
  const { rows: ids } = await sql<{ id: Id }>`
    select d.id from deal d where ${where} order by ${sql.join(order)} limit ${limit} offset ${offset}`.execute(db)
  const { rows: sums } = await sql<{ total: number; price: number }>`
    select count(*) as total, coalesce(sum(d.price_minor), 0) as price from deal d where ${where}`.execute(db)
  const rows = await dealRows(
    db,
    actor,
    ids.map(({ id }) => id),
  )
  return { rows, total: Number(sums[0]?.total ?? 0), price_minor: Number(sums[0]?.price ?? 0) }
}

export async function stageCounts(
  db: Db,
  { filter }: Args<'stageCounts'>,
  { actor }: QueryContext,
): Promise<StageCount[]> {
  const { stages: _, ...others } = filter
  const { rows } = await sql<StageCount>`
    select d.stage, count(*) as count, coalesce(sum(d.price_minor), 0) as price_minor from deal d where ${condition(others, actor)} group by d.stage`.execute(
    db,
  )
  return rows.map((row) => ({ ...row, count: Number(row.count), price_minor: Number(row.price_minor) }))
}

export async function board(
  db: Db,
  { filter, stages, perStage }: Args<'board'>,
  context: QueryContext,
): Result<'board'> {
  const counts = await stageCounts(db, { filter }, context)
  const { stages: _, ...others } = filter
  const { rows: first } = await sql<{ id: Id; stage: string }>`
    select x.id, x.stage from (
      select d.id, d.stage, row_number() over (partition by d.stage order by d.stage_since_at desc, d.id desc) as place
      from deal d where ${condition({ ...others, stages }, context.actor)}
    ) x where x.place <= ${perStage} order by x.place`.execute(db)
  const rows = await dealRows(
    db,
    context.actor,
    first.map(({ id }) => id),
  )
  return stages.map((stage) => ({
    ...(counts.find((count) => count.stage === stage) ?? { stage, count: 0, price_minor: 0 }),
    rows: rows.filter((row) => row.stage === stage),
  }))
}

export async function ofUnit(
  db: Db,
  { unitId, reservationId }: Args<'ofUnit'>,
  { actor }: QueryContext,
): Result<'ofUnit'> {
  if (unitId === undefined && reservationId === undefined) return []
  const { rows } = await sql<{ id: Id }>`
    select d.id from deal d join deal_unit x on x.deal_id = d.id
    where ${reservationId === undefined ? sql`x.unit_id = ${unitId}` : sql`x.reservation_id = ${reservationId}`}
    order by d.created_at desc, d.id limit 50`.execute(db)
  return dealRows(
    db,
    actor,
    rows.map(({ id }) => id),
  )
}

export async function search(db: Db, { text, limit }: Args<'search'>): Result<'search'> {
  const { rows } = await sql<Awaited<Result<'search'>>[number]>`
    select d.id, d.name, d.client_name, d.stage, d.price_minor from deal d where ${matches(text)}
    order by d.stage in ('won', 'lost'), d.created_at desc limit ${limit}`.execute(db)
  return rows
}

export async function refusals(db: Db): Result<'refusals'> {
  return db.selectFrom('deal_refusal').selectAll().orderBy('name').execute()
}

/** Days are those of Moscow, where the house is. */
export async function calendar(
  db: Db,
  { from, to, isMine }: Args<'calendar'>,
  { actor }: QueryContext,
): Result<'calendar'> {
  const mine = isMine ? sql`and d.user_id = ${actor.userId}` : sql``
  const [start, end] = [
    new Date(`${from}T00:00:00+03:00`).toISOString(),
    new Date(`${to}T23:59:59.999+03:00`).toISOString(),
  ]
  const shown = sql`d.name, w.name as user_name, d.stage, d.price_minor from deal d left join app_user w on w.id = d.user_id`
  type Row = Omit<Awaited<Result<'calendar'>>[number], 'on' | 'id'>
  const { rows: timed } = await sql<Row>`
    select d.id as "dealId", 'meeting' as kind, d.meeting_at as at, ${shown} where d.meeting_at between ${start} and ${end} ${mine}
    union all
    select d.id, 'booking', r.until_at, d.name, w.name, d.stage, d.price_minor
    from deal d join deal_unit du on du.deal_id = d.id join reservation r on r.id = du.reservation_id left join app_user w on w.id = d.user_id
    where r.state = 'active' and r.until_at between ${start} and ${end} ${mine}`.execute(db)
  const { rows: dated } = await sql<Omit<Row, 'at'> & { on: string }>`
    select d.id as "dealId", 'contract' as kind, d.contract_on as "on", ${shown} where d.contract_on between ${from} and ${to} ${mine}`.execute(
    db,
  )
  const rows = [
    ...timed.map((row) => ({ ...row, on: dayInMoscow(row.at ?? start) })),
    ...dated.map((row) => ({ ...row, at: null })),
  ]
  return rows
    .map((row, n) => ({ ...row, id: `${row.kind}:${row.dealId}:${n}` }))
    .sort((a, b) => (`${a.on}${a.at ?? ''}` < `${b.on}${b.at ?? ''}` ? -1 : 1))
}

const dayInMoscow = (at: string) => new Date(Date.parse(at) + 3 * 3_600_000).toISOString().slice(0, 10)

export async function portrait(db: Db, { from, to }: Args<'portrait'>): Result<'portrait'> {
  const rows = await db
    .selectFrom('deal')
    .select(['needs_json', 'stage', 'price_minor'])
    .where('needs_json', 'is not', null)
    .$if(from !== undefined, (query) => query.where('created_at', '>=', from ?? ''))
    .$if(to !== undefined, (query) => query.where('created_at', '<', to ?? ''))
    .execute()
  const segments = new Map<string, Awaited<Result<'portrait'>>[number]>()
  for (const { needs_json, stage, price_minor } of rows) {
    if (needs_json === null) continue
    for (const { what, value } of segmentsOf(needs_json)) {
      const key = `${what}:${value}`
      const segment = segments.get(key) ?? { what, value, deals: 0, won: 0, lost: 0, price_minor: 0 }
      segment.deals += 1
      if (stage === 'won') {
        segment.won += 1
        segment.price_minor += price_minor ?? 0
      }
      if (stage === 'lost') segment.lost += 1
      segments.set(key, segment)
    }
  }
  return [...segments.values()].sort((a, b) => b.deals - a.deals)
}
