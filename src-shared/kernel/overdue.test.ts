import { describe, expect, test } from 'vitest'
import { addDays } from './day.ts'
import { PARTICIPATION_EXIT_PACKS } from './law-ru.ts'
import { type Payable, bucketOf, exitRight, overdueOn } from './overdue.ts'

const rule = PARTICIPATION_EXIT_PACKS[0]!.params
const unpaid = (dueOn: string, amount = 100): Payable => ({ dueOn, amount, paid: [] })

describe('overdue debts (C4.10)', () => {
  test('the buckets begin the day after the due day', () => {
    expect([0, 1, 30, 31, 60, 61, 90, 91].map(bucketOf)).toEqual([
      null,
      '1-30',
      '1-30',
      '31-60',
      '31-60',
      '61-90',
      '61-90',
      '90+',
    ])
  })

  test('only what was still open on the asked day is overdue', () => {
    const on = '2026-06-01'
    const payables = [
      unpaid(on),
      unpaid(addDays(on, -30)),
      {
        ...unpaid(addDays(on, -31)),
        paid: [
          { on: '2026-05-20', amount: 40 },
          { on: '2026-06-02', amount: 60 },
        ],
      },
      unpaid(addDays(on, -100)),
      unpaid(addDays(on, 5)),
    ]
    expect(overdueOn(payables, on)).toEqual({
      total: 260,
      buckets: { '1-30': 100, '31-60': 60, '61-90': 0, '90+': 100 },
      oldestDays: 100,
    })
  })
})

describe('the right to leave the contract (C2.8)', () => {
  test('a delay of more than two months gives it, after a warning of thirty days', () => {
    expect(exitRight([unpaid('2026-01-10')], '2026-03-10', rule).ground).toBe('none')
    expect(exitRight([unpaid('2026-01-10')], '2026-03-11', rule)).toEqual({
      ground: 'delay',
      violations: 1,
      since: '2026-03-10',
      mayLeaveFrom: '2026-04-10',
    })
  })

  test('instalments broken more than three times in twelve months give it even if all are paid late', () => {
    const late = (dueOn: string): Payable => ({ dueOn, amount: 100, paid: [{ on: addDays(dueOn, 3), amount: 100 }] })
    const three = ['2026-01-10', '2026-02-10', '2026-03-10'].map(late)
    expect(exitRight(three, '2026-05-01', rule).ground).toBe('none')
    expect(exitRight([...three, late('2026-04-10')], '2026-05-01', rule)).toMatchObject({
      ground: 'violations',
      violations: 4,
    })
    expect(exitRight([late('2025-01-10'), ...three], '2026-05-01', rule)).toMatchObject({
      ground: 'none',
      violations: 3,
    })
  })
})
