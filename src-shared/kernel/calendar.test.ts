import { existsSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  addWorkingDays,
  isPublished,
  isShortDay,
  isWorkingDay,
  nthWorkingDay,
  shiftToWorkingDay,
  workingDaysBetween,
} from './calendar.ts'
import { RUSSIA } from './calendar-ru.ts'
import { addDays, fromDayNumber, weekdayOf } from './day.ts'

const PUBLISHED = [2019, 2021, 2022, 2023, 2024, 2025, 2026]
const folder = process.env['KVARTAL_DATA'] ?? '../shared/data'
const file = (year: number) => `${folder}/calendar/ru_${year}.xml`

function daysOf(year: number): string[] {
  const days: string[] = []
  for (let day = `${year}-01-01`; day.startsWith(String(year)); day = addDays(day, 1)) days.push(day)
  return days
}

describe('the production calendar', () => {
  test('the years have as many working days as the government published', () => {
    const worked = [2019, 2021, 2022, 2023, 2024, 2025, 2026].map((year) =>
      workingDaysBetween(RUSSIA, `${year - 1}-12-31`, `${year}-12-31`),
    )
    expect(worked).toEqual([247, 240, 247, 247, 248, 247, 247])
  })

  test.skipIf(!PUBLISHED.every((year) => existsSync(file(year))))(
    'every day of 2019 and 2021–2026 agrees with the published files (skipped where they are absent)',
    () => {
      for (const year of PUBLISHED) {
        const xml = readFileSync(file(year), 'utf8')
        const kinds = new Map(
          [...xml.matchAll(/<day d="(\d\d)\.(\d\d)" t="(\d)"/g)].map((match) => [
            `${year}-${match[1]}-${match[2]}`,
            match[3],
          ]),
        )
        for (const day of daysOf(year)) {
          const kind = kinds.get(day)
          const isWorked = kind === '1' ? false : kind === '2' || kind === '3' ? true : weekdayOf(day) < 6
          expect([day, isWorkingDay(RUSSIA, day), isShortDay(RUSSIA, day)]).toEqual([day, isWorked, kind === '2'])
        }
      }
    },
  )

  test('a payment day falls on the next working day', () => {
    expect(shiftToWorkingDay(RUSSIA, '2026-01-01')).toBe('2026-01-12')
    expect(shiftToWorkingDay(RUSSIA, '2026-05-09', 'previous')).toBe('2026-05-08')
    expect(shiftToWorkingDay(RUSSIA, '2024-11-02')).toBe('2024-11-02')
    expect(shiftToWorkingDay(RUSSIA, '2026-05-09', 'none')).toBe('2026-05-09')
  })

  test('working days are counted from the day after, and from either end of a month', () => {
    expect(addWorkingDays(RUSSIA, '2025-12-30', 5)).toBe('2026-01-16')
    expect(nthWorkingDay(RUSSIA, 2026, 1, 1)).toBe('2026-01-12')
    expect(nthWorkingDay(RUSSIA, 2025, 12, -1)).toBe('2025-12-30')
  })

  test('a year without a decree has its weekends and the holidays of the Labour Code, and says that it is provisional', () => {
    expect(isPublished(RUSSIA, 2031)).toBe(false)
    expect([
      isWorkingDay(RUSSIA, '2031-01-08'),
      isWorkingDay(RUSSIA, '2031-01-09'),
      isWorkingDay(RUSSIA, '2031-01-11'),
    ]).toEqual([false, true, false])
  })

  test('adding working days and counting them are inverse', () => {
    const day = fc.integer({ min: 18_000, max: 20_700 }).map(fromDayNumber)
    fc.assert(
      fc.property(
        day,
        fc.integer({ min: 1, max: 60 }),
        (from, count) => workingDaysBetween(RUSSIA, from, addWorkingDays(RUSSIA, from, count)) === count,
      ),
    )
  })
})
