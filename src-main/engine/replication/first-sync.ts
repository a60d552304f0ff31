/**
 * The first copy: every table out of one central snapshot by COPY, into a fresh file without a journal, indexes afterwards,
 * then renamed into place. A cut leaves the old cache untouched; the next run resumes the unfinished file.
 */
import Database from 'better-sqlite3'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { AppError, must } from '#shared/rpc/errors.ts'
import type { Progress } from '#shared/rpc/client.ts'
import type { Cipher } from '../cipher.ts'
import { isLinkTrouble } from '../db/trouble.ts'
import { quote, type Central, type CentralTx } from '../db/central.ts'
import { installCache, NEW_FILE, openCache, sealRow, type Cache, type CacheState } from '../db/cache.ts'
import { asInstant, createIndexes, createTables, insertSql, type CacheTable } from '../db/cache-schema.ts'
import type { Sqlite } from '../db/sqlite.ts'
import { applyPull, asAck, fetchPull, type Ack } from './pull.ts'

/** Parameters of one insert: many rows a statement cost half of one row a statement. */
const VALUES_A_STATEMENT = 512
const PROGRESS_MS = 100

export interface CopyRun {
  /** Ids of waiting commands; their outcomes are read in the same snapshot as the rows (rule C7). */
  pending: string[]
  progress(progress: Progress): void
  signal: AbortSignal
  /** Runs just before the new file takes the old one's place: close the old one here. */
  beforeInstall(): void
}

export interface FirstCopy {
  /**
   * Copies everything and installs the new cache file; returns the outcomes of pending commands. After a cut, the next run goes
   * on where this one stopped, if it is still the same centre, user and schema.
   */
  run(central: Central, options: CopyRun): Promise<Ack[]>
  /** Throws an unfinished copy away. */
  discard(): void
}

/** A copy under way: whole rows in order of id, as of `state.snapshot` or later. */
interface Unfinished {
  db: Sqlite
  tables: CacheTable[]
  state: CacheState
  total: number
  /** Rows written so far. */
  done: number
  /** The table under way and the last of its ids that is written. */
  table: number
  lastId: string | null
}

/** `wall` is the workstation's clock. */
export function createFirstCopy(dir: string, cipher: Cipher, wall: () => number = Date.now): FirstCopy {
  const file = join(dir, NEW_FILE)
  let unfinished: Unfinished | undefined

  function discard() {
    if (unfinished?.db.open === true) unfinished.db.close()
    unfinished = undefined
    rmSync(file, { force: true })
  }

  return {
    discard,
    async run(central, options) {
      try {
        return await copyAndInstall(central, options)
      } catch (error) {
        // Only what the link cut short is whole so far: without a journal a full disk leaves anything.
        if (!isLinkTrouble(error) && (error as Partial<AppError>).code !== 'cancelled') discard()
        throw error
      }
    },
  }

  async function copyAndInstall(
    central: Central,
    { pending, progress, signal, beforeInstall }: CopyRun,
  ): Promise<Ack[]> {
    let acks: Ack[] = []
    let isResumed = false
    await central.transaction({ isolation: 'repeatable read', readOnly: true }, async (tx) => {
      const found = await describe(tx, wall)
      isResumed = unfinished !== undefined && isSame(unfinished, found)
      if (!isResumed) {
        discard()
        unfinished = begin(file, found)
      }
      await copyTables(tx, must(unfinished, 'copy'), cipher, progress, signal)
      acks = (
        await tx.rows(
          'select json_build_object($$id$$, id, $$outcome$$, outcome, $$result$$, result_json, $$error$$, error_json)::text from sync.command where id = any($1)',
          [pending],
        )
      ).map(asAck)
    })
    const { db, tables, state } = must(unfinished, 'copy')
    const meta = db.prepare('insert or replace into kv_meta (key, value) values (?, ?)')
    meta.run('tables', JSON.stringify(tables))
    meta.run('state', JSON.stringify(state))
    meta.run('seal', cipher.seal('kvartal'))
    progress({ done: must(unfinished, 'copy').done, total: must(unfinished, 'copy').done, stage: 'index' })
    settle(db, acks)
    createIndexes(db, tables)
    db.close()
    // Tables of a resumed copy are of two snapshots; one pull from the older brings all of them to one.
    if (isResumed) acks = await catchUp(central, must(openCache(dir, cipher, NEW_FILE), 'copied cache'), pending, wall)
    beforeInstall()
    installCache(dir)
    unfinished = undefined
    return acks
  }
}

function begin(file: string, { tables, state, total }: Described): Unfinished {
  const db = new Database(file)
  for (const pragma of LOAD_PRAGMAS) db.pragma(pragma)
  createTables(db, tables)
  return { db, tables, state, total, done: 0, table: 0, lastId: null }
}

/** Nobody reads the file before it is whole, so it needs no journal. */
const LOAD_PRAGMAS = [
  'journal_mode = OFF',
  'synchronous = OFF',
  'locking_mode = EXCLUSIVE',
  'cache_size = -64000',
  'threads = 2',
  'temp_store = MEMORY',
]

function isSame({ state, tables }: Unfinished, found: Described): boolean {
  const key = ({ state, tables }: Pick<Described, 'state' | 'tables'>) =>
    JSON.stringify([state.identity, state.userEpoch, state.migrations, tables])
  return key({ state, tables }) === key(found)
}

async function copyTables(
  tx: CentralTx,
  copy: Unfinished,
  cipher: Cipher,
  progress: (progress: Progress) => void,
  signal: AbortSignal,
): Promise<void> {
  let reportedAt = 0
  const written = (rows: number, lastId: string) => {
    copy.done += rows
    copy.lastId = lastId
    if (signal.aborted) throw new AppError('cancelled', 'The copy was cancelled')
    if (performance.now() - reportedAt < PROGRESS_MS) return
    reportedAt = performance.now()
    // The server only guesses how many there are: when there are more, nobody knows how far it is.
    progress({ done: copy.done, total: copy.done > copy.total ? 0 : copy.total, stage: 'copy' })
  }
  copy.db.exec('begin')
  try {
    for (; copy.table < copy.tables.length; copy.table++, copy.lastId = null) {
      await copyTable(tx, copy.db, must(copy.tables[copy.table], 'table'), copy.lastId, cipher, written)
    }
  } finally {
    // Without a journal there is no way back, and none is needed: what is written are whole rows, in order.
    if (copy.db.inTransaction) copy.db.exec('commit')
  }
}

async function catchUp(central: Central, cache: Cache, pending: string[], wall: () => number): Promise<Ack[]> {
  try {
    const pulled = await fetchPull(central, cache.state().snapshot, pending)
    cache.writer.exec('begin')
    applyPull(cache, pulled, wall)
    settle(cache.writer, pulled.acks)
    cache.writer.exec('commit')
    return pulled.acks
  } finally {
    cache.close()
  }
}

/** The effects of these are in the copied rows: whoever is killed right after the installation must not replay them. */
function settle(db: Sqlite, acks: Ack[]): void {
  const insert = db.prepare('insert or ignore into kv_settled (id) values (?)')
  for (const { id } of acks) insert.run(id)
}

interface Described {
  tables: CacheTable[]
  state: CacheState
  total: number
}

async function describe(tx: CentralTx, wall: () => number): Promise<Described> {
  const [[head] = []] = await tx.rows(
    "select json_build_object('snapshot', pg_current_snapshot()::text, 'hello', sync.hello())::text",
  )
  const { snapshot, hello } = JSON.parse(must(head, 'hello') as string) as { snapshot: string; hello: Hello }
  if (hello.actor === null) throw new AppError('forbidden', 'This user is blocked', { reason: 'engine.blocked' })
  const rows =
    await tx.rows(`select r.tbl, r.is_secret, r.select_list, r.shape::text, greatest(c.reltuples, pg_relation_size(c.oid) / 200)::bigint
    from sync.replicated r join pg_class c on c.relname = r.tbl join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'app' order by r.position`)
  const tables = rows.map(([name, isSecret, selectList, shape]) => {
    const { columns, indexes } = JSON.parse(shape as string) as Pick<CacheTable, 'columns' | 'indexes'>
    return { name: name as string, isSecret: isSecret as boolean, selectList: selectList as string, columns, indexes }
  })
  return {
    tables,
    state: {
      identity: hello.identity,
      userEpoch: hello.userEpoch ?? 0,
      migrations: hello.migrations,
      snapshot,
      syncedAt: new Date(hello.now).toISOString(),
      skewMs: wall() - hello.now,
    },
    total: rows.reduce((sum, row) => sum + Number(row[4]), 0),
  }
}

/** What sync.hello() says. */
export interface Hello {
  identity: string
  migrations: string[]
  actor: unknown
  userEpoch: number | null
  isDemo: boolean
  now: number
}

async function copyTable(
  tx: CentralTx,
  db: Sqlite,
  table: CacheTable,
  after: string | null,
  cipher: Cipher,
  written: (rows: number, lastId: string) => void,
): Promise<void> {
  const idColumn = table.columns.findIndex(({ name }) => name === 'id')
  const width = table.columns.length
  const full = Math.floor(VALUES_A_STATEMENT / width) * width
  const many = db.prepare(insertSql(table, full / width))
  const one = db.prepare(insertSql(table, 1))
  const instants = table.columns.flatMap(({ instant }, column) => (instant ? [column] : []))
  let values: unknown[] = []
  let rest = ''
  const decoder = new TextDecoder()

  const onward = after === null ? '' : `where t.id > ${quote(after)} `
  await tx.copyOut(`select ${table.selectList} from app."${table.name}" t ${onward}order by t.id`, (chunk) => {
    const text = rest + decoder.decode(chunk, { stream: true })
    const end = text.lastIndexOf('\n')
    rest = text.slice(end + 1)
    if (end < 0) return
    const fields = parseCopyText(text.slice(0, end))
    for (const column of instants) {
      for (let at = column; at < fields.length; at += width) {
        const field = fields[at]
        if (typeof field === 'string') fields[at] = asInstant(field)
      }
    }
    if (table.isSecret)
      for (let at = 0; at < fields.length; at += width)
        values.push(...sealRow(table, fields.slice(at, at + width), cipher))
    else values = values.length === 0 ? fields : values.concat(fields)
    let at = 0
    for (; at + full <= values.length; at += full) many.run(values.slice(at, at + full))
    if (at === 0) return
    const lastId = values[at - width + idColumn] as string
    values = values.slice(at)
    written(at / width, lastId)
  })
  for (let at = 0; at < values.length; at += width) {
    one.run(values.slice(at, at + width))
    written(1, values[at + idColumn] as string)
  }
}

const ESCAPES: Record<string, string> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' }

/** Whole lines of COPY's text format (without the last line end) as one flat list of fields, row after row. */
export function parseCopyText(text: string): (string | null)[] {
  const fields: (string | null)[] = text.replaceAll('\n', '\t').split('\t')
  if (!text.includes('\\')) return fields
  for (let at = 0; at < fields.length; at++) {
    const field = fields[at]
    if (field === '\\N') fields[at] = null
    else if (typeof field === 'string' && field.includes('\\'))
      fields[at] = field.replace(/\\(.)/gs, (_, char: string) => ESCAPES[char] ?? char)
  }
  return fields
}
