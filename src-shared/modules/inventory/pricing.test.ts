import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RuleTerms } from './pricing-model.ts'
import { computePrice, linkedEdit, replay, ruleFor, type PricedUnit, type PriceRule } from './pricing.ts'

const terms: RuleTerms = {
  base: { frame: 25_000_000 },
  floor: [{ from: 10, to: 20, coef: 1_035_000 }],
  view: { sea: 1_150_000 },
  layout: { '2E': 980_000 },
  finishing: { finish: 1_060_000 },
  area: [{ from_cm2: 0, to_cm2: 300_000, coef: 1_080_000 }],
  adds: [{ name: 'терраса', ppm_minor: 500_000, kinds: ['flat'] }],
  promos: [],
  round_minor: 100_000,
}
const rule: PriceRule = {
  id: 'r',
  version: 3,
  complex_id: 'c',
  building_id: null,
  kind: null,
  min_ppm_minor: 20_000_000,
  terms,
}
const unit: PricedUnit = {
  kind: 'flat',
  stage: 'frame',
  area_cm2: 453_700,
  floor: 12,
  view: 'sea',
  layout: '2E',
  finishing: 'finish',
}
const promo = (type: 'exclusive' | 'stackable' | 'guarded', discount_bp: number) => ({
  code: type,
  name: type,
  type,
  discount_bp,
  from_on: null,
  to_on: null,
  kinds: [],
})

describe('the price formula', () => {
  it('multiplies the base by what fits, adds, multiplies by the area and rounds once', () => {
    const result = computePrice(rule, unit, '2026-03-01')
    const ppm = 250_000 * 1.035 * 1.15 * 0.98 * 1.06 + 5_000
    expect(result?.factors.steps.map(({ step }) => step)).toEqual([
      'base',
      'floor',
      'view',
      'layout',
      'finishing',
      'add',
      'rounding',
    ])
    expect(result?.price_minor).toBe(Math.round((ppm * 45.37) / 1000) * 100_000)
  })

  it('has no price for a stage without a base', () => {
    expect(computePrice(rule, { ...unit, stage: 'planned' }, '2026-03-01')).toBeNull()
  })

  it('takes an exclusive promotion alone or the others together, whichever is better, and stops a guarded one at the least price', () => {
    const priced = (promos: RuleTerms['promos'], min = 0) =>
      computePrice(
        {
          ...rule,
          min_ppm_minor: min,
          terms: {
            ...terms,
            base: { frame: 10_000_000 },
            floor: [],
            view: {},
            layout: {},
            finishing: {},
            adds: [],
            promos,
          },
        },
        { ...unit, area_cm2: 1_000_000 },
        '2026-03-01',
      )
    expect(priced([promo('stackable', 1000), promo('stackable', 1000), promo('exclusive', 1500)])?.price_minor).toBe(
      810_000_000,
    )
    expect(priced([promo('stackable', 1000), promo('exclusive', 1500)])?.price_minor).toBe(850_000_000)
    expect(priced([promo('guarded', 5000)], 9_000_000)).toMatchObject({ price_minor: 900_000_000, isBelowMin: false })
    expect(priced([promo('stackable', 5000)], 9_000_000)).toMatchObject({ price_minor: 500_000_000, isBelowMin: true })
  })

  it('never goes below nothing, however much is deducted', () => {
    const deduction = { name: 'вычет', ppm_minor: -60_000_000, kinds: [] }
    const result = computePrice({ ...rule, terms: { ...terms, adds: [deduction] } }, unit, '2026-03-01')
    expect(result).toMatchObject({ price_minor: 0, isBelowMin: true })
    expect(replay(result?.factors ?? { source: 'rule', steps: [], area_cm2: 0 })).toBe(0)
  })

  it('is replayed from its stored factors to the kopeck, whatever the rule and the unit', () => {
    const coef = fc.integer({ min: 500_000, max: 2_000_000 })
    fc.assert(
      fc.property(
        fc.record({
          base: fc.integer({ min: 1, max: 100_000_000 }),
          area: fc.integer({ min: 10_000, max: 5_000_000 }),
          coefs: fc.array(coef, { minLength: 4, maxLength: 4 }),
          add: fc.integer({ min: -100_000, max: 1_000_000 }),
          promos: fc.array(
            fc.tuple(fc.constantFrom('exclusive', 'stackable', 'guarded'), fc.integer({ min: 0, max: 3000 })),
            { maxLength: 4 },
          ),
          min: fc.option(fc.integer({ min: 1, max: 100_000_000 })),
          round: fc.constantFrom(1, 100, 100_000),
        }),
        ({ base, area, coefs, add, promos, min, round }) => {
          const [floor = 1, view = 1, layout = 1, finishing = 1] = coefs
          const random: RuleTerms = {
            ...terms,
            base: { frame: base },
            floor: [{ from: 12, to: 12, coef: floor }],
            view: { sea: view },
            layout: { '2E': layout },
            finishing: { finish: finishing },
            adds: [{ name: 'a', ppm_minor: add, kinds: [] }],
            promos: promos.map(([type, bp]) => promo(type, bp)),
            round_minor: round,
          }
          const result = computePrice(
            { ...rule, min_ppm_minor: min, terms: random },
            { ...unit, area_cm2: area },
            '2026-03-01',
          )
          expect(result && replay(result.factors)).toBe(result?.price_minor)
        },
      ),
    )
  })

  it('prefers the building’s rule, then the kind’s', () => {
    const place = { complex_id: 'c', building_id: 'b', kind: 'flat' as const }
    const rules = [
      { complex_id: 'c', building_id: null, kind: null },
      { complex_id: 'c', building_id: null, kind: 'flat' as const },
      { complex_id: 'c', building_id: 'b', kind: null },
    ]
    expect(ruleFor(rules, place)).toBe(rules[2])
    expect(ruleFor(rules.slice(0, 2), place)).toBe(rules[1])
    expect(ruleFor(rules, { ...place, complex_id: 'x' })).toBeUndefined()
  })
})

describe('the linked edit', () => {
  it('keeps what was typed and shows what rounding hid in the other', () => {
    expect(linkedEdit('price', 1_000_000_000, 453_700)).toEqual({
      price_minor: 1_000_000_000,
      ppm_minor: 22_040_996,
      gap_minor: 11,
    })
    expect(linkedEdit('ppm', 22_040_996, 453_700, 100_000)).toEqual({
      price_minor: 1_000_000_000,
      ppm_minor: 22_040_996,
      gap_minor: 11,
    })
  })
})
