/** The mirror's tables as the central catalogue describes them: made, filled and indexed from that one description. */
import type { Sqlite } from './sqlite.ts'

export interface CacheColumn {
  name: string
  nullable: boolean
  type: 'INTEGER' | 'TEXT'
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
    const list = columns.map((column) => `"${column.name}" ${column.type}${column.name === 'id' ? ' primary key' : ''}${column.nullable ? '' : ' not null'}`)
    db.exec(`create table "${name}" (${list.join(', ')}) strict, without rowid`)
  }
}

/** Indexes come after the load. Uniqueness is the centre's business: half a pull may break it for a moment. */
export function createIndexes(db: Sqlite, tables: CacheTable[]): void {
  for (const table of tables) {
    for (const { name, columns, where } of table.indexes) {
      db.exec(`create index "${name}" on "${table.name}" (${columns.join(', ')})${where === null ? '' : ` where ${asSqlite(where)}`}`)
    }
  }
  db.exec('analyze')
}

/** `insert or replace` of `count` rows. */
export function insertSql({ name, columns }: CacheTable, count: number): string {
  const row = `(${columns.map(() => '?').join(', ')})`
  return `insert or replace into "${name}" (${columns.map((column) => `"${column.name}"`).join(', ')}) values ${Array(count).fill(row).join(', ')}`
}

/** Predicates of partial indexes as pg_get_expr prints them: the casts are PostgreSQL's. */
function asSqlite(predicate: string): string {
  return predicate.replace(/::\w+(\[\])?/g, '').replace(/= ANY \(ARRAY\[(.*?)\]\)/g, 'in ($1)').replace(/<> ALL \(ARRAY\[(.*?)\]\)/g, 'not in ($1)')
}
