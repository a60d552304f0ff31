import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  allocate,
  formatMinor,
  multiply,
  parseMinor,
  roundTo,
  roundToRuble,
  splitEqually,
  sumMinor,
  vatInside,
} from './money.ts'
import { divideRoundHalfUp, formatPercent, parseRatio, percent, ratio } from './percent.ts'

const amount = fc.integer({ min: -1_000_000_000_000, max: 1_000_000_000_000 })

describe('rounding (C5)', () => {
  test('C5: VAT inside a gross line: 12,200.00 at 22 % is 2,200.00, 999.99 is 180.33; 1,500.00 at 10 % is 136.36; 1,050.00 at 5 % is 50.00', () => {
    const vectors = [
      [1_220_000, 22],
      [99_999, 22],
      [150_000, 10],
      [105_000, 5],
    ] as const
    expect(vectors.map(([gross, rate]) => vatInside(gross, percent(rate)))).toEqual([220_000, 18_033, 13_636, 5_000])
  })

  test('C5: a document discount goes over the lines by largest remainder, ties by line order: 10,000 over 33,333, 33,333 and 33,334', () => {
    expect(allocate(10_000, [33_333, 33_333, 33_334])).toEqual([3_333, 3_333, 3_334])
  })

  test('C5: an equal split gives the odd kopecks to the first parts: 10,000.00 by three is 3,333.34, 3,333.33, 3,333.33', () => {
    expect(splitEqually(1_000_000, 3)).toEqual([333_334, 333_333, 333_333])
  })

  test('C5: income tax drops less than 50 kopecks and counts 50 and more as a ruble', () => {
    expect([149, 150, 1_049_999, 1_050_050, -150].map(roundToRuble)).toEqual([100, 200, 1_050_000, 1_050_100, -200])
  })

  test('a price is rounded to a thousand rubles', () => {
    expect(roundTo(1_234_549_999, 100_000)).toBe(1_234_500_000)
  })

  test('halves go away from zero, so a reversal mirrors what it reverses', () => {
    expect([divideRoundHalfUp(5n, 2n), divideRoundHalfUp(-5n, 2n), divideRoundHalfUp(5n, -2n)]).toEqual([3n, -3n, -3n])
    fc.assert(
      fc.property(
        amount,
        fc.integer({ min: 1, max: 10_000 }),
        (sum, share) => multiply(-sum, ratio(share, 10_000)) === (-multiply(sum, ratio(share, 10_000)) || 0),
      ),
    )
  })

  test('whatever the weights, parts add up to the total and no part is off by a whole kopeck', () => {
    fc.assert(
      fc.property(
        amount,
        fc.array(fc.integer({ min: 0, max: 10_000_000 }), { minLength: 1, maxLength: 30 }),
        (total, weights) => {
          fc.pre(weights.some((weight) => weight > 0))
          const whole = weights.reduce((a, b) => a + b, 0)
          const parts = allocate(total, weights)
          expect(sumMinor(parts)).toBe(total)
          expect(
            parts.every(
              (part, index) => Math.abs(part - (total * (weights[index] ?? 0)) / whole) < 1 + 1e-6 * Math.abs(part),
            ),
          ).toBe(true)
        },
      ),
    )
  })

  test('weights that say nothing are refused', () => {
    expect(() => allocate(100, [0, 0])).toThrow(RangeError)
    expect(() => allocate(100, [1, -1])).toThrow(RangeError)
  })

  test('an amount beyond the safe integers is refused, not rounded', () => {
    expect(() => multiply(9_000_000_000_000_000, percent(200))).toThrow(RangeError)
  })
})

describe('reading and writing', () => {
  test('amounts are read as people type them', () => {
    const texts = [
      '12 345 678,90',
      '12345678.9',
      '12\u00a0345\u202f678,90 ₽',
      "1'000",
      '−5',
      '-5,5 руб.',
      '0',
      '100 рублей',
      '-0',
    ]
    expect(texts.map(parseMinor)).toEqual([
      1_234_567_890, 1_234_567_890, 1_234_567_890, 100_000, -500, -550, 0, 10_000, 0,
    ])
  })

  test('what could mean two sums is no sum', () => {
    expect(['1,234', '1.234,56', '', 'десять', '1e3', '12,345', '999999999999999999'].map(parseMinor)).toEqual([
      null,
      null,
      null,
      null,
      null,
      null,
      null,
    ])
  })

  test('what is written is read back', () => {
    fc.assert(fc.property(amount, (sum) => parseMinor(formatMinor(sum)) === sum))
    expect(formatMinor(-1_234_567_890)).toBe('−12\u00a0345\u00a0678,90')
  })

  test('shares are read as percent, decimals and fractions', () => {
    expect(['30%', '30', '0,3', '0.3', '1/3', '12,5 %', '1', 'x'].map(parseRatio)).toEqual([
      ratio(3, 10),
      ratio(3, 10),
      ratio(3, 10),
      ratio(3, 10),
      ratio(1, 3),
      ratio(1, 8),
      ratio(1, 1),
      null,
    ])
    expect([formatPercent(ratio(1, 8)), formatPercent(ratio(1, 3)), formatPercent(percent(20))]).toEqual([
      '12,5',
      '33,3333',
      '20',
    ])
  })
})
