/** Row type of a stored file: at the centre alone. */
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

export interface FilesTables {
  file: FileTable
}
