/** The words and shapes of deals. */
import { z } from 'zod'
import { Day } from '../../kernel/day.ts'
import { Id } from '../../kernel/id.ts'
import { Instant } from '../../kernel/instant.ts'
import { Minor } from '../../kernel/money.ts'
import { Sha256 } from '../files/model.ts'
import { BoardUnit, Cm2, UnitKind } from '../inventory/model.ts'
import { DEAL_KINDS, DEAL_STAGES, DEMANDS } from './stages.ts'

export const DealStage = z.enum(DEAL_STAGES)
export const DealKind = z.enum(DEAL_KINDS)
export const Demand = z.enum(DEMANDS)

/** The words of the contract vocabulary's `payment.kind` and `mortgage.kind`, and of ownership. */
export const PAYMENT_KINDS = ['full', 'instalments', 'interest', 'stages', 'deferred'] as const
export const PaymentKind = z.enum(PAYMENT_KINDS)
export type PaymentKind = z.infer<typeof PaymentKind>
export const MORTGAGE_KINDS = ['none', 'bank', 'military'] as const
export const MortgageKind = z.enum(MORTGAGE_KINDS)
export type MortgageKind = z.infer<typeof MortgageKind>
export const OWNERSHIPS = ['sole', 'joint', 'shared'] as const
export const Ownership = z.enum(OWNERSHIPS)
export type Ownership = z.infer<typeof Ownership>

export const PARTICIPANT_ROLES = ['buyer', 'spouse', 'guardian', 'representative', 'agent', 'staff'] as const
export const ParticipantRole = z.enum(PARTICIPANT_ROLES)
export type ParticipantRole = z.infer<typeof ParticipantRole>
/** These are users of the program; the others are cards of people. */
export const USER_ROLES = ['agent', 'staff'] as const satisfies readonly ParticipantRole[]

export const DISCOUNT_STATES = ['pending', 'approved', 'rejected'] as const
export const DiscountState = z.enum(DISCOUNT_STATES)
export type DiscountState = z.infer<typeof DiscountState>

export const PURPOSES = ['live', 'family', 'invest', 'rent', 'business'] as const
export const HORIZONS = ['now', 'quarter', 'half_year', 'year', 'later'] as const
export const SOURCES = ['site', 'call', 'agency', 'recommendation', 'office', 'exhibition', 'other'] as const

const Range = <T extends z.ZodType>(value: T) => z.object({ from: value.optional(), to: value.optional() })
/** What the client wants. Everything may be left out; a need with nothing in it is no need. */
export const Needs = z.object({
  kinds: z.array(UnitKind).max(7).default([]),
  /** 0 is a studio. */
  rooms: z.array(z.int().min(0).max(20)).max(10).default([]),
  area_cm2: Range(Cm2).default({}),
  budget_minor: Range(Minor.min(0)).default({}),
  floor: Range(z.int().min(-20).max(200)).default({}),
  complexIds: z.array(Id).max(50).default([]),
  purpose: z.enum(PURPOSES).nullable().default(null),
  horizon: z.enum(HORIZONS).nullable().default(null),
  source: z.enum(SOURCES).nullable().default(null),
  payment: PaymentKind.nullable().default(null),
  hasMortgage: z.boolean().default(false),
  adults: z.int().min(0).max(20).nullable().default(null),
  children: z.int().min(0).max(20).nullable().default(null),
  comment: z.string().trim().max(2000).default(''),
})
export type Needs = z.infer<typeof Needs>

/** One line of the list and the board. */
export const DealRow = z.object({
  id: Id,
  /** Null until the centre has given it. */
  number: z.int().nullable(),
  name: z.string(),
  kind: DealKind,
  stage: DealStage,
  stage_since_at: Instant,
  client_name: z.string(),
  client_phone: z.string(),
  price_minor: Minor.nullable(),
  services_minor: Minor,
  discount_minor: Minor,
  payment_kind: PaymentKind.nullable(),
  mortgage_kind: MortgageKind,
  /** Its units, the first by name: `45, п12`. */
  units: z.string(),
  complex_id: Id.nullable(),
  complex: z.string().nullable(),
  building: z.string().nullable(),
  company_id: Id,
  company: z.string().nullable(),
  user_id: Id,
  user_name: z.string().nullable(),
  meeting_at: Instant.nullable(),
  contract_on: Day.nullable(),
  /** When the earliest booking runs out. */
  until_at: Instant.nullable(),
  created_at: Instant,
  closed_at: Instant.nullable(),
  is_mine: z.boolean(),
})
export type DealRow = z.infer<typeof DealRow>

export const DealUnitRow = z.object({
  id: Id,
  unit_id: Id,
  number: z.string(),
  kind: UnitKind,
  rooms: z.int().nullable(),
  area_cm2: Cm2,
  floor: z.int(),
  complex_id: Id,
  complex: z.string(),
  building_id: Id,
  building: z.string(),
  status: BoardUnit.shape.status,
  reservation_id: Id.nullable(),
  until_at: Instant.nullable(),
  list_price_minor: Minor.nullable(),
  discount_minor: Minor,
  price_minor: Minor.nullable(),
  discount_reason: z.string().nullable(),
})
export type DealUnitRow = z.infer<typeof DealUnitRow>

export const ParticipantRow = z.object({
  id: Id,
  role: ParticipantRole,
  person_id: Id.nullable(),
  user_id: Id.nullable(),
  name: z.string(),
  person_kind: z.enum(['natural', 'legal']).nullable(),
  phone: z.string().nullable(),
  share_num: z.int().nullable(),
  share_den: z.int().nullable(),
  is_minor: z.boolean(),
  guardian_id: Id.nullable(),
  position: z.int(),
  note: z.string().nullable(),
})
export type ParticipantRow = z.infer<typeof ParticipantRow>

export const DiscountRow = z.object({
  id: Id,
  deal_unit_id: Id,
  amount_minor: Minor,
  reason: z.string(),
  state: DiscountState,
  requested_by_id: Id,
  requested_by: z.string().nullable(),
  requested_at: Instant,
  decided_by: z.string().nullable(),
  decided_at: Instant.nullable(),
  note: z.string().nullable(),
})
export type DiscountRow = z.infer<typeof DiscountRow>

export const ServiceRow = z.object({
  id: Id,
  name: z.string(),
  price_minor: Minor,
  quantity: z.int(),
  note: z.string().nullable(),
})
export type ServiceRow = z.infer<typeof ServiceRow>

export const DealFileRow = z.object({
  id: Id,
  sha256: Sha256,
  name: z.string(),
  mime: z.string(),
  size: z.int(),
  note: z.string().nullable(),
  user_name: z.string().nullable(),
  created_by_id: Id,
  created_at: Instant,
})
export type DealFileRow = z.infer<typeof DealFileRow>

/** Needs against what is sold (A6.55): `fits`, `differs`, or nothing was said of it. */
export const NeedCheck = z.object({
  what: z.enum(['kind', 'rooms', 'area', 'budget', 'floor', 'complex', 'payment', 'mortgage']),
  fit: z.enum(['fits', 'differs', 'open']),
})
export type NeedCheck = z.infer<typeof NeedCheck>

export const DealCard = z.object({
  deal: DealRow.extend({
    reservation_id: Id.nullable(),
    currency: z.string(),
    ownership: Ownership,
    needs: Needs.nullable(),
    mortgage_bank: z.string().nullable(),
    mortgage_minor: Minor.nullable(),
    mortgage_decision_on: Day.nullable(),
    maternity_minor: Minor.nullable(),
    meeting_place: z.string().nullable(),
    meeting_by_id: Id.nullable(),
    meeting_by: z.string().nullable(),
    meeting_result: z.string().nullable(),
    meeting_rating: z.int().nullable(),
    meeting_comment: z.string().nullable(),
    refuse_reason_id: Id.nullable(),
    refuse_reason: z.string().nullable(),
    refuse_note: z.string().nullable(),
    stage_note: z.string().nullable(),
    note: z.string(),
  }),
  units: z.array(DealUnitRow),
  participants: z.array(ParticipantRow),
  services: z.array(ServiceRow),
  discounts: z.array(DiscountRow),
  files: z.array(DealFileRow),
  checks: z.array(NeedCheck),
  /** For each stage this user may move it to: what is missing still. */
  moves: z.array(
    z.object({ to: DealStage, name: z.enum(['advance', 'return', 'lose', 'reopen']), missing: z.array(Demand) }),
  ),
  can: z.object({
    edit: z.boolean(),
    editUnits: z.boolean(),
    assign: z.boolean(),
    discount: z.boolean(),
    approve: z.boolean(),
    /** The highest discount without asking, in hundredths of a percent; null is no ceiling. */
    discount_bp: z.int().nullable(),
  }),
})
export type DealCard = z.infer<typeof DealCard>

/** Something that happened: by the deal's own commands (`stage`, `note`, `unit-added` …) or by other modules (`contract.signed`). */
export const DealEventRow = z.object({
  id: Id,
  at: Instant,
  kind: z.string(),
  user_name: z.string().nullable(),
  data: z.record(z.string(), z.unknown()),
})
export type DealEventRow = z.infer<typeof DealEventRow>

export const StageCount = z.object({ stage: DealStage, count: z.int(), price_minor: Minor })
export type StageCount = z.infer<typeof StageCount>

export const MeetingFields = z.object({
  at: Instant.nullable(),
  place: z.string().trim().max(300).nullable().default(null),
  byId: Id.nullable().default(null),
})
export const ParticipantFields = z.object({
  role: ParticipantRole,
  personId: Id.nullable().default(null),
  userId: Id.nullable().default(null),
  share: z
    .object({ num: z.int().min(1).max(1_000_000), den: z.int().min(1).max(1_000_000) })
    .nullable()
    .default(null),
  isMinor: z.boolean().default(false),
  /** The participant who acts for a minor, or whom this representative acts for. */
  guardianId: Id.nullable().default(null),
  position: z.int().min(0).max(1000).default(0),
  note: z.string().trim().max(500).nullable().default(null),
})
export type ParticipantFields = z.infer<typeof ParticipantFields>
