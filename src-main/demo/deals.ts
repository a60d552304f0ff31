/**
 * Deals of ten years: one for every sale, one for most bookings that still run, some for those that came to nothing, and
 * clients who are still choosing. Stage and claims agree, as the centre would have it.
 */
import { addDays, daysBetween, type Day } from '#shared/kernel/day.ts'
import type { Id } from '#shared/kernel/id.ts'
import { addMs, type Instant } from '#shared/kernel/instant.ts'
import type { ClaimKind } from '#shared/modules/inventory/model.ts'
import { searchText } from '#shared/modules/inventory/search-text.ts'
import type { PaymentKind } from '#shared/modules/deals/model.ts'
import {
  CLAIM_OF_STAGE,
  FUNNEL,
  HOLDING_STAGES,
  placeOf,
  type DealStage,
  type FunnelStage,
} from '#shared/modules/deals/stages.ts'
import { chance, type Chance, type IdKind } from './chance.ts'
import type { DemoUnit } from './city.ts'
import type { Emit } from './generate.ts'
import { moment, type DemoBooking, type DemoSale } from './lives.ts'
import { emitBuyers, emitServices, needsOf } from './deal-parts.ts'
import type { ClientMaker, DemoClient, DemoHouse, DemoUser } from './people.ts'
import type { DemoSize } from './scales.ts'

/** A deal as contracts, schedules and payments need it. */
export interface DemoDeal {
  id: Id
  number: number
  stage: DealStage
  /** Null while nothing is sold. */
  sale: DemoSale | null
  user: DemoUser
  client: DemoClient
  /** What the buyer pays for the unit, discount taken off. */
  price_minor: number | null
  payment_kind: PaymentKind | null
  mortgage_minor: number | null
  contractDay: Day | null
  /** When the Rosreestr has registered it. */
  registeredOn: Day | null
  /** Of the contract that is drawn up for a sale. */
  contractId: Id | null
  createdAt: Instant
}

export interface DealsMarket {
  sales: readonly DemoSale[]
  bookings: readonly DemoBooking[]
  prices: ReadonlyMap<Id, number>
  size: DemoSize
  today: Day
  house: DemoHouse
  emit: Emit
  client: ClientMaker
  id(kind: IdKind): Id
}

export interface Plan {
  id: Id
  client: DemoClient
  user: DemoUser
  createdAt: Instant
  stage: DealStage
  /** When it came to which stage, the last being where it is now. */
  path: { stage: DealStage; at: Instant }[]
  unit: DemoUnit | null
  complexId: Id | null
  reservationId: Id | null
  sale: DemoSale | null
}

/** An application at the Rosreestr claims nothing of its own: a few days after the contract it is there. */
const STAGE_OF_CLAIM: Partial<Record<ClaimKind, DealStage>> = {
  [CLAIM_OF_STAGE.service]: 'service',
  [CLAIM_OF_STAGE.contract]: 'contract',
  [CLAIM_OF_STAGE.won]: 'won',
}
const DAYS_TO_SUBMIT = 3

export function demoDeals(market: DealsMarket): DemoDeal[] {
  const random = chance('deals')
  const plans = [
    ...market.sales.map((sale) => ofSale(sale, market.today, random)),
    ...market.bookings.flatMap((booking) => ofBooking(booking, market, random) ?? []),
    ...hopes(market, random),
  ].sort((a, b) => (a.createdAt === b.createdAt ? (a.id < b.id ? -1 : 1) : a.createdAt < b.createdAt ? -1 : 1))
  return plans.map((plan, n) => emitDeal(plan, n + 1, market, random))
}

function ofSale(sale: DemoSale, today: Day, random: Chance): Plan {
  const createdAt = addMs(sale.bookedAt, -random.int(2, 400) * 3_600_000)
  const path: Plan['path'] = [{ stage: 'need', at: createdAt }]
  if (random.is(0.6)) path.push({ stage: 'met', at: addMs(createdAt, random.int(1, 40) * 60_000) })
  path.push({ stage: 'booked', at: sale.bookedAt })
  for (const { kind, at } of sale.steps) {
    const stage = STAGE_OF_CLAIM[kind]
    if (!stage) continue
    path.push({ stage, at })
    const submittedAt = addMs(at, DAYS_TO_SUBMIT * 86_400_000)
    if (stage === 'contract' && submittedAt < `${today}T00:00:00.000Z`)
      path.push({ stage: 'registration', at: submittedAt })
  }
  const { dealId: id, client, seller: user, unit, reservationId, building } = sale
  return {
    id,
    client,
    user,
    createdAt,
    stage: last(path),
    path,
    unit,
    complexId: building.complexId,
    reservationId,
    sale,
  }
}

/** A live booking has a deal as a rule; of those that ended now and then one, lost or waiting for another booking. */
function ofBooking(booking: DemoBooking, { today, id }: DealsMarket, random: Chance): Plan | null {
  const { state, from_at, closed_at, client, user, unit } = booking
  if (from_at === null || !random.is(state === 'active' ? 0.75 : 0.35)) return null
  const createdAt = addMs(from_at, -random.int(1, 200) * 3_600_000)
  const path: Plan['path'] = [
    { stage: 'need', at: createdAt },
    { stage: 'booked', at: from_at },
  ]
  if (closed_at !== null) {
    path.push({ stage: 'booking_expired', at: closed_at })
    const isRecent = closed_at > `${addDays(today, -60)}T00:00:00.000Z`
    if (!isRecent) path.push({ stage: 'lost', at: addMs(closed_at, random.int(1, 9) * 86_400_000) })
  }
  return {
    id: id('deal'),
    client,
    user,
    createdAt,
    stage: last(path),
    path,
    unit,
    complexId: booking.building.complexId,
    reservationId: booking.id,
    sale: null,
  }
}

function hopes({ size, today, house, client, id }: DealsMarket, random: Chance): Plan[] {
  const early = ['need', 'need', 'meeting', 'meeting', 'met', 'intent'] as const
  return Array.from({ length: size.hopes + size.refusals }, (_, n): Plan => {
    const isHope = n < size.hopes
    const day = addDays(today, -(isHope ? random.int(0, 45) : random.int(20, 3400)))
    const createdAt = moment(day, random, isHope ? 0 : 6)
    const user = random.is(0.8)
      ? house.of('sales', random.int(0, 999))
      : random.pick(house.users.filter(({ role }) => role === 'agency'))
    const end: DealStage = isHope ? random.pick(early) : 'lost'
    const reached = FUNNEL.slice(1, isHope ? placeOf(end) + 1 : random.int(1, 4))
    const path: Plan['path'] = [{ stage: 'need', at: createdAt }]
    let at = createdAt
    for (const stage of [...reached, ...(isHope ? [] : (['lost'] as const))]) {
      const next = addMs(at, random.int(1, 60) * 3_600_000)
      at = isHope && next > `${today}T00:00:00.000Z` ? addMs(at, 60_000) : next
      path.push({ stage, at })
    }
    return {
      id: id('deal'),
      client: client(user, createdAt),
      user,
      createdAt,
      stage: last(path),
      path,
      unit: null,
      complexId: null,
      reservationId: null,
      sale: null,
    }
  })
}

const last = (path: Plan['path']): DealStage => path.at(-1)?.stage ?? 'need'

function emitDeal(plan: Plan, number: number, market: DealsMarket, random: Chance): DemoDeal {
  const { emit, id, prices, today } = market
  const { client, user, unit, stage, createdAt, sale } = plan
  const isAgreed = placeOf(stage) >= placeOf('service')
  const list = unit === null ? null : (sale?.price_minor ?? prices.get(unit.id) ?? null)
  const discount =
    list === null || !random.is(0.18) ? 0 : Math.floor((list * random.int(50, 200)) / 10_000 / 100_000) * 100_000
  const price = list === null ? null : list - discount
  const months = sale === null ? 0 : daysBetween(sale.registerOn, sale.payOn) / 30
  const isMortgage = isAgreed && months < 3 && random.is(0.74)
  const payment: PaymentKind | null = !isAgreed
    ? null
    : months < 3
      ? 'full'
      : months > 11
        ? 'interest'
        : random.pick(['instalments', 'instalments', 'interest', 'deferred'] as const)
  const mortgage =
    isMortgage && price !== null ? Math.floor((price * random.int(50, 85)) / 100 / 100_000) * 100_000 : null
  const reached = (wanted: FunnelStage) => plan.path.find((step) => step.stage === wanted)?.at
  const metAt = reached('met')
  const meetingAt =
    (metAt === undefined ? undefined : moment(metAt.slice(0, 10), random)) ??
    (stage === 'meeting'
      ? moment(addDays(today, random.int(0, 9)), random)
      : reached('meeting')
        ? moment(addDays(createdAt.slice(0, 10), 1), random)
        : null)
  const contractDay = sale && isAgreed && stage !== 'service' ? sale.contractDay : null
  const { ownership, first } = emitBuyers(plan, market, random)
  const needs = stage === 'need' && random.is(0.4) ? null : needsOf(plan, price, isMortgage, payment, random)
  const since = plan.path.at(-1)?.at ?? createdAt
  emit('deal', {
    id: plan.id,
    number,
    name: [number, first, unit?.number].filter((part) => part !== undefined).join(' / '),
    kind: 'sale',
    stage,
    stage_since_at: since,
    company_id: user.companyId,
    user_id: user.id,
    reservation_id: plan.reservationId,
    client_name: client.name,
    client_phone: client.phone,
    search: searchText(client.name, client.phone),
    price_minor: price,
    discount_minor: discount,
    services_minor: emitServices(plan, isAgreed, market, random),
    payment_kind: payment,
    ownership,
    mortgage_kind: isMortgage ? 'bank' : 'none',
    mortgage_bank: isMortgage ? random.pick(BANKS) : null,
    mortgage_minor: mortgage,
    mortgage_decision_on: isMortgage ? createdAt.slice(0, 10) : null,
    maternity_minor: isMortgage && random.is(0.12) ? 69_000_000 : null,
    needs_json: needs,
    meeting_at: meetingAt,
    meeting_place: meetingAt === null ? null : random.pick(PLACES),
    meeting_by_id: meetingAt === null ? null : user.id,
    meeting_result: metAt === undefined ? null : random.pick(RESULTS),
    meeting_rating: metAt === undefined ? null : random.int(3, 5),
    contract_on: contractDay,
    refuse_reason_id: stage === 'lost' ? `01900000-0000-7000-8060-00000000000${random.int(1, 8)}` : null,
    note: '',
    created_at: createdAt,
    closed_at: stage === 'won' || stage === 'lost' ? since : null,
  })
  if (unit !== null)
    emit('deal_unit', {
      id: id('dealUnit'),
      deal_id: plan.id,
      unit_id: unit.id,
      reservation_id: plan.reservationId,
      list_price_minor: list,
      discount_minor: discount,
      discount_reason: discount > 0 ? random.pick(DISCOUNTS) : null,
      position: 0,
      created_at: createdAt,
      deal_kind: 'sale',
      is_held: (HOLDING_STAGES as readonly string[]).includes(stage),
    })
  emitEvents(plan, market)
  return {
    id: plan.id,
    number,
    stage,
    sale,
    user,
    client,
    price_minor: price,
    payment_kind: payment,
    mortgage_minor: mortgage,
    contractDay,
    registeredOn: stage === 'won' ? (sale?.registerOn ?? null) : null,
    contractId: sale === null || !isAgreed ? null : id('contract'),
    createdAt,
  }
}

function emitEvents(plan: Plan, { emit, id, today }: DealsMarket): void {
  const event = (kind: string, at: Instant, data_json: object) =>
    emit('deal_event', { id: id('dealEvent'), deal_id: plan.id, at, kind, user_id: plan.user.id, data_json })
  event('opened', plan.createdAt, { kind: 'sale' })
  // Of what is long over only the ends are told, so that ten years stay light.
  const isOld = plan.createdAt < `${addDays(today, -500)}T00:00:00.000Z`
  for (const [n, { stage, at }] of plan.path.entries()) {
    const from = plan.path[n - 1]?.stage
    if (from === undefined || (isOld && n < plan.path.length - 1 && stage !== 'contract')) continue
    event('stage', at, { from, to: stage })
  }
}

const BANKS = ['Сбербанк', 'ВТБ', 'Альфа-Банк', 'Банк ДОМ.РФ', 'Россельхозбанк', 'Газпромбанк']
const PLACES = ['Офис продаж', 'Показ на объекте', 'Шоурум', 'Видеозвонок']
const RESULTS = [
  'Понравился вид и планировка, думают',
  'Готовы бронировать, ждут решения банка',
  'Хотят выше этаж',
  'Сравнивают с соседним домом',
  'Просят рассрочку до сдачи',
]
const DISCOUNTS = ['Постоянный клиент', 'Стопроцентная оплата', 'Акция к открытию', 'По рекомендации']
