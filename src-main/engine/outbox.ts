/**
 * The outbox: commands accepted here and not yet confirmed by the centre, and those it refused, until their author has seen them.
 * Its file is the only one on a workstation that may not be lost: every write is fsynced, the program never deletes the file.
 */
import Database from 'better-sqlite3'
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { AppError, type WireError } from '#shared/rpc/errors.ts'
import type { Id } from '#shared/kernel/id.ts'
import type { Instant } from '#shared/kernel/instant.ts'
import { CACHE_FILE } from './db/cache.ts'
import { isDiskFull } from './db/sqlite.ts'

/** `pending`: to be run at the centre; `asking`: sent, answer lost, must not run again (offline: refuse); `refused`: see the error. */
export type OutboxState = 'pending' | 'asking' | 'refused'

export interface OutboxCommand {
  id: Id
  name: string
  args: unknown
  issuedAt: Instant
  state: OutboxState
  error: WireError | null
  refusedAt: Instant | null
}

export interface Outbox {
  add(command: { id: Id; name: string; args: unknown; issuedAt: Instant; state: 'pending' | 'asking' }): void
  /** Waiting commands in the order they were issued. */
  waiting(): OutboxCommand[]
  all(): OutboxCommand[]
  get(id: Id): OutboxCommand | undefined
  counts(): { pending: number; refused: number }
  /** Done at the centre, or dismissed by the user. */
  remove(ids: Id[]): void
  refuse(id: Id, error: WireError, at: Instant): void
  close(): void
}

interface Row {
  id: string
  name: string
  args_json: string
  issued_at: string
  state: OutboxState
  error_json: string | null
  refused_at: string | null
}

/**
 * Opens or makes the outbox in `dir`. Throws `conflict` with `engine.outbox-damaged` when the file cannot be read: nobody may
 * lose it in silence, so it is left as it is for somebody who can help.
 */
export function openOutbox(dir: string): Outbox {
  const file = join(dir, 'outbox.db')
  // It is there before the first cache is: one that has become empty, or is gone while a cache is there, was lost.
  if (existsSync(join(dir, CACHE_FILE)) && (statSync(file, { throwIfNoEntry: false })?.size ?? 0) === 0)
    throw damaged(file, 'it is empty')
  let db
  try {
    db = new Database(file, { timeout: 5_000 })
    // Somebody else's database is not ours to change: it has tables, and not this one.
    if (db.prepare('select count(*) from sqlite_master').pluck().get() !== 0)
      db.prepare(`select ${COLUMNS} from command`)
    db.pragma('journal_mode = WAL')
    db.pragma('synchronous = FULL')
    const check = db.pragma('integrity_check', { simple: true })
    if (check !== 'ok') throw damaged(file, String(check))
    db.exec(`create table if not exists command (
      seq integer primary key autoincrement, id text not null unique, name text not null, args_json text not null, issued_at text not null,
      state text not null check (state in ('pending', 'asking', 'refused')), error_json text, refused_at text) strict`)
    return over(db)
  } catch (error) {
    db?.close()
    throw isDiskFull(error) || error instanceof AppError ? error : damaged(file, String((error as Error).message))
  }
}

const COLUMNS = 'id, name, args_json, issued_at, state, error_json, refused_at'

/** How many commands wait in the outbox of a desk that is not open; none where there is no outbox. */
export function countWaiting(dir: string): number {
  const file = join(dir, 'outbox.db')
  if (!existsSync(file)) return 0
  const outbox = openOutbox(dir)
  try {
    return outbox.counts().pending
  } finally {
    outbox.close()
  }
}

function damaged(file: string, why: string): AppError {
  return new AppError(
    'conflict',
    `The outbox is damaged: ${why}. It holds work that the centre may not have: keep the file`,
    {
      reason: 'engine.outbox-damaged',
      file,
    },
  )
}

function over(db: Database.Database): Outbox {
  const insert = db.prepare('insert into command (id, name, args_json, issued_at, state) values (?, ?, ?, ?, ?)')
  const selectWaiting = db.prepare(`select ${COLUMNS} from command where state <> 'refused' order by seq`)
  const selectAll = db.prepare(`select ${COLUMNS} from command order by seq`)
  const selectOne = db.prepare(`select ${COLUMNS} from command where id = ?`)
  const count = db.prepare("select sum(state <> 'refused') as pending, sum(state = 'refused') as refused from command")
  const remove = db.prepare('delete from command where id = ?')
  const refuse = db.prepare(
    "update command set state = 'refused', error_json = ?, refused_at = ? where id = ? and state <> 'refused'",
  )

  return {
    add: ({ id, name, args, issuedAt, state }) => void insert.run(id, name, JSON.stringify(args), issuedAt, state),
    waiting: () => (selectWaiting.all() as Row[]).map(decode),
    all: () => (selectAll.all() as Row[]).map(decode),
    get(id) {
      const row = selectOne.get(id) as Row | undefined
      return row && decode(row)
    },
    counts() {
      const { pending, refused } = count.get() as { pending: number | null; refused: number | null }
      return { pending: pending ?? 0, refused: refused ?? 0 }
    },
    remove: db.transaction((ids: Id[]) => ids.forEach((id) => remove.run(id))),
    refuse: (id, error, at) => void refuse.run(JSON.stringify(error), at, id),
    close: () => db.close(),
  }
}

function decode(row: Row): OutboxCommand {
  return {
    id: row.id,
    name: row.name,
    args: JSON.parse(row.args_json) as unknown,
    issuedAt: row.issued_at,
    state: row.state,
    error: row.error_json === null ? null : (JSON.parse(row.error_json) as WireError),
    refusedAt: row.refused_at,
  }
}
