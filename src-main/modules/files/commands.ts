/** The one way into the store, and the way out of it. */
import { sql } from 'kysely'
import type { files } from '#shared/modules/files/contract.ts'
import { AppError, must } from '#shared/rpc/errors.ts'
import type { CommandBody } from '#main/engine/define.ts'

type Files = typeof files

/** Counts nothing where the content is there already. */
export const store: CommandBody<Files['store']> = async (tx, { fileId, sha256, mime, content }, { actor }) => {
  const size = (content.length / 4) * 3 - (content.endsWith('==') ? 2 : content.endsWith('=') ? 1 : 0)
  if (size === 0) throw new AppError('invalid', 'The file is empty', { reason: 'files.empty' })
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('file')
    .values({ id: fileId, sha256, mime, size, content, created_by_id: actor.userId })
    .onConflict((conflict) => conflict.column('sha256').doNothing())
    .executeTakeFirst()
  return { count: Number(numInsertedOrUpdatedRows ?? 0n) }
}

export const setRetention: CommandBody<Files['setRetention']> = async (tx, args, { actor, issuedAt }) => {
  const { numUpdatedRows } = await tx
    .updateTable('retention')
    .set({ ...args, changed_at: issuedAt, user_id: actor.userId })
    .executeTakeFirst()
  return { count: Number(numUpdatedRows) }
}

export const sweep: CommandBody<Files['sweep']> = async (tx, _, { issuedAt }) => {
  const { rows } = await sql<{ files: number; notices: number }>`
    select (s ->> 'files')::integer as files, (s ->> 'notices')::integer as notices from app.sweep(${issuedAt}::timestamptz) s`.execute(
    tx,
  )
  return must(rows[0], 'what was swept')
}
