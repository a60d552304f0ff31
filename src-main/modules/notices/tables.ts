/** Row type of a notice. Written by the centre alone: `api.ts` asks it to. */
import type { Generated } from 'kysely'
import type { Id } from '#shared/kernel/id.ts'
import type { Instant } from '#shared/kernel/instant.ts'
import type { NoticeFacts } from '#shared/modules/notices/model.ts'

interface NoticeTable {
  id: Generated<Id>
  user_id: Id
  kind: string
  facts_json: NoticeFacts
  link: string | null
  is_task: boolean
  key: string | null
  created_by_id: Id | null
  created_at: Generated<Instant>
  read_at: Instant | null
  done_at: Instant | null
}

export interface NoticesTables {
  notice: NoticeTable
}
