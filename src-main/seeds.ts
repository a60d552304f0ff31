/** What a new embedded centre begins with: its first administrator, or the demonstration. */
import { AppError } from '#shared/rpc/errors.ts'
import { newId } from '#shared/kernel/id.ts'
import { toInstant } from '#shared/kernel/instant.ts'
import { loadDemo } from '#main/demo/load.ts'
import { isDemoScale } from '#main/demo/scales.ts'
import type { OwnerClient } from '#main/engine/db/embedded.ts'
import { STEWARD_LOGIN, type FirstAdministrator, type Seeds } from '#main/engine/engine.ts'

export const seeds: Seeds = {
  empty: addFirstAdministrator,
  async demo(client, pglite, scale, verifier, progress, signal) {
    if (!isDemoScale(scale)) throw new AppError('invalid', `No such demonstration: ${scale}`)
    await loadDemo(client, {
      scale,
      today: toInstant(Date.now()).slice(0, 10),
      verifier,
      copyIn: async (copy, text) =>
        void (await pglite.query(`${copy} from '/dev/blob'`, [], { blob: new Blob([text]) })),
      progress,
      signal,
    })
  },
}

/** The developer's company, its first administrator and the steward that runs jobs. Run as the owner, after migrate. */
export async function addFirstAdministrator(
  client: OwnerClient,
  { company, name, login, verifier }: FirstAdministrator,
): Promise<void> {
  const companyId = newId()
  await client.query('begin')
  await client.query("insert into app.company (id, kind, name) values ($1, 'developer', $2)", [companyId, company])
  for (const user of [
    { login, name, role: 'administrator' },
    { login: STEWARD_LOGIN, name: 'Steward', role: 'steward' },
  ]) {
    const userId = newId()
    await client.query('insert into app.app_user (id, login, name, company_id) values ($1, $2, $3, $4)', [
      userId,
      user.login,
      user.name,
      companyId,
    ])
    await client.query('insert into app.user_role (id, user_id, role) values ($1, $2, $3)', [
      newId(),
      userId,
      user.role,
    ])
  }
  await client.query('select access.make_login($1, $2)', [login, verifier])
  await client.query(
    `do $$ begin if not exists (select from pg_roles where rolname = '${STEWARD_LOGIN}') then create role ${STEWARD_LOGIN} nologin in role kvartal_user; end if; end $$`,
  )
  await client.query('commit')
}
