/** Companies, users, roles, limits. They run at the centre only, where policies and triggers judge each of them again. */
import { sql } from 'kysely'
import { AppError } from '#shared/rpc/errors.ts'
import type { ArgsOf } from '#shared/rpc/contract.ts'
import type { access } from '#shared/modules/access/contract.ts'
import type { Limit } from '#shared/modules/access/model.ts'
import type { CommandContext, Tx } from '#main/engine/define.ts'

type Args<N extends keyof typeof access> = ArgsOf<(typeof access)[N]>

export async function createCompany(tx: Tx, args: Args<'createCompany'>) {
  await refuseTakenName(tx, args.companyId, args.name)
  await tx.insertInto('company').values({ id: args.companyId, kind: args.kind, name: args.name }).execute()
  return {}
}

export async function renameCompany(tx: Tx, args: Args<'renameCompany'>) {
  await refuseTakenName(tx, args.companyId, args.name)
  const changed = await tx
    .updateTable('company')
    .set({ name: args.name })
    .where('id', '=', args.companyId)
    .executeTakeFirst()
  if (changed.numUpdatedRows !== 1n) throw new AppError('not-found', 'No such company', { reason: 'access.no-company' })
  return {}
}

export async function addUser(tx: Tx, args: Args<'addUser'>) {
  const taken = await tx.selectFrom('app_user').select('id').where('login', '=', args.login).executeTakeFirst()
  if (taken) throw loginTaken(args.login)
  await tx
    .insertInto('app_user')
    .values({ id: args.userId, login: args.login, name: args.name, company_id: args.companyId })
    .execute()
  const roles = [...new Set(args.roles)]
  if (roles.length > 0)
    await tx
      .insertInto('user_role')
      .values(roles.map((role) => ({ user_id: args.userId, role })))
      .execute()
  await sql`select access.create_login(${args.login}, ${args.verifier})`.execute(tx)
  return {}
}

export async function setVerifier(tx: Tx, args: Args<'setVerifier'>) {
  const { login } = await userOf(tx, args.userId)
  await sql`select access.set_password(${login}, ${args.verifier})`.execute(tx)
  return {}
}

export async function renameUser(tx: Tx, args: Args<'renameUser'>) {
  const changed = await tx
    .updateTable('app_user')
    .set({ name: args.name })
    .where('id', '=', args.userId)
    .executeTakeFirst()
  if (changed.numUpdatedRows !== 1n) throw noUser()
  return {}
}

export async function moveUser(tx: Tx, args: Args<'moveUser'>) {
  const changed = await tx
    .updateTable('app_user')
    .set({ company_id: args.companyId })
    .where('id', '=', args.userId)
    .executeTakeFirst()
  if (changed.numUpdatedRows !== 1n) throw noUser()
  return {}
}

export async function setRoles(tx: Tx, args: Args<'setRoles'>, ctx: CommandContext) {
  if (args.userId === ctx.actor.userId) {
    throw new AppError('forbidden', 'Your own roles are for others to change', { reason: 'access.own-roles' })
  }
  await userOf(tx, args.userId)
  const wanted = new Set(args.roles)
  const rows = await tx.selectFrom('user_role').select(['id', 'role']).where('user_id', '=', args.userId).execute()
  const surplus = rows.filter(({ role }) => !wanted.has(role)).map(({ id }) => id)
  const missing = [...wanted].filter((role) => !rows.some((row) => row.role === role))
  if (surplus.length > 0) {
    const gone = await tx.deleteFrom('user_role').where('id', 'in', surplus).executeTakeFirst()
    // A policy hides the rows one may not take away instead of refusing.
    if (Number(gone.numDeletedRows) !== surplus.length) throw notAllowed()
  }
  if (missing.length > 0)
    await tx
      .insertInto('user_role')
      .values(missing.map((role) => ({ user_id: args.userId, role })))
      .execute()
  return {}
}

export async function blockUser(tx: Tx, args: Args<'blockUser'>) {
  await sql`select access.block_user(${args.userId}, ${args.reason})`.execute(tx)
  return {}
}

export async function unblockUser(tx: Tx, args: Args<'unblockUser'>) {
  await sql`select access.unblock_user(${args.userId}, ${args.reason})`.execute(tx)
  return {}
}

export async function resyncUser(tx: Tx, args: Args<'resyncUser'>) {
  await sql`select access.resync_user(${args.userId})`.execute(tx)
  return {}
}

export async function setRoleLimits(tx: Tx, args: Args<'setRoleLimits'>, ctx: CommandContext) {
  if (ctx.actor.roles.includes(args.role)) throw ownLimits()
  await tx.deleteFrom('role_limit').where('role', '=', args.role).execute()
  const limits = distinct(args.limits)
  if (limits.length > 0)
    await tx
      .insertInto('role_limit')
      .values(limits.map((limit) => ({ role: args.role, ...limit })))
      .execute()
  return {}
}

export async function setUserLimits(tx: Tx, args: Args<'setUserLimits'>, ctx: CommandContext) {
  if (args.userId === ctx.actor.userId) throw ownLimits()
  await userOf(tx, args.userId)
  await tx.deleteFrom('user_limit').where('user_id', '=', args.userId).execute()
  const limits = distinct(args.limits)
  if (limits.length > 0)
    await tx
      .insertInto('user_limit')
      .values(limits.map((limit) => ({ user_id: args.userId, ...limit })))
      .execute()
  return {}
}

async function refuseTakenName(tx: Tx, companyId: string, name: string) {
  // Compared here: a database of locale C knows no small Cyrillic letters.
  const rows = await tx.selectFrom('company').select(['id', 'name']).execute()
  const taken = rows.some((row) => row.id !== companyId && row.name.trim().toLowerCase() === name.trim().toLowerCase())
  if (taken)
    throw new AppError('conflict', 'A company of this name exists', { reason: 'access.company-name-taken', name })
}

async function userOf(tx: Tx, userId: string) {
  const user = await tx.selectFrom('app_user').select('login').where('id', '=', userId).executeTakeFirst()
  if (!user) throw noUser()
  return user
}

/** The last of several limits of one kind. */
function distinct(limits: readonly Limit[]): Limit[] {
  return [...new Map(limits.map(({ kind, ceiling }) => [kind, { kind, ceiling }])).values()]
}

function noUser(): AppError {
  return new AppError('not-found', 'No such user', { reason: 'access.no-user' })
}

function notAllowed(): AppError {
  return new AppError('forbidden', 'Not allowed', { reason: 'engine.forbidden' })
}

function ownLimits(): AppError {
  return new AppError('forbidden', 'Your own limits are for others to change', { reason: 'access.own-limits' })
}

function loginTaken(login: string): AppError {
  return new AppError('conflict', 'The login is taken', { reason: 'access.login-taken', login })
}
