/** Payment schedules of a contract (C4.1–C4.4): a plan is what the parties agreed on, lines are what is due and when. */
import { z } from 'zod'
import { AppError } from '../rpc/errors.ts'
import { type ProductionCalendar, type Shift, shiftToWorkingDay } from './calendar.ts'
import { Day, addMonths, partsOf } from './day.ts'
import { annuityLines, interestFor } from './interest.ts'
import { Minor, multiply, scale, sumMinor, toMinor } from './money.ts'
import { Ratio, sumRatios } from './percent.ts'

/** A part of the price: a share of it or a sum. */
export const Part = z.union([z.object({ share: Ratio }), z.object({ amount: Minor.nonnegative() })])
export type Part = z.infer<typeof Part>

/** Regular dates: the first one, then every so many months on the same day, or on `dayOfMonth` (the last day where a month has no such day). */
export const Dates = z.object({
  startOn: Day,
  everyMonths: z.int().min(1).max(12).default(1),
  dayOfMonth: z.int().min(1).max(31).optional(),
})
export type Dates = z.infer<typeof Dates>

const Count = z.int().min(1).max(600)

export const SchedulePlan = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('full'), on: Day }),
  z.object({ kind: z.literal('equal'), first: Part.optional(), firstOn: Day.optional(), count: Count, dates: Dates }),
  z.object({
    kind: z.literal('custom'),
    lines: z.array(z.object({ on: Day, amount: Minor.positive(), label: z.string().max(200).optional() })).min(1),
  }),
  z.object({
    kind: z.literal('balloon'),
    first: Part.optional(),
    firstOn: Day.optional(),
    count: Count,
    regular: Part,
    dates: Dates,
  }),
  z.object({
    kind: z.literal('stages'),
    stages: z.array(z.object({ label: z.string().min(1).max(200), share: Ratio, on: Day })).min(1),
  }),
  z.object({
    kind: z.literal('interest'),
    first: Part.optional(),
    firstOn: Day.optional(),
    count: Count,
    dates: Dates,
    rate: Ratio,
    /** Interest runs from this day. */
    from: Day,
    method: z.enum(['equal-principal', 'annuity', 'balloon']),
    dayCount: z.enum(['actual/365', 'actual/actual', '30/360']).default('actual/actual'),
  }),
  z.object({
    kind: z.literal('area'),
    areaCm2: z.int().positive(),
    /** Every payment buys area at the price of its own date; the last one, without an amount, buys what is left. */
    lines: z.array(z.object({ on: Day, ppm: Minor.positive(), amount: Minor.positive().optional() })).min(1),
  }),
])
export type SchedulePlan = z.infer<typeof SchedulePlan>

export const ScheduleLine = z.object({
  kind: z.enum(['first', 'regular', 'last']),
  /** The date by the plan, and the working day it moved to. */
  nominalOn: Day,
  dueOn: Day,
  principal: Minor,
  interest: Minor,
  /** What is still owed of the price after this payment. */
  balance: Minor,
  label: z.string().optional(),
  areaCm2: z.int().optional(),
  ppm: Minor.optional(),
})
export type ScheduleLine = z.infer<typeof ScheduleLine>

export interface ScheduleOptions {
  calendar: ProductionCalendar
  shift?: Shift
}

interface Draft {
  on: Day
  principal: Minor
  interest?: Minor
  isFirst?: boolean
  label?: string
  areaCm2?: number
  ppm?: Minor
}

/** Lines of a plan for a price. The principals add up to the price to the kopeck, or the plan is refused. */
export function makeSchedule(price: Minor, plan: SchedulePlan, options: ScheduleOptions): ScheduleLine[] {
  const drafts = draftsOf(price, plan)
  const planned = sumMinor(drafts.map((draft) => draft.principal))
  if (planned !== price) throw refuse('schedule-sum', `The plan covers ${planned} of ${price}`, { planned, price })
  if (drafts.some((draft) => draft.principal < 0))
    throw refuse('schedule-negative', 'A payment of the plan is below zero', {})
  return finish(price, drafts, options)
}

/** The price that an `area` plan comes to: it is known only once every payment has its own price per metre. */
export function priceOfAreaPlan(plan: Extract<SchedulePlan, { kind: 'area' }>): Minor {
  return sumMinor(areaDrafts(plan).map((draft) => draft.principal))
}

export function partOf(price: Minor, part: Part): Minor {
  return 'amount' in part ? part.amount : multiply(price, part.share)
}

function draftsOf(price: Minor, plan: SchedulePlan): Draft[] {
  switch (plan.kind) {
    case 'full':
      return [{ on: plan.on, principal: price }]
    case 'custom':
      return plan.lines.map((line) => ({ on: line.on, principal: line.amount, ...labelled(line.label) }))
    case 'stages':
      return stageDrafts(price, plan.stages)
    case 'area':
      return areaDrafts(plan)
    case 'equal': {
      const first = firstDraft(price, plan)
      return [...first, ...equalParts(price - sumOf(first), datesOf(plan.dates, plan.count))]
    }
    case 'balloon': {
      const first = firstDraft(price, plan)
      const rest = price - sumOf(first)
      const regular = partOf(price, plan.regular)
      const dates = datesOf(plan.dates, plan.count)
      return [
        ...first,
        ...dates.map((on, index) => ({
          on,
          principal: index === dates.length - 1 ? rest - regular * (dates.length - 1) : regular,
        })),
      ]
    }
    case 'interest': {
      const first = firstDraft(price, plan)
      return [...first, ...interestDrafts(price - sumOf(first), plan)]
    }
  }
}

function firstDraft(
  price: Minor,
  plan: { first?: Part | undefined; firstOn?: Day | undefined; dates: Dates },
): Draft[] {
  if (!plan.first) return []
  const principal = partOf(price, plan.first)
  if (principal > price)
    throw refuse('schedule-first-too-large', 'The first payment is larger than the price', { first: principal, price })
  return principal === 0 ? [] : [{ on: plan.firstOn ?? plan.dates.startOn, principal, isFirst: true }]
}

/** C4.2: whole shares, and the odd kopecks in the last payment. */
function equalParts(total: Minor, dates: readonly Day[]): Draft[] {
  const share = Math.floor(total / dates.length)
  return dates.map((on, index) => ({
    on,
    principal: index === dates.length - 1 ? total - share * (dates.length - 1) : share,
  }))
}

function stageDrafts(price: Minor, stages: readonly { label: string; share: Ratio; on: Day }[]): Draft[] {
  const whole = sumRatios(stages.map((stage) => stage.share))
  if (whole.num !== whole.den)
    throw refuse('schedule-shares', 'The shares of the stages are not 100 % together', {
      num: whole.num,
      den: whole.den,
    })
  let left = price
  return stages.map((stage, index) => {
    const principal = index === stages.length - 1 ? left : multiply(price, stage.share)
    left -= principal
    return { on: stage.on, principal, label: stage.label }
  })
}

function areaDrafts(plan: Extract<SchedulePlan, { kind: 'area' }>): Draft[] {
  let left = plan.areaCm2
  return plan.lines.map((line, index) => {
    const isLast = index === plan.lines.length - 1
    if (line.amount === undefined && !isLast)
      throw refuse('schedule-area-open', 'Only the last payment of an area plan may have no sum', { line: index + 1 })
    const bought = isLast ? left : toMinor((BigInt(line.amount ?? 0) * 10_000n) / BigInt(line.ppm))
    if (bought > left || (isLast && left <= 0))
      throw refuse('schedule-area-over', 'The payments buy more area than there is', { line: index + 1 })
    left -= bought
    return {
      on: line.on,
      principal: isLast ? scale(bought, line.ppm, 10_000) : (line.amount ?? 0),
      areaCm2: bought,
      ppm: line.ppm,
    }
  })
}

function interestDrafts(total: Minor, plan: Extract<SchedulePlan, { kind: 'interest' }>): Draft[] {
  const dates = datesOf(plan.dates, plan.count)
  if (plan.method === 'annuity') {
    if (plan.dates.everyMonths !== 1) throw refuse('schedule-annuity-monthly', 'An annuity is paid monthly', {})
    return annuityLines(total, plan.rate, plan.count).map((line, index) => ({ on: dates[index] ?? plan.from, ...line }))
  }
  const principals =
    plan.method === 'balloon'
      ? dates.map((_, index) => (index === dates.length - 1 ? total : 0))
      : equalParts(total, dates).map((draft) => draft.principal)
  let balance = total
  let since = plan.from
  return dates.map((on, index) => {
    // Interest runs between the dates of the plan: a payment moved to Monday by the calendar costs the buyer nothing more.
    const interest = interestFor(balance, plan.rate, since, on, plan.dayCount)
    const principal = principals[index] ?? 0
    balance -= principal
    since = on
    return { on, principal, interest }
  })
}

export function datesOf(dates: Dates, count: number): Day[] {
  const anchor = dates.dayOfMonth ?? partsOf(dates.startOn).day
  return Array.from({ length: count }, (_, index) =>
    index === 0 ? dates.startOn : addMonths(dates.startOn, index * (dates.everyMonths ?? 1), anchor),
  )
}

function finish(price: Minor, drafts: readonly Draft[], options: ScheduleOptions): ScheduleLine[] {
  let balance = price
  return drafts.map((draft, index) => {
    balance -= draft.principal
    return {
      kind: draft.isFirst ? 'first' : index === drafts.length - 1 ? 'last' : 'regular',
      nominalOn: draft.on,
      dueOn: shiftToWorkingDay(options.calendar, draft.on, options.shift),
      principal: draft.principal,
      interest: draft.interest ?? 0,
      balance,
      ...labelled(draft.label),
      ...(draft.areaCm2 === undefined ? {} : { areaCm2: draft.areaCm2 }),
      ...(draft.ppm === undefined ? {} : { ppm: draft.ppm }),
    }
  })
}

function labelled(label: string | undefined): { label?: string } {
  return label === undefined ? {} : { label }
}

function sumOf(drafts: readonly Draft[]): Minor {
  return sumMinor(drafts.map((draft) => draft.principal))
}

function refuse(reason: string, message: string, details: Record<string, unknown>): AppError {
  return new AppError('invalid', message, { reason: `kernel.${reason}`, ...details })
}
