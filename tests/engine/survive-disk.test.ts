/** The files of a workstation are damaged, or its disk is full (SPEC C3, R5, R6, R7). */
import { spawnSync } from 'node:child_process'
import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import { newId } from '#shared/kernel/id.ts'
import { testCluster } from '../support/central.ts'
import { cacheRows, centralRows, deskHouse, type DeskHouse, type TestDesk } from '../support/desks.ts'

const TABLES = ['note', 'seat', 'passport', 'company', 'app_user']
const PAGE = 4096

let house: DeskHouse
beforeEach(async () => (house = await deskHouse('postgres')))
afterEach(() => house.close())
afterAll(async () => (await testCluster()).stop())

const manyNotes = (count: number, words = 60) =>
  house.centre.sql(
    `insert into app.note (id, text, written_at, author_id) select gen_random_uuid(), repeat(i || ' ', $2), now(), (select min(id::text)::uuid from app.app_user) from generate_series(1, $1) i`,
    [count, words],
  )

function overwrite(file: string, from: number, length: number) {
  const handle = openSync(file, 'r+')
  writeSync(handle, Buffer.alloc(length, 'not a page '), 0, length, from)
  closeSync(handle)
}

const DAMAGE: Record<string, (file: string) => void> = {
  'with its header overwritten': (file) => overwrite(file, 0, 200),
  'with its schema overwritten': (file) => overwrite(file, 100, PAGE - 100),
  'with pages overwritten': (file) => overwrite(file, 2 * PAGE, 40 * PAGE),
  truncated: (file) => truncateSync(file, Math.floor(statSync(file).size / 3)),
  emptied: (file) => truncateSync(file, 0),
  'replaced by a text': (file) => writeFileSync(file, 'Dear diary, '.repeat(1000)),
  "replaced by somebody's database": (file) => {
    rmSync(file)
    const db = new Database(file)
    db.exec(
      "create table command (a); create table kv_meta (key text, value text); insert into kv_meta values ('tables', 'oops')",
    )
    db.close()
  },
}

async function expectAgreement(desk: TestDesk) {
  await desk.desk.syncNow()
  expect(desk.desk.status()).toMatchObject({ link: 'online', pending: 0 })
  expect(await cacheRows(desk, TABLES.slice(0, 2))).toEqual(
    await centralRows(house.centre, desk.user, TABLES.slice(0, 2)),
  )
  const db = new Database(join(desk.dir, 'cache.db'), { readonly: true })
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
  db.close()
}

describe('a cache', () => {
  for (const [what, damage] of Object.entries(DAMAGE)) {
    it(`R7: ${what} is made anew, and what waited in the outbox is kept and sent`, async () => {
      const anna = await house.open('anna', ['sales'])
      await manyNotes(500)
      await anna.desk.syncNow()
      anna.cut()
      const id = newId()
      await anna.call('probe.write', { id, text: 'offline' })
      await anna.restart(() => damage(join(anna.dir, 'cache.db')))
      // Without the centre there is nothing to rebuild it from; the answer says so, or is still right.
      const answer = await anna.call<unknown[]>('probe.notes').catch((error: unknown) => error)
      if (answer instanceof Error)
        expect(answer).toMatchObject({
          code: 'offline',
          details: { reason: expect.stringMatching(/^engine\.(no-data-yet|cache-rebuilt)$/) },
        })
      else expect(answer).toHaveLength(501)
      expect(anna.desk.status().pending).toBe(1)
      await anna.join()
      await anna.call('probe.notes').catch(() => undefined)
      await expectAgreement(anna)
      expect(await house.centre.sql('select text from app.note where id = $1', [id])).toEqual([{ text: 'offline' }])
    })
  }

  it('R7: damaged while it is in use, it is made anew with a clear answer, and the program goes on', async () => {
    const anna = await house.open('anna', ['sales'])
    await manyNotes(2_000)
    await anna.desk.syncNow()
    new Database(join(anna.dir, 'cache.db')).exec('pragma wal_checkpoint(truncate)').close()
    overwrite(join(anna.dir, 'cache.db'), 2 * PAGE, 120 * PAGE)
    // Somebody else's write makes the reader look at the file again.
    await house.centre.sql('insert into app.seat (id, number) values (gen_random_uuid(), 1)')
    await anna.desk.syncNow()
    const answers = [
      await anna.call('probe.notes').catch((error: unknown) => error),
      await anna.call('probe.write', { id: newId(), text: 'meanwhile' }).catch((error: unknown) => error),
    ]
    for (const answer of answers)
      if (answer instanceof Error)
        expect(answer).toMatchObject({
          code: 'offline',
          details: { reason: expect.stringMatching(/^engine\.(no-data-yet|cache-rebuilt)$/) },
        })
    await anna.desk.syncNow()
    await expectAgreement(anna)
  })

  it('R6: sealed with a key that is no longer at hand, it is copied anew under another', async () => {
    await house.centre.sql(
      "insert into app.passport (id, person, number) values (gen_random_uuid(), 'Ivanov', '4510 123456')",
    )
    const lawyer = await house.open('lawyer', ['lawyer'])
    expect(await lawyer.call('probe.passports')).toMatchObject([{ number: '4510 123456' }])
    await lawyer.restart(() => rmSync(join(lawyer.dir, 'key.bin')))
    expect(await lawyer.call('probe.passports')).toMatchObject([{ number: '4510 123456' }])
  })

  it('R6: copied anew after a block was lifted, it is readable after a restart too', async () => {
    await house.centre.sql(
      "insert into app.passport (id, person, number) values (gen_random_uuid(), 'Ivanov', '4510 123456')",
    )
    const lawyer = await house.open('lawyer', ['lawyer'])
    await house.centre.sql('update app.app_user set blocked_at = now() where id = $1', [lawyer.user.id])
    await lawyer.desk.syncNow()
    expect(lawyer.desk.status().link).toBe('blocked')
    expect(existsSync(join(lawyer.dir, 'cache.db'))).toBe(false)
    await house.centre.sql('update app.app_user set blocked_at = null where id = $1', [lawyer.user.id])
    await lawyer.desk.syncNow()
    expect(await lawyer.call('probe.passports')).toMatchObject([{ number: '4510 123456' }])
    await lawyer.restart()
    expect(await lawyer.call('probe.passports')).toMatchObject([{ number: '4510 123456' }])
  })
})

describe('an outbox', () => {
  const LOSS = { ...DAMAGE, deleted: (file: string) => rmSync(file) }
  for (const [what, damage] of Object.entries(LOSS)) {
    it(`R7: ${what} is refused in clear words and left as it is; put back, its work is done`, async () => {
      const anna = await house.open('anna', ['sales'])
      anna.cut()
      for (let i = 0; i < 40; i++) await anna.call('probe.write', { id: newId(), text: 'offline '.repeat(60) })
      const file = join(anna.dir, 'outbox.db')
      let damaged: Buffer | undefined
      await expect(
        anna.restart(() => {
          copyFileSync(file, `${file}.good`)
          damage(file)
          damaged = existsSync(file) ? readFileSync(file) : undefined
        }),
      ).rejects.toMatchObject({ code: 'conflict', details: { reason: 'engine.outbox-damaged', file } })
      expect(existsSync(file) ? readFileSync(file) : undefined).toEqual(damaged)
      copyFileSync(`${file}.good`, file)
      await anna.reopen()
      expect(anna.desk.status().pending).toBe(40)
      await anna.join()
      await expectAgreement(anna)
      expect(await house.centre.sql('select count(*) from app.note')).toEqual([{ count: 40 }])
    })
  }
})

describe('a full disk', () => {
  const disk = mkdtempSync(join(tmpdir(), 'kvartal-disk-'))
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=16m', 'tmpfs', disk])
  const reason =
    mounted.status === 0
      ? ''
      : ` (skipped: no small disk can be mounted here: ${String(mounted.stderr ?? mounted.error).trim()})`
  afterAll(() => {
    if (mounted.status === 0) spawnSync('umount', [disk])
    rmSync(disk, { recursive: true, force: true })
  })
  const filler = join(disk, 'filler')
  function fill() {
    const handle = openSync(filler, 'a')
    try {
      for (const size of [65_536, 4096, 512]) {
        for (let isFull = false; !isFull;) {
          try {
            writeSync(handle, Buffer.alloc(size))
          } catch {
            isFull = true
          }
        }
      }
    } finally {
      closeSync(handle)
    }
  }
  let folder = 0
  const dirOnDisk = () => {
    const dir = join(disk, `desk-${++folder}`)
    mkdirSync(dir)
    return dir
  }
  afterEach(() => rmSync(filler, { force: true }))

  it.skipIf(reason !== '')(
    `C3: a command that the outbox cannot hold is refused in clear words, and none that it took is lost${reason}`,
    async () => {
      const anna = await house.open('anna', ['sales'], { dir: dirOnDisk() })
      anna.cut()
      const accepted: string[] = []
      const write = () => {
        const id = newId()
        return anna.call('probe.write', { id, text: 'long '.repeat(1_500) }).then(() => accepted.push(id))
      }
      await write()
      fill()
      let refusal: unknown
      for (let i = 0; i < 400 && refusal === undefined; i++) await write().catch((error: unknown) => (refusal = error))
      expect(refusal).toMatchObject({ code: 'conflict', details: { reason: 'engine.disk-full' } })
      expect(anna.desk.status().pending).toBe(accepted.length)
      rmSync(filler)
      await write()
      await anna.join()
      await expectAgreement(anna)
      expect(
        (await house.centre.sql<{ id: string }>('select id from app.note order by id')).map(({ id }) => id),
      ).toEqual(accepted.sort())
    },
  )

  it.skipIf(reason !== '')(
    `R5: a first copy that does not fit says so and is made when there is room${reason}`,
    async () => {
      await house.open('author', ['sales'])
      await manyNotes(3_000)
      fill()
      rmSync(filler)
      writeFileSync(filler, Buffer.alloc(14 * 1024 * 1024))
      const anna = await house.open('anna', ['sales'], { dir: dirOnDisk() })
      expect(anna.desk.status()).toMatchObject({ link: 'offline', trouble: 'The disk is full', syncedAt: null })
      rmSync(filler)
      await expectAgreement(anna)
    },
  )

  it.skipIf(reason !== '')(
    `R7: a pull that does not fit says so, changes nothing and is made when there is room${reason}`,
    async () => {
      const author = await house.open('author', ['sales'])
      await author.call('probe.write', { id: newId(), text: 'before' })
      const anna = await house.open('anna', ['sales'], { dir: dirOnDisk() })
      fill()
      await manyNotes(3_000)
      await anna.desk.syncNow()
      expect(anna.desk.status()).toMatchObject({
        link: expect.stringMatching(/offline|connecting/),
        trouble: 'The disk is full',
      })
      expect(await anna.call('probe.notes')).toHaveLength(1)
      rmSync(filler)
      await anna.desk.syncNow()
      await expectAgreement(anna)
    },
  )
})
