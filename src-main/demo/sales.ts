/** Ten years of trade: who booked what and when, what was sold, what it cost on every day; and how the board stands today. */
import { addDays, type Day } from '#shared/kernel/day.ts'
import type { Id } from '#shared/kernel/id.ts'
import type { Instant } from '#shared/kernel/instant.ts'
import type { ClaimKind } from '#shared/modules/inventory/model.ts'
import { searchText } from '#shared/modules/inventory/search-text.ts'
import { isExclusive, sinceAt, statusAt, type ClaimSpan } from '#shared/modules/inventory/status.ts'
import type { PriceRule } from '#shared/modules/inventory/pricing.ts'
import { chance, demoId, type Chance, type IdKind } from './chance.ts'
import type { DemoBuilding, DemoComplex, DemoUnit } from './city.ts'
import type { Emit } from './generate.ts'
import type { DemoClient, DemoHouse, DemoUser } from './people.ts'
import { firstPrice, revised, revisionsOf, rulesOf, type Revision } from './prices.ts'

/** A sale as later modules need it: deals, contracts and payments grow from here. */
export interface DemoSale {
  unit: DemoUnit
  building: DemoBuilding
  client: DemoClient
  seller: DemoUser
  reservationId: Id
  price_minor: number
  contractDay: Day
  paidDay: Day | null
}

export interface Trade {
  today: Day
  house: DemoHouse
  emit: Emit
  client(by: DemoUser, at: string): DemoClient
  /** The next id of its kind. */
  id(kind: IdKind): Id
  reasons: Id[]
  sold(sale: DemoSale): void
}

type Claim = ClaimSpan & { source: string; sourceId: Id | null; user: DemoUser | null; reasonId?: Id; note?: string }
interface UnitLife {
  unit: DemoUnit
  claims: Claim[]
  onSaleAt: Instant | null
}

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
  for (const { unit, claims, onSaleAt } of lives) {
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

/** What happened to one unit. `soldBy` is how soon its luck comes: most of a building is gone within three years. */
function lifeOf(building: DemoBuilding, unit: DemoUnit, agencies: number[], market: Trade, random: Chance): UnitLife {
  const { today, house } = market
  const createdAt = String(unit.row.created_at)
  const opened = `${building.salesFrom}T06:00:00.000Z`
  const claims: Claim[] = []
  const house_ = { source: 'hold', sourceId: null, user: house.of('manager', random.int(0, 2)) }
  if (unit.kind === 'equipment' || building.salesFrom > today) {
    claims.push({ ...house_, kind: 'not_for_sale', from_at: createdAt, ended_at: null })
    return { unit, claims, onSaleAt: null }
  }
  claims.push({ ...house_, kind: 'not_for_sale', from_at: createdAt, ended_at: opened })
  const luck = random.next()
  const cap = unit.kind === 'flat' || unit.kind === 'apartment' || unit.kind === 'villa' ? 0.86 : 0.42
  const contractDay = addDays(building.salesFrom, Math.round((luck / cap) ** 1.25 * 1100) + 3)
  if (random.is(0.12)) lostBooking(building, unit, contractDay, claims, agencies, market, random)
  if (luck < cap && contractDay < addDays(today, -1))
    sell(building, unit, contractDay, claims, agencies, market, random)
  else standing(building, unit, claims, agencies, market, random)
  return { unit, claims, onSaleAt: statusAt(claims, `${today}T23:59:59.999Z`) === 'not_for_sale' ? null : opened }
}

/** A booking of the past that came to nothing. */
function lostBooking(
  building: DemoBuilding,
  unit: DemoUnit,
  before: Day,
  claims: Claim[],
  agencies: number[],
  market: Trade,
  random: Chance,
): void {
  const last = before < market.today ? before : market.today
  const day = addDays(building.salesFrom, random.int(1, 300))
  if (addDays(day, 20) >= last) return
  const from_at = moment(day, random)
  const until_at = moment(addDays(day, random.int(2, 5)), random)
  const isExpired = random.is(0.6)
  const closed_at = isExpired ? until_at : moment(addDays(day, 1), random)
  const user = seller(agencies, market, random)
  const sourceId = reserve(
    unit,
    building,
    user,
    {
      state: isExpired ? 'expired' : 'released',
      kind: 'free',
      from_at,
      until_at,
      closed_at,
      close_reason: isExpired ? 'expired' : random.pick(REFUSALS),
    },
    market,
    random,
  ).id
  claims.push({ kind: 'reserved', from_at, ended_at: closed_at, source: 'reservation', sourceId, user })
}

function sell(
  building: DemoBuilding,
  unit: DemoUnit,
  contractDay: Day,
  claims: Claim[],
  agencies: number[],
  market: Trade,
  random: Chance,
): void {
  const { today } = market
  const user = seller(agencies, market, random)
  const isPaid = random.is(0.35)
  const from_at = moment(addDays(contractDay, -random.int(1, 2)), random)
  const contractAt = moment(contractDay, random)
  const until_at = moment(addDays(contractDay, 3), random)
  const booking = reserve(
    unit,
    building,
    user,
    {
      state: 'converted',
      kind: isPaid ? 'paid' : 'free',
      from_at,
      until_at,
      closed_at: contractAt,
      close_reason: null,
    },
    market,
    random,
  )
  const path: [ClaimKind, Day][] = []
  let day = contractDay
  if (random.is(0.3)) {
    path.push(['sold_pending_contract', day])
    day = addDays(day, random.int(2, 10))
  }
  path.push(['under_contract', day])
  day = addDays(day, random.int(8, 35))
  path.push(['registered', day])
  const paidDay = addDays(day, random.is(0.7) ? random.int(5, 40) : random.int(90, 600))
  path.push(['sold', paidDay])
  const ready = addDays(building.readyOn, random.int(20, 150))
  path.push(['transferred', ready > addDays(paidDay, 5) ? ready : addDays(paidDay, random.int(6, 30))])

  claims.push({
    kind: isPaid ? 'reserved_paid' : 'reserved',
    from_at,
    ended_at: contractAt,
    source: 'reservation',
    sourceId: booking.id,
    user,
  })
  const past = path.filter(([, from]) => from < today)
  const moments = past.map(([, from], n) => (n === 0 ? contractAt : moment(from, random)))
  for (const [n, [kind]] of past.entries()) {
    claims.push({
      kind,
      from_at: moments[n] ?? contractAt,
      ended_at: moments[n + 1] ?? null,
      source: 'deal',
      sourceId: null,
      user,
    })
  }
  market.sold({
    unit,
    building,
    client: booking.client,
    seller: user,
    reservationId: booking.id,
    price_minor: 0,
    contractDay,
    paidDay: paidDay < today ? paidDay : null,
  })
}

/** How a unit that is not sold stands today. */
function standing(
  building: DemoBuilding,
  unit: DemoUnit,
  claims: Claim[],
  agencies: number[],
  market: Trade,
  random: Chance,
): void {
  const { today, house, reasons } = market
  const draw = random.next()
  const yesterday = addDays(today, -1) > building.salesFrom ? addDays(today, -1) : building.salesFrom
  const manager = house.of('manager', random.int(0, 2))
  if (draw < 0.1) {
    const isPaid = draw < 0.03
    const user = seller(agencies, market, random)
    const from_at = moment(yesterday, random)
    const until_at = moment(addDays(today, isPaid ? random.int(4, 20) : random.int(1, 3)), random)
    const { id } = reserve(
      unit,
      building,
      user,
      { state: 'active', kind: isPaid ? 'paid' : 'free', from_at, until_at, closed_at: null, close_reason: null },
      market,
      random,
    )
    claims.push({
      kind: isPaid ? 'reserved_paid' : 'reserved',
      from_at,
      ended_at: null,
      source: 'reservation',
      sourceId: id,
      user,
    })
    for (let followers = random.is(0.12) ? random.int(1, 3) : 0; followers > 0; followers--) {
      reserve(
        unit,
        building,
        seller(agencies, market, random),
        {
          state: 'queued',
          kind: 'free',
          from_at: null,
          until_at: null,
          queued_at: moment(today, random, 0),
          closed_at: null,
          close_reason: null,
        },
        market,
        random,
      )
    }
  } else if (draw < 0.14) {
    claims.push({
      kind: 'on_auction',
      from_at: moment(addDays(today, -random.int(3, 30)), random),
      ended_at: null,
      source: 'auction',
      sourceId: null,
      user: manager,
    })
  } else if (draw < 0.165) {
    const note = random.pick(['', '', 'до решения комиссии', 'ждём дизайнера'])
    claims.push({
      kind: 'hold_technical',
      from_at: moment(addDays(today, -random.int(2, 60)), random),
      ended_at: null,
      source: 'hold',
      sourceId: null,
      user: manager,
      reasonId: random.pick(reasons),
      ...(note ? { note } : {}),
    })
  } else if (draw < 0.2) {
    claims.push({
      kind: 'not_for_sale',
      from_at: moment(addDays(today, -random.int(10, 200)), random),
      ended_at: null,
      source: 'hold',
      sourceId: null,
      user: manager,
    })
  }
}

const REFUSALS = ['Выбрали другой дом', 'Не одобрили ипотеку', 'Передумали', 'Дорого', 'Не дозвонились'] as const

interface Booking {
  state: string
  kind: 'free' | 'paid'
  from_at: Instant | null
  until_at: Instant | null
  queued_at?: Instant
  closed_at: Instant | null
  close_reason: string | null
}

function reserve(
  unit: DemoUnit,
  building: DemoBuilding,
  user: DemoUser,
  booking: Booking,
  market: Trade,
  random: Chance,
): { id: Id; client: DemoClient } {
  const client = market.client(user, booking.from_at ?? booking.queued_at ?? `${market.today}T00:00:00.000Z`)
  const id = market.id('reservation')
  market.emit('reservation', {
    id,
    unit_id: unit.id,
    building_id: building.id,
    complex_id: building.complexId,
    company_id: user.companyId,
    user_id: user.id,
    state: booking.state,
    kind: booking.kind,
    person_id: client.id,
    client_name: client.name,
    client_phone: client.phone,
    search: searchText(client.name, client.phone),
    queued_at: booking.queued_at ?? null,
    from_at: booking.from_at,
    until_at: booking.until_at,
    fee_minor: booking.kind === 'paid' ? random.pick([3_000_000, 5_000_000, 10_000_000]) : null,
    closed_at: booking.closed_at,
    close_reason: booking.close_reason,
  })
  return { id, client }
}

/** One of the house's own people, or every third time an agent of those that may sell here. */
function seller(agencies: number[], { house }: Trade, random: Chance): DemoUser {
  const own = house.of('sales', random.int(0, 999))
  if (agencies.length === 0 || random.is(0.67)) return own
  return random.pick(house.agentsOf(random.pick(agencies)))
}

/** Up to three agencies sell a complex; some only one building or a few units of it. Returns those that may sell all of it. */
function grantAgencies(complex: DemoComplex, { emit, id, house, today }: Trade, random: Chance): number[] {
  const whole: number[] = []
  const given = new Set<number>()
  const count = Math.min(random.int(0, 3) + (complex.id === demoId('complex', 0) ? 2 : 0), house.agencies.length)
  for (let n = 0; n < count; n++) {
    const agency = n === 0 && complex.id === demoId('complex', 0) ? 0 : random.int(0, house.agencies.length - 1)
    if (given.has(agency)) continue
    given.add(agency)
    const building = n > 0 && complex.buildings.length > 1 && random.is(0.3) ? random.pick(complex.buildings) : null
    const terms = { has_price: random.is(0.85), has_booking: random.is(0.9), max_hold_days: random.pick([1, 2, 3, 5]) }
    const from_at = moment(addDays(today, -random.int(30, 700)), random)
    emit('unit_grant', {
      id: id('grant'),
      company_id: house.agencies[agency],
      complex_id: complex.id,
      building_id: building?.id ?? null,
      unit_id: null,
      ...terms,
      from_at,
      user_id: house.of('manager').id,
    })
    if (building === null) whole.push(agency)
  }
  return whole
}

/** Two lists that wait: one for an approval, one for its date. */
function proposeLists(complex: DemoComplex, asked: AskedPrice[], { emit, id, house, today }: Trade): void {
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
    for (const { unit, price_minor } of units) {
      const { factors, ...price } = revised(unit, price_minor, bp)
      emit('price_list_item', {
        id: id('item'),
        price_list_id: listId,
        unit_id: unit.id,
        ...price,
        factors_json: factors,
      })
    }
  }
}

/** Numbers go as the lists come. */
const listNumber = (listId: Id) => String(Number.parseInt(listId.slice(-12), 16) + 1)

/** Some flats are sold with a parking place and a storage room of the same house. */
function makeLots(lives: UnitLife[], building: DemoBuilding, { emit, id, today }: Trade, random: Chance): void {
  const free = lives
    .filter(({ claims }) => statusAt(claims, `${today}T23:59:59.999Z`) === 'free')
    .map(({ unit }) => unit)
  const places = free.filter(({ kind }) => kind === 'parking')
  const stores = free.filter(({ kind }) => kind === 'storage')
  for (const flat of free) {
    if ((flat.kind !== 'flat' && flat.kind !== 'apartment') || !random.is(0.04)) continue
    const [place, store] = [places.pop(), stores.pop()]
    if (!place || !store) return
    const lotId = id('lot')
    emit('lot', { id: lotId, complex_id: building.complexId, name: `Лот ${flat.number}: с паркингом и кладовой` })
    for (const unit of [flat, place, store])
      emit('lot_unit', { id: id('lotUnit'), lot_id: lotId, unit_id: unit.id, is_main: unit === flat })
  }
}

/** Some moment of the working day in Moscow; `hours` 0 is the small hours, before anybody can be surprised by it. */
function moment(day: Day, random: Chance, hours = 6): Instant {
  const hour = hours === 0 ? 0 : hours + random.int(0, 9)
  return `${day}T${pad(hour)}:${pad(random.int(0, 59))}:${pad(random.int(0, 59))}.000Z`
}
const pad = (value: number) => String(value).padStart(2, '0')
