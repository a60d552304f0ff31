/** One's own notices; the cache holds no others. */
import type { notices } from '#shared/modules/notices/contract.ts'
import type { QueryBody } from '#main/engine/define.ts'

type Notices = typeof notices

export const counts: QueryBody<Notices['counts']> = async (db) => {
  const [unread, tasks] = await Promise.all([
    db
      .selectFrom('notice')
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .where('read_at', 'is', null)
      .executeTakeFirstOrThrow(),
    db
      .selectFrom('notice')
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .where('is_task', '=', true)
      .where('done_at', 'is', null)
      .executeTakeFirstOrThrow(),
  ])
  return { unread: Number(unread.count), tasks: Number(tasks.count) }
}

export const list: QueryBody<Notices['list']> = async (db, { show, limit }) => {
  const rows = await db
    .selectFrom('notice')
    .select(['id', 'kind', 'facts_json', 'link', 'is_task', 'created_at', 'read_at', 'done_at'])
    .$if(show === 'unread', (query) => query.where('read_at', 'is', null))
    .$if(show === 'tasks', (query) => query.where('is_task', '=', true).where('done_at', 'is', null))
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
  return rows.map(({ facts_json: facts, ...row }) => ({ ...row, facts }))
}
