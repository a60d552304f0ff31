/**
 * The demonstration as rows: the same for the same scale and day, table by table as they come, so that ten times as much
 * needs no more memory. Whoever loads it turns triggers off: what follows from the rows is among the rows.
 */
import type { Day } from '#shared/kernel/day.ts'
import type { Id } from '#shared/kernel/id.ts'
import { demoId, type IdKind } from './chance.ts'
import { demoContracts } from './contracts.ts'
import { demoDeals, type DemoDeal } from './deals.ts'
import { demoInstalments } from './instalments.ts'
import { generateComplex, planBuildings, type Counters } from './city.ts'
import { clientMaker, generateHouse, type DemoHouse } from './people.ts'
import type { DemoBooking, DemoSale } from './lives.ts'
import { trade } from './trade.ts'
import { DEMO_SIZES, type DemoScale } from './scales.ts'

export const DEMO_TABLES = [
  'company',
  'app_user',
  'user_role',
  'person',
  'person_phone',
  'complex',
  'building',
  'section',
  'entrance',
  'floor',
  'unit',
  'unit_status',
  'hold_reason',
  'unit_claim',
  'reservation',
  'price_rule',
  'price_list',
  'price_list_item',
  'unit_price',
  'unit_current_price',
  'lot',
  'lot_unit',
  'unit_grant',
  'saved_view',
  'deal',
  'deal_unit',
  'deal_participant',
  'deal_service',
  'deal_event',
  'schedule',
  'schedule_line',
  'ledger_batch',
  'ledger_entry',
  'payment',
  'payment_allocation',
  'computed',
  'person_secret',
  'fact_default',
  'contract',
  'contract_body',
  'contract_event',
  'registration_step',
  'paper_copy',
  'paper_move',
] as const
export type DemoTable = (typeof DEMO_TABLES)[number]
export type DemoRow = Record<string, unknown>
export type Emit = (table: DemoTable, row: DemoRow) => void

export interface DemoSummary {
  house: DemoHouse
  units: number
  sales: DemoSale[]
  /** Every deal, in the order of its number. */
  deals: DemoDeal[]
}

const REASONS = [
  'Перемер БТИ',
  'Проверка документов',
  'Решение комиссии',
  'Ремонт после осмотра',
  'Шоурум',
  'Спор с подрядчиком',
]

/** Emits every row; `onComplex` is called between complexes, so that the loader may write what has gathered. */
export async function generateDemo(
  scale: DemoScale,
  today: Day,
  emit: Emit,
  onComplex: (done: number, total: number) => Promise<void> = () => Promise.resolve(),
): Promise<DemoSummary> {
  const size = DEMO_SIZES[scale]
  const house = generateHouse(size, '2016-01-11T06:00:00.000Z', emit)
  const counts = new Map<IdKind, number>()
  const id = (kind: IdKind): Id => {
    const n = counts.get(kind) ?? 0
    counts.set(kind, n + 1)
    return demoId(kind, n)
  }
  const reasons = REASONS.map((name) => {
    const reasonId = id('reason')
    emit('hold_reason', { id: reasonId, name, is_active: true })
    return reasonId
  })
  const names = new Map<unknown, string>()
  const client = clientMaker((table, row) => {
    if (table === 'person') names.set(row['id'], String(row['name']))
    emit(table, row)
  })
  const counters: Counters = { building: 0, section: 0, floor: 0, unit: 0 }
  const sales: DemoSale[] = []
  const bookings: DemoBooking[] = []
  const prices = new Map<Id, number>()
  const built: { id: Id; readyOn: Day }[] = []
  const plan = planBuildings(size)
  for (const [n, buildings] of plan.entries()) {
    const complex = generateComplex(n, buildings, size, today, counters, emit)
    built.push(...complex.buildings)
    trade(complex, {
      today,
      house,
      emit,
      client,
      id,
      reasons,
      sold: (sale) => sales.push(sale),
      reserved: (booking) => bookings.push(booking),
      priced: (unitId, price_minor) => prices.set(unitId, price_minor),
    })
    await onComplex(n + 1, plan.length)
  }
  saveViews(house, emit, id)
  const buyersOf = new Map<Id, { id: Id; name: string }[]>()
  const watched: Emit = (table, row) => {
    if (table === 'deal_participant' && row['role'] === 'buyer') {
      const dealId = row['deal_id'] as Id
      const personId = row['person_id'] as Id
      buyersOf.set(dealId, [...(buyersOf.get(dealId) ?? []), { id: personId, name: names.get(personId) ?? '' }])
    }
    emit(table, row)
  }
  const deals = demoDeals({ sales, bookings, prices, size, today, house, emit: watched, client, id })
  const pause = () => onComplex(plan.length, plan.length)
  await demoInstalments({ deals, today, house, emit, id, pause })
  demoContracts({ deals, buyersOf, buildings: built, today, house, emit, id })
  return { house, units: counters.unit, sales, deals }
}

function saveViews(house: DemoHouse, emit: Emit, id: (kind: IdKind) => Id): void {
  const views = [
    {
      user: house.of('manager'),
      name: 'Свободные студии и однушки',
      isShared: true,
      filter: { rooms: [0, 1], statuses: ['free'] },
    },
    {
      user: house.of('manager'),
      name: 'Вид на воду',
      isShared: true,
      filter: { views: ['river', 'sea'], statuses: ['free'] },
    },
    {
      user: house.of('sales'),
      name: 'До 12 млн с отделкой',
      isShared: false,
      filter: { price_minor: { to: 1_200_000_000 }, finishings: ['finish', 'furnished'], statuses: ['free'] },
    },
  ]
  for (const { user, name, isShared, filter } of views) {
    emit('saved_view', {
      id: id('view'),
      user_id: user.id,
      company_id: user.companyId,
      name,
      place: 'board',
      is_shared: isShared,
      state_json: { filter, screen: {} },
    })
  }
}
