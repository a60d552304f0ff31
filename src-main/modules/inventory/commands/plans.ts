/** Plans of units: pictures of the file store, by their hash. */
import { sql } from 'kysely'
import { AppError } from '#shared/rpc/errors.ts'
import type { inventory } from '#shared/modules/inventory/contract.ts'
import { PICTURE_MIMES } from '#shared/modules/files/model.ts'
import type { CommandBody } from '#main/engine/define.ts'

type Inventory = typeof inventory

export const setPlanPicture: CommandBody<Inventory['setPlanPicture']> = async (tx, { unitIds, sha256 }) => {
  if (sha256 !== null) {
    // Who may not see the picture may not show it to others either.
    const picture = await tx
      .selectFrom('file')
      .select('id')
      .where('sha256', '=', sha256)
      .where('mime', 'in', [...PICTURE_MIMES])
      .executeTakeFirst()
    if (!picture) throw new AppError('not-found', 'No such picture', { reason: 'inventory.no-picture' })
  }
  const { rows } = await sql`
    update unit set plan_picture = ${sha256}::text where id = any(${unitIds}::uuid[]) and plan_picture is distinct from ${sha256}::text
    returning 1`.execute(tx)
  return { count: rows.length }
}
