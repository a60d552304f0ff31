import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freshCentre, type TestCentre, type TestUser } from '#tests/support/central.ts'
import { fillWithStrangers, powersOver, rawClient, type CentreTable } from '#tests/support/boundary.ts'
import { NEVER_UPDATED, OPEN_FUNCTIONS, POWERS_OVER_STRANGERS, ROLES_TRIED } from './boundary-matrix.ts'

const OURS = "('app'::regnamespace, 'sync'::regnamespace, 'access'::regnamespace, 'audit'::regnamespace)"

describe('with psql and a password', () => {
  let centre: TestCentre
  let tables: CentreTable[]
  const clients = new Map<string, pg.Client>()

  beforeAll(async () => {
    centre = await freshCentre('postgres')
    const developer = await centre.addCompany('developer')
    const companies: Record<string, string> = { agency: await centre.addCompany('agency'), operator: await centre.addCompany('operator') }
    const users: Record<string, TestUser> = {}
    for (const name of ROLES_TRIED) {
      const roles = { operator: ['cashier', 'frontdesk'], blocked: ['administrator', 'manager'] }[name as string] ?? [name]
      users[name] = await centre.addUser(name, roles, companies[name] ?? developer)
    }
    await centre.sql('update app.app_user set blocked_at = now() where id = $1', [users['blocked']?.id])
    tables = await fillWithStrangers(centre)
    for (const [name, user] of Object.entries(users)) clients.set(name, await rawClient(centre, user))
  })
  afterAll(async () => {
    for (const client of clients.values()) await client.end()
    await centre.close()
  })

  test('nobody does more to a row of strangers than the matrix says, in any table there is', async () => {
    const found: Record<string, string[]> = {}
    for (const name of ROLES_TRIED) {
      for (const table of tables) (found[table.name] ??= []).push((await powersOver(clients.get(name)!, table)) || '-')
    }
    const expected = Object.fromEntries(Object.entries(POWERS_OVER_STRANGERS).map(([table, line]) => [table, line.split(/\s+/).join(' ')]))
    expect(Object.fromEntries(Object.entries(found).map(([table, letters]) => [table, letters.join(' ')]))).toEqual(expected)
  })

  test('no pull shows a row that a plain select does not', async () => {
    const replicated = await centre.sql<{ tbl: string }>("select tbl from sync.replicated where to_regclass(format('app.%I', tbl)) is not null")
    for (const { tbl } of replicated) await centre.sql(`select sync.touch('${tbl}', (select array_agg(id) from app.${tbl}))`)
    for (const [name, client] of clients) {
      const { rows } = await client.query<{ tbl: string; id: string }>(
        `select p.tbl, p.payload::json ->> k.position as id from sync.pull('1:1:', '{}') p
         join lateral (select (ordinality - 1)::integer as position from json_array_elements((select shape -> 'columns' from sync.replicated r where r.tbl = p.tbl))
           with ordinality c where c.value ->> 'name' = 'id') k on true where p.kind = 'row'`,
      )
      for (const [tbl, pulled] of Map.groupBy(rows, (row) => row.tbl)) {
        const seen = await client.query<{ id: string }>(`select id from app.${tbl}`)
        const ids = new Set(seen.rows.map(({ id }) => id))
        expect(pulled.filter(({ id }) => !ids.has(id)), `${name}: ${tbl}`).toEqual([])
      }
      if (name === 'blocked') expect(rows).toEqual([])
      if (name === 'manager') expect(new Set(rows.map(({ tbl }) => tbl))).toContain('person_secret')
    }
  })

  test('every table has policies on, and nobody may truncate, refer to or hang a trigger on any', async () => {
    const open = await centre.sql(`
      select c.oid::regclass::text as tbl, c.relrowsecurity as "hasPolicies", has_table_privilege('kvartal_user', c.oid, 'truncate, references, trigger') as "canMore"
      from pg_class c where c.relkind in ('r', 'p') and c.relnamespace in ${OURS}
        and ((has_table_privilege('kvartal_user', c.oid, 'select, insert, update, delete') or has_any_column_privilege('kvartal_user', c.oid, 'insert, update'))
          and not c.relrowsecurity or has_table_privilege('kvartal_user', c.oid, 'truncate, references, trigger')) order by 1`)
    // What these three say is no secret and nobody writes them: rights by role, the shape of tables, state machines.
    expect(open).toEqual(['access.role_right', 'sync.replicated', 'sync.transition'].map((tbl) => ({ tbl, hasPolicies: false, canMore: false })))
  })

  test('columns that say who and when are written once', async () => {
    const rows = await centre.sql<{ tbl: string; name: string }>(`
      select c.relnamespace::regnamespace || '.' || c.relname as tbl, a.attname as name
      from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      where c.relkind in ('r', 'p') and c.relnamespace in ${OURS} and has_any_column_privilege('kvartal_user', c.oid, 'update')
        and not has_column_privilege('kvartal_user', c.oid, a.attnum, 'update') order by 1, 2`)
    const found = Object.fromEntries([...Map.groupBy(rows, ({ tbl }) => tbl)].map(([tbl, own]) => [tbl, own.map(({ name }) => name)]))
    expect(found).toEqual(NEVER_UPDATED)
  })

  test('only functions that judge their caller can be called, and each runs with a fixed search path', async () => {
    const functions = await centre.sql<{ name: string; pinned: boolean; definer: boolean }>(`
      select case when p.pronamespace = 'app'::regnamespace then 'app.' else '' end || p.oid::regprocedure::text as name, p.prosecdef as definer, coalesce(p.proconfig::text like '%search_path%', false) as pinned
      from pg_proc p where p.pronamespace in ${OURS} and p.prorettype <> 'trigger'::regtype
        and has_function_privilege('kvartal_user', p.oid, 'execute') order by 1`)
    expect(functions.map(({ name }) => name)).toEqual(OPEN_FUNCTIONS)
    const loose = await centre.sql(`select p.oid::regprocedure::text from pg_proc p
      where p.pronamespace in ${OURS} and p.prosecdef and coalesce(p.proconfig::text not like '%search_path%', true)`)
    expect(loose).toEqual([])
  })

  test('nobody makes tables, not even temporary ones that would stand in for ours', async () => {
    const [answer] = await centre.sql(`select has_database_privilege('kvartal_user', 'kvartal_template', 'temporary') as temporary,
      has_database_privilege('kvartal_user', 'kvartal_template', 'create') as schemas,
      (select bool_or(has_schema_privilege('kvartal_user', oid, 'create')) from pg_namespace) as tables`)
    expect(answer).toEqual({ temporary: false, schemas: false, tables: false })
  })
})
