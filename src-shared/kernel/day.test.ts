import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  addDays,
  addMonths,
  dayAt,
  daysBetween,
  fromDayNumber,
  isDay,
  monthsBetween,
  parseDay,
  toDayNumber,
  weekdayOf,
  yearFractions,
} from './day.ts'

const day = fc.integer({ min: -20_000, max: 40_000 }).map(fromDayNumber)

describe('days', () => {
  test('only real dates are dates', () => {
    expect(['2024-02-29', '2023-02-29', '2026-13-01', '2026-00-10', '2026-8-1', '0000-01-01'].map(isDay)).toEqual([
      true,
      false,
      false,
      false,
      false,
      false,
    ])
  })

  test('a month later is the same day or the last one, and the anchor survives February', () => {
    expect(addMonths('2026-01-31', 1)).toBe('2026-02-28')
    expect([1, 2, 3, 13].map((months) => addMonths('2023-12-31', months, 31))).toEqual([
      '2024-01-31',
      '2024-02-29',
      '2024-03-31',
      '2025-01-31',
    ])
    expect(addMonths('2026-01-15', -13)).toBe('2024-12-15')
  })

  test('adding days and counting them are inverse, weekdays go round', () => {
    fc.assert(
      fc.property(day, fc.integer({ min: -5_000, max: 5_000 }), (from, days) => {
        expect(daysBetween(from, addDays(from, days))).toBe(days)
        expect(weekdayOf(addDays(from, 7))).toBe(weekdayOf(from))
        expect(fromDayNumber(toDayNumber(from))).toBe(from)
      }),
    )
    expect(weekdayOf('2026-08-22')).toBe(6)
  })

  test('whole months never overshoot', () => {
    fc.assert(
      fc.property(day, day, (a, b) => {
        const [from, to] = a <= b ? [a, b] : [b, a]
        const months = monthsBetween(from, to)
        expect(addMonths(from, months) <= to && addMonths(from, months + 1) > to).toBe(true)
      }),
    )
  })

  test('a period over New Year is counted by the length of each year', () => {
    expect(yearFractions('2023-12-15', '2024-01-15', 'actual/actual')).toEqual([
      { days: 16, yearDays: 365 },
      { days: 15, yearDays: 366 },
    ])
    expect(yearFractions('2024-01-31', '2024-03-31', '30/360')).toEqual([{ days: 60, yearDays: 360 }])
    expect(yearFractions('2024-01-01', '2024-03-01', 'actual/365')).toEqual([{ days: 60, yearDays: 365 }])
  })

  test('the date of an instant is the date on the wall of the site', () => {
    expect([dayAt('2026-08-21T22:30:00.000Z', 'Europe/Moscow'), dayAt('2026-08-21T22:30:00.000Z', 'UTC')]).toEqual([
      '2026-08-22',
      '2026-08-21',
    ])
  })

  test('dates are read as people type them', () => {
    expect(
      ['22.08.2026', '2.8.26', '22/08/2026 г.', '2026-08-22', '31.02.2026', '01.01.70', 'завтра'].map(parseDay),
    ).toEqual(['2026-08-22', '2026-08-02', '2026-08-22', '2026-08-22', null, '1970-01-01', null])
  })
})
