import { expect, test } from 'vitest'
import { addMs, DAY_MS, fromInstant, Instant, toInstant } from './instant.ts'

test('an instant keeps its milliseconds through both directions', () => {
  expect(fromInstant(toInstant(1_787_000_000_123))).toBe(1_787_000_000_123)
})

test('a day later is the same time of the next day in UTC', () => {
  expect(addMs('2026-02-28T09:15:00.000Z', DAY_MS)).toBe('2026-03-01T09:15:00.000Z')
})

test('a local time is refused', () => {
  expect(Instant.safeParse('2026-08-22T09:15:00.000+03:00').success).toBe(false)
})
