/**
 * Schedules and ten years of payments: most buyers pay on the day, some late, a few stop. Every payment is a balanced batch of
 * the ledger in the order of its day, and settles lines as the program itself would have settled them.
 */
import { createHash } from 'node:crypto'
import { RUSSIA } from '#shared/kernel/calendar-ru.ts'
import { shiftToWorkingDay } from '#shared/kernel/calendar.ts'
import { addDays, addMonths, type Day } from '#shared/kernel/day.ts'
import type { Id } from '#shared/kernel/id.ts'
import { percent } from '#shared/kernel/percent.ts'
import { makeSchedule, type ScheduleLine, type SchedulePlan } from '#shared/kernel/schedule.ts'
import { restructure } from '#shared/kernel/schedule-edit.ts'
import { placeOf } from '#shared/modules/deals/stages.ts'
import type { Channel } from '#shared/modules/instalments/model.ts'
import type { AccountCode } from '#shared/modules/ledger/posting-map.ts'
import { chance, type Chance, type IdKind } from './chance.ts'
import type { DemoDeal } from './deals.ts'
import type { Emit } from './generate.ts'
import type { DemoHouse } from './people.ts'

interface MoneyMarket {
  deals: readonly DemoDeal[]
  today: Day
  house: DemoHouse
  emit: Emit
  id(kind: IdKind): Id
  /** What has gathered may be written. */
  pause(): Promise<void>
}

interface PlacedLine extends ScheduleLine {
  /** Under which payments are kept. */
  rootId: Id
}

interface Part {
  rootId: Id
  part: 'principal' | 'interest'
  amount: number
}

interface Money {
  deal: DemoDeal
  on: Day
  amount: number
  channel: Channel
  parts: Part[]
  /** Posted by mistake and taken back the next day. */
  isMistake: boolean
}

const options = { calendar: RUSSIA }
const ROWS_BETWEEN = 5_000
/** Since then a share-participation contract is paid to an escrow account. */
const ESCROW_SINCE = '2019-07-01'

export async function demoInstalments(market: MoneyMarket): Promise<void> {
  const money: Money[] = []
  for (const [n, deal] of market.deals.entries()) {
    money.push(...ofDeal(deal, market))
    if (n % ROWS_BETWEEN === 0) await market.pause()
  }
  const inOrder = money
    .map((each, n) => ({ each, n }))
    .sort((a, b) => (a.each.on === b.each.on ? a.n - b.n : a.each.on < b.each.on ? -1 : 1))
  let number = 0
  for (const [n, { each }] of inOrder.entries()) {
    number = post(each, number, market)
    if (n % ROWS_BETWEEN === 0) await market.pause()
  }
}

function ofDeal(deal: DemoDeal, market: MoneyMarket): Money[] {
  const price = deal.price_minor
  if (price === null || price <= 0 || placeOf(deal.stage) < placeOf('booked')) return []
  const random = chance(`money ${deal.id}`)
  // Some talk about it before anything is signed, and about more than is usually given.
  if (placeOf(deal.stage) < placeOf('service')) {
    if (deal.stage === 'booked' && random.is(0.3)) propose(deal, price, market, random)
    return []
  }
  const from = deal.contractDay ?? addDays(market.today, 3)
  const plan = planOf(deal, price, from, random)
  const isAgreed = deal.contractDay !== null
  const lines = place(makeSchedule(price, plan, options), market)
  if (!isAgreed) {
    if (random.is(0.7)) emitVersion(deal, 1, random.is(0.4) ? 'waiting' : 'draft', plan, lines, null, from, market)
    return []
  }
  // A few asked for more time when some of it was paid.
  const cut = lines.findIndex((line) => line.dueOn > market.today)
  if (plan.kind === 'equal' && cut > 2 && lines.length - cut > 1 && random.is(0.25))
    return restructured(deal, price, plan, lines, cut, market, random)
  emitVersion(deal, 1, 'active', plan, lines, null, from, market)
  // A bank pays on the day.
  return paymentsOf(deal, lines, market, random, deal.mortgage_minor !== null)
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
  emitVersion(deal, 1, isBold ? 'waiting' : 'draft', plan, lines, null, from, market)
}

function planOf(deal: DemoDeal, price: number, from: Day, random: Chance): SchedulePlan {
  const day = (days: number) => addDays(from, days)
  const dates = { startOn: addMonths(from, 1), everyMonths: 1, dayOfMonth: random.pick([5, 10, 15, 20, 25, 31]) }
  const first = { share: percent(random.pick([20, 30, 30, 40, 50])) }
  if (deal.mortgage_minor !== null && deal.mortgage_minor < price)
    return {
      kind: 'custom',
      lines: [
        { on: day(5), amount: price - deal.mortgage_minor, label: 'Собственные средства' },
        { on: day(12), amount: deal.mortgage_minor, label: 'Кредитные средства' },
      ],
    }
  switch (deal.payment_kind) {
    case 'instalments':
      return { kind: 'equal', first, firstOn: day(7), count: random.pick([6, 9, 11, 12]), dates }
    case 'interest':
      return {
        kind: 'interest',
        first,
        firstOn: day(7),
        count: random.pick([12, 18, 24]),
        rate: percent(random.pick([8, 10, 12])),
        from: day(7),
        method: random.pick(['equal-principal', 'annuity']),
        dayCount: 'actual/actual',
        dates,
      }
    case 'deferred': {
      const now = Math.floor(price / 3 / 100) * 100
      return {
        kind: 'custom',
        lines: [
          { on: day(7), amount: now, label: 'Первый платёж' },
          { on: addMonths(from, random.int(6, 11)), amount: price - now, label: 'Остаток' },
        ],
      }
    }
    default:
      return { kind: 'full', on: day(7) }
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
  on: Day,
  { emit, id, house, today }: MoneyMarket,
): Id {
  const scheduleId = id('schedule')
  const author = deal.user.role === 'sales' ? deal.user : house.of('sales', deal.number)
  const at = `${on < today ? on : addDays(today, -1)}T10:00:00.000Z`
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
  const from = deal.contractDay ?? market.today
  const base = emitVersion(deal, 1, 'superseded', plan, lines, null, from, market)
  emitVersion(deal, 2, 'active', longer, placed, { id: base, roots }, addDays(market.today, -10), market)
  return paymentsOf(
    deal,
    paid.map((line) => ({ ...line })),
    market,
    random,
    true,
  )
}

/** What came against the lines up to today, or all of it where the deal is done. */
function paymentsOf(
  deal: DemoDeal,
  lines: readonly PlacedLine[],
  { today }: MoneyMarket,
  random: Chance,
  isPunctual = false,
): Money[] {
  const channelOf = (on: Day): Channel => (on >= ESCROW_SINCE ? 'escrow' : random.is(0.06) ? 'cash' : 'bank')
  const isDone = deal.stage === 'won' && (deal.contractDay ?? today) < addMonths(today, -24)
  const habit = isPunctual ? 0 : random.next()
  const isDue = (line: PlacedLine) => line.dueOn < today
  const stopsAt = !isDone && habit > 0.78 ? Math.max(1, lines.filter(isDue).length - random.int(1, 3)) : Infinity
  const money: Money[] = []
  const pay = (on: Day, parts: Part[]) => {
    const amount = parts.reduce((sum, part) => sum + part.amount, 0)
    if (amount > 0) money.push({ deal, on, amount, channel: channelOf(on), parts, isMistake: random.is(0.003) })
  }
  const late: Part[] = []
  for (const [index, line] of lines.entries()) {
    if (index >= stopsAt) break
    const parts: Part[] = [
      ...(line.principal > 0 ? [{ rootId: line.rootId, part: 'principal' as const, amount: line.principal }] : []),
      ...(line.interest > 0 ? [{ rootId: line.rootId, part: 'interest' as const, amount: line.interest }] : []),
    ]
    const delay = habit < 0.7 ? random.int(-4, 0) : habit < 0.9 ? random.int(-1, 9) : random.int(0, 48)
    const wanted = addDays(line.dueOn, delay)
    const on = wanted < deal.createdAt.slice(0, 10) ? line.dueOn : shiftToWorkingDay(RUSSIA, wanted)
    if (on > today) {
      if (isDone) late.push(...parts)
      continue
    }
    const [whole] = parts
    if (parts.length === 1 && whole && whole.amount > 1_000_000 && random.is(0.04)) {
      const half = Math.floor(whole.amount / 2 / 100_000) * 100_000
      pay(on, [{ ...whole, amount: half }])
      const second = shiftToWorkingDay(RUSSIA, addDays(on, 3))
      if (second <= today || isDone) pay(second <= today ? second : today, [{ ...whole, amount: whole.amount - half }])
    } else pay(on, parts)
  }
  // A deal that is done was paid ahead of its plan.
  if (late.length > 0) pay(addDays(today, -random.int(1, 20)), late)
  return money
}

const accountIds = new Map<AccountCode, Id>()
/** As the seed of the chart makes them. */
function accountId(code: AccountCode): Id {
  const known = accountIds.get(code)
  if (known !== undefined) return known
  const hex = createHash('md5').update(`ledger_account:${code}`).digest('hex')
  const id = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
  accountIds.set(code, id)
  return id
}

function post(money: Money, before: number, market: MoneyMarket): number {
  const { deal, on, amount, channel, parts, isMistake } = money
  const { emit, id, house } = market
  let number = before
  const by = house.of('manager', deal.number)
  const write = (
    day: Day,
    reverses: { batchId: Id; paymentId: Id } | null,
    reversedById: Id | null,
    paymentId: Id,
    isAllocated: boolean,
  ): Id => {
    const batchId = id('batch')
    const at = `${day}T09:${String(number % 60).padStart(2, '0')}:00.000Z`
    const sign = reverses === null ? 1 : -1
    emit('ledger_batch', {
      id: batchId,
      number: ++number,
      company_id: house.developer,
      event: channel === 'escrow' ? 'escrow_credited' : 'buyer_paid',
      booked_on: day,
      happened_at: at,
      line_count: 2,
      reverses_id: reverses?.batchId ?? null,
      document_kind: 'payment',
      document_id: paymentIdOf(reverses, paymentId),
      note: reverses === null ? null : 'Ошибочно проведён',
      command_id: batchId,
      created_by_id: by.id,
    })
    const [debit, credit]: AccountCode[] =
      channel === 'escrow' ? ['escrow_memo', 'contract_obligation_memo'] : [channel, 'buyer_receivable']
    for (const [index, code] of [debit, credit].entries()) {
      const isDebit = (index === 0) === (sign === 1)
      const hasDeal = index === 1 || channel === 'escrow'
      emit('ledger_entry', {
        id: id('entry'),
        batch_id: batchId,
        line: index + 1,
        account_id: accountId(code ?? 'bank'),
        currency: 'RUB',
        ref_kind: hasDeal ? 'deal' : null,
        ref_id: hasDeal ? deal.id : null,
        debit_minor: isDebit ? amount : 0,
        credit_minor: isDebit ? 0 : amount,
      })
    }
    emit('payment', {
      id: paymentId,
      batch_id: batchId,
      deal_id: deal.id,
      number,
      booked_on: day,
      channel,
      amount_minor: sign * amount,
      allocated_minor: isAllocated ? sign * amount : 0,
      payer: null,
      document: reverses === null ? `п/п ${(deal.number * 7 + number) % 9_000}` : null,
      purpose: reverses === null ? null : 'Ошибочно проведён',
      overpayment: reverses === null ? 'next' : null,
      reverses_id: reverses?.paymentId ?? null,
      reversed_by_id: reversedById,
      created_at: at,
      created_by_id: by.id,
    })
    if (isAllocated)
      for (const part of parts)
        emit('payment_allocation', {
          id: id('allocation'),
          payment_id: paymentId,
          deal_id: deal.id,
          booked_on: day,
          part: part.part,
          line_id: part.rootId,
          penalty_id: null,
          amount_minor: part.amount,
          why: 'due',
          mirrors_id: null,
          created_at: at,
          created_by_id: by.id,
        })
    return batchId
  }
  if (isMistake) {
    const [wrong, mirror] = [id('payment'), id('payment')]
    const batchId = write(on, null, mirror, wrong, false)
    write(on, { batchId, paymentId: wrong }, null, mirror, false)
  }
  write(on, null, null, id('payment'), true)
  return number
}

/** A reversal names the document that its original names. */
const paymentIdOf = (reverses: { paymentId: Id } | null, own: Id): Id => reverses?.paymentId ?? own
