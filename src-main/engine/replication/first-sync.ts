/**
 * The first copy: every table out of one central snapshot by COPY, into a fresh file without a journal, indexes afterwards,
 * then renamed into place. A cut leaves the old cache untouched and only the unfinished file to throw away.
 */
import Database from 'better-sqlite3'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { AppError, must } from '#shared/rpc/errors.ts'
import type { Progress } from '#shared/rpc/client.ts'
import type { Cipher } from '../cipher.ts'
import type { Central, CentralTx } from '../db/central.ts'
import { CACHE_FILE, installCache, sealRow, type CacheState } from '../db/cache.ts'
import { asInstant, createIndexes, createTables, insertSql, type CacheTable } from '../db/cache-schema.ts'
import type { Sqlite } from '../db/sqlite.ts'
import { asAck, type Ack } from './pull.ts'

/** Parameters of one insert: many rows a statement cost half of one row a statement. */
const VALUES_A_STATEMENT = 512
const PROGRESS_MS = 100

export interface FirstSync {
  dir: string
  cipher: Cipher
  /** Ids of waiting commands; their outcomes are read in the same snapshot as the rows (rule C7). */
  pending: string[]
  progress(progress: Progress): void
  signal: AbortSignal
  /** Runs just before the new file takes the old one's place: close the old one here. */
  beforeInstall(): void
}

/** Copies everything and installs the new cache file. Returns the outcomes of pending commands found in that snapshot. */
export async function firstSync(
  central: Central,
  { dir, cipher, pending, progress, signal, beforeInstall }: FirstSync,
): Promise<Ack[]> {
  const file = join(dir, `${CACHE_FILE}.new`)
  rmSync(file, { force: true })
  const db = new Database(file)
  try {
    for (const pragma of [
      'journal_mode = OFF',
      'synchronous = OFF',
      'locking_mode = EXCLUSIVE',
      'cache_size = -64000',
      'threads = 2',
      'temp_store = MEMORY',
    ])
      db.pragma(pragma)
    const acks = await central.transaction({ isolation: 'repeatable read', readOnly: true }, async (tx) => {
      const { tables, state, total } = await describe(tx)
      createTables(db, tables)
      db.exec('begin')
      let done = 0
      let reportedAt = 0
      const report = (rows: number) => {
        if (signal.aborted) throw new AppError('cancelled', 'The copy was cancelled')
        done += rows
        if (performance.now() - reportedAt < PROGRESS_MS) return
        reportedAt = performance.now()
        progress({ done, total: Math.max(total, done), stage: 'copy' })
      }
      for (const table of tables) await copyTable(tx, db, table, cipher, report)
      const meta = db.prepare('insert into kv_meta (key, value) values (?, ?)')
      meta.run('tables', JSON.stringify(tables))
      meta.run('state', JSON.stringify(state))
      meta.run('seal', cipher.seal('kvartal'))
      db.exec('commit')
      progress({ done, total: done, stage: 'index' })
      createIndexes(db, tables)
      const known = (
        await tx.rows(
          'select json_build_object($$id$$, id, $$outcome$$, outcome, $$result$$, result_json, $$error$$, error_json)::text from sync.command where id = any($1)',
          [pending],
        )
      ).map(asAck)
      // Their effects are in these rows: whoever is killed now must not replay them onto the new file.
      const settle = db.prepare('insert into kv_settled (id) values (?)')
      for (const { id } of known) settle.run(id)
      return known
    })
    db.close()
    beforeInstall()
    installCache(dir)
    return acks
  } finally {
    if (db.open) db.close()
    rmSync(file, { force: true })
  }
}

async function describe(tx: CentralTx): Promise<{ tables: CacheTable[]; state: CacheState; total: number }> {
  const [[head] = []] = await tx.rows(
    "select json_build_object('snapshot', pg_current_snapshot()::text, 'hello', sync.hello())::text",
  )
  const { snapshot, hello } = JSON.parse(must(head, 'hello') as string) as { snapshot: string; hello: Hello }
  if (hello.actor === null) throw new AppError('forbidden', 'This user is blocked', { reason: 'engine.blocked' })
  const rows = await tx.rows(`select r.tbl, r.is_secret, r.select_list, r.shape::text, greatest(c.reltuples, 0)::bigint
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
      skewMs: Date.now() - hello.now,
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
  cipher: Cipher,
  report: (rows: number) => void,
): Promise<void> {
  const width = table.columns.length
  const full = Math.floor(VALUES_A_STATEMENT / width) * width
  const many = db.prepare(insertSql(table, full / width))
  const one = db.prepare(insertSql(table, 1))
  const instants = table.columns.flatMap(({ instant }, column) => (instant ? [column] : []))
  let values: unknown[] = []
  let rest = ''
  const decoder = new TextDecoder()

  await tx.copyOut(`select ${table.selectList} from app."${table.name}" t order by t.id`, (chunk) => {
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
    if (at > 0) values = values.slice(at)
    report(fields.length / width)
  })
  for (let at = 0; at < values.length; at += width) one.run(values.slice(at, at + width))
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
