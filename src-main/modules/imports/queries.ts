/** Batches, their protocol, mappings and limits as the screens see them. */
import type { imports } from '#shared/modules/imports/contract.ts'
import type { QueryBody } from '#main/engine/define.ts'

type Imports = typeof imports

export const batches: QueryBody<Imports['batches']> = async (db, { state, limit }) => {
  let select = db
    .selectFrom('import_batch as b')
    .leftJoin('app_user as author', 'author.id', 'b.user_id')
    .leftJoin('app_user as decider', 'decider.id', 'b.decided_by_id')
    .leftJoin('app_user as undoer', 'undoer.id', 'b.undone_by_id')
    .select([
      'b.id',
      'b.kind',
      'b.state',
      'b.file_name',
      'b.file_hash',
      'b.sheet',
      'b.inserted',
      'b.updated',
      'b.kept',
      'b.counts_json',
      'b.reasons_json',
      'b.user_id',
      'author.name as user_name',
      'b.created_at',
      'decider.name as decided_by_name',
      'b.decided_at',
      'undoer.name as undone_by_name',
      'b.undone_at',
      'b.note',
    ])
  if (state) select = select.where('b.state', '=', state)
  return select.orderBy('b.created_at', 'desc').orderBy('b.id', 'desc').limit(limit).execute()
}

export const protocol: QueryBody<Imports['protocol']> = async (db, { batchId, outcome, offset, limit }) => {
  const rows = db
    .selectFrom('import_row')
    .where('batch_id', '=', batchId)
    .$if(outcome !== undefined, (query) => query.where('outcome', '=', outcome ?? 'done'))
  const { total } = await rows.select((eb) => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow()
  const page = await rows
    .select([
      'id',
      'row_no',
      'action',
      'target_id',
      'label',
      'changes_json',
      'warnings_json',
      'outcome',
      'reason',
      'by_login',
      'by_at',
    ])
    .orderBy('row_no')
    .orderBy('id')
    .offset(offset)
    .limit(limit)
    .execute()
  return {
    total: Number(total),
    rows: page.map(({ row_no, changes_json, warnings_json, by_login, by_at, ...row }) => ({
      ...row,
      row: row_no,
      changes: changes_json,
      warnings: warnings_json,
      by: by_login,
      at: by_at,
    })),
  }
}

export const mappings: QueryBody<Imports['mappings']> = async (db, { kind }, { actor }) => {
  const rows = await db
    .selectFrom('import_mapping')
    .select(['id', 'kind', 'name', 'is_shared', 'user_id', 'mapping_json'])
    .$if(kind !== undefined, (query) => query.where('kind', '=', kind ?? ''))
    .orderBy('name')
    .orderBy('id')
    .execute()
  return rows.map(({ user_id, mapping_json, ...row }) => ({
    ...row,
    is_mine: user_id === actor.userId,
    mapping: mapping_json,
  }))
}

export const limits: QueryBody<Imports['limits']> = (db) =>
  db
    .selectFrom('import_limit')
    .select(['id', 'role', 'most_rows', 'price_change_bp', 'sensitive_rows'])
    .orderBy('role')
    .execute()
