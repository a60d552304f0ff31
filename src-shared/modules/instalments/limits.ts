/** What the company lets a schedule be without asking; the centre's app.schedule_breaches() counts the same. */
import { addMonths, type Day } from '../../kernel/day.ts'
import type { Minor } from '../../kernel/money.ts'
import { z } from 'zod'

export const InstalmentLimits = z.object({
  /** The least share of the first payment, in hundredths of a percent. */
  min_first_bp: z.int().min(0).max(10_000),
  /** From the first payment to the last. */
  max_months: z.int().min(0).max(600),
  /** As long as this the money is lent for nothing … */
  interest_free_months: z.int().min(0).max(600),
  /** … and beyond it for no less than this a year. */
  min_rate_bp: z.int().min(0).max(100_000),
  /** The largest share of any payment after the first. */
  max_line_bp: z.int().min(0).max(10_000),
})
export type InstalmentLimits = z.infer<typeof InstalmentLimits>

export const BREACHES = ['first', 'term', 'rate', 'balloon'] as const
export type Breach = (typeof BREACHES)[number]

export interface LimitedLine {
  /** The date by the plan. */
  on: Day
  principal: Minor
}

/** Which limits a schedule goes beyond. Lines stand in order of their dates; paying at once breaks nothing. */
export function breachesOf(
  price: Minor,
  lines: readonly LimitedLine[],
  rateBp: number,
  limits: InstalmentLimits,
): Breach[] {
  const [first, ...later] = lines
  const last = later.at(-1)
  if (!first || !last) return []
  const share = (part: Minor, bp: number) => BigInt(part) * 10_000n - BigInt(price) * BigInt(bp)
  return [
    ...(share(first.principal, limits.min_first_bp) < 0n ? (['first'] as const) : []),
    ...(last.on > addMonths(first.on, limits.max_months) ? (['term'] as const) : []),
    ...(rateBp < limits.min_rate_bp && last.on > addMonths(first.on, limits.interest_free_months)
      ? (['rate'] as const)
      : []),
    ...(later.some((line) => share(line.principal, limits.max_line_bp) > 0n) ? (['balloon'] as const) : []),
  ]
}
