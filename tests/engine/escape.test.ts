/** What somebody with a password and psql tries against the engine's own tables, functions and settings. */
import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '#shared/kernel/id.ts'
import { rawClient } from '../support/boundary.ts'
import { testCluster } from '../support/central.ts'
import { deskHouse, type DeskHouse, type TestDesk } from '../support/desks.ts'

const USERS = {
  agency: ['agency'],
  cashier: ['cashier'],
  manager: ['manager'],
  administrator: ['administrator'],
} as const
const PRIVILEGE = '42501'

let house: DeskHouse
let victim: TestDesk
const clients = new Map<string, pg.Client>()

beforeAll(async () => {
  house = await deskHouse('postgres')
  const agency = await house.centre.addCompany('agency')
  victim = await house.open('victim', ['sales'])
  await victim.call('probe.write', { id: newId(), text: 'of the victim' })
  for (const [name, roles] of Object.entries(USERS)) {
    const user = await house.centre.addUser(name, [...roles], name === 'agency' ? agency : house.companyId)
    clients.set(name, await rawClient(house.centre, user))
  }
})
afterAll(async () => {
  for (const client of clients.values()) await client.end()
  await house.close()
  await (await testCluster()).stop()
})

async function codeOf(client: pg.Client, statement: string): Promise<string> {
  await client.query('begin')
  try {
    await client.query(statement)
    return 'succeeded'
  } catch (error) {
    return (error as { code?: string }).code ?? String(error)
  } finally {
    await client.query('rollback')
  }
}

const everybody = () => [...clients]

const FORBIDDEN = (login: string): string[] => [
  // To be somebody else.
  'set role postgres',
  'set role kvartal_reader',
  `set role "${login}"`,
  `set session authorization "${login}"`,
  `select set_config('role', '${login}', false)`,
  `select set_config('role', 'postgres', true)`,
  `do $$ begin execute 'set role postgres'; end $$`,
  // To be more.
  'alter role current_user superuser',
  'alter role current_user bypassrls',
  'alter role current_user createrole',
  `grant "${login}" to current_user`,
  'grant kvartal_reader to current_user',
  'create role mine in role kvartal_user',
  `select access.make_login('${login}', 'x')`,
  'set session_replication_role = replica',
  // To make something that stands in for ours.
  'create temp table app_user (id uuid)',
  'create table app.mine (id uuid)',
  'create schema mine',
  `create function app.mine() returns int language sql as 'select 1'`,
  `create function pg_temp.me() returns int language sql as 'select 1'`,
  'create function public.mine() returns int language sql as $$ select 1 $$',
  'create or replace function access.me() returns uuid language sql as $$ select null::uuid $$',
  'create operator public.= (leftarg = uuid, rightarg = uuid, function = uuid_eq)',
  'create extension dblink schema public',
  // To read the machinery.
  'select * from sync.change',
  'select * from sync.job',
  'select * from sync.counter',
  'select * from sync.meta',
  'select * from pg_authid',
  `select pg_read_file('postgresql.conf')`,
  `copy (select 1) to program 'true'`,
  `copy sync.replicated to '/tmp/stolen'`,
  'select * from pg_stat_get_wal_receiver(), lateral (select pg_current_logfile()) l',
  // To write it.
  'insert into sync.change (tbl, id, xid) values ($$note$$, gen_random_uuid(), pg_current_xact_id())',
  'insert into sync.job (key, command, args_json, due_at) values ($$x$$, $$x.y$$, $${}$$, now())',
  'update sync.counter set last_value = 0',
  'update sync.meta set epoch = gen_random_uuid()',
  `update sync.command set outcome = 'refused'`,
  'delete from sync.command',
  'truncate sync.command',
  'insert into audit.entry (tbl, row_id, op) values ($$note$$, gen_random_uuid(), $$INSERT$$)',
  'update audit.entry set login = $$nobody$$',
  'delete from audit.entry',
  'insert into access.role_right (role, right_name) values ($$agency$$, $$access.manage$$)',
  'insert into sync.replicated (tbl) values ($$x$$)',
  'delete from sync.transition',
  'alter table app.note disable row level security',
  'alter table app.note disable trigger all',
  'drop trigger audit_insert on app.note',
  'drop policy own on app.note',
  'alter table app.note owner to current_user',
  // The engine's own functions.
  `select sync.touch('note', array[gen_random_uuid()])`,
  `select sync.adopt('app.note')`,
  'select sync.describe()',
  `insert into sync.command (id, user_id, name, outcome, issued_at) select gen_random_uuid(), id, 'probe.write', 'done', now() from (select '${victim.user.id}'::uuid as id) v`,
]

describe('with psql and a password', () => {
  it('nobody becomes somebody else, makes anything, reads the machinery or writes it', async () => {
    for (const [name, client] of everybody()) {
      const succeeded: string[] = []
      // An administrator may run jobs.
      const jobs =
        name === 'administrator' ? [] : ['select * from sync.take_job()', `select sync.finish_job('x', null)`]
      for (const statement of [...FORBIDDEN(victim.user.login), ...jobs]) {
        const code = await codeOf(client, statement)
        if (code !== PRIVILEGE) succeeded.push(`${code}: ${statement}`)
      }
      expect(succeeded, name).toEqual([])
    }
  })

  it('a set role, search path or row_security shows nothing more, and nobody else to the helpers', async () => {
    for (const [name, client] of everybody()) {
      const see = async () =>
        (
          await client.query<{ me: string; seen: string }>(
            'select access.me(), (select count(*) from app.note) || $$/$$ || (select count(*) from app.app_user) as seen',
          )
        ).rows[0]
      const before = await see()
      for (const setting of [
        'set role kvartal_user',
        'set search_path = pg_temp, public, app',
        'set row_security = off',
        `set kvartal.command = 'x'`,
        `set kvartal.login = '${victim.user.login}'`,
        `set application_name = '${victim.user.login}'`,
      ]) {
        await client.query('begin')
        await client.query(setting)
        const after = await see().catch((error: { code: string }) => error.code)
        await client.query('rollback')
        // Either it changes nothing, or it shows nothing at all.
        const isHarmless =
          typeof after === 'string' ||
          JSON.stringify(after) === JSON.stringify(before) ||
          (after?.me === null && after.seen === '0/0')
        expect(isHarmless, `${name}: ${setting} → ${JSON.stringify(after)}`).toBe(true)
      }
    }
  })

  it('the command log takes one’s own commands only, and says itself when they ran', async () => {
    const client = clients.get('manager')!
    const id = newId()
    await client.query(
      `insert into sync.command (id, name, outcome, issued_at, ran_at) values ($1, 'probe.write', 'done', '2999-01-01', '1999-01-01')`,
      [id],
    )
    const [row] = await house.centre.sql<{ ok: boolean }>(
      'select user_id = (select id from app.app_user where login = $2) and abs(extract(epoch from now() - ran_at)) < 60 and issued_at <= clock_timestamp() as ok from sync.command where id = $1',
      [id, `manager${/\d+$/.exec(victim.user.login)?.[0]}`],
    )
    expect(row).toEqual({ ok: true })
    expect(
      await client
        .query(`delete from sync.command where id = $1 returning id`, [id])
        .catch((error: { code: string }) => error.code),
    ).toBe(PRIVILEGE)
  })

  it('forged settings change what a line of the audit claims about the command, never who it was', async () => {
    const client = clients.get('manager')!
    const id = newId()
    await client.query('begin')
    await client.query(
      `select set_config('kvartal.command', 'nothing.happened', true), set_config('kvartal.login', $1, true), set_config('kvartal.workstation', 'theirs', true)`,
      [victim.user.login],
    )
    await client.query(`insert into app.note (id, text, written_at) values ($1, 'forged', now())`, [id])
    await client.query('commit')
    expect(await house.centre.sql('select login from audit.entry where row_id = $1', [id])).toEqual([
      { login: `manager${/\d+$/.exec(victim.user.login)?.[0]}` },
    ])
  })

  it('a job scheduled with psql runs nothing but what jobs may run', async () => {
    const client = clients.get('administrator')!
    const note = newId()
    await victim.call('probe.write', { id: note, text: 'to stay' })
    for (const command of ['probe.erase', 'access.addUser', '__proto__.x', "'; drop table app.note"]) {
      await client.query(`select sync.schedule($1, now() - interval '1 hour', $2, $3)`, [
        `evil:${command}`,
        command,
        JSON.stringify({ id: note }),
      ])
    }
    const steward = await house.open('steward', ['steward'])
    const { startSteward } = await import('#main/engine/jobs.ts')
    const { createRegistry } = await import('#main/engine/registry.ts')
    const { silentLog } = await import('#main/engine/log.ts')
    const { probeModule } = await import('../support/probe.ts')
    const running = startSteward({
      central: () => steward.desk.central(),
      actor: () => steward.desk.actor(),
      registry: createRegistry({ probe: probeModule as never }),
      workstation: 'steward',
      log: silentLog,
    })
    for (const end = Date.now() + 15_000; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 50))) {
      const [{ tried } = { tried: 0 }] = await house.centre.sql<{ tried: number }>(
        "select count(*)::int as tried from sync.job where key like 'evil:%' and attempts > 0",
      )
      if (tried === 4) break
    }
    await running.close()
    expect(
      await house.centre.sql("select command, last_error from sync.job where key like 'evil:%' order by command"),
    ).toEqual(
      ["'; drop table app.note", '__proto__.x', 'access.addUser', 'probe.erase'].map((command) => ({
        command,
        last_error: `${command} is not a job`,
      })),
    )
    expect(await house.centre.sql('select text from app.note where id = $1', [note])).toEqual([{ text: 'to stay' }])
  })

  it('no error message speaks of a row that policies hide', async () => {
    const client = clients.get('agency')!
    for (const leak of [
      `select text::integer from app.note where author_id <> access.me()`,
      `select 1 / (length(name) - length(name)) from app.app_user where company_id <> access.company()`,
      `select * from app.passport where number::numeric > 0`,
    ]) {
      expect((await client.query(leak)).rows, leak).toEqual([])
    }
    // A snapshot from before everything shows what the policies show, and no more.
    const pulled = await client.query<{ kind: string; tbl: string; payload: string }>(
      `select * from sync.pull('1:1:', array['${newId()}']::uuid[])`,
    )
    expect(pulled.rows.filter(({ tbl }) => tbl === 'note')).toEqual([])
    expect(pulled.rows.some(({ payload }) => payload.includes('victim'))).toBe(false)
    for (const snapshot of ['', 'x', '1:2', '-1:-1:', '5:1:', "1:1:'); drop table app.note; --"]) {
      // PostgreSQL reads some of these as snapshots; what comes then is this user's own all the same.
      const answer = await client
        .query<{ tbl: string }>('select * from sync.pull($1, $2)', [snapshot, []])
        .catch((error: { code: string }) => error.code)
      if (typeof answer === 'string') expect(answer).toMatch(/^22/)
      else expect(answer.rows.filter(({ tbl }) => tbl === 'note')).toEqual([])
    }
  })
})
