/**
 * Contracts of ten years: one for every deal that came so far, with its registration. Of what is in work and of the last that were
 * won there are words too, with exact clauses, copies on paper and prints; the archive is rows alone, as after a move from another program.
 */
import { addDays, addMonths, type Day } from '#shared/kernel/day.ts'
import type { Id } from '#shared/kernel/id.ts'
import { addWorkingDays } from '#shared/kernel/calendar.ts'
import { RUSSIA } from '#shared/kernel/calendar-ru.ts'
import { assemble } from '#shared/modules/contracts/assemble.ts'
import type { ContractState } from '#shared/modules/contracts/contract-machine.ts'
import { contractName } from '#shared/modules/contracts/contract-model.ts'
import { deriveFacts } from '#shared/modules/contracts/derive.ts'
import { exampleFacts } from '#shared/modules/contracts/example.ts'
import { makeLibrary, type TemplateVersion } from '#shared/modules/contracts/model.ts'
import { RUSSIAN_VOCABULARY as WORDS } from '#shared/modules/contracts/vocabulary-ru.ts'
import { foldWords } from '#shared/modules/inventory/search-text.ts'
import { placeOf } from '#shared/modules/deals/stages.ts'
import { CHANNELS, PLACES, SUSPEND_REASONS, seedId } from '#main/modules/contracts/contract-seeds.ts'
import { needsOf, onlyNeeded } from '#main/modules/contracts/needs.ts'
import { shippedContracts } from '#main/modules/contracts/shipped-files.ts'
import { chance, type Chance, type IdKind } from './chance.ts'
import type { DemoDeal } from './deals.ts'
import type { Emit } from './generate.ts'
import { moment } from './lives.ts'
import type { DemoHouse } from './people.ts'
import { BUILDING_REQUISITES, COMPANY_REQUISITES } from './requisites.ts'

export interface PapersMarket {
  deals: readonly DemoDeal[]
  /** Everybody who buys in a deal, the first being the client. */
  buyersOf: ReadonlyMap<Id, readonly { id: Id; name: string }[]>
  buildings: readonly { id: Id; readyOn: Day }[]
  today: Day
  house: DemoHouse
  emit: Emit
  id(kind: IdKind): Id
}

/** Contracts that were won lately and still have their words here. */
const WORDED = 30

export function demoContracts(market: PapersMarket): void {
  requisites(market)
  const sold = market.deals.filter((deal) => deal.sale !== null && placeOf(deal.stage) >= placeOf('service'))
  secrets(market, sold)
  const won = sold.filter(({ stage }) => stage === 'won')
  const worded = new Set([...sold.filter(({ stage }) => stage !== 'won'), ...won.slice(-WORDED)].map(({ id }) => id))
  const numbers = new Map<string, number>()
  const writer = wordWriter(market)
  for (const deal of sold) emitContract(deal, worded.has(deal.id), market, numbers, writer)
}

function requisites({ emit, id, house, buildings, today }: PapersMarket): void {
  const user_id = house.of('lawyer').id
  const changed_at = `${addDays(today, -200)}T08:00:00.000Z`
  const rows = (scope: string, scope_id: Id, values: Readonly<Record<string, unknown>>) => {
    for (const [path, value] of Object.entries(values))
      emit('fact_default', {
        id: id('factDefault'),
        scope,
        scope_id,
        path,
        value_json: JSON.stringify(value),
        user_id,
        changed_at,
      })
  }
  rows('company', house.developer, COMPANY_REQUISITES)
  for (const [n, building] of buildings.entries())
    rows('building', building.id, BUILDING_REQUISITES(n, building.readyOn))
}

/** Passports of those whose contracts are in work; the archive's lie in the archive. */
function secrets({ emit, buyersOf, today }: PapersMarket, sold: readonly DemoDeal[]): void {
  const random = chance('passports')
  const done = new Set<Id>()
  const open = sold.filter(({ stage, contractDay }) => stage !== 'won' || (contractDay ?? '') > addDays(today, -200))
  for (const { id } of open)
    for (const person of buyersOf.get(id) ?? []) {
      if (done.has(person.id)) continue
      done.add(person.id)
      const birth = addDays(addMonths(today, -12 * random.int(24, 63)), random.int(0, 300))
      emit('person_secret', {
        id: person.id,
        birth_on: birth,
        birth_place: random.pick(['г. Москва', 'г. Тула', 'г. Казань', 'г. Самара', 'г. Сочи']),
        passport_number: `${random.int(40, 69)} ${random.int(10, 25)} ${random.int(100000, 999999)}`,
        passport_issued_on: addDays(addMonths(birth, 12 * 20), random.int(20, 900)),
        passport_issued_by: random.pick([
          'ОВД района Хамовники города Москвы',
          'ГУ МВД России по Московской области',
          'УМВД России по Тульской области',
        ]),
        passport_code: `${random.int(500, 780)}-${String(random.int(1, 99)).padStart(3, '0')}`,
        address: `г. ${random.pick(['Москва', 'Тула', 'Казань'])}, ул. ${random.pick(['Садовая', 'Лесная', 'Полевая'])}, д. ${random.int(1, 90)}, кв. ${random.int(1, 200)}`,
        snils: `${random.int(100, 199)}-${random.int(100, 999)}-${random.int(100, 999)} ${String(random.int(0, 99)).padStart(2, '0')}`,
        updated_at: `${addDays(today, -3)}T08:00:00.000Z`,
      })
    }
}

interface Made {
  state: ContractState
  signedOn: Day | null
  submittedOn: Day | null
  registeredOn: Day | null
  suspendedOn: Day | null
}

function courseOf({ stage, contractDay, registeredOn: won }: DemoDeal, today: Day, random: Chance): Made {
  const none: Made = { state: 'draft', signedOn: null, submittedOn: null, registeredOn: null, suspendedOn: null }
  if (stage === 'service')
    return { ...none, state: random.pick(['draft', 'draft', 'legal_check', 'approved'] as const) }
  const signedOn = contractDay ?? addDays(today, -1)
  if (stage === 'contract') return { ...none, state: 'signed', signedOn }
  const usual = later(addDays(signedOn, random.int(1, 4)), today)
  const submittedOn =
    stage === 'registration' && usual < addDays(today, -20) ? addDays(today, -random.int(1, 18)) : usual
  if (stage === 'registration') {
    const isSuspended = random.is(0.25) && submittedOn < addDays(today, -2)
    return {
      ...none,
      state: isSuspended ? 'suspended' : 'submitted',
      signedOn,
      submittedOn,
      suspendedOn: isSuspended ? later(addDays(submittedOn, 2), today) : null,
    }
  }
  const registeredOn = won ?? later(addWorkingDays(RUSSIA, submittedOn, random.int(3, 9)), today)
  const years = (Date.parse(today) - Date.parse(registeredOn)) / 31_557_600_000
  const state =
    years > 4
      ? 'closed'
      : years > 2.5
        ? 'ownership_registered'
        : years > 0.3
          ? 'funded_full'
          : random.pick(['registered', 'escrow_funding'] as const)
  return { state, signedOn, submittedOn, registeredOn, suspendedOn: null }
}

const later = (day: Day, today: Day): Day => (day > today ? today : day)

function emitContract(
  deal: DemoDeal,
  hasWords: boolean,
  market: PapersMarket,
  numbers: Map<string, number>,
  writer: WordWriter,
): void {
  const { emit, today, house, buyersOf } = market
  const { sale, contractId } = deal
  if (!sale || contractId === null) return
  const random = chance(`contract ${deal.id}`)
  const day = later(deal.contractDay ?? addDays(deal.createdAt.slice(0, 10), 5), today)
  const kind = day < sale.building.readyOn ? 'participation' : 'sale'
  const number = (numbers.get(kind) ?? 0) + 1
  numbers.set(kind, number)
  const course = courseOf(deal, today, random)
  const author = house.of('lawyer', number)
  const approver = house.of('lawyer', number + 1)
  const buyers = buyersOf.get(deal.id) ?? [deal.client]
  const names = buyers.map(({ name }) => name).join(', ')
  const isApproved = !['draft', 'legal_check'].includes(course.state)
  const since = course.registeredOn ?? course.submittedOn ?? course.signedOn ?? day
  const channel = CHANNELS[random.is(0.7) ? 0 : 1][0]
  const application =
    course.submittedOn === null ? null : `PVD-${course.submittedOn.slice(0, 4)}-${String(100000 + number * 7)}`
  const title = kind === 'participation' ? 'Договор участия в долевом строительстве' : 'Договор купли-продажи'
  const words = hasWords ? writer(deal, kind, contractName(kind, number), day, buyers) : undefined
  emit('contract', {
    id: contractId,
    number,
    kind,
    template_key: kind,
    template_version: words?.version ?? 1,
    title: words?.title ?? title,
    state: course.state,
    state_since_at: moment(since, random),
    state_note: null,
    source_kind: 'deal',
    source_id: deal.id,
    deal_id: deal.id,
    unit_id: sale.unit.id,
    base_id: null,
    company_id: house.developer,
    user_id: author.id,
    contract_on: day,
    client_name: names.slice(0, 500),
    search: foldWords(names),
    price_minor: deal.price_minor,
    is_registered_kind: true,
    pins_json: JSON.stringify(words?.pins ?? []),
    approved_by_id: isApproved ? approver.id : null,
    approved_at: isApproved ? moment(day, random) : null,
    signed_on: course.signedOn,
    application_number: application,
    channel_id: application === null ? null : seedId(`channel:${channel}`),
    submitted_on: course.submittedOn,
    registered_on: course.registeredOn,
    registration_number:
      course.registeredOn === null
        ? null
        : `77:0${(number % 9) + 1}:000${1000 + (number % 900)}:${number}-77/${(number % 90) + 10}/${course.registeredOn.slice(0, 4)}-1`,
    created_at: moment(addDays(day, -4), random),
    changed_at: moment(since, random),
    revision: 1,
  })
  if (words) {
    emit('contract_body', {
      id: contractId,
      facts_json: words.facts,
      origins_json: {},
      sources_json: {},
      edits_json: '[]',
      register_json: words.facts,
      changed_by_id: author.id,
      changed_at: moment(day, random),
    })
    emitHistory(contractId, course, day, author.id, market, random)
    if (course.signedOn !== null) emitPapers(contractId, title, course, author.id, market, random)
  }
  emitRegistration(contractId, course, application, channel, author.id, market, random)
}

function emitHistory(
  contractId: Id,
  course: Made,
  day: Day,
  userId: Id,
  { emit, id, today }: PapersMarket,
  random: Chance,
): void {
  const event = (kind: string, facts_json: object, on: Day) =>
    emit('contract_event', {
      id: id('contractEvent'),
      contract_id: contractId,
      kind,
      facts_json,
      note: null,
      user_id: userId,
      at: moment(later(on, today), random),
    })
  const way: ContractState[] = ['draft', 'legal_check', 'approved', 'signed', 'submitted']
  event('created', { source: 'deal' }, addDays(day, -4))
  const end = way.includes(course.state) ? way.indexOf(course.state) : way.length - 1
  for (let n = 1; n <= end; n++)
    event('state', { from: way[n - 1], to: way[n] }, n < 3 ? addDays(day, n - 3) : (course.submittedOn ?? day))
  if (!way.includes(course.state))
    event(
      'state',
      { from: 'submitted', to: course.state === 'suspended' ? 'suspended' : 'registered' },
      course.suspendedOn ?? course.registeredOn ?? day,
    )
}

function emitRegistration(
  contractId: Id,
  course: Made,
  application: string | null,
  channel: string,
  userId: Id,
  { emit, id }: PapersMarket,
  random: Chance,
): void {
  const step = (name: string, on: Day, more: Record<string, unknown>) =>
    emit('registration_step', {
      id: id('registrationStep'),
      contract_id: contractId,
      step: name,
      step_on: on,
      channel_id: null,
      application_number: null,
      reason_id: null,
      until_on: null,
      registration_number: null,
      note: null,
      user_id: userId,
      at: moment(on, random),
      ...more,
    })
  if (course.submittedOn !== null)
    step('submitted', course.submittedOn, { channel_id: seedId(`channel:${channel}`), application_number: application })
  if (course.suspendedOn !== null)
    step('suspended', course.suspendedOn, {
      reason_id: seedId(`suspend:${random.pick(SUSPEND_REASONS)}`),
      until_on: addMonths(course.suspendedOn, 3),
    })
  if (course.registeredOn !== null) step('registered', course.registeredOn, {})
}

function emitPapers(
  contractId: Id,
  title: string,
  course: Made,
  userId: Id,
  { emit, id, today }: PapersMarket,
  random: Chance,
): void {
  const place = (name: (typeof PLACES)[number][0]) => seedId(`place:${name}`)
  const isOut = course.state === 'submitted' || course.state === 'suspended'
  for (const copyNo of [1, 2]) {
    const copyId = id('paperCopy')
    const from = course.signedOn ?? today
    const where =
      copyNo === 1
        ? isOut
          ? place('Росреестр')
          : place('Архив')
        : random.is(0.5)
          ? place('У покупателя')
          : place('Юридический отдел')
    const due = isOut && copyNo === 1 ? addDays(course.submittedOn ?? from, random.int(10, 30)) : null
    const moved = moment(later(addDays(from, 2), today), random)
    emit('paper_copy', {
      id: copyId,
      number: Number.parseInt(copyId.slice(-12), 16) + 1,
      contract_id: contractId,
      kind: 'contract',
      title,
      copy_no: copyNo,
      created_by_id: userId,
      created_at: moment(from, random),
      place_id: where,
      holder: null,
      since_at: moved,
      due_on: due,
      is_lost: false,
    })
    emit('paper_move', {
      id: id('paperMove'),
      copy_id: copyId,
      kind: 'move',
      place_id: where,
      holder: null,
      due_on: due,
      note: null,
      user_id: userId,
      at: moved,
    })
  }
}

interface Worded {
  title: string
  version: number
  facts: Record<string, unknown>
  pins: unknown[]
}
type WordWriter = (
  deal: DemoDeal,
  kind: 'participation' | 'sale',
  number: string,
  day: Day,
  buyers: readonly { id: Id; name: string }[],
) => Worded | undefined

/** The words of a contract as the builder would have written them: an example deal of the same kind, with this deal's own values. */
function wordWriter(market: PapersMarket): WordWriter {
  // Whatever its edition, what ships is the first version of a new house.
  const shipped = shippedContracts()
  const templates = shipped.templates.map((each) => ({ ...each, version: 1 }))
  const library = makeLibrary(shipped.clauses.map((each) => ({ ...each, version: 1 })))
  return (deal, kind, number, day, buyers) => {
    const template = templates.find((each: TemplateVersion) => each.template === kind)
    const { sale } = deal
    if (!template || !sale) return undefined
    const { unit, building } = sale
    const objectKind =
      (
        { flat: 'flat', apartment: 'apartment', villa: 'flat', parking: 'parking', storage: 'storage' } as Record<
          string,
          string
        >
      )[unit.kind] ?? 'commercial'
    const isShared = buyers.length > 1
    const example = exampleFacts(WORDS, {
      'object.kind': objectKind,
      'buyers.kind': 'citizen',
      'buyers.ownership': isShared ? 'shared' : 'sole',
      'mortgage.kind': deal.mortgage_minor === null ? 'none' : 'bank',
      'payment.kind': 'full',
      'escrow.isUsed': kind === 'participation',
    })
    const n = Math.max(
      0,
      market.buildings.findIndex(({ id }) => id === building.id),
    )
    const known: Record<string, unknown> = {
      ...example,
      ...COMPANY_REQUISITES,
      ...BUILDING_REQUISITES(n, building.readyOn),
      'contract.number': number,
      'contract.on': day,
      'object.number': unit.number,
      'object.conditional': unit.number,
      'object.floor': unit.floor,
      'object.siteAddress': `г. ${building.city.name}`,
      'object.address': `г. ${building.city.name}`,
      'object.section': '1',
      'object.area': unit.area_cm2,
      'object.priced': unit.area_cm2,
      'price.total': deal.price_minor,
      ...(deal.mortgage_minor === null
        ? {}
        : { 'mortgage.amount': deal.mortgage_minor, 'mortgage.own': (deal.price_minor ?? 0) - deal.mortgage_minor }),
      ...(kind === 'participation' ? { 'escrow.amount': deal.price_minor } : {}),
      buyers: buyers.map(({ name }, index) => {
        const [last = '', first = '', middle = ''] = name.split(' ')
        return {
          ...((example['buyers'] as Record<string, unknown>[])[0] ?? {}),
          kind: 'citizen',
          name: { last, first, middle },
          sex: undefined,
          isMinor: false,
          birthOn: `19${70 + ((n + index) % 25)}-03-14`,
          birthPlace: 'г. Москва',
          passportOn: '2012-05-22',
          citizenship: 'Российская Федерация',
          passport: `4${5 + (index % 5)} 12 ${123456 + index}`,
          passportBy: 'ГУ МВД России по городу Москве',
          passportCode: '770-001',
          snils: '112-233-445 95',
          address: 'г. Москва, ул. Садовая, д. 5, кв. 12',
          phone: '+7 900 000-00-00',
          email: 'buyer@example.ru',
          ...(isShared ? { share: { num: 1, den: buyers.length } } : {}),
        }
      }),
    }
    for (const path of ['price.perMetre', 'buyers.sex', 'company.sex']) delete known[path]
    const facts = onlyNeeded(deriveFacts(known).facts, needsOf(template, library, day))
    const { clauses } = assemble({ template, library, vocabulary: WORDS, facts, on: day })
    return { title: template.title, version: template.version, facts, pins: clauses }
  }
}
