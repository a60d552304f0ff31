/** A PostgreSQL server as one user: a small pool of that user's own connections and one that listens. */
import pg from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import { AppError } from '#shared/rpc/errors.ts'
import { beginStatement, type Central, type CentralTx, type Row, type TransactionOptions } from './central.ts'
import { kyselyOn, types } from './postgres.ts'
import { connectTrouble, isLinkTrouble } from './trouble.ts'

/** How long the server may be silent before the link counts as dead: a half-open socket never answers. */
export interface Patience {
  /** To connect, and for the first words on a connection. */
  connectMs: number
  /** For a single statement outside a transaction. Inside one the heartbeat watches: an import may take its time. */
  statementMs: number
  /** Between two heartbeats. Two in a row without an answer are the end, so that a busy moment here is not taken for one. */
  heartbeatMs: number
}
const PATIENCE: Patience = { connectMs: 5_000, statementMs: 60_000, heartbeatMs: 4_000 }

/** A vanished workstation must not keep its locks: the server looks for it, and ends a transaction that nobody goes on with. */
const SESSION = [
  'timezone=UTC',
  'search_path=app',
  'datestyle=ISO',
  'tcp_keepalives_idle=10',
  'tcp_keepalives_interval=5',
  'tcp_keepalives_count=3',
  'idle_in_transaction_session_timeout=120s',
]

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
export function parseAddress(
  url: string,
  readFile: (path: string) => string,
): { address: ServerAddress; credentials: Credentials | null } {
  const match = /^postgres(?:ql)?:\/\/(?:([^:@/]*)(?::([^@/]*))?@)?([^/?]+)\/([^?]+)(?:\?(.*))?$/.exec(url.trim())
  if (!match) throw badAddress()
  const [, user, password, hostList = '', database = '', query] = match
  const hosts = hostList.split(',').map((text) => {
    const [, host = '', port = '5432'] = /^(\[[^\]]+\]|[^:]*)(?::(\d+))?$/.exec(text) ?? []
    return { host: decoded(host.replace(/^\[|\]$/g, '')), port: Number(port) }
  })
  if (hosts.some(({ host, port }) => host === '' || !(port > 0 && port < 65_536))) throw badAddress()
  const params = new URLSearchParams(query)
  const isLocal = hosts.every(({ host }) => /^(localhost$|127(\.\d{1,3}){3}$|::1$|\/)/.test(host))
  const mode = params.get('sslmode') ?? (isLocal ? 'disable' : 'verify-full')
  // A mistyped mode must not quietly become a weaker one.
  if (!SSL_MODES.has(mode)) throw badAddress()
  const root = params.get('sslrootcert')
  const ssl =
    mode === 'disable'
      ? false
      : { rejectUnauthorized: mode.startsWith('verify'), ...(root === null ? {} : { ca: readFile(root) }) }
  const credentials = user === undefined ? null : { user: decoded(user), password: decoded(password ?? '') }
  return { address: { hosts, database: decoded(database), ssl }, credentials }
}

const SSL_MODES = new Set(['disable', 'require', 'verify-ca', 'verify-full'])

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw badAddress()
  }
}

function badAddress(): AppError {
  return new AppError('invalid', 'Not an address of a PostgreSQL server', { reason: 'engine.bad-address' })
}

/** Finds the host that accepts writes and connects; `offline` when none answers, PostgreSQL's 28P01 when the password is wrong. */
export async function connectServer(
  address: ServerAddress,
  credentials: Credentials,
  patience = PATIENCE,
): Promise<Central> {
  const host = await findPrimary(address, credentials, patience)
  const config = clientConfig(address, credentials, host, patience)
  const pool = new pg.Pool({ ...config, max: 4, idleTimeoutMillis: 30_000 })
  const clients = new Set<pg.Client>()
  pool.on('error', () => undefined)
  pool.on('connect', (client) => clients.add(client as unknown as pg.Client))
  pool.on('remove', (client) => clients.delete(client as unknown as pg.Client))
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

  async function withClient<T>(work: (client: pg.PoolClient, drop: () => void) => Promise<T>): Promise<T> {
    const client = await checkOut()
    let isBroken = false
    const drop = () => void (isBroken = true)
    client.on('error', drop)
    try {
      return await work(client, drop)
    } catch (error) {
      isBroken ||= isLinkTrouble(error)
      throw error
    } finally {
      client.removeListener('error', drop)
      client.release(isBroken)
    }
  }

  function transaction<T>(options: TransactionOptions, work: (tx: CentralTx) => Promise<T>): Promise<T> {
    return withClient(async (client, drop) => {
      let isOpen = true
      await client.query(beginStatement(options))
      try {
        const result = await work(transactionOn(client, () => (isOpen = false)))
        await client.query('commit')
        return result
      } catch (error) {
        if (!isOpen) drop()
        else if (!isLinkTrouble(error)) await client.query('rollback')
        throw error
      }
    })
  }

  return {
    kind: 'server',
    transaction,
    rows: (sql, values = []) =>
      withClient(
        async (client) =>
          (await client.query<Row>(within(patience.statementMs, { text: sql, values, rowMode: 'array' }))).rows,
      ),
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
      await client.query(within(patience.connectMs, { text: 'listen kvartal_sync' }))
      let unanswered = 0
      heartbeat = setInterval(() => {
        if (unanswered === 2) return down(new AppError('offline', 'The server does not answer'))
        unanswered += 1
        if (unanswered === 1) client.query('select 1').then(() => (unanswered = 0), down)
      }, patience.heartbeatMs)
      heartbeat.unref()
    },
    async close() {
      isClosed = true
      clearInterval(heartbeat)
      for (const reject of waiting) reject(new AppError('offline', 'The link is closed'))
      waiting.clear()
      // A half-open socket would keep a polite goodbye, and whoever still waits for an answer on it, waiting for ever.
      const polite = Promise.allSettled([listener?.end(), pool.end()])
      await Promise.race([polite, new Promise((resolve) => setTimeout(resolve, GOODBYE_MS))])
      for (const client of [...clients, listener]) if (client) socketOf(client).destroy()
    },
  }
}

const GOODBYE_MS = 500

function socketOf(client: pg.Client): { destroy(): void } {
  return (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream
}

/** pg knows a time limit for each query; its types do not. */
function within<C extends pg.QueryConfig>(ms: number, config: C): C {
  return { ...config, query_timeout: ms }
}

export function clientConfig(
  address: ServerAddress,
  { user, password }: Credentials,
  at: { host: string; port: number },
  { connectMs } = PATIENCE,
): pg.ClientConfig {
  return {
    ...at,
    user,
    password,
    database: address.database,
    ssl: address.ssl,
    types,
    connectionTimeoutMillis: connectMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: 5_000,
    application_name: 'kvartal',
    options: SESSION.map((setting) => `-c ${setting}`).join(' '),
  }
}

async function findPrimary(
  address: ServerAddress,
  credentials: Credentials,
  patience: Patience,
): Promise<{ host: string; port: number }> {
  let last: unknown
  for (const at of address.hosts) {
    const client = new pg.Client(clientConfig(address, credentials, at, patience))
    client.on('error', () => undefined)
    try {
      await client.connect()
      const { rows } = await client.query<{ standby: boolean }>(
        within(patience.connectMs, { text: 'select pg_is_in_recovery() as standby' }),
      )
      if (rows[0]?.standby === false) return at
      last = new AppError('offline', 'This host is a standby')
    } catch (error) {
      const trouble = connectTrouble(error)
      if (!trouble && !isLinkTrouble(error)) throw error
      last = trouble ?? error
    } finally {
      client.end().catch(() => undefined)
    }
  }
  throw last instanceof AppError
    ? last
    : new AppError('offline', 'No host of the address answers', { cause: String(last) })
}

/** `spoil` says that the connection is in the middle of something and cannot even roll back. */
function transactionOn(client: pg.PoolClient, spoil: () => void): CentralTx {
  return {
    db: kyselyOn(client),
    rows: async (sql, values = []) => (await client.query<Row>({ text: sql, values, rowMode: 'array' })).rows,
    run: async (sql) => void (await client.query(sql)),
    async copyOut(query, onChunk) {
      const stream = client.query(copyTo(`copy (${query}) to stdout`))
      // What breaks is thrown by the loop; a break after the loop was left has no other listener and would end the process.
      stream.on('error', () => undefined)
      try {
        for await (const chunk of stream) onChunk(chunk as Uint8Array)
      } catch (error) {
        spoil()
        throw error
      }
    },
  }
}
