/** Lines of a draft while they are being edited: nominal and working days together, totals that must agree. Pure. */
import { RUSSIA } from '#shared/kernel/calendar-ru.ts'
import { shiftToWorkingDay } from '#shared/kernel/calendar.ts'
import { addMonths, type Day } from '#shared/kernel/day.ts'
import { allocate, sumMinor, type Minor } from '#shared/kernel/money.ts'
import type { ScheduleLineRow } from '#shared/modules/instalments/model.ts'

export interface EditedLine {
  id: string
  due_on: Day
  pay_on: Day
  principal_minor: Minor
  interest_minor: Minor
  label: string | null
  area_cm2: number | null
  ppm_minor: Minor | null
  is_frozen: boolean
  paid_minor: Minor
}

export function editedOf(rows: readonly ScheduleLineRow[]): EditedLine[] {
  return rows.map((row) => ({
    id: row.id,
    due_on: row.due_on,
    pay_on: row.pay_on,
    principal_minor: row.principal_minor,
    interest_minor: row.interest_minor,
    label: row.label,
    area_cm2: row.area_cm2,
    ppm_minor: row.ppm_minor,
    is_frozen: row.is_frozen,
    paid_minor: row.paid_principal_minor + row.paid_interest_minor,
  }))
}

export function byDate(lines: readonly EditedLine[]): EditedLine[] {
  return lines
    .map((line, index) => ({ line, index }))
    .sort((a, b) => (a.line.due_on < b.line.due_on ? -1 : a.line.due_on > b.line.due_on ? 1 : a.index - b.index))
    .map(({ line }) => line)
}

export function withDay(line: EditedLine, day: Day): EditedLine {
  return { ...line, due_on: day, pay_on: shiftToWorkingDay(RUSSIA, day) }
}

/** A month after the line, without a sum: the difference is what it is for. */
export function added(lines: readonly EditedLine[], after: EditedLine | undefined, id: string, on: Day): EditedLine[] {
  const base = after ?? lines.at(-1)
  const fresh: EditedLine = {
    id,
    due_on: on,
    pay_on: on,
    principal_minor: 0,
    interest_minor: 0,
    label: null,
    area_cm2: null,
    ppm_minor: null,
    is_frozen: false,
    paid_minor: 0,
  }
  return byDate([...lines, withDay(fresh, base ? addMonths(base.due_on, 1) : on)])
}

export const totalOf = (lines: readonly EditedLine[]): Minor => sumMinor(lines.map((line) => line.principal_minor))

/** The difference goes to the last line, or over all that are not frozen in proportion; null where that makes one negative. */
export function absorbed(lines: readonly EditedLine[], price: Minor, how: 'last' | 'all'): EditedLine[] | null {
  const open = lines.filter((line) => !line.is_frozen)
  const difference = price - totalOf(lines)
  const takers = how === 'last' ? open.slice(-1) : open
  if (takers.length === 0) return null
  const weights = takers.map((line) => line.principal_minor)
  const shares = allocate(difference, weights.some((weight) => weight > 0) ? weights : weights.map(() => 1))
  const given = new Map(takers.map((line, index) => [line.id, line.principal_minor + (shares[index] ?? 0)]))
  if ([...given.values()].some((sum) => sum < 0)) return null
  return lines.map((line) => ({ ...line, principal_minor: given.get(line.id) ?? line.principal_minor }))
}
