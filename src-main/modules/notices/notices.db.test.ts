import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '#shared/kernel/id.ts'
import { toInstant } from '#shared/kernel/instant.ts'
import type { NoticeRow } from '#shared/modules/notices/model.ts'
import { toRefusal } from '#main/engine/db/trouble.ts'
import type { Tx } from '#main/engine/define.ts'
import { CENTRES } from '#tests/support/central.ts'
import { inDays, inventoryWorld, type Person, type World } from '#tests/support/inventory.ts'
import { notify, type NewNotice } from './api.ts'
import { markAllRead, markRead, setDone } from './commands.ts'
import { counts, list } from './queries.ts'

const contextOf = (who: Person) => ({
  place: 'central' as const,
  actor: who.actor,
  issuedAt: toInstant(Date.now() + 60_000),
  commandId: newId(),
})

for (const kind of CENTRES) {
  describe(`notices on ${kind}`, () => {
    let world: World
    beforeAll(async () => (world = await inventoryWorld(kind)))
    afterAll(() => world.close())

    const as = <T>(who: Person, body: (tx: Tx) => Promise<T>) =>
      who.central
        .transaction({}, async ({ db }) => body(db))
        .catch((error: unknown) => Promise.reject(toRefusal(error)))
    const send = (who: Person, notice: NewNotice) => as(who, (tx) => notify(tx, contextOf(who), notice))
    const seen = (who: Person, show: 'all' | 'tasks' = 'all') =>
      as(who, (tx) => list(tx, { show, limit: 100 }, { actor: who.actor, now: inDays(0) }))
    const kinds = async (who: Person) => (await seen(who)).map((row: NoticeRow) => row.kind)

    it('reach the recipient alone, once a key, and nobody reads or marks another’s', async () => {
      const { sales, sales2, manager } = world.people
      const notice: NewNotice = { to: [sales.id], kind: 'inventory.offerExpired', facts: { number: '7' }, key: 'k1' }
      await send(manager, notice)
      await send(manager, notice)
      const [row, ...rest] = await seen(sales)
      expect(rest).toEqual([])
      expect(row).toMatchObject({
        kind: 'inventory.offerExpired',
        facts: { number: '7' },
        read_at: null,
        is_task: false,
      })
      expect(await seen(sales2)).toEqual([])
      expect(await as(sales2, (tx) => markRead(tx, { ids: [row!.id] }, contextOf(sales2)))).toEqual({ count: 0 })
      expect(await as(sales, (tx) => markRead(tx, { ids: [row!.id] }, contextOf(sales)))).toEqual({ count: 1 })
    })

    it('are written by nobody directly, and nothing but the marks is changed', async () => {
      const { sales } = world.people
      const raw = (text: string) => sales.central.transaction({}, ({ run }) => run(text))
      await expect(
        raw(`insert into app.notice (user_id, kind) values ('${sales.id}', 'inventory.queueOffer')`),
      ).rejects.toThrow('permission denied')
      await expect(raw("update app.notice set facts_json = '{}'")).rejects.toThrow('permission denied')
      await expect(raw('delete from app.notice')).rejects.toThrow('permission denied')
    })

    it('do not go from one agency to another, but reach the house', async () => {
      const { agent1, agent2, manager } = world.people
      const before = (await kinds(manager)).length
      await send(agent1, { to: [agent2.id, manager.id], kind: 'inventory.queueOffer', facts: {} })
      expect(await kinds(agent2)).toEqual([])
      expect(await kinds(manager)).toHaveLength(before + 1)
    })

    it('reach everybody with a role', async () => {
      const { sales, manager, manager2 } = world.people
      const count = async () => [(await kinds(manager)).length, (await kinds(manager2)).length]
      const [one = 0, two = 0] = await count()
      await send(sales, { to: { role: 'manager' }, kind: 'inventory.bookingExpired', facts: {}, isTask: true })
      expect(await count()).toEqual([one + 1, two + 1])
    })

    it('tell the manager and the heads that a booking ran out, as a task, and the next in the queue of the offer', async () => {
      const { sales2, sales, manager, manager2, steward } = world.people
      const unit = world.units[0] ?? ''
      const booking = await world.book(sales2, unit, 1)
      const next = newId()
      await world.run(sales, 'joinQueue', { reservationId: next, unitId: unit, clientName: 'Вторая' })
      await world.run(steward, 'expireDue', {}, inDays(1.1))
      for (const who of [sales2, manager, manager2]) {
        const [row] = (await seen(who, 'tasks')).filter(({ link }) => link?.endsWith(booking))
        expect(row).toMatchObject({
          kind: 'inventory.bookingExpired',
          is_task: true,
          facts: { client: 'Иван Петров', number: '1', building: 'Корпус 1', complex: 'Северный парк' },
        })
      }
      const [offer] = (await seen(sales, 'tasks')).filter(({ link }) => link?.endsWith(next))
      expect(offer).toMatchObject({ kind: 'inventory.queueOffer', done_at: null })
      await world.run(sales, 'acceptOffer', { reservationId: next, kind: 'free', until: inDays(2.5) })
      expect((await seen(sales, 'tasks')).filter(({ link }) => link?.endsWith(next))).toEqual([])
    })

    it('tell the house’s heads of an agency’s booking', async () => {
      const { agent1, manager, steward } = world.people
      await world.run(manager, 'grant', {
        companyId: world.agencies[0],
        items: [{ grantId: newId(), kind: 'complex', id: world.complex }],
        terms: { has_price: true, has_booking: true, max_hold_days: 5 },
      })
      const booking = await world.book(agent1, world.units[1] ?? '', 1)
      await world.run(steward, 'expireDue', {}, inDays(1.2))
      for (const who of [agent1, manager])
        expect((await seen(who, 'tasks')).filter(({ link }) => link?.endsWith(booking))).toHaveLength(1)
    })

    it('tell whose booking was released by somebody else, and not who released their own', async () => {
      const { sales, manager } = world.people
      const [own, others] = [
        await world.book(sales, world.units[2] ?? ''),
        await world.book(sales, world.units[3] ?? ''),
      ]
      await world.run(sales, 'release', { reservationId: own, reason: 'передумали' })
      await world.run(manager, 'release', { reservationId: others, reason: 'нужна другому' })
      const released = (await seen(sales)).filter(({ kind: of }) => of === 'inventory.bookingReleased')
      expect(released.map(({ facts }) => facts['reason'])).toEqual(['нужна другому'])
    })

    it('tell whoever may approve prices of a list that waits, once it is answered nobody else, and its author of the answer', async () => {
      const { analyst, manager, manager2, sales } = world.people
      const listOf = async (who: Person, id: string, show: 'all' | 'tasks' = 'all') =>
        (await seen(who, show)).filter(({ link }) => link?.endsWith(id))
      const [good, bad] = [newId(), newId()]
      for (const priceListId of [good, bad]) {
        const from = { by: 'percent', value: 300 } as const
        const draft = { priceListId, name: 'Осенний', startsAt: inDays(2), complexId: world.complex, from }
        await world.run(analyst, 'draftPriceList', draft)
        expect(await listOf(manager, priceListId)).toEqual([])
        await world.run(analyst, 'submitPriceList', { priceListId })
        for (const who of [manager, manager2])
          expect(await listOf(who, priceListId, 'tasks')).toMatchObject([
            { kind: 'inventory.priceListSubmitted', facts: { name: 'Осенний', complex: 'Северный парк' } },
          ])
        for (const who of [analyst, sales]) expect(await listOf(who, priceListId)).toEqual([])
      }
      await world.run(manager, 'approvePriceList', { priceListId: good })
      await world.run(manager, 'rejectPriceList', { priceListId: bad, note: 'рано' })
      for (const id of [good, bad]) expect(await listOf(manager2, id, 'tasks')).toEqual([])
      expect(await listOf(analyst, good)).toMatchObject([{ kind: 'inventory.priceListApproved', is_task: false }])
      expect(await listOf(analyst, bad)).toMatchObject([
        { kind: 'inventory.priceListRejected', facts: { reason: 'рано', who: expect.any(String) } },
      ])
    })

    it('count what is unread and what is to be done; done is read, and a tick may be taken back', async () => {
      const { manager } = world.people
      const count = () => as(manager, (tx) => counts(tx, {}, { actor: manager.actor, now: inDays(0) }))
      const { tasks } = await count()
      const [task] = await seen(manager, 'tasks')
      await as(manager, (tx) => setDone(tx, { id: task!.id, isDone: true }, contextOf(manager)))
      expect((await count()).tasks).toBe(tasks - 1)
      await as(manager, (tx) => setDone(tx, { id: task!.id, isDone: false }, contextOf(manager)))
      expect((await count()).tasks).toBe(tasks)
      await as(manager, (tx) => markAllRead(tx, {}, contextOf(manager)))
      expect(await count()).toEqual({ unread: 0, tasks })
    })
  })
}
