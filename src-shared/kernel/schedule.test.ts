import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { RUSSIA } from './calendar-ru.ts'
import { isWorkingDay } from './calendar.ts'
import { annuityPayment } from './interest.ts'
import { sumMinor } from './money.ts'
import { percent, ratio } from './percent.ts'
import { type SchedulePlan, makeSchedule, priceOfAreaPlan } from './schedule.ts'
import { checkSchedule, editLine, restructure } from './schedule-edit.ts'

const options = { calendar: RUSSIA }
const PRICE = 1_234_567_890
const equal: SchedulePlan = {
  kind: 'equal',
  first: { share: percent(30) },
  firstOn: '2026-01-20',
  count: 11,
  dates: { startOn: '2026-02-28', everyMonths: 1, dayOfMonth: 31 },
}

describe('schedules (C4)', () => {
  test('C4.2: the first part is rounded half up and the last payment takes the odd kopecks', () => {
    const lines = makeSchedule(PRICE, equal, options)
    expect(lines.map((line) => line.principal)).toEqual([
      370_370_367,
      ...Array<number>(10).fill(78_563_411),
      78_563_413,
    ])
    expect([lines[0]?.kind, lines[0]?.balance, lines.at(-1)?.kind, lines.at(-1)?.balance]).toEqual([
      'first',
      864_197_523,
      'last',
      0,
    ])
  })

  test('C4.3: the 31st is the last day of shorter months and moves to a working day, both dates kept', () => {
    const lines = makeSchedule(PRICE, equal, options)
    expect(lines.slice(1, 4).map((line) => [line.nominalOn, line.dueOn])).toEqual([
      ['2026-02-28', '2026-03-02'],
      ['2026-03-31', '2026-03-31'],
      ['2026-04-30', '2026-04-30'],
    ])
  })

  test('C4.4: interest on the outstanding balance with equal principal', () => {
    const plan: SchedulePlan = {
      kind: 'interest',
      method: 'equal-principal',
      count: 3,
      rate: percent(12),
      from: '2026-01-01',
      dayCount: 'actual/actual',
      dates: { startOn: '2026-02-01', everyMonths: 1, dayOfMonth: 1 },
    }
    expect(makeSchedule(90_000_000, plan, options).map((line) => [line.principal, line.interest])).toEqual([
      [30_000_000, 917_260],
      [30_000_000, 552_329],
      [30_000_000, 305_753],
    ])
  })

  test('an annuity agrees with the broker’s calculator and closes to the kopeck', () => {
    expect(annuityPayment(425_000_000, percent('11.5'), 360)).toBe(4_208_739)
    const lines = makeSchedule(
      425_000_000,
      {
        kind: 'interest',
        method: 'annuity',
        count: 360,
        rate: percent('11.5'),
        from: '2026-01-10',
        dates: { startOn: '2026-02-10', everyMonths: 1 },
        dayCount: 'actual/actual',
      },
      options,
    )
    expect(sumMinor(lines.map((line) => line.principal))).toBe(425_000_000)
    expect(Math.abs((lines.at(-1)?.principal ?? 0) + (lines.at(-1)?.interest ?? 0) - 4_208_739)).toBeLessThan(2_000)
  })

  test('balloon, stages and full payment', () => {
    const dates = { startOn: '2026-03-10', everyMonths: 3 }
    expect(
      makeSchedule(100_000_000, { kind: 'balloon', count: 4, regular: { amount: 5_000_000 }, dates }, options).map(
        (line) => line.principal,
      ),
    ).toEqual([5_000_000, 5_000_000, 5_000_000, 85_000_000])
    const stages = makeSchedule(
      100_000_001,
      {
        kind: 'stages',
        stages: [
          { label: 'Фундамент', share: ratio(1, 3), on: '2026-03-01' },
          { label: 'Каркас', share: ratio(1, 3), on: '2026-09-01' },
          { label: 'Ввод', share: ratio(1, 3), on: '2027-06-01' },
        ],
      },
      options,
    )
    expect(stages.map((line) => [line.label, line.principal, line.dueOn])).toEqual([
      ['Фундамент', 33_333_334, '2026-03-02'],
      ['Каркас', 33_333_334, '2026-09-01'],
      ['Ввод', 33_333_333, '2027-06-01'],
    ])
    expect(makeSchedule(5, { kind: 'full', on: '2026-01-01' }, options)[0]).toEqual({
      kind: 'last',
      nominalOn: '2026-01-01',
      dueOn: '2026-01-12',
      principal: 5,
      interest: 0,
      balance: 0,
    })
  })

  test('with a price per metre fixed by date each payment buys its own area and the last one buys the rest', () => {
    const plan = {
      kind: 'area' as const,
      areaCm2: 500_000,
      lines: [
        { on: '2026-02-02', ppm: 20_000_000, amount: 400_000_000 },
        { on: '2026-05-05', ppm: 21_000_000, amount: 300_000_000 },
        { on: '2026-08-03', ppm: 22_000_000 },
      ],
    }
    const lines = makeSchedule(priceOfAreaPlan(plan), plan, options)
    expect(lines.map((line) => [line.principal, line.areaCm2])).toEqual([
      [400_000_000, 200_000],
      [300_000_000, 142_857],
      [345_714_600, 157_143],
    ])
  })

  test('plans that do not come to the price are refused with the reason', () => {
    const refused = (plan: SchedulePlan) => {
      try {
        makeSchedule(1_000_00, plan, options)
      } catch (error) {
        return (error as { details: { reason: string } }).details.reason
      }
      return 'made'
    }
    expect([
      refused({ kind: 'custom', lines: [{ on: '2026-02-02', amount: 1 }] }),
      refused({ kind: 'stages', stages: [{ label: 'a', share: percent(99), on: '2026-02-02' }] }),
      refused({
        kind: 'balloon',
        count: 3,
        regular: { amount: 60_000 },
        dates: { startOn: '2026-02-02', everyMonths: 1 },
      }),
      refused({
        kind: 'equal',
        first: { amount: 1_000_01 },
        count: 3,
        dates: { startOn: '2026-02-02', everyMonths: 1 },
      }),
    ]).toEqual([
      'kernel.schedule-sum',
      'kernel.schedule-shares',
      'kernel.schedule-negative',
      'kernel.schedule-first-too-large',
    ])
  })

  test('whatever the terms, principals add up to the price, dates rise and every due day is worked', () => {
    const plan = fc.record({
      price: fc.integer({ min: 1, max: 100_000_000_000 }),
      share: fc.integer({ min: 0, max: 100 }),
      count: fc.integer({ min: 1, max: 60 }),
      day: fc.integer({ min: 1, max: 31 }),
      every: fc.constantFrom(1, 3, 6),
      method: fc.constantFrom('equal-principal' as const, 'annuity' as const, 'balloon' as const),
      withInterest: fc.boolean(),
      rate: fc.integer({ min: 0, max: 40 }),
    })
    fc.assert(
      fc.property(plan, ({ price, share, count, day, every, method, withInterest, rate }) => {
        const common = {
          first: { share: percent(share) },
          firstOn: '2026-01-15',
          count,
          dates: { startOn: '2026-01-15', everyMonths: method === 'annuity' ? 1 : every, dayOfMonth: day },
        }
        const lines = makeSchedule(
          price,
          withInterest
            ? {
                kind: 'interest',
                ...common,
                rate: percent(rate),
                from: '2026-01-15',
                method,
                dayCount: 'actual/actual',
              }
            : { kind: 'equal', ...common },
          options,
        )
        expect(sumMinor(lines.map((line) => line.principal))).toBe(price)
        expect(lines.at(-1)?.balance).toBe(0)
        expect(
          lines.every((line) => line.principal >= 0 && line.interest >= 0 && isWorkingDay(RUSSIA, line.dueOn)),
        ).toBe(true)
        expect(lines.every((line, index) => index === 0 || line.nominalOn >= (lines[index - 1]?.nominalOn ?? ''))).toBe(
          true,
        )
      }),
      { numRuns: 200 },
    )
  })
})

describe('schedules edited by hand', () => {
  const lines = makeSchedule(PRICE, equal, options)

  test('the last payment or all later ones take the difference', () => {
    const last = editLine(lines, 1, { principal: 100_000_000 }, 'last', options)
    expect([last[1]?.principal, last.at(-1)?.principal, sumMinor(last.map((line) => line.principal))]).toEqual([
      100_000_000,
      57_126_824,
      PRICE,
    ])
    const following = editLine(lines, 1, { principal: 100_000_000, on: '2026-02-21' }, 'following', options)
    expect([
      following[1]?.dueOn,
      following[2]?.principal,
      sumMinor(following.map((line) => line.principal)),
      following.at(-1)?.balance,
    ]).toEqual(['2026-02-24', 76_419_752, PRICE, 0])
  })

  test('a change that the others cannot take is refused', () => {
    expect(() => editLine(lines, 1, { principal: PRICE }, 'last', options)).toThrow(
      expect.objectContaining({ details: { reason: 'kernel.schedule-negative', line: 12 } }),
    )
    expect(() => editLine(lines.slice(0, 1), 0, { principal: 1 }, 'following', options)).toThrow(
      expect.objectContaining({ code: 'invalid' }),
    )
  })

  test('typed lines are checked against the price, for order and for doubles', () => {
    const [a, b] = [lines[1]!, lines[2]!]
    expect(checkSchedule(200_000_000, [b, a, { ...a }])).toEqual([
      { kind: 'sum', expected: 200_000_000, found: 235_690_233 },
      { kind: 'order', line: 2 },
      { kind: 'duplicate-date', line: 3 },
    ])
    expect(checkSchedule(PRICE, lines)).toEqual([])
  })

  test('C4.9: a restructuring freezes what was paid and plans the rest anew', () => {
    const paid = [370_370_367, 78_563_411, 10_000_000]
    const next = restructure(
      PRICE,
      lines,
      paid,
      { kind: 'equal', count: 2, dates: { startOn: '2026-09-01', everyMonths: 1 } },
      options,
    )
    expect([next.frozen, next.lines.map((line) => [line.nominalOn, line.principal])]).toEqual([
      3,
      [
        ['2026-01-20', 370_370_367],
        ['2026-02-28', 78_563_411],
        ['2026-03-31', 10_000_000],
        ['2026-09-01', 387_817_056],
        ['2026-10-01', 387_817_056],
      ],
    ])
    expect(lines).toHaveLength(12)
  })
})
