/** Who wrote what: read at the centre, page by page, because the audit is as long as the life of the house. */
import { sql } from 'kysely'
import type { ArgsOf } from '#shared/rpc/contract.ts'
import type { access } from '#shared/modules/access/contract.ts'
import { RefusedCommand, type AuditEntry } from '#shared/modules/access/model.ts'
import type { Db } from '#main/engine/define.ts'

type Args<N extends keyof typeof access> = ArgsOf<(typeof access)[N]>

export async function auditEntries(db: Db, args: Args<'auditEntries'>): Promise<AuditEntry[]> {
  let select = db
    .selectFrom('audit.entry as e')
    .leftJoin('app_user', 'app_user.login', 'e.login')
    .select([
      'e.id',
      'e.at',
      'e.login',
      'app_user.id as user_id',
      'app_user.name as user_name',
      'e.tbl',
      'e.row_id',
      'e.op',
      'e.command',
    ])
    .select(['e.workstation', 'e.before_json', 'e.after_json'])
  if (args.table !== null) select = select.where('e.tbl', '=', args.table)
  if (args.userId !== null) select = select.where('app_user.id', '=', args.userId)
  if (args.rowId !== null) select = select.where('e.row_id', '=', args.rowId)
  if (args.from !== null) select = select.where('e.at', '>=', args.from)
  if (args.to !== null) select = select.where('e.at', '<', args.to)
  if (args.before !== null) select = select.where('e.id', '<', args.before)
  const rows = await select.orderBy('e.id', 'desc').limit(args.limit).execute()
  return rows.map((row) => ({
    id: String(row.id),
    at: row.at,
    login: row.login,
    user_id: row.user_id,
    user_name: row.user_name,
    table: row.tbl,
    row_id: row.row_id,
    operation: row.op.toLowerCase() as AuditEntry['operation'],
    command: row.command,
    workstation: row.workstation,
    before: row.before_json,
    after: row.after_json,
  }))
}

/** The tables that something was ever written of, found by hops along the index instead of reading every entry. */
export async function auditTables(db: Db): Promise<string[]> {
  const { rows } = await sql<{ tbl: string }>`
    with recursive hop as (
      (select tbl from audit.entry order by tbl limit 1)
      union all
      select (select e.tbl from audit.entry e where e.tbl > hop.tbl order by e.tbl limit 1) from hop where hop.tbl is not null
    ) select tbl from hop where tbl is not null`.execute(db)
  return rows.map(({ tbl }) => tbl)
}

export async function refusals(db: Db, args: Args<'refusals'>): Promise<RefusedCommand[]> {
  let select = db
    .selectFrom('sync.command as c')
    .leftJoin('app_user', 'app_user.id', 'c.user_id')
    .select([
      'c.id',
      'c.ran_at as at',
      'c.issued_at',
      'c.user_id',
      'app_user.name as user_name',
      'c.name as command',
      'c.workstation',
      'c.error_json',
    ])
    .where('c.outcome', '=', 'refused')
  if (args.userId !== null) select = select.where('c.user_id', '=', args.userId)
  if (args.command !== null) select = select.where('c.name', '=', args.command)
  if (args.from !== null) select = select.where('c.ran_at', '>=', args.from)
  if (args.to !== null) select = select.where('c.ran_at', '<', args.to)
  if (args.before !== null)
    select = select.where(sql<boolean>`(c.ran_at, c.id) < (${args.before.at}::timestamptz, ${args.before.id}::uuid)`)
  const rows = await select.orderBy('c.ran_at', 'desc').orderBy('c.id', 'desc').limit(args.limit).execute()
  // Anybody may write lines of their own with SQL, and must not be able to spoil the list for others.
  const shown = (error: unknown) =>
    RefusedCommand.shape.error.safeParse(error).data ?? { code: 'internal' as const, message: '', details: {} }
  return rows.map(({ error_json, ...row }) => ({ ...row, user_name: row.user_name ?? '', error: shown(error_json) }))
}
