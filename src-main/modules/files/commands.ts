/** The one way into the store. */
import type { files } from '#shared/modules/files/contract.ts'
import { AppError } from '#shared/rpc/errors.ts'
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
