import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { absorbed, added, byDate, totalOf, withDay, type EditedLine } from './editing.ts'

const line = (id: string, due_on: string, principal_minor: number, is_frozen = false): EditedLine => ({
  id,
  due_on,
  pay_on: due_on,
  principal_minor,
  interest_minor: 0,
  label: null,
  area_cm2: null,
  ppm_minor: null,
  is_frozen,
  paid_minor: 0,
})

describe('lines edited by hand', () => {
  test('a day off shows the working day beside it', () => {
    expect(withDay(line('a', '2026-01-01', 1), '2026-05-09')).toMatchObject({
      due_on: '2026-05-09',
      pay_on: '2026-05-12',
    })
  })

  test('a new line stands a month after the one it was added to, the 31st on the last day of February', () => {
    const lines = added(
      [line('a', '2028-01-31', 5), line('b', '2028-06-30', 5)],
      line('a', '2028-01-31', 5),
      'c',
      '2028-01-01',
    )
    expect(lines.map(({ id, due_on, pay_on }) => [id, due_on, pay_on])).toEqual([
      ['a', '2028-01-31', '2028-01-31'],
      ['c', '2028-02-29', '2028-02-29'],
      ['b', '2028-06-30', '2028-06-30'],
    ])
  })

  test('what is absorbed brings the total to the price and leaves frozen lines alone, or nothing is done', () => {
    const lines = fc.array(fc.tuple(fc.integer({ min: 0, max: 1_000_000 }), fc.boolean()), {
      minLength: 1,
      maxLength: 8,
    })
    fc.assert(
      fc.property(
        lines,
        fc.integer({ min: 0, max: 5_000_000 }),
        fc.constantFrom('last' as const, 'all' as const),
        (sums, price, how) => {
          const before = byDate(sums.map(([sum, isFrozen], index) => line(String(index), '2026-01-01', sum, isFrozen)))
          const after = absorbed(before, price, how)
          if (after === null) return
          expect(totalOf(after)).toBe(price)
          expect(
            after.every(
              (each, index) =>
                each.principal_minor >= 0 &&
                (!each.is_frozen || each.principal_minor === before[index]?.principal_minor),
            ),
          ).toBe(true)
        },
      ),
    )
  })
})
