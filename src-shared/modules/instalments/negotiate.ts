/**
 * The negotiator (idea 23): the buyer asks for time, the house for the worth of its money. Given what the money must be worth
 * today and how much of it must have come by a day, three schedules that are worth the same to the kopeck and differ in shape.
 */
import { AppError } from '../../rpc/errors.ts'
import type { ProductionCalendar } from '../../kernel/calendar.ts'
import { addMonths, daysBetween, partsOf, type Day } from '../../kernel/day.ts'
import { scale, sumMinor, toMinor, type Minor } from '../../kernel/money.ts'
import { divideRoundHalfUp } from '../../kernel/percent.ts'
import { makeSchedule, type ScheduleLine, type SchedulePlan } from '../../kernel/schedule.ts'
import { breachesOf, type InstalmentLimits } from './limits.ts'
import { discount, presentValue, SCALE } from './npv.ts'

export interface NegotiationTarget {
  price: Minor
  /** The day of the contract: worth is counted to it, and the first payment falls on it or on the next working day. */
  on: Day
  /** What a year of waiting costs the house. */
  discountBp: number
  /** What the payments must be worth on that day: the price itself, or the worth of the schedule on the table. */
  worth: Minor
  /** So much must have come by the day (the cover of the project's loan, say); of the price, interest apart. */
  cash: { amount: Minor; by: Day } | null
  limits: InstalmentLimits
  /** Of the month, for the payments after the first; that of the contract without it. */
  dayOfMonth?: number | undefined
}

export const OFFER_SHAPES = ['monthly', 'quarterly', 'balloon'] as const
export type OfferShape = (typeof OFFER_SHAPES)[number]

export interface Offer {
  shape: OfferShape
  count: number
  months: number
  first: Minor
  /** What the wait costs the buyer, spread over the payments by the balance owed. */
  surcharge: Minor
  /** The same as a simple yearly rate on the balance. */
  rateBp: number
  worth: Minor
  cashBy: Minor
  lines: ScheduleLine[]
}

const TERMS = [60, 48, 36, 30, 24, 18, 15, 12, 9, 6, 3]
const SHARES = [0, 500, 1_000, 1_500, 2_000, 2_500, 3_000, 4_000, 5_000, 6_000, 7_000, 8_000, 9_000, 9_500]

/** Three offers, the longest of each shape first. Refuses when the limits and the target leave fewer. */
export function negotiate(target: NegotiationTarget, calendar: ProductionCalendar): Offer[] {
  const terms = TERMS.filter((months) => months <= target.limits.max_months)
  const found: Offer[] = []
  const seen = new Set<string>()
  const take = (offer: Offer | undefined) => {
    const key = offer && JSON.stringify(offer.lines.map((line) => [line.dueOn, line.principal]))
    if (!offer || key === undefined || seen.has(key)) return
    seen.add(key)
    found.push(offer)
  }
  for (const shape of OFFER_SHAPES) take(longest(shape, terms, target, calendar))
  for (const shape of OFFER_SHAPES)
    for (const months of terms) if (found.length < 3) take(longest(shape, [months], target, calendar))
  if (found.length < 3)
    throw new AppError('conflict', 'The target and the limits leave fewer than three schedules', {
      reason: 'instalments.no-offers',
      count: found.length,
    })
  return found
}

function longest(
  shape: OfferShape,
  terms: readonly number[],
  target: NegotiationTarget,
  calendar: ProductionCalendar,
): Offer | undefined {
  for (const months of terms)
    for (const first of firstsOf(target)) {
      const offer = offerOf(shape, months, first, target, calendar)
      if (offer) return offer
    }
  return undefined
}

/** From the least that the limits and the cash allow upwards, and exactly the cash asked for. */
function firstsOf({ price, limits, cash }: NegotiationTarget): Minor[] {
  // Rounded up: a share of the limits is a floor.
  const least = toMinor((BigInt(price) * BigInt(limits.min_first_bp) + 9_999n) / 10_000n)
  const round = SHARES.map((bp) => scale(price, bp, 10_000))
  return [...new Set([least, ...round, ...(cash ? [cash.amount] : [])])]
    .filter((first) => first >= least && first > 0 && first < price)
    .sort((a, b) => a - b)
}

function offerOf(
  shape: OfferShape,
  months: number,
  first: Minor,
  target: NegotiationTarget,
  calendar: ProductionCalendar,
): Offer | undefined {
  const everyMonths = shape === 'quarterly' ? 3 : 1
  const count = Math.floor(months / everyMonths)
  const rest = target.price - first
  if (count < 2 || rest < count) return undefined
  const anchor = target.dayOfMonth ?? partsOf(target.on).day
  const common = {
    first: { amount: first },
    firstOn: target.on,
    count,
    dates: { startOn: addMonths(target.on, everyMonths, anchor), everyMonths, dayOfMonth: anchor },
  }
  // Half of the rest in small parts, half at the end.
  const small = Math.floor(rest / 2 / (count - 1))
  const plan: SchedulePlan =
    shape === 'balloon' ? { kind: 'balloon', ...common, regular: { amount: small } } : { kind: 'equal', ...common }
  if (shape === 'balloon' && small === 0) return undefined
  const lines = makeSchedule(target.price, plan, { calendar })
  const cashBy = sumMinor(
    lines.filter((line) => target.cash !== null && line.dueOn <= target.cash.by).map((line) => line.principal),
  )
  if (target.cash && cashBy < target.cash.amount) return undefined
  const priced = surcharged(lines, target)
  if (!priced) return undefined
  const breaches = breachesOf(
    target.price,
    priced.lines.map((line) => ({ on: line.nominalOn, principal: line.principal })),
    priced.rateBp,
    target.limits,
  )
  if (breaches.length > 0) return undefined
  return { shape, count, months: count * everyMonths, first, cashBy, ...priced }
}

/** Interest over the balance owed that makes the payments worth the target; undefined when they are worth more without any. */
export function surcharged(
  lines: readonly ScheduleLine[],
  { price, on, discountBp, worth }: Pick<NegotiationTarget, 'price' | 'on' | 'discountBp' | 'worth'>,
): Pick<Offer, 'lines' | 'surcharge' | 'rateBp' | 'worth'> | undefined {
  const valueOf = (each: readonly ScheduleLine[]) =>
    presentValue(
      each.map((line) => ({ on: line.dueOn, amount: line.principal + line.interest })),
      discountBp,
      on,
    )
  const bare = lines.map((line) => ({ ...line, interest: 0 }))
  const gap = worth - valueOf(bare)
  if (gap < 0) return undefined
  let [balance, since] = [price, on]
  const weights = bare.map((line) => {
    const weight = BigInt(balance) * BigInt(Math.max(0, daysBetween(since, line.dueOn)))
    balance -= line.principal
    since = line.dueOn
    return weight
  })
  const values = bare.map((line) => discount(discountBp, daysBetween(on, line.dueOn)))
  const whole = weights.reduce((sum, weight, index) => sum + weight * (values[index] ?? 0n), 0n)
  if (whole === 0n) return gap === 0 ? { lines: bare, surcharge: 0, rateBp: 0, worth } : undefined
  const priced = bare.map((line, index) => ({
    ...line,
    interest: toMinor(divideRoundHalfUp((weights[index] ?? 0n) * BigInt(gap) * SCALE, whole)),
  }))
  // Kopecks lost to rounding go to the last payment, which is the only one whose interest may be any number.
  const last = priced.at(-1)
  for (let turn = 0; last && turn < 3; turn++) {
    const missing = worth - valueOf(priced)
    last.interest = Math.max(
      0,
      last.interest + toMinor(divideRoundHalfUp(BigInt(missing) * SCALE, values.at(-1) ?? SCALE)),
    )
  }
  return {
    lines: priced,
    surcharge: sumMinor(priced.map((line) => line.interest)),
    rateBp: toMinor(divideRoundHalfUp(BigInt(gap) * SCALE * 365n * 10_000n, whole)),
    worth: valueOf(priced),
  }
}
