/** Marks on one's own notices; the centre's policies know no others. */
import type { notices } from '#shared/modules/notices/contract.ts'
import type { CommandBody } from '#main/engine/define.ts'

type Notices = typeof notices

export const markRead: CommandBody<Notices['markRead']> = async (tx, { ids }, { actor, issuedAt }) => {
  const { numUpdatedRows } = await tx
    .updateTable('notice')
    .set({ read_at: issuedAt })
    .where('id', 'in', ids)
    .where('user_id', '=', actor.userId)
    .where('read_at', 'is', null)
    .executeTakeFirst()
  return { count: Number(numUpdatedRows) }
}

export const markAllRead: CommandBody<Notices['markAllRead']> = async (tx, _, { actor, issuedAt }) => {
  const { numUpdatedRows } = await tx
    .updateTable('notice')
    .set({ read_at: issuedAt })
    .where('user_id', '=', actor.userId)
    .where('read_at', 'is', null)
    .where('created_at', '<=', issuedAt)
    .executeTakeFirst()
  return { count: Number(numUpdatedRows) }
}

export const setDone: CommandBody<Notices['setDone']> = async (tx, { id, isDone }, { actor, issuedAt }) => {
  const own = tx
    .updateTable('notice')
    .where('id', '=', id)
    .where('user_id', '=', actor.userId)
    .where('is_task', '=', true)
  const { numUpdatedRows } = await own
    .set((eb) => ({
      done_at: isDone ? issuedAt : null,
      read_at: isDone ? eb.fn.coalesce('read_at', eb.val(issuedAt)) : eb.ref('read_at'),
    }))
    .executeTakeFirst()
  return { count: Number(numUpdatedRows) }
}
