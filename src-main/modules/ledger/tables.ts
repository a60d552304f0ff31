/** Row types of the ledger. */
import type { Day } from '#shared/kernel/day.ts'
import type { Id } from '#shared/kernel/id.ts'
import type { Instant } from '#shared/kernel/instant.ts'
import type { AccountCode, AccountKind, LedgerEvent } from '#shared/modules/ledger/posting-map.ts'
import type { Generated } from 'kysely'

interface LedgerAccountTable {
  id: Id
  code: AccountCode
  kind: AccountKind
  currency: string
  name: string
  sub_ledger: string | null
}

interface LedgerBatchTable {
  id: Id
  /** Given by the centre, one series a company: null only on a workstation whose posting waits for the link. */
  number: Generated<number | null>
  company_id: Id
  event: LedgerEvent
  booked_on: Day
  happened_at: Instant
  line_count: number
  reverses_id: Id | null
  document_kind: string | null
  document_id: Id | null
  note: string | null
  command_id: Id
  created_by_id: Id
}

interface LedgerEntryTable {
  id: Id
  batch_id: Id
  line: number
  account_id: Id
  currency: string
  ref_kind: string | null
  ref_id: Id | null
  debit_minor: number
  credit_minor: number
}

interface LedgerPeriodTable {
  id: Id
  company_id: Id
  through_on: Day
  closed_at: Instant
  closed_by_id: Id
  note: string | null
}

interface RulePackTable {
  id: Id
  rule: string
  code: string
  act: string
  edition: string
  scope: string | null
  valid_from: Day
  valid_to: Day | null
  params_json: unknown
}

interface ComputedTable {
  id: Id
  document_kind: string
  document_id: Id
  pack_id: Id
  inputs_json: unknown
  result_json: unknown
  computed_at: Instant
  created_by_id: Id
}

export interface LedgerTables {
  ledger_account: LedgerAccountTable
  ledger_batch: LedgerBatchTable
  ledger_entry: LedgerEntryTable
  ledger_period: LedgerPeriodTable
  rule_pack: RulePackTable
  computed: ComputedTable
}
