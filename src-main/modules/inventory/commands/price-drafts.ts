/** Items of a draft price list: by rule (the pure formula), by a change of today's prices, or as they were typed. */
import type { Id } from '#shared/kernel/id.ts'
import { priceOfArea } from '#shared/kernel/area.ts'
import { AppError } from '#shared/rpc/errors.ts'
import type { ArgsOf } from '#shared/rpc/contract.ts'
import type { inventory } from '#shared/modules/inventory/contract.ts'
import {
  computePrice,
  ppmOf,
  replay,
  ruleFor,
  type PriceRule,
  type PricedUnit,
} from '#shared/modules/inventory/pricing.ts'
import type { PriceFactors, PriceStep } from '#shared/modules/inventory/pricing-model.ts'
import type { Tx } from '#main/engine/define.ts'

type Draft = ArgsOf<(typeof inventory)['draftPriceList']>

export interface DraftItem {
  unit_id: Id
  price_minor: number
  ppm_minor: number
  min_minor: number | null
  factors_json: PriceFactors
}

type DraftUnit = PricedUnit & { id: Id; complex_id: Id; building_id: Id; old_minor: number | null }

/** Units that have been sold are left out: their price is history. */
const SOLD = ['transferred', 'sold', 'registered', 'under_contract'] as const

export async function draftItems(tx: Tx, draft: Draft): Promise<{ items: DraftItem[]; withoutRule: number }> {
  const units = await unitsOf(tx, draft)
  const rules = await rulesOf(tx, [...new Set(units.map((unit) => unit.complex_id))])
  const typed =
    draft.from.by === 'items'
      ? new Map(draft.from.items.map(({ unitId, priceMinor }) => [unitId, priceMinor]))
      : undefined
  const on = draft.startsAt.slice(0, 10)
  const items: DraftItem[] = []
  let withoutRule = 0
  for (const unit of units) {
    const rule = ruleFor(rules, unit)
    if (draft.from.by === 'rule') {
      const result = rule ? computePrice(rule, unit, on) : null
      if (result)
        items.push({
          unit_id: unit.id,
          price_minor: result.price_minor,
          ppm_minor: result.ppm_minor,
          min_minor: result.min_minor,
          factors_json: result.factors,
        })
      else withoutRule++
      continue
    }
    const min = rule?.min_ppm_minor == null ? null : priceOfArea(unit.area_cm2, rule.min_ppm_minor)
    const steps = stepsOf(draft.from, unit, typed?.get(unit.id))
    if (!steps) continue
    const factors: PriceFactors = {
      source: 'list',
      rule_id: null,
      rule_version: null,
      area_cm2: unit.area_cm2,
      steps,
      min_minor: min,
    }
    const price = Math.max(replay(factors) ?? 0, 0)
    const ppm = draft.from.by === 'ppm' ? draft.from.value : ppmOf(price, unit.area_cm2)
    items.push({ unit_id: unit.id, price_minor: price, ppm_minor: ppm, min_minor: min, factors_json: factors })
  }
  return { items, withoutRule }
}

function stepsOf(
  from: Exclude<Draft['from'], { by: 'rule' }>,
  unit: DraftUnit,
  typed: number | undefined,
): PriceStep[] | null {
  const step = (name: PriceStep['step'], amount: number | null, coef: number | null = null): PriceStep => ({
    step: name,
    value: '',
    coef,
    amount_minor: amount,
    ppm_minor: null,
    price_minor: null,
  })
  if (from.by === 'items') return typed === undefined ? null : [step('manual', typed)]
  if (from.by === 'ppm') return [step('ppm', from.value), step('rounding', 100)]
  if (unit.old_minor === null) return null
  if (from.by === 'percent')
    return [step('manual', unit.old_minor), step('percent', null, (10_000 + from.value) * 100), step('rounding', 100)]
  return [step('manual', unit.old_minor), step('sum', from.value)]
}

async function unitsOf(tx: Tx, { complexId, unitIds, from }: Draft): Promise<DraftUnit[]> {
  const ids = from.by === 'items' ? from.items.map(({ unitId }) => unitId) : unitIds
  if (ids === undefined && complexId === null)
    throw new AppError('invalid', 'Which units?', { reason: 'inventory.no-units' })
  return tx
    .selectFrom('unit as u')
    .innerJoin('building as b', 'b.id', 'u.building_id')
    .leftJoin('unit_current_price as p', 'p.id', 'u.id')
    .leftJoin('unit_status as s', 's.id', 'u.id')
    .select([
      'u.id',
      'u.complex_id',
      'u.building_id',
      'u.kind',
      'b.stage',
      'u.area_cm2',
      'u.floor',
      'u.view',
      'u.layout',
      'u.finishing',
      'p.price_minor as old_minor',
    ])
    .where((where) => where.or([where('s.status', 'is', null), where('s.status', 'not in', SOLD)]))
    .$if(ids !== undefined, (query) =>
      query.where('u.id', 'in', ids?.length ? ids : ['00000000-0000-0000-0000-000000000000']),
    )
    .$if(complexId !== null, (query) => query.where('u.complex_id', '=', complexId ?? ''))
    .orderBy('u.id')
    .execute()
}

/** Rules in force of these complexes. */
export async function rulesOf(tx: Tx, complexIds: Id[]): Promise<PriceRule[]> {
  if (complexIds.length === 0) return []
  const rows = await tx
    .selectFrom('price_rule')
    .select(['id', 'version', 'complex_id', 'building_id', 'kind', 'min_ppm_minor', 'terms_json'])
    .where('is_active', '=', true)
    .where('complex_id', 'in', complexIds)
    .execute()
  return rows.map(({ terms_json, ...rule }) => ({ ...rule, terms: terms_json }))
}
