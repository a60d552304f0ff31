/** What belongs to a deal of the demonstration: its buyers, services and wishes. */
import {
  HORIZONS,
  PURPOSES,
  SOURCES,
  type Needs,
  type Ownership,
  type PaymentKind,
} from '#shared/modules/deals/model.ts'
import { placeOf } from '#shared/modules/deals/stages.ts'
import type { Chance } from './chance.ts'
import type { DealsMarket, Plan } from './deals.ts'

/** One owner, spouses together, shares, parents with a child; an agency's deal has one of the house beside its agent. */
export function emitBuyers(
  plan: Plan,
  { emit, id, house, client }: DealsMarket,
  random: Chance,
): { ownership: Ownership; first: string } {
  const add = (fields: Record<string, unknown>) => {
    const participantId = id('participant')
    emit('deal_participant', {
      id: participantId,
      deal_id: plan.id,
      role: 'buyer',
      person_id: null,
      user_id: null,
      share_num: null,
      share_den: null,
      is_minor: false,
      guardian_id: null,
      position: 0,
      ...fields,
    })
    return participantId
  }
  if (plan.user.role === 'agency') {
    add({ role: 'agent', user_id: plan.user.id, position: 8 })
    if (placeOf(plan.stage) >= placeOf('service'))
      add({ role: 'staff', user_id: house.of('sales', random.int(0, 99)).id, position: 9 })
  }
  const draw = plan.sale === null ? 0 : random.next()
  const other = (as: 'spouse' | 'child') => client(plan.user, plan.createdAt, { of: plan.client.name, as }).id
  const ownership: Ownership = draw < 0.66 ? 'sole' : draw < 0.84 ? 'joint' : 'shared'
  const parts = ownership !== 'shared' ? 0 : draw < 0.95 ? 2 : 3
  const share = parts === 0 ? {} : { share_num: 1, share_den: parts }
  const buyer = add({ person_id: plan.client.id, ...share })
  if (ownership !== 'sole') add({ person_id: other('spouse'), position: 1, ...share })
  if (parts === 3) add({ person_id: other('child'), position: 2, is_minor: true, guardian_id: buyer, ...share })
  if (ownership === 'sole' && plan.sale !== null && random.is(0.3))
    add({ role: 'spouse', person_id: other('spouse'), position: 3 })
  const [lastName = '', firstName, middleName] = plan.client.name.split(' ')
  const initials = [firstName, middleName].flatMap((name) => (name === undefined ? [] : [`${name[0]}.`]))
  return { ownership, first: [lastName, ...initials].join(' ') }
}

export function emitServices(plan: Plan, isAgreed: boolean, { emit, id }: DealsMarket, random: Chance): number {
  if (!isAgreed || !random.is(0.15)) return 0
  const [name, price_minor] = random.pick(SERVICES)
  emit('deal_service', {
    id: id('dealService'),
    deal_id: plan.id,
    name,
    price_minor,
    quantity: 1,
    created_at: plan.createdAt,
  })
  return price_minor
}

/** What was wished for: mostly what was bought in the end, and now and then not (A6.55). */
export function needsOf(
  plan: Plan,
  price: number | null,
  hasMortgage: boolean,
  payment: PaymentKind | null,
  random: Chance,
): Needs {
  const { unit } = plan
  const rooms = unit?.rooms ?? random.int(0, 3)
  const wished = random.is(0.75) ? rooms : Math.max(0, rooms + random.pick([-1, 1]))
  const budget = price ?? random.int(60, 300) * 10_000_000
  const children = random.int(0, 2)
  return {
    kinds: [unit?.kind ?? 'flat'],
    rooms: unit !== null && unit.rooms === null ? [] : [wished],
    area_cm2: unit !== null && random.is(0.5) ? { from: Math.floor((unit.area_cm2 * 0.85) / 10_000) * 10_000 } : {},
    budget_minor: { to: Math.ceil((budget * random.int(92, 120)) / 100 / 50_000_000) * 50_000_000 },
    floor: random.is(0.2) ? { from: random.int(2, 9) } : {},
    complexIds: plan.complexId !== null && random.is(0.6) ? [plan.complexId] : [],
    purpose: random.pick(PURPOSES),
    horizon: random.pick(HORIZONS),
    source: plan.user.role === 'agency' ? 'agency' : random.pick(SOURCES),
    payment: random.is(0.5) ? payment : null,
    hasMortgage: random.is(0.9) ? hasMortgage : !hasMortgage,
    adults: random.int(1, 2),
    children,
    comment: '',
  }
}

const SERVICES = [
  ['Электронная регистрация', 990_000],
  ['Сопровождение ипотеки', 1_500_000],
  ['Дизайн-проект', 9_000_000],
  ['Меблировка', 45_000_000],
] as const satisfies readonly (readonly [string, number])[]
