/** What the screens of deals share: the filter, and which dialog is open. */
import { create } from 'zustand'
import type { DealFilter } from '#shared/modules/deals/contract.ts'
import type { DealRow } from '#shared/modules/deals/model.ts'
import type { DealStage } from '#shared/modules/deals/stages.ts'
import type { Tone } from '#renderer/ui/tones.ts'

export interface NewDeal {
  units?: { unitId: string; reservationId: string | null; number: string }[]
  clientName?: string
  clientPhone?: string
  personId?: string | null
}

export type DealDialog =
  | { kind: 'open'; deal: NewDeal }
  | { kind: 'move'; dealId: string; from: DealStage; to: DealStage }
  | { kind: 'lose'; dealId: string; from: DealStage }
  | { kind: 'assign'; dealId: string }

interface DealsState {
  filter: DealFilter
  dialog: DealDialog | null
}

export const useDeals = create<DealsState>(() => ({ filter: {}, dialog: null }))

export function openNewDeal(deal: NewDeal): void {
  useDeals.setState({ dialog: { kind: 'open', deal } })
}
export function openDealDialog(dialog: DealDialog): void {
  useDeals.setState({ dialog })
}
export function closeDealDialog(): void {
  useDeals.setState({ dialog: null })
}

/** Takes a deal to another stage: lost and moves are asked for in a dialog, which sends at once what lacks nothing. */
export function askToMove(deal: Pick<DealRow, 'id' | 'stage'>, to: DealStage): void {
  if (to === deal.stage || to === 'booking_expired') return
  openDealDialog(
    to === 'lost'
      ? { kind: 'lose', dealId: deal.id, from: deal.stage }
      : { kind: 'move', dealId: deal.id, from: deal.stage, to },
  )
}

export const TONE_OF: Record<DealStage, Tone> = {
  need: 'withheld',
  meeting: 'open',
  met: 'open',
  intent: 'contest',
  booked: 'held',
  booking_expired: 'pledged',
  service: 'pending',
  contract: 'bound',
  registration: 'filed',
  won: 'done',
  lost: 'technical',
}
