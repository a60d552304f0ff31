/** Lines of schedules as they are read: with what was paid against each, in every version that it was frozen in. */
import { sql } from 'kysely'
import type { Day } from '#shared/kernel/day.ts'
import { dayAt } from '#shared/kernel/day.ts'
import type { Id } from '#shared/kernel/id.ts'
import type { Instant } from '#shared/kernel/instant.ts'
import { sumMinor, type Minor } from '#shared/kernel/money.ts'
import type { Payable } from '#shared/kernel/overdue.ts'
import type { ScheduleLine } from '#shared/kernel/schedule.ts'
import type { PreviewLine } from '#shared/modules/instalments/contract.ts'
import { breachesOf, type Breach, type InstalmentLimits } from '#shared/modules/instalments/limits.ts'
import type { ScheduleLineRow } from '#shared/modules/instalments/model.ts'
import type { Db } from '#main/engine/define.ts'

const TIME_ZONE = 'Europe/Moscow'
export const today = (now: Instant): Day => dayAt(now, TIME_ZONE)

export async function linesOf(db: Db, scheduleId: Id): Promise<ScheduleLineRow[]> {
  const rows = await db
    .selectFrom('schedule_line as l')
    .leftJoin('payment_allocation as a', 'a.line_id', 'l.root_id')
    .select([
      'l.id',
      'l.root_id',
      'l.line',
      'l.kind',
      'l.due_on',
      'l.pay_on',
      'l.principal_minor',
      'l.interest_minor',
      'l.label',
      'l.area_cm2',
      'l.ppm_minor',
      'l.is_frozen',
      sql<Minor>`coalesce(sum(case when a.part = 'principal' then a.amount_minor end), 0)`.as('paid_principal_minor'),
      sql<Minor>`coalesce(sum(case when a.part = 'interest' then a.amount_minor end), 0)`.as('paid_interest_minor'),
      sql<Day | null>`max(case when a.mirrors_id is null then a.booked_on end)`.as('paid_on'),
    ])
    .where('l.schedule_id', '=', scheduleId)
    .groupBy([
      'l.id',
      'l.root_id',
      'l.line',
      'l.kind',
      'l.due_on',
      'l.pay_on',
      'l.principal_minor',
      'l.interest_minor',
      'l.label',
      'l.area_cm2',
      'l.ppm_minor',
      'l.is_frozen',
    ])
    .orderBy('l.line')
    .execute()
  let balance = sumMinor(rows.map((row) => row.principal_minor))
  return rows.map((row) => ({
    ...row,
    balance_minor: (balance -= row.principal_minor),
    paid_on: row.paid_principal_minor + row.paid_interest_minor > 0 ? row.paid_on : null,
  }))
}

export async function activeScheduleOf(db: Db, dealId: Id) {
  return db
    .selectFrom('schedule')
    .select(['id', 'version', 'kind', 'rate_bp', 'principal_minor', 'allocation_order', 'is_penalty_by_contract'])
    .where('deal_id', '=', dealId)
    .where('state', '=', 'active')
    .executeTakeFirst()
}

/** What was to be paid and what came, line by line, for buckets, counters and penalties. */
export async function payablesOf(db: Db, scheduleId: Id, what: 'principal' | 'all'): Promise<Payable[]> {
  const lines = await db
    .selectFrom('schedule_line')
    .select(['root_id', 'pay_on', 'principal_minor', 'interest_minor'])
    .where('schedule_id', '=', scheduleId)
    .orderBy('line')
    .execute()
  const parts = await db
    .selectFrom('payment_allocation as a')
    .innerJoin('schedule_line as l', 'l.root_id', 'a.line_id')
    .select(['a.line_id', 'a.booked_on', 'a.amount_minor'])
    .where('l.schedule_id', '=', scheduleId)
    .where('a.part', 'in', what === 'principal' ? ['principal'] : ['principal', 'interest'])
    .orderBy('a.booked_on')
    .orderBy('a.id')
    .execute()
  const paid = Map.groupBy(parts, (part) => part.line_id)
  return lines.map((line) => ({
    dueOn: line.pay_on,
    amount: line.principal_minor + (what === 'all' ? line.interest_minor : 0),
    paid: (paid.get(line.root_id) ?? []).map((part) => ({ on: part.booked_on, amount: part.amount_minor })),
  }))
}

export async function limitsOf(db: Db): Promise<InstalmentLimits | undefined> {
  return db
    .selectFrom('instalment_limit')
    .select(['min_first_bp', 'max_months', 'interest_free_months', 'min_rate_bp', 'max_line_bp'])
    .executeTakeFirst()
}

export function breaches(
  price: Minor,
  lines: readonly { due_on: Day; principal_minor: Minor }[],
  rateBp: number,
  limits: InstalmentLimits | undefined,
): Breach[] {
  if (!limits) return []
  const limited = lines.map((line) => ({ on: line.due_on, principal: line.principal_minor }))
  return breachesOf(price, limited, rateBp, limits)
}

/** Lines of the kernel as a screen sees them. */
export function previewOf(lines: readonly ScheduleLine[]): PreviewLine[] {
  return lines.map((line, index) => ({
    line: index + 1,
    kind: line.kind,
    due_on: line.nominalOn,
    pay_on: line.dueOn,
    principal_minor: line.principal,
    interest_minor: line.interest,
    balance_minor: line.balance,
    label: line.label ?? null,
    area_cm2: line.areaCm2 ?? null,
    ppm_minor: line.ppm ?? null,
    is_frozen: false,
  }))
}

/** And back: for a restructuring over what stands in the tables. */
export function kernelLine(row: ScheduleLineRow): ScheduleLine {
  return {
    kind: row.kind,
    nominalOn: row.due_on,
    dueOn: row.pay_on,
    principal: row.principal_minor,
    interest: row.interest_minor,
    balance: row.balance_minor,
    ...(row.label === null ? {} : { label: row.label }),
    ...(row.area_cm2 === null ? {} : { areaCm2: row.area_cm2 }),
    ...(row.ppm_minor === null ? {} : { ppm: row.ppm_minor }),
  }
}
