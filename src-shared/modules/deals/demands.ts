/** What a deal lacks for a stage. The same judgement as the centre's `app.deal_lacks`; pure, so the form asks before the centre refuses. */
import type { MortgageKind, Ownership, ParticipantRole, PaymentKind } from './model.ts'
import { STAGE_DEMANDS, type DealKind, type DealStage, type Demand } from './stages.ts'

/** As much of a deal as the demands look at. */
export interface DealFacts {
  kind: DealKind
  client_phone: string
  meeting_at: string | null
  meeting_result: string | null
  hasNeeds: boolean
  payment_kind: PaymentKind | null
  mortgage_kind: MortgageKind
  mortgage_bank: string | null
  mortgage_minor: number | null
  ownership: Ownership
  contract_on: string | null
  refuse_reason_id: string | null
  units: readonly { price_minor: number | null; hasBooking: boolean }[]
  participants: readonly ParticipantFacts[]
}
export interface ParticipantFacts {
  id: string
  role: ParticipantRole
  person_id: string | null
  share_num: number | null
  share_den: number | null
  is_minor: boolean
  guardian_id: string | null
}

export function lacks(deal: DealFacts, stage: DealStage): Demand[] {
  return STAGE_DEMANDS[stage].filter((demand) => !isMet(deal, demand))
}

function isMet(deal: DealFacts, demand: Demand): boolean {
  const buyers = deal.participants.filter(({ role }) => role === 'buyer')
  switch (demand) {
    case 'meeting_at':
      return deal.meeting_at !== null
    case 'meeting_result':
      return deal.meeting_result !== null && deal.meeting_result !== ''
    case 'phone':
      return deal.client_phone !== ''
    case 'needs':
      return deal.hasNeeds
    case 'units':
      return deal.units.length > 0
    case 'reservation':
      return deal.kind !== 'sale' || deal.units.every(({ hasBooking }) => hasBooking)
    case 'price':
      return deal.units.every(({ price_minor }) => price_minor !== null)
    case 'buyers':
      return buyers.length > 0 && buyers.every(({ person_id }) => person_id !== null)
    case 'payment':
      return deal.payment_kind !== null
    case 'mortgage':
      return (
        deal.mortgage_kind === 'none' ||
        (deal.payment_kind === 'full' &&
          deal.mortgage_bank !== null &&
          deal.mortgage_bank !== '' &&
          deal.mortgage_minor !== null)
      )
    case 'shares':
      return areWhole(deal.ownership, buyers)
    case 'guardians':
      return deal.participants.every(({ is_minor, guardian_id }) => !is_minor || guardian_id !== null)
    case 'contract_on':
      return deal.contract_on !== null
    case 'reason':
      return deal.refuse_reason_id !== null
  }
}

/** One owner alone, spouses jointly without shares, or shares that make exactly one. */
export function areWhole(
  ownership: Ownership,
  buyers: readonly Pick<ParticipantFacts, 'share_num' | 'share_den'>[],
): boolean {
  if (ownership === 'sole') return buyers.length === 1
  if (ownership === 'joint') return buyers.length === 2
  return buyers.length >= 2 && sumOfShares(buyers).isOne
}

/** Exact, in whole numbers. */
export function sumOfShares(buyers: readonly Pick<ParticipantFacts, 'share_num' | 'share_den'>[]): {
  num: bigint
  den: bigint
  isOne: boolean
} {
  let [num, den] = [0n, 1n]
  for (const { share_num, share_den } of buyers) {
    const [n, d] = [BigInt(share_num ?? 0), BigInt(share_den ?? 1)]
    num = num * d + n * den
    den *= d
    const common = gcd(num, den)
    num /= common
    den /= common
  }
  return { num, den, isOne: num === den }
}

function gcd(a: bigint, b: bigint): bigint {
  return b === 0n ? (a === 0n ? 1n : a) : gcd(b, a % b)
}
