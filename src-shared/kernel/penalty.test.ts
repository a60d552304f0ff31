import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addDays, daysBetween } from './day.ts'
import { DEVELOPER_MORATORIA, DEVELOPER_RATE_CAPS, KEY_RATES } from './law-ru.ts'
import { type PenaltyInputs, penaltyFor } from './penalty.ts'
import { percent } from './percent.ts'

const rates = [{ from: '2020-01-01', value: percent(15) }]
const days = (from: string, count: number) => ({ from, to: addDays(from, count - 1) })

describe('penalties (C4.6–C4.8)', () => {
  test('C4.6: a buyer’s delay costs 1/300 of the rate a day', () => {
    expect(
      penaltyFor({ ...days('2026-02-01', 45), base: [{ from: '2026-01-01', value: 100_000_000 }], rates }).amount,
    ).toBe(2_250_000)
  })

  test('C4.7: a developer’s delay costs a citizen twice that', () => {
    expect(
      penaltyFor({
        ...days('2026-02-01', 60),
        base: [{ from: '2026-01-01', value: 1_000_000_000 }],
        rates,
        multiplier: 2,
      }).amount,
    ).toBe(60_000_000)
  })

  test('C4.8: nothing accrues in a moratorium and the capped rate applies after it', () => {
    const penalty = penaltyFor({
      from: '2024-03-20',
      to: '2026-01-02',
      base: [{ from: '2024-01-01', value: 1_000_000_000 }],
      rates: [...KEY_RATES],
      exclusions: [...DEVELOPER_MORATORIA],
      caps: [...DEVELOPER_RATE_CAPS],
      multiplier: 2,
    })
    expect(penalty.days).toBe(4)
    expect(penalty.amount).toBe(2_000_000)
    expect(penalty.lines.filter((line) => line.amount > 0).map((line) => [line.from, line.to, line.amount])).toEqual([
      ['2024-03-20', '2024-03-21', 1_000_000],
      ['2026-01-01', '2026-01-02', 1_000_000],
    ])
  })

  test('a debt paid in parts shrinks the base from the day after, and the ceiling of the contract holds', () => {
    const inputs: PenaltyInputs = {
      ...days('2026-02-01', 10),
      base: [
        { from: '2026-01-01', value: 30_000_000 },
        { from: '2026-02-06', value: 10_000_000 },
      ],
      rates,
    }
    expect(penaltyFor(inputs).lines.map((line) => [line.days, line.base, line.amount])).toEqual([
      [5, 30_000_000, 75_000],
      [5, 10_000_000, 25_000],
    ])
    expect(penaltyFor({ ...inputs, limit: 60_000 })).toMatchObject({ amount: 60_000, isLimited: true })
  })

  test('the rate may be that of the day of performance for the whole delay', () => {
    const series = [
      { from: '2026-01-01', value: percent(10) },
      { from: '2026-02-05', value: percent(20) },
    ]
    const base = [{ from: '2026-01-01', value: 30_000_000 }]
    expect(penaltyFor({ ...days('2026-02-01', 10), base, rates: series }).amount).toBe(160_000)
    expect(penaltyFor({ ...days('2026-02-01', 10), base, rates: series, rateOf: { day: '2026-02-01' } }).amount).toBe(
      100_000,
    )
  })

  test('no delay is no penalty, and an unknown rate is refused instead of guessed', () => {
    expect(
      penaltyFor({ from: '2026-02-02', to: '2026-02-01', base: [{ from: '2026-01-01', value: 1 }], rates }),
    ).toEqual({ lines: [], days: 0, amount: 0, isLimited: false })
    expect(() => penaltyFor({ ...days('2019-12-31', 3), base: [{ from: '2019-01-01', value: 1 }], rates })).toThrow(
      RangeError,
    )
  })

  test('C23.3: a thousand random cases with moratorium windows equal the day-by-day sum, and the lines add up', () => {
    const start = '2022-01-01'
    const dayFrom = (max: number) => fc.integer({ min: 0, max }).map((offset) => addDays(start, offset))
    const step = <T>(value: fc.Arbitrary<T>) =>
      fc.uniqueArray(fc.record({ from: dayFrom(400), value }), { selector: (each) => each.from, maxLength: 5 })
    const window = fc
      .tuple(dayFrom(400), fc.integer({ min: 0, max: 90 }))
      .map(([from, length]) => ({ from, to: addDays(from, length), act: 'act' }))
    const rate = fc.integer({ min: 0, max: 2_500 }).map((value) => ({ num: value, den: 10_000 }))
    const scenario = fc.record({
      from: dayFrom(300),
      length: fc.integer({ min: 0, max: 200 }),
      base: step(fc.integer({ min: 0, max: 2_000_000_000 })),
      rates: step(rate),
      exclusions: fc.array(window, { maxLength: 3 }),
      cap: rate,
      divisor: fc.constantFrom(300, 365, 1),
      multiplier: fc.constantFrom(1, 2),
    })
    fc.assert(
      fc.property(scenario, ({ from, length, cap, ...rest }) => {
        const inputs = {
          ...rest,
          from,
          to: addDays(from, length),
          caps: [{ from: '2022-06-01', to: '2022-08-31', rate: cap, act: 'cap' }],
          base: [{ from: start, value: 100_000_000 }, ...rest.base.filter((each) => each.from > start)],
          rates: [{ from: start, value: percent(15) }, ...rest.rates.filter((each) => each.from > start)],
        }
        const penalty = penaltyFor(inputs)
        expect(penalty.amount).toBe(reference(inputs))
        expect(penalty.lines.reduce((sum, line) => sum + line.amount, 0)).toBe(penalty.amount)
      }),
      { numRuns: 1_000 },
    )
  })
})

/** The definition, one day at a time, over a denominator that every term divides. */
function reference(
  inputs: Required<
    Pick<PenaltyInputs, 'from' | 'to' | 'base' | 'rates' | 'exclusions' | 'caps' | 'divisor' | 'multiplier'>
  >,
): number {
  const at = <T>(steps: readonly { from: string; value: T }[], day: string) =>
    [...steps].sort((a, b) => (a.from < b.from ? 1 : -1)).find((step) => step.from <= day)!.value
  let sum = 0n
  const common = 10_000n * BigInt(inputs.divisor)
  for (let offset = 0; offset <= daysBetween(inputs.from, inputs.to); offset++) {
    const day = addDays(inputs.from, offset)
    if (inputs.exclusions.some((window) => window.from <= day && day <= window.to)) continue
    const rate = at(inputs.rates, day)
    const cap = inputs.caps.find((each) => each.from <= day && day <= each.to!)?.rate
    const points = Math.min((rate.num * 10_000) / rate.den, cap ? (cap.num * 10_000) / cap.den : Infinity)
    sum += BigInt(at(inputs.base, day)) * BigInt(points) * BigInt(inputs.multiplier)
  }
  return Number((2n * sum + common) / (2n * common))
}
