/** The mirror's tables as the central catalogue describes them: made, filled and indexed from that one description. */
import type { Sqlite } from './sqlite.ts'

export interface CacheColumn {
  name: string
  nullable: boolean
  type: 'INTEGER' | 'TEXT'
  /** A moment: the centre prints it in its own way (asInstant). */
  instant: boolean
}

/** One replicated table as the centre describes it (sync.replicated). */
export interface CacheTable {
  name: string
  isSecret: boolean
  selectList: string
  columns: CacheColumn[]
  indexes: { name: string; columns: string[]; where: string | null }[]
}

export function createTables(db: Sqlite, tables: CacheTable[]): void {
  db.exec('create table kv_meta (key text primary key, value text not null) strict, without rowid')
  db.exec('create table kv_undo (seq integer primary key, tbl text not null, id text not null, before text) strict')
  db.exec('create index kv_undo_row on kv_undo (tbl, id)')
  db.exec('create table kv_settled (id text primary key) strict, without rowid')
  for (const { name, columns } of tables) {
    const list = columns.map(
      (column) =>
        `"${column.name}" ${column.type}${column.name === 'id' ? ' primary key' : ''}${column.nullable ? '' : ' not null'}`,
    )
    db.exec(`create table "${name}" (${list.join(', ')}) strict, without rowid`)
  }
}

/** Indexes come after the load. Uniqueness is the centre's business: half a pull may break it for a moment. */
export function createIndexes(db: Sqlite, tables: CacheTable[]): void {
  for (const table of tables) {
    for (const { name, columns, where } of table.indexes) {
      db.exec(
        `create index "${name}" on "${table.name}" (${columns.join(', ')})${where === null ? '' : ` where ${asSqlite(where)}`}`,
      )
    }
  }
  db.pragma('analysis_limit = 400')
  db.exec('analyze')
}

/** A timestamptz(3) as PostgreSQL prints it in UTC (`2026-11-21 17:41:07.12+00`), as the instant that the cache holds. */
export function asInstant(text: string): string {
  const end = text.length - 3
  const millis = end > 19 ? text.slice(20, end).padEnd(3, '0') : '000'
  return `${text.slice(0, 10)}T${text.slice(11, 19)}.${millis}Z`
}

/** Turns a row as the centre gave it into the cache's form, in place. */
export function decodeRow(columns: CacheColumn[], row: unknown[]): unknown[] {
  for (let at = 0; at < columns.length; at++) {
    const value = row[at]
    if (columns[at]?.instant === true && typeof value === 'string') row[at] = asInstant(value)
  }
  return row
}

/** `insert or replace` of `count` rows. */
export function insertSql({ name, columns }: CacheTable, count: number): string {
  const row = `(${columns.map(() => '?').join(', ')})`
  return `insert or replace into "${name}" (${columns.map((column) => `"${column.name}"`).join(', ')}) values ${Array(count).fill(row).join(', ')}`
}

/** Predicates of partial indexes as pg_get_expr prints them: the casts are PostgreSQL's. */
function asSqlite(predicate: string): string {
  return predicate
    .replace(/::\w+(\[\])?/g, '')
    .replace(/= ANY \(ARRAY\[(.*?)\]\)/g, 'in ($1)')
    .replace(/<> ALL \(ARRAY\[(.*?)\]\)/g, 'not in ($1)')
}
