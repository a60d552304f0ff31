/** Penalties by day (C4.6–C4.8): the sum over days that are not excluded of base(d) × rate(d) × multiplier / divisor, rounded once. */
import { z } from 'zod'
import { Day, addDays, daysBetween } from './day.ts'
import { Minor, sumMinor, toMinor } from './money.ts'
import { Ratio, compareRatio, divideRoundHalfUp } from './percent.ts'

/** A value that holds from its day until the next one's. */
const Steps = <T extends z.ZodType>(value: T) => z.array(z.object({ from: Day, value }))

export const Exclusion = z.object({ from: Day, to: Day, act: z.string() })
export type Exclusion = z.infer<typeof Exclusion>

export const RateCap = z.object({ from: Day, to: Day.nullable(), rate: Ratio, act: z.string() })
export type RateCap = z.infer<typeof RateCap>

export const PenaltyInputs = z.object({
  /** First and last day of the delay, both counted. */
  from: Day,
  to: Day,
  /** What the penalty is counted on: a debt that shrinks as it is paid, or the price. */
  base: Steps(Minor.nonnegative()).min(1),
  /** The yearly rate by date: the central bank's key rate. */
  rates: Steps(Ratio).min(1),
  exclusions: z.array(Exclusion).default([]),
  caps: z.array(RateCap).default([]),
  /** 300 for "one three-hundredth of the rate a day"; 1 with a daily rate of the contract. */
  divisor: z.int().positive().default(300),
  /** 2 where the law doubles it for citizens. */
  multiplier: z.int().positive().default(1),
  /** The rate of each day of the delay, or of one day for all of it (the day of performance). */
  rateOf: z.union([z.literal('each-day'), z.object({ day: Day })]).default('each-day'),
  /** The contract's or the law's ceiling of the whole penalty. */
  limit: Minor.nonnegative().optional(),
})
export type PenaltyInputs = z.input<typeof PenaltyInputs>

export interface PenaltyLine {
  from: Day
  to: Day
  days: number
  base: Minor
  rate: Ratio
  amount: Minor
  /** The act that stops the accrual on these days. */
  excludedBy?: string
}

export interface Penalty {
  lines: PenaltyLine[]
  days: number
  amount: Minor
  isLimited: boolean
}

/**
 * The lines are the runs of days on which nothing changes. Each line shows the growth of the rounded running sum, so
 * the lines add up to the total, and the total is the day-by-day sum whatever the cuts are.
 */
export function penaltyFor(given: PenaltyInputs): Penalty {
  const inputs = PenaltyInputs.parse(given)
  if (inputs.to < inputs.from) return { lines: [], days: 0, amount: 0, isLimited: false }
  const lines: PenaltyLine[] = []
  const sum = { numerator: 0n, denominator: 1n }
  let shown = 0
  for (const [from, to] of runsOf(inputs)) {
    const base = valueAt(inputs.base, from) ?? 0
    const rate = rateAt(inputs, from)
    const excluded = inputs.exclusions.find((window) => window.from <= from && from <= window.to)
    const days = daysBetween(from, to) + 1
    if (!excluded)
      add(
        sum,
        BigInt(base) * BigInt(rate.num) * BigInt(inputs.multiplier) * BigInt(days),
        BigInt(rate.den) * BigInt(inputs.divisor),
      )
    const total = toMinor(divideRoundHalfUp(sum.numerator, sum.denominator))
    lines.push({ from, to, days, base, rate, amount: total - shown, ...(excluded ? { excludedBy: excluded.act } : {}) })
    shown = total
  }
  const isLimited = inputs.limit !== undefined && shown > inputs.limit
  return {
    lines,
    days: lines.reduce((count, line) => count + (line.excludedBy === undefined ? line.days : 0), 0),
    amount: isLimited ? (inputs.limit ?? 0) : sumMinor(lines.map((line) => line.amount)),
    isLimited,
  }
}

function rateAt(inputs: z.infer<typeof PenaltyInputs>, day: Day): Ratio {
  const at = inputs.rateOf === 'each-day' ? day : inputs.rateOf.day
  const rate = valueAt(inputs.rates, at)
  if (!rate) throw new RangeError(`No rate is known for ${at}`)
  return inputs.caps
    .filter((cap) => cap.from <= day && (cap.to === null || day <= cap.to))
    .reduce((least, cap) => (compareRatio(cap.rate, least) < 0 ? cap.rate : least), rate)
}

/** The longest runs of days between changes of base, rate, cap or exclusion. */
function runsOf(inputs: z.infer<typeof PenaltyInputs>): [Day, Day][] {
  const starts = new Set<Day>([inputs.from])
  for (const step of [...inputs.base, ...inputs.rates]) starts.add(step.from)
  for (const window of [...inputs.exclusions, ...inputs.caps]) {
    starts.add(window.from)
    if (window.to !== null) starts.add(addDays(window.to, 1))
  }
  const sorted = [...starts].filter((day) => day >= inputs.from && day <= inputs.to).sort()
  return sorted.map((from, index) => {
    const next = sorted[index + 1]
    return [from, next === undefined ? inputs.to : addDays(next, -1)]
  })
}

function valueAt<T>(steps: readonly { from: Day; value: T }[], day: Day): T | undefined {
  return steps.reduce<{ from: Day; value: T } | undefined>(
    (last, step) => (step.from <= day && (!last || step.from >= last.from) ? step : last),
    undefined,
  )?.value
}

function add(sum: { numerator: bigint; denominator: bigint }, numerator: bigint, denominator: bigint): void {
  sum.numerator = sum.numerator * denominator + numerator * sum.denominator
  sum.denominator *= denominator
  const divisor = gcd(sum.numerator, sum.denominator)
  sum.numerator /= divisor
  sum.denominator /= divisor
}

function gcd(a: bigint, b: bigint): bigint {
  while (b !== 0n) [a, b] = [b, a % b]
  return a === 0n ? 1n : a
}
