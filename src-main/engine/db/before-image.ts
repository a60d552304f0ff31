/**
 * The undo log of pending commands: while `recording`, the first change of a row keeps what was there before.
 * Kept inside the cache, so that a crash between two transactions cannot separate the two.
 */
import { insertSql, type CacheTable } from './cache-schema.ts'
import type { Sqlite } from './sqlite.ts'

export interface Undo {
  /** Runs `work` with recording on and adds the tables that it writes to `touched`. Call it inside a write transaction. */
  recording<T>(touched: Set<string>, work: () => Promise<T>): Promise<T>
  /** Puts every recorded row back and forgets the records; returns the tables touched. Call it inside a write transaction. */
  restore(): Set<string>
}

export function createUndo(db: Sqlite, tables: CacheTable[]): Undo {
  let recorded: Set<string> | undefined
  db.function('kv_recording', (table: unknown) => {
    recorded?.add(table as string)
    return recorded ? 1 : 0
  })
  for (const table of tables) db.exec(triggers(table))

  const records = db.prepare('select tbl, id, before from kv_undo order by seq desc')
  const forget = db.prepare('delete from kv_undo')
  const inserts = new Map(tables.map((table) => [table.name, db.prepare(insertSql(table, 1))]))
  const deletes = new Map(tables.map(({ name }) => [name, db.prepare(`delete from "${name}" where id = ?`)]))

  return {
    async recording(touched, work) {
      recorded = touched
      try {
        return await work()
      } finally {
        recorded = undefined
      }
    },
    restore() {
      const touched = new Set<string>()
      for (const { tbl, id, before } of records.all() as { tbl: string; id: string; before: string | null }[]) {
        touched.add(tbl)
        if (before === null) deletes.get(tbl)?.run(id)
        else inserts.get(tbl)?.run(JSON.parse(before) as unknown[])
      }
      forget.run()
      return touched
    },
  }
}

/** The image is read from the table, not from old, so that an upsert over a row is not taken for an insert of a new one. */
function triggers({ name, columns }: CacheTable): string {
  const image = `json_array(${columns.map((column) => `"${column.name}"`).join(', ')})`
  const keep = (id: string) =>
    `insert into kv_undo (tbl, id, before) select '${name}', ${id}, (select ${image} from main."${name}" where id = ${id})
     where not exists (select 1 from kv_undo where tbl = '${name}' and id = ${id});`
  return ['insert', 'update', 'delete']
    .map(
      (op) =>
        `create temp trigger "kv_${op}_${name}" before ${op} on main."${name}" when kv_recording('${name}') = 1 begin ${keep(op === 'insert' ? 'new.id' : 'old.id')} end;`,
    )
    .join('\n')
}
