/** What was filled in for the demands of a stage, and how it gets into the deal. */
import type { KvartalApp } from '#shared/modules/index.ts'
import type { Api } from '#shared/rpc/client.ts'
import { newId } from '#shared/kernel/id.ts'
import { toInstant } from '#shared/kernel/instant.ts'
import { areWhole } from '#shared/modules/deals/demands.ts'
import type { DealCard, MortgageKind, Needs, Ownership, PaymentKind } from '#shared/modules/deals/model.ts'
import type { Demand } from '#shared/modules/deals/stages.ts'
import type { Choice } from '#renderer/ui/form/picker.tsx'
import { NO_NEEDS } from './needs-fields.tsx'

export interface Answers {
  meetingAt: string | null
  meetingResult: string
  phone: string
  needs: Needs
  unit: Choice | null
  bookDays: number
  buyer: Choice | null
  payment: PaymentKind | null
  mortgage: { kind: MortgageKind; bank: string; amountMinor: number | null }
  ownership: Ownership | null
  contractOn: string | null
}

export const EMPTY_ANSWERS: Answers = {
  meetingAt: null,
  meetingResult: '',
  phone: '',
  needs: NO_NEEDS,
  unit: null,
  bookDays: 3,
  buyer: null,
  payment: null,
  mortgage: { kind: 'bank', bank: '', amountMinor: null },
  ownership: null,
  contractOn: null,
}

export function isAnswered(demand: Demand, answers: Answers, card: DealCard): boolean {
  switch (demand) {
    case 'meeting_at':
      return answers.meetingAt !== null
    case 'meeting_result':
      return answers.meetingResult.trim() !== ''
    case 'phone':
      return answers.phone.trim() !== ''
    case 'needs':
      return JSON.stringify(answers.needs) !== JSON.stringify(NO_NEEDS)
    case 'units':
      return answers.unit !== null
    case 'buyers':
      return answers.buyer !== null
    case 'payment':
      return answers.payment !== null
    case 'mortgage':
      return (
        answers.mortgage.kind === 'none' ||
        (answers.mortgage.bank.trim() !== '' && answers.mortgage.amountMinor !== null)
      )
    case 'shares':
      return answers.ownership !== null && areWhole(answers.ownership, equalShares(card, answers))
    case 'contract_on':
      return answers.contractOn !== null
    case 'guardians':
      return false
    case 'reservation':
    case 'price':
    case 'reason':
      return true
  }
}

/** Shares of the buyers there are, in equal parts. */
export function equalShares(card: DealCard, { ownership }: Pick<Answers, 'ownership'>) {
  const buyers = card.participants.filter(({ role }) => role === 'buyer')
  const isShared = ownership === 'shared'
  return buyers.map(({ id }) => ({ id, share_num: isShared ? 1 : null, share_den: isShared ? buyers.length : null }))
}

/** Sends what was filled in, each part by its own command: what is done stays done when a later one is refused. */
export async function fill(
  api: Api<KvartalApp>,
  card: DealCard,
  missing: readonly Demand[],
  answers: Answers,
): Promise<void> {
  const { deal } = card
  const dealId = deal.id
  const asks = (demand: Demand) => missing.includes(demand)
  if (asks('meeting_at') && answers.meetingAt !== null)
    await api.deals.setMeeting({
      dealId,
      eventId: newId(),
      at: answers.meetingAt,
      place: deal.meeting_place,
      byId: deal.meeting_by_id,
    })
  if (asks('phone')) await api.deals.setClient({ dealId, name: deal.client_name, phone: answers.phone.trim() })
  if (asks('needs')) await api.deals.setNeeds({ dealId, eventId: newId(), needs: answers.needs })
  const added = asks('units') && answers.unit !== null ? { id: newId(), unitId: answers.unit.id } : null
  // A unit that is to be booked is booked first: the deal shows no unit that somebody else took meanwhile.
  if (asks('reservation')) {
    const open = [
      ...card.units.filter(({ until_at }) => until_at === null).map(({ id, unit_id }) => ({ id, unitId: unit_id })),
      ...(added ? [added] : []),
    ]
    const items = open.map(({ unitId }) => ({ unitId, reservationId: newId() }))
    if (items.length > 0)
      await api.inventory.book({
        items,
        kind: 'free',
        until: toInstant(Date.now() + answers.bookDays * 86_400_000),
        personId: null,
        clientName: deal.client_name,
        clientPhone: asks('phone') ? answers.phone.trim() : deal.client_phone,
        note: null,
      })
    for (const [n, { id }] of open.entries()) {
      const reservationId = items[n]?.reservationId ?? ''
      if (id === added?.id) await api.deals.addUnits({ dealId, units: [{ ...added, reservationId }] })
      else await api.deals.attachBooking({ id, reservationId })
    }
  } else if (added) await api.deals.addUnits({ dealId, units: [added] })
  if (asks('price'))
    for (const { id, price_minor } of card.units) if (price_minor === null) await api.deals.refreshPrice({ id })
  if (asks('buyers') && answers.buyer !== null)
    await api.deals.addParticipant({ dealId, id: newId(), role: 'buyer', personId: answers.buyer.id })
  if (asks('payment') || asks('mortgage')) {
    const { kind, bank, amountMinor } = answers.mortgage
    const mortgage = asks('mortgage')
      ? {
          kind,
          bank: kind === 'none' ? null : bank.trim(),
          amountMinor: kind === 'none' ? null : amountMinor,
          decisionOn: deal.mortgage_decision_on,
        }
      : {
          kind: deal.mortgage_kind,
          bank: deal.mortgage_bank,
          amountMinor: deal.mortgage_minor,
          decisionOn: deal.mortgage_decision_on,
        }
    const payment = asks('mortgage') && kind !== 'none' ? 'full' : (answers.payment ?? deal.payment_kind)
    await api.deals.setPayment({ dealId, payment, mortgage, maternityMinor: deal.maternity_minor })
  }
  if (asks('shares') && answers.ownership !== null)
    await api.deals.setShares({
      dealId,
      ownership: answers.ownership,
      shares: equalShares(card, answers).flatMap(({ id, share_num, share_den }) =>
        share_num === null || share_den === null ? [] : [{ id, num: share_num, den: share_den }],
      ),
    })
  if (asks('contract_on') && answers.contractOn !== null)
    await api.deals.setContractDay({ dealId, on: answers.contractOn })
  // Last: it moves the deal by itself.
  if (asks('meeting_result'))
    await api.deals.fillMeetingResult({ dealId, eventId: newId(), result: answers.meetingResult.trim() })
}
