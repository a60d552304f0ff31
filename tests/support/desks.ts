/** Desks on one centre with links that can be cut, in temporary folders. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { newId, type Id } from '#shared/kernel/id.ts'
import type { Actor } from '#shared/modules/engine/model.ts'
import type { Module } from '#main/engine/define.ts'
import type { KeyStore } from '#main/engine/cipher.ts'
import { openDesk, type Desk } from '#main/engine/desk.ts'
import { createLiveQueries, type LiveQueries } from '#main/engine/live.ts'
import { silentLog, type Log } from '#main/engine/log.ts'
import { createRegistry } from '#main/engine/registry.ts'
import { decodeRow, type CacheColumn } from '#main/engine/db/cache-schema.ts'
import { connectServer, parseAddress, type Patience } from '#main/engine/db/server.ts'
import { centralData } from '#main/migrations/central-data.ts'
import { AppError } from '#shared/rpc/errors.ts'
import { PROBE_SQL, probeModule } from './probe.ts'
import { freshCentre, type CentreKind, type TestCentre, type TestUser } from './central.ts'

export const plainKeyStore: KeyStore = { encrypt: (plain) => plain, decrypt: (sealed) => sealed }

export interface TestDesk {
  desk: Desk
  live: LiveQueries
  user: TestUser
  dir: string
  /** Any call of the application as this user; a command gets a fresh id unless one is given. */
  call<T = unknown>(name: string, args?: unknown, command?: Id): Promise<T>
  /** Cuts the link between this desk and the centre, or joins it again and waits until both agree. */
  cut(): void
  /** Makes the link possible again without asking for it. */
  heal(): void
  join(): Promise<void>
  /** Closes and opens the desk again on the same folder, as a restarted program would; `meanwhile` runs in between. */
  restart(meanwhile?: () => void): Promise<void>
  /** Opens the desk after a restart that failed. */
  reopen(): Promise<void>
  close(): Promise<void>
}

export interface OpenOptions {
  companyId?: Id
  /** Somebody who is there already, on a folder that is there already. */
  user?: TestUser
  dir?: string
  /** Another way to the same database: through a proxy, or a list of hosts. */
  port?: number
  url?: string
  /** Instead of the product's, where a test cannot wait that long. */
  patience?: Patience
  /** The workstation's clock. */
  wall?: () => number
  /** Does not wait until the link is up or has failed. */
  isHasty?: boolean
}

export interface DeskHouse {
  centre: TestCentre
  companyId: Id
  open(name: string, roles: string[], options?: OpenOptions): Promise<TestDesk>
  close(): Promise<void>
}

/** A fresh centre with the probe module, and desks on it. */
export async function deskHouse(
  kind: CentreKind,
  modules: Record<string, Module> = {},
  log: Log = silentLog,
): Promise<DeskHouse> {
  const centre = await freshCentre(kind)
  await centre.sql(PROBE_SQL)
  const companyId = await centre.addCompany('developer')
  const registry = createRegistry({ probe: probeModule as unknown as Module, ...modules })
  const opened: TestDesk[] = []
  return {
    centre,
    companyId,
    async open(name, roles, options: OpenOptions = {}) {
      const { port, url, isHasty = false } = options
      const user = options.user ?? (await centre.addUser(name, roles, options.companyId ?? companyId))
      const address = url ?? (port === undefined ? centre.url : centre.url.replace(/:\d+\//, `:${port}/`))
      const desk = openTestDesk(centre, user, address, registry, log, options)
      opened.push(desk)
      if (!isHasty) await desk.desk.ready()
      return desk
    },
    async close() {
      for (const desk of opened) await desk.close()
      await centre.close()
    },
  }
}

function openTestDesk(
  centre: TestCentre,
  user: TestUser,
  url: string,
  registry: ReturnType<typeof createRegistry>,
  log: Log,
  { patience, wall = Date.now, dir = mkdtempSync(join(tmpdir(), 'kvartal-desk-')) }: OpenOptions,
): TestDesk {
  let isCut = false
  let isOpen = true
  const live = createLiveQueries()
  const actor: Actor = {
    userId: user.id,
    login: user.login,
    name: user.login,
    companyId: user.companyId,
    companyKind: 'developer',
    roles: [],
    rights: [],
  }
  const connect = async () => {
    if (isCut) throw new AppError('offline', 'Cut by the test')
    return centre.kind === 'pglite'
      ? centre.as(user)
      : connectServer(parseAddress(url, String).address, { user: user.login, password: user.password }, patience)
  }
  const open = () =>
    openDesk({
      profileDir: dir,
      dir,
      actor,
      workstation: 'test',
      registry,
      migrations: centralData.migrations,
      keyStore: plainKeyStore,
      live,
      log,
      wall,
      connect,
      actorChanged: () => undefined,
    })

  const test: TestDesk = {
    desk: open(),
    live,
    user,
    dir,
    call: <T>(name: string, args: unknown = {}, command = newId()) =>
      test.desk.call(name, args, {
        command,
        signal: new AbortController().signal,
        progress: () => undefined,
      }) as Promise<T>,
    cut() {
      isCut = true
      void test.desk.holdOffline(true)
    },
    heal: () => void (isCut = false),
    async join() {
      isCut = false
      await test.desk.holdOffline(false)
      await test.desk.syncNow()
    },
    async restart(meanwhile) {
      await test.desk.close()
      isOpen = false
      meanwhile?.()
      await test.reopen()
    },
    async reopen() {
      test.desk = open()
      isOpen = true
      if (isCut) void test.desk.holdOffline(true)
      await test.desk.ready()
    },
    async close() {
      if (isOpen) await test.desk.close()
      rmSync(dir, { recursive: true, force: true })
    },
  }
  return test
}

/** Every mirrored table as a desk holds it, for comparing with what the centre shows that user. */
export async function cacheRows(desk: TestDesk, tables: string[]): Promise<Record<string, string[]>> {
  const { openSqlite } = await import('#main/engine/db/sqlite.ts')
  const db = openSqlite(join(desk.dir, 'cache.db'), { readonly: true })
  try {
    return Object.fromEntries(
      tables.map((table) => [
        table,
        (db.prepare(`select * from "${table}" order by id`).raw().all() as unknown[][]).map((row) =>
          JSON.stringify(row),
        ),
      ]),
    )
  } finally {
    db.close()
  }
}

/** What row-level security shows this user of the same tables, in the cache's own form. */
export async function centralRows(
  centre: TestCentre,
  user: TestUser,
  tables: string[],
): Promise<Record<string, string[]>> {
  const central = await centre.as(user)
  try {
    const lists = await centre.sql<{ tbl: string; select_list: string; shape: { columns: CacheColumn[] } }>(
      'select tbl, select_list, shape from sync.replicated where tbl = any($1)',
      [tables],
    )
    return await central.transaction({ isolation: 'repeatable read' }, async (tx) => {
      const found: Record<string, string[]> = {}
      for (const { tbl, select_list, shape } of lists) {
        found[tbl] = (await tx.rows(`select ${select_list} from app."${tbl}" t order by t.id`)).map((row) =>
          JSON.stringify(decodeRow(shape.columns, row)),
        )
      }
      return Object.fromEntries(tables.map((table) => [table, found[table] ?? []]))
    })
  } finally {
    await central.close()
  }
}
