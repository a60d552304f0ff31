/** Rows of the ledger in the order of their days: contracts as they were registered, interest as it fell due, payments as they came. */
import { createHash } from 'node:crypto'
import type { Day } from '#shared/kernel/day.ts'
import type { Id } from '#shared/kernel/id.ts'
import type { Computed } from '#shared/kernel/rule-pack.ts'
import type { InterestInputs } from '#shared/modules/instalments/interest-rule.ts'
import type { Channel } from '#shared/modules/instalments/model.ts'
import type { AccountCode, LedgerEvent } from '#shared/modules/ledger/posting-map.ts'
import type { DemoDeal } from './deals.ts'
import type { MoneyMarket } from './instalments.ts'

export interface Part {
  rootId: Id
  part: 'principal' | 'interest'
  amount: number
}

interface Posted {
  deal: DemoDeal
  on: Day
  amount: number
}
export interface Money extends Posted {
  what: 'money'
  channel: Channel
  parts: Part[]
  /** Posted by mistake and taken back the same day. */
  isMistake: boolean
}
export interface Contracted extends Posted {
  what: 'contract'
  contractId: Id
}
export interface Interest extends Posted {
  what: 'interest'
  rootId: Id
  computed: Computed<InterestInputs, number>
}

const ROWS_BETWEEN = 5_000

/** Numbers go by days, as if everything had been posted when it happened. */
export async function postAll(posted: readonly (Money | Contracted | Interest)[], market: MoneyMarket): Promise<void> {
  const inOrder = posted
    .map((each, n) => ({ each, n }))
    .sort((a, b) => (a.each.on === b.each.on ? a.n - b.n : a.each.on < b.each.on ? -1 : 1))
  const books = bookkeeper(market)
  for (const [n, { each }] of inOrder.entries()) {
    if (each.what === 'money') books.money(each)
    else if (each.what === 'contract') books.contract(each)
    else books.interest(each)
    if (n % ROWS_BETWEEN === 0) await market.pause()
  }
}

const seeded = new Map<string, Id>()
/** Ids of the seeds, as the migrations make them. */
function seededId(name: string): Id {
  const known = seeded.get(name)
  if (known !== undefined) return known
  const hex = createHash('md5').update(name).digest('hex')
  const id = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
  seeded.set(name, id)
  return id
}

interface Batch {
  event: LedgerEvent
  on: Day
  deal: DemoDeal
  amount: number
  debit: AccountCode
  credit: AccountCode
  document: { kind: string; id: Id }
  reverses?: Id
  note?: string
  by: Id
}

const OF_DEALS: readonly AccountCode[] = [
  'buyer_receivable',
  'contract_obligation',
  'escrow_memo',
  'contract_obligation_memo',
]

function bookkeeper({ emit, id, house }: MoneyMarket) {
  let number = 0
  const write = (batch: Batch): { batchId: Id; number: number; at: string } => {
    const batchId = id('batch')
    const at = `${batch.on}T09:${String(number % 60).padStart(2, '0')}:00.000Z`
    const isMirror = batch.reverses !== undefined
    emit('ledger_batch', {
      id: batchId,
      number: ++number,
      company_id: house.developer,
      event: batch.event,
      booked_on: batch.on,
      happened_at: at,
      line_count: 2,
      reverses_id: batch.reverses ?? null,
      document_kind: batch.document.kind,
      document_id: batch.document.id,
      note: batch.note ?? null,
      command_id: batchId,
      created_by_id: batch.by,
    })
    for (const [index, code] of [batch.debit, batch.credit].entries()) {
      const isDebit = (index === 0) !== isMirror
      const isOfDeal = OF_DEALS.includes(code)
      emit('ledger_entry', {
        id: id('entry'),
        batch_id: batchId,
        line: index + 1,
        account_id: seededId(`ledger_account:${code}`),
        currency: 'RUB',
        ref_kind: isOfDeal ? 'deal' : null,
        ref_id: isOfDeal ? batch.deal.id : null,
        debit_minor: isDebit ? batch.amount : 0,
        credit_minor: isDebit ? 0 : batch.amount,
      })
    }
    return { batchId, number, at }
  }

  function payment(money: Money, paymentId: Id, more: { reverses?: { batch: Id; payment: Id }; reversedBy?: Id }): Id {
    const { deal, on, amount, channel, parts } = money
    const by = house.of('manager', deal.number).id
    const [debit, credit]: [AccountCode, AccountCode] =
      channel === 'escrow' ? ['escrow_memo', 'contract_obligation_memo'] : [channel, 'buyer_receivable']
    const { reverses, reversedBy } = more
    const isAllocated = reverses === undefined && reversedBy === undefined
    const batch = write({
      event: channel === 'escrow' ? 'escrow_credited' : 'buyer_paid',
      on,
      deal,
      amount,
      debit,
      credit,
      // A reversal names the document that its original names.
      document: { kind: 'payment', id: reverses?.payment ?? paymentId },
      ...(reverses === undefined ? {} : { reverses: reverses.batch, note: 'Ошибочно проведён' }),
      by,
    })
    const sign = reverses === undefined ? 1 : -1
    emit('payment', {
      id: paymentId,
      batch_id: batch.batchId,
      deal_id: deal.id,
      number: batch.number,
      booked_on: on,
      channel,
      amount_minor: sign * amount,
      allocated_minor: isAllocated ? amount : 0,
      payer: null,
      document: reverses === undefined ? `п/п ${(deal.number * 7 + batch.number) % 9_000}` : null,
      purpose: reverses === undefined ? null : 'Ошибочно проведён',
      overpayment: reverses === undefined ? 'next' : null,
      reverses_id: reverses?.payment ?? null,
      reversed_by_id: reversedBy ?? null,
      created_at: batch.at,
      created_by_id: by,
    })
    for (const part of isAllocated ? parts : [])
      emit('payment_allocation', {
        id: id('allocation'),
        payment_id: paymentId,
        deal_id: deal.id,
        booked_on: on,
        part: part.part,
        line_id: part.rootId,
        penalty_id: null,
        amount_minor: part.amount,
        why: 'due',
        mirrors_id: null,
        created_at: batch.at,
        created_by_id: by,
      })
    return batch.batchId
  }

  return {
    money(money: Money) {
      if (money.isMistake) {
        const [wrong, mirror] = [id('payment'), id('payment')]
        const batch = payment(money, wrong, { reversedBy: mirror })
        payment(money, mirror, { reverses: { batch, payment: wrong } })
      }
      payment(money, id('payment'), {})
    },
    contract({ deal, on, amount, contractId }: Contracted) {
      write({
        event: 'contract_registered',
        on,
        deal,
        amount,
        debit: 'buyer_receivable',
        credit: 'contract_obligation',
        document: { kind: 'contract', id: contractId },
        by: house.of('lawyer', deal.number).id,
      })
    },
    interest({ deal, on, amount, rootId, computed }: Interest) {
      const by = house.of('manager', deal.number).id
      const { batchId, at } = write({
        event: 'interest_accrued',
        on,
        deal,
        amount,
        debit: 'buyer_receivable',
        credit: 'interest_income',
        document: { kind: 'schedule_line', id: rootId },
        by,
      })
      emit('computed', {
        id: id('computed'),
        document_kind: 'interest',
        document_id: batchId,
        pack_id: seededId(`rule_pack:${computed.packId}`),
        inputs_json: computed.inputs,
        result_json: computed.result,
        computed_at: at,
        created_by_id: by,
      })
    },
  }
}
