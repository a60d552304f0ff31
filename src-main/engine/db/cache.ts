/**
 * The cache: a disposable SQLite mirror of what this user may see, derived from the central catalogue.
 * `cache.db` is opened by one writer and one reader (WAL), so that a screen never waits for a pull.
 */
import { existsSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Db } from '../define.ts'
import type { Cipher } from '../cipher.ts'
import { createUndo, type Undo } from './before-image.ts'
import { decodeRow, insertSql, type CacheTable } from './cache-schema.ts'
import { kyselyOnSqlite, openSqlite, type Sqlite } from './sqlite.ts'

/** Which central state the cache equals: another identity, user epoch or schema means a new cache. */
export interface CacheState {
  identity: string
  userEpoch: number
  migrations: string[]
  /** pg_snapshot of the last applied pull. */
  snapshot: string
  /** Server time of that pull, ISO. */
  syncedAt: string
  /** Workstation clock minus the centre's at that pull. */
  skewMs: number
}

export interface Cache {
  tables: CacheTable[]
  writer: Sqlite
  /** Kysely on the writer, for bodies inside a transaction. */
  tx: Db
  /** Kysely on the reader, for queries. */
  reader: Db
  /** The plain reader connection. */
  readerSqlite: Sqlite
  undo: Undo
  state(): CacheState
  setState(state: CacheState): void
  /** Writes rows as the centre gave them (in the order of `columns`), replacing by id. */
  put(table: CacheTable, values: unknown[]): void
  remove(table: string, id: string): void
  close(): void
}

export const CACHE_FILE = 'cache.db'
/** A copy under way. */
export const NEW_FILE = `${CACHE_FILE}.new`

/** The cache in `dir`, or undefined when there is none. Throws what SQLite throws on a damaged one. */
export function openCache(dir: string, cipher: Cipher, name = CACHE_FILE): Cache | undefined {
  const file = join(dir, name)
  if (!existsSync(file)) return undefined
  const writer = openSqlite(file)
  try {
    const readerSqlite = openSqlite(file, { readonly: true })
    const tables = JSON.parse(readMeta(writer, 'tables')) as CacheTable[]
    // Sealed with another key than the one at hand: to be copied anew under this one.
    cipher.open(readMeta(writer, 'seal'))
    const hasSecrets = tables.some(({ isSecret }) => isSecret)
    const puts = new Map(tables.map((table) => [table.name, writer.prepare(insertSql(table, 1))]))
    const removes = new Map(tables.map(({ name }) => [name, writer.prepare(`delete from "${name}" where id = ?`)]))
    const setMeta = writer.prepare(
      'insert into kv_meta (key, value) values (?, ?) on conflict (key) do update set value = excluded.value',
    )
    let state = JSON.parse(readMeta(writer, 'state')) as CacheState
    return {
      tables,
      writer,
      tx: kyselyOnSqlite(writer, hasSecrets ? cipher : undefined),
      reader: kyselyOnSqlite(readerSqlite, hasSecrets ? cipher : undefined),
      readerSqlite,
      undo: createUndo(writer, tables),
      state: () => state,
      setState(next) {
        setMeta.run('state', JSON.stringify(next))
        state = next
      },
      put: (table, values) => void puts.get(table.name)?.run(sealRow(table, decodeRow(table.columns, values), cipher)),
      remove: (table, id) => void removes.get(table)?.run(id),
      close() {
        readerSqlite.close()
        writer.close()
      },
    }
  } catch (error) {
    writer.close()
    throw error
  }
}

/** Throws the cache away. The outbox is another file and stays. */
export function deleteCache(dir: string): void {
  for (const suffix of ['', '-wal', '-shm', '-journal', '.new', '.new-wal', '.new-shm'])
    rmSync(join(dir, CACHE_FILE + suffix), { force: true })
}

/** Puts a freshly loaded file in the cache's place. */
export function installCache(dir: string): void {
  for (const suffix of ['', '-wal', '-shm']) rmSync(join(dir, CACHE_FILE + suffix), { force: true })
  renameSync(join(dir, NEW_FILE), join(dir, CACHE_FILE))
}

/** Text columns of secret tables are sealed, ids excepted. */
export function sealRow(table: CacheTable, values: unknown[], cipher: Cipher): unknown[] {
  if (!table.isSecret) return values
  return values.map((value, position) => {
    const column = table.columns[position]
    return typeof value === 'string' && column?.type === 'TEXT' && !/(^|_)id$/.test(column.name)
      ? cipher.seal(value)
      : value
  })
}

function readMeta(db: Sqlite, key: string): string {
  const row = db.prepare('select value from kv_meta where key = ?').get(key) as { value: string } | undefined
  if (!row) throw Object.assign(new Error(`The cache has no ${key}`), { code: 'SQLITE_CORRUPT' })
  return row.value
}
