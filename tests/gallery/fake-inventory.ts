/** A complex of three buildings in memory for looking at the inventory screens; no rule of the house is kept here. */
import { newId } from '#shared/kernel/id.ts'
import { DAY_MS, toInstant } from '#shared/kernel/instant.ts'
import type { UnitFilter } from '#shared/modules/inventory/filter.ts'
import {
  BOARD_STATUSES,
  type BoardUnit,
  type RegistryUnit,
  type SectionRow,
  type UnitCard,
  type UnitStatus,
} from '#shared/modules/inventory/model.ts'
import type { LiveSink } from '#shared/rpc/server.ts'

const now = Date.now()
let seed = 11
const random = () => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647
const complexId = newId()
const buildings = ['Корпус 1', 'Корпус 2', 'Корпус 3'].map((name) => ({ id: newId(), name }))
const sections: SectionRow[] = []
let units: BoardUnit[] = []
const STATUS_ODDS: [UnitStatus, number][] = [
  ['free', 34],
  ['reserved', 7],
  ['reserved_paid', 3],
  ['on_auction', 4],
  ['hold_technical', 3],
  ['not_for_sale', 4],
  ['sold_pending_contract', 4],
  ['under_contract', 9],
  ['registered', 10],
  ['sold', 15],
  ['transferred', 7],
]

function status(floor: number): UnitStatus {
  let left = random() * 100 - (floor > 12 ? 10 : 0)
  for (const [name, odds] of STATUS_ODDS) if ((left -= odds) < 0) return name
  return 'sold'
}

function add(section: SectionRow, change: Partial<BoardUnit>): void {
  const at = change.floor ?? 1
  const state = status(at)
  const rooms = change.rooms ?? null
  const area_cm2 = change.area_cm2 ?? Math.round((24 + (rooms ?? 1) * 17 + random() * 8) * 100) * 100
  const ppm = Math.round(210_000 + at * 2600 + random() * 22_000) * 100
  const price_minor = Math.round((ppm * area_cm2) / 10_000 / 100_000) * 100_000
  units.push({
    id: newId(),
    complex_id: complexId,
    building_id: section.building_id,
    section_id: section.id,
    floor: at,
    floor_span: 1,
    riser: 1,
    riser_span: 1,
    plan_x: null,
    plan_y: null,
    plan_w: null,
    plan_h: null,
    plan_picture: null,
    number: String(units.length + 1),
    kind: 'flat',
    rooms,
    area_cm2,
    price_minor,
    ppm_minor: Math.round((price_minor / area_cm2) * 10_000),
    status: state,
    since_at: toInstant(now - random() * 90 * DAY_MS),
    until_at: state.startsWith('reserved') ? toInstant(now + random() * 6 * DAY_MS) : null,
    on_sale_at: toInstant(now - random() * 700 * DAY_MS),
    queue: state === 'reserved' && random() > 0.6 ? 2 : 0,
    is_mine: state === 'reserved' && random() > 0.6,
    is_ours: false,
    lot_id: random() > 0.985 ? newId() : null,
    is_match: true,
    ...change,
  })
}

for (const [index, building] of buildings.entries()) {
  for (let number = 1; number <= (index === 1 ? 4 : 2); number++) {
    const top = index === 1 ? 17 : index === 0 ? 22 : 12
    const section: SectionRow = {
      id: newId(),
      building_id: building.id,
      complex_id: complexId,
      building: building.name,
      name: String(number),
      sort: sections.length,
      layout: 'grid',
      floor_from: 1,
      floor_to: top,
      risers: 7,
      units: 0,
      floors: [],
    }
    sections.push(section)
    for (let floor = 1; floor <= top; floor++) {
      if (floor === 1) {
        for (const riser of [1, 3, 6])
          add(section, {
            floor,
            riser,
            riser_span: riser === 1 ? 2 : riser === 3 ? 3 : 2,
            kind: 'office',
            area_cm2: 1_100_000,
          })
        continue
      }
      for (let riser = 1; riser <= 7; riser++) {
        if (floor === top && (riser === 2 || riser === 5)) continue
        if (floor === top - 1 && riser === 4) {
          add(section, { floor, riser, floor_span: 2, rooms: 4, area_cm2: 1_480_000 })
          continue
        }
        if (floor === top && riser === 4) continue
        add(section, {
          floor,
          riser,
          rooms: [1, 2, 1, 3, 0, 2, 1][riser - 1] ?? 1,
          riser_span: floor === top && riser === 1 ? 2 : 1,
        })
      }
    }
  }
}
const parking: SectionRow = {
  id: newId(),
  building_id: buildings[1]?.id ?? '',
  complex_id: complexId,
  building: 'Корпус 2',
  name: 'Паркинг',
  sort: 90,
  layout: 'plan',
  floor_from: -1,
  floor_to: -1,
  risers: 30,
  units: 0,
  floors: [],
}
const stores: SectionRow = { ...parking, id: newId(), name: 'Кладовые', sort: 91, layout: 'list' }
sections.push(parking, stores)
for (let row = 0; row < 4; row++)
  for (let place = 0; place < 30; place++)
    if (place % 11 !== 10)
      add(parking, {
        floor: -1,
        riser: place + 1,
        kind: 'parking',
        number: `P${row * 30 + place + 1}`,
        area_cm2: 132_500,
        plan_x: place * 25,
        plan_y: row * 50 + (row > 1 ? 30 : 0),
        plan_w: 25,
        plan_h: 50,
      })
for (let place = 1; place <= 46; place++)
  add(stores, { floor: -1, riser: place, kind: 'storage', number: `К-${place}`, area_cm2: 46_000 })

function registryUnit(unit: BoardUnit): RegistryUnit {
  const building = buildings.find(({ id }) => id === unit.building_id)?.name ?? ''
  return {
    ...unit,
    complex: 'Сиреневый квартал',
    region: 'Приморский',
    building,
    section: sections.find(({ id }) => id === unit.section_id)?.name ?? '',
    living_cm2: Math.round(unit.area_cm2 * 0.55),
    kitchen_cm2: 121_000,
    balcony_cm2: 38_000,
    project_cm2: unit.area_cm2,
    bti_cm2: null,
    finishing: 'finish',
    view: 'park',
    window_side: 'sw',
    ceiling_cm: 285,
    layout: '2E',
    cadastral_number: '78:34:0410801:2214',
    client: null,
    agency: null,
  }
}

function card(unitId: string): UnitCard {
  const unit = units.find(({ id }) => id === unitId) ?? (units[0] as BoardUnit)
  const isBooked = unit.status === 'reserved' || unit.status === 'reserved_paid'
  const reservation = {
    id: newId(),
    unit_id: unit.id,
    unit_number: unit.number,
    unit_kind: unit.kind,
    building: 'Корпус 1',
    complex: 'Сиреневый квартал',
    state: 'active' as const,
    kind: 'free' as const,
    person_id: null,
    client_name: 'Орлова Екатерина Павловна',
    client_phone: '+7 921 555-01-22',
    user_id: newId(),
    user_name: 'Петров Илья',
    company_id: newId(),
    company: 'ООО «Квартал»',
    from_at: toInstant(now - DAY_MS),
    until_at: unit.until_at,
    queued_at: null,
    queue_no: null,
    extended_count: 1,
    fee_minor: null,
    price_minor: unit.price_minor,
    closed_at: null,
    close_reason: null,
    note: 'ждёт одобрения ипотеки',
    is_mine: unit.is_mine,
  }
  return {
    unit: registryUnit(unit),
    entrance: '2',
    address: 'Санкт-Петербург, ул. Оптиков, 34, к. 1',
    stage: 'frame',
    ready_on: '2027-06-30',
    balcony_bp: 3000,
    plan_picture: null,
    floor_plan_picture: null,
    note: null,
    claims: [],
    reservations: isBooked ? [reservation] : [],
    lot: null,
    min_price_minor: unit.price_minor === null ? null : Math.round(unit.price_minor * 0.94),
    agencies: [{ company_id: newId(), company: 'Агентство «Невский берег»', has_price: true, has_booking: true }],
    can: {
      book: unit.status === 'free',
      join_queue: isBooked,
      extend: isBooked,
      release: isBooked,
      hold: unit.status === 'free',
      release_hold: unit.status === 'hold_technical',
      withdraw: unit.status === 'free',
      offer: unit.status === 'not_for_sale',
      reprice: unit.status === 'free',
      max_until_at: toInstant(now + 14 * DAY_MS),
    },
  }
}

function explain(unitId: string) {
  const { unit } = card(unitId)
  const [ppm, area] = [unit.ppm_minor ?? 1, unit.area_cm2]
  const step = (name: string, value: string, coef: number | null, share: number, whole = false) => ({
    step: name,
    value,
    coef,
    ppm_minor: whole ? null : Math.round(ppm * share),
    price_minor: whole ? Math.round((ppm * share * area) / 10_000) : null,
  })
  const steps = [
    step('base', 'frame', null, 0.9),
    step('floor', String(unit.floor), 1_040_000, 0.936),
    step('view', 'park', 1_060_000, 0.992),
    step('layout', '2E', 980_000, 0.972),
    step('finishing', 'finish', 1_050_000, 1.0208),
    step('add', 'Угловая', null, 1.031),
    step('promo', 'Весна −3 %', null, 1.0002, true),
    step('rounding', '1 000 ₽', null, 1, true),
  ]
  return {
    price_minor: unit.price_minor,
    ppm_minor: ppm,
    from_at: toInstant(now - 40 * DAY_MS),
    factors: {
      source: 'rule',
      rule_id: newId(),
      rule_version: 3,
      area_cm2: area,
      steps,
      min_minor: Math.round((unit.price_minor ?? 0) * 0.94),
    },
    is_reproduced: true,
    rule: 'Корпуса 1–3, квартиры',
    document: 'ПЛ-0042',
    author: 'Соколов Андрей',
    approver: 'Иванова Мария',
  }
}

function history(unitId: string) {
  const unit = card(unitId).unit
  const at = (days: number) => toInstant(now - days * DAY_MS)
  const base = {
    claim: null,
    is_begin: null,
    status: null,
    price_minor: null,
    ppm_minor: null,
    delta_minor: null,
    source: 'rule',
    document: null,
    user_name: null,
    company: null,
    note: null,
  }
  return [
    {
      ...base,
      id: 'a',
      at: at(1),
      what: 'status',
      claim: 'reserved',
      is_begin: true,
      status: unit.status,
      source: 'reservation',
      user_name: 'Петров Илья',
    },
    {
      ...base,
      id: 'b',
      at: at(12),
      what: 'price',
      price_minor: unit.price_minor,
      ppm_minor: unit.ppm_minor,
      delta_minor: 34_000_000,
      document: 'ПЛ-0042',
      user_name: 'Соколов Андрей',
    },
    {
      ...base,
      id: 'c',
      at: at(30),
      what: 'status',
      claim: 'reserved',
      is_begin: false,
      status: 'free',
      source: 'reservation',
      note: 'срок истёк',
    },
    {
      ...base,
      id: 'd',
      at: at(33),
      what: 'status',
      claim: 'reserved',
      is_begin: true,
      status: 'reserved',
      source: 'reservation',
      user_name: 'Ким Ольга',
      company: 'Агентство «Невский берег»',
    },
    {
      ...base,
      id: 'e',
      at: at(210),
      what: 'price',
      price_minor: (unit.price_minor ?? 0) - 34_000_000,
      delta_minor: null,
      user_name: 'Соколов Андрей',
    },
  ]
}

const counts = (of: (unit: BoardUnit) => string | null, label: (value: string) => string = (value) => value) =>
  [...Map.groupBy(units, of)].flatMap(([value, here]) =>
    value === null ? [] : [{ value, label: label(value), count: here.length }],
  )

function facets() {
  const bounds = (of: (unit: BoardUnit) => number | null) => {
    const all = units.flatMap((unit) => of(unit) ?? [])
    return { min: Math.min(...all), max: Math.max(...all) }
  }
  return {
    sums: sums(units),
    agency: [{ value: newId(), label: 'Агентство «Невский берег»', count: 214 }],
    region: [{ value: 'Приморский', label: 'Приморский', count: units.length }],
    complex: [{ value: complexId, label: 'Сиреневый квартал', count: units.length }],
    kind: counts((unit) => unit.kind),
    status: BOARD_STATUSES.flatMap((value) => counts((unit) => unit.status).filter((one) => one.value === value)),
    rooms: counts((unit) => (unit.rooms === null ? null : String(Math.min(4, unit.rooms)))).toSorted((a, b) =>
      a.value.localeCompare(b.value),
    ),
    finishing: [
      { value: 'finish', label: '', count: 400 },
      { value: 'rough', label: '', count: 210 },
    ],
    view: [
      { value: 'park', label: '', count: 300 },
      { value: 'courtyard', label: '', count: 310 },
    ],
    floor: bounds((unit) => unit.floor),
    area_cm2: bounds((unit) => unit.area_cm2),
    price_minor: bounds((unit) => unit.price_minor),
  }
}

function sums(list: readonly BoardUnit[]) {
  const area_cm2 = list.reduce((sum, unit) => sum + unit.area_cm2, 0)
  const price_minor = list.reduce((sum, unit) => sum + (unit.price_minor ?? 0), 0)
  return {
    count: list.length,
    area_cm2,
    price_minor,
    ppm_minor: area_cm2 === 0 ? null : Math.round((price_minor / area_cm2) * 10_000),
  }
}

function passes(unit: BoardUnit, filter: UnitFilter): boolean {
  return (
    (filter.statuses ?? [unit.status]).includes(unit.status) &&
    (filter.kinds ?? [unit.kind]).includes(unit.kind) &&
    (filter.rooms ?? [unit.rooms]).includes(unit.rooms as number)
  )
}

function registry(args: {
  filter?: UnitFilter
  group?: string | null
  folded?: string[]
  offset?: number
  limit?: number
}) {
  const list = units.filter((unit) => passes(unit, args.filter ?? {})).map(registryUnit)
  const keyOf = (unit: RegistryUnit) =>
    args.group === 'status' ? unit.status : args.group === 'section' ? unit.section : unit.building
  const lines = args.group
    ? [...Map.groupBy(list, keyOf)].flatMap(([key, here]) => [
        {
          line: 'group',
          id: `g:${key}`,
          key,
          label: key,
          is_open: !args.folded?.includes(key),
          sums: sums(here as never),
        },
        ...(args.folded?.includes(key) ? [] : here.map((unit) => ({ line: 'unit', id: unit.id, unit }))),
      ])
    : list.map((unit) => ({ line: 'unit', id: unit.id, unit }))
  const offset = args.offset ?? 0
  return { lines: lines.slice(offset, offset + (args.limit ?? 200)), total: lines.length, sums: sums(list as never) }
}

function reservations() {
  return units
    .filter((unit) => unit.status.startsWith('reserved'))
    .slice(0, 40)
    .map((unit, index) => ({
      ...(card(unit.id).reservations[0] as object),
      id: unit.id,
      state: index % 7 === 3 ? 'queued' : 'active',
      queue_no: index % 7 === 3 ? 1 : null,
      is_mine: index % 3 === 0,
    }))
}

const free = () => units.filter((unit) => unit.status === 'free').length
function tree() {
  const row = (kind: string, id: string, parent_id: string | null, name: string, list: readonly BoardUnit[]) => ({
    id,
    kind,
    parent_id,
    name,
    region: 'Приморский',
    address: 'ул. Оптиков, 34',
    stage: 'frame',
    ready_on: '2027-06-30',
    floors: 17,
    sections: 4,
    units: list.length,
    area_cm2: 0,
    counts: { free: list.filter((unit) => unit.status === 'free').length },
  })
  const others = ['Балтийская жемчужина', 'Дом на Неве', 'Зелёная роща', 'Морской фасад'].map((name, index) => ({
    ...row('complex', newId(), null, name, []),
    units: 240 + index * 81,
    counts: { free: 40 + index * 13 },
    region: index > 1 ? 'Выборгский' : 'Красносельский',
  }))
  return [
    row('complex', complexId, null, 'Сиреневый квартал', units),
    ...buildings.map(({ id, name }) =>
      row(
        'building',
        id,
        complexId,
        name,
        units.filter((unit) => unit.building_id === id),
      ),
    ),
    ...others,
  ]
}

const boards = new Set<LiveSink>()

/** Answers a live query; undefined where this is not about inventory. */
export function inventoryLive(name: string, args: never, sink: LiveSink): boolean {
  const { scope, on, unitId, unitIds } = args as {
    scope?: { id: string }
    on?: string
    unitId?: string
    unitIds?: string[]
  }
  const inScope = (unit: BoardUnit) => scope?.id === complexId || scope?.id === unit.building_id
  const rows = (list: readonly unknown[]) =>
    sink.patch({ put: list as { id: string }[], gone: [], order: (list as { id: string }[]).map(({ id }) => id) })
  switch (name) {
    case 'inventory.tree':
      rows(tree())
      return true
    case 'inventory.sections':
      rows(sections.filter((section) => scope?.id === complexId || section.building_id === scope?.id))
      return true
    case 'inventory.chessboard': {
      const age = on === undefined ? 0 : (now - Date.parse(on)) / DAY_MS
      rows(
        units
          .filter(inScope)
          .map((unit) =>
            age > 0 && Date.parse(unit.since_at ?? '') > now - age * DAY_MS
              ? { ...unit, status: 'free' as const }
              : unit,
          ),
      )
      boards.add(sink)
      return true
    }
    case 'inventory.facets':
      sink.value(facets())
      return true
    case 'inventory.sums':
      sink.value(sums(units.filter(({ id }) => unitIds?.includes(id))))
      return true
    case 'inventory.unitCard':
      sink.value(card(unitId ?? ''))
      return true
    case 'inventory.unitHistory':
      rows(history(unitId ?? ''))
      return true
    case 'inventory.explainPrice':
      sink.value(explain(unitId ?? ''))
      return true
    case 'inventory.holdReasons':
      rows([
        { id: newId(), name: 'Показ-рум', is_active: true },
        { id: newId(), name: 'Дефект', is_active: true },
      ])
      return true
    case 'inventory.timeline':
      rows(
        Array.from({ length: 30 }, (_, index) => ({
          id: String(index),
          month: toInstant(now - index * 30 * DAY_MS).slice(0, 7),
          claims: Math.round(5 + 40 * random()),
          prices: 10,
        })),
      )
      return true
    case 'inventory.boardDiff':
      rows(
        units
          .filter((unit, index) => inScope(unit) && index % 5 === 0)
          .map((unit, index) => ({
            ...unit,
            status_from: 'free',
            status_to: unit.status,
            price_from_minor: (unit.price_minor ?? 0) * 0.96,
            price_to_minor: unit.price_minor,
            change: (['sold', 'reserved', 'released', 'raised', 'lowered', 'withdrawn'] as const)[index % 6],
          })),
      )
      return true
    case 'inventory.views':
      rows([])
      return true
    case 'inventory.registry':
      sink.value(registry(args))
      return true
    case 'inventory.reservations':
      rows(reservations())
      return true
    default:
      return false
  }
}

export function inventoryCall(name: string, args: never): unknown {
  if (name === 'inventory.book') {
    const ids = new Set((args as { items: { unitId: string }[] }).items.map((item) => item.unitId))
    units = units.map((unit) =>
      ids.has(unit.id) ? { ...unit, status: 'reserved', is_mine: true, until_at: toInstant(now + 3 * DAY_MS) } : unit,
    )
    for (const sink of boards) sink.patch({ put: units.filter((unit) => ids.has(unit.id)), gone: [] })
    return { count: ids.size }
  }
  if (name === 'inventory.registry') return registry(args)
  if (name === 'inventory.unitCard') return card((args as { unitId: string }).unitId)
  if (name === 'inventory.reprice') return { applied: 1, toApprove: 0, frozen: free() > 0 ? 0 : 1 }
  return { count: 1 }
}
