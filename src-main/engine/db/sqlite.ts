/** better-sqlite3 behind Kysely, with the codec that a column's name decides: is_/has_ are booleans, *_json is JSON, secrets are sealed. */
import Database from 'better-sqlite3'
import { Kysely, SqliteDialect } from 'kysely'
import type { Db } from '../define.ts'
import type { Cipher } from '../cipher.ts'

export type Sqlite = Database.Database
type Statement = Database.Statement<unknown[]>

const MOST_STATEMENTS = 500

export function openSqlite(file: string, options: { readonly?: boolean } = {}): Sqlite {
  const db = new Database(file, { readonly: options.readonly ?? false, timeout: 5_000 })
  try {
    if (options.readonly !== true) {
      db.pragma('journal_mode = WAL')
      db.pragma('synchronous = NORMAL')
    }
    db.pragma('temp_store = MEMORY')
    db.pragma('cache_size = -32000')
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

/** Kysely over an open connection; statements are prepared once. */
export function kyselyOnSqlite(db: Sqlite, cipher?: Cipher): Db {
  const prepared = new Map<string, ReturnType<typeof facade>>()
  return new Kysely({
    dialect: new SqliteDialect({
      database: {
        prepare(sql: string) {
          let statement = prepared.get(sql)
          if (!statement) {
            if (prepared.size >= MOST_STATEMENTS) prepared.clear()
            statement = facade(db.prepare(sql), cipher)
            prepared.set(sql, statement)
          }
          return statement
        },
        close: () => undefined,
      },
    }),
  })
}

function facade(statement: Statement, cipher: Cipher | undefined) {
  const decode = statement.reader ? decoder(statement, cipher) : (row: unknown) => row
  return {
    reader: statement.reader,
    all: (parameters: readonly unknown[]) => {
      const rows = statement.all(...encode(parameters))
      for (const row of rows) decode(row)
      return rows
    },
    run: (parameters: readonly unknown[]) => statement.run(...encode(parameters)),
    *iterate(parameters: readonly unknown[]) {
      for (const row of statement.iterate(...encode(parameters))) yield decode(row)
    },
  }
}

function encode(parameters: readonly unknown[]): unknown[] {
  return parameters.map((value) => {
    if (typeof value === 'boolean') return value ? 1 : 0
    if (value === undefined) return null
    return typeof value === 'object' && value !== null ? JSON.stringify(value) : value
  })
}

/** Decodes a row in place; statements without booleans, JSON or secrets cost nothing. */
function decoder(statement: Statement, cipher: Cipher | undefined): (row: unknown) => unknown {
  const names = statement.columns().map(({ name }) => name)
  const booleans = names.filter((name) => name.startsWith('is_') || name.startsWith('has_'))
  const jsons = names.filter((name) => name.endsWith('_json'))
  if (booleans.length === 0 && jsons.length === 0 && !cipher) return (row) => row
  return (raw) => {
    const row = raw as Record<string, unknown>
    if (cipher) {
      for (const name of names) {
        const value = row[name]
        if (typeof value === 'string' && cipher.isSealed(value)) row[name] = cipher.open(value)
      }
    }
    for (const name of booleans) if (row[name] !== null) row[name] = row[name] !== 0
    for (const name of jsons) if (typeof row[name] === 'string') row[name] = JSON.parse(row[name]) as unknown
    return row
  }
}

/** A damaged or foreign file, as opposed to a full disk or a refusal. */
export function isDamaged(error: unknown): boolean {
  const code = (error as { code?: string }).code ?? ''
  return code.startsWith('SQLITE_CORRUPT') || code.startsWith('SQLITE_NOTADB') || code === 'SQLITE_IOERR_SHORT_READ'
}

export function isDiskFull(error: unknown): boolean {
  const code = (error as { code?: string }).code ?? ''
  return code === 'SQLITE_FULL' || code === 'ENOSPC' || code === 'SQLITE_IOERR_WRITE'
}
