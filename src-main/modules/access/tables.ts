/** Row types of companies, users, roles, limits, people and the journal of sensitive reads. */
import type { WireError } from '#shared/rpc/errors.ts'
import type { Generated } from 'kysely'
import type { Id } from '#shared/kernel/id.ts'
import type { Instant } from '#shared/kernel/instant.ts'
import type { CompanyKind, LimitKind, PersonKind } from '#shared/modules/access/model.ts'
import type { Role } from '#shared/modules/access/rights.ts'

interface RoleLimitTable {
  id: Generated<Id>
  role: Role
  kind: LimitKind
  ceiling: number | null
}

interface UserLimitTable {
  id: Generated<Id>
  user_id: Id
  kind: LimitKind
  ceiling: number | null
}

interface PersonTable {
  id: Id
  company_id: Id
  created_by_id: Id
  created_at: Instant
  kind: PersonKind
  name: string
  last_name: string | null
  first_name: string | null
  middle_name: string | null
  inn: string | null
  kpp: string | null
  ogrn: string | null
  email: string | null
  notes: string
  search: string
  /** The card that this one was joined with; only the centre writes it. */
  merged_into_id: Generated<Id | null>
}

interface PersonPhoneTable {
  id: Id
  person_id: Id
  phone: string
  label: string
  position: number
}

interface PersonSecretTable {
  id: Id
  birth_on: string | null
  birth_place: string | null
  passport_number: string | null
  passport_issued_on: string | null
  passport_issued_by: string | null
  passport_code: string | null
  address: string | null
  inn: string | null
  snils: string | null
  updated_at: Instant
}

interface SensitiveReadTable {
  id: Id
  user_id: Id
  what: string
  row_id: Id | null
  purpose: string
  read_at: Instant
  recorded_at: Generated<Instant | null>
}

interface CompanyTable {
  id: Id
  kind: CompanyKind
  name: string
  tax_id: string | null
  is_active: Generated<boolean>
  created_at: Generated<Instant>
}

interface AppUserTable {
  id: Id
  login: string
  name: string
  company_id: Id
  phone: string | null
  email: string | null
  blocked_at: Instant | null
  blocked_reason: string | null
  epoch: Generated<number>
  created_at: Generated<Instant>
}

interface UserRoleTable {
  id: Generated<Id>
  user_id: Id
  role: Role
}

interface PersonMergeTable {
  id: Id
  kept_id: Id
  gone_id: Id
  reason: string
  user_id: Id
  merged_at: Instant
  undone_at: Instant | null
  undone_by_id: Id | null
  undone_reason: string | null
}

interface ExportLogTable {
  id: Id
  user_id: Id
  what: string
  row_count: number
  /** By the centre's clock. */
  exported_at: Generated<Instant>
}

/** The centre's own; nothing but the audit viewer reads it. */
interface AuditEntryTable {
  id: Generated<string>
  at: Instant
  login: string
  workstation: string | null
  command_id: Id | null
  command: string | null
  tbl: string
  row_id: Id
  op: string
  before_json: Record<string, unknown> | null
  after_json: Record<string, unknown> | null
}

/** The centre's command log. */
interface CommandTable {
  id: Id
  user_id: Id
  name: string
  workstation: string | null
  outcome: 'done' | 'refused'
  error_json: WireError | null
  issued_at: Instant
  ran_at: Instant
}

export interface AccessTables {
  company: CompanyTable
  app_user: AppUserTable
  user_role: UserRoleTable
  role_limit: RoleLimitTable
  user_limit: UserLimitTable
  person: PersonTable
  person_phone: PersonPhoneTable
  person_merge: PersonMergeTable
  person_secret: PersonSecretTable
  sensitive_read: SensitiveReadTable
  export_log: ExportLogTable
  'audit.entry': AuditEntryTable
  'sync.command': CommandTable
}
