/** The server restarts, crashes, is followed by its standby and comes back from a backup (SPEC C4, R4, S4). */
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import { newId } from '#shared/kernel/id.ts'
import { testCluster, type TestCluster } from '../support/central.ts'
import { startStandby, takeBackup } from '../support/care.ts'
import { cacheRows, centralRows, deskHouse, type DeskHouse, type TestDesk } from '../support/desks.ts'

const HASTY = { connectMs: 2_000, statementMs: 5_000, heartbeatMs: 300 }
const TABLES = ['note', 'seat', 'company', 'app_user']

let cluster: TestCluster
let house: DeskHouse
beforeEach(async () => {
  cluster = await testCluster()
  house = await deskHouse('postgres')
})
afterEach(() => house.close())
afterAll(async () => (await testCluster()).stop())

async function until(truth: () => boolean | Promise<boolean>, what: string) {
  for (const end = Date.now() + 30_000; !(await truth()); await new Promise((resolve) => setTimeout(resolve, 20))) {
    if (Date.now() > end) throw new Error(`Never: ${what}`)
  }
}

async function expectAgreement(desk: TestDesk) {
  desk.desk.syncNow().catch(() => undefined)
  await until(() => desk.desk.status().link === 'online', 'online')
  await desk.desk.syncNow()
  expect(desk.desk.status()).toMatchObject({ link: 'online', pending: 0 })
  expect(await cacheRows(desk, TABLES)).toEqual(await centralRows(house.centre, desk.user, TABLES))
}

/** Tells whether the cache was copied anew: a row that nobody tracks survives pulls, not a full copy. */
async function isCopiedAnew(desk: TestDesk, happens: () => Promise<void>): Promise<boolean> {
  const stages = new Set<string>()
  const stop = desk.live.add({
    name: 'status',
    reads: ['engine.status'],
    run: () => Promise.resolve(desk.desk.status().sync?.stage ?? ''),
    patch: () => undefined,
    value: (stage) => stages.add(stage as string),
    fail: () => undefined,
  })
  await happens()
  stop()
  return stages.has('copy')
}

describe('a restarted server', () => {
  for (const how of ['shut down', 'crashed'] as const) {
    it(`C4, R3: ${how} under load, it finds every accepted command once, and no full copy is needed`, async () => {
      const [anna, boris] = [
        await house.open('anna', ['sales'], { patience: HASTY }),
        await house.open('boris', ['sales'], { patience: HASTY }),
      ]
      const id = newId()
      // A copied database's sequences survive a crash only after a checkpoint (PostgreSQL logs them 32 values ahead).
      await house.centre.sql('checkpoint')
      await anna.call('probe.write', { id, text: 'counted' })
      await boris.desk.syncNow()
      let accepted = 0
      const copied = await isCopiedAnew(anna, async () => {
        let isOver = false
        const load = [anna, boris].map(async (desk) => {
          while (!isOver) {
            await desk.call('probe.count', { id }).then(
              () => (accepted += 1),
              () => undefined,
            )
            // Offline a command needs nothing from outside: the network would never get its turn.
            await new Promise((resolve) => setTimeout(resolve, 5))
          }
        })
        await until(() => accepted > 10, 'some commands are done')
        await cluster.down(how === 'crashed' ? 'crash' : undefined)
        await until(() => anna.desk.status().link !== 'online' && anna.desk.status().pending > 3, 'commands wait')
        await cluster.up()
        isOver = true
        await Promise.all(load)
        for (const { desk } of [anna, boris]) {
          desk.syncNow().catch(() => undefined)
          await until(() => desk.status().link === 'online' && desk.status().pending === 0, 'everything is sent')
        }
        await expectAgreement(anna)
        await expectAgreement(boris)
      })
      expect(copied).toBe(false)
      expect(await house.centre.sql('select count from app.note')).toEqual([{ count: accepted }])
      expect([...anna.desk.inbox(), ...boris.desk.inbox()]).toEqual([])
    })
  }
})

describe('a standby that takes over', () => {
  it('R4: the next host of the address is met, its timeline means a full copy, and what waited is sent there', async () => {
    const standby = await startStandby(cluster)
    try {
      const url = house.centre.url.replace(/\/\/([^/]+)\//, `//127.0.0.1:${standby.port},$1/`)
      const anna = await house.open('anna', ['sales'], { url, patience: HASTY })
      const [first, lost, waiting] = [newId(), newId(), newId()]
      await anna.call('probe.write', { id: first, text: 'replicated' })
      const [{ lsn } = { lsn: '' }] = await house.centre.sql<{ lsn: string }>(
        'select pg_current_wal_lsn()::text as lsn',
      )
      const caughtUp = async () =>
        (await house.centre.sql<{ is: boolean }>('select replay_lsn >= $1 as is from pg_stat_replication', [lsn]))[0]
          ?.is === true
      await until(caughtUp, 'the standby has caught up')

      // The standby hears nothing of the last commit.
      await standby.pause()
      await anna.call('probe.write', { id: lost, text: 'lost with the old server' })
      await cluster.down('crash')
      await until(() => anna.desk.status().link !== 'online', 'the old server is missed')
      await anna.call('probe.write', { id: waiting, text: 'written while nobody answers' })
      expect(await anna.call<unknown[]>('probe.notes')).toHaveLength(3)
      const copied = await isCopiedAnew(anna, async () => {
        await standby.promote()
        anna.desk.syncNow().catch(() => undefined)
        await until(
          () => anna.desk.status().link === 'online' && anna.desk.status().pending === 0,
          'online at the new server',
        )
      })
      expect(copied).toBe(true)
      // What the new server never had is gone from the cache too: it is the truth now.
      const notes = await anna.call<{ id: string }[]>('probe.notes')
      expect(notes.map(({ id }) => id)).toEqual([first, waiting].sort())
      expect(await standby.sql(house.centre.url, 'select id from app.note order by id')).toEqual(
        [first, waiting].sort().map((id) => ({ id })),
      )
    } finally {
      await standby.stop()
      await cluster.up()
    }
  })

  it('R4: a host that is only a standby is passed over', async () => {
    const standby = await startStandby(cluster)
    try {
      const url = house.centre.url.replace(/\/\/([^/]+)\//, `//127.0.0.1:${standby.port},$1/`)
      const anna = await house.open('anna', ['sales'], { url, patience: HASTY })
      expect(await anna.call('probe.write', { id: newId(), text: 'to the primary' })).toBeDefined()
    } finally {
      await standby.stop()
    }
  })
})

describe('a restored backup', () => {
  it('R4: an older state of the same server is noticed by its snapshot, and offline work is kept', async () => {
    const anna = await house.open('anna', ['sales'], { patience: HASTY })
    const [kept, forgotten, waiting] = [newId(), newId(), newId()]
    await anna.call('probe.write', { id: kept, text: 'in the backup' })
    const backup = await takeBackup(cluster)
    try {
      await expectAgreement(anna)
      for (let i = 0; i < 5; i++)
        await anna.call('probe.write', { id: i === 0 ? forgotten : newId(), text: 'after the backup' })
      anna.cut()
      await anna.call('probe.write', { id: waiting, text: 'offline meanwhile' })
      await anna.call('probe.count', { id: forgotten })
      await backup.restore()
      expect(await isCopiedAnew(anna, () => anna.join())).toBe(true)
      await expectAgreement(anna)
      const notes = await anna.call<{ id: string }[]>('probe.notes')
      expect(notes.map(({ id }) => id)).toEqual([kept, waiting].sort())
      // A command on a row that the backup does not know is refused to its author, not dropped.
      expect(anna.desk.inbox()).toMatchObject([
        {
          name: 'probe.count',
          args: { id: forgotten },
          state: 'refused',
          error: { details: { reason: 'probe.no-note' } },
        },
      ])
    } finally {
      backup.remove()
    }
  })

  it('R4: another epoch means a full copy, and offline work is kept', async () => {
    const anna = await house.open('anna', ['sales'], { patience: HASTY })
    const id = newId()
    anna.cut()
    await anna.call('probe.write', { id, text: 'offline meanwhile' })
    await house.centre.sql('update sync.meta set epoch = gen_random_uuid()')
    expect(await isCopiedAnew(anna, () => anna.join())).toBe(true)
    await expectAgreement(anna)
    expect(await house.centre.sql('select id from app.note')).toEqual([{ id }])
  })

  it('R4: a desk that is online when the epoch changes copies anew at its next pull', async () => {
    const anna = await house.open('anna', ['sales'], { patience: HASTY })
    expect(
      await isCopiedAnew(anna, async () => {
        await house.centre.sql('update sync.meta set epoch = gen_random_uuid()')
        await anna.desk.syncNow()
      }),
    ).toBe(true)
    await expectAgreement(anna)
  })
})
