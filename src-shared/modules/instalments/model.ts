/** Shapes of schedules, payments and penalties as screens see them. */
import { z } from 'zod'
import { Day } from '../../kernel/day.ts'
import { Id } from '../../kernel/id.ts'
import { Instant } from '../../kernel/instant.ts'
import { Minor } from '../../kernel/money.ts'
import { BUCKETS } from '../../kernel/overdue.ts'
import { machine } from '../../kernel/states.ts'
import { BREACHES } from './limits.ts'
import { SIDES } from './delay.ts'

/** Kinds of C4.1; `manual` was typed line by line, `negotiated` came from the negotiator. */
export const SCHEDULE_KINDS = [
  'full',
  'equal',
  'custom',
  'balloon',
  'stages',
  'interest',
  'area',
  'manual',
  'negotiated',
] as const
export const ScheduleKind = z.enum(SCHEDULE_KINDS)
export type ScheduleKind = z.infer<typeof ScheduleKind>

/** A version is drafted, waits for a second person where it breaks limits, is in force, and gives way to the next one. */
export const scheduleMachine = machine({
  name: 'schedule',
  initial: 'draft',
  states: ['draft', 'waiting', 'active', 'superseded', 'dropped'],
  transitions: [
    { name: 'submit', from: ['draft'], to: 'waiting', by: ['user'] },
    { name: 'reject', from: ['waiting'], to: 'draft', by: ['user'] },
    { name: 'activate', from: ['draft', 'waiting'], to: 'active', by: ['user'] },
    { name: 'drop', from: ['draft', 'waiting'], to: 'dropped', by: ['user'] },
    { name: 'supersede', from: ['active'], to: 'superseded', by: ['system'] },
  ],
})
export const SCHEDULE_STATES = scheduleMachine.states
export const ScheduleState = z.enum(['draft', 'waiting', 'active', 'superseded', 'dropped'])
export type ScheduleState = z.infer<typeof ScheduleState>

export const BreachName = z.enum(BREACHES)
export const BucketName = z.enum(BUCKETS)
export const SideName = z.enum(SIDES)

/** The contract's words on what an incoming payment settles (C4.5). */
export const AllocationTerms = z.object({
  order: z.enum(['principal-first', 'civil-code']).default('principal-first'),
  /** The contract orders that penalties are settled too; without it only a payer who names one pays it. */
  is_penalty_by_contract: z.boolean().default(false),
})
export type AllocationTerms = z.infer<typeof AllocationTerms>

/** A line as it is typed, pasted or drawn up: the due day is the plan's, the centre's calendar gives the working day. */
export const TypedLine = z.object({
  dueOn: Day,
  principal: Minor.nonnegative(),
  interest: Minor.nonnegative().default(0),
  label: z.string().trim().max(200).nullable().default(null),
  areaCm2: z.int().positive().nullable().default(null),
  ppm: Minor.positive().nullable().default(null),
})
export type TypedLine = z.infer<typeof TypedLine>

export const MOST_SCHEDULE_LINES = 600

export const ScheduleRow = z.object({
  id: Id,
  deal_id: Id,
  version: z.int(),
  state: ScheduleState,
  kind: ScheduleKind,
  principal_minor: Minor,
  interest_minor: Minor,
  rate_bp: z.int(),
  lines: z.int(),
  first_on: Day.nullable(),
  last_on: Day.nullable(),
  order: z.enum(['principal-first', 'civil-code']),
  is_penalty_by_contract: z.boolean(),
  base_id: Id.nullable(),
  reason: z.string().nullable(),
  /** What the limits of today say of it; null where this user does not see the limits. */
  breaches: z.array(BreachName),
  plan: z.unknown(),
  created_at: Instant,
  author: z.string().nullable(),
  is_mine: z.boolean(),
  approved_at: Instant.nullable(),
  approver: z.string().nullable(),
  activated_at: Instant.nullable(),
})
export type ScheduleRow = z.infer<typeof ScheduleRow>

export const ScheduleLineRow = z.object({
  id: Id,
  /** Under which payments are kept: the same through all versions that this line was frozen in. */
  root_id: Id,
  line: z.int(),
  kind: z.enum(['first', 'regular', 'last']),
  due_on: Day,
  pay_on: Day,
  principal_minor: Minor,
  interest_minor: Minor,
  /** What is owed of the price after this payment. */
  balance_minor: Minor,
  label: z.string().nullable(),
  area_cm2: z.int().nullable(),
  ppm_minor: Minor.nullable(),
  is_frozen: z.boolean(),
  paid_principal_minor: Minor,
  paid_interest_minor: Minor,
  paid_on: Day.nullable(),
})
export type ScheduleLineRow = z.infer<typeof ScheduleLineRow>

export const CHANNELS = ['bank', 'cash', 'card', 'escrow'] as const
export const Channel = z.enum(CHANNELS)
export type Channel = z.infer<typeof Channel>

export const PaymentPart = z.object({
  id: Id,
  part: z.enum(['principal', 'interest', 'penalty']),
  line_id: Id.nullable(),
  penalty_id: Id.nullable(),
  /** Number of the line in the active version, where it is one. */
  line: z.int().nullable(),
  due_on: Day.nullable(),
  amount_minor: Minor,
  why: z.enum(['named', 'due', 'ahead', 'tail', 'mirror']),
})
export type PaymentPart = z.infer<typeof PaymentPart>

export const PaymentRow = z.object({
  id: Id,
  deal_id: Id,
  number: z.int().nullable(),
  booked_on: Day,
  channel: z.enum([...CHANNELS, 'deposit']),
  amount_minor: Minor,
  allocated_minor: Minor,
  /** What lies with us and pays nothing yet. */
  free_minor: Minor,
  payer: z.string().nullable(),
  document: z.string().nullable(),
  purpose: z.string().nullable(),
  overpayment: z.enum(['next', 'tail', 'advance']).nullable(),
  /** The payment that this one takes back, or the one that took this back. */
  reverses_id: Id.nullable(),
  reversed_by_id: Id.nullable(),
  author: z.string().nullable(),
  parts: z.array(PaymentPart),
})
export type PaymentRow = z.infer<typeof PaymentRow>

export const Buckets = z.object({ '1-30': Minor, '31-60': Minor, '61-90': Minor, '90+': Minor })

export const DealAccount = z.object({
  price_minor: Minor,
  /** Of the active schedule; null without one. */
  schedule_id: Id.nullable(),
  scheduled_minor: Minor,
  interest_minor: Minor,
  paid_minor: Minor,
  paid_principal_minor: Minor,
  paid_interest_minor: Minor,
  paid_penalty_minor: Minor,
  free_minor: Minor,
  escrow_minor: Minor,
  /** Still to come of the schedule. */
  open_minor: Minor,
  overdue_minor: Minor,
  oldest_days: z.int(),
  buckets: Buckets,
  next_on: Day.nullable(),
  next_minor: Minor,
  penalty_charged_minor: Minor,
  /** C2.8: whether the delays let the developer leave the contract, by the edition of the contract's day. */
  exit: z.object({
    ground: z.enum(['none', 'delay', 'violations']),
    violations: z.int(),
    since: Day.nullable(),
    may_leave_from: Day.nullable(),
    most_violations: z.int(),
    delay_months: z.int(),
    window_months: z.int(),
    warning_days: z.int(),
    act: z.string(),
    edition: z.string(),
  }),
})
export type DealAccount = z.infer<typeof DealAccount>

/** One payment that is due or was missed, for the registry. */
export const DueRow = z.object({
  id: Id,
  deal_id: Id,
  number: z.int().nullable(),
  deal: z.string(),
  client: z.string(),
  phone: z.string(),
  complex: z.string().nullable(),
  unit: z.string().nullable(),
  line: z.int(),
  label: z.string().nullable(),
  due_on: Day,
  pay_on: Day,
  amount_minor: Minor,
  paid_minor: Minor,
  open_minor: Minor,
  days: z.int(),
  bucket: BucketName.nullable(),
  manager: z.string().nullable(),
})
export type DueRow = z.infer<typeof DueRow>

export const ReceiptsMonth = z.object({
  /** `2026-08`. */
  id: z.string(),
  planned_minor: Minor,
  planned_count: z.int(),
  /** Of the plan, what has come already. */
  covered_minor: Minor,
  received_minor: Minor,
  received_count: z.int(),
  escrow_minor: Minor,
})
export type ReceiptsMonth = z.infer<typeof ReceiptsMonth>

export const Ratio = z.object({ num: z.int(), den: z.int().positive() })

export const PenaltyPiece = z.object({
  pack: z.string(),
  act: z.string(),
  edition: z.string(),
  divisor: z.int(),
  multiplier: z.int(),
  amount_minor: Minor,
  days: z.int(),
  is_limited: z.boolean(),
  lines: z.array(
    z.object({
      from: Day,
      to: Day,
      days: z.int(),
      base_minor: Minor,
      rate: Ratio,
      amount_minor: Minor,
      excluded_by: z.string().nullable(),
    }),
  ),
})
export type PenaltyPiece = z.infer<typeof PenaltyPiece>

export const PenaltyResult = z.object({
  side: SideName,
  from: Day.nullable(),
  to: Day,
  amount_minor: Minor,
  days: z.int(),
  pieces: z.array(PenaltyPiece),
  /** The last rate that the register knows: later days are counted by it. */
  rate_known_on: Day,
})
export type PenaltyResult = z.infer<typeof PenaltyResult>

export const PenaltyRow = z.object({
  id: Id,
  deal_id: Id,
  side: SideName,
  from_on: Day,
  to_on: Day,
  amount_minor: Minor,
  paid_minor: Minor,
  author: z.string().nullable(),
  charged_at: Instant,
  note: z.string().nullable(),
})
export type PenaltyRow = z.infer<typeof PenaltyRow>

export const PENALTY_TERMS = ['rate', 'moratorium', 'cap'] as const
export const PenaltyTermRow = z.object({
  id: Id,
  kind: z.enum(PENALTY_TERMS),
  from_on: Day,
  to_on: Day.nullable(),
  rate_bp: z.int().nullable(),
  act: z.string(),
})
export type PenaltyTermRow = z.infer<typeof PenaltyTermRow>
