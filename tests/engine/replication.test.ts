import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { newId } from '#shared/kernel/id.ts'
import { openCipher } from '#main/engine/cipher.ts'
import { createFirstCopy } from '#main/engine/replication/first-sync.ts'
import { CENTRES, testCluster } from '../support/central.ts'
import { cacheRows, centralRows, deskHouse, plainKeyStore, type DeskHouse, type TestDesk } from '../support/desks.ts'

let house: DeskHouse | undefined
afterEach(async () => {
  await house?.close()
  house = undefined
})
afterAll(async () => (await testCluster()).stop())

for (const kind of CENTRES) {
  describe(`replication on ${kind}`, () => {
    it('C2: a command at the centre is read back by its author and seen by another desk', async () => {
      house = await deskHouse(kind)
      const [anna, boris] = [await house.open('anna', ['sales']), await house.open('boris', ['sales'])]
      const id = newId()
      const seen = Promise.withResolvers<unknown>()
      boris.desk.live(
        'probe.notes',
        {},
        {
          patch: ({ put }) => put.some((row) => row.id === id) && seen.resolve(put),
          value: () => undefined,
          fail: (error) => seen.reject(error),
        },
      )
      expect(
        await anna.call('probe.write', { id, text: 'a\tб\\n"', tags: ['x', 'y'], isDone: true, on: '2026-02-28' }),
      ).toEqual({ id })
      expect(await anna.call('probe.notes')).toMatchObject([
        { id, text: 'a\tб\\n"', tags_json: ['x', 'y'], is_done: true, written_on: '2026-02-28' },
      ])
      expect(await seen.promise).toMatchObject([{ id, is_done: true }])
    })

    it('C3: offline commands take effect here at once, wait, and arrive in order when the link is back', async () => {
      house = await deskHouse(kind)
      const [anna, boris] = [await house.open('anna', ['sales']), await house.open('boris', ['sales'])]
      const id = newId()
      anna.cut()
      await anna.call('probe.write', { id, text: 'first' })
      await anna.call('probe.count', { id })
      await anna.call('probe.count', { id })
      expect(anna.desk.status()).toMatchObject({ pending: 2 + 1, link: 'offline' })
      expect(await anna.call('probe.notes')).toMatchObject([{ id, count: 2 }])
      await expect(anna.call('probe.take', { id, who: 'anna' })).rejects.toMatchObject({ code: 'offline' })
      await boris.call('probe.write', { id: newId(), text: 'meanwhile' })
      await anna.join()
      expect(anna.desk.status()).toMatchObject({ pending: 0, refused: 0, link: 'online' })
      await boris.desk.syncNow()
      const tables = ['note', 'seat']
      const truth = await centralRows(house.centre, anna.user, tables)
      expect(truth['note']).toHaveLength(2)
      expect(await cacheRows(anna, tables)).toEqual(truth)
      expect(await cacheRows(boris, tables)).toEqual(truth)
    })

    it('C8: a command that the centre refuses is undone here and kept for its author with the reason', async () => {
      house = await deskHouse(kind)
      const seat = newId()
      await house.centre.sql('insert into app.seat (id, number) values ($1, 1)', [seat])
      const [anna, boris] = [await house.open('anna', ['sales']), await house.open('boris', ['sales'])]
      anna.cut()
      await anna.call('probe.takeOffline', { id: seat, who: 'anna' })
      expect(await anna.call('probe.seats')).toMatchObject([{ taken_by: 'anna' }])
      await boris.call('probe.take', { id: seat, who: 'boris' })
      await anna.join()
      expect(await anna.call('probe.seats')).toMatchObject([{ taken_by: 'boris', number_given: 1 }])
      expect(anna.desk.inbox()).toMatchObject([
        {
          name: 'probe.takeOffline',
          state: 'refused',
          error: { code: 'conflict', details: { reason: 'probe.seat-taken' } },
        },
      ])
      anna.desk.dismissRefused(anna.desk.inbox()[0]?.id ?? '')
      expect(anna.desk.inbox()).toEqual([])
    })

    it('C3: pending work survives a restart of the program, with its effects', async () => {
      house = await deskHouse(kind)
      const anna = await house.open('anna', ['sales'])
      const id = newId()
      anna.cut()
      await anna.call('probe.write', { id, text: 'kept' })
      await anna.desk.holdOffline(true)
      const opened = anna.restart()
      await anna.desk.holdOffline(true)
      await opened
      expect(await anna.call('probe.notes')).toMatchObject([{ id, text: 'kept' }])
      await anna.join()
      expect(await house.centre.sql('select text from app.note')).toEqual([{ text: 'kept' }])
    })

    it('C4: the same command id is applied once', async () => {
      house = await deskHouse(kind)
      const anna = await house.open('anna', ['sales'])
      const [id, command] = [newId(), newId()]
      await anna.call('probe.write', { id, text: 'x' })
      await anna.call('probe.count', { id }, command)
      await anna.call('probe.count', { id }, command)
      expect(await house.centre.sql('select count from app.note')).toEqual([{ count: 1 }])
    })

    it('C5: a bug in a body is an outcome too: it rolls back, is stored, and the queue goes on', async () => {
      house = await deskHouse(kind)
      const anna = await house.open('anna', ['sales'])
      await expect(anna.call('probe.boom')).rejects.toMatchObject({ code: 'internal' })
      expect(await house.centre.sql('select outcome from sync.command')).toEqual([{ outcome: 'refused' }])
      await expect(anna.call('probe.write', { id: newId(), text: 'forbidden' })).rejects.toMatchObject({
        code: 'invalid',
        details: { constraint: 'note_text_check' },
      })
    })

    it('R6: rows that stop being visible leave the cache, and secrets are sealed in the file', async () => {
      house = await deskHouse(kind)
      await house.centre.sql("insert into app.passport (id, person, number) values ($1, 'Ivanov', '4510 123456')", [
        newId(),
      ])
      const anna = await house.open('anna', ['lawyer'])
      const [seen] = await anna.call<{ number: string }[]>('probe.passports')
      if (seen) expect(JSON.stringify(await cacheRows(anna, ['passport']))).not.toContain('4510')
      await house.centre.sql('delete from app.passport')
      await anna.desk.syncNow()
      expect(await anna.call('probe.passports')).toEqual([])
    })
  })
}

describe('the first copy', () => {
  it('R5: resumes after a cut in the middle and ends in one snapshot', async () => {
    house = await deskHouse('postgres')
    const anna = await house.open('anna', ['sales'])
    await house.centre.sql(
      `insert into app.note (id, text, written_at, author_id) select (lpad(to_hex(i), 12, '0') || '70008000000000000000')::uuid, repeat('x', 400), now(), $1 from generate_series(1, 20000) i`,
      [anna.user.id],
    )
    const dir = mkdtempSync(join(tmpdir(), 'kvartal-copy-'))
    const copy = createFirstCopy(dir, openCipher(join(dir, 'key.bin'), plainKeyStore))
    const central = await house.centre.as(anna.user)
    const seen: number[] = []
    const run = (cutAfter: number) => {
      const cut = new AbortController()
      return copy.run(central, {
        pending: [],
        signal: cut.signal,
        beforeInstall: () => undefined,
        progress: ({ done }) => {
          seen.push(done)
          if (done > cutAfter) cut.abort()
        },
      })
    }
    await expect(run(0)).rejects.toMatchObject({ code: 'cancelled' })
    const cutAt = seen.at(-1) ?? 0
    expect(cutAt).toBeLessThan(20_000)
    await house.centre.sql(
      "update app.note set text = 'changed meanwhile' where id = (select min(id::text)::uuid from app.note)",
    )
    await house.centre.sql('delete from app.note where id = (select max(id::text)::uuid from app.note)')
    await run(Infinity)
    expect(seen[seen.indexOf(cutAt) + 1]).toBeGreaterThanOrEqual(cutAt)
    expect(await cacheRows({ dir } as TestDesk, ['note', 'seat'])).toEqual(
      await centralRows(house.centre, anna.user, ['note', 'seat']),
    )
    await central.close()
    rmSync(dir, { recursive: true })
  })
})
