import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '#shared/kernel/id.ts'
import { migrate } from '#main/engine/db/migrate.ts'
import { makeVerifier } from '#main/engine/scram.ts'
import { centralData } from '#main/migrations/central-data.ts'
import { startCluster, type TestCluster } from '#tests/support/central.ts'

const PASSWORD = 'postgres'
let cluster: TestCluster
const open: pg.Client[] = []

async function connect(user: string, database = 'kvartal'): Promise<pg.Client> {
  const client = new pg.Client({ host: '127.0.0.1', port: cluster.port, user, password: PASSWORD, database })
  client.on('error', () => undefined)
  await client.connect()
  open.push(client)
  return client
}

// A house whose owner is no superuser, as a provider of databases gives it: may make roles and databases, and nothing else.
beforeAll(async () => {
  cluster = await startCluster()
  const superuser = await connect('postgres', 'postgres')
  await superuser.query('drop database kvartal_template with (force)')
  await superuser.query('drop role kvartal_user')
  await superuser.query('drop role kvartal_reader')
  await superuser.query(`create role house login createrole createdb password '${PASSWORD}'`)
  await superuser.query('create database kvartal owner house')
})
afterAll(async () => {
  for (const client of open) await client.end().catch(() => undefined)
  await cluster.stop()
})

test('an owner who is no superuser migrates, lets people in and shuts them out', async () => {
  const owner = await connect('house')
  expect(await migrate(owner, centralData)).toEqual(centralData.migrations.map(({ name }) => name))
  const [company, verifier] = [newId(), await makeVerifier(PASSWORD, 64)]
  await owner.query("insert into app.company (id, kind, name) values ($1, 'developer', 'House')", [company])
  const ids: Record<string, string> = { anna: newId(), boris: newId() }
  for (const [login, role] of [
    ['anna', 'administrator'],
    ['boris', 'sales'],
  ] as const) {
    await owner.query('insert into app.app_user (id, login, name, company_id) values ($1, $2, $2, $3)', [
      ids[login],
      login,
      company,
    ])
    await owner.query('insert into app.user_role (user_id, role) values ($1, $2)', [ids[login], role])
    await owner.query('select access.make_login($1, $2)', [login, verifier])
  }
  const [anna, boris] = [await connect('anna'), await connect('boris')]
  expect((await boris.query<{ me: string }>('select access.me() as me')).rows).toEqual([{ me: ids['boris'] }])

  await anna.query("select access.block_user($1, 'left the company')", [ids['boris']])
  await expect(boris.query('select 1')).rejects.toThrow()
  await expect(connect('boris')).rejects.toMatchObject({ code: '28000' })
  await anna.query("select access.unblock_user($1, 'came back')", [ids['boris']])
  await (await connect('boris')).query('select 1')
})

test('an administrator of the application is not one of the database', async () => {
  const anna = await connect('anna')
  const verifier = await makeVerifier(PASSWORD, 64)
  const [company] = (await anna.query<{ id: string }>('select id from app.company')).rows
  const name = 'insert into app.app_user (id, login, name, company_id) values ($1, $2, $2, $3)'
  await anna.query(name, [newId(), 'house', company?.id])
  for (const attack of [
    `select access.set_password('house', '${verifier}')`,
    `select access.create_login('house', '${verifier}')`,
    'set role house',
    'set role kvartal_reader',
    'set session authorization house',
    'create role intruder',
    'alter role anna createrole',
    'grant kvartal_reader to anna',
    'update sync.meta set is_demo = true',
    'delete from audit.entry',
    'truncate app.sensitive_read',
    'update sync.command set outcome = outcome',
    'drop policy see on app.person',
    'alter table app.person disable row level security',
    'create table app.mine (id uuid)',
    'create temporary table app_user (id uuid)',
    "select sync.touch('person', '{}')",
    "select access.make_login('house', 'x')",
    "select sync.adopt('app.person')",
    "select access.end_sessions('house')",
    "select pg_read_file('postgresql.conf')",
    "copy app.company to program 'true'",
  ]) {
    await expect(anna.query(attack), attack).rejects.toThrow(/permission denied|must be|must have|no such user|exists/)
  }
  // A name on our list is not yet a role of ours: the owner still signs in.
  await anna.query("select access.block_user((select id from app.app_user where login = 'house'), 'mischief')")
  await connect('house')
})
