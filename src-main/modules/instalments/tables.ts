/** Row types of schedules, payments and penalties. */
import type { Day } from '#shared/kernel/day.ts'
import type { Id } from '#shared/kernel/id.ts'
import type { Instant } from '#shared/kernel/instant.ts'
import type { Minor } from '#shared/kernel/money.ts'
import type { InstalmentLimits } from '#shared/modules/instalments/limits.ts'
import type { Channel, ScheduleKind, ScheduleState } from '#shared/modules/instalments/model.ts'
import type { Side } from '#shared/modules/instalments/delay.ts'
import type { Generated } from 'kysely'

interface ScheduleTable {
  id: Id
  deal_id: Id
  /** Given by the centre, as everything generated here. */
  version: Generated<number>
  state: Generated<ScheduleState>
  kind: ScheduleKind
  plan_json: unknown
  principal_minor: Minor
  interest_minor: Generated<Minor>
  line_count: Generated<number>
  rate_bp: number
  allocation_order: 'principal-first' | 'civil-code'
  is_penalty_by_contract: boolean
  base_id: Id | null
  reason: string | null
  created_at: Instant
  created_by_id: Id
  approved_at: Generated<Instant | null>
  approved_by_id: Generated<Id | null>
  activated_at: Generated<Instant | null>
  allocation_no: Generated<number>
}

interface ScheduleLineTable {
  id: Id
  schedule_id: Id
  deal_id: Generated<Id>
  root_id: Id
  line: number
  kind: 'first' | 'regular' | 'last'
  due_on: Day
  pay_on: Day
  principal_minor: Minor
  interest_minor: Minor
  label: string | null
  area_cm2: number | null
  ppm_minor: Minor | null
  is_frozen: Generated<boolean>
}

interface PaymentTable {
  id: Id
  batch_id: Id
  deal_id: Id
  number: Generated<number | null>
  booked_on: Generated<Day>
  channel: Generated<Channel | 'deposit'>
  amount_minor: Generated<Minor>
  allocated_minor: Generated<Minor>
  payer: string | null
  document: string | null
  purpose: string | null
  overpayment: 'next' | 'tail' | 'advance' | null
  reverses_id: Generated<Id | null>
  reversed_by_id: Generated<Id | null>
  created_at: Instant
  created_by_id: Id
}

interface PaymentAllocationTable {
  id: Id
  payment_id: Id
  deal_id: Generated<Id>
  booked_on: Generated<Day>
  part: 'principal' | 'interest' | 'penalty'
  line_id: Id | null
  penalty_id: Id | null
  amount_minor: Minor
  why: 'named' | 'due' | 'ahead' | 'tail' | 'mirror'
  mirrors_id: Generated<Id | null>
  created_at: Instant
  created_by_id: Id
}

interface PenaltyTable {
  id: Id
  deal_id: Id
  side: Side
  from_on: Day
  to_on: Day
  days: number
  amount_minor: Minor
  batch_id: Id | null
  note: string | null
  charged_at: Instant
  created_by_id: Id
}

interface PenaltyTermTable {
  id: Id
  kind: 'rate' | 'moratorium' | 'cap'
  from_on: Day
  to_on: Day | null
  rate_bp: number | null
  act: string
  created_at: Instant
  created_by_id: Id | null
}

interface InstalmentLimitTable extends InstalmentLimits {
  id: Id
  code: string
}

/** Of a deal what whoever takes its money needs; kept by the centre. */
interface DealDeskTable {
  id: Id
  number: number | null
  name: string
  client_name: string
  units: string
  price_minor: Minor
  contract_on: Day | null
  search: string
}

export interface InstalmentsTables {
  deal_desk: DealDeskTable
  schedule: ScheduleTable
  schedule_line: ScheduleLineTable
  payment: PaymentTable
  payment_allocation: PaymentAllocationTable
  penalty: PenaltyTable
  penalty_term: PenaltyTermTable
  instalment_limit: InstalmentLimitTable
}
