/** What is known of the client: needs, the meeting, how they pay. The first may be written without a link. */
import type { Updateable } from 'kysely'
import type { Id } from '#shared/kernel/id.ts'
import type { deals } from '#shared/modules/deals/contract.ts'
import { searchText } from '#shared/modules/inventory/search-text.ts'
import type { CommandBody, Tx } from '#main/engine/define.ts'
import { recordEvent, requireDeal, whyNot } from '../api.ts'
import type { DealsTables } from '../tables.ts'

type Deals = typeof deals

export const setClient: CommandBody<Deals['setClient']> = async (tx, { dealId, name, phone }) =>
  update(tx, dealId, { client_name: name, client_phone: phone, search: searchText(name, phone) })

export const setNote: CommandBody<Deals['setNote']> = async (tx, { dealId, note }) => update(tx, dealId, { note })

export const addNote: CommandBody<Deals['addNote']> = async (tx, { dealId, eventId, text }, context) => {
  await requireDeal(tx, dealId)
  await recordEvent(tx, context, { id: eventId, dealId, kind: 'note', data: { text } })
  return { count: 1 }
}

export const setNeeds: CommandBody<Deals['setNeeds']> = async (tx, { dealId, eventId, needs }, context) => {
  const done = await update(tx, dealId, { needs_json: needs })
  await recordEvent(tx, context, { id: eventId, dealId, kind: 'needs' })
  return done
}

export const setMeeting: CommandBody<Deals['setMeeting']> = async (
  tx,
  { dealId, eventId, at, place, byId },
  context,
) => {
  const done = await update(tx, dealId, { meeting_at: at, meeting_place: place, meeting_by_id: byId })
  await recordEvent(tx, context, { id: eventId, dealId, kind: 'meeting', data: { at, place } })
  return done
}

export const fillMeetingResult: CommandBody<Deals['fillMeetingResult']> = async (
  tx,
  { dealId, eventId, result, rating, comment },
  context,
) => {
  const { stage, meeting_at } = await requireDeal(tx, dealId)
  // At the centre a trigger does it for whoever fills the result in.
  const moves = context.place === 'cache' && (stage === 'need' || stage === 'meeting')
  const done = await update(tx, dealId, {
    meeting_result: result,
    meeting_rating: rating,
    meeting_comment: comment,
    ...(moves ? { stage: 'met', stage_since_at: context.issuedAt, meeting_at: meeting_at ?? context.issuedAt } : {}),
  })
  await recordEvent(tx, context, { id: eventId, dealId, kind: 'meeting-result', data: { result, rating } })
  return done
}

export const setPayment: CommandBody<Deals['setPayment']> = async (
  tx,
  { dealId, payment, mortgage, maternityMinor },
  context,
) => {
  const hasMortgage = mortgage.kind !== 'none'
  const done = await update(tx, dealId, {
    payment_kind: payment,
    mortgage_kind: mortgage.kind,
    mortgage_bank: hasMortgage ? mortgage.bank : null,
    mortgage_minor: hasMortgage ? mortgage.amountMinor : null,
    mortgage_decision_on: hasMortgage ? mortgage.decisionOn : null,
    maternity_minor: maternityMinor,
  })
  await recordEvent(tx, context, { dealId, kind: 'payment', data: { payment, mortgage: mortgage.kind } })
  return done
}

export const setContractDay: CommandBody<Deals['setContractDay']> = async (tx, { dealId, on }, context) => {
  const done = await update(tx, dealId, { contract_on: on })
  await recordEvent(tx, context, { dealId, kind: 'contract-day', data: { day_on: on } })
  return done
}

async function update(tx: Tx, dealId: Id, fields: Updateable<DealsTables['deal']>): Promise<{ count: number }> {
  const { numUpdatedRows } = await tx.updateTable('deal').set(fields).where('id', '=', dealId).executeTakeFirst()
  if (numUpdatedRows === 0n) throw await whyNot(tx, dealId)
  return { count: 1 }
}
