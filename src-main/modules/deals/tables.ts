/** Row types of deals. */
import type { Generated, GeneratedAlways } from 'kysely'
import type { Day } from '#shared/kernel/day.ts'
import type { Id } from '#shared/kernel/id.ts'
import type { Instant } from '#shared/kernel/instant.ts'
import type {
  DiscountState,
  MortgageKind,
  Needs,
  Ownership,
  ParticipantRole,
  PaymentKind,
} from '#shared/modules/deals/model.ts'
import type { DealKind, DealStage } from '#shared/modules/deals/stages.ts'

interface DealRefusalTable {
  id: Id
  name: string
  is_active: Generated<boolean>
}

interface DealTable {
  id: Id
  /** Given by the centre: null on the cache until then. */
  number: Generated<number | null>
  /** Kept by the centre: number / first buyer / first unit. */
  name: Generated<string>
  kind: DealKind
  stage: DealStage
  stage_since_at: Instant
  stage_note: Generated<string | null>
  company_id: Id
  user_id: Id
  reservation_id: Id | null
  client_name: string
  client_phone: string
  search: string
  /** Sums of units and services, kept by the centre. */
  price_minor: Generated<number | null>
  discount_minor: Generated<number>
  services_minor: Generated<number>
  currency: Generated<string>
  payment_kind: PaymentKind | null
  ownership: Ownership
  mortgage_kind: MortgageKind
  mortgage_bank: string | null
  mortgage_minor: number | null
  mortgage_decision_on: Day | null
  maternity_minor: number | null
  needs_json: Needs | null
  meeting_at: Instant | null
  meeting_place: string | null
  meeting_by_id: Id | null
  meeting_result: Generated<string | null>
  meeting_rating: Generated<number | null>
  meeting_comment: Generated<string | null>
  contract_on: Generated<Day | null>
  refuse_reason_id: Generated<Id | null>
  refuse_note: Generated<string | null>
  note: string
  created_at: Instant
  closed_at: Generated<Instant | null>
}

interface DealUnitTable {
  id: Id
  deal_id: Id
  unit_id: Id
  reservation_id: Id | null
  list_price_minor: Generated<number | null>
  discount_minor: number
  price_minor: GeneratedAlways<number | null>
  discount_reason: string | null
  position: number
  created_at: Generated<Instant>
  deal_kind: Generated<DealKind>
  is_held: Generated<boolean>
}

interface DealParticipantTable {
  id: Id
  deal_id: Id
  role: ParticipantRole
  person_id: Id | null
  user_id: Id | null
  share_num: number | null
  share_den: number | null
  is_minor: boolean
  guardian_id: Id | null
  position: number
  note: string | null
}

interface DealServiceTable {
  id: Id
  deal_id: Id
  name: string
  price_minor: number
  quantity: number
  note: string | null
  created_at: Instant
}

interface DealDiscountTable {
  id: Id
  deal_id: Id
  deal_unit_id: Id
  amount_minor: number
  reason: string
  state: DiscountState
  requested_by_id: Id
  requested_at: Instant
  decided_by_id: Generated<Id | null>
  decided_at: Generated<Instant | null>
  note: Generated<string | null>
}

interface DealEventTable {
  id: Id
  deal_id: Id
  at: Instant
  kind: string
  user_id: Id | null
  data_json: Record<string, unknown>
}

interface DealFileTable {
  id: Id
  deal_id: Id
  sha256: string
  name: string
  mime: string
  size: number
  note: string | null
  created_by_id: Id
  created_at: Instant
}

export interface DealsTables {
  deal_file: DealFileTable
  deal_refusal: DealRefusalTable
  deal: DealTable
  deal_unit: DealUnitTable
  deal_participant: DealParticipantTable
  deal_service: DealServiceTable
  deal_discount: DealDiscountTable
  deal_event: DealEventTable
}
