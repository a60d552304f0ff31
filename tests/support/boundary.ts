/**
 * What somebody with a password and psql can do to a row that is none of theirs. Every table of the centre, as the catalogue
 * lists it, gets one row about strangers, and each user then tries all four operations on it with plain SQL.
 */
import { randomUUID } from 'node:crypto'
import pg from 'pg'
import type { TestCentre, TestUser } from './central.ts'

export interface CentreTable {
  /** With its schema: `app.person`. */
  name: string
  ctid: string
  columns: { name: string; value: string }[]
}

const VALUE_OF: Record<string, string> = {
  uuid: 'gen_random_uuid()',
  text: "'x' || gen_random_uuid()",
  bigint: '(random() * 1e9)::bigint',
  integer: '(random() * 1e9)::integer',
  boolean: 'false',
  date: 'current_date',
  'timestamp with time zone': 'now()',
  jsonb: "'{}'::jsonb",
  json: "'{}'::json",
  xid8: "'1'::xid8",
}

const SCHEMAS = "('app'::regnamespace, 'sync'::regnamespace, 'access'::regnamespace, 'audit'::regnamespace)"

/**
 * Puts a row of random values, so about nobody known, into every table; the rows refer to one another as the foreign keys
 * say. Rules that would refuse such rows are taken off first.
 */
export async function fillWithStrangers(centre: TestCentre): Promise<CentreTable[]> {
  const idOf = await takeOffRules(centre)
  const columns = await centre.sql<{ tbl: string; name: string; type: string; refers: string | null }>(`
    select c.oid::regclass::text as tbl, quote_ident(a.attname) as name, format_type(a.atttypid, null) as type
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relkind in ('r', 'p') and c.relnamespace in ${SCHEMAS} and a.attgenerated = '' and a.attidentity = '' order by 1, a.attnum`)
  const tables: CentreTable[] = []
  for (const [short, own] of Map.groupBy(columns, ({ tbl }) => tbl)) {
    const name = short.includes('.') ? short : `app.${short}`
    const values = own.map((column) => {
      const value = idOf.get(`${short}.${column.name}`) ?? VALUE_OF[column.type]
      if (value === undefined)
        throw new Error(`${name}.${column.name} is of a type the house does not use: ${column.type}`)
      return { name: column.name, value }
    })
    const id = idOf.get(short)
    const first = values.map((column) =>
      column.name === 'id' && !idOf.has(`${short}.id`) && id !== undefined ? id : column.value,
    )
    if (name !== 'sync.meta') {
      await centre.sql(`
        set session_replication_role = replica;
        insert into ${name} (${values.map((column) => column.name).join(', ')}) values (${first.join(', ')});
        set session_replication_role = origin`)
    }
    const [last] = await centre.sql<{ ctid: string }>(
      `select ctid::text from ${name} order by xmin::text::bigint desc, ctid desc limit 1`,
    )
    tables.push({ name, ctid: last?.ctid ?? '', columns: values })
  }
  return tables
}

/** Drops checks and foreign keys; returns the id of each referenced table's stranger, by table and by referring column. */
async function takeOffRules(centre: TestCentre): Promise<Map<string, string>> {
  const constraints = await centre.sql<{
    tbl: string
    name: string
    column: string | null
    target: string | null
    is_uuid: boolean
  }>(`
    select conrelid::regclass::text as tbl, quote_ident(conname) as name, confrelid::regclass::text as target,
      (select quote_ident(attname) from pg_attribute where attrelid = conrelid and attnum = conkey[1]) as column,
      (select atttypid = 'uuid'::regtype from pg_attribute where attrelid = conrelid and attnum = conkey[1]) as is_uuid
    from pg_constraint where connamespace in ${SCHEMAS} and contype in ('c', 'f') and conparentid = 0 order by contype desc`)
  const idOf = new Map<string, string>()
  for (const { tbl, name, column, target, is_uuid } of constraints) {
    if (target !== null && target !== '-' && is_uuid) {
      if (!idOf.has(target)) idOf.set(target, `'${randomUUID()}'::uuid`)
      idOf.set(`${tbl}.${column}`, idOf.get(target) ?? '')
    }
    await centre.sql(`alter table ${tbl} drop constraint ${name}`)
  }
  return idOf
}

/** A plain connection, as psql would make it. */
export async function rawClient(centre: TestCentre, user: Pick<TestUser, 'login' | 'password'>): Promise<pg.Client> {
  const { hostname: host, port, pathname } = new URL(centre.url)
  const client = new pg.Client({
    host,
    port: Number(port),
    database: pathname.slice(1),
    user: user.login,
    password: user.password,
  })
  client.on('error', () => undefined)
  await client.connect()
  return client
}

/**
 * Letters for what succeeded: R read, I insert, U update, D delete; small letters for what no policy refused but some
 * constraint or trigger did.
 */
export async function powersOver(client: pg.Client, table: CentreTable): Promise<string> {
  const { rows } = await client.query<{ column: string; insert: boolean; update: boolean }>(
    `select quote_ident(attname) as column, has_column_privilege(attrelid, attnum, 'insert') as insert, has_column_privilege(attrelid, attnum, 'update') as update
     from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = '' and attidentity = ''`,
    [table.name],
  )
  const insertable = table.columns.filter(({ name }) => rows.some((row) => row.column === name && row.insert))
  const updatable = rows.filter(({ update }) => update)
  const here = `where ctid = '${table.ctid}'`
  const results = [
    await attempt(client, 'R', `select from ${table.name} ${here}`),
    insertable.length === 0
      ? ''
      : await attempt(
          client,
          'I',
          `insert into ${table.name} (${insertable.map(({ name }) => name).join(', ')}) values (${insertable.map(({ value }) => value).join(', ')})`,
        ),
    updatable.length === 0
      ? ''
      : await attempt(
          client,
          'U',
          `update ${table.name} set ${updatable.map(({ column }) => `${column} = ${column}`).join(', ')} ${here}`,
        ),
    await attempt(client, 'D', `delete from ${table.name} ${here}`),
  ]
  return results.join('')
}

async function attempt(client: pg.Client, letter: string, statement: string): Promise<string> {
  await client.query('begin')
  try {
    const { rowCount } = await client.query(statement)
    return rowCount === 0 ? '' : letter
  } catch (error) {
    return (error as { code?: string }).code === '42501' ? '' : letter.toLowerCase()
  } finally {
    await client.query('rollback')
  }
}
