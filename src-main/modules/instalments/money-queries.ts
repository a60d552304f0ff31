/** Where a deal stands with money: payments with what they settled, the account, penalties that were charged. */
import type { Day } from '#shared/kernel/day.ts'
import type { Id } from '#shared/kernel/id.ts'
import { sumMinor } from '#shared/kernel/money.ts'
import { PARTICIPATION_EXIT_PACKS } from '#shared/kernel/law-ru.ts'
import { exitRight, openOn, overdueOn } from '#shared/kernel/overdue.ts'
import { choosePack } from '#shared/kernel/rule-pack.ts'
import type { ArgsOf, ResultOf } from '#shared/rpc/contract.ts'
import { AppError } from '#shared/rpc/errors.ts'
import type { instalments } from '#shared/modules/instalments/contract.ts'
import type { PaymentRow, ScheduleLineRow } from '#shared/modules/instalments/model.ts'
import type { Db, QueryContext } from '#main/engine/define.ts'
import { activeScheduleOf, linesOf, payablesOf, today } from './lines.ts'

type Args<N extends keyof typeof instalments> = ArgsOf<(typeof instalments)[N]>
type Result<N extends keyof typeof instalments> = ResultOf<(typeof instalments)[N]>

export async function payments(db: Db, { dealId }: Args<'payments'>): Promise<Result<'payments'>> {
  return paymentRows(db, { dealId })
}

/** Payments of a deal, or those that somebody took: of a day, or one of them. */
export async function paymentRows(
  db: Db,
  which: { dealId: Id } | { takenBy: Id; on: Day } | { takenBy: Id; id: Id },
): Promise<PaymentRow[]> {
  const all = db
    .selectFrom('payment as p')
    .leftJoin('app_user as u', 'u.id', 'p.created_by_id')
    .select(['p.id', 'p.deal_id', 'p.number', 'p.booked_on', 'p.channel', 'p.amount_minor', 'p.allocated_minor'])
    .select([
      'p.payer',
      'p.document',
      'p.purpose',
      'p.overpayment',
      'p.reverses_id',
      'p.reversed_by_id',
      'u.name as author',
    ])
    .orderBy('p.booked_on', 'desc')
    .orderBy('p.number', 'desc')
    .orderBy('p.id', 'desc')
  const asked =
    'dealId' in which ? all.where('p.deal_id', '=', which.dealId) : all.where('p.created_by_id', '=', which.takenBy)
  const rows = await (
    'on' in which
      ? asked.where('p.booked_on', '=', which.on)
      : 'id' in which
        ? asked.where('p.id', '=', which.id)
        : asked
  ).execute()
  const parts = await partsOf(
    db,
    rows.map((row) => row.id),
  )
  const places = new Map<Id, ScheduleLineRow>()
  for (const dealId of new Set(rows.map((row) => row.deal_id))) {
    const active = await activeScheduleOf(db, dealId)
    for (const line of active ? await linesOf(db, active.id) : []) places.set(line.root_id, line)
  }
  return rows.map((row) => ({
    ...row,
    // Of money that was given back nothing is free.
    free_minor: row.reversed_by_id !== null || row.reverses_id !== null ? 0 : row.amount_minor - row.allocated_minor,
    parts: (parts.get(row.id) ?? []).map(({ payment_id: _, ...part }) => {
      const place = part.line_id === null ? undefined : places.get(part.line_id)
      return { ...part, line: place?.line ?? null, due_on: place?.due_on ?? null }
    }),
  }))
}

async function partsOf(db: Db, paymentIds: Id[]) {
  const parts =
    paymentIds.length === 0
      ? []
      : await db
          .selectFrom('payment_allocation')
          .select(['id', 'payment_id', 'part', 'line_id', 'penalty_id', 'amount_minor', 'why'])
          .where('payment_id', 'in', paymentIds)
          .orderBy('created_at')
          .orderBy('id')
          .execute()
  return Map.groupBy(parts, (part) => part.payment_id)
}

export async function account(db: Db, args: Args<'account'>, { now }: QueryContext): Promise<Result<'account'>> {
  const { dealId } = args
  const on = args.on ?? today(now)
  const deal = await db
    .selectFrom('deal')
    .select(['price_minor', 'contract_on', 'created_at'])
    .where('id', '=', dealId)
    .executeTakeFirst()
  if (!deal) throw new AppError('not-found', 'No such deal', { reason: 'instalments.no-deal' })
  const active = await activeScheduleOf(db, dealId)
  const lines = active ? await linesOf(db, active.id) : []
  const payables = active ? await payablesOf(db, active.id, 'all') : []
  const money = await db
    .selectFrom('payment')
    .select(['amount_minor', 'allocated_minor', 'channel', 'reverses_id', 'reversed_by_id'])
    .where('deal_id', '=', dealId)
    .where('booked_on', '<=', on)
    .execute()
  const parts = await db
    .selectFrom('payment_allocation')
    .select(['part', 'amount_minor'])
    .where('deal_id', '=', dealId)
    .where('booked_on', '<=', on)
    .execute()
  const charged = await db
    .selectFrom('penalty')
    .select('amount_minor')
    .where('deal_id', '=', dealId)
    .where('side', '=', 'buyer')
    .execute()
  const partSum = (part: string) =>
    sumMinor(parts.filter((each) => each.part === part).map((each) => each.amount_minor))
  const paid = sumMinor(money.map((each) => each.amount_minor))
  const overdue = overdueOn(payables, on)
  const next = payables
    .filter((each) => each.dueOn >= on && openOn(each, on) > 0)
    .sort((a, b) => (a.dueOn < b.dueOn ? -1 : 1))[0]
  const contractOn = deal.contract_on ?? today(deal.created_at)
  const pack = choosePack('participation-exit', PARTICIPATION_EXIT_PACKS, contractOn)
  const exit = exitRight(payables, on, pack.params)
  return {
    price_minor: deal.price_minor ?? 0,
    schedule_id: active?.id ?? null,
    scheduled_minor: sumMinor(lines.map((line) => line.principal_minor)),
    interest_minor: sumMinor(lines.map((line) => line.interest_minor)),
    paid_minor: paid,
    paid_principal_minor: partSum('principal'),
    paid_interest_minor: partSum('interest'),
    paid_penalty_minor: partSum('penalty'),
    free_minor: paid - sumMinor(parts.map((each) => each.amount_minor)),
    escrow_minor: sumMinor(money.filter((each) => each.channel === 'escrow').map((each) => each.amount_minor)),
    open_minor: sumMinor(payables.map((each) => openOn(each, on))),
    overdue_minor: overdue.total,
    oldest_days: overdue.oldestDays,
    buckets: overdue.buckets,
    next_on: next?.dueOn ?? null,
    next_minor: next ? openOn(next, on) : 0,
    penalty_charged_minor: sumMinor(charged.map((each) => each.amount_minor)),
    exit: {
      ground: exit.ground,
      violations: exit.violations,
      since: exit.since,
      may_leave_from: exit.mayLeaveFrom,
      most_violations: pack.params.violations,
      delay_months: pack.params.delayMonths,
      window_months: pack.params.windowMonths,
      warning_days: pack.params.warningDays,
      act: pack.act,
      edition: pack.edition,
    },
  }
}

export async function penalties(db: Db, { dealId }: Args<'penalties'>): Promise<Result<'penalties'>> {
  const rows = await db
    .selectFrom('penalty as p')
    .leftJoin('app_user as u', 'u.id', 'p.created_by_id')
    .leftJoin('payment_allocation as a', 'a.penalty_id', 'p.id')
    .select([
      'p.id',
      'p.deal_id',
      'p.side',
      'p.from_on',
      'p.to_on',
      'p.amount_minor',
      'p.note',
      'p.charged_at',
      'u.name as author',
    ])
    .select(({ fn }) => fn.sum<number | null>('a.amount_minor').as('paid_minor'))
    .where('p.deal_id', '=', dealId)
    .groupBy([
      'p.id',
      'p.deal_id',
      'p.side',
      'p.from_on',
      'p.to_on',
      'p.amount_minor',
      'p.note',
      'p.charged_at',
      'u.name',
    ])
    .orderBy('p.charged_at', 'desc')
    .orderBy('p.id')
    .execute()
  return rows.map((row) => ({ ...row, paid_minor: row.paid_minor ?? 0 }))
}
