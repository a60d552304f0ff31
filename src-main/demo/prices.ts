/** What a complex asks: its rules of today, and how a building's prices have gone up (and sometimes down) since its first sale. */
import { addDays, toDayNumber, type Day } from '#shared/kernel/day.ts'
import type { Id } from '#shared/kernel/id.ts'
import { STAGES, type Stage, type UnitKind } from '#shared/modules/inventory/model.ts'
import type { RuleTerms } from '#shared/modules/inventory/pricing-model.ts'
import { computePrice, ppmOf, ruleFor, type PriceRule } from '#shared/modules/inventory/pricing.ts'
import type { Chance } from './chance.ts'
import type { DemoBuilding, DemoComplex, DemoUnit } from './city.ts'

const STAGE_PRICE: Record<Stage, number> = {
  planned: 0.8,
  foundation: 0.85,
  frame: 0.92,
  finishing: 1,
  commissioned: 1.06,
}
const KIND_PRICE: readonly [UnitKind | null, number][] = [
  [null, 1],
  ['office', 1.15],
  ['parking', 0.42],
  ['storage', 0.34],
]
const YEARLY_GROWTH = 1.11

/** The rules in force today, without ids. */
export function rulesOf(complex: DemoComplex): Omit<PriceRule, 'id'>[] {
  return KIND_PRICE.map(([kind, share]) => {
    const rubles = complex.city.rubles * complex.quality * share
    const isHome = kind === null
    const terms: RuleTerms = {
      base: Object.fromEntries(
        STAGES.map((stage) => [stage, Math.round((rubles * STAGE_PRICE[stage]) / 500) * 50_000]),
      ),
      floor: isHome
        ? [
            { from: 1, to: 1, coef: 950_000 },
            { from: 5, to: 8, coef: 1_010_000 },
            { from: 9, to: 14, coef: 1_025_000 },
            { from: 15, to: 99, coef: 1_045_000 },
          ]
        : [],
      view: isHome ? { park: 1_030_000, river: 1_050_000, sea: 1_120_000, mountains: 1_060_000, street: 985_000 } : {},
      layout: {},
      finishing: isHome ? { none: 960_000, rough: 970_000, finish: 1_060_000, furnished: 1_110_000 } : {},
      area: isHome
        ? [
            { from_cm2: 0, to_cm2: 300_000, coef: 1_070_000 },
            { from_cm2: 800_000, to_cm2: 1_200_000, coef: 970_000 },
            { from_cm2: 1_200_000, to_cm2: 100_000_000, coef: 940_000 },
          ]
        : [],
      adds: [],
      promos: [],
      round_minor: isHome ? 1_000_000 : 100_000,
    }
    return {
      version: 3,
      complex_id: complex.id,
      building_id: null,
      kind,
      min_ppm_minor: Math.round(((terms.base.foundation ?? 0) * 0.78) / 50_000) * 50_000,
      terms,
    }
  })
}

export interface Revision {
  day: Day
  /** Change in basis points. */
  bp: number
}

/** When the building's prices changed, as fast as the market grew: some eight times, however long it has been selling. */
export function revisionsOf(building: DemoBuilding, today: Day, random: Chance): Revision[] {
  const age = toDayNumber(today) - toDayNumber(building.salesFrom)
  const step = Math.max(150, age / 8)
  const revisions: Revision[] = []
  let last = building.salesFrom
  for (;;) {
    const days = Math.round(step * (0.6 + random.next() * 0.8))
    const day = addDays(last, days)
    if (day >= today) return revisions
    const grown = (YEARLY_GROWTH ** (days / 365) - 1) * 10_000
    const bp = random.is(0.1) ? -random.int(50, 300) : Math.round(grown * (0.8 + random.next() * 0.7))
    revisions.push({ day, bp })
    last = day
  }
}

export interface FirstPrice {
  price_minor: number
  ppm_minor: number
  ruleId: Id
  factors: unknown
}

/** The unit's price on the first day of sales, by the rule as it was then. Null for what is not sold. */
export function firstPrice(
  building: DemoBuilding,
  unit: DemoUnit,
  rules: readonly PriceRule[],
  today: Day,
): FirstPrice | null {
  if (unit.kind === 'equipment' || building.salesFrom > today) return null
  const rule = ruleFor(rules, { complex_id: building.complexId, building_id: building.id, kind: unit.kind })
  if (!rule) return null
  const years = (toDayNumber(today) - toDayNumber(building.salesFrom)) / 365
  const base = Math.round((rule.terms.base.foundation ?? 0) / YEARLY_GROWTH ** years / 50_000) * 50_000
  const then: PriceRule = {
    ...rule,
    version: 1,
    min_ppm_minor: null,
    terms: { ...rule.terms, base: { foundation: base } },
  }
  const priced = computePrice(then, { ...unit, stage: 'foundation' }, building.salesFrom)
  return (
    priced && {
      price_minor: priced.price_minor,
      ppm_minor: priced.ppm_minor,
      ruleId: rule.id,
      factors: compact(priced.factors),
    }
  )
}

/** A change of the price before, with the steps that give it again. */
export function revised(
  unit: DemoUnit,
  before: number,
  bp: number,
): { price_minor: number; ppm_minor: number; factors: unknown } {
  const coef = (10_000 + bp) * 100
  const price = Math.round(Math.round((before * coef) / 1_000_000) / 100) * 100
  const steps = [
    { step: 'manual', amount_minor: before },
    { step: 'percent', coef },
    { step: 'rounding', amount_minor: 100 },
  ]
  return {
    price_minor: price,
    ppm_minor: ppmOf(price, unit.area_cm2),
    factors: { source: 'list', area_cm2: unit.area_cm2, steps },
  }
}

/** Factors without what is empty: there are hundreds of thousands of them. */
function compact(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(compact)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== null && inner !== '')
      .map(([key, inner]) => [key, compact(inner)]),
  )
}
