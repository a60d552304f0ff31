/** Debts past their day: the buckets of C4.10 and the counters that give the developer the right to leave the contract (C2.8). */
import { type Day, addDays, addMonths, daysBetween } from './day.ts'
import { type Minor, sumMinor } from './money.ts'

export const BUCKETS = ['1-30', '31-60', '61-90', '90+'] as const
export type Bucket = (typeof BUCKETS)[number]

export interface Payable {
  dueOn: Day
  amount: Minor
  /** What was paid against it, and when. */
  paid: readonly { on: Day; amount: Minor }[]
}

/** Days past the due day; the due day itself is not late. */
export function daysOverdue(dueOn: Day, on: Day): number {
  return Math.max(0, daysBetween(dueOn, on))
}

export function bucketOf(days: number): Bucket | null {
  if (days < 1) return null
  return days <= 30 ? '1-30' : days <= 60 ? '31-60' : days <= 90 ? '61-90' : '90+'
}

export interface Overdue {
  total: Minor
  buckets: Record<Bucket, Minor>
  oldestDays: number
}

/** What is overdue on a day, by age; only money that had come by that day counts. */
export function overdueOn(payables: readonly Payable[], on: Day): Overdue {
  const buckets: Record<Bucket, Minor> = { '1-30': 0, '31-60': 0, '61-90': 0, '90+': 0 }
  let oldestDays = 0
  for (const payable of payables) {
    const open = openOn(payable, on)
    const days = daysOverdue(payable.dueOn, on)
    const bucket = bucketOf(days)
    if (open <= 0 || bucket === null) continue
    buckets[bucket] += open
    oldestDays = Math.max(oldestDays, days)
  }
  return { total: sumMinor(Object.values(buckets)), buckets, oldestDays }
}

export function openOn(payable: Payable, on: Day): Minor {
  return Math.max(0, payable.amount - sumMinor(payable.paid.filter((part) => part.on <= on).map((part) => part.amount)))
}

/** Parameters of the developer's unilateral exit; they come from the rule pack of the contract's date. */
export interface ExitRule {
  /** More violations than this within the window. */
  violations: number
  windowMonths: number
  /** A delay longer than this, of one payment. */
  delayMonths: number
  warningDays: number
}

export interface ExitRight {
  ground: 'none' | 'delay' | 'violations'
  violations: number
  /** The first day on which the delay is long enough. */
  since: Day | null
  /** The first day on which the contract may be left after a warning sent on the asked day. */
  mayLeaveFrom: Day | null
}

/** Whether the buyer's delays let the developer leave the contract, counted as of `on`. A payment settled late counts as one violation. */
export function exitRight(payables: readonly Payable[], on: Day, rule: ExitRule): ExitRight {
  const windowStart = addMonths(on, -rule.windowMonths)
  const violations = payables.filter(
    (payable) => payable.dueOn > windowStart && payable.dueOn < on && openOn(payable, payable.dueOn) > 0,
  ).length
  const delays = payables
    .filter((payable) => openOn(payable, on) > 0)
    .map((payable) => addMonths(payable.dueOn, rule.delayMonths))
    .filter((limit) => limit < on)
    .sort()
  const isMany = payables.length > 1 && violations > rule.violations
  const ground = delays.length > 0 ? 'delay' : isMany ? 'violations' : 'none'
  return {
    ground,
    violations,
    since: delays[0] ?? null,
    mayLeaveFrom: ground === 'none' ? null : addDays(on, rule.warningDays),
  }
}
