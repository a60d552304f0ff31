/** Who sees and leads what: agencies, managers of the house, and whoever takes part. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '#shared/kernel/id.ts'
import { CENTRES } from '#tests/support/central.ts'
import { dealsWorld, type DealsWorld } from '#tests/support/deals.ts'
import { cacheOf, type Person } from '#tests/support/inventory.ts'

const refusal = (reason: string) => expect.objectContaining({ details: expect.objectContaining({ reason }) })

for (const kind of CENTRES) {
  describe(`who leads a deal, on ${kind}`, () => {
    let world: DealsWorld
    beforeAll(async () => {
      world = await dealsWorld(kind)
      for (const agency of world.agencies)
        await world.centre.sql(
          `insert into app.unit_grant (id, company_id, complex_id, has_price, has_booking, from_at) values (gen_random_uuid(), $1, $2, true, true, now())`,
          [agency, world.complex],
        )
    })
    afterAll(() => world.close())
    const unit = (index: number) => world.units[index] ?? ''
    const seen = async (who: Person, table: string) =>
      who.central.transaction(
        { readOnly: true },
        async (tx) => (await tx.rows(`select count(*)::int from app.${table}`))[0]?.[0],
      )

    it('an agency leads its own up to the booking, and no other agency learns of them', async () => {
      const { agent1, agent2, manager } = world.people
      const { dealId } = await world.booked(agent1, unit(0))
      expect(await world.stage(dealId)).toBe('booked')
      await world.complete(agent1, dealId)
      await expect(world.deal(agent1, 'move', { dealId, from: 'booked', to: 'service' })).rejects.toEqual(
        refusal('engine.forbidden'),
      )
      for (const table of ['deal', 'deal_unit', 'deal_participant', 'deal_event'])
        expect([table, await seen(agent2, table)]).toEqual([table, 0])
      await expect(world.deal(agent2, 'addNote', { dealId, eventId: newId(), text: 'чужое' })).rejects.toEqual(
        refusal('deals.no-deal'),
      )
      await world.deal(manager, 'move', { dealId, from: 'booked', to: 'service' })
      expect(await world.claims(unit(0))).toEqual(['sold_pending_contract'])
    })

    it('a manager of the house sees their own, and what somebody made them part of', async () => {
      const { sales, sales2, manager } = world.people
      const { dealId } = await world.booked(sales, unit(1))
      await expect(world.deal(sales2, 'deal', { dealId })).rejects.toEqual(refusal('deals.no-deal'))
      const id = newId()
      await world.deal(manager, 'addParticipant', { dealId, id, role: 'staff', userId: sales2.id })
      await world.deal(sales2, 'addNote', { dealId, eventId: newId(), text: 'помогаю' })
      const cache = await cacheOf(world, sales2)
      const rows = await cache.db.selectFrom('deal').select('id').execute()
      expect(rows.map((row) => row.id)).toContain(dealId)
      cache.close()
      await world.deal(manager, 'removeParticipant', { id })
      await expect(world.deal(sales2, 'deal', { dealId })).rejects.toEqual(refusal('deals.no-deal'))
    })

    it('handing over is for those who see all deals, and takes the deal from one and gives it to the other', async () => {
      const { sales, sales2, manager } = world.people
      const { dealId } = await world.booked(sales, unit(2))
      await expect(
        sales.central.transaction({}, (tx) =>
          tx.rows(`update app.deal set user_id = '${sales2.id}' where id = '${dealId}'`),
        ),
      ).rejects.toMatchObject({ code: '42501' })
      await world.deal(manager, 'assign', { dealId, userId: sales2.id })
      await expect(world.deal(sales, 'deal', { dealId })).rejects.toEqual(refusal('deals.no-deal'))
      expect((await world.deal(sales2, 'deal', { dealId })).deal.is_mine).toBe(true)
      const touched = await world.centre.sql<{ tbl: string }>(
        `select distinct c.tbl from sync.change c where c.id in (select id from app.deal_event where deal_id = $1 union select id from app.deal_unit where deal_id = $1 union select $1::uuid)`,
        [dealId],
      )
      expect(touched.map(({ tbl }) => tbl).sort()).toEqual(['deal', 'deal_event', 'deal_unit'])
    })

    it('a cashier has no deals at all, and nobody brings in a card that they may not see', async () => {
      const { sales, agent1 } = world.people
      expect(await seen(world.cashier, 'deal')).toBe(0)
      const { dealId } = await world.booked(agent1, unit(3))
      const stranger = await world.person(sales, 'Тайный')
      await expect(
        world.deal(agent1, 'addParticipant', { dealId, id: newId(), role: 'spouse', personId: stranger }),
      ).rejects.toEqual(refusal('engine.forbidden'))
    })

    it('what may wait for the link is written to the cache by the same bodies, and moves the deal there too', async () => {
      const { sales } = world.people
      const dealId = newId()
      await world.deal(sales, 'open', { dealId, clientName: 'Ольга' })
      const cache = await cacheOf(world, sales)
      const { deals } = await import('./index.ts')
      const context = {
        place: 'cache' as const,
        actor: sales.actor,
        issuedAt: new Date().toISOString(),
        commandId: newId(),
      }
      const needs = {
        kinds: [],
        rooms: [2],
        area_cm2: {},
        budget_minor: {},
        floor: {},
        complexIds: [],
        purpose: null,
        horizon: null,
        source: null,
        payment: null,
        hasMortgage: false,
        adults: null,
        children: null,
        comment: '',
      }
      await deals.bodies.setNeeds(cache.db, { dealId, eventId: newId(), needs }, context)
      await deals.bodies.addNote(cache.db, { dealId, eventId: newId(), text: 'без связи' }, context)
      await deals.bodies.fillMeetingResult(
        cache.db,
        { dealId, eventId: newId(), result: 'да', rating: 5, comment: null },
        context,
      )
      const row = await cache.db
        .selectFrom('deal')
        .select(['stage', 'needs_json', 'meeting_result'])
        .where('id', '=', dealId)
        .executeTakeFirst()
      expect(row).toEqual({ stage: 'met', needs_json: needs, meeting_result: 'да' })
      const card = await deals.bodies.deal(cache.db, { dealId }, { actor: sales.actor, now: context.issuedAt })
      expect(card.moves.find(({ to }) => to === 'intent')?.missing).toEqual(['phone'])
      cache.close()
    })
  })
}
