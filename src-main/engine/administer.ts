/** What an administrator does to a centre on a server: makes it, brings it up to date, and asks what is missing. */
import { readFileSync } from 'node:fs'
import pg from 'pg'
import { AppError, must } from '#shared/rpc/errors.ts'
import { compareSchema, migrate, type CentralData } from './db/migrate.ts'
import { clientConfig, parseAddress, type Credentials, type ServerAddress } from './db/server.ts'
import { isLinkTrouble, toRefusal } from './db/trouble.ts'

const NO_SUCH_DATABASE = '3D000'
const MAX_IDENTIFIER = 63

export type OwnerWork<T> = (client: pg.Client) => Promise<T>

export interface Finding {
  what: string
  isGood: boolean
  found: string
  /** What to do about it; empty where nothing is to be done. */
  advice: string
}

/** Works as the owner of the database, whose name and password stand in the address (`postgresql://owner:password@host/database`). */
export async function asOwner<T>(url: string, work: OwnerWork<T>): Promise<T> {
  const { address, credentials } = readAddress(url)
  return withClient(address, credentials, work).catch(refuse)
}

/** The same, making the database first where there is none. */
export async function asOwnerOfNew<T>(url: string, work: OwnerWork<T>): Promise<T> {
  const { address, credentials } = readAddress(url)
  if (address.database.length > MAX_IDENTIFIER) throw new AppError('invalid', 'The name of the database is too long')
  try {
    return await withClient(address, credentials, work)
  } catch (error) {
    if ((error as { code?: string }).code !== NO_SUCH_DATABASE) throw toRefusal(error)
  }
  await withClient({ ...address, database: 'postgres' }, credentials, (client) =>
    client.query(`create database ${pg.escapeIdentifier(address.database)} template template0 encoding 'UTF8'`),
  ).catch(refuse)
  return withClient(address, credentials, work).catch(refuse)
}

function refuse(error: unknown): never {
  throw toRefusal(error)
}

/** The names of the migrations applied. */
export function migrateCentre(client: pg.Client, data: CentralData): Promise<string[]> {
  return migrate(client, data)
}

/** Looks at everything the centre needs of its server, changing nothing. */
export async function checkCentre(client: pg.Client, data: CentralData): Promise<Finding[]> {
  const { rows } = await client.query<Facts>(FACTS)
  const facts = must(rows[0], 'facts of the server')
  const check = (what: string, isGood: boolean, found: string, advice: string) => finding(what, isGood, found, advice)
  return [
    check('PostgreSQL is 15 or newer', Number(facts.version) >= 150_000, facts.version, 'Upgrade the server.'),
    check(
      'the database is UTF-8',
      facts.encoding === 'UTF8',
      facts.encoding,
      "Make the database anew with encoding 'UTF8'.",
    ),
    check(
      'btree_gist can be had',
      facts.btree_gist !== null,
      facts.btree_gist ?? 'no',
      'Install the contrib package of the server.',
    ),
    check('the owner may make roles', facts.can_make_roles, String(facts.can_make_roles), 'alter role … createrole'),
    check(
      'room for 200 workstations',
      Number(facts.connections) >= 450,
      facts.connections,
      'max_connections = 450: a workstation takes two, and three while it works.',
    ),
    check(
      'forgotten transactions end',
      facts.idle_ms !== '0',
      `${facts.idle_ms} ms`,
      "idle_in_transaction_session_timeout = '60s', or one hung client holds up everybody's pull.",
    ),
    check(
      'passwords are SCRAM',
      facts.encryption === 'scram-sha-256',
      facts.encryption,
      "password_encryption = 'scram-sha-256'",
    ),
    check(
      'the connection is TLS',
      facts.is_tls,
      String(facts.is_tls),
      'ssl = on, with a certificate that the workstations trust.',
    ),
    check('writes are durable', facts.fsync === 'on', facts.fsync, 'fsync = on'),
    check(
      'the time zone is UTC',
      /^(etc\/)?utc$/i.test(facts.zone),
      facts.zone,
      "timezone = 'UTC' keeps the server's log in step with the program.",
    ),
    await schemaFinding(client, data),
  ]
}

interface Facts {
  version: string
  encoding: string
  btree_gist: string | null
  can_make_roles: boolean
  connections: string
  idle_ms: string
  zone: string
  encryption: string
  is_tls: boolean
  fsync: string
}

// The time zone is asked of the server's own settings: this connection has one of its own.
const FACTS = `select
  current_setting('server_version_num') as version,
  (select pg_encoding_to_char(encoding) from pg_database where datname = current_database()) as encoding,
  (select default_version from pg_available_extensions where name = 'btree_gist') as btree_gist,
  (select rolcreaterole or rolsuper from pg_roles where rolname = current_user) as can_make_roles,
  current_setting('max_connections') as connections,
  (select setting from pg_settings where name = 'idle_in_transaction_session_timeout') as idle_ms,
  (select reset_val from pg_settings where name = 'log_timezone') as zone,
  current_setting('password_encryption') as encryption,
  coalesce((select ssl from pg_stat_ssl where pid = pg_backend_pid()), false) as is_tls,
  current_setting('fsync') as fsync`

async function schemaFinding(client: pg.Client, { migrations }: CentralData): Promise<Finding> {
  const what = 'the schema is this version of the program'
  const there = await client.query<{ there: boolean }>("select to_regclass('sync.migration') is not null as there")
  if (there.rows[0]?.there !== true) return finding(what, false, 'no schema', 'kvartal central create')
  const { rows } = await client.query<{ name: string }>('select name from sync.migration order by name')
  const state = compareSchema(
    migrations,
    rows.map(({ name }) => name),
  )
  return finding(what, state === 'same', state, state === 'newer' ? 'Update the program.' : 'kvartal central migrate')
}

function finding(what: string, isGood: boolean, found: string, advice: string): Finding {
  return { what, isGood, found, advice: isGood ? '' : advice }
}

function readAddress(url: string): { address: ServerAddress; credentials: Credentials } {
  const { address, credentials } = parseAddress(url, (file) => readFileSync(file, 'utf8'))
  if (!credentials?.user)
    throw new AppError('invalid', 'The address names no owner: postgresql://owner:password@host/database')
  return { address, credentials }
}

async function withClient<T>(address: ServerAddress, credentials: Credentials, work: OwnerWork<T>): Promise<T> {
  let last: unknown
  for (const at of address.hosts) {
    const client = new pg.Client(clientConfig(address, credentials, at))
    // A server that goes away in between is told by the query that notices it.
    client.on('error', () => undefined)
    try {
      await client.connect()
    } catch (error) {
      if (!isLinkTrouble(error)) throw error
      last = error
      continue
    }
    try {
      const { rows } = await client.query<{ standby: boolean }>('select pg_is_in_recovery() as standby')
      if (rows[0]?.standby === false) return await work(client)
      last = new Error('a standby, which takes no writes')
    } finally {
      await client.end().catch(() => undefined)
    }
  }
  throw new AppError('offline', 'No host of the address answers', { cause: String(last) })
}
