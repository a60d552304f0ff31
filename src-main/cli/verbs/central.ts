/** The centre on a server, for its administrator. The address names the owner of the database, never a user of the program. */
import { randomBytes } from 'node:crypto'
import { AppError } from '#shared/rpc/errors.ts'
import { asOwner, asOwnerOfNew, checkCentre, migrateCentre } from '#main/engine/administer.ts'
import { makeVerifier } from '#main/engine/scram.ts'
import { centralData } from '#main/migrations/central-data.ts'
import { addFirstAdministrator } from '#main/seeds.ts'
import type { Options } from '../arguments.ts'
import { text, type Verb, type VerbContext } from '../verb.ts'

const url: Options = { url: { type: 'string' } }

export const centralVerbs: Verb[] = [
  {
    name: 'central create',
    usage: '--url postgresql://owner:password@host[:port]/database [--company NAME --name NAME --login LOGIN]',
    about:
      'Makes the centre and its first administrator; the password comes from KVARTAL_NEW_PASSWORD or is made and printed',
    options: { ...url, company: { type: 'string' }, name: { type: 'string' }, login: { type: 'string' } },
    async run(context) {
      const login = text(context, 'login') ?? 'administrator'
      const given = context.env['KVARTAL_NEW_PASSWORD']
      const password = given ?? randomBytes(15).toString('base64url')
      const verifier = await makeVerifier(password)
      const name = text(context, 'name') ?? login
      return asOwnerOfNew(address(context), async (client) => {
        const applied = await migrateCentre(client, centralData)
        const { rows } = await client.query<{ users: number }>('select count(*)::int as users from app.app_user')
        if (rows[0]?.users !== 0)
          throw new AppError('conflict', 'This centre has users already', { reason: 'engine.profile-filled' })
        await addFirstAdministrator(client, { company: text(context, 'company') ?? 'Kvartal', name, login, verifier })
        return { applied, login, ...(given === undefined ? { password } : {}) }
      })
    },
  },
  {
    name: 'central migrate',
    usage: '--url …',
    about: "Brings the centre's schema up to this program's",
    options: url,
    run: (context) =>
      asOwner(address(context), async (client) => ({ applied: await migrateCentre(client, centralData) })),
  },
  {
    name: 'central check',
    usage: '--url …',
    about: 'Tells what the server lacks: extensions, rights, settings, migrations',
    options: url,
    run: (context) =>
      asOwner(address(context), async (client) => {
        const findings = await checkCentre(client, centralData)
        return { isGood: findings.every(({ isGood }) => isGood), findings }
      }),
  },
]

function address(context: VerbContext): string {
  const given = text(context, 'url') ?? context.env['KVARTAL_CENTRAL']
  if (given === undefined)
    throw new AppError('invalid', 'Say where: --url postgresql://owner:password@host/database or KVARTAL_CENTRAL')
  return given
}
