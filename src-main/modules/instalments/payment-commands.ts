/** Money of buyers: posted to the ledger, spread over what is owed (C4.5), taken back by the mirror. */
import {
  allocatePayment,
  CIVIL_CODE_319,
  PRINCIPAL_FIRST,
  type Allocation,
  type Due,
} from '#shared/kernel/allocation.ts'
import type { Day } from '#shared/kernel/day.ts'
import type { Id } from '#shared/kernel/id.ts'
import { sumMinor, type Minor } from '#shared/kernel/money.ts'
import { AppError } from '#shared/rpc/errors.ts'
import type { instalments } from '#shared/modules/instalments/contract.ts'
import { lineId } from '#shared/modules/ledger/model.ts'
import type { CommandBody, CommandContext, Tx } from '#main/engine/define.ts'
import { recordEvent } from '#main/modules/deals/api.ts'
import * as ledger from '#main/modules/ledger/api.ts'
import { requirePayable } from './desk.ts'
import { activeScheduleOf, linesOf } from './lines.ts'

type Instalments = typeof instalments

export const pay: CommandBody<Instalments['pay']> = async (tx, args, context) => {
  const { paymentId, batchId, dealId, amount, channel } = args
  await requirePayable(tx, context, args)
  const ref = { kind: 'deal' as const, id: dealId }
  await ledger.post(tx, context, {
    batchId,
    event: channel === 'escrow' ? 'escrow_credited' : 'buyer_paid',
    bookedOn: args.bookedOn,
    reference: { kind: 'payment', id: paymentId },
    note: args.purpose,
    lines:
      channel === 'escrow'
        ? [
            { account: 'escrow_memo', side: 'debit', amount, ref },
            { account: 'contract_obligation_memo', side: 'credit', amount, ref },
          ]
        : [
            { account: channel, side: 'debit', amount },
            { account: 'buyer_receivable', side: 'credit', amount, ref },
          ],
  })
  await tx
    .insertInto('payment')
    .values({
      id: paymentId,
      batch_id: batchId,
      deal_id: dealId,
      payer: args.payer,
      document: args.document,
      purpose: args.purpose,
      overpayment: args.overpayment,
      created_at: context.issuedAt,
      created_by_id: context.actor.userId,
    })
    .execute()
  return {
    paymentId,
    ...(await spread(tx, context, {
      payment: { id: paymentId, dealId, free: amount, on: args.bookedOn },
      overpayment: args.overpayment,
      named: args.named,
      firstId: paymentId,
    })),
  }
}

export const allocate: CommandBody<Instalments['allocate']> = async (tx, args, context) => {
  const payment = await tx
    .selectFrom('payment')
    .select(['id', 'deal_id', 'amount_minor', 'allocated_minor', 'booked_on', 'reversed_by_id'])
    .where('id', '=', args.paymentId)
    .executeTakeFirst()
  if (!payment) throw new AppError('not-found', 'No such payment', { reason: 'instalments.no-payment' })
  if (payment.reversed_by_id !== null || payment.amount_minor < 0)
    throw new AppError('conflict', 'The payment was taken back', { reason: 'instalments.payment-reversed' })
  const free = payment.amount_minor - payment.allocated_minor
  if (free === 0)
    throw new AppError('conflict', 'Nothing of the payment is free', { reason: 'instalments.nothing-free' })
  return spread(tx, context, {
    payment: { id: payment.id, dealId: payment.deal_id, free, on: payment.booked_on },
    overpayment: args.overpayment,
    named: args.named,
    firstId: args.allocationId,
  })
}

export const reversePayment: CommandBody<Instalments['reversePayment']> = async (tx, args, context) => {
  const payment = await tx
    .selectFrom('payment')
    .select(['batch_id', 'deal_id', 'amount_minor', 'reversed_by_id', 'reverses_id'])
    .where('id', '=', args.paymentId)
    .executeTakeFirst()
  if (!payment) throw new AppError('not-found', 'No such payment', { reason: 'instalments.no-payment' })
  if (payment.reversed_by_id !== null || payment.reverses_id !== null)
    throw new AppError('conflict', 'The payment was taken back', { reason: 'instalments.payment-reversed' })
  await ledger.reverse(tx, context, {
    batchId: payment.batch_id,
    newBatchId: args.batchId,
    bookedOn: args.bookedOn,
    reason: args.reason,
  })
  await recordEvent(tx, context, {
    dealId: payment.deal_id,
    kind: 'instalments.reversed',
    data: { amount_minor: payment.amount_minor, reason: args.reason },
  })
  return {}
}

interface Spreading {
  payment: { id: Id; dealId: Id; free: Minor; on: Day }
  overpayment: 'next' | 'tail' | 'advance'
  named: readonly Id[]
  /** The ids of the parts follow from it. */
  firstId: Id
}

async function spread(tx: Tx, context: CommandContext, { payment, overpayment, named, firstId }: Spreading) {
  const { dues, order, penalty } = await duesOf(tx, payment.dealId)
  const { parts }: Allocation = allocatePayment(
    {
      amount: payment.free,
      on: payment.on,
      // A line is named whole: its interest and its principal, as the contract orders them.
      named: named.flatMap((id) =>
        dues
          .filter((due) => due.id === id || due.id === interestOf(id))
          .sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind))
          .map((due) => due.id),
      ),
    },
    dues,
    { order, penalty, overpayment },
  )
  const byId = new Map(dues.map((due) => [due.id, due]))
  if (parts.length > 0)
    await tx
      .insertInto('payment_allocation')
      .values(
        parts.map((part, index) => {
          const kind = byId.get(part.dueId)?.kind
          const owner = part.dueId.replace(INTEREST, '')
          return {
            id: lineId(firstId, index + 1),
            payment_id: payment.id,
            part: kind === 'penalty' || kind === 'interest' ? kind : 'principal',
            line_id: kind === 'penalty' ? null : owner,
            penalty_id: kind === 'penalty' ? owner : null,
            amount_minor: part.amount,
            why: part.why,
            created_at: context.issuedAt,
            created_by_id: context.actor.userId,
          } as const
        }),
      )
      .execute()
  const allocated = sumMinor(parts.map((part) => part.amount))
  return { allocated_minor: allocated, free_minor: payment.free - allocated }
}

const INTEREST = '/interest'
const interestOf = (id: Id) => `${id}${INTEREST}`

/** What is open of a deal: principal and interest of each line of the active version, and the buyer's penalties. */
async function duesOf(tx: Tx, dealId: Id) {
  const active = await activeScheduleOf(tx, dealId)
  const lines = active ? await linesOf(tx, active.id) : []
  const penalties = await tx
    .selectFrom('penalty as p')
    .leftJoin('payment_allocation as a', 'a.penalty_id', 'p.id')
    .select(({ fn }) => ['p.id', 'p.to_on', 'p.amount_minor', fn.sum<number | null>('a.amount_minor').as('paid_minor')])
    .where('p.deal_id', '=', dealId)
    .where('p.side', '=', 'buyer')
    .groupBy(['p.id', 'p.to_on', 'p.amount_minor'])
    .orderBy('p.to_on')
    .execute()
  const dues: Due[] = [
    ...lines.flatMap((line): Due[] => [
      {
        id: line.root_id,
        kind: 'principal',
        dueOn: line.pay_on,
        open: line.principal_minor - line.paid_principal_minor,
      },
      {
        id: interestOf(line.root_id),
        kind: 'interest',
        dueOn: line.pay_on,
        open: line.interest_minor - line.paid_interest_minor,
      },
    ]),
    ...penalties.map((row): Due => ({
      id: row.id,
      kind: 'penalty',
      dueOn: row.to_on,
      open: row.amount_minor - (row.paid_minor ?? 0),
    })),
  ].filter((due) => due.open > 0)
  return {
    dues,
    order: active?.allocation_order === 'civil-code' ? CIVIL_CODE_319 : PRINCIPAL_FIRST,
    penalty: active?.is_penalty_by_contract ? ('by-contract' as const) : ('when-named' as const),
  }
}
