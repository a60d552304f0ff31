import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { RUSSIA } from '../../kernel/calendar-ru.ts'
import { isWorkingDay } from '../../kernel/calendar.ts'
import { addDays, addMonths } from '../../kernel/day.ts'
import { sumMinor } from '../../kernel/money.ts'
import { AppError } from '../../rpc/errors.ts'
import { breachesOf, type InstalmentLimits } from './limits.ts'
import { negotiate } from './negotiate.ts'
import { presentValue } from './npv.ts'

const limits: InstalmentLimits = {
  min_first_bp: 2_000,
  max_months: 36,
  interest_free_months: 12,
  min_rate_bp: 800,
  max_line_bp: 8_000,
}

describe('the negotiator (idea 23)', () => {
  test('daily compounding discounts a year at 12 % to what a bank would say', () => {
    expect(presentValue([{ on: '2027-01-01', amount: 112_747_462 }], 1_200, '2026-01-01')).toBe(100_000_000)
    expect(presentValue([{ on: '2026-01-01', amount: 5 }], 1_200, '2026-01-01')).toBe(5)
  })

  test('a flat for 12 million: three schedules worth the same today, of which the money asked for comes in time', () => {
    const cash = { amount: 500_000_000, by: '2027-06-30' }
    const offers = negotiate(
      { price: 1_200_000_000, on: '2026-11-20', discountBp: 1_600, worth: 1_200_000_000, cash, limits },
      RUSSIA,
    )
    expect(
      offers.map(({ shape, count, first, surcharge, worth, cashBy }) => ({
        shape,
        count,
        first,
        surcharge,
        worth,
        cashBy,
      })),
    ).toMatchInlineSnapshot(`
      [
        {
          "cashBy": 523333331,
          "count": 36,
          "first": 360000000,
          "shape": "monthly",
          "surcharge": 208705434,
          "worth": 1199999999,
        },
        {
          "cashBy": 500000000,
          "count": 12,
          "first": 360000000,
          "shape": "quarterly",
          "surcharge": 223148023,
          "worth": 1200000000,
        },
        {
          "cashBy": 551999998,
          "count": 36,
          "first": 480000000,
          "shape": "balloon",
          "surcharge": 261108173,
          "worth": 1200000000,
        },
      ]
    `)
  })

  test('whatever is asked, three offers are worth the target within a ruble, on working days, within the limits, and come to the price', () => {
    const scenario = fc.record({
      price: fc.integer({ min: 50_000_000, max: 10_000_000_000 }),
      offset: fc.integer({ min: 0, max: 1_000 }),
      discountBp: fc.integer({ min: 800, max: 3_000 }),
      // The worth asked for: the whole price, or somewhat less (a schedule on the table).
      share: fc.integer({ min: 9_900, max: 10_000 }),
      cashShare: fc.integer({ min: 1, max: 6_000 }),
      cashMonths: fc.integer({ min: 0, max: 18 }),
      dayOfMonth: fc.option(fc.integer({ min: 1, max: 31 }), { nil: undefined }),
    })
    let made = 0
    fc.assert(
      fc.property(scenario, ({ price, offset, discountBp, share, cashShare, cashMonths, dayOfMonth }) => {
        const on = addDays('2024-01-01', offset)
        const worth = Math.floor((price / 10_000) * share)
        const cash = { amount: Math.ceil((price / 10_000) * cashShare), by: addMonths(on, cashMonths) }
        const target = { price, on, discountBp, worth, cash, limits, dayOfMonth }
        let offers
        try {
          offers = negotiate(target, RUSSIA)
        } catch (error) {
          expect(error).toBeInstanceOf(AppError)
          return
        }
        made += 1
        expect(offers).toHaveLength(3)
        expect(new Set(offers.map(({ lines }) => JSON.stringify(lines))).size).toBe(3)
        for (const { lines, rateBp } of offers) {
          const flows = lines.map((line) => ({ on: line.dueOn, amount: line.principal + line.interest }))
          expect(Math.abs(presentValue(flows, discountBp, on) - worth)).toBeLessThanOrEqual(100)
          expect(sumMinor(lines.map((line) => line.principal))).toBe(price)
          expect(lines.every((line) => isWorkingDay(RUSSIA, line.dueOn) && line.interest >= 0)).toBe(true)
          const inTime = lines.filter((line) => line.dueOn <= cash.by)
          expect(sumMinor(inTime.map((line) => line.principal))).toBeGreaterThanOrEqual(cash.amount)
          const limited = lines.map((line) => ({ on: line.nominalOn, principal: line.principal }))
          expect(breachesOf(price, limited, rateBp, limits)).toEqual([])
        }
      }),
      { numRuns: 120 },
    )
    expect(made).toBeGreaterThan(90)
  }, 30_000)

  test('a target that leaves no room is refused with the reason', () => {
    const target = { price: 1_000_000_00, on: '2026-11-20', discountBp: 0, worth: 1_000_000_01, cash: null, limits }
    expect(() => negotiate({ ...target, limits: { ...limits, max_months: 0 } }, RUSSIA)).toThrow(AppError)
    // Nothing is worth more than its price where waiting costs nothing and the free term is over.
    expect(() => negotiate({ ...target, cash: { amount: 1_000_000_00, by: '2026-11-19' } }, RUSSIA)).toThrow(AppError)
  })
})
