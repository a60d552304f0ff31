/** Over all deals: what is due, what was missed by age, and the plan of receipts against what came. The same SQL on both databases. */
import { sql } from 'kysely'
import { daysBetween } from '#shared/kernel/day.ts'
import { bucketOf } from '#shared/kernel/overdue.ts'
import type { ArgsOf, ResultOf } from '#shared/rpc/contract.ts'
import type { instalments } from '#shared/modules/instalments/contract.ts'
import type { ReceiptsMonth } from '#shared/modules/instalments/model.ts'
import type { Db, QueryContext } from '#main/engine/define.ts'
import { today } from './lines.ts'

type Args<N extends keyof typeof instalments> = ArgsOf<(typeof instalments)[N]>
type Result<N extends keyof typeof instalments> = ResultOf<(typeof instalments)[N]>

/** What was paid of a line, penalties apart: looked up line by line, since few of ten years' payments are asked for. */
const PAID = sql`coalesce((select sum(a.amount_minor) from payment_allocation a where a.line_id = l.root_id), 0)`
/** Lines that count: of versions in force, of deals that were not given up. */
const LIVE = sql`schedule_line l join schedule s on s.id = l.schedule_id join deal d on d.id = s.deal_id`
const IS_LIVE = sql`s.state = 'active' and d.stage <> 'lost'`

export async function due(db: Db, args: Args<'due'>, { now }: QueryContext): Promise<Result<'due'>> {
  const on = args.on ?? today(now)
  const when =
    args.which === 'overdue'
      ? sql`l.pay_on < ${on}`
      : sql`l.pay_on >= ${on} and ${args.until === null ? sql`1 = 1` : sql`l.pay_on <= ${args.until}`}`
  const { rows } = await sql<Omit<Result<'due'>[number], 'days' | 'bucket' | 'deal' | 'open_minor'> & { name: string }>`
    select l.id, d.id as deal_id, d.number, d.name, d.client_name as client, d.client_phone as phone, c.name as complex, u.number as unit,
      l.line, l.label, l.due_on, l.pay_on, l.principal_minor + l.interest_minor as amount_minor, ${PAID} as paid_minor, w.name as manager
    from ${LIVE}
    left join deal_unit du on du.id = (select x.id from deal_unit x where x.deal_id = d.id order by x.position, x.id limit 1)
    left join unit u on u.id = du.unit_id left join complex c on c.id = u.complex_id left join app_user w on w.id = d.user_id
    where ${IS_LIVE} and ${when} and l.principal_minor + l.interest_minor > ${PAID}
    order by l.pay_on, l.id limit ${args.limit}`.execute(db)
  return rows.map(({ name, ...row }) => {
    const days = args.which === 'overdue' ? daysBetween(row.pay_on, on) : -daysBetween(on, row.pay_on)
    return { ...row, deal: name, open_minor: row.amount_minor - row.paid_minor, days, bucket: bucketOf(days) }
  })
}

export async function receipts(db: Db, { from, to, complexId }: Args<'receipts'>): Promise<Result<'receipts'>> {
  const month = (column: string) => sql`substr(cast(${sql.ref(column)} as text), 1, 7)`
  const within = (deal: string) =>
    complexId === null
      ? sql`1 = 1`
      : sql`exists (select 1 from deal_unit x join unit u on u.id = x.unit_id where x.deal_id = ${sql.ref(deal)} and u.complex_id = ${complexId})`
  const planned = await sql<{ month: string; planned_minor: number; planned_count: number; covered_minor: number }>`
    select ${month('l.pay_on')} as month, sum(l.principal_minor + l.interest_minor) as planned_minor, count(*) as planned_count,
      sum(${PAID}) as covered_minor
    from ${LIVE} where ${IS_LIVE} and l.pay_on between ${from} and ${to} and ${within('d.id')} group by 1 order by 1`.execute(
    db,
  )
  const received = await sql<{ month: string; received_minor: number; received_count: number; escrow_minor: number }>`
    select ${month('m.booked_on')} as month, sum(m.amount_minor) as received_minor,
      sum(case when m.amount_minor > 0 and m.reversed_by_id is null then 1 else 0 end) as received_count,
      sum(case when m.channel = 'escrow' then m.amount_minor else 0 end) as escrow_minor
    from payment m where m.booked_on between ${from} and ${to} and ${within('m.deal_id')} group by 1 order by 1`.execute(
    db,
  )
  const months = new Map<string, ReceiptsMonth>()
  const at = (id: string): ReceiptsMonth => {
    const found = months.get(id) ?? {
      id,
      planned_minor: 0,
      planned_count: 0,
      covered_minor: 0,
      received_minor: 0,
      received_count: 0,
      escrow_minor: 0,
    }
    months.set(id, found)
    return found
  }
  for (const { month: id, ...sums } of planned.rows) Object.assign(at(id), sums)
  for (const { month: id, ...sums } of received.rows) Object.assign(at(id), sums)
  return [...months.values()].sort((a, b) => (a.id < b.id ? -1 : 1))
}
