/** Companies, users and limits as the screens see them. */
import { AppError } from '#shared/rpc/errors.ts'
import type { ArgsOf } from '#shared/rpc/contract.ts'
import type { access } from '#shared/modules/access/contract.ts'
import { effectiveLimits } from '#shared/modules/access/limits.ts'
import type {
  Company,
  Limit,
  RoleLimits,
  SensitiveRead,
  UserCard,
  UserName,
  UserRow,
} from '#shared/modules/access/model.ts'
import { ROLES, type Role } from '#shared/modules/access/rights.ts'
import type { Db, QueryContext } from '#main/engine/define.ts'
import { limitsOf } from '../api.ts'

type Args<N extends keyof typeof access> = ArgsOf<(typeof access)[N]>

export async function companies(db: Db, args: Args<'companies'>): Promise<Company[]> {
  let select = db.selectFrom('company').select((eb) => [
    'company.id',
    'company.name',
    'company.kind',
    eb
      .selectFrom('app_user')
      .select((count) => count.fn.countAll<number>().as('users'))
      .whereRef('app_user.company_id', '=', 'company.id')
      .as('users'),
  ])
  if (args.kind) select = select.where('company.kind', '=', args.kind)
  const rows = await select.orderBy('company.name').orderBy('company.id').execute()
  return rows.map((row) => ({ ...row, users: Number(row.users ?? 0) }))
}

export async function users(db: Db, args: Args<'users'>): Promise<UserRow[]> {
  const select =
    args.companyId === undefined ? userRows(db) : userRows(db).where('app_user.company_id', '=', args.companyId)
  const rows = await select.orderBy('app_user.name').orderBy('app_user.id').execute()
  const roles = await db.selectFrom('user_role').select(['user_id', 'role']).execute()
  const rolesOf = Map.groupBy(roles, (row) => row.user_id)
  return rows.map((row) => ({ ...row, roles: inOrder((rolesOf.get(row.id) ?? []).map(({ role }) => role)) }))
}

export async function userNames(db: Db): Promise<UserName[]> {
  const rows = await db
    .selectFrom('app_user')
    .select(['id', 'login', 'name', 'company_id', 'blocked_at'])
    .orderBy('name')
    .orderBy('id')
    .execute()
  return rows.map(({ blocked_at, ...row }) => ({ ...row, is_blocked: blocked_at !== null }))
}

export async function user(db: Db, args: Args<'user'>): Promise<UserCard> {
  const row = await userRows(db).where('app_user.id', '=', args.userId).executeTakeFirst()
  if (!row) throw new AppError('not-found', 'No such user', { reason: 'access.no-user' })
  const held = await db.selectFrom('user_role').select('role').where('user_id', '=', args.userId).execute()
  const roles = inOrder(held.map(({ role }) => role))
  const limits = await db
    .selectFrom('user_limit')
    .select(['kind', 'ceiling'])
    .where('user_id', '=', args.userId)
    .orderBy('kind')
    .execute()
  const ofRoles =
    roles.length === 0
      ? []
      : await db.selectFrom('role_limit').select(['kind', 'ceiling']).where('role', 'in', roles).execute()
  return { ...row, roles, limits, effective: effectiveLimits(limits, ofRoles) }
}

export async function roleLimits(db: Db): Promise<RoleLimits[]> {
  const rows = await db.selectFrom('role_limit').select(['role', 'kind', 'ceiling']).orderBy('kind').execute()
  const limitsOfRole = Map.groupBy(rows, (row) => row.role)
  return ROLES.map((role) => ({
    id: role,
    limits: (limitsOfRole.get(role) ?? []).map(({ kind, ceiling }) => ({ kind, ceiling })),
  }))
}

export function myLimits(db: Db, _args: Args<'myLimits'>, context: QueryContext): Promise<Limit[]> {
  return limitsOf(db, context.actor)
}

export async function journal(db: Db, args: Args<'journal'>): Promise<SensitiveRead[]> {
  let select = db
    .selectFrom('sensitive_read')
    .leftJoin('app_user', 'app_user.id', 'sensitive_read.user_id')
    .leftJoin('person', 'person.id', 'sensitive_read.row_id')
    .select([
      'sensitive_read.id',
      'sensitive_read.user_id',
      'app_user.name as user_name',
      'sensitive_read.what',
      'sensitive_read.row_id',
      'person.name as row_name',
      'sensitive_read.purpose',
      'sensitive_read.read_at',
    ])
  if (args.userId) select = select.where('sensitive_read.user_id', '=', args.userId)
  if (args.rowId) select = select.where('sensitive_read.row_id', '=', args.rowId)
  const read = await select
    .orderBy('sensitive_read.read_at', 'desc')
    .orderBy('sensitive_read.id')
    .limit(args.limit)
    .execute()
  return [...read.map((row) => ({ ...row, row_count: null })), ...(args.rowId ? [] : await exports(db, args))]
    .map((row) => ({ ...row, user_name: row.user_name ?? '' }))
    .sort((a, b) => b.read_at.localeCompare(a.read_at))
    .slice(0, args.limit)
}

async function exports(db: Db, { userId, limit }: Args<'journal'>) {
  let select = db
    .selectFrom('export_log')
    .leftJoin('app_user', 'app_user.id', 'export_log.user_id')
    .select(['export_log.id', 'export_log.user_id', 'app_user.name as user_name', 'export_log.what as row_name'])
    .select(['export_log.row_count', 'export_log.exported_at as read_at'])
  if (userId) select = select.where('export_log.user_id', '=', userId)
  const rows = await select.orderBy('export_log.exported_at', 'desc').orderBy('export_log.id').limit(limit).execute()
  return rows.map((row) => ({ ...row, what: 'export', row_id: null, purpose: '' }))
}

function userRows(db: Db) {
  return db
    .selectFrom('app_user')
    .innerJoin('company', 'company.id', 'app_user.company_id')
    .select([
      'app_user.id',
      'app_user.login',
      'app_user.name',
      'app_user.company_id',
      'company.name as company_name',
      'company.kind as company_kind',
      'app_user.blocked_at',
      'app_user.blocked_reason',
    ])
}

function inOrder(roles: readonly Role[]): Role[] {
  return ROLES.filter((role) => roles.includes(role))
}
