/**
 * What the register says of a deal, in the words of the contract vocabulary, each value with the record that says it. Narrower
 * sources win: the deal over the building, the building over the complex, the complex over the company.
 */
import type { Day } from '#shared/kernel/day.ts'
import type { Id } from '#shared/kernel/id.ts'
import type { Instant } from '#shared/kernel/instant.ts'
import type { PersonSecret } from '#shared/modules/access/model.ts'
import type { ContractKind } from '#shared/modules/contracts/contract-machine.ts'
import type { ValueSource } from '#shared/modules/contracts/contract-model.ts'
import type { UnitKind } from '#shared/modules/inventory/model.ts'
import type { Db } from '#main/engine/define.ts'
import { AppError } from '#shared/rpc/errors.ts'
import { paymentsOfDeal } from './deal-steps.ts'

/** How this reader comes to somebody's passport: journalled, or not at all. */
export type ReadSecret = ((personId: Id) => Promise<PersonSecret | null>) | null

export interface Gathered {
  facts: Record<string, unknown>
  sources: Record<string, ValueSource>
  dealId: Id | null
  unitId: Id | null
  baseId: Id | null
  title: string
  /** The kind of document that such a source leads to. */
  kind: ContractKind | null
  /** Why, as a key of the dictionary. */
  why: string | null
  withheld: string[]
}

export interface Gathering {
  db: Db
  today: Day
  readSecret: ReadSecret
}

const OBJECT_KINDS: Record<UnitKind, string> = {
  flat: 'flat',
  apartment: 'apartment',
  office: 'commercial',
  parking: 'parking',
  storage: 'storage',
  villa: 'flat',
  equipment: 'commercial',
}
const FINISHINGS: Record<string, string> = {
  none: 'none',
  rough: 'rough',
  prefinish: 'rough',
  finish: 'full',
  furnished: 'full',
}
const VIEWS: Record<string, string> = {
  courtyard: 'во двор',
  street: 'на улицу',
  city: 'на город',
  park: 'на парк',
  river: 'на реку',
  sea: 'на море',
  mountains: 'на горы',
}

type Put = (path: string, value: unknown, source: ValueSource) => void

function collector(): Gathered & { put: Put } {
  const facts: Record<string, unknown> = {}
  const sources: Record<string, ValueSource> = {}
  return {
    facts,
    sources,
    dealId: null,
    unitId: null,
    baseId: null,
    title: '',
    kind: null,
    why: null,
    withheld: [],
    put(path, value, source) {
      if (value === null || value === undefined || value === '') return
      facts[path] = value
      sources[path] = source
    },
  }
}

const record = (
  kind: string,
  id: Id | null,
  label: string,
  to: string | null,
  at: Instant | null = null,
  user: string | null = null,
): ValueSource => ({ kind, id, label, at, user, to })

export async function factsOfDeal(work: Gathering, dealId: Id): Promise<Gathered> {
  const { db, today } = work
  const deal = await db
    .selectFrom('deal')
    .leftJoin('app_user', 'app_user.id', 'deal.user_id')
    .select([
      'deal.id',
      'deal.number',
      'deal.name',
      'deal.kind',
      'deal.reservation_id',
      'deal.payment_kind',
      'deal.ownership',
      'deal.mortgage_kind',
      'deal.mortgage_bank',
      'deal.mortgage_minor',
      'deal.maternity_minor',
      'deal.contract_on',
      'deal.created_at',
      'deal.stage_since_at',
      'deal.price_minor',
      'app_user.name as user_name',
    ])
    .where('deal.id', '=', dealId)
    .executeTakeFirst()
  if (!deal) throw new AppError('not-found', 'No such deal', { reason: 'contracts.no-source' })
  const all = collector()
  all.dealId = dealId
  all.title = deal.name
  const from = record('deal', dealId, deal.name, `/deals/card/${dealId}`, deal.stage_since_at, deal.user_name)
  const units = await db
    .selectFrom('deal_unit')
    .select(['id', 'unit_id', 'price_minor', 'discount_minor', 'discount_reason', 'reservation_id', 'created_at'])
    .where('deal_id', '=', dealId)
    .orderBy('position')
    .orderBy('id')
    .execute()
  // A flat with a storage room is two objects of two contracts: the first that has none is what this one is about.
  const taken = await db
    .selectFrom('contract')
    .select('unit_id')
    .where('deal_id', '=', dealId)
    .where('state', '<>', 'annulled')
    .where('base_id', 'is', null)
    .execute()
  const unit = units.find(({ unit_id }) => !taken.some((each) => each.unit_id === unit_id)) ?? units[0]
  if (unit) {
    await putUnit(work, all, unit.unit_id, deal.kind !== 'lease')
    all.put(
      'price.total',
      unit.price_minor,
      record('deal', dealId, deal.name, `/deals/card/${dealId}`, unit.created_at, deal.user_name),
    )
  } else {
    await putDefaults(work, all, null, null)
    all.put('price.total', deal.price_minor, from)
  }
  all.put(
    'contract.on',
    deal.contract_on ?? today,
    deal.contract_on === null ? record('today', null, today, null) : from,
  )
  await putBuyers(work, all, dealId, deal.ownership)
  if (deal.kind === 'sale') {
    all.put('payment.kind', deal.payment_kind, from)
    all.put('mortgage.kind', deal.mortgage_kind, from)
    all.put('mortgage.bank', deal.mortgage_bank === null ? null : { name: deal.mortgage_bank }, from)
    all.put('mortgage.amount', deal.mortgage_minor, from)
    all.put('matcap.isUsed', deal.maternity_minor !== null, from)
    all.put('matcap.amount', deal.maternity_minor, from)
    for (const path of ['auction.isUsed', 'letter.isUsed']) if (!(path in all.facts)) all.put(path, false, from)
    if (all.facts['escrow.isUsed'] === true) all.put('escrow.amount', all.facts['price.total'], from)
    await putSchedule(work, all, dealId)
  }
  if (deal.kind === 'lease') {
    all.kind = 'lease'
    all.why = 'lease'
    all.put(
      'lease.kind',
      all.facts['object.kind'] === 'flat' || all.facts['object.kind'] === 'apartment' ? 'long' : 'commercial',
      from,
    )
    all.put('lease.monthly', all.facts['price.total'], from)
  } else if (deal.kind === 'assignment') {
    all.kind = 'assignment'
    all.why = 'assignment'
    all.put('assignment.price', all.facts['price.total'], from)
  }
  return all
}

export async function factsOfReservation(work: Gathering, reservationId: Id): Promise<Gathered> {
  const { db, today } = work
  const booking = await db
    .selectFrom('reservation')
    .leftJoin('app_user', 'app_user.id', 'reservation.user_id')
    .select([
      'reservation.id',
      'reservation.unit_id',
      'reservation.kind',
      'reservation.person_id',
      'reservation.client_name',
      'reservation.client_phone',
      'reservation.from_at',
      'reservation.until_at',
      'reservation.fee_minor',
      'app_user.name as user_name',
    ])
    .where('reservation.id', '=', reservationId)
    .executeTakeFirst()
  if (!booking) throw new AppError('not-found', 'No such booking', { reason: 'contracts.no-source' })
  const all = collector()
  const from = record(
    'reservation',
    reservationId,
    booking.client_name,
    `/inventory/reservations?id=${reservationId}`,
    booking.from_at,
    booking.user_name,
  )
  all.title = booking.client_name
  all.kind = 'booking'
  all.why = 'booking'
  await putUnit(work, all, booking.unit_id, true)
  all.put('contract.on', today, record('today', null, today, null))
  all.put('booking.kind', booking.kind, from)
  all.put('booking.until', booking.until_at?.slice(0, 10), from)
  all.put('booking.fee', booking.fee_minor, from)
  const price = await db
    .selectFrom('unit_current_price')
    .select(['price_minor', 'from_at'])
    .where('id', '=', booking.unit_id)
    .executeTakeFirst()
  if (price)
    all.put(
      'price.total',
      price.price_minor,
      record('price', booking.unit_id, all.title, `/inventory/board?unit=${booking.unit_id}`, price.from_at),
    )
  if (booking.person_id === null) {
    const [last = '', first = '', middle = ''] = booking.client_name.split(/\s+/)
    all.facts['buyers'] = [
      {
        kind: 'citizen',
        name: { last, first, middle },
        ...(booking.client_phone === '' ? {} : { phone: booking.client_phone }),
      },
    ]
    for (const field of ['kind', 'name', 'phone']) all.sources[`buyers.0.${field}`] = from
  } else all.facts['buyers'] = [await putParty(work, all, 0, booking.person_id)]
  all.put('buyers.ownership', 'sole', from)
  return all
}

/** An amendment, an assignment, an act: what its base says, and which base it is. */
export async function factsOfBase(work: Gathering, baseId: Id): Promise<Gathered> {
  const { db, today } = work
  const base = await db
    .selectFrom('contract')
    .innerJoin('contract_body', 'contract_body.id', 'contract.id')
    .leftJoin('app_user', 'app_user.id', 'contract.user_id')
    .select([
      'contract.id',
      'contract.title',
      'contract.kind',
      'contract.deal_id',
      'contract.unit_id',
      'contract.contract_on',
      'contract.registration_number',
      'contract.registered_on',
      'contract.changed_at',
      'contract_body.facts_json',
      'app_user.name as user_name',
    ])
    .where('contract.id', '=', baseId)
    .executeTakeFirst()
  if (!base) throw new AppError('not-found', 'No such contract', { reason: 'contracts.no-source' })
  const all = collector()
  all.dealId = base.deal_id
  all.unitId = base.unit_id
  all.baseId = baseId
  const number = base.facts_json['contract.number']
  all.title = typeof number === 'string' ? number : base.title
  const from = record('contract', baseId, all.title, `/contracts/${baseId}`, base.changed_at, base.user_name)
  for (const [path, value] of Object.entries(base.facts_json)) {
    if (path === 'contract.number' || path === 'contract.on') continue
    all.put(path, value, from)
    if (Array.isArray(value))
      for (const [index, item] of value.entries())
        for (const field of Object.keys(item as object)) all.sources[`${path}.${index}.${field}`] = from
  }
  all.put('contract.on', today, record('today', null, today, null))
  all.put('base.number', number, from)
  all.put('base.on', base.contract_on, from)
  all.put('base.title', base.title, from)
  all.put('base.registration', base.registration_number, from)
  all.put('base.registeredOn', base.registered_on, from)
  all.why = 'base'
  return all
}

async function putUnit(work: Gathering, all: Gathered & { put: Put }, unitId: Id, isSale: boolean): Promise<void> {
  const { db } = work
  const unit = await db
    .selectFrom('unit')
    .innerJoin('building', 'building.id', 'unit.building_id')
    .innerJoin('complex', 'complex.id', 'unit.complex_id')
    .innerJoin('section', 'section.id', 'unit.section_id')
    .leftJoin('entrance', 'entrance.id', 'unit.entrance_id')
    .select([
      'unit.id',
      'unit.kind',
      'unit.number',
      'unit.floor',
      'unit.rooms',
      'unit.area_cm2',
      'unit.living_cm2',
      'unit.kitchen_cm2',
      'unit.balcony_cm2',
      'unit.balcony_bp',
      'unit.project_cm2',
      'unit.bti_cm2',
      'unit.finishing',
      'unit.view',
      'unit.ceiling_cm',
      'unit.layout',
      'unit.cadastral_number',
      'unit.created_at',
      'unit.section_id',
      'building.id as building_id',
      'building.name as building',
      'building.address as building_address',
      'building.stage',
      'building.ready_on',
      'building.cadastral_number as building_cadastral',
      'complex.id as complex_id',
      'complex.name as complex',
      'complex.address as complex_address',
      'complex.city',
      'section.name as section',
      'entrance.name as entrance',
    ])
    .where('unit.id', '=', unitId)
    .executeTakeFirst()
  if (!unit) throw new AppError('not-found', 'No such unit', { reason: 'contracts.no-source' })
  await putDefaults(work, all, unit.complex_id, unit.building_id)
  all.unitId = unitId
  const [{ highest } = { highest: null }] = await db
    .selectFrom('floor')
    .select(({ fn }) => fn.max('floor').as('highest'))
    .where('section_id', '=', unit.section_id)
    .execute()
  const at = (kind: string, id: Id, label: string) =>
    record(kind, id, label, `/inventory/board?unit=${unitId}`, kind === 'unit' ? unit.created_at : null)
  const own = at('unit', unitId, `${unit.building}, ${unit.number}`)
  const house = at('building', unit.building_id, unit.building)
  const place = at('complex', unit.complex_id, unit.complex)
  const values: [string, unknown, ValueSource][] = [
    ['object.kind', OBJECT_KINDS[unit.kind], own],
    ['object.number', unit.number, own],
    ['object.conditional', unit.number, own],
    ['object.floor', unit.floor, own],
    ['object.floors', highest, house],
    ['object.section', unit.section.replace(/^секция\s+/i, ''), own],
    ['object.entry', unit.entrance, own],
    ['object.building', unit.building, house],
    ['object.complex', unit.complex, place],
    ['object.cadastral', unit.cadastral_number, own],
    ['object.area', unit.area_cm2, own],
    ['object.living', unit.living_cm2, own],
    ['object.summer', unit.balcony_cm2, own],
    // The area that is paid for: rooms and what the coefficient leaves of balconies (C2.5).
    [
      'object.priced',
      unit.project_cm2 ?? unit.area_cm2 + Math.round(((unit.balcony_cm2 ?? 0) * (unit.balcony_bp ?? 0)) / 10_000),
      own,
    ],
    [
      'object.height',
      unit.ceiling_cm === null ? null : `${(unit.ceiling_cm / 100).toString().replace('.', ',')} м`,
      own,
    ],
    ['object.finishing', unit.finishing === null ? null : FINISHINGS[unit.finishing], own],
    ['object.view', unit.view === null ? null : VIEWS[unit.view], own],
    ['object.plan', unit.layout, own],
    ['measure.area', unit.bti_cm2, own],
  ]
  if (OBJECT_KINDS[unit.kind] === 'flat' || OBJECT_KINDS[unit.kind] === 'apartment')
    values.push(['object.rooms', unit.rooms, own])
  const street = unit.building_address === '' ? unit.complex_address : unit.building_address
  const address = street.includes(unit.city) ? street : [unit.city, street].filter(Boolean).join(', ')
  values.push([unit.stage === 'commissioned' ? 'object.address' : 'object.siteAddress', address, house])
  if (all.facts['object.address'] === undefined) values.push(['object.address', address, house])
  if (all.facts['contract.city'] === undefined)
    values.push(['contract.city', unit.city === '' ? null : `г. ${unit.city}`, place])
  if (all.facts['terms.handoverOn'] === undefined) values.push(['terms.handoverOn', unit.ready_on, house])
  for (const [path, value, source] of values) all.put(path, value, source)
  const rooms = roomsOf(unit)
  if (rooms.length > 0) {
    all.put('rooms', rooms, own)
    for (const index of rooms.keys()) for (const field of ['name', 'area']) all.sources[`rooms.${index}.${field}`] = own
  }
  if (isSale && all.kind === null) {
    all.kind = unit.stage === 'commissioned' ? 'sale' : 'participation'
    all.why = unit.stage === 'commissioned' ? 'commissioned' : 'building'
    // Money for a house that is being built lies on escrow unless the house says otherwise (C3).
    if (all.facts['escrow.isUsed'] === undefined) all.put('escrow.isUsed', all.kind === 'participation', house)
  }
}

interface Areas {
  area_cm2: number
  living_cm2: number | null
  kitchen_cm2: number | null
  balcony_cm2: number | null
}

/** The parts of the area that the register knows; what is left over is the rest, so that the table adds up. */
function roomsOf({ area_cm2, living_cm2, kitchen_cm2, balcony_cm2 }: Areas): { name: string; area: number }[] {
  const rest = area_cm2 - (living_cm2 ?? 0) - (kitchen_cm2 ?? 0)
  const parts: [string, number | null][] = [
    ['Жилые комнаты', living_cm2],
    ['Кухня', kitchen_cm2],
    [living_cm2 === null && kitchen_cm2 === null ? 'Помещение' : 'Прочие помещения', rest > 0 ? rest : null],
    ['Балкон, лоджия', balcony_cm2],
  ]
  return parts.flatMap(([name, area]) => (area === null || area <= 0 ? [] : [{ name, area }]))
}

/** Requisites, permits and terms written down once: of the house, then of the complex, then of the building. */
async function putDefaults(
  { db }: Gathering,
  all: { put: Put },
  complexId: Id | null,
  buildingId: Id | null,
): Promise<void> {
  const company = await db
    .selectFrom('company')
    .select(['id', 'name', 'tax_id', 'created_at'])
    .where('kind', '=', 'developer')
    .orderBy('created_at')
    .orderBy('id')
    .executeTakeFirst()
  const scopes = [company?.id, complexId, buildingId].filter((id) => id !== null && id !== undefined)
  if (company) {
    const source = record('company', company.id, company.name, '/contracts/requisites', company.created_at)
    all.put('company.name', { name: company.name }, source)
    all.put('company.inn', company.tax_id, source)
  }
  const rows = await db
    .selectFrom('fact_default')
    .leftJoin('app_user', 'app_user.id', 'fact_default.user_id')
    .select([
      'fact_default.id',
      'fact_default.scope',
      'fact_default.scope_id',
      'fact_default.path',
      'fact_default.value_json',
      'fact_default.changed_at',
      'app_user.name as user_name',
    ])
    .where('fact_default.scope_id', 'in', scopes)
    .execute()
  for (const row of rows.toSorted((a, b) => scopes.indexOf(a.scope_id) - scopes.indexOf(b.scope_id)))
    all.put(
      row.path,
      row.value_json,
      record(
        'requisite',
        row.id,
        row.path,
        `/contracts/requisites?scope=${row.scope}&id=${row.scope_id}`,
        row.changed_at,
        row.user_name,
      ),
    )
}

async function putBuyers(work: Gathering, all: Gathered & { put: Put }, dealId: Id, ownership: string): Promise<void> {
  const people = await work.db
    .selectFrom('deal_participant')
    .select(['id', 'role', 'person_id', 'share_num', 'share_den', 'is_minor', 'guardian_id'])
    .where('deal_id', '=', dealId)
    .where('person_id', 'is not', null)
    .orderBy('position')
    .orderBy('id')
    .execute()
  const buyers = people.filter(({ role }) => role === 'buyer')
  const from = record('deal', dealId, all.title, `/deals/card/${dealId}`)
  const items: Record<string, unknown>[] = []
  for (const [index, buyer] of buyers.entries()) {
    const item = await putParty(work, all, index, buyer.person_id as Id)
    if (ownership === 'shared' && buyer.share_num !== null && buyer.share_den !== null) {
      item['share'] = { num: buyer.share_num, den: buyer.share_den }
      all.sources[`buyers.${index}.share`] = from
    }
    if (item['kind'] === 'citizen') {
      item['isMinor'] = buyer.is_minor
      all.sources[`buyers.${index}.isMinor`] = from
    }
    const guardian = people.find(({ id }) => id === buyer.guardian_id)
    if (buyer.is_minor && guardian) {
      const own = await putParty(work, { ...all, sources: {} }, 0, guardian.person_id as Id)
      item['guardian'] = own['name']
      const passport = [own['passport'], typeof own['passportBy'] === 'string' ? `выдан ${own['passportBy']}` : '']
        .filter(Boolean)
        .join(', ')
      if (passport !== '') item['guardianPassport'] = passport
      for (const field of ['guardian', 'guardianPassport'])
        all.sources[`buyers.${index}.${field}`] = record(
          'person',
          guardian.person_id,
          fullNameOf(own['name']),
          `/people?person=${guardian.person_id ?? ''}`,
        )
    }
    items.push(item)
  }
  if (items.length > 0) all.put('buyers', items, from)
  all.put('buyers.ownership', ownership, from)
  if (items.some(({ kind }) => kind === 'citizen'))
    all.put('buyers.needsConsent', ownership !== 'joint' && people.some(({ role }) => role === 'spouse'), from)
  const representative = people.find(({ role }) => role === 'representative')
  all.put('proxy.isUsed', representative !== undefined, from)
  if (representative) {
    const own = await putParty(
      { ...work, readSecret: null },
      { ...all, sources: {}, withheld: [] },
      0,
      representative.person_id as Id,
    )
    all.put(
      'proxy.name',
      own['name'],
      record(
        'person',
        representative.person_id,
        fullNameOf(own['name']),
        `/people?person=${representative.person_id ?? ''}`,
      ),
    )
  }
}

function fullNameOf(name: unknown): string {
  return typeof name === 'object' && name !== null
    ? Object.values(name)
        .filter((part) => typeof part === 'string')
        .join(' ')
    : ''
}

/** One card as a party of a contract. What is secret is read by the journalled way, or named in `withheld`. */
async function putParty(
  work: Gathering,
  all: Pick<Gathered, 'sources' | 'withheld'>,
  index: number,
  personId: Id,
): Promise<Record<string, unknown>> {
  const person = await work.db
    .selectFrom('person')
    .leftJoin('app_user', 'app_user.id', 'person.created_by_id')
    .select([
      'person.kind',
      'person.name',
      'person.last_name',
      'person.first_name',
      'person.middle_name',
      'person.inn',
      'person.kpp',
      'person.ogrn',
      'person.email',
      'person.created_at',
      'app_user.name as user_name',
    ])
    .where('person.id', '=', personId)
    .executeTakeFirst()
  if (!person) return {}
  const phone = await work.db
    .selectFrom('person_phone')
    .select('phone')
    .where('person_id', '=', personId)
    .orderBy('position')
    .executeTakeFirst()
  const source = record(
    'person',
    personId,
    person.name,
    `/people?person=${personId}`,
    person.created_at,
    person.user_name,
  )
  const item: Record<string, unknown> = {}
  const put = (field: string, value: unknown, from = source) => {
    if (value === null || value === undefined || value === '') return
    item[field] = value
    all.sources[`buyers.${index}.${field}`] = from
  }
  put('phone', phone?.phone)
  put('email', person.email)
  if (person.kind === 'legal') {
    put('kind', 'company')
    put('company', { name: person.name })
    put('inn', person.inn)
    put('kpp', person.kpp)
    put('ogrn', person.ogrn)
    return item
  }
  const [last = '', first = '', middle = ''] = person.name.split(/\s+/)
  put('kind', 'citizen')
  const forms = await work.db
    .selectFrom('person_forms')
    .select(['name', 'forms_json'])
    .where('id', '=', personId)
    .executeTakeFirst()
  const parts = {
    last: person.last_name ?? last,
    first: person.first_name ?? first,
    middle: person.middle_name ?? middle,
  }
  // A name in other letters has other cases: what was declined by hand belongs to the old one.
  const isSame = forms?.name === [parts.last, parts.first, parts.middle].join(' ').trim()
  put('name', { ...parts, ...(isSame ? { overrides: forms.forms_json } : {}) })
  if (!work.readSecret) {
    all.withheld.push(person.name)
    return item
  }
  const secret = await work.readSecret(personId)
  if (!secret) return item
  const kept = { ...source, kind: 'secret' }
  put('birthOn', secret.birthOn, kept)
  put('birthPlace', secret.birthPlace, kept)
  put('citizenship', 'Российская Федерация', kept)
  put('passport', secret.passportNumber, kept)
  put('passportOn', secret.passportIssuedOn, kept)
  put('passportBy', secret.passportIssuedBy, kept)
  put('passportCode', secret.passportCode, kept)
  put('address', secret.address, kept)
  put('inn', secret.inn, kept)
  put('snils', secret.snils, kept)
  return item
}

async function putSchedule({ db }: Gathering, all: Gathered & { put: Put }, dealId: Id): Promise<void> {
  const schedule = await paymentsOfDeal(db, dealId)
  if (!schedule) return
  const source = record(
    'schedule',
    schedule.id,
    schedule.label,
    `/deals/card/${dealId}?tab=instalments`,
    schedule.at,
    schedule.user,
  )
  all.put('payments', schedule.lines, source)
  for (const [index, line] of schedule.lines.entries())
    for (const field of Object.keys(line)) all.sources[`payments.${index}.${field}`] = source
  const [first, last] = [schedule.lines[0], schedule.lines.at(-1)]
  all.put('payment.first', first?.amount, source)
  all.put('payment.firstOn', first?.on, source)
  all.put('payment.lastOn', last?.on, source)
  if (schedule.rateBp !== null) all.put('payment.rate', { num: schedule.rateBp, den: 10_000 }, source)
}
