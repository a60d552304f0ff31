/** A complex on the market: its rules and price lists, what every unit cost on every day, and how the board stands now. */
import { addDays } from '#shared/kernel/day.ts'
import type { Id } from '#shared/kernel/id.ts'
import type { Instant } from '#shared/kernel/instant.ts'
import { isExclusive, sinceAt, statusAt } from '#shared/modules/inventory/status.ts'
import type { PriceRule } from '#shared/modules/inventory/pricing.ts'
import { chance, demoId, type Chance } from './chance.ts'
import type { DemoBuilding, DemoComplex, DemoUnit } from './city.ts'
import { lifeOf, moment, type Claim, type Trade } from './lives.ts'
import { grantAgencies, makeLots } from './offers.ts'
import { firstPrice, revised, revisionsOf, rulesOf, type Revision } from './prices.ts'

export function trade(complex: DemoComplex, market: Trade): void {
  const random = chance(`trade ${complex.id}`)
  const { emit, today, house } = market
  const rules: PriceRule[] = rulesOf(complex).map((rule) => ({ id: market.id('rule'), ...rule }))
  const analyst = house.of('analyst')
  for (const { id, terms, min_ppm_minor, version, kind } of rules) {
    emit('price_rule', {
      id,
      name: RULE_NAMES[kind ?? ''] ?? 'Основное правило',
      complex_id: complex.id,
      kind,
      version,
      min_ppm_minor,
      terms_json: terms,
      user_id: analyst.id,
      updated_at: moment(addDays(today, -40), random),
    })
  }
  const agencies = grantAgencies(complex, market, random)
  const asked = complex.buildings.flatMap((building) => tradeBuilding(building, rules, agencies, market, random))
  if (complex.id === demoId('complex', 0)) proposeLists(complex, asked, market)
}

const RULE_NAMES: Record<string, string> = {
  '': 'Квартиры и апартаменты',
  office: 'Коммерция',
  parking: 'Машино-места',
  storage: 'Кладовые',
}

function tradeBuilding(
  building: DemoBuilding,
  rules: PriceRule[],
  agencies: number[],
  market: Trade,
  random: Chance,
): AskedPrice[] {
  const { emit, today } = market
  const asked: AskedPrice[] = []
  const revisions = revisionsOf(building, today, random).map((revision, n) => ({
    ...revision,
    ...priceList(building, revision, n, market, random),
  }))
  const lives = building.units.map((unit) => lifeOf(building, unit, agencies, market, random))
  for (const { unit, claims, onSaleAt, sale } of lives) {
    const now = `${today}T23:59:59.999Z`
    const status = statusAt(claims, now)
    emit('unit', { ...unit.row, is_free: status === 'free' })
    for (const claim of claims) emitClaim(claim, unit, building, market)
    const price = emitPrices(unit, claims, building, rules, revisions, market)
    const { section_id, window_side, riser } = unit.row
    const { id, kind, rooms, finishing, view, floor, number, area_cm2 } = unit
    emit('unit_status', {
      id,
      complex_id: building.complexId,
      building_id: building.id,
      section_id,
      kind,
      status,
      rooms,
      finishing,
      view,
      window_side,
      floor,
      riser,
      number,
      number_order: Number(number.replace(/\D/g, '')),
      area_cm2,
      price_minor: price?.price_minor,
      ppm_minor: price?.ppm_minor,
      since_at: sinceAt(claims, now),
      on_sale_at: onSaleAt,
    })
    if (price) market.priced(unit.id, price.price_minor)
    if (sale && price) market.sold({ ...sale, price_minor: price.price_minor })
    if (price !== null && status === 'free') asked.push({ unit, price_minor: price.price_minor })
  }
  makeLots(lives, building, market, random)
  return asked
}

interface AskedPrice {
  unit: DemoUnit
  price_minor: number
}

function emitClaim(claim: Claim, unit: DemoUnit, building: DemoBuilding, { emit, id, house }: Trade): void {
  emit('unit_claim', {
    id: id('claim'),
    unit_id: unit.id,
    building_id: building.id,
    complex_id: building.complexId,
    kind: claim.kind,
    from_at: claim.from_at,
    ended_at: claim.ended_at,
    source: claim.source,
    source_id: claim.sourceId,
    company_id: claim.user?.companyId ?? null,
    user_id: claim.user?.id ?? null,
    ended_by_id: claim.ended_at === null ? null : (claim.user ?? house.of('manager')).id,
    hold_reason_id: claim.reasonId ?? null,
    note: claim.note ?? null,
  })
}

interface ListedRevision extends Revision {
  listId: Id
  at: Instant
  approverId: Id
}

function priceList(
  building: DemoBuilding,
  { day }: Revision,
  n: number,
  { emit, id, house }: Trade,
  random: Chance,
): Omit<ListedRevision, keyof Revision> {
  const listId = id('list')
  const at = moment(day, random)
  const approverId = house.of('manager', n).id
  const created = moment(addDays(day, -random.int(2, 6)), random)
  emit('price_list', {
    id: listId,
    number: listNumber(listId),
    name: `Прайс-лист от ${day.split('-').reverse().join('.')}`,
    complex_id: building.complexId,
    kind: 'list',
    state: 'active',
    starts_at: at,
    author_id: house.of('analyst', n).id,
    approver_id: approverId,
    approved_at: created,
    activated_at: at,
    created_at: created,
  })
  return { listId, at, approverId }
}

function emitPrices(
  unit: DemoUnit,
  claims: readonly Claim[],
  building: DemoBuilding,
  rules: readonly PriceRule[],
  revisions: readonly ListedRevision[],
  { emit, id, today, house }: Trade,
): { price_minor: number; ppm_minor: number } | null {
  const first = firstPrice(building, unit, rules, today)
  if (!first) return null
  const place = { unit_id: unit.id, building_id: building.id, complex_id: building.complexId }
  let from_at = `${building.salesFrom}T06:00:00.000Z`
  let price: { price_minor: number; ppm_minor: number } = first
  const listed = itemsOf({ emit, id })
  emit('unit_price', {
    id: id('price'),
    ...place,
    ...amounts(first),
    from_at,
    source: 'rule',
    price_list_id: null,
    rule_id: first.ruleId,
    factors_json: first.factors,
    user_id: house.of('analyst').id,
  })
  for (const { at, bp, listId, approverId } of revisions) {
    // Whoever holds the unit keeps the price that was agreed.
    if (
      claims.some(
        (claim) => isExclusive(claim.kind) && claim.from_at <= at && (claim.ended_at === null || claim.ended_at > at),
      )
    )
      continue
    const next = revised(unit, price.price_minor, bp)
    listed(listId, unit, next)
    emit('unit_price', {
      id: id('price'),
      ...place,
      ...amounts(next),
      from_at: at,
      source: 'list',
      price_list_id: listId,
      rule_id: null,
      factors_json: next.factors,
      user_id: approverId,
    })
    price = next
    from_at = at
  }
  emit('unit_current_price', {
    id: unit.id,
    building_id: building.id,
    complex_id: building.complexId,
    ...amounts(price),
    from_at,
  })
  return price
}

const amounts = ({ price_minor, ppm_minor }: { price_minor: number; ppm_minor: number }) => ({ price_minor, ppm_minor })
/** Two lists that wait: one for an approval, one for its date. */
function proposeLists(complex: DemoComplex, asked: AskedPrice[], { emit, id, house, today }: Trade): void {
  const listed = itemsOf({ emit, id })
  const [morning, soon] = [`${addDays(today, -1)}T07:00:00.000Z`, `${addDays(today, 5)}T06:00:00.000Z`]
  const lists = [
    {
      name: 'Паркинг и кладовые, +5 %',
      state: 'approved',
      bp: 500,
      units: asked.filter(({ unit }) => unit.kind === 'parking' || unit.kind === 'storage'),
    },
    {
      name: 'Квартиры, повышение на 3 %',
      state: 'submitted',
      bp: 300,
      units: asked.filter(({ unit }) => unit.kind === 'flat' || unit.kind === 'apartment'),
    },
  ]
  for (const { name, state, bp, units } of lists) {
    const listId = id('list')
    const approved =
      state === 'approved'
        ? { approver_id: house.of('manager').id, approved_at: morning }
        : { approver_id: null, approved_at: null }
    emit('price_list', {
      id: listId,
      number: listNumber(listId),
      name,
      complex_id: complex.id,
      kind: 'list',
      state,
      starts_at: soon,
      author_id: house.of('analyst').id,
      ...approved,
      activated_at: null,
      created_at: morning,
    })
    for (const { unit, price_minor } of units) listed(listId, unit, revised(unit, price_minor, bp))
  }
}

/** Writes what one unit is to cost by a list. */
const itemsOf =
  ({ emit, id }: Pick<Trade, 'emit' | 'id'>) =>
  (listId: Id, unit: DemoUnit, { factors, ...price }: ReturnType<typeof revised>) =>
    emit('price_list_item', {
      id: id('item'),
      price_list_id: listId,
      unit_id: unit.id,
      ...price,
      factors_json: factors,
    })

/** Numbers go as the lists come. */
const listNumber = (listId: Id) => String(Number.parseInt(listId.slice(-12), 16) + 1)
