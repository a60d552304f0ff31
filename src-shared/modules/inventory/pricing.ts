/** The price formula (C18.3) and the linked edit of price and price per m² (C18.4). Pure, exact, the same everywhere. */
import { priceOfArea, SQUARE_METRE } from '../../kernel/area.ts'
import { multiply, roundTo, scale, toMinor } from '../../kernel/money.ts'
import { divideRoundHalfUp } from '../../kernel/percent.ts'
import type { Day } from '../../kernel/day.ts'
import type { Finishing, Stage, UnitKind, View } from './model.ts'
import type { z } from 'zod'
import type { PriceFactors, PriceStep, Promo, RuleTerms } from './pricing-model.ts'

const COEF_ONE = 1_000_000

export interface PricedUnit {
  kind: UnitKind
  stage: Stage
  area_cm2: number
  floor: number
  view: View | null
  layout: string | null
  finishing: Finishing | null
}

export interface PriceRule {
  id: string
  version: number
  complex_id: string
  building_id: string | null
  kind: UnitKind | null
  min_ppm_minor: number | null
  terms: RuleTerms
}

export interface PriceResult {
  price_minor: number
  ppm_minor: number
  min_minor: number | null
  isBelowMin: boolean
  factors: PriceFactors
}

/** Price per m², to the kopeck; 0 for what has no area. */
export function ppmOf(price: number, area_cm2: number): number {
  return area_cm2 === 0 ? 0 : scale(price, SQUARE_METRE, area_cm2)
}

export interface LinkedPrice {
  price_minor: number
  ppm_minor: number
  /** Price minus price per m² × area: what rounding the other of the two has hidden. */
  gap_minor: number
}

/** The typed one is kept as it was typed, the other follows and shows the gap. A typed ₽/m² rounds the price to `round`. */
export function linkedEdit(typed: 'price' | 'ppm', value: number, area_cm2: number, round = 1): LinkedPrice {
  const price = typed === 'price' ? value : roundTo(priceOfArea(area_cm2, value), round)
  const ppm = typed === 'ppm' ? value : ppmOf(value, area_cm2)
  return { price_minor: price, ppm_minor: ppm, gap_minor: price - priceOfArea(area_cm2, ppm) }
}

/** The rule for a unit: the building's before the complex's, then the kind's own before the general one. */
export function ruleFor<R extends Pick<PriceRule, 'complex_id' | 'building_id' | 'kind'>>(
  rules: readonly R[],
  unit: { complex_id: string; building_id: string; kind: UnitKind },
): R | undefined {
  const weigh = (rule: R) => (rule.building_id === null ? 0 : 2) + (rule.kind === null ? 0 : 1)
  let best: R | undefined
  for (const rule of rules) {
    if (rule.complex_id !== unit.complex_id) continue
    if (rule.building_id !== null && rule.building_id !== unit.building_id) continue
    if (rule.kind !== null && rule.kind !== unit.kind) continue
    if (best === undefined || weigh(rule) > weigh(best)) best = rule
  }
  return best
}

/** Null when the rule has no base price for the building's stage. */
export function computePrice(rule: PriceRule, unit: PricedUnit, on: Day): PriceResult | null {
  const { terms } = rule
  const base = terms.base[unit.stage]
  if (base === undefined) return null
  const steps: PriceStep[] = [
    { step: 'base', value: unit.stage, coef: null, amount_minor: base, ppm_minor: base, price_minor: null },
  ]
  const rate = new Rate(base)

  const factor = (
    step: 'floor' | 'view' | 'layout' | 'finishing' | 'area',
    value: string,
    coef: number | undefined,
  ) => {
    if (coef === undefined) return
    steps.push({ step, value, coef, amount_minor: null, ppm_minor: rate.times(coef), price_minor: null })
  }
  factor(
    'floor',
    String(unit.floor),
    terms.floor.find((band) => band.from <= unit.floor && unit.floor <= band.to)?.coef,
  )
  if (unit.view !== null) factor('view', unit.view, terms.view[unit.view])
  if (unit.layout !== null) factor('layout', unit.layout, ownValue(terms.layout, unit.layout))
  if (unit.finishing !== null) factor('finishing', unit.finishing, terms.finishing[unit.finishing])
  const band = terms.area.find(({ from_cm2, to_cm2 }) => from_cm2 <= unit.area_cm2 && unit.area_cm2 < to_cm2)
  if (band !== undefined) factor('area', `${band.from_cm2}–${band.to_cm2}`, band.coef)
  for (const add of terms.adds) {
    if (!appliesTo(add.kinds, unit.kind)) continue
    steps.push({
      step: 'add',
      value: add.name,
      coef: null,
      amount_minor: add.ppm_minor,
      ppm_minor: rate.plus(add.ppm_minor),
      price_minor: null,
    })
  }

  const listed = listedPrice(unit.area_cm2, rate.rounded(), terms.round_minor)
  steps.push({
    step: 'rounding',
    value: String(terms.round_minor),
    coef: null,
    amount_minor: terms.round_minor,
    ppm_minor: null,
    price_minor: listed,
  })

  const min = rule.min_ppm_minor === null ? null : priceOfArea(unit.area_cm2, rule.min_ppm_minor)
  const live = terms.promos.filter((promo) => isLive(promo, on) && appliesTo(promo.kinds, unit.kind))
  const price = best([
    live.filter(({ type }) => type !== 'exclusive'),
    ...live.filter(({ type }) => type === 'exclusive').map((promo) => [promo]),
  ])
  return {
    price_minor: price,
    ppm_minor: ppmOf(price, unit.area_cm2),
    min_minor: min,
    isBelowMin: min !== null && price < min,
    factors: {
      source: 'rule',
      rule_id: rule.id,
      rule_version: rule.version,
      area_cm2: unit.area_cm2,
      steps,
      min_minor: min,
    },
  }

  /** Of several chains of promotions, the one that is best for the buyer; the first where they are equal. */
  function best(chains: Promo[][]): number {
    const results = chains.map((chain) => applyPromos(chain, listed, min, terms.round_minor))
    const winner = results.reduce((a, b) => (b.price < a.price ? b : a))
    steps.push(...winner.steps)
    return winner.price
  }
}

function applyPromos(
  promos: readonly Promo[],
  listed: number,
  min: number | null,
  round: number,
): { price: number; steps: PriceStep[] } {
  let price = listed
  const steps: PriceStep[] = []
  for (const promo of promos) {
    const coef = COEF_ONE - promo.discount_bp * 100
    const wanted = roundTo(multiply(price, { num: coef, den: COEF_ONE }), round)
    // A guarded discount stops at the least price, and never raises what is already below it.
    const bottom = promo.type === 'guarded' && min !== null ? Math.min(price, roundUp(min, round)) : 0
    price = Math.max(wanted, bottom)
    steps.push({
      step: 'promo',
      value: promo.name,
      coef,
      amount_minor: price === wanted ? null : bottom,
      ppm_minor: null,
      price_minor: price,
    })
  }
  return { price, steps }
}

/** Computes a stored price again from its factors alone; equal to the stored amount unless somebody has edited one of them. */
export function replay(factors: z.input<typeof PriceFactors>): number | null {
  let rate: Rate | null = null
  let price: number | null = null
  let round = 1
  for (const step of factors.steps) {
    switch (step.step) {
      case 'base':
        rate = new Rate(step.amount_minor ?? 0)
        break
      case 'floor':
      case 'view':
      case 'layout':
      case 'finishing':
      case 'area':
        rate?.times(step.coef ?? COEF_ONE)
        break
      case 'add':
        rate?.plus(step.amount_minor ?? 0)
        break
      case 'rounding':
        round = step.amount_minor ?? 1
        if (rate !== null) price = listedPrice(factors.area_cm2, rate.rounded(), round)
        else if (price !== null) price = roundTo(price, round)
        break
      case 'promo':
        if (price !== null)
          price = Math.max(
            roundTo(multiply(price, { num: step.coef ?? COEF_ONE, den: COEF_ONE }), round),
            step.amount_minor ?? 0,
          )
        break
      case 'percent':
        if (price !== null) price = multiply(price, { num: step.coef ?? COEF_ONE, den: COEF_ONE })
        break
      case 'sum':
        if (price !== null) price += step.amount_minor ?? 0
        break
      case 'ppm':
        price = priceOfArea(factors.area_cm2, step.amount_minor ?? 0)
        break
      case 'manual':
        price = step.amount_minor ?? null
        break
    }
  }
  return price
}

/** A price per m² that stays an exact fraction until it is asked for in kopecks. */
class Rate {
  #num: bigint
  #den = 1n

  constructor(base: number) {
    this.#num = BigInt(base)
  }

  times(coef: number): number {
    this.#num *= BigInt(coef)
    this.#den *= BigInt(COEF_ONE)
    return this.rounded()
  }

  plus(minor: number): number {
    this.#num += BigInt(minor) * this.#den
    return this.rounded()
  }

  rounded(): number {
    return toMinor(divideRoundHalfUp(this.#num, this.#den))
  }
}

/** Deductions from a low base may not make the buyer a creditor. */
function listedPrice(area_cm2: number, ppm_minor: number, round: number): number {
  return Math.max(0, roundTo(priceOfArea(area_cm2, ppm_minor), round))
}

function roundUp(minor: number, step: number): number {
  return toMinor(((BigInt(minor) + BigInt(step) - 1n) / BigInt(step)) * BigInt(step))
}

function isLive(promo: Promo, on: Day): boolean {
  return (promo.from_on === null || promo.from_on <= on) && (promo.to_on === null || on <= promo.to_on)
}

function appliesTo(kinds: readonly UnitKind[], kind: UnitKind): boolean {
  return kinds.length === 0 || kinds.includes(kind)
}

function ownValue(record: Record<string, number>, key: string): number | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined
}
