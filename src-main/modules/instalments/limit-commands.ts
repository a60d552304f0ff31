import { AppError } from '#shared/rpc/errors.ts'
import type { instalments } from '#shared/modules/instalments/contract.ts'
import type { CommandBody } from '#main/engine/define.ts'

export const setLimits: CommandBody<(typeof instalments)['setLimits']> = async (tx, limits) => {
  const { numUpdatedRows } = await tx
    .updateTable('instalment_limit')
    .set(limits)
    .where('code', '=', 'company')
    .executeTakeFirst()
  if (numUpdatedRows === 0n) throw new AppError('forbidden', 'Not allowed', { reason: 'engine.forbidden' })
  return {}
}
