/** Calendar days of the workstation, as `2026-08-22`. */
import { DAY_MS, toInstant, type Instant } from '#shared/kernel/instant.ts'

export function toDay(date: Date): string {
  const two = (value: number) => String(value).padStart(2, '0')
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}

function noonOf(day: string): Date {
  return new Date(`${day}T12:00:00`)
}

export function addDays(day: string, days: number): string {
  const date = noonOf(day)
  date.setDate(date.getDate() + days)
  return toDay(date)
}

export function daysBetween(from: string, to: string): number {
  return Math.round((noonOf(to).getTime() - noonOf(from).getTime()) / DAY_MS)
}

/** The last millisecond of a day: the board "on" a day is the board when that day was over. */
export function endOfDay(day: string): Instant {
  return toInstant(new Date(`${day}T23:59:59.999`).getTime())
}
