/** Two versions of a schedule side by side: payments of one date and label are one row. */
import { z } from 'zod'
import { Day } from '../../kernel/day.ts'
import { Minor } from '../../kernel/money.ts'

export const ComparedLine = z.object({
  id: z.string(),
  due_on: Day,
  label: z.string().nullable(),
  kind: z.enum(['same', 'added', 'removed', 'changed']),
  before_minor: Minor,
  after_minor: Minor,
  difference_minor: Minor,
  /** Whether only the interest or the working day differs shows here. */
  before_pay_on: Day.nullable(),
  after_pay_on: Day.nullable(),
  before_interest_minor: Minor,
  after_interest_minor: Minor,
})
export type ComparedLine = z.infer<typeof ComparedLine>

export interface ComparableLine {
  due_on: Day
  pay_on: Day
  label: string | null
  principal_minor: Minor
  interest_minor: Minor
}

export function compareSchedules(before: readonly ComparableLine[], after: readonly ComparableLine[]): ComparedLine[] {
  const rows = new Map<string, { before?: ComparableLine; after?: ComparableLine }>()
  const put = (lines: readonly ComparableLine[], side: 'before' | 'after') => {
    const seen = new Map<string, number>()
    for (const line of lines) {
      const named = `${line.due_on} ${line.label ?? ''}`
      const nth = (seen.get(named) ?? 0) + 1
      seen.set(named, nth)
      const key = `${named} ${nth}`
      rows.set(key, { ...rows.get(key), [side]: line })
    }
  }
  put(before, 'before')
  put(after, 'after')
  return [...rows]
    .map(([id, { before: old, after: fresh }]): ComparedLine => {
      const [was, is] = [old?.principal_minor ?? 0, fresh?.principal_minor ?? 0]
      const isSame =
        was === is && old?.pay_on === fresh?.pay_on && (old?.interest_minor ?? 0) === (fresh?.interest_minor ?? 0)
      return {
        id,
        due_on: (fresh ?? old)?.due_on ?? '',
        label: (fresh ?? old)?.label ?? null,
        kind: !old ? 'added' : !fresh ? 'removed' : isSame ? 'same' : 'changed',
        before_minor: was,
        after_minor: is,
        difference_minor: is - was,
        before_pay_on: old?.pay_on ?? null,
        after_pay_on: fresh?.pay_on ?? null,
        before_interest_minor: old?.interest_minor ?? 0,
        after_interest_minor: fresh?.interest_minor ?? 0,
      }
    })
    .sort((a, b) => (a.due_on < b.due_on ? -1 : a.due_on > b.due_on ? 1 : a.id < b.id ? -1 : 1))
}
