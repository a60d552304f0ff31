/**
 * The funnel of A6.52 as a table: the machine, what each stage demands, and what each stage claims of the unit. The screens,
 * the bodies and the centre's triggers are all made from these lists.
 */
import { machine } from '../../kernel/states.ts'
import type { ClaimKind } from '../inventory/model.ts'

export const DEAL_STAGES = [
  'need',
  'meeting',
  'met',
  'intent',
  'booked',
  'booking_expired',
  'service',
  'contract',
  'registration',
  'won',
  'lost',
] as const
export type DealStage = (typeof DEAL_STAGES)[number]

/** The way of a deal that goes well. `booking_expired` and `lost` are where it falls off. */
export const FUNNEL = [
  'need',
  'meeting',
  'met',
  'intent',
  'booked',
  'service',
  'contract',
  'registration',
  'won',
] as const
export type FunnelStage = (typeof FUNNEL)[number]

export const DEAL_KINDS = ['sale', 'lease', 'assignment'] as const
export type DealKind = (typeof DEAL_KINDS)[number]

/** From here on only the house's own people lead the deal. */
export const HOUSE_STAGES = ['service', 'contract', 'registration', 'won'] as const satisfies readonly DealStage[]
/** What is agreed stays as it is: units, prices, discounts. */
export const AGREED_STAGES = ['contract', 'registration', 'won', 'lost'] as const satisfies readonly DealStage[]
/** Nothing more happens by itself. */
export const CLOSED_STAGES = ['won', 'lost'] as const satisfies readonly DealStage[]

const before = (stage: DealStage) => FUNNEL.slice(0, FUNNEL.indexOf(stage as FunnelStage))
const OPEN = DEAL_STAGES.filter((stage) => stage !== 'lost')
/** How far along: `booking_expired` stands where the booking stood. */
export function placeOf(stage: DealStage): number {
  return stage === 'lost' ? -1 : FUNNEL.indexOf(stage === 'booking_expired' ? 'booked' : stage)
}

/**
 * Forward to any later stage whose demands are met, back to any earlier one with a reason, lost from anywhere. `system`: the
 * booking ran out, or the meeting's result was filled in.
 */
export const dealMachine = machine({
  name: 'deal',
  states: DEAL_STAGES,
  initial: 'need',
  transitions: [
    ...FUNNEL.slice(1).map((to) => ({ name: 'advance' as const, from: before(to), to, by: ['user' as const] })),
    ...FUNNEL.slice(4).map((to) => ({
      name: 'advance' as const,
      from: ['booking_expired' as const],
      to,
      by: ['user' as const],
    })),
    ...FUNNEL.slice(0, -1).map((to) => ({
      name: 'return' as const,
      from: FUNNEL.slice(FUNNEL.indexOf(to) + 1),
      to,
      by: ['user' as const],
    })),
    ...FUNNEL.slice(0, 4).map((to) => ({
      name: 'return' as const,
      from: ['booking_expired' as const],
      to,
      by: ['user' as const],
    })),
    { name: 'hold' as const, from: ['need', 'meeting'], to: 'met', by: ['system' as const] },
    { name: 'expire' as const, from: ['booked'], to: 'booking_expired', by: ['system' as const] },
    { name: 'lose' as const, from: OPEN, to: 'lost', by: ['user' as const] },
    ...FUNNEL.slice(0, 6).map((to) => ({
      name: 'reopen' as const,
      from: ['lost' as const],
      to,
      by: ['user' as const],
    })),
  ],
})

/** What may be demanded of a deal. Each word has its judgement in `deal-demands` (bodies, screens) and in the centre's migration. */
export const DEMANDS = [
  'meeting_at',
  'meeting_result',
  'phone',
  'needs',
  'units',
  'reservation',
  'price',
  'buyers',
  'payment',
  'mortgage',
  'shares',
  'guardians',
  'contract_on',
  'reason',
] as const
export type Demand = (typeof DEMANDS)[number]

/** The fields that each stage demands, growing with the funnel (A6.57). */
export const STAGE_DEMANDS: Readonly<Record<DealStage, readonly Demand[]>> = {
  need: [],
  meeting: ['meeting_at'],
  met: ['meeting_at', 'meeting_result'],
  intent: ['phone', 'needs'],
  booked: ['phone', 'units', 'reservation'],
  booking_expired: [],
  service: ['phone', 'needs', 'units', 'price', 'buyers', 'payment'],
  contract: ['phone', 'needs', 'units', 'price', 'buyers', 'payment', 'mortgage', 'shares', 'guardians'],
  registration: [
    'phone',
    'needs',
    'units',
    'price',
    'buyers',
    'payment',
    'mortgage',
    'shares',
    'guardians',
    'contract_on',
  ],
  won: ['phone', 'needs', 'units', 'price', 'buyers', 'payment', 'mortgage', 'shares', 'guardians', 'contract_on'],
  lost: ['reason'],
}

/**
 * What a sale claims of its units while it is in a stage. A booking's own claim stands for `booked`; an application at the
 * Rosreestr is no registration yet, and what is registered is sold once it is paid for.
 */
export const CLAIM_OF_STAGE = {
  service: 'sold_pending_contract',
  contract: 'under_contract',
  registration: 'under_contract',
  won: 'registered',
} as const satisfies Partial<Record<DealStage, ClaimKind>>
/** What a deal that is won claims from the last kopeck on. */
export const PAID_CLAIM = 'sold' satisfies ClaimKind

/** A unit is in one live deal at most from `booked` on. A lease takes it off the sale; an assignment leaves it with its owner. */
export const HOLDING_STAGES = ['booked', ...HOUSE_STAGES] as const satisfies readonly DealStage[]

/** For how long a deal that went back to `booked` books its units anew in a new house; `app.booking_terms` has what holds. */
export const RETURN_BOOKING_DAYS = 7
