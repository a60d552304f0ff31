/** Interest of schedules, posted on the day it falls due with what it was computed from; what a restructuring took away is taken back. */
import { sql } from 'kysely'
import type { Day } from '#shared/kernel/day.ts'
import type { Id } from '#shared/kernel/id.ts'
import type { Minor } from '#shared/kernel/money.ts'
import { ratio } from '#shared/kernel/percent.ts'
import { SchedulePlan } from '#shared/kernel/schedule.ts'
import { interestOfLine, type InterestLine } from '#shared/modules/instalments/interest-rule.ts'
import type { CommandContext, Tx } from '#main/engine/define.ts'
import { derivedId } from '#main/modules/deals/api.ts'
import * as ledger from '#main/modules/ledger/api.ts'
import { linesOf } from './lines.ts'

/** So many lines in one transaction; the rest follows at once in the next. */
const MOST_AT_ONCE = 400

interface Wanted {
  root_id: Id
  deal_id: Id
  /** Null where the line stands in no version in force any more. */
  schedule_id: Id | null
  amount: Minor
  stands: Minor
  /** How often it was posted and taken back: the next posting's id follows from it. */
  batches: number
  pay_on: Day
}

/** Posts what fell due up to `on` of contracts that are registered. Returns whether more is left. */
export async function accrueInterest(tx: Tx, context: CommandContext, on: Day): Promise<boolean> {
  const { rows } = await sql<Wanted>`
    with posted as (
      select b.document_id as root_id, e.ref_id as deal_id, sum(e.debit_minor - e.credit_minor) as amount, count(*) as batches, min(b.booked_on) as booked_on
      from ledger_batch b join ledger_entry e on e.batch_id = b.id join ledger_account a on a.id = e.account_id
      where b.event = 'interest_accrued' and a.code = 'buyer_receivable' group by 1, 2
    ), due as (
      select l.root_id, l.deal_id, l.schedule_id, l.interest_minor as amount, l.pay_on
      from schedule_line l join schedule s on s.id = l.schedule_id join deal d on d.id = s.deal_id
      where s.state = 'active' and d.stage = 'won' and l.interest_minor > 0 and l.pay_on <= ${on}
    )
    select due.root_id, due.deal_id, due.schedule_id, due.amount, coalesce(posted.amount, 0) as stands, coalesce(posted.batches, 0) as batches, due.pay_on
    from due left join posted on posted.root_id = due.root_id where due.amount <> coalesce(posted.amount, 0)
    union all
    select posted.root_id, posted.deal_id, null, 0, posted.amount, posted.batches, posted.booked_on
    from posted where posted.amount <> 0 and not exists (select 1 from schedule_line l join schedule s on s.id = l.schedule_id
      where l.root_id = posted.root_id and s.state = 'active' and l.interest_minor > 0)
    order by 7, 1 limit ${MOST_AT_ONCE + 1}`.execute(tx)
  for (const row of rows.slice(0, MOST_AT_ONCE)) await bring(tx, context, row, on)
  return rows.length > MOST_AT_ONCE
}

/** Brings one line's posting to what the version in force says. */
async function bring(tx: Tx, context: CommandContext, row: Wanted, on: Day): Promise<void> {
  let batches = Number(row.batches)
  const nextId = () => derivedId(row.root_id, `interest ${++batches}`)
  if (row.stands !== 0) {
    const bookedOn = await ledger.openDay(tx, context.actor.companyId, on)
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
      newBatchId: nextId(),
      bookedOn,
      reason: 'Изменён график платежей',
    })
  }
  if (row.schedule_id === null || row.amount === 0) return
  const batchId = nextId()
  const bookedOn = await ledger.openDay(tx, context.actor.companyId, row.pay_on)
  await ledger.post(tx, context, {
    batchId,
    event: 'interest_accrued',
    bookedOn,
    reference: { kind: 'schedule_line', id: row.root_id },
    lines: [
      { account: 'buyer_receivable', side: 'debit', amount: row.amount, ref: { kind: 'deal', id: row.deal_id } },
      { account: 'interest_income', side: 'credit', amount: row.amount },
    ],
  })
  const computed = interestOfLine(await lineFacts(tx, row.schedule_id, row.root_id))
  await ledger.keepComputed(tx, context, {
    id: derivedId(batchId, 'computed'),
    document: { kind: 'interest', id: batchId },
    computed,
  })
}

async function lineFacts(tx: Tx, scheduleId: Id, rootId: Id): Promise<InterestLine> {
  const schedule = await tx
    .selectFrom('schedule')
    .select(['plan_json', 'rate_bp'])
    .where('id', '=', scheduleId)
    .executeTakeFirstOrThrow()
  const plan = SchedulePlan.safeParse(
    typeof schedule.plan_json === 'string' ? JSON.parse(schedule.plan_json) : schedule.plan_json,
  )
  const terms = plan.data?.kind === 'interest' ? plan.data : null
  const lines = await linesOf(tx, scheduleId)
  const index = lines.findIndex((line) => line.root_id === rootId)
  const line = lines[index]
  if (!line) throw new RangeError(`Schedule ${scheduleId} has no line ${rootId}`)
  return {
    dueOn: line.due_on,
    interest: line.interest_minor,
    balanceBefore: line.balance_minor + line.principal_minor,
    rate: terms?.rate ?? (schedule.rate_bp > 0 ? ratio(schedule.rate_bp, 10_000) : null),
    since: [lines[index - 1]?.due_on ?? null, terms?.from ?? null],
  }
}
