/** Payments of buyers: posted one by one as a person would post them; nothing that was posted is written over; undo posts the mirrors. */
import { dayAt } from '#shared/kernel/day.ts'
import type { Id } from '#shared/kernel/id.ts'
import type { SubmittedRow } from '#shared/modules/imports/model.ts'
import { keyName } from '#shared/modules/imports/text.ts'
import { Channel } from '#shared/modules/instalments/model.ts'
import { lineId } from '#shared/modules/ledger/model.ts'
import type { CommandContext, Db, Tx } from '#main/engine/define.ts'
import { reversePayment, takePayment } from '#main/modules/instalments/api.ts'
import {
  NO_PLACES,
  type AcceptedRow,
  type BasePart,
  type ImportTarget,
  type Kept,
  type KeptReason,
  type Prepared,
} from './target.ts'

async function* base(cache: Db): AsyncGenerator<BasePart> {
  const deals = await cache.selectFrom('deal').select(['id', 'number']).where('number', 'is not', null).execute()
  yield {
    rows: [],
    references: { deal: deals.map(({ id, number }) => ({ id, parts: [keyName(String(number))], facts: {} })) },
  }
  const numbers = new Map(deals.map(({ id, number }) => [id, String(number)]))
  const posted = await cache
    .selectFrom('payment')
    .select(['id', 'deal_id', 'booked_on', 'amount_minor', 'channel', 'document', 'payer', 'purpose'])
    .where('reverses_id', 'is', null)
    .where('reversed_by_id', 'is', null)
    .execute()
  yield {
    rows: posted.map(({ id, deal_id, ...values }) => ({
      id,
      lock: null,
      values: { ...values, deal: numbers.get(deal_id) ?? null },
    })),
  }
}

async function prepare(cache: Db, accepted: readonly AcceptedRow[], newId: () => Id): Promise<Prepared> {
  const deals = await cache.selectFrom('deal').select(['id', 'number']).where('number', 'is not', null).execute()
  const ids = new Map(deals.map(({ id, number }) => [keyName(String(number)), id]))
  const rows = accepted.map(({ row, action, baseId, values, changes, warnings }): SubmittedRow => {
    const label = `${String(values['deal'] ?? '')} · ${String(values['booked_on'] ?? '')}`
    const shared = { id: newId(), row, label, changes, warnings }
    if (action === 'update' && baseId !== null) return { ...shared, action, target_id: baseId, before: {}, after: {} }
    return {
      ...shared,
      action: 'insert',
      target_id: newId(),
      before: {},
      after: {
        deal_id: ids.get(keyName(String(values['deal'] ?? ''))) ?? null,
        batch_id: newId(),
        booked_on: values['booked_on'] ?? null,
        amount_minor: values['amount_minor'] ?? null,
        channel: values['channel'] ?? 'bank',
        document: values['document'] ?? null,
        payer: values['payer'] ?? null,
        purpose: values['purpose'] ?? null,
      },
    }
  })
  return { rows, places: NO_PLACES }
}

const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : null)

async function apply(tx: Tx, rows: readonly SubmittedRow[], _places: unknown, context: CommandContext): Promise<Id[]> {
  const moved: Id[] = []
  for (const { id, action, target_id, after } of rows) {
    const [dealId, batchId, bookedOn] = [text(after['deal_id']), text(after['batch_id']), text(after['booked_on'])]
    const amount = after['amount_minor']
    const document = text(after['document'])
    if (action !== 'insert' || dealId === null || batchId === null || bookedOn === null || typeof amount !== 'number') {
      moved.push(id)
      continue
    }
    // Somebody brought the same list a moment ago.
    const twin = await tx
      .selectFrom('payment')
      .select('document')
      .where('deal_id', '=', dealId)
      .where('booked_on', '=', bookedOn)
      .where('amount_minor', '=', amount)
      .where('reversed_by_id', 'is', null)
      .execute()
    if (twin.some((one) => one.document === null || document === null || one.document === document)) {
      moved.push(id)
      continue
    }
    await takePayment(
      tx,
      {
        paymentId: target_id,
        batchId,
        dealId,
        amount,
        bookedOn,
        channel: Channel.parse(after['channel']),
        payer: text(after['payer']),
        document,
        purpose: text(after['purpose']),
        overpayment: 'next',
        named: [],
      },
      // One event of the timeline a payment: its id follows from the command's.
      { ...context, commandId: target_id },
    )
  }
  return moved
}

/** Every payment of the batch is reversed today, whatever became of the money since; what was reversed by hand is gone already. */
async function takeBack(tx: Tx, batchId: Id, context: CommandContext): Promise<Map<Id, KeptReason | null>> {
  const rows = await tx
    .selectFrom('import_row as r')
    .leftJoin('payment as p', 'p.id', 'r.target_id')
    .select(['r.id', 'r.target_id', 'p.id as payment_id', 'p.reversed_by_id', 'p.booked_on'])
    .where('r.batch_id', '=', batchId)
    .where('r.action', '=', 'insert')
    .where('r.outcome', '=', 'done')
    .orderBy('r.row_no', 'desc')
    .execute()
  const told = new Map<Id, KeptReason | null>()
  const today = dayAt(context.issuedAt, 'Europe/Moscow')
  for (const { id, payment_id, reversed_by_id, booked_on } of rows) {
    if (payment_id === null || reversed_by_id !== null) {
      told.set(id, 'gone')
      continue
    }
    await reversePayment(
      tx,
      {
        paymentId: payment_id,
        batchId: lineId(payment_id, MIRROR),
        bookedOn: booked_on !== null && booked_on > today ? booked_on : today,
        reason: 'Отмена загрузки из файла',
      },
      { ...context, commandId: lineId(payment_id, MIRROR) },
    )
    told.set(id, null)
  }
  return told
}

/** Further from the payment's own id than any of its parts. */
const MIRROR = 30_000

export const paymentsTarget: ImportTarget = {
  kind: 'payments',
  base,
  prepare,
  apply,
  takeBack,
  undo: () => Promise.resolve<Kept>(new Map()),
}
