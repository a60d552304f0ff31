import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { lintMachine } from '../../kernel/states.ts'
import { toInstant } from '../../kernel/instant.ts'
import { CLAIM_KINDS } from './model.ts'
import {
  isFrozen,
  priceListMachine,
  priorityOf,
  reservationMachine,
  sinceAt,
  statusAt,
  type ClaimSpan,
} from './status.ts'

const at = (day: number) => toInstant(Date.UTC(2026, 0, day))
const claim = (kind: ClaimSpan['kind'], from: number, to?: number): ClaimSpan => ({
  kind,
  from_at: at(from),
  ended_at: to === undefined ? null : at(to),
})

describe('the status of a unit', () => {
  it('is the strongest live claim, and free without one', () => {
    const claims = [claim('hold_technical', 1, 20), claim('reserved', 5, 9), claim('under_contract', 9)]
    expect([1, 5, 8, 9, 25].map((day) => statusAt(claims, at(day)))).toEqual([
      'hold_technical',
      'reserved',
      'reserved',
      'under_contract',
      'under_contract',
    ])
    expect(statusAt(claims, at(0))).toBe('free')
  })

  it('holds since the claim began or a stronger one ended', () => {
    const claims = [claim('not_for_sale', 1), claim('reserved', 5, 9)]
    expect([0, 2, 6, 9].map((day) => sinceAt(claims, at(day)))).toEqual([null, at(1), at(5), at(9)])
  })

  it('is never weaker than any claim that lives at that moment', () => {
    const spans = fc.array(
      fc.record({
        kind: fc.constantFrom(...CLAIM_KINDS),
        from: fc.integer({ min: 1, max: 50 }),
        days: fc.option(fc.integer({ min: 0, max: 30 })),
      }),
      { maxLength: 8 },
    )
    fc.assert(
      fc.property(spans, fc.integer({ min: 0, max: 90 }), (rows, day) => {
        const claims = rows.map(({ kind, from, days }) => claim(kind, from, days === null ? undefined : from + days))
        const live = claims.filter(
          ({ from_at, ended_at }) => from_at <= at(day) && (ended_at === null || ended_at > at(day)),
        )
        const status = statusAt(claims, at(day))
        expect(Math.min(priorityOf('free'), ...live.map(({ kind }) => priorityOf(kind)))).toBe(priorityOf(status))
      }),
    )
  })

  it('freezes the price where somebody holds the unit and not where the house does', () => {
    expect((['reserved', 'sold', 'hold_technical', 'not_for_sale', 'free', 'occupied'] as const).map(isFrozen)).toEqual(
      [true, true, false, false, false, false],
    )
  })

  it('has machines without faults', () => {
    expect(lintMachine(priceListMachine)).toEqual([])
    expect(lintMachine(reservationMachine)).toEqual([])
  })
})
