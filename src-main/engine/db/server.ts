/** A PostgreSQL server as one user: a small pool of that user's own connections and one that listens. */
import pg from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import { AppError } from '#shared/rpc/errors.ts'
import { beginStatement, type Central, type CentralTx, type Row, type TransactionOptions } from './central.ts'
import { kyselyOn, types } from './postgres.ts'
import { isLinkTrouble } from './trouble.ts'

/** How long a connection, and any one statement, may be silent before the link counts as dead (a half-open socket never answers). */
const CONNECT_MS = 5_000
const STATEMENT_MS = 60_000
const HEARTBEAT_MS = 5_000

export interface ServerAddress {
  hosts: { host: string; port: number }[]
  database: string
  ssl: NonNullable<pg.ClientConfig['ssl']>
}

export interface Credentials {
  user: string
  password: string
}

/**
 * Reads `postgresql://[user:password@]host[:port][,host[:port]…]/database?sslmode=disable|require|verify-full&sslrootcert=FILE`.
 * TLS is the default except on this machine itself. Throws `invalid` for anything else.
 */
export function parseAddress(url: string, readFile: (path: string) => string): { address: ServerAddress; credentials: Credentials | null } {
  const match = /^postgres(?:ql)?:\/\/(?:([^:@/]*)(?::([^@/]*))?@)?([^/?]+)\/([^?]+)(?:\?(.*))?$/.exec(url.trim())
  if (!match) throw badAddress()
  const [, user, password, hostList = '', database = '', query] = match
  const hosts = hostList.split(',').map((text) => {
    const [, host = '', port = '5432'] = /^(\[[^\]]+\]|[^:]*)(?::(\d+))?$/.exec(text) ?? []
    return { host: decodeURIComponent(host.replace(/^\[|\]$/g, '')), port: Number(port) }
  })
  if (hosts.some(({ host, port }) => host === '' || !(port > 0 && port < 65_536))) throw badAddress()
  const params = new URLSearchParams(query)
  const isLocal = hosts.every(({ host }) => /^(localhost$|127\.|::1$|\/)/.test(host))
  const mode = params.get('sslmode') ?? (isLocal ? 'disable' : 'verify-full')
  const root = params.get('sslrootcert')
  const ssl = mode === 'disable' ? false : { rejectUnauthorized: mode.startsWith('verify'), ...(root === null ? {} : { ca: readFile(root) }) }
  const credentials = user === undefined ? null : { user: decodeURIComponent(user), password: decodeURIComponent(password ?? '') }
  return { address: { hosts, database: decodeURIComponent(database), ssl }, credentials }
}

function badAddress(): AppError {
  return new AppError('invalid', 'Not an address of a PostgreSQL server', { reason: 'engine.bad-address' })
}

/** Finds the host that accepts writes and connects; `offline` when none answers, PostgreSQL's 28P01 when the password is wrong. */
export async function connectServer(address: ServerAddress, credentials: Credentials): Promise<Central> {
  const host = await findPrimary(address, credentials)
  const config: pg.ClientConfig = { ...clientConfig(address, credentials, host), query_timeout: STATEMENT_MS }
  const pool = new pg.Pool({ ...config, max: 4, idleTimeoutMillis: 30_000 })
  pool.on('error', () => undefined)
  let listener: pg.Client | undefined
  let heartbeat: NodeJS.Timeout | undefined
  let isClosed = false

  const waiting = new Set<(error: AppError) => void>()
  /** A pool that is closed forgets whoever still waits in it until their time runs out: five seconds of a desk that is online already. */
  function checkOut(): Promise<pg.PoolClient> {
    return new Promise((resolve, reject) => {
      waiting.add(reject)
      pool.connect().then(
        (client) => (waiting.delete(reject) ? resolve(client) : client.release(true)),
        (error: Error) => waiting.delete(reject) && reject(error),
      )
    })
  }

  async function withClient<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    const client = await checkOut()
    let isBroken = false
    const onError = () => (isBroken = true)
    client.on('error', onError)
    try {
      return await work(client)
    } catch (error) {
      isBroken ||= isLinkTrouble(error)
      throw error
    } finally {
      client.removeListener('error', onError)
      client.release(isBroken)
    }
  }

  function transaction<T>(options: TransactionOptions, work: (tx: CentralTx) => Promise<T>): Promise<T> {
    return withClient(async (client) => {
      await client.query(beginStatement(options))
      try {
        const result = await work(transactionOn(client))
        await client.query('commit')
        return result
      } catch (error) {
        if (!isLinkTrouble(error)) await client.query('rollback')
        throw error
      }
    })
  }

  return {
    kind: 'server',
    transaction,
    rows: (sql, values = []) => withClient(async (client) => (await client.query<Row>({ text: sql, values, rowMode: 'array' })).rows),
    async listen(onWake, onDown) {
      const client = new pg.Client(config)
      listener = client
      let isDown = false
      const down = (error: unknown) => {
        if (isDown || isClosed) return
        isDown = true
        clearInterval(heartbeat)
        onDown(error)
      }
      client.on('error', down)
      client.on('end', () => down(new AppError('offline', 'The server closed the connection')))
      client.on('notification', onWake)
      await client.connect()
      await client.query('listen kvartal_sync')
      heartbeat = setInterval(() => {
        client.query({ text: 'select 1', query_timeout: CONNECT_MS } as pg.QueryConfig).catch(down)
      }, HEARTBEAT_MS)
      heartbeat.unref()
    },
    async close() {
      isClosed = true
      clearInterval(heartbeat)
      for (const reject of waiting) reject(new AppError('offline', 'The link is closed'))
      waiting.clear()
      // A half-open socket would keep a polite goodbye waiting for ever.
      const polite = Promise.allSettled([listener?.end(), pool.end()])
      await Promise.race([polite, new Promise((resolve) => setTimeout(resolve, 1_000).unref())])
    },
  }
}

export function clientConfig(address: ServerAddress, { user, password }: Credentials, at: { host: string; port: number }): pg.ClientConfig {
  return {
    ...at,
    user,
    password,
    database: address.database,
    ssl: address.ssl,
    types,
    connectionTimeoutMillis: CONNECT_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: 5_000,
    application_name: 'kvartal',
    options: '-c timezone=UTC -c search_path=app -c datestyle=ISO',
  }
}

async function findPrimary(address: ServerAddress, credentials: Credentials): Promise<{ host: string; port: number }> {
  let last: unknown
  for (const at of address.hosts) {
    const client = new pg.Client(clientConfig(address, credentials, at))
    client.on('error', () => undefined)
    try {
      await client.connect()
      const { rows } = await client.query<{ standby: boolean }>('select pg_is_in_recovery() as standby')
      if (rows[0]?.standby === false) return at
      last = new AppError('offline', 'This host is a standby')
    } catch (error) {
      if (!isLinkTrouble(error)) throw error
      last = error
    } finally {
      client.end().catch(() => undefined)
    }
  }
  throw last instanceof AppError ? last : new AppError('offline', 'No host of the address answers', { cause: String(last) })
}

function transactionOn(client: pg.PoolClient): CentralTx {
  return {
    db: kyselyOn(client),
    rows: async (sql, values = []) => (await client.query<Row>({ text: sql, values, rowMode: 'array' })).rows,
    run: async (sql) => void (await client.query(sql)),
    async copyOut(query, onChunk) {
      const stream = client.query(copyTo(`copy (${query}) to stdout`))
      for await (const chunk of stream) onChunk(chunk as Uint8Array)
    },
  }
}
