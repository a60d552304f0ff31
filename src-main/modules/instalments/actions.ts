/** Documents of instalments, written for the user. */
import type { Id } from '#shared/kernel/id.ts'
import type { PrintDocument } from '#shared/kernel/document.ts'
import type { ResultOf } from '#shared/rpc/contract.ts'
import { AppError } from '#shared/rpc/errors.ts'
import type { instalments } from '#shared/modules/instalments/contract.ts'
import type { ActionBody, ActionContext, Db } from '#main/engine/define.ts'
import { renderDocx } from '#main/engine/documents/docx.ts'
import { renderPdf } from '#main/engine/documents/pdf.ts'
import { annexDocument, penaltyDocument, receiptDocument, type DealFacts } from './documents.ts'
import { linesOf, today } from './lines.ts'
import { written } from './written.ts'

type Instalments = typeof instalments
type Rows<N extends 'payments'> = ResultOf<Instalments[N]>

export const annex: ActionBody<Instalments['annex']> = async ({ scheduleId, format }, context) => {
  const schedule = await context.cache
    .selectFrom('schedule')
    .select(['deal_id', 'version', 'rate_bp', 'created_at', 'activated_at'])
    .where('id', '=', scheduleId)
    .executeTakeFirst()
  if (!schedule) throw new AppError('not-found', 'No such schedule', { reason: 'instalments.no-schedule' })
  const deal = await dealFacts(context.cache, schedule.deal_id)
  const on = today(schedule.activated_at ?? schedule.created_at)
  const lines = await linesOf(context.cache, scheduleId)
  return print(context, annexDocument(deal, { version: schedule.version, on, rateBp: schedule.rate_bp }, lines), format)
}

export const receipt: ActionBody<Instalments['receipt']> = async ({ paymentId, format }, context) => {
  const payment = await context.cache
    .selectFrom('payment')
    .select(['deal_id', 'reverses_id'])
    .where('id', '=', paymentId)
    .executeTakeFirst()
  if (!payment || payment.reverses_id !== null)
    throw new AppError('not-found', 'No such payment', { reason: 'instalments.no-payment' })
  const rows = (await context.call('instalments.payments', { dealId: payment.deal_id })) as Rows<'payments'>
  const row = rows.find(({ id }) => id === paymentId)
  if (!row) throw new AppError('not-found', 'No such payment', { reason: 'instalments.no-payment' })
  return print(context, receiptDocument(await dealFacts(context.cache, payment.deal_id), row), format)
}

export const penaltySheet: ActionBody<Instalments['penaltySheet']> = async ({ question, format }, context) => {
  const result = (await context.call('instalments.penalty', question)) as ResultOf<Instalments['penalty']>
  const deal = question.dealId === null ? null : await dealFacts(context.cache, question.dealId)
  return print(context, penaltyDocument(deal, result), format)
}

async function dealFacts(db: Db, dealId: Id): Promise<DealFacts> {
  const deal = await db
    .selectFrom('deal')
    .select(['name', 'number', 'client_name', 'price_minor', 'contract_on'])
    .where('id', '=', dealId)
    .executeTakeFirst()
  if (!deal) throw new AppError('not-found', 'No such deal', { reason: 'instalments.no-deal' })
  const units = await db
    .selectFrom('deal_unit as d')
    .innerJoin('unit as u', 'u.id', 'd.unit_id')
    .innerJoin('building as b', 'b.id', 'u.building_id')
    .innerJoin('complex as c', 'c.id', 'u.complex_id')
    .select(['u.number', 'b.name as building', 'c.name as complex'])
    .where('d.deal_id', '=', dealId)
    .orderBy('d.position')
    .orderBy('d.id')
    .execute()
  return {
    name: deal.name === '' ? `№ ${deal.number ?? ''}` : deal.name,
    client: deal.client_name,
    units: units.map((unit) => `${unit.complex}, ${unit.building}, № ${unit.number}`).join('; '),
    price: deal.price_minor ?? 0,
    contractOn: deal.contract_on,
  }
}

async function print(context: ActionContext, document: PrintDocument, format: 'docx' | 'pdf') {
  const bytes =
    format === 'docx' ? await renderDocx(document, { copy: 'clean' }) : await renderPdf(document, { copy: 'clean' })
  return written(context, document.title, format, bytes)
}
