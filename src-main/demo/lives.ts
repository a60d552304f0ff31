/** What happened to each unit: how it was booked, sold, lost or held back, from its first day on sale to this one. */
import { addDays, type Day } from '#shared/kernel/day.ts'
import type { Id } from '#shared/kernel/id.ts'
import type { Instant } from '#shared/kernel/instant.ts'
import type { ClaimKind } from '#shared/modules/inventory/model.ts'
import { searchText } from '#shared/modules/inventory/search-text.ts'
import { statusAt, type ClaimSpan } from '#shared/modules/inventory/status.ts'
import type { Chance, IdKind } from './chance.ts'
import type { DemoBuilding, DemoUnit } from './city.ts'
import type { Emit } from './generate.ts'
import type { DemoClient, DemoHouse, DemoUser } from './people.ts'

/** A sale as later modules need it: deals, contracts and payments grow from here. */
export interface DemoSale {
  dealId: Id
  unit: DemoUnit
  building: DemoBuilding
  client: DemoClient
  seller: DemoUser
  reservationId: Id
  price_minor: number
  contractDay: Day
  /** The Rosreestr's day, to come or past. */
  registerOn: Day
  /** When the last of the price was to come. */
  payOn: Day
  /** Null until it has come. */
  paidDay: Day | null
  /** When it was booked, and what claimed the unit since, in order. */
  bookedAt: Instant
  steps: { kind: ClaimKind; at: Instant }[]
}

/** A booking that no sale came of, so far. */
export interface DemoBooking {
  id: Id
  unit: DemoUnit
  building: DemoBuilding
  client: DemoClient
  user: DemoUser
  state: string
  from_at: Instant | null
  closed_at: Instant | null
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
  reserved(booking: DemoBooking): void
  priced(unitId: Id, price_minor: number): void
}

export type Claim = ClaimSpan & {
  source: string
  sourceId: Id | null
  user: DemoUser | null
  reasonId?: Id
  note?: string
}
export interface UnitLife {
  unit: DemoUnit
  claims: Claim[]
  onSaleAt: Instant | null
  /** Without its price, which is counted later. */
  sale: Omit<DemoSale, 'price_minor'> | null
}

/** What happened to one unit. `soldBy` is how soon its luck comes: most of a building is gone within three years. */
export function lifeOf(
  building: DemoBuilding,
  unit: DemoUnit,
  agencies: number[],
  market: Trade,
  random: Chance,
): UnitLife {
  const { today, house } = market
  const createdAt = String(unit.row.created_at)
  const opened = `${building.salesFrom}T06:00:00.000Z`
  const claims: Claim[] = []
  const house_ = { source: 'hold', sourceId: null, user: house.of('manager', random.int(0, 2)) }
  if (unit.kind === 'equipment' || building.salesFrom > today) {
    claims.push({ ...house_, kind: 'not_for_sale', from_at: createdAt, ended_at: null })
    return { unit, claims, onSaleAt: null, sale: null }
  }
  claims.push({ ...house_, kind: 'not_for_sale', from_at: createdAt, ended_at: opened })
  const luck = random.next()
  const cap = unit.kind === 'flat' || unit.kind === 'apartment' || unit.kind === 'villa' ? 0.86 : 0.42
  const contractDay = addDays(building.salesFrom, Math.round((luck / cap) ** 1.25 * 1100) + 3)
  if (random.is(0.12)) lostBooking(building, unit, contractDay, claims, agencies, market, random)
  const isSold = luck < cap && contractDay < addDays(today, -1)
  const sale = isSold ? sell(building, unit, contractDay, claims, agencies, market, random) : null
  if (!isSold) standing(building, unit, claims, agencies, market, random)
  const isWithdrawn = statusAt(claims, `${today}T23:59:59.999Z`) === 'not_for_sale'
  return { unit, claims, onSaleAt: isWithdrawn ? null : opened, sale }
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
): NonNullable<UnitLife['sale']> {
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
  const registerOn = day
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
  const dealId = market.id('deal')
  const past = path.filter(([, from]) => from < today)
  const moments = past.map(([, from], n) => (n === 0 ? contractAt : moment(from, random)))
  for (const [n, [kind]] of past.entries()) {
    claims.push({
      kind,
      from_at: moments[n] ?? contractAt,
      ended_at: moments[n + 1] ?? null,
      source: 'deal',
      sourceId: dealId,
      user,
    })
  }
  return {
    dealId,
    unit,
    building,
    client: booking.client,
    seller: user,
    reservationId: booking.id,
    contractDay,
    registerOn,
    payOn: paidDay,
    paidDay: paidDay < today ? paidDay : null,
    bookedAt: from_at,
    steps: past.map(([kind], n) => ({ kind, at: moments[n] ?? contractAt })),
  }
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
  if (booking.state !== 'converted')
    market.reserved({
      id,
      unit,
      building,
      client,
      user,
      state: booking.state,
      from_at: booking.from_at,
      closed_at: booking.closed_at,
    })
  return { id, client }
}

/** One of the house's own people, or every third time an agent of those that may sell here. */
function seller(agencies: number[], { house }: Trade, random: Chance): DemoUser {
  const own = house.of('sales', random.int(0, 999))
  if (agencies.length === 0 || random.is(0.67)) return own
  return random.pick(house.agentsOf(random.pick(agencies)))
}

/** Some moment of the working day in Moscow; `hours` 0 is the small hours, before anybody can be surprised by it. */
export function moment(day: Day, random: Chance, hours = 6): Instant {
  const hour = hours === 0 ? 0 : hours + random.int(0, 9)
  return `${day}T${pad(hour)}:${pad(random.int(0, 59))}:${pad(random.int(0, 59))}.000Z`
}
const pad = (value: number) => String(value).padStart(2, '0')
