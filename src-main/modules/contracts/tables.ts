/** Row types of the contracts' library. */
import type { Generated } from 'kysely'
import type { Day } from '#shared/kernel/day.ts'
import type { Id } from '#shared/kernel/id.ts'
import type { Instant } from '#shared/kernel/instant.ts'
import type { ClauseState, TemplateVersion } from '#shared/modules/contracts/model.ts'

/** The life that clauses and templates share. */
interface VersionTable {
  id: Id
  /** Given by the centre. */
  version: number
  title: string
  state: ClauseState
  valid_from: Day | null
  valid_to: Day | null
  /** The edition of the program's own library; null is the house's own. */
  shipped: number | null
  note: string
  author_id: Id | null
  writers_json: Generated<unknown>
  created_at: Instant
  changed_at: Instant
  submitted_by_id: Id | null
  submitted_at: Instant | null
  decided_by_id: Id | null
  decided_at: Instant | null
  decision_note: string | null
  retired_by_id: Id | null
  retired_at: Instant | null
  revision: number
}

interface ClauseVersionTable extends VersionTable {
  clause: string
  content_json: unknown
}

interface TemplateVersionTable extends VersionTable {
  template: string
  kind: TemplateVersion['kind']
  body_json: unknown
}

interface ClauseCommentTable {
  id: Id
  clause_version_id: Id | null
  template_version_id: Id | null
  quote: string | null
  text: string
  author_id: Id
  created_at: Instant
  resolved_by_id: Id | null
  resolved_at: Instant | null
}

export interface ContractsTables {
  clause_version: ClauseVersionTable
  template_version: TemplateVersionTable
  clause_comment: ClauseCommentTable
}
