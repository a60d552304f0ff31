import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addDays } from '../../kernel/day.ts'
import { DEVELOPER_MORATORIA, DEVELOPER_RATE_CAPS, KEY_RATES } from '../../kernel/law-ru.ts'
import { openOn } from '../../kernel/overdue.ts'
import { percent } from '../../kernel/percent.ts'
import { recompute } from '../../kernel/rule-pack.ts'
import { DELAY_RULE, delayPieces, overdueBase, type DelayInputs } from './delay.ts'

const inputs = (given: Partial<DelayInputs>): DelayInputs => ({
  side: 'buyer',
  isCitizen: true,
  from: '2026-02-01',
  to: '2026-03-17',
  base: [{ from: '2026-01-01', value: 100_000_000 }],
  rates: [{ from: '2020-01-01', value: percent(15) }],
  exclusions: [],
  caps: [],
  rateOf: 'each-day',
  limit: null,
  ...given,
})

describe('penalties of a deal (C4.6–C4.8)', () => {
  test('C4.6: 1,000,000.00 late by 45 days at 15 % is 22,500.00', () => {
    expect(delayPieces(inputs({})).map(({ packId, result }) => [packId, result.amount])).toEqual([
      ['ddu-delay-2005', 2_250_000],
    ])
  })

  test('C4.7: a developer 60 days late with 10,000,000.00 at 15 % owes a citizen 600,000.00, and a company half of it', () => {
    const late = {
      side: 'developer',
      to: addDays('2026-02-01', 59),
      base: [{ from: '2026-01-01', value: 1_000_000_000 }],
    } as const
    expect(delayPieces(inputs({ ...late, base: [...late.base] }))[0]?.result.amount).toBe(60_000_000)
    expect(delayPieces(inputs({ ...late, base: [...late.base], isCitizen: false }))[0]?.result.amount).toBe(30_000_000)
  })

  test('C4.8: nothing between 22.03.2024 and 31.12.2025, from 01.01.2026 again, never above 7.5 %', () => {
    const [piece] = delayPieces(
      inputs({
        side: 'developer',
        from: '2024-03-20',
        to: '2026-01-02',
        base: [{ from: '2024-01-01', value: 1_000_000_000 }],
        rates: [...KEY_RATES],
        exclusions: [...DEVELOPER_MORATORIA],
        caps: [...DEVELOPER_RATE_CAPS],
      }),
    )
    expect([piece?.result.days, piece?.result.amount]).toEqual([4, 2_000_000])
    // What is stored is what those days look at: one moratorium of the two, no rate of 2018.
    expect(piece?.inputs.exclusions).toHaveLength(1)
    expect(piece?.inputs.rates[0]?.from).toBe('2023-12-18')
  })

  test('a ceiling is of the whole delay, also where its days fall into two editions of the law', () => {
    const [now] = DELAY_RULE.packs
    if (!now) throw new RangeError('No edition')
    const changed = {
      ...DELAY_RULE,
      packs: [
        { ...now, validTo: '2026-02-28' },
        { ...now, id: 'ddu-delay-next', validFrom: '2026-03-01', params: { ...now.params, divisor: 150 } },
      ],
    }
    // 28 days at 500.00 and 17 at 1,000.00.
    const sums = (limit: number | null) =>
      delayPieces(inputs({ limit }), changed).map(({ packId, result }) => [packId, result.amount, result.isLimited])
    expect(sums(null)).toEqual([
      ['ddu-delay-2005', 1_400_000, false],
      ['ddu-delay-next', 1_700_000, false],
    ])
    expect(sums(2_000_000)).toEqual([
      ['ddu-delay-2005', 1_400_000, false],
      ['ddu-delay-next', 600_000, true],
    ])
    expect(sums(1_000_000)).toEqual([
      ['ddu-delay-2005', 1_000_000, true],
      ['ddu-delay-next', 0, true],
    ])
    for (const piece of delayPieces(inputs({ limit: 2_000_000 }), changed))
      expect(recompute(changed, piece)).toMatchObject({ isSame: true })
  })

  test('the rate series: each day is counted by the rate of that day, never the whole by one', () => {
    const change = { from: '2026-03-01', value: percent(16) }
    const [piece] = delayPieces(inputs({ rates: [{ from: '2020-01-01', value: percent(15) }, change] }))
    // 28 days of February at 15 %, 17 of March at 16 %, of 1,000,000.00 by 1/300.
    expect(piece?.result.lines.map((line) => [line.days, line.amount])).toEqual([
      [28, 1_400_000],
      [17, 906_667],
    ])
    expect(piece?.result.amount).toBe(2_306_667)
  })

  test('what is stored gives the same sum again', () => {
    for (const piece of delayPieces(inputs({ rates: [...KEY_RATES], rateOf: { day: '2025-12-01' } }))) {
      const stored = JSON.parse(JSON.stringify(piece)) as typeof piece
      expect(recompute(DELAY_RULE, stored)).toMatchObject({ isSame: true })
    }
  })

  test('a debt grows the day after it was due and shrinks the day after money came, a payment taken back included', () => {
    expect(
      overdueBase([
        {
          dueOn: '2026-02-10',
          amount: 100,
          paid: [
            { on: '2026-02-01', amount: 30 },
            { on: '2026-02-15', amount: 50 },
            { on: '2026-02-20', amount: -50 },
          ],
        },
        { dueOn: '2026-02-12', amount: 10, paid: [{ on: '2026-02-12', amount: 10 }] },
      ]),
    ).toEqual([
      { from: '2026-02-11', value: 70 },
      { from: '2026-02-16', value: 20 },
      { from: '2026-02-21', value: 70 },
    ])
  })

  test('on every day the base is what was open of the days gone by', () => {
    const start = '2026-01-01'
    const day = fc.integer({ min: 0, max: 60 }).map((offset) => addDays(start, offset))
    const payable = fc.record({
      dueOn: day,
      amount: fc.integer({ min: 1, max: 1_000 }),
      paid: fc
        .array(fc.record({ on: day, amount: fc.integer({ min: 1, max: 400 }) }), { maxLength: 4 })
        .map((parts) => parts.sort((a, b) => (a.on < b.on ? -1 : 1))),
    })
    fc.assert(
      fc.property(fc.array(payable, { maxLength: 5 }), (payables) => {
        const steps = overdueBase(payables)
        for (let offset = 0; offset <= 63; offset++) {
          const on = addDays(start, offset)
          const wanted = payables
            .filter(({ dueOn }) => dueOn < on)
            .reduce((sum, each) => sum + openOn(each, addDays(on, -1)), 0)
          expect(steps.filter((step) => step.from <= on).at(-1)?.value ?? 0).toBe(wanted)
        }
      }),
      { numRuns: 300 },
    )
  })
})
