import { expect, test } from 'vitest'
import { ceilingOf, effectiveLimits, isWithin } from './limits.ts'

test('of several roles the highest limit holds, and no ceiling is higher than any', () => {
  const roles = [
    { kind: 'discount', ceiling: 200 },
    { kind: 'discount', ceiling: 1000 },
    { kind: 'refund', ceiling: 300_000 },
    { kind: 'refund', ceiling: null },
  ] as const
  expect(effectiveLimits([], roles)).toEqual([
    { kind: 'discount', ceiling: 1000 },
    { kind: 'refund', ceiling: null },
  ])
})

test('a limit of one’s own takes the place of the roles’, also when it is lower', () => {
  const limits = effectiveLimits([{ kind: 'discount', ceiling: 0 }], [{ kind: 'discount', ceiling: 1000 }])
  expect(limits).toEqual([{ kind: 'discount', ceiling: 0 }])
  expect(isWithin(limits, 'discount', 1)).toBe(false)
})

test('a kind nobody gave a limit for allows nothing', () => {
  expect(ceilingOf([], 'write_off')).toBe(0)
  expect(isWithin([], 'write_off', 1)).toBe(false)
  expect(isWithin([{ kind: 'write_off', ceiling: null }], 'write_off', 1e12)).toBe(true)
})
