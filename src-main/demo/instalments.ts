/**
 * Schedules and ten years of payments: most buyers pay on the day, some late, a few stop. Every payment is a balanced batch of
 * the ledger in the order of its day, and settles lines as the program itself would have settled them.
 */
import { RUSSIA } from '#shared/kernel/calendar-ru.ts'
import { shiftToWorkingDay } from '#shared/kernel/calendar.ts'
import { addDays, addMonths, daysBetween, type Day } from '#shared/kernel/day.ts'
import type { Id } from '#shared/kernel/id.ts'
import { percent } from '#shared/kernel/percent.ts'
import { makeSchedule, type ScheduleLine, type SchedulePlan } from '#shared/kernel/schedule.ts'
import { restructure } from '#shared/kernel/schedule-edit.ts'
import { placeOf } from '#shared/modules/deals/stages.ts'
import { interestOfLine } from '#shared/modules/instalments/interest-rule.ts'
import type { Channel } from '#shared/modules/instalments/model.ts'
import { chance, type Chance, type IdKind } from './chance.ts'
import type { DemoDeal } from './deals.ts'
import type { Emit } from './generate.ts'
import { postAll, type Contracted, type Interest, type Money, type Part } from './ledger-rows.ts'
import type { DemoHouse } from './people.ts'

export interface MoneyMarket {
  deals: readonly DemoDeal[]
  today: Day
  house: DemoHouse
  emit: Emit
  id(kind: IdKind): Id
  /** What has gathered may be written. */
  pause(): Promise<void>
}

export interface PlacedLine extends ScheduleLine {
  /** Under which payments are kept. */
  rootId: Id
}

const options = { calendar: RUSSIA }
/** Since then a share-participation contract is paid to an escrow account. */
const ESCROW_SINCE = '2019-07-01'

export async function demoInstalments(market: MoneyMarket): Promise<void> {
  const posted: (Money | Contracted | Interest)[] = []
  for (const [n, deal] of market.deals.entries()) {
    const { registeredOn, price_minor, contractId } = deal
    if (registeredOn !== null && price_minor !== null && contractId !== null)
      posted.push({ what: 'contract', deal, on: registeredOn, amount: price_minor, contractId })
    posted.push(...ofDeal(deal, market))
    if (n % 5_000 === 0) await market.pause()
  }
  await postAll(posted, market)
}

function ofDeal(deal: DemoDeal, market: MoneyMarket): (Money | Interest)[] {
  const price = deal.price_minor
  if (price === null || price <= 0 || placeOf(deal.stage) < placeOf('booked')) return []
  const random = chance(`money ${deal.id}`)
  // Some talk about it before anything is signed, and about more than is usually given.
  if (placeOf(deal.stage) < placeOf('service')) {
    if (deal.stage === 'booked' && random.is(0.3)) propose(deal, price, market, random)
    return []
  }
  const from = deal.sale?.registerOn ?? addDays(market.today, 3)
  const plan = planOf(deal, price, from, random)
  const isAgreed = deal.contractDay !== null
  const lines = place(makeSchedule(price, plan, options), market)
  if (!isAgreed) {
    if (random.is(0.7)) emitVersion(deal, 1, random.is(0.4) ? 'waiting' : 'draft', plan, lines, null, market)
    return []
  }
  // A few asked for more time when some of it was paid.
  const cut = lines.findIndex((line) => line.dueOn > market.today)
  if (deal.sale?.paidDay == null && plan.kind === 'equal' && cut > 2 && lines.length - cut > 1 && random.is(0.25))
    return restructured(deal, price, plan, lines, cut, market, random)
  emitVersion(deal, 1, 'active', plan, lines, null, market)
  // A bank pays on the day.
  return [
    ...paymentsOf(deal, lines, market, random, deal.mortgage_minor !== null),
    ...interestOf(deal, plan, lines, market),
  ]
}

function propose(deal: DemoDeal, price: number, market: MoneyMarket, random: Chance): void {
  const from = addDays(market.today, 5)
  const isBold = random.is(0.5)
  const plan: SchedulePlan = {
    kind: 'equal',
    first: { share: percent(isBold ? 10 : 30) },
    firstOn: from,
    count: isBold ? 40 : 12,
    dates: { startOn: addMonths(from, 1), everyMonths: 1 },
  }
  const lines = place(makeSchedule(price, plan, options), market)
  emitVersion(deal, 1, isBold ? 'waiting' : 'draft', plan, lines, null, market)
}

/** Money comes after the registration, and all of it by the day that the sale has for it. */
function planOf(deal: DemoDeal, price: number, from: Day, random: Chance): SchedulePlan {
  const payOn = deal.sale?.payOn ?? addDays(from, 7)
  const day = addDays(from, 3)
  const count = Math.floor(daysBetween(from, payOn) / 30) + 2
  const dates = { startOn: addMonths(from, 1), everyMonths: 1, dayOfMonth: random.pick([5, 10, 15, 20, 25, 31]) }
  const first = { share: percent(random.pick([20, 30, 30, 40, 50])) }
  if (deal.mortgage_minor !== null && deal.mortgage_minor < price)
    return {
      kind: 'custom',
      lines: [
        { on: day, amount: price - deal.mortgage_minor, label: 'Собственные средства' },
        { on: payOn, amount: deal.mortgage_minor, label: 'Кредитные средства' },
      ],
    }
  switch (deal.payment_kind) {
    case 'instalments':
      return { kind: 'equal', first, firstOn: day, count, dates }
    case 'interest':
      return {
        kind: 'interest',
        first,
        firstOn: day,
        count,
        rate: percent(random.pick([8, 10, 12])),
        from: day,
        method: random.pick(['equal-principal', 'annuity']),
        dayCount: 'actual/actual',
        dates,
      }
    case 'deferred': {
      const now = Math.floor(price / 3 / 100) * 100
      return {
        kind: 'custom',
        lines: [
          { on: day, amount: now, label: 'Первый платёж' },
          { on: payOn, amount: price - now, label: 'Остаток' },
        ],
      }
    }
    default:
      return { kind: 'full', on: payOn }
  }
}

function place(lines: readonly ScheduleLine[], market: MoneyMarket): PlacedLine[] {
  return lines.map((line) => ({ ...line, rootId: market.id('scheduleLine') }))
}

function emitVersion(
  deal: DemoDeal,
  version: number,
  state: 'draft' | 'waiting' | 'active' | 'superseded',
  plan: SchedulePlan,
  lines: readonly PlacedLine[],
  base: { id: Id; roots: readonly Id[] } | null,
  { emit, id, house, today }: MoneyMarket,
): Id {
  const scheduleId = id('schedule')
  const author = deal.user.role === 'sales' ? deal.user : house.of('sales', deal.number)
  const signedOn = base === null ? (deal.contractDay ?? addDays(today, -1)) : addDays(today, -10)
  const at = `${signedOn < today ? signedOn : addDays(today, -1)}T10:00:00.000Z`
  const inForce = state === 'active' || state === 'superseded'
  emit('schedule', {
    id: scheduleId,
    deal_id: deal.id,
    version,
    state,
    kind: plan.kind,
    plan_json: plan,
    principal_minor: lines.reduce((sum, line) => sum + line.principal, 0),
    interest_minor: lines.reduce((sum, line) => sum + line.interest, 0),
    line_count: lines.length,
    rate_bp: plan.kind === 'interest' ? Math.round((plan.rate.num * 10_000) / plan.rate.den) : 0,
    allocation_order: 'principal-first',
    is_penalty_by_contract: false,
    base_id: base?.id ?? null,
    reason: base === null ? null : 'По заявлению покупателя',
    created_at: at,
    created_by_id: author.id,
    approved_at: null,
    approved_by_id: null,
    activated_at: inForce ? at : null,
    allocation_no: 0,
  })
  for (const [index, line] of lines.entries()) {
    const isFrozen = base?.roots.includes(line.rootId) ?? false
    emit('schedule_line', {
      id: isFrozen ? id('scheduleLine') : line.rootId,
      schedule_id: scheduleId,
      deal_id: deal.id,
      root_id: line.rootId,
      line: index + 1,
      kind: line.kind,
      due_on: line.nominalOn,
      pay_on: line.dueOn,
      principal_minor: line.principal,
      interest_minor: line.interest,
      label: line.label ?? null,
      area_cm2: null,
      ppm_minor: null,
      is_frozen: isFrozen,
    })
  }
  return scheduleId
}

function restructured(
  deal: DemoDeal,
  price: number,
  plan: SchedulePlan,
  lines: readonly PlacedLine[],
  cut: number,
  market: MoneyMarket,
  random: Chance,
): Money[] {
  const paid = lines.slice(0, cut - 1)
  const longer: SchedulePlan = {
    kind: 'equal',
    count: lines.length - paid.length + random.int(3, 6),
    dates: { startOn: addMonths(market.today, 1), everyMonths: 1, dayOfMonth: 15 },
  }
  const next = restructure(
    price,
    lines,
    paid.map((line) => line.principal),
    longer,
    options,
  )
  const roots = paid.map((line) => line.rootId)
  const placed = next.lines.map((line, index) => ({ ...line, rootId: roots[index] ?? market.id('scheduleLine') }))
  const base = emitVersion(deal, 1, 'superseded', plan, lines, null, market)
  emitVersion(deal, 2, 'active', longer, placed, { id: base, roots }, market)
  return paymentsOf(
    deal,
    paid.map((line) => ({ ...line })),
    market,
    random,
    true,
  )
}

/** Interest that fell due, as the steward posts it every morning. */
function interestOf(
  deal: DemoDeal,
  plan: SchedulePlan,
  lines: readonly PlacedLine[],
  { today }: MoneyMarket,
): Interest[] {
  if (plan.kind !== 'interest' || deal.stage !== 'won') return []
  return lines.flatMap((line, index): Interest[] =>
    line.interest > 0 && line.dueOn <= today
      ? [
          {
            what: 'interest',
            deal,
            on: line.dueOn,
            amount: line.interest,
            rootId: line.rootId,
            computed: interestOfLine({
              dueOn: line.nominalOn,
              interest: line.interest,
              balanceBefore: line.balance + line.principal,
              rate: plan.rate,
              since: [lines[index - 1]?.nominalOn ?? null, plan.from],
            }),
          },
        ]
      : [],
  )
}

/** What came against the lines up to today; of a deal that is paid for all of it, ahead of the plan where need be. */
function paymentsOf(
  deal: DemoDeal,
  lines: readonly PlacedLine[],
  { today }: MoneyMarket,
  random: Chance,
  isPunctual = false,
): Money[] {
  const channelOf = (on: Day): Channel => (on >= ESCROW_SINCE ? 'escrow' : random.is(0.06) ? 'cash' : 'bank')
  const paidDay = deal.sale?.paidDay ?? null
  const from = deal.sale?.registerOn ?? today
  const habit = isPunctual ? 0 : random.next()
  const due = lines.filter((line) => line.dueOn < today).length
  // Whoever is not done with it has not paid the last; a few have stopped paying.
  const isWhole = lines.at(-1)?.balance === 0
  const open = habit > 0.78 ? Math.min(lines.length - 1, Math.max(1, due - random.int(1, 3))) : lines.length - 1
  const stopsAt = paidDay !== null || !isWhole ? Infinity : open
  const money: Money[] = []
  const pay = (on: Day, parts: Part[]) => {
    const amount = parts.reduce((sum, part) => sum + part.amount, 0)
    if (amount > 0)
      money.push({ what: 'money', deal, on, amount, channel: channelOf(on), parts, isMistake: random.is(0.003) })
  }
  const within = (day: Day): Day => (paidDay !== null && day > paidDay ? paidDay : day < from ? from : day)
  for (const [index, line] of lines.entries()) {
    if (index >= stopsAt) break
    const parts: Part[] = [
      ...(line.principal > 0 ? [{ rootId: line.rootId, part: 'principal' as const, amount: line.principal }] : []),
      ...(line.interest > 0 ? [{ rootId: line.rootId, part: 'interest' as const, amount: line.interest }] : []),
    ]
    const delay = habit < 0.7 ? random.int(-4, 0) : habit < 0.9 ? random.int(-1, 9) : random.int(0, 48)
    const on = within(shiftToWorkingDay(RUSSIA, addDays(line.dueOn, delay)))
    if (on > today) continue
    const [whole] = parts
    if (parts.length === 1 && whole && whole.amount > 1_000_000 && random.is(0.04)) {
      const half = Math.floor(whole.amount / 2 / 100_000) * 100_000
      pay(on, [{ ...whole, amount: half }])
      const second = within(shiftToWorkingDay(RUSSIA, addDays(on, 3)))
      if (second <= today) pay(second, [{ ...whole, amount: whole.amount - half }])
    } else pay(on, parts)
  }
  return money
}
