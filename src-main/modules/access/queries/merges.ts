/** Cards that are perhaps one person's, and those that were joined. */
import { sql } from 'kysely'
import type { ArgsOf } from '#shared/rpc/contract.ts'
import type { access } from '#shared/modules/access/contract.ts'
import type { DuplicatePair, Merge } from '#shared/modules/access/model.ts'
import type { Db } from '#main/engine/define.ts'

type Args<N extends keyof typeof access> = ArgsOf<(typeof access)[N]>

export async function duplicates(db: Db, { limit }: Args<'duplicates'>): Promise<DuplicatePair[]> {
  const { rows } = await sql<DuplicatePair>`
    select d.first_id || ':' || d.second_id as id, d.first_id, p.name as first_name, d.second_id, q.name as second_name, to_json(d.sharing) as sharing
    from access.duplicate_people(${limit}) with ordinality d (first_id, second_id, sharing, place)
    join person p on p.id = d.first_id join person q on q.id = d.second_id order by d.place`.execute(db)
  return rows
}

export async function merges(db: Db, { limit }: Args<'merges'>): Promise<Merge[]> {
  const rows = await db
    .selectFrom('person_merge as m')
    .leftJoin('person as kept', 'kept.id', 'm.kept_id')
    .leftJoin('person as gone', 'gone.id', 'm.gone_id')
    .leftJoin('app_user', 'app_user.id', 'm.user_id')
    .select([
      'm.id',
      'm.kept_id',
      'kept.name as kept_name',
      'm.gone_id',
      'gone.name as gone_name',
      'm.reason',
      'app_user.name as user_name',
    ])
    .select(['m.merged_at', 'm.undone_at', 'm.undone_reason'])
    .orderBy('m.merged_at', 'desc')
    .orderBy('m.id', 'desc')
    .limit(limit)
    .execute()
  return rows.map((row) => ({
    ...row,
    kept_name: row.kept_name ?? '',
    gone_name: row.gone_name ?? '',
    user_name: row.user_name ?? '',
  }))
}
