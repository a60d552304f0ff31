/** The form of a plan and the plan that it says; what it comes to is counted at every key. Pure. */
import { RUSSIA } from '#shared/kernel/calendar-ru.ts'
import { addMonths, type Day } from '#shared/kernel/day.ts'
import type { Minor } from '#shared/kernel/money.ts'
import { makeSchedule, priceOfAreaPlan, SchedulePlan, type ScheduleLine } from '#shared/kernel/schedule.ts'
import { AppError } from '#shared/rpc/errors.ts'
import { breachesOf, type Breach, type InstalmentLimits } from '#shared/modules/instalments/limits.ts'
import { basisPoints, shareOf } from './words.ts'

export const PLAN_KINDS = ['full', 'equal', 'custom', 'balloon', 'stages', 'interest', 'area'] as const
export type PlanKind = (typeof PLAN_KINDS)[number]

export interface PlanRow {
  on: Day | null
  amount: Minor | null
  /** Of the price, for stages. */
  share: number | null
  ppm: Minor | null
  label: string
}

export interface PlanForm {
  kind: PlanKind
  firstShare: number | null
  firstOn: Day | null
  count: number | null
  startOn: Day | null
  everyMonths: number | null
  dayOfMonth: number | null
  regular: Minor | null
  rate: number | null
  from: Day | null
  method: 'equal-principal' | 'annuity' | 'balloon'
  areaCm2: number | null
  rows: PlanRow[]
}

export const BLANK_ROW: PlanRow = { on: null, amount: null, share: null, ppm: null, label: '' }

export function blankPlan(today: Day): PlanForm {
  return {
    kind: 'equal',
    firstShare: 0.3,
    firstOn: today,
    count: 11,
    startOn: addMonths(today, 1),
    everyMonths: 1,
    dayOfMonth: null,
    regular: null,
    rate: 0.12,
    from: today,
    method: 'equal-principal',
    areaCm2: null,
    rows: [
      { ...BLANK_ROW, on: today, share: 0.5 },
      { ...BLANK_ROW, on: addMonths(today, 6), share: 0.5 },
    ],
  }
}

/** Undefined while something is not filled in or contradicts itself. */
export function planOf(form: PlanForm): SchedulePlan | undefined {
  const first =
    form.firstShare === null || form.firstShare === 0
      ? {}
      : { first: { share: shareOf(form.firstShare) }, ...(form.firstOn === null ? {} : { firstOn: form.firstOn }) }
  const dates = {
    startOn: form.startOn,
    everyMonths: form.everyMonths ?? 1,
    ...(form.dayOfMonth === null ? {} : { dayOfMonth: form.dayOfMonth }),
  }
  const said: Record<PlanKind, unknown> = {
    full: { kind: 'full', on: form.firstOn },
    equal: { kind: 'equal', ...first, count: form.count, dates },
    balloon: { kind: 'balloon', ...first, count: form.count, regular: { amount: form.regular }, dates },
    interest: {
      kind: 'interest',
      ...first,
      count: form.count,
      dates,
      rate: form.rate === null ? null : shareOf(form.rate),
      from: form.from,
      method: form.method,
      dayCount: 'actual/actual',
    },
    custom: {
      kind: 'custom',
      lines: form.rows.map((row) => ({
        on: row.on,
        amount: row.amount,
        ...(row.label === '' ? {} : { label: row.label }),
      })),
    },
    stages: {
      kind: 'stages',
      stages: form.rows.map((row) => ({
        on: row.on,
        share: row.share === null ? null : shareOf(row.share),
        label: row.label,
      })),
    },
    area: {
      kind: 'area',
      areaCm2: form.areaCm2,
      lines: form.rows.map((row, index) => ({
        on: row.on,
        ppm: row.ppm,
        ...(row.amount === null || index === form.rows.length - 1 ? {} : { amount: row.amount }),
      })),
    },
  }
  const parsed = SchedulePlan.safeParse(said[form.kind])
  return parsed.success ? parsed.data : undefined
}

export interface PlanOutcome {
  lines: ScheduleLine[]
  interest: Minor
  breaches: Breach[]
}

/** What a plan comes to for the price, or why it does not. */
export function outcomeOf(
  price: Minor,
  form: PlanForm,
  limits: InstalmentLimits | undefined,
): PlanOutcome | AppError | undefined {
  const plan = planOf(form)
  if (!plan) return undefined
  try {
    if (plan.kind === 'area' && priceOfAreaPlan(plan) !== price)
      throw new AppError('invalid', 'The area plan comes to another price', {
        reason: 'instalments.area-price',
        price: priceOfAreaPlan(plan),
        difference: price - priceOfAreaPlan(plan),
      })
    const lines = makeSchedule(price, plan, { calendar: RUSSIA })
    const limited = lines.map((line) => ({ on: line.nominalOn, principal: line.principal }))
    const rateBp = plan.kind === 'interest' && form.rate !== null ? basisPoints(form.rate) : 0
    return {
      lines,
      interest: lines.reduce((sum, line) => sum + line.interest, 0),
      breaches: limits ? breachesOf(price, limited, rateBp, limits) : [],
    }
  } catch (error) {
    return error instanceof AppError ? error : new AppError('invalid', String(error), { reason: 'kernel.schedule-sum' })
  }
}
