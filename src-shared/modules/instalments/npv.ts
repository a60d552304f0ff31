/** What payments of other days are worth today. Counted in whole numbers, so that every machine gets the same kopeck. */
import { daysBetween, type Day } from '../../kernel/day.ts'
import { toMinor, type Minor } from '../../kernel/money.ts'
import { divideRoundHalfUp } from '../../kernel/percent.ts'

/** Discount factors carry twenty-four digits. */
export const SCALE = 10n ** 24n

export interface Flow {
  on: Day
  amount: Minor
}

/** The worth today of one unit in so many days, at a yearly rate that is compounded daily over 365 days. */
export function discount(rateBp: number, days: number): bigint {
  if (days <= 0) return SCALE
  const growth = SCALE + (SCALE * BigInt(rateBp)) / (365n * 10_000n)
  let power = SCALE
  let square = growth
  for (let left = days; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) power = (power * square) / SCALE
    square = (square * square) / SCALE
  }
  return (SCALE * SCALE) / power
}

/** The sum of payments discounted to `on`, rounded once; what is paid before `on` counts whole. */
export function presentValue(flows: readonly Flow[], rateBp: number, on: Day): Minor {
  const sum = flows.reduce(
    (total, { on: day, amount }) => total + BigInt(amount) * discount(rateBp, daysBetween(on, day)),
    0n,
  )
  return toMinor(divideRoundHalfUp(sum, SCALE))
}
