/** How long the house keeps what nobody needs. */
import type { files } from '#shared/modules/files/contract.ts'
import type { QueryBody } from '#main/engine/define.ts'

type Files = typeof files

/** Null for those who are not of the house. */
export const retention: QueryBody<Files['retention']> = async (db) => {
  const row = await db
    .selectFrom('retention as r')
    .leftJoin('app_user as w', 'w.id', 'r.user_id')
    .select(['r.file_days', 'r.notice_days', 'r.changed_at', 'w.name as user_name'])
    .executeTakeFirst()
  return row ?? null
}
