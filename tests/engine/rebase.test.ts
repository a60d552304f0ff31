/** What is seen while commands wait, are sent and are judged (SPEC C3, C6, C7, L2): named scenarios, every state in between watched. */
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import { newId, type Id } from '#shared/kernel/id.ts'
import { CENTRES, testCluster } from '../support/central.ts'
import { deskHouse, type DeskHouse, type TestDesk } from '../support/desks.ts'

afterAll(async () => (await testCluster()).stop())

/** Every count that a live query has shown of a note. */
function countsSeen(desk: TestDesk, id: Id): number[] {
  const seen: number[] = []
  desk.desk.live(
    'probe.notes',
    {},
    {
      patch: ({ put }) =>
        seen.push(...put.filter((row) => row.id === id).map((row) => (row as unknown as { count: number }).count)),
      value: () => undefined,
      fail: () => undefined,
    },
  )
  return seen
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 100))

for (const kind of CENTRES) {
  describe(`rebase on ${kind}`, () => {
    let house: DeskHouse
    let anna: TestDesk
    let id: Id
    beforeEach(async () => {
      house = await deskHouse(kind)
      anna = await house.open('anna', ['sales'])
      id = newId()
      await anna.call('probe.write', { id, text: 'counted' })
    })
    afterEach(() => house.close())

    it('C6, C7: a command that is sent and done is never seen twice and never gone, not even for a moment', async () => {
      anna.cut()
      const seen = countsSeen(anna, id)
      await settled()
      await anna.call('probe.count', { id })
      await settled()
      // Up to date by the link's own doing: another pull would hide what this one did.
      anna.heal()
      await anna.desk.holdOffline(false)
      await settled()
      expect(anna.desk.status()).toMatchObject({ link: 'online', pending: 0 })
      expect(seen).toEqual([0, 1])
    })

    it('L2: a second change of the same row while offline is told too', async () => {
      anna.cut()
      const seen = countsSeen(anna, id)
      for (let i = 0; i < 3; i++) {
        await settled()
        await anna.call('probe.count', { id })
      }
      await settled()
      expect(seen).toEqual([0, 1, 2, 3])
    })

    it('C5: a command whose outcome PostgreSQL cannot store is refused to its author, and those behind it go on', async () => {
      anna.cut()
      const [poison, behind] = [newId(), newId()]
      await anna.call('probe.write', { id: poison, text: 'a zero: \0' })
      await anna.call('probe.write', { id: behind, text: 'behind it' })
      await anna.join()
      expect(anna.desk.status()).toMatchObject({ link: 'online', pending: 0, refused: 1 })
      expect(anna.desk.inbox()).toMatchObject([{ args: { id: poison }, state: 'refused', error: { code: 'invalid' } }])
      expect((await anna.call<{ id: Id }[]>('probe.notes')).map((note) => note.id)).toEqual([id, behind].sort())
    })

    it('C4: a command id in capitals is the same id, and one that is none is refused', async () => {
      const command = newId()
      await anna.call('probe.count', { id }, command)
      await anna.call('probe.count', { id }, command.toUpperCase())
      expect(await anna.call('probe.notes')).toMatchObject([{ count: 1 }])
      anna.cut()
      await expect(anna.call('probe.count', { id }, 'none')).rejects.toMatchObject({
        code: 'invalid',
        details: { reason: 'engine.bad-command-id' },
      })
      await anna.call('probe.count', { id: id.toUpperCase() }, newId().toUpperCase())
      expect(await anna.call('probe.notes')).toMatchObject([{ count: 2 }])
      await anna.join()
      expect(anna.desk.status()).toMatchObject({ pending: 0, refused: 0 })
      expect(await anna.call('probe.notes')).toMatchObject([{ count: 2 }])
    })
  })
}
