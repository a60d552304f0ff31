import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '#shared/kernel/id.ts'
import { CENTRES } from '#tests/support/central.ts'
import { inDays, inventoryWorld, type Person, type World } from '#tests/support/inventory.ts'

for (const kind of CENTRES) {
  describe(`an agency with nothing but SQL on ${kind}`, () => {
    let world: World
    const unit = (index: number) => world.units[index] ?? ''
    const rows = (who: Person, text: string) => who.central.rows(text)
    const attempt = (who: Person, text: string) => who.central.transaction({}, ({ run }) => run(text))
    const booking = (who: Person, unitId: string, more: Record<string, string> = {}) => {
      const fields = {
        id: 'gen_random_uuid()',
        unit_id: `'${unitId}'`,
        company_id: `'${who.companyId}'`,
        user_id: `'${who.id}'`,
        state: "'active'",
        kind: "'free'",
        client_name: "'Кто-то'",
        from_at: 'now()',
        until_at: "now() + interval '1 day'",
        ...more,
      }
      return attempt(
        who,
        `insert into app.reservation (${Object.keys(fields).join(', ')}) values (${Object.values(fields).join(', ')})`,
      )
    }

    beforeAll(async () => {
      world = await inventoryWorld(kind)
      const { manager, agent1, agent2 } = world.people
      const grant = (
        companyId: string,
        place: 'building' | 'unit',
        id: string,
        terms: { has_price: boolean; has_booking: boolean; max_hold_days: number | null },
      ) => world.run(manager, 'grant', { companyId, items: [{ grantId: newId(), kind: place, id }], terms })
      await grant(world.agencies[0], 'building', world.buildings[0], {
        has_price: true,
        has_booking: true,
        max_hold_days: 2,
      })
      await grant(world.agencies[1], 'building', world.buildings[0], {
        has_price: false,
        has_booking: true,
        max_hold_days: null,
      })
      await grant(world.agencies[1], 'unit', unit(7), { has_price: false, has_booking: false, max_hold_days: null })
      await world.book(agent1, unit(0), 1)
      await world.run(manager, 'placeHold', { holds: [{ claimId: newId(), unitId: unit(1) }], reasonId: world.reason })
      await world.run(agent2, 'joinQueue', { reservationId: newId(), unitId: unit(0), clientName: 'Ждёт' })
    })
    afterAll(() => world.close())

    it('sees granted units and nothing of how the house works', async () => {
      const { agent2 } = world.people
      const visible = await rows(agent2, 'select id from app.unit order by id')
      expect(visible.map(([id]) => id)).toEqual([...world.units.slice(0, 6), unit(7)])
      expect((await rows(agent2, 'select id from app.building')).length).toBe(2)
      for (const table of [
        'unit_status',
        'unit_price',
        'unit_current_price',
        'price_rule',
        'price_list',
        'price_list_item',
        'hold_reason',
      ]) {
        expect(await rows(agent2, `select * from app.${table}`), table).toEqual([])
      }
      expect(
        (await rows(agent2, 'select company_id from app.unit_grant')).every(
          ([company]) => company === world.agencies[1],
        ),
      ).toBe(true)
    })

    it('cannot tell another agency’s booking from a hold of the house', async () => {
      const { agent2 } = world.people
      const look = async (unitId: string) => {
        const [seen] = await rows(agent2, `select is_free from app.unit where id = '${unitId}'`)
        const claims = await rows(agent2, `select * from app.unit_claim where unit_id = '${unitId}'`)
        const book = await booking(agent2, unitId).catch((error: Error) => error.message)
        const queue = await booking(agent2, unitId, { state: "'queued'", queued_at: 'now()' }).catch(
          (error: Error) => error.message,
        )
        return { seen, claims, book, queue }
      }
      const booked = await look(unit(0))
      expect(booked).toMatchObject({ seen: [false], claims: [] })
      expect(booked).toEqual(await look(unit(1)))
      expect(
        (await rows(agent2, 'select company_id from app.reservation')).every(
          ([company]) => company === world.agencies[1],
        ),
      ).toBe(true)
    })

    it('books only what it may, in its own name, for its own term, at this time', async () => {
      const { agent1, agent2 } = world.people
      await expect(booking(agent1, unit(6))).rejects.toThrow(/not given|row-level security/)
      await expect(booking(agent2, unit(7))).rejects.toThrow('not given')
      await expect(booking(agent1, unit(2), { company_id: `'${world.agencies[1]}'` })).rejects.toThrow(
        'row-level security',
      )
      await expect(booking(agent1, unit(2), { user_id: `'${world.people.sales.id}'` })).rejects.toThrow(
        'row-level security',
      )
      await expect(booking(agent1, unit(2), { until_at: "now() + interval '3 days'" })).rejects.toThrow('longer than')
      await expect(
        booking(agent1, unit(2), { from_at: "now() + interval '100 days'", until_at: "now() + interval '101 days'" }),
      ).rejects.toThrow('not the time')
      await expect(booking(agent1, unit(2), { state: "'offered'" })).rejects.toThrow('cannot go')
      await expect(booking(agent1, unit(2), { state: "'converted'", closed_at: 'now()' })).rejects.toThrow('cannot go')
      await booking(agent1, unit(2))
      expect(await world.status(unit(2))).toBe('reserved')
    })

    it('cannot prolong, move or take a booking, write claims, prices, grants or other agencies’ rows', async () => {
      const { agent1, agent2 } = world.people
      const refused = (who: Person, text: string) =>
        expect(attempt(who, text), text).rejects.toThrow(/permission denied|row-level security|not allowed|cannot go/)
      await refused(agent1, "update app.reservation set until_at = until_at + interval '1 hour' where state = 'active'")
      await refused(agent1, "update app.reservation set state = 'expired', closed_at = now() where state = 'active'")
      await refused(agent1, `update app.reservation set unit_id = '${unit(3)}'`)
      await refused(agent1, 'delete from app.reservation')
      await refused(
        agent1,
        `insert into app.unit_claim (id, unit_id, kind, from_at, source, user_id) values (gen_random_uuid(), '${unit(3)}', 'sold', now(), 'deal', '${agent1.id}')`,
      )
      await refused(
        agent1,
        `insert into app.unit_price (id, unit_id, price_minor, ppm_minor, from_at, source, factors_json, user_id) values (gen_random_uuid(), '${unit(3)}', 1, 1, now(), 'manual', '{}', '${agent1.id}')`,
      )
      await refused(
        agent1,
        `insert into app.unit_grant (id, company_id, complex_id, has_price, has_booking, from_at, user_id) values (gen_random_uuid(), '${agent1.companyId}', '${world.complex}', true, true, now(), '${agent1.id}')`,
      )
      await refused(agent1, 'update app.unit_current_price set price_minor = 1')
      await refused(agent1, 'select app.refresh_status(array[]::uuid[])')
      const untouched = `with done as (update app.reservation set note = 'взлом' where company_id <> '${agent2.companyId}' returning 1) select count(*) from done`
      expect(await rows(agent2, untouched)).toEqual([[0]])
      expect(
        await rows(
          agent1,
          'with done as (update app.unit_grant set has_booking = true returning 1) select count(*) from done',
        ).catch(() => [[0]]),
      ).toEqual([[0]])
    })

    it('loses what is revoked and gains what is granted with the next pull', async () => {
      const { agent2, manager } = world.people
      const before = await world.centre.sql<{ x: string }>('select pg_current_snapshot()::text as x')
      const [grant] = await world.centre.sql<{ id: string }>(
        'select id from app.unit_grant where company_id = $1 and unit_id is null',
        [agent2.companyId],
      )
      await world.run(manager, 'revoke', { grantIds: [grant?.id ?? ''] })
      expect((await rows(agent2, 'select id from app.unit')).map(([id]) => id)).toEqual([unit(7)])
      const pull = await agent2.central.rows('select kind, tbl from sync.pull($1, $2)', [before[0]?.x, []])
      expect(pull.filter(([kind]) => kind === 'hidden').length).toBeGreaterThanOrEqual(6)
      const after = await world.centre.sql<{ x: string }>('select pg_current_snapshot()::text as x')
      await world.run(manager, 'grant', {
        companyId: agent2.companyId,
        items: [{ grantId: newId(), kind: 'complex', id: world.complex }],
        terms: { has_price: true, has_booking: true, max_hold_days: null },
      })
      const gained = await agent2.central.rows(
        'select tbl, count(*) from sync.pull($1, $2) where kind = $3 group by tbl',
        [after[0]?.x, [], 'row'],
      )
      expect(Object.fromEntries(gained)).toMatchObject({
        unit: 12,
        unit_current_price: 12,
        building: 2,
        complex: 1,
        section: 2,
        floor: 4,
        unit_grant: 1,
      })
    })

    it('keeps a booking apart from the grant: what was booked ends in its own time', async () => {
      const { agent1, steward } = world.people
      const mine = await rows(agent1, "select count(*) from app.reservation where state = 'active'")
      expect(mine).toEqual([[2]])
      expect(await world.run(steward, 'expireDue', {}, inDays(3))).toEqual({ count: 2 })
    })
  })
}
