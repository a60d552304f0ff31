/** Interest of schedules, posted on the day it falls due with what it was computed from; what a restructuring took away is taken back. */
import { sql } from 'kysely'
import { addDays, type Day } from '#shared/kernel/day.ts'
import type { Id } from '#shared/kernel/id.ts'
import type { Minor } from '#shared/kernel/money.ts'
import { ratio } from '#shared/kernel/percent.ts'
import { SchedulePlan } from '#shared/kernel/schedule.ts'
import { interestOfLine } from '#shared/modules/instalments/interest-rule.ts'
import type { CommandContext, Tx } from '#main/engine/define.ts'
import { derivedId } from '#main/modules/deals/api.ts'
import * as ledger from '#main/modules/ledger/api.ts'

/** So many lines in one transaction, half a second or less: an embedded centre does nothing else meanwhile. */
const MOST_AT_ONCE = 250

interface Standing {
  root_id: Id
  stands: Minor
  /** How often it was posted and taken back: the next posting's id follows from it. */
  batches: number
}

interface Due extends Standing {
  deal_id: Id
  amount: Minor
  pay_on: Day
  due_on: Day
  plan_json: unknown
  rate_bp: number
  balance_before: Minor
  due_before: Day | null
}

/**
 * Posts what fell due up to `on` of contracts that are registered. Returns the day to go on from when more is left; lines due
 * before `from` have had their turn.
 */
export async function accrueInterest(tx: Tx, context: CommandContext, on: Day, from: Day | null): Promise<Day | null> {
  // The days are compared as numbers, so that their index is left alone: bitmaps of it for each schedule took half a minute.
  const { rows } = await sql<Due>`
    select w.*, s.plan_json, s.rate_bp,
      (select sum(o.principal_minor) from schedule_line o where o.schedule_id = w.schedule_id and o.line >= w.line) as balance_before,
      (select o.due_on from schedule_line o where o.schedule_id = w.schedule_id and o.line = w.line - 1) as due_before
    from (
      select l.root_id, l.deal_id, l.schedule_id, l.line, l.interest_minor as amount, l.pay_on, l.due_on, p.stands, p.batches
      from schedule_line l join schedule s on s.id = l.schedule_id join deal d on d.id = s.deal_id
      cross join lateral (
        select coalesce(sum(e.debit_minor - e.credit_minor), 0) as stands, count(*) as batches
        from ledger_batch b join ledger_entry e on e.batch_id = b.id join ledger_account a on a.id = e.account_id
        where b.document_id = l.root_id and b.event = 'interest_accrued' and a.code = 'buyer_receivable') p
      where s.state = 'active' and d.stage = 'won' and l.interest_minor > 0
        and l.pay_on - ${on}::date <= 0 and l.pay_on - ${from ?? '0001-01-01'}::date >= 0 and l.interest_minor <> p.stands
      order by l.pay_on, l.root_id limit ${MOST_AT_ONCE + 1}
    ) w join schedule s on s.id = w.schedule_id order by w.pay_on, w.root_id`.execute(tx)
  const now = rows.slice(0, MOST_AT_ONCE)
  for (const row of now) if (row.stands !== 0) await takeBack(tx, context, row, on)
  await postDue(tx, context, now)
  const next = rows[MOST_AT_ONCE]
  if (next) return next.pay_on
  return (await takeBackGone(tx, context, on)) ? addDays(on, 1) : null
}

async function postDue(tx: Tx, context: CommandContext, rows: readonly Due[]): Promise<void> {
  const first = rows[0]
  if (!first) return
  // The last closed day is one, so that what is later than the first open day is open.
  const open = await ledger.openDay(tx, context.actor.companyId, first.pay_on)
  const postings = rows.map((row) => ({ row, batchId: nextId(row, row.stands === 0 ? 1 : 2) }))
  await ledger.postAll(
    tx,
    context,
    postings.map(({ row, batchId }) => ({
      batchId,
      event: 'interest_accrued',
      bookedOn: row.pay_on < open ? open : row.pay_on,
      reference: { kind: 'schedule_line', id: row.root_id },
      lines: [
        { account: 'buyer_receivable', side: 'debit', amount: row.amount, ref: { kind: 'deal', id: row.deal_id } },
        { account: 'interest_income', side: 'credit', amount: row.amount },
      ],
    })),
  )
  await ledger.keepAllComputed(
    tx,
    context,
    postings.map(({ row, batchId }) => ({
      id: derivedId(batchId, 'computed'),
      document: { kind: 'interest', id: batchId },
      computed: computedOf(row),
    })),
  )
}

/** What is posted of lines that stand in no version in force any more. Returns whether more is left. */
async function takeBackGone(tx: Tx, context: CommandContext, on: Day): Promise<boolean> {
  const { rows } = await sql<Standing>`
    with posted as materialized (
      select b.document_id as root_id, sum(e.debit_minor - e.credit_minor) as stands, count(*) as batches, min(b.booked_on) as booked_on
      from ledger_batch b join ledger_entry e on e.batch_id = b.id join ledger_account a on a.id = e.account_id
      where b.event = 'interest_accrued' and a.code = 'buyer_receivable' group by 1
    )
    select p.root_id, p.stands, p.batches from posted p where p.stands <> 0 and not exists (
      select 1 from schedule_line l join schedule s on s.id = l.schedule_id where l.root_id = p.root_id and s.state = 'active' and l.interest_minor > 0)
    order by p.booked_on, p.root_id limit ${MOST_AT_ONCE + 1}`.execute(tx)
  for (const row of rows.slice(0, MOST_AT_ONCE)) await takeBack(tx, context, row, on)
  return rows.length > MOST_AT_ONCE
}

async function takeBack(tx: Tx, context: CommandContext, row: Standing, on: Day): Promise<void> {
  const standing = await tx
    .selectFrom('ledger_batch as b')
    .select(['b.id'])
    .where('b.document_id', '=', row.root_id)
    .where('b.event', '=', 'interest_accrued')
    .where('b.reverses_id', 'is', null)
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('ledger_batch as m').select('m.id').whereRef('m.reverses_id', '=', 'b.id'))),
    )
    .executeTakeFirstOrThrow()
  await ledger.reverse(tx, context, {
    batchId: standing.id,
    newBatchId: nextId(row, 1),
    bookedOn: await ledger.openDay(tx, context.actor.companyId, on),
    reason: 'Изменён график платежей',
  })
}

const nextId = (row: Standing, step: number) => derivedId(row.root_id, `interest ${Number(row.batches) + step}`)

function computedOf(row: Due) {
  const plan = SchedulePlan.safeParse(
    typeof row.plan_json === 'string' ? (JSON.parse(row.plan_json) as unknown) : row.plan_json,
  )
  const terms = plan.data?.kind === 'interest' ? plan.data : null
  return interestOfLine({
    dueOn: row.due_on,
    interest: row.amount,
    balanceBefore: Number(row.balance_before),
    rate: terms?.rate ?? (row.rate_bp > 0 ? ratio(row.rate_bp, 10_000) : null),
    since: [row.due_before, terms?.from ?? null],
  })
}
