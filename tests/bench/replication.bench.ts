/** First sync and propagation against the barest program that does the same: COPY, split, insert; NOTIFY, select, upsert. */
import Database from 'better-sqlite3'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import { newId } from '#shared/kernel/id.ts'
import { openCipher } from '#main/engine/cipher.ts'
import { createFirstCopy } from '#main/engine/replication/first-sync.ts'
import { testCluster, type TestCentre, type TestUser } from '../support/central.ts'
import { deskHouse, plainKeyStore, type TestDesk } from '../support/desks.ts'
import { atLeast, atMost, byTurns, percentile, type BenchRow } from './harness.ts'

/** Changes written for one row of the table. */
const ROUNDS = 600

export async function replicationBench(rowCounts: number[]): Promise<BenchRow[]> {
  const rows: BenchRow[] = []
  const house = await deskHouse('postgres')
  try {
    const desk = await house.open('reader', ['analyst'])
    let there = 0
    for (const count of rowCounts) {
      await house.centre.sql('alter table app.note disable trigger user')
      await house.centre.sql(
        `insert into app.note (id, text, count, is_done, tags_json, written_on, written_at, author_id)
         select uuidv7(interval '1 millisecond' * i), 'note of a flat, number ' || i, i, i % 2 = 0, '["a","b"]', date '2020-01-01' + i % 2000, now(), $1 from generate_series($2::int, $3::int) i`,
        [desk.user.id, there + 1, count],
      )
      await house.centre.sql('alter table app.note enable trigger user')
      there = count
      rows.push(await firstSyncRow(house.centre, desk.user, count))
    }
    const desks: [TestDesk, TestDesk] = [desk, await house.open('writer', ['analyst'])]
    rows.push(await propagationRow(house.centre, desks, 1, 2))
    rows.push(await propagationRow(house.centre, desks, 50, 1.5))
  } finally {
    await house.close()
  }
  return rows
}

async function firstSyncRow(centre: TestCentre, user: TestUser, count: number): Promise<BenchRow> {
  const dir = mkdtempSync(join(tmpdir(), 'kvartal-bench-'))
  const cipher = openCipher(join(dir, 'key.bin'), plainKeyStore)
  const central = await centre.as(user)
  const ours = () =>
    createFirstCopy(dir, cipher).run(central, {
      pending: [],
      progress: () => undefined,
      signal: new AbortController().signal,
      beforeInstall: () => undefined,
    })
  const times = await byTurns(3, ours, () => bareCopy(centre, user, join(dir, 'bare.db')))
  await central.close()
  rmSync(dir, { recursive: true })
  return atLeast(
    `first sync, ${count.toLocaleString('en')} rows`,
    'rows/s',
    (count / times.ours) * 1000,
    (count / times.bare) * 1000,
    1,
  )
}

/** COPY, split, one prepared insert into a rowid table. */
async function bareCopy(centre: TestCentre, { login, password }: TestUser, file: string): Promise<void> {
  rmSync(file, { force: true })
  const db = new Database(file)
  db.pragma('journal_mode = WAL')
  db.pragma('synchronous = OFF')
  db.exec(
    'create table note (id text, text text, count integer, is_done integer, tags_json text, written_on text, written_at text, author_id text)',
  )
  const insert = db.prepare('insert into note values (?, ?, ?, ?, ?, ?, ?, ?)')
  const client = new pg.Client(centre.url.replace('://', `://${login}:${password}@`))
  await client.connect()
  const stream = client.query(copyTo('copy (select * from app.note) to stdout'))
  db.exec('begin')
  let rest = ''
  for await (const chunk of stream) {
    const lines = (rest + (chunk as Buffer).toString('utf8')).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) insert.run(line.split('\t'))
  }
  db.exec('commit')
  await client.end()
  db.close()
}

/** `writers` at once, each waiting until its row has arrived before it writes the next and takes the last one away. */
async function propagationRow(
  centre: TestCentre,
  [reader, writer]: [TestDesk, TestDesk],
  writers: number,
  most: number,
): Promise<BenchRow> {
  const arrivals = new Map<string, () => void>()
  const stop = reader.desk.live(
    'probe.seats',
    {},
    {
      patch: ({ put }) => put.forEach(({ id }) => arrivals.get(id)?.()),
      value: () => undefined,
      fail: (error) => {
        throw new Error(error.message)
      },
    },
  )
  const ours = await writing(centre, writer.user, writers, arrivals)
  stop()
  await centre.sql('delete from app.seat')
  const bare = await barePropagation(centre, writer.user, writers)
  await centre.sql('delete from app.seat')
  return atMost(
    writers === 1 ? 'a change seen on another workstation, p95' : `the same, ${writers} writers at once`,
    'ms',
    percentile(ours, 0.95),
    percentile(bare, 0.95),
    most,
    `p50 ${percentile(ours, 0.5).toFixed(2)} against ${percentile(bare, 0.5).toFixed(2)} ms`,
  )
}

/** How long each change took from being written to `arrivals` of its id. */
async function writing(
  centre: TestCentre,
  user: TestUser,
  writers: number,
  arrivals: Map<string, () => void>,
  after: (id: string) => string = () => '',
): Promise<number[]> {
  const times: number[] = []
  const rounds = Math.ceil(ROUNDS / writers)
  let number = 0
  const clients = await Promise.all(Array.from({ length: writers }, () => writerClient(centre, user)))
  await Promise.all(
    clients.map(async (client) => {
      let last = newId()
      for (let round = 0; round < rounds; round++) {
        const id = newId()
        const arrived = new Promise<void>((resolve) => arrivals.set(id, resolve))
        const startedAt = performance.now()
        await client.query(
          `begin; delete from app.seat where id = '${last}'; insert into app.seat (id, number) values ('${id}', ${(number += 1)}); ${after(id)} commit`,
        )
        await arrived
        times.push(performance.now() - startedAt)
        last = id
      }
      await client.end()
    }),
  )
  return times
}

async function writerClient(centre: TestCentre, { login, password }: TestUser): Promise<pg.Client> {
  const client = new pg.Client(centre.url.replace('://', `://${login}:${password}@`))
  await client.connect()
  return client
}

/** NOTIFY, one select, one upsert. */
async function barePropagation(centre: TestCentre, user: TestUser, writers: number): Promise<number[]> {
  const dir = mkdtempSync(join(tmpdir(), 'kvartal-bench-'))
  const db = new Database(join(dir, 'bare.db'))
  db.pragma('journal_mode = WAL')
  db.exec('create table seat (id text primary key, number integer)')
  const upsert = db.prepare('insert or replace into seat values (?, ?)')
  const arrivals = new Map<string, () => void>()
  const reader = await writerClient(centre, user)
  reader.on('notification', ({ payload }) => {
    void reader
      .query('select id, number from app.seat where id = $1', [payload])
      .then(({ rows: [row] }: { rows: { id: string; number: number }[] }) => {
        if (!row) return
        upsert.run(row.id, row.number)
        arrivals.get(row.id)?.()
      })
  })
  await reader.query('listen bare')
  const times = await writing(centre, user, writers, arrivals, (id) => `select pg_notify('bare', '${id}');`)
  await reader.end()
  db.close()
  rmSync(dir, { recursive: true })
  return times
}

if (import.meta.main) {
  const { table } = await import('./harness.ts')
  process.stdout.write(`${table(await replicationBench(process.argv.slice(2).map(Number)))}\n`)
  await (await testCluster()).stop()
}
