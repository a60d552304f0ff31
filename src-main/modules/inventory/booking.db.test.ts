import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '#shared/kernel/id.ts'
import { CENTRES } from '#tests/support/central.ts'
import { inDays, inventoryWorld, type World } from '#tests/support/inventory.ts'

const refusal = (reason: string) => expect.objectContaining({ details: expect.objectContaining({ reason }) })

for (const kind of CENTRES) {
  describe(`bookings on ${kind}`, () => {
    let world: World
    beforeAll(async () => (world = await inventoryWorld(kind)))
    afterAll(() => world.close())
    const unit = (index: number) => world.units[index] ?? ''

    it('holds the unit for the first and refuses the second', async () => {
      const { sales, sales2 } = world.people
      await world.book(sales, unit(0))
      expect(await world.status(unit(0))).toBe('reserved')
      await expect(world.book(sales2, unit(0))).rejects.toEqual(refusal('inventory.unit-taken'))
    })

    it('gives a unit that two people race for to exactly one of them', async () => {
      const { sales, sales2, manager } = world.people
      const outcomes = await Promise.allSettled([sales, sales2, manager].map((who) => world.book(who, unit(1))))
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
      const live = await world.centre.sql('select from app.unit_claim where unit_id = $1 and ended_at is null', [
        unit(1),
      ])
      expect(live).toHaveLength(1)
    })

    it('books several units together or not at all', async () => {
      const items = [unit(2), unit(1)].map((unitId) => ({ reservationId: newId(), unitId }))
      const both = { items, kind: 'free' as const, until: inDays(1), clientName: 'Ольга' }
      await expect(world.run(world.people.sales, 'book', both)).rejects.toEqual(refusal('inventory.unit-taken'))
      expect(await world.status(unit(2))).toBe('free')
    })

    it('refuses a term longer than the user may give', async () => {
      await expect(world.book(world.people.sales, unit(2), 30)).rejects.toEqual(refusal('inventory.until-too-late'))
      await world.book(world.people.manager, unit(2), 30)
    })

    it('extends twice, and a third time only for a manager', async () => {
      const { sales, manager } = world.people
      const id = await world.book(sales, unit(3), 1)
      await world.run(sales, 'extend', { reservationId: id, until: inDays(2) })
      await world.run(sales, 'extend', { reservationId: id, until: inDays(3) })
      await expect(world.run(sales, 'extend', { reservationId: id, until: inDays(4) })).rejects.toEqual(
        refusal('inventory.extensions-used-up'),
      )
      await expect(world.run(manager, 'extend', { reservationId: id, until: inDays(2) })).rejects.toEqual(
        refusal('inventory.until-too-early'),
      )
      await world.run(manager, 'extend', { reservationId: id, until: inDays(4) })
    })

    it('takes the terms of the complex, else of the house, from their date on, and keeps every one that was set', async () => {
      const { sales, manager, agent1 } = world.people
      const set = (complexId: string | null, terms: Partial<Record<'extensions' | 'offerHours' | 'queue', number>>) =>
        world.run(manager, 'setBookingTerms', {
          termsId: newId(),
          complexId,
          startsAt: null,
          extensions: null,
          offerHours: null,
          queue: null,
          ...terms,
        })
      const id = await world.book(sales, unit(11), 1)
      const card = async () => (await world.read(sales, 'unitCard', { unitId: unit(11) })).can.extend
      expect(await card()).toBe(true)
      await set(world.complex, { extensions: 0, queue: 1 })
      expect(await card()).toBe(false)
      await expect(world.run(sales, 'extend', { reservationId: id, until: inDays(2) })).rejects.toEqual(
        refusal('inventory.extensions-used-up'),
      )
      const queued = () =>
        world.run(sales, 'joinQueue', { reservationId: newId(), unitId: unit(11), clientName: 'Вторая' })
      await queued()
      await expect(queued()).rejects.toEqual(refusal('inventory.queue-full'))
      await set(world.complex, {})
      await world.run(sales, 'extend', { reservationId: id, until: inDays(2) })
      await queued()
      await set(world.complex, { offerHours: 3 })
      await world.run(sales, 'release', { reservationId: id, reason: 'отказ' })
      const [offer] = await world.centre.sql<{ hours: number }>(
        "select extract(epoch from until_at - from_at)::int / 3600 as hours from app.reservation where unit_id = $1 and state = 'offered'",
        [unit(11)],
      )
      expect(offer).toEqual({ hours: 3 })
      await expect(set(null, { extensions: 1 })).rejects.toEqual(refusal('inventory.terms-missing'))
      await expect(
        world.run(manager, 'setBookingTerms', {
          termsId: newId(),
          complexId: null,
          startsAt: inDays(-30),
          extensions: 5,
          offerHours: 5,
          queue: 5,
        }),
      ).rejects.toEqual(refusal('inventory.terms-in-the-past'))
      const rows = await world.read(sales, 'bookingTerms', {})
      expect(rows.map(({ complex, extensions, offer_hours }) => [complex, extensions, offer_hours])).toEqual([
        ['Северный парк', null, 3],
        ['Северный парк', null, null],
        ['Северный парк', 0, null],
        [null, 2, 24],
      ])
      expect((await world.read(agent1, 'bookingTerms', {})).map(({ complex_id }) => complex_id)).toEqual([null])
      const raw = (text: string) => sales.central.transaction({}, ({ run }) => run(text))
      await expect(raw('update app.booking_terms set extensions = 99')).rejects.toThrow('permission denied')
      await expect(
        raw(`insert into app.booking_terms (id, from_at, extensions, offer_hours, queue, user_id)
        values (gen_random_uuid(), now(), 99, 99, 99, '${sales.id}')`),
      ).rejects.toThrow('row-level security')
      for (const { id: open } of await world.read(sales, 'reservations', { unitId: unit(11) }))
        await world.run(sales, 'leaveQueue', { reservationId: open })
    })

    it('releases one’s own booking, and somebody else’s only with the right', async () => {
      const { sales, sales2, manager } = world.people
      const id = await world.book(sales, unit(4))
      await expect(world.run(sales2, 'release', { reservationId: id, reason: 'нет' })).rejects.toEqual(
        refusal('inventory.not-yours'),
      )
      await world.run(manager, 'release', { reservationId: id, reason: 'передумали' })
      expect(await world.status(unit(4))).toBe('free')
      await expect(world.run(sales, 'release', { reservationId: id, reason: 'ещё раз' })).rejects.toEqual(
        refusal('inventory.reservation-closed'),
      )
    })

    it('expires what is due, offers the unit to the first in the queue, and lets the next in when the offer lapses', async () => {
      const { sales, sales2, manager, steward } = world.people
      const id = await world.book(sales, unit(5), 1)
      const first = newId()
      const second = newId()
      await world.run(sales2, 'joinQueue', { reservationId: first, unitId: unit(5), clientName: 'Первый' })
      await world.run(manager, 'joinQueue', { reservationId: second, unitId: unit(5), clientName: 'Второй' })
      expect(await world.run(steward, 'expireDue', { reservationId: id })).toEqual({ count: 0 })
      expect(await world.run(steward, 'expireDue', {}, inDays(1.1))).toEqual({ count: 1 })
      const states = async () => {
        const rows = await world.centre.sql<{ state: string }>(
          'select state from app.reservation where id = any($1) order by array_position($1, id)',
          [[id, first, second]],
        )
        return rows.map(({ state }) => state)
      }
      expect(await states()).toEqual(['expired', 'offered', 'queued'])
      expect(await world.status(unit(5))).toBe('reserved')
      await expect(world.book(sales, unit(5))).rejects.toEqual(refusal('inventory.unit-taken'))
      await world.run(steward, 'expireDue', { reservationId: first }, inDays(2.2))
      expect(await states()).toEqual(['expired', 'expired', 'offered'])
      await world.run(manager, 'acceptOffer', {
        reservationId: second,
        kind: 'paid',
        until: inDays(5),
        feeMinor: 5_000_000,
      })
      expect(await world.status(unit(5))).toBe('reserved_paid')
      expect(await world.centre.sql('select key from sync.job where key like $1', [`%${second}`])).toHaveLength(1)
      expect(await world.centre.sql('select key from sync.job where key like $1', [`%${first}`])).toHaveLength(0)
    })

    it('offers a lapsed unit to nobody who was not in line, by whatever SQL', async () => {
      const { sales } = world.people
      const id = newId()
      await world.run(sales, 'joinQueue', { reservationId: id, unitId: unit(0), clientName: 'Хитрый' })
      const cheat = sales.central.transaction({}, ({ run }) =>
        run(
          `update app.reservation set state = 'offered', from_at = now(), until_at = now() + interval '1 day' where id = '${id}'`,
        ),
      )
      await expect(cheat).rejects.toThrow('cannot go from queued to offered')
      await world.run(sales, 'leaveQueue', { reservationId: id })
    })

    it('sells a lot only whole', async () => {
      const { manager, sales } = world.people
      const [flat, parking] = [unit(6), unit(7)]
      const units = [flat, parking].map((unitId, index) => ({ lotUnitId: newId(), unitId, isMain: index === 0 }))
      await world.run(manager, 'saveLot', { lotId: newId(), name: 'Лот 1', units })
      await expect(world.book(sales, flat)).rejects.toEqual(refusal('inventory.lot-whole'))
      const items = [flat, parking].map((unitId) => ({ reservationId: newId(), unitId }))
      expect(await world.run(sales, 'book', { items, kind: 'paid', until: inDays(3), clientName: 'Семья' })).toEqual({
        count: 2,
      })
    })

    it('holds thousands of units with a reason and lets them go, while a booking keeps the stronger status', async () => {
      const { manager, sales } = world.people
      const id = await world.book(sales, unit(8))
      const holds = [unit(8), unit(9)].map((unitId) => ({ claimId: newId(), unitId }))
      expect(await world.run(manager, 'placeHold', { holds, reasonId: world.reason })).toEqual({ count: 2 })
      expect([await world.status(unit(8)), await world.status(unit(9))]).toEqual(['reserved', 'hold_technical'])
      await world.run(sales, 'release', { reservationId: id, reason: 'отказ' })
      expect(await world.status(unit(8))).toBe('hold_technical')
      await expect(world.book(sales, unit(8))).rejects.toEqual(refusal('inventory.unit-taken'))
      expect(await world.run(manager, 'releaseHold', { unitIds: world.units })).toEqual({ count: 2 })
      expect(await world.status(unit(9))).toBe('free')
    })

    it('never lets a claim be moved, reopened or dated into the past', async () => {
      const { manager } = world.people
      const raw = (text: string) => manager.central.transaction({}, ({ run }) => run(text))
      await expect(
        raw("update app.unit_claim set ended_at = null where ended_at is not null and source = 'hold'"),
      ).rejects.toThrow('only be ended')
      await expect(raw('update app.unit_claim set from_at = now()')).rejects.toThrow('permission denied')
      await expect(
        raw(`insert into app.unit_claim (id, unit_id, kind, from_at, source, user_id)
        values (gen_random_uuid(), '${unit(10)}', 'not_for_sale', now() - interval '1 year', 'hold', '${manager.id}')`),
      ).rejects.toThrow('not the time')
      await expect(raw('update app.unit set is_free = true')).rejects.toThrow('permission denied')
      await expect(raw("update app.unit_status set status = 'free'")).rejects.toThrow('permission denied')
    })
  })
}
