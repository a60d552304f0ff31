/** A calendar date as `YYYY-MM-DD` text: sorts and compares as text, knows no time zone and no clock. */
import { z } from 'zod'
import type { Instant } from './instant.ts'

export const Day = z.string().refine(isDay, 'a date like 2026-08-22')
export type Day = z.infer<typeof Day>

export type DayCount = 'actual/365' | 'actual/actual' | '30/360'

export interface DayParts {
  year: number
  month: number
  day: number
}

const DAY_MS = 86_400_000
const PATTERN = /^(\d{4})-(\d{2})-(\d{2})$/

export function isDay(text: string): boolean {
  const match = PATTERN.exec(text)
  if (!match) return false
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])]
  return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month)
}

export function partsOf(day: Day): DayParts {
  if (!isDay(day)) throw new RangeError(`Not a date: ${day}`)
  return { year: Number(day.slice(0, 4)), month: Number(day.slice(5, 7)), day: Number(day.slice(8)) }
}

export function toDay(year: number, month: number, day: number): Day {
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
}

/** Days since 1970-01-01. */
export function toDayNumber(day: Day): number {
  const { year, month, day: date } = partsOf(day)
  const utc = new Date(0)
  utc.setUTCFullYear(year, month - 1, date)
  return Math.round(utc.getTime() / DAY_MS)
}

export function fromDayNumber(number: number): Day {
  return new Date(number * DAY_MS).toISOString().slice(0, 10)
}

export function addDays(day: Day, days: number): Day {
  return fromDayNumber(toDayNumber(day) + days)
}

/** From `from` to `to`, negative when `to` is earlier; the same day gives 0. */
export function daysBetween(from: Day, to: Day): number {
  return toDayNumber(to) - toDayNumber(from)
}

/** The same day of another month, or that month's last day. `dayOfMonth` keeps the 31st over a chain: Jan 31, Feb 28, Mar 31. */
export function addMonths(day: Day, months: number, dayOfMonth = partsOf(day).day): Day {
  const { year, month } = partsOf(day)
  const index = year * 12 + (month - 1) + months
  return dayInMonth(Math.floor(index / 12), (index % 12) + 1, dayOfMonth)
}

/** Day `dayOfMonth` of a month, or the month's last day where there is none. */
export function dayInMonth(year: number, month: number, dayOfMonth: number): Day {
  return toDay(year, month, Math.min(dayOfMonth, daysInMonth(year, month)))
}

/** Whole months gone by from `from` to `to`; Jan 31 to Feb 28 counts as one, by the last-day rule. */
export function monthsBetween(from: Day, to: Day): number {
  const a = partsOf(from)
  const b = partsOf(to)
  const months = (b.year - a.year) * 12 + (b.month - a.month)
  if (from <= to) return addMonths(from, months) <= to ? months : months - 1
  return addMonths(from, months) >= to ? months : months + 1
}

/** 1 is Monday, 7 is Sunday. */
export function weekdayOf(day: Day): number {
  return ((((toDayNumber(day) + 3) % 7) + 7) % 7) + 1
}

export function isLeapYear(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
}

export function daysInYear(year: number): number {
  return isLeapYear(year) ? 366 : 365
}

export function daysInMonth(year: number, month: number): number {
  return month === 2 ? (isLeapYear(year) ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31
}

export function firstOfMonth(day: Day): Day {
  return `${day.slice(0, 7)}-01`
}

export function lastOfMonth(day: Day): Day {
  const { year, month } = partsOf(day)
  return toDay(year, month, daysInMonth(year, month))
}

/** The share of a year between two dates, in pieces with one denominator each: `actual/actual` splits at New Year. */
export function yearFractions(from: Day, to: Day, count: DayCount): { days: number; yearDays: number }[] {
  if (to < from) throw new RangeError(`The period ends before it begins: ${from} to ${to}`)
  if (count === '30/360') return [{ days: days30(from, to), yearDays: 360 }]
  if (count === 'actual/365') return [{ days: daysBetween(from, to), yearDays: 365 }]
  const pieces: { days: number; yearDays: number }[] = []
  // Interest of a day belongs to the day it ends on (the day after the money was lent counts first), hence the year's last day as the cut.
  for (let start = from; start < to;) {
    const year = partsOf(addDays(start, 1)).year
    const end = to <= toDay(year, 12, 31) ? to : toDay(year, 12, 31)
    pieces.push({ days: daysBetween(start, end), yearDays: daysInYear(year) })
    start = end
  }
  return pieces
}

/** The date on the wall of a site: business days and legal deadlines are counted in its zone, never in UTC. */
export function dayAt(instant: Instant, timeZone: string): Day {
  return new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(
    new Date(instant),
  )
}

/** `22.08.2026`, as Russian documents write it. */
export function formatDay(day: Day): string {
  return `${day.slice(8)}.${day.slice(5, 7)}.${day.slice(0, 4)}`
}

/** Reads `22.08.2026`, `22.8.26`, `2026-08-22`, `22/08/2026`; null when it is no date. Two digits of a year mean this century up to 69. */
export function parseDay(text: string): Day | null {
  const clean = text.trim().replace(/\s*г(?:\.|ода?)?$/u, '')
  if (isDay(clean)) return clean
  const match = /^(\d{1,2})[./-](\d{1,2})[./-](\d{2}|\d{4})$/.exec(clean)
  if (!match) return null
  const digits = match[3] ?? ''
  const year = digits.length === 4 ? Number(digits) : Number(digits) + (Number(digits) < 70 ? 2000 : 1900)
  const day = toDay(year, Number(match[2]), Number(match[1]))
  return isDay(day) ? day : null
}

function days30(from: Day, to: Day): number {
  const a = partsOf(from)
  const b = partsOf(to)
  return (b.year - a.year) * 360 + (b.month - a.month) * 30 + (Math.min(b.day, 30) - Math.min(a.day, 30))
}
