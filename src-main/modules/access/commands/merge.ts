/** Joining two cards of one person, and parting them. The centre does it: only there all references and both secrets can be seen. */
import { sql } from 'kysely'
import type { ArgsOf } from '#shared/rpc/contract.ts'
import type { access } from '#shared/modules/access/contract.ts'
import type { Tx } from '#main/engine/define.ts'

type Args<N extends keyof typeof access> = ArgsOf<(typeof access)[N]>

export async function mergePeople(tx: Tx, { mergeId, keptId, goneId, reason }: Args<'mergePeople'>) {
  await sql`select access.merge_people(${mergeId}::uuid, ${keptId}::uuid, ${goneId}::uuid, ${reason})`.execute(tx)
  return {}
}

export async function undoMerge(tx: Tx, { mergeId, reason }: Args<'undoMerge'>) {
  await sql`select access.undo_merge(${mergeId}::uuid, ${reason})`.execute(tx)
  return {}
}
