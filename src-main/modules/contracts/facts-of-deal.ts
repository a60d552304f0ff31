/**
 * What the register says of a deal, in the words of the contract vocabulary, each value with the record that says it. Narrower
 * sources win: the deal over the building, the building over the complex, the complex over the company.
 */
import type { Id } from '#shared/kernel/id.ts'
import { AppError } from '#shared/rpc/errors.ts'
import { paymentsOfDeal } from './deal-steps.ts'
import { type Gathered, type Gathering, type Put, collector, record } from './facts-gather.ts'
import { putBuyers, putParty } from './facts-of-people.ts'
import { putDefaults, putUnit } from './facts-of-unit.ts'

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
  const [last = '', first = '', middle = ''] = (deal.user_name ?? '').split(/\s+/)
  if (last !== '') all.put('manager.name', { last, first, middle }, from)
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

async function putSchedule({ db }: Gathering, all: Gathered & { put: Put }, dealId: Id): Promise<void> {
  const schedule = await paymentsOfDeal(db, dealId)
  if (!schedule) return
  const source = record(
    'schedule',
    schedule.id,
    schedule.label,
    `/deals/card/${dealId}?tab=money`,
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
