/** The engine dies while it commits a large batch: all of it is written or none, the batch says which, and a second try never writes it twice (C13.1). */
import { spawn } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Id } from '#shared/kernel/id.ts'
import { must } from '#shared/rpc/errors.ts'
import type { Module } from '#main/engine/define.ts'
import { testCluster, type TestUser } from '#tests/support/central.ts'
import { deskHouse, type DeskHouse } from '#tests/support/desks.ts'
import { batchOf } from '#tests/support/imports.ts'
import type { KillImport } from '#tests/support/kill-import.ts'
import { imports } from './index.ts'

const COUNT = 3000

describe('an engine killed while it commits', () => {
  let house: DeskHouse
  let user: TestUser
  let units: Id[]
  beforeAll(async () => {
    house = await deskHouse('postgres', { imports: imports as unknown as Module })
    user = await house.centre.addUser('anna', ['manager'], house.companyId)
    const { sql } = house.centre
    await sql(
      `with c as (insert into app.complex (id, name, region, city) values (gen_random_uuid(), 'A', '', '') returning id),
        b as (insert into app.building (id, complex_id, name, stage) select gen_random_uuid(), c.id, '1', 'frame' from c returning id)
       insert into app.section (id, building_id, name) select gen_random_uuid(), b.id, '1' from b`,
    )
    await sql(
      'insert into app.floor (id, section_id, floor) select gen_random_uuid(), s.id, n from app.section s, generate_series(1, 100) n',
    )
    await sql(
      `insert into app.unit (id, section_id, kind, number, floor, riser, area_cm2)
       select gen_random_uuid(), s.id, 'flat', n::text, n % 100 + 1, n / 100 + 1, 450000 from app.section s, generate_series(0, $1::int - 1) n`,
      [COUNT],
    )
    units = (await sql<{ id: Id }>('select id from app.unit order by id')).map(({ id }) => id)
    await sql('update app.import_limit set price_change_bp = null, sensitive_rows = null')
  }, 120_000)
  afterAll(async () => {
    await house.close()
    await (await testCluster()).stop()
  })

  const counts = async (batch: Id) => {
    const [row] = await house.centre.sql<Record<string, number>>(
      `select (select count(*)::int from app.unit where note = $1) as notes,
        (select count(*)::int from app.unit_price where note = $2) as prices,
        (select count(*)::int from app.import_batch where id = $1::uuid and state = 'committed' and updated = $3) as batches,
        (select count(*)::int from app.import_row where batch_id = $1::uuid and outcome = 'done') as lines`,
      [batch, `import:${batch}`, COUNT],
    )
    return must(row)
  }
  const ALL = { notes: COUNT, prices: COUNT, batches: 1, lines: COUNT }
  const NOTHING = { notes: 0, prices: 0, batches: 0, lines: 0 }

  /** A change of the note and the price of every unit; the note is the batch's id. */
  async function everyUnit() {
    const before = await house.centre.sql<{ id: Id; note: string | null; price: number | null }>(
      'select u.id, u.note, p.price_minor::int as price from app.unit u left join app.unit_current_price p on p.id = u.id order by u.id',
    )
    const batch = batchOf(
      'units',
      before.map(({ id, note, price }) => ({
        id,
        changes: { note: [note, ''], price_minor: [price, (price ?? 900_000_000) + 100] },
        columns: ['note'],
      })),
    )
    for (const row of batch.rows) row.after['note'] = batch.batchId
    return batch
  }

  /** Lives until `until` says so, or to its end. */
  async function liveAndDie(child: KillImport, until: (said: string, kill: () => void) => void): Promise<string[]> {
    const program = new URL('../../../tests/support/kill-import.ts', import.meta.url).pathname
    const running = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program, JSON.stringify(child)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const said: string[] = []
    for await (const line of createInterface({ input: running.stdout })) {
      said.push(line)
      until(line, () => void running.kill('SIGKILL'))
    }
    return said
  }

  /** How far the killed one's transaction had come: the first statement that waits for a row somebody else holds. */
  const MOMENTS: [name: string, lock: string][] = [
    ['before anything is written', 'select 1 from app.unit where id = $1 for update'],
    ['between the units and their prices', 'lock table app.unit_price in share row exclusive mode'],
    ['between the prices and the protocol', 'lock table app.import_row in share row exclusive mode'],
  ]

  it.each(MOMENTS)('%s', async (_, lock) => {
    const { sql, url } = house.centre
    const dir = mkdtempSync(join(tmpdir(), 'kvartal-killed-import-'))
    const batch = await everyUnit()
    const args = join(dir, 'args.json')
    writeFileSync(args, JSON.stringify(batch))
    const child: KillImport = { dir, url, user, args }

    const pg = await import('pg')
    const holder = new pg.default.Client({
      connectionString: url.replace('//', '//postgres:postgres@'),
      options: '-c search_path=app',
    })
    await holder.connect()
    await holder.query('begin')
    await holder.query(lock, lock.includes('$1') ? [units.at(-1)] : [])
    const said = await liveAndDie(child, (line, kill) => {
      if (line !== 'committing') return
      void (async () => {
        for (;;) {
          const waiting = await sql<{ n: number }>(
            'select count(*)::int as n from pg_locks l join pg_stat_activity a using (pid) where not l.granted and a.datname = current_database()',
          )
          if (must(waiting[0]).n > 0) return kill()
        }
      })()
    })
    expect(said).toEqual(['ready', 'committing'])
    await holder.query('rollback')
    await holder.end()
    // The server learns of the death when it next speaks to the dead: until then its transaction is neither here nor there.
    for (;;) {
      const [row] = await sql<{ n: number }>(
        'select count(*)::int as n from pg_stat_activity where datname = current_database() and usename = $1',
        [user.login],
      )
      if (must(row).n === 0) break
    }
    expect(await counts(batch.batchId)).toEqual(NOTHING)

    // Started again on the same folder, the same batch goes through, and once more it answers what it did.
    const desk = await house.open('anna', [], { user, dir })
    await desk.join()
    const first = await desk.call('imports.submit', batch, batch.batchId)
    expect(first).toEqual({ state: 'committed', inserted: 0, updated: COUNT, passed: 0 })
    expect(await desk.call('imports.submit', batch, batch.batchId)).toEqual(first)
    expect(await counts(batch.batchId)).toEqual(ALL)
    await desk.close()
  })

  it('after the commit and before the answer: it is written, the batch says so, and the same batch again writes nothing', async () => {
    const { url } = house.centre
    const dir = mkdtempSync(join(tmpdir(), 'kvartal-killed-import-'))
    const batch = await everyUnit()
    const args = join(dir, 'args.json')
    writeFileSync(args, JSON.stringify(batch))
    await liveAndDie({ dir, url, user, args }, (line, kill) => {
      if (line !== 'committing') return
      void (async () => {
        // Seen from outside it is committed; whether its own engine has heard so is not asked.
        while ((await counts(batch.batchId)).batches === 0);
        kill()
      })()
    })
    expect(await counts(batch.batchId)).toEqual(ALL)
    const desk = await house.open('anna', [], { user, dir })
    await desk.join()
    expect(await desk.call('imports.submit', batch, batch.batchId)).toMatchObject({
      state: 'committed',
      updated: COUNT,
    })
    expect(await counts(batch.batchId)).toEqual(ALL)
    const batches = await desk.call<{ id: Id; state: string }[]>('imports.batches', {})
    expect(batches.find(({ id }) => id === batch.batchId)).toMatchObject({ state: 'committed' })
    await desk.close()
  })
})
