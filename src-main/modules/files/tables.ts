/** Row types of a stored file, which is at the centre alone, and of how long such things are kept. */
import type { Generated } from 'kysely'
import type { Id } from '#shared/kernel/id.ts'
import type { Instant } from '#shared/kernel/instant.ts'

interface FileTable {
  id: Id
  sha256: string
  mime: string
  size: number
  content: string
  created_by_id: Id
  created_at: Generated<Instant>
}

/** One row: the house's. */
interface RetentionTable {
  id: Id
  file_days: number
  notice_days: number
  changed_at: Instant
  user_id: Id | null
}

export interface FilesTables {
  file: FileTable
  retention: RetentionTable
}
