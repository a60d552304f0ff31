/** Penalties of a deal as a rule under dated law (C4.6–C4.8): what is stored with its inputs and computed again at any time. */
import { addDays, type Day } from '../../kernel/day.ts'
import { PARTICIPATION_DELAY_PACKS, type ParticipationDelay } from '../../kernel/law-ru.ts'
import type { Minor } from '../../kernel/money.ts'
import type { Payable } from '../../kernel/overdue.ts'
import { penaltyFor, type Exclusion, type Penalty, type PenaltyInputs, type RateCap } from '../../kernel/penalty.ts'
import type { Ratio } from '../../kernel/percent.ts'
import { compute, type Computed, type Rule } from '../../kernel/rule-pack.ts'

export const SIDES = ['buyer', 'developer'] as const
/** Who is late: the buyer with the price, or the developer with the flat. */
export type Side = (typeof SIDES)[number]

/** Everything that the sum depends on, written out: rates and moratoria as they were known, not where they are kept. */
export interface DelayInputs {
  side: Side
  isCitizen: boolean
  from: Day
  to: Day
  base: { from: Day; value: Minor }[]
  rates: { from: Day; value: Ratio }[]
  exclusions: Exclusion[]
  caps: RateCap[]
  rateOf: 'each-day' | { day: Day }
  limit: Minor | null
}

export const DELAY_RULE: Rule<ParticipationDelay, DelayInputs, Penalty> = {
  id: 'participation-delay',
  packs: PARTICIPATION_DELAY_PACKS,
  // The day of accrual; a delay that crosses into another edition is cut before (see `delayPieces`).
  dateOf: ({ from }) => from,
  run: (params, inputs) => penaltyFor(penaltyInputs(params, inputs)),
}

export function multiplierOf(params: ParticipationDelay, { side, isCitizen }: Pick<DelayInputs, 'side' | 'isCitizen'>) {
  return side === 'buyer'
    ? params.buyerMultiplier
    : isCitizen
      ? params.developerMultiplierCitizen
      : params.developerMultiplier
}

function penaltyInputs(params: ParticipationDelay, inputs: DelayInputs): PenaltyInputs {
  const { from, to, base, rates, exclusions, caps, rateOf, limit } = inputs
  return {
    from,
    to,
    base,
    rates,
    exclusions,
    caps,
    rateOf,
    divisor: params.divisor,
    multiplier: multiplierOf(params, inputs),
    ...(limit === null ? {} : { limit }),
  }
}

/**
 * The computations of a delay, one for each edition of the law that its days fall into. No delay gives none. A ceiling is of the
 * whole: what an earlier edition's days have taken of it is not there for the later ones.
 */
export function delayPieces(inputs: DelayInputs, rule = DELAY_RULE): Computed<DelayInputs, Penalty>[] {
  if (inputs.to < inputs.from || inputs.base.length === 0) return []
  const cuts = rule.packs.map((pack) => pack.validFrom).filter((day) => day > inputs.from && day <= inputs.to)
  const starts = [inputs.from, ...cuts].sort()
  let limit = inputs.limit
  return starts.map((from, index) => {
    const next = starts[index + 1]
    const to = next === undefined ? inputs.to : addDays(next, -1)
    const piece = compute(rule, trimmed({ ...inputs, from, to, limit }))
    if (limit !== null) limit -= piece.result.amount
    return piece
  })
}

/** Only what the days of the delay look at, so that a stored computation says nothing that does not matter. */
function trimmed(inputs: DelayInputs): DelayInputs {
  const rateDay = inputs.rateOf === 'each-day' ? null : inputs.rateOf.day
  const since = rateDay !== null && rateDay < inputs.from ? rateDay : inputs.from
  const until = rateDay !== null && rateDay > inputs.to ? rateDay : inputs.to
  return {
    ...inputs,
    base: stepsWithin(inputs.base, inputs.from, inputs.to),
    rates: stepsWithin(inputs.rates, since, until),
    exclusions: inputs.exclusions.filter((window) => window.to >= inputs.from && window.from <= inputs.to),
    caps: inputs.caps.filter((cap) => (cap.to === null || cap.to >= inputs.from) && cap.from <= inputs.to),
  }
}

function stepsWithin<T>(steps: readonly { from: Day; value: T }[], from: Day, to: Day): { from: Day; value: T }[] {
  const sorted = [...steps].sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0))
  const before = sorted.filter((step) => step.from <= from).at(-1)
  return [...(before ? [before] : []), ...sorted.filter((step) => step.from > from && step.from <= to)]
}

/** What the buyer was late with on every day: grows the day after a payment was due, shrinks the day after money came. */
export function overdueBase(payables: readonly Payable[]): { from: Day; value: Minor }[] {
  const changes = new Map<Day, Minor>()
  const change = (day: Day, by: Minor) => changes.set(day, (changes.get(day) ?? 0) + by)
  for (const { dueOn, amount, paid } of payables) {
    let open = amount
    change(addDays(dueOn, 1), amount)
    for (const part of paid) {
      const took = Math.max(Math.min(part.amount, open), part.amount < 0 ? part.amount : 0)
      open -= took
      change(addDays(part.on > dueOn ? part.on : dueOn, 1), -took)
    }
  }
  let value = 0
  const steps = [...changes]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([from, by]) => ({ from, value: (value += by) }))
    .filter((step, index, all) => step.value !== (all[index - 1]?.value ?? 0))
  return steps.map((step) => ({ ...step, value: Math.max(0, step.value) }))
}
