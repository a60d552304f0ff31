/** The desk where buyers pay: of deals only what a receipt says and what is owed. */
import { sql } from 'kysely'
import { renderPdf } from '#main/engine/documents/pdf.ts'
import type { Day } from '#shared/kernel/day.ts'
import type { Id } from '#shared/kernel/id.ts'
import type { ArgsOf, ResultOf } from '#shared/rpc/contract.ts'
import { AppError } from '#shared/rpc/errors.ts'
import type { deskCalls, DeskRow } from '#shared/modules/instalments/desk-contract.ts'
import { foldWords } from '#shared/modules/inventory/search-text.ts'
import type { ActionBody, CommandContext, Db, QueryContext, Tx } from '#main/engine/define.ts'
import { receiptDocument } from './documents.ts'
import { written } from './written.ts'
import { activeScheduleOf, linesOf, today } from './lines.ts'
import { paymentRows } from './money-queries.ts'

type Desk = typeof deskCalls

const MOST_FOUND = 50

export async function desk(
  db: Db,
  { text, dealId }: ArgsOf<Desk['desk']>,
  { now }: QueryContext,
): Promise<ResultOf<Desk['desk']>> {
  const on = today(now)
  const words = foldWords(text).split(' ').filter(Boolean)
  const found = words.map((word) => sql`and k.search like ${`%${word.replace(/[\\%_]/g, '\\$&')}%`} escape '\\'`)
  const { rows } = await sql<Omit<DeskRow, 'has_schedule'> & { has_schedule: number | boolean }>`
    select k.id, k.number, k.name, k.client_name as client, k.units, k.price_minor, k.contract_on, s.id is not null as has_schedule,
      coalesce(sum(l.open), 0) as open_minor, coalesce(sum(case when l.pay_on < ${on} then l.open end), 0) as overdue_minor,
      min(case when l.pay_on >= ${on} and l.open > 0 then l.pay_on end) as next_on, 0 as next_minor,
      coalesce((select sum(n.amount_minor) from penalty n where n.deal_id = k.id and n.side = 'buyer'), 0)
        - coalesce((select sum(a.amount_minor) from payment_allocation a where a.deal_id = k.id and a.part = 'penalty'), 0) as penalty_minor
    from (select k.* from deal_desk k where ${dealId === null ? sql`1 = 1` : sql`k.id = ${dealId}`} ${sql.join(found, sql` `)}
      order by k.number desc limit ${MOST_FOUND}) k
    left join schedule s on s.deal_id = k.id and s.state = 'active'
    left join (select l.schedule_id, l.pay_on, l.principal_minor + l.interest_minor
        - coalesce((select sum(a.amount_minor) from payment_allocation a where a.line_id = l.root_id), 0) as open from schedule_line l) l on l.schedule_id = s.id
    group by k.id, k.number, k.name, k.client_name, k.units, k.price_minor, k.contract_on, s.id order by k.number desc`.execute(
    db,
  )
  const next = new Map<Id, number>()
  for (const row of rows) {
    if (row.next_on === null) continue
    const lines = await deskLines(db, { dealId: row.id })
    const first = lines.find((line) => line.pay_on === row.next_on)
    const paid = (first?.paid_principal_minor ?? 0) + (first?.paid_interest_minor ?? 0)
    next.set(row.id, (first?.principal_minor ?? 0) + (first?.interest_minor ?? 0) - paid)
  }
  return rows.map((row) => ({ ...row, has_schedule: Boolean(row.has_schedule), next_minor: next.get(row.id) ?? 0 }))
}

export async function deskLines(db: Db, { dealId }: ArgsOf<Desk['deskLines']>): Promise<ResultOf<Desk['deskLines']>> {
  const active = await activeScheduleOf(db, dealId)
  return active ? linesOf(db, active.id) : []
}

export async function deskTaken(
  db: Db,
  { on }: ArgsOf<Desk['deskTaken']>,
  { actor }: QueryContext,
): Promise<ResultOf<Desk['deskTaken']>> {
  const rows = await paymentRows(db, { takenBy: actor.userId, on })
  return named(db, rows)
}

async function named(db: Db, rows: Awaited<ReturnType<typeof paymentRows>>) {
  if (rows.length === 0) return []
  const deals = await db
    .selectFrom('deal_desk')
    .select(['id', 'name', 'client_name'])
    .where('id', 'in', [...new Set(rows.map((row) => row.deal_id))])
    .execute()
  const byId = new Map(deals.map((deal) => [deal.id, deal]))
  return rows.map((row) => ({
    ...row,
    deal: byId.get(row.deal_id)?.name ?? '',
    client: byId.get(row.deal_id)?.client_name ?? '',
  }))
}

export const deskReceipt: ActionBody<Desk['deskReceipt']> = async ({ paymentId }, context) => {
  const [payment] = await paymentRows(context.cache, { takenBy: context.actor.userId, id: paymentId })
  const deal =
    payment &&
    (await context.cache.selectFrom('deal_desk').selectAll().where('id', '=', payment.deal_id).executeTakeFirst())
  if (!deal || payment.reverses_id !== null)
    throw new AppError('not-found', 'No such payment', { reason: 'instalments.no-payment' })
  const document = receiptDocument(
    {
      name: deal.name,
      client: deal.client_name,
      units: deal.units,
      price: deal.price_minor,
      contractOn: deal.contract_on,
    },
    payment,
  )
  return written(context, document.title, 'pdf', await renderPdf(document, { copy: 'clean' }))
}

/** Whoever keeps no books takes cash and cards of today, for deals that may be paid for. The centre judges it again. */
export async function requirePayable(
  tx: Tx,
  { actor, issuedAt }: CommandContext,
  { dealId, channel, bookedOn }: { dealId: Id; channel: string; bookedOn: Day },
): Promise<void> {
  if (actor.rights.includes('ledger.post')) {
    const deal = await tx.selectFrom('deal').select('id').where('id', '=', dealId).executeTakeFirst()
    if (!deal) throw new AppError('not-found', 'No such deal', { reason: 'instalments.no-deal' })
    return
  }
  const payable = await tx.selectFrom('deal_desk').select('id').where('id', '=', dealId).executeTakeFirst()
  if (!payable) throw new AppError('not-found', 'No such deal', { reason: 'instalments.no-deal' })
  if (channel !== 'cash' && channel !== 'card')
    throw new AppError('forbidden', 'At the desk cash and cards alone', { reason: 'instalments.desk-cash-only' })
  if (bookedOn !== today(issuedAt))
    throw new AppError('invalid', 'At the desk money is of today', { reason: 'instalments.desk-today' })
}
