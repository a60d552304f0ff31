import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type AllocationPolicy, CIVIL_CODE_319, type Due, PRINCIPAL_FIRST, allocatePayment } from './allocation.ts'
import { addDays } from './day.ts'

const dues: Due[] = [
  { id: 'pen', kind: 'penalty', dueOn: '2026-03-01', open: 500 },
  { id: 'i1', kind: 'interest', dueOn: '2026-02-01', open: 100 },
  { id: 'p2', kind: 'principal', dueOn: '2026-03-01', open: 1_000 },
  { id: 'p1', kind: 'principal', dueOn: '2026-02-01', open: 1_000 },
  { id: 'p3', kind: 'principal', dueOn: '2026-05-01', open: 1_000 },
  { id: 'p4', kind: 'principal', dueOn: '2026-06-01', open: 1_000 },
]
const policy: AllocationPolicy = { order: PRINCIPAL_FIRST, penalty: 'when-named', overpayment: 'next' }
const pay = (amount: number, change: Partial<AllocationPolicy> = {}, named: string[] = []) => {
  const { parts, advance } = allocatePayment({ amount, on: '2026-04-01', named }, dues, { ...policy, ...change })
  return [
    ...parts.map((part) => `${part.dueId} ${part.amount} ${part.why}`),
    ...(advance ? [`advance ${advance}`] : []),
  ]
}

describe('allocation of a payment (C4.5)', () => {
  test('the oldest principal is settled first, then later ones, then the next instalments', () => {
    expect(pay(1_500)).toEqual(['p1 1000 due', 'p2 500 due'])
    expect(pay(3_000)).toEqual(['p1 1000 due', 'p2 1000 due', 'i1 100 due', 'p3 900 ahead'])
  })

  test('by art. 319 interest comes before principal', () => {
    expect(pay(1_500, { order: CIVIL_CODE_319 })).toEqual(['i1 100 due', 'p1 1000 due', 'p2 400 due'])
  })

  test('a penalty is settled only when the payer names it or the contract orders it', () => {
    expect(pay(9_000)).toEqual([
      'p1 1000 due',
      'p2 1000 due',
      'i1 100 due',
      'p3 1000 ahead',
      'p4 1000 ahead',
      'advance 4900',
    ])
    expect(pay(600, {}, ['pen'])).toEqual(['pen 500 named', 'p1 100 due'])
    expect(pay(2_300, { penalty: 'by-contract' })).toEqual(['p1 1000 due', 'p2 1000 due', 'i1 100 due', 'pen 200 due'])
  })

  test('an overpayment goes to the tail or stays an advance if the user says so', () => {
    expect(pay(2_600, { overpayment: 'tail' })).toEqual(['p1 1000 due', 'p2 1000 due', 'i1 100 due', 'p4 500 tail'])
    expect(pay(2_600, { overpayment: 'advance' })).toEqual(['p1 1000 due', 'p2 1000 due', 'i1 100 due', 'advance 500'])
  })

  test('no kopeck is lost and no debt is overpaid', () => {
    const due = fc.record({
      id: fc.uuid(),
      kind: fc.constantFrom('cost' as const, 'interest' as const, 'principal' as const, 'penalty' as const),
      dueOn: fc.integer({ min: -90, max: 90 }).map((days) => addDays('2026-04-01', days)),
      open: fc.integer({ min: 0, max: 10_000 }),
    })
    fc.assert(
      fc.property(
        fc.uniqueArray(due, { selector: (each) => each.id, maxLength: 12 }),
        fc.integer({ min: 0, max: 100_000 }),
        fc.constantFrom('next' as const, 'tail' as const, 'advance' as const),
        (open, amount, overpayment) => {
          const result = allocatePayment(
            { amount, on: '2026-04-01', named: open.slice(0, 2).map((each) => each.id) },
            open,
            { ...policy, overpayment },
          )
          expect(result.parts.reduce((sum, part) => sum + part.amount, 0) + result.advance).toBe(amount)
          for (const each of open)
            expect(
              result.parts.filter((part) => part.dueId === each.id).reduce((sum, part) => sum + part.amount, 0),
            ).toBeLessThanOrEqual(each.open)
        },
      ),
    )
  })
})
