/** Users and their roles. Logins stand for ids: a person at a shell knows no uuid. */
import { randomBytes } from 'node:crypto'
import { newId } from '#shared/kernel/id.ts'
import type { UserRow } from '#shared/modules/access/model.ts'
import { RoleName } from '#shared/modules/access/model.ts'
import { AppError } from '#shared/rpc/errors.ts'
import type { CliConnection } from '../session.ts'
import { text, type Verb } from '../verb.ts'

export const userVerbs: Verb[] = [
  {
    name: 'user add',
    usage: '<login> --name NAME [--roles a,b] [--company NAME]',
    about: 'Makes a user; the password comes from KVARTAL_NEW_PASSWORD or is made and printed',
    words: [1, 1],
    options: { name: { type: 'string' }, roles: { type: 'string' }, company: { type: 'string' } },
    async run(context) {
      const [login = ''] = context.words
      const { api } = await context.signedIn()
      const given = context.env['KVARTAL_NEW_PASSWORD']
      const password = given ?? randomBytes(12).toString('base64url')
      const userId = newId()
      const roles = toRoles(text(context, 'roles'))
      const companyId = await company(api, text(context, 'company'))
      await api.access.createUser({ userId, login, name: text(context, 'name') ?? login, companyId, password, roles })
      return { id: userId, login, roles, ...(given === undefined ? { password } : {}) }
    },
  },
  {
    name: 'user roles',
    usage: '<login> [a,b]',
    about: 'Shows a user, or gives them exactly these roles',
    words: [1, 2],
    async run(context) {
      const [login = '', roles] = context.words
      const { api } = await context.signedIn()
      const user = await find(api, login)
      if (roles !== undefined) await api.access.setRoles({ userId: user.id, roles: toRoles(roles) })
      return roles === undefined ? user : find(api, login)
    },
  },
  {
    name: 'user block',
    usage: '<login> --reason TEXT [--undo]',
    about: "Ends a user's sessions, forbids signing in and has their caches wiped",
    words: [1, 1],
    options: { reason: { type: 'string' }, undo: { type: 'boolean' } },
    async run(context) {
      const [login = ''] = context.words
      const { api } = await context.signedIn()
      const user = await find(api, login)
      const args = { userId: user.id, reason: text(context, 'reason') ?? 'command line' }
      await (context.values['undo'] === true ? api.access.unblockUser(args) : api.access.blockUser(args))
      return find(api, login)
    },
  },
]

type Api = CliConnection['api']

async function find(api: Api, login: string): Promise<UserRow> {
  const user = (await api.access.users({})).find((row) => row.login === login)
  if (!user) throw new AppError('not-found', `There is no user '${login}'`)
  return user
}

async function company(api: Api, name: string | undefined): Promise<string> {
  if (name === undefined) {
    const { actor } = await api.engine.status({})
    if (!actor) throw new AppError('forbidden', 'Nobody is signed in')
    return actor.companyId
  }
  const found = (await api.access.companies({})).find((row) => row.name === name)
  if (!found) throw new AppError('not-found', `There is no company '${name}'`)
  return found.id
}

function toRoles(list: string | undefined): RoleName[] {
  const names = (list ?? '').split(',').filter((name) => name !== '')
  return names.map((name) => {
    const role = RoleName.safeParse(name)
    if (!role.success) throw new AppError('invalid', `There is no role '${name}'`, { roles: RoleName.options })
    return role.data
  })
}

type RoleName = (typeof RoleName.options)[number]
