/** Row types of imports. */
import type { Id } from '#shared/kernel/id.ts'
import type { Instant } from '#shared/kernel/instant.ts'
import type { SecondEyeReason } from '#shared/modules/imports/limits.ts'
import type { BatchState, ClassCounts, NewPlaces, SavedMapping, SubmittedRow } from '#shared/modules/imports/model.ts'
import type { Generated } from 'kysely'

interface ImportBatchTable {
  id: Id
  kind: string
  state: BatchState
  file_name: string
  file_hash: string
  sheet: string
  mapping_json: SavedMapping['mapping']
  inserted: Generated<number>
  updated: Generated<number>
  kept: Generated<number>
  counts_json: ClassCounts
  reasons_json: SecondEyeReason[]
  places_json: NewPlaces | null
  user_id: Id
  company_id: Id
  created_at: Instant
  decided_by_id: Id | null
  decided_at: Instant | null
  written_by_command_id: Id | null
  undone_by_id: Id | null
  undone_at: Instant | null
  note: string | null
}

/** The centre's own: not replicated. */
interface ImportRowTable {
  id: Id
  batch_id: Id
  row_no: number
  action: 'insert' | 'update'
  target_id: Id
  label: string
  changes_json: SubmittedRow['changes']
  before_json: SubmittedRow['before']
  after_json: SubmittedRow['after']
  warnings_json: string[]
  outcome: 'waiting' | 'done' | 'passed' | 'undone' | 'kept'
  reason: 'edited' | 'locked' | 'used' | 'gone' | null
  by_login: string | null
  by_at: Instant | null
}

interface ImportMappingTable {
  id: Id
  kind: string
  name: string
  user_id: Id
  company_id: Id
  is_shared: boolean
  mapping_json: SavedMapping['mapping']
}

interface ImportLimitTable {
  id: Id
  role: string
  most_rows: number | null
  price_change_bp: number | null
  sensitive_rows: number | null
}

export interface ImportsTables {
  import_batch: ImportBatchTable
  import_row: ImportRowTable
  import_mapping: ImportMappingTable
  import_limit: ImportLimitTable
}
