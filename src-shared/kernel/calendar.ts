/** Working days by a published production calendar: data by year, and plain weekends with statutory holidays where a year is not published yet. */
import { type Day, addDays, partsOf, toDay, weekdayOf } from './day.ts'

export interface CalendarYear {
  year: number
  /** The act that moved days off this year. */
  act: string
  /** Days off by law or transfer, as `MM-DD`; Saturdays and Sundays need not be listed. */
  off: readonly string[]
  /** Non-working days declared by decree in the course of the year; whether a legal deadline moves past them differs from act to act. */
  declared?: readonly string[]
  /** Saturdays and Sundays that are worked. */
  worked?: readonly string[]
  /** Working days shorter by an hour. */
  short: readonly string[]
}

export interface ProductionCalendar {
  country: string
  years: ReadonlyMap<number, CalendarYear>
  /** Holidays that the law repeats every year, `MM-DD`: used for years that are not published yet. */
  statutory: readonly string[]
}

export type Shift = 'next' | 'previous' | 'none'

export function makeCalendar(
  country: string,
  statutory: readonly string[],
  years: readonly CalendarYear[],
): ProductionCalendar {
  return { country, statutory, years: new Map(years.map((year) => [year.year, year])) }
}

/** Whether the year's transfers are known; a deadline in another year is provisional and should be said to be so. */
export function isPublished(calendar: ProductionCalendar, year: number): boolean {
  return calendar.years.has(year)
}

export function isWorkingDay(calendar: ProductionCalendar, day: Day): boolean {
  const key = day.slice(5)
  const year = calendar.years.get(partsOf(day).year)
  const isWeekend = weekdayOf(day) > 5
  if (!year) return !isWeekend && !calendar.statutory.includes(key)
  if (year.worked?.includes(key)) return true
  return !isWeekend && !year.off.includes(key) && !(year.declared?.includes(key) ?? false)
}

export function isShortDay(calendar: ProductionCalendar, day: Day): boolean {
  return calendar.years.get(partsOf(day).year)?.short.includes(day.slice(5)) ?? false
}

/** The day itself when it is worked, else the nearest working day in the given direction. */
export function shiftToWorkingDay(calendar: ProductionCalendar, day: Day, shift: Shift = 'next'): Day {
  if (shift === 'none') return day
  let shifted = day
  while (!isWorkingDay(calendar, shifted)) shifted = addDays(shifted, shift === 'next' ? 1 : -1)
  return shifted
}

/** The nth working day after (or before) `day`, which itself never counts: "within 5 working days of" is `addWorkingDays(…, 5)`. */
export function addWorkingDays(calendar: ProductionCalendar, day: Day, count: number): Day {
  const step = count < 0 ? -1 : 1
  let current = day
  for (let left = Math.abs(count); left > 0;) {
    current = addDays(current, step)
    if (isWorkingDay(calendar, current)) left -= 1
  }
  return current
}

/** The nth working day of a month, counted from its beginning, or from its end when `n` is negative. */
export function nthWorkingDay(calendar: ProductionCalendar, year: number, month: number, n: number): Day {
  const first = toDay(year, month, 1)
  if (n === 0) throw new RangeError('Working days of a month are counted from 1 or from -1')
  return n > 0
    ? addWorkingDays(calendar, addDays(first, -1), n)
    : addWorkingDays(calendar, month === 12 ? toDay(year + 1, 1, 1) : toDay(year, month + 1, 1), n)
}

/** Working days with `from < day <= to`, as deadlines count them. */
export function workingDaysBetween(calendar: ProductionCalendar, from: Day, to: Day): number {
  let count = 0
  for (let day = addDays(from, 1); day <= to; day = addDays(day, 1)) if (isWorkingDay(calendar, day)) count += 1
  return count
}
