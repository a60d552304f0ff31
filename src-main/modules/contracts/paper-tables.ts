/** Row types of contracts after assembly, their registration, approvals, copies and prints. */
import type { Generated } from 'kysely'
import type { Day } from '#shared/kernel/day.ts'
import type { Origin } from '#shared/kernel/document.ts'
import type { Id } from '#shared/kernel/id.ts'
import type { Instant } from '#shared/kernel/instant.ts'
import type { PlacedClause } from '#shared/modules/contracts/assemble.ts'
import type { ContractKind, ContractState, RegistrationStepKind } from '#shared/modules/contracts/contract-machine.ts'
import type {
  FactScope,
  PAPER_KINDS,
  PAPER_PLACE_KINDS,
  SourceKind,
  ValueSource,
} from '#shared/modules/contracts/contract-model.ts'
import type { DocumentEdit } from '#shared/modules/contracts/edits.ts'

interface ContractTable {
  id: Id
  /** The centre's, one series a kind. */
  number: Generated<number | null>
  kind: ContractKind
  template_key: string
  template_version: number
  title: string
  state: ContractState
  state_since_at: Instant
  state_note: Generated<string | null>
  source_kind: SourceKind
  source_id: Id | null
  deal_id: Id | null
  unit_id: Id | null
  base_id: Id | null
  company_id: Id
  user_id: Id
  contract_on: Day
  client_name: string
  search: string
  price_minor: number | null
  currency: string
  is_registered_kind: boolean
  pins_json: PlacedClause[]
  has_deviations: Generated<boolean>
  is_hand_edited: Generated<boolean>
  approved_by_id: Generated<Id | null>
  approved_at: Generated<Instant | null>
  signed_on: Generated<Day | null>
  application_number: Generated<string | null>
  channel_id: Generated<Id | null>
  submitted_on: Generated<Day | null>
  registered_on: Generated<Day | null>
  registration_number: Generated<string | null>
  docx_sha256: Generated<string | null>
  pdf_sha256: Generated<string | null>
  created_at: Instant
  changed_at: Instant
  revision: number
}

interface ContractBodyTable {
  id: Id
  facts_json: Record<string, unknown>
  origins_json: Record<string, Origin>
  sources_json: Record<string, ValueSource>
  edits_json: DocumentEdit[]
  register_json: Record<string, unknown>
  changed_by_id: Id
  changed_at: Instant
}

interface ContractEventTable {
  id: Generated<Id>
  contract_id: Id
  kind: string
  facts_json: Record<string, unknown>
  note: string | null
  user_id: Id | null
  at: Instant
}

interface ContractApprovalTable {
  id: Generated<Id>
  contract_id: Id
  slot: string
  kind: string
  digest: string
  state: 'waiting' | 'approved' | 'rejected' | 'dropped'
  asked_by_id: Id
  asked_at: Instant
  decided_by_id: Id | null
  decided_at: Instant | null
  note: string | null
}

interface DeviationRuleTable {
  id: Id
  template_key: string | null
  slot: string | null
  kind: string
  is_approval_needed: boolean
}

interface RegistrationChannelTable {
  id: Id
  name: string
  days: number
  is_working_days: boolean
  is_active: boolean
}

interface SuspendReasonTable {
  id: Id
  name: string
  is_active: boolean
}

interface RegistrationStepTable {
  id: Id
  contract_id: Id
  step: RegistrationStepKind
  step_on: Day
  channel_id: Id | null
  application_number: string | null
  reason_id: Id | null
  until_on: Day | null
  registration_number: string | null
  note: string | null
  user_id: Id
  at: Instant
}

interface PaperPlaceTable {
  id: Id
  name: string
  kind: (typeof PAPER_PLACE_KINDS)[number]
  is_active: boolean
}

interface PaperCopyTable {
  id: Id
  number: Generated<number | null>
  barcode: Generated<string | null>
  contract_id: Id
  kind: (typeof PAPER_KINDS)[number]
  title: string
  copy_no: number
  created_by_id: Id
  created_at: Instant
  place_id: Generated<Id | null>
  holder: Generated<string | null>
  since_at: Generated<Instant | null>
  due_on: Generated<Day | null>
  is_lost: Generated<boolean>
}

interface PaperMoveTable {
  id: Id
  copy_id: Id
  kind: 'move' | 'lost' | 'found'
  place_id: Id | null
  holder: string | null
  due_on: Day | null
  note: string | null
  user_id: Id
  at: Instant
}

interface PrintJobTable {
  id: Id
  contract_id: Id
  copy: 'clean' | 'working'
  copies: number
  state: 'queued' | 'printed' | 'cancelled'
  queued_by_id: Id
  queued_at: Instant
  printed_by_id: Generated<Id | null>
  printed_at: Instant | null
  print_no: Generated<number | null>
  reason: string | null
  sha256: string | null
}

interface FactDefaultTable {
  id: Id
  scope: FactScope
  scope_id: Id
  path: string
  value_json: unknown
  user_id: Id | null
  changed_at: Instant
}

interface PersonFormsTable {
  id: Id
  name: string
  forms_json: Record<string, string>
  user_id: Id
  changed_at: Instant
}

export interface PaperTables {
  person_forms: PersonFormsTable
  contract: ContractTable
  contract_body: ContractBodyTable
  contract_event: ContractEventTable
  contract_approval: ContractApprovalTable
  deviation_rule: DeviationRuleTable
  registration_channel: RegistrationChannelTable
  suspend_reason: SuspendReasonTable
  registration_step: RegistrationStepTable
  paper_place: PaperPlaceTable
  paper_copy: PaperCopyTable
  paper_move: PaperMoveTable
  print_job: PrintJobTable
  fact_default: FactDefaultTable
}
