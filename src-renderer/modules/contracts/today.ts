import { type Day, dayAt } from '#shared/kernel/day.ts'

/** Today where contracts are signed. */
export function todayHere(): Day {
  return dayAt(new Date().toISOString(), 'Europe/Moscow')
}
