import { expect, it } from 'vitest'
import type { RuleTerms } from './pricing-model.ts'
import { EMPTY_TERMS, problemsOf } from './rule-check.ts'

const good: RuleTerms = { ...EMPTY_TERMS, base: { frame: 25_000_000 } }
const faults = (terms: Partial<RuleTerms>) =>
  problemsOf({ ...good, ...terms }).map(({ part, index, fault }) => `${part} ${index} ${fault}`)
const promo = {
  code: 'a',
  name: 'А',
  type: 'stackable' as const,
  discount_bp: 100,
  from_on: null,
  to_on: null,
  kinds: [],
}

it('a base for one stage is enough, none is too little', () => {
  expect(faults({})).toEqual([])
  expect(faults({ base: {} })).toEqual(['base null no-base'])
  expect(faults({ base: { frame: 0 } })).toEqual(['base null no-base'])
})

it('floors touch without overlapping, and go upwards', () => {
  const band = (from: number, to: number) => ({ from, to, coef: 1_000_000 })
  expect(faults({ floor: [band(1, 5), band(6, 10)] })).toEqual([])
  expect(faults({ floor: [band(1, 5), band(5, 10), band(9, 8)] })).toEqual(['floor 1 overlap', 'floor 2 order'])
})

it('areas may share an end, which belongs to the next', () => {
  const band = (from_cm2: number, to_cm2: number) => ({ from_cm2, to_cm2, coef: 1_000_000 })
  expect(faults({ area: [band(0, 300_000), band(300_000, 500_000)] })).toEqual([])
  expect(faults({ area: [band(0, 300_000), band(299_999, 500_000), band(7, 7)] })).toEqual([
    'area 1 overlap',
    'area 2 order',
  ])
})

it('additions and promotions have names and do something; codes differ, dates go forward', () => {
  expect(
    faults({
      adds: [
        { name: ' ', ppm_minor: 5, kinds: [] },
        { name: 'терраса', ppm_minor: 0, kinds: [] },
      ],
    }),
  ).toEqual(['adds 0 no-name', 'adds 1 no-effect'])
  expect(
    faults({
      promos: [
        promo,
        { ...promo, name: 'Б' },
        { ...promo, code: 'c', from_on: '2026-05-02', to_on: '2026-05-01' },
        { ...promo, code: 'd', discount_bp: 0 },
      ],
    }),
  ).toEqual(['promos 1 same-code', 'promos 2 order', 'promos 3 no-effect'])
})
