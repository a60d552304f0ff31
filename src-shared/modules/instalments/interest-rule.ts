/** Interest of a schedule's line as a rule of C0.3: what is posted keeps what it was computed from, and gives the same sum again. */
import { z } from 'zod'
import { Day } from '../../kernel/day.ts'
import { interestFor } from '../../kernel/interest.ts'
import { INSTALMENT_INTEREST_PACKS } from '../../kernel/law-ru.ts'
import { Minor, toMinor } from '../../kernel/money.ts'
import { divideRoundHalfUp, Ratio } from '../../kernel/percent.ts'
import { compute, type Computed, type Rule } from '../../kernel/rule-pack.ts'

/**
 * By days between two dates of the plan, by a twelfth of the year (annuity), or as the parties wrote it into the schedule:
 * a line that was typed by hand or negotiated follows no formula.
 */
export const InterestInputs = z.discriminatedUnion('way', [
  z.object({ way: z.literal('days'), from: Day, to: Day, balance: Minor, rate: Ratio }),
  z.object({ way: z.literal('month'), to: Day, balance: Minor, rate: Ratio }),
  z.object({ way: z.literal('agreed'), to: Day, amount: Minor }),
])
export type InterestInputs = z.infer<typeof InterestInputs>

export const INTEREST_RULE: Rule<(typeof INSTALMENT_INTEREST_PACKS)[number]['params'], InterestInputs, Minor> = {
  id: 'instalment-interest',
  packs: INSTALMENT_INTEREST_PACKS,
  dateOf: ({ to }) => to,
  run(params, inputs) {
    if (inputs.way === 'agreed') return inputs.amount
    const { balance, rate } = inputs
    return inputs.way === 'days'
      ? interestFor(balance, rate, inputs.from, inputs.to, params.dayCount)
      : toMinor(divideRoundHalfUp(BigInt(balance) * BigInt(rate.num), BigInt(rate.den) * 12n))
  },
}

/** A line with what was owed before it, and the days from which its interest may have run: of the line before, of the plan. */
export interface InterestLine {
  dueOn: Day
  interest: Minor
  balanceBefore: Minor
  rate: Ratio | null
  since: readonly (Day | null)[]
}

/** What the interest of a line was computed from: the formula that gives exactly this sum, or the sum itself. */
export function interestOfLine({
  dueOn,
  interest,
  balanceBefore,
  rate,
  since,
}: InterestLine): Computed<InterestInputs, Minor> {
  const guesses: InterestInputs[] =
    rate === null
      ? []
      : [
          ...since
            .filter((from): from is Day => from !== null && from < dueOn)
            .map((from) => ({ way: 'days' as const, from, to: dueOn, balance: balanceBefore, rate })),
          { way: 'month', to: dueOn, balance: balanceBefore, rate },
        ]
  const computed = guesses.map((inputs) => compute(INTEREST_RULE, inputs))
  return (
    computed.find(({ result }) => result === interest) ??
    compute(INTEREST_RULE, { way: 'agreed', to: dueOn, amount: interest })
  )
}
