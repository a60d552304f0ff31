/** Control totals (C13.5): what the reader of the paper expects of the file, typed by hand and compared with what was read. */
import { z } from 'zod'

export const Expected = z.object({
  /** Data rows. */
  rows: z.int().min(0).nullable().default(null),
  /** By field, in stored units. */
  sums: z.record(z.string().max(60), z.number()).default({}),
})
export type Expected = z.infer<typeof Expected>

export interface Mismatch {
  /** Null for the number of rows. */
  field: string | null
  expected: number
  found: number
}

/** People round what they write down: half a ruble, half a hundredth of a square metre. */
const SLACK = 50

export function mismatches(
  totals: { rows: number; sums: readonly { field: string; sum: number }[] },
  { rows, sums }: Expected,
): Mismatch[] {
  const found = new Map(totals.sums.map(({ field, sum }) => [field, sum]))
  return [
    ...(rows !== null && rows !== totals.rows ? [{ field: null, expected: rows, found: totals.rows }] : []),
    ...Object.entries(sums).flatMap(([field, expected]) => {
      const sum = found.get(field) ?? 0
      return Math.abs(sum - expected) > SLACK ? [{ field, expected, found: sum }] : []
    }),
  ]
}
