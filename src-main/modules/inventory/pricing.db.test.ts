import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '#shared/kernel/id.ts'
import { toInstant } from '#shared/kernel/instant.ts'
import { replay } from '#shared/modules/inventory/pricing.ts'
import type { PriceFactors, RuleTerms } from '#shared/modules/inventory/pricing-model.ts'
import { CENTRES } from '#tests/support/central.ts'
import { inDays, inventoryWorld, type World } from '#tests/support/inventory.ts'

const refusal = (reason: string) => expect.objectContaining({ details: expect.objectContaining({ reason }) })

const terms: RuleTerms = {
  base: { frame: 25_000_000 },
  floor: [{ from: 2, to: 99, coef: 1_020_000 }],
  view: { park: 1_050_000 },
  layout: {},
  finishing: {},
  area: [],
  adds: [],
  promos: [],
  round_minor: 100_000,
}

for (const kind of CENTRES) {
  describe(`prices on ${kind}`, () => {
    let world: World
    beforeAll(async () => {
      world = await inventoryWorld(kind)
      await world.run(world.people.analyst, 'savePriceRule', {
        ruleId: newId(),
        name: 'Основное',
        complexId: world.complex,
        kind: null,
        minPpmMinor: 15_000_000,
        terms,
      })
    })
    afterAll(() => world.close())
    const unit = (index: number) => world.units[index] ?? ''
    const prices = async () => {
      const rows = await world.centre.sql<{ price_minor: number }>(
        'select price_minor from app.unit_current_price order by id',
      )
      return rows.map(({ price_minor }) => price_minor)
    }

    it('changes many prices at once, keeps those of booked units, and asks for approval below the least price', async () => {
      const { analyst, sales, manager } = world.people
      const before = await prices()
      await world.book(sales, unit(0))
      const change = { by: 'percent', value: 1000 } as const
      expect(await world.run(analyst, 'reprice', { exceptionId: newId(), unitIds: world.units, change })).toEqual({
        applied: 11,
        toApprove: 0,
        frozen: 1,
      })
      expect(await prices()).toEqual(
        before.map((price, index) => (index === 0 ? price : Math.round((price * 1.1) / 100) * 100)),
      )

      const exceptionId = newId()
      const low = { exceptionId, unitIds: [unit(1), unit(2)], change: { by: 'ppm', value: 10_000_000 } as const }
      expect(await world.run(analyst, 'reprice', low)).toEqual({ applied: 0, toApprove: 2, frozen: 0 })
      await expect(world.run(analyst, 'approvePriceList', { priceListId: exceptionId })).rejects.toMatchObject({
        code: 'forbidden',
      })
      expect(await world.run(manager, 'approvePriceList', { priceListId: exceptionId })).toEqual({ count: 2 })
      expect((await prices())[1]).toBe(41 * 10_000_000)
    })

    it('stores factors that give the stored kopecks again', async () => {
      const rows = await world.centre.sql<{ price_minor: number; factors_json: PriceFactors }>(
        "select price_minor, factors_json from app.unit_price where source = 'manual'",
      )
      expect(rows.length).toBeGreaterThan(10)
      for (const { price_minor, factors_json } of rows) expect(replay(factors_json)).toBe(Number(price_minor))
    })

    it('lets nobody go around the least price, the frozen price or history by raw SQL', async () => {
      const { analyst } = world.people
      const insert = (id: string, price: number) =>
        analyst.central.transaction({}, ({ run }) =>
          run(`insert into app.unit_price (id, unit_id, price_minor, ppm_minor, from_at, source, factors_json, user_id)
            values (gen_random_uuid(), '${id}', ${price}, 1, now(), 'manual', '{}', '${analyst.id}')`),
        )
      await expect(insert(unit(3), 100)).rejects.toThrow('below the least price')
      await expect(insert(unit(0), 9_000_000_000)).rejects.toThrow('frozen')
      await expect(
        analyst.central.transaction({}, ({ run }) => run('update app.unit_price set price_minor = 1')),
      ).rejects.toThrow('permission denied')
      await expect(analyst.central.transaction({}, ({ run }) => run('delete from app.unit_price'))).rejects.toThrow(
        'permission denied',
      )
    })

    it('brings a price list by rule into force at its date, and for a booked unit when the booking ends', async () => {
      const { analyst, manager, manager2, steward, sales } = world.people
      const priceListId = newId()
      const startsAt = inDays(1)
      const draft = { priceListId, name: 'Август', startsAt, complexId: world.complex, from: { by: 'rule' } as const }
      expect(await world.run(manager2, 'draftPriceList', draft)).toEqual({ items: 12, belowMin: 0, withoutRule: 0 })
      expect(await world.run(manager2, 'draftPriceList', draft)).toEqual({ items: 12, belowMin: 0, withoutRule: 0 })
      await world.run(manager2, 'submitPriceList', { priceListId })
      await expect(world.run(manager2, 'approvePriceList', { priceListId })).rejects.toEqual(
        refusal('inventory.own-price-list'),
      )
      await expect(world.run(manager, 'draftPriceList', draft)).rejects.toEqual(refusal('inventory.price-list-step'))
      expect(await world.run(manager, 'approvePriceList', { priceListId })).toEqual({ count: 0 })
      expect(
        await world.centre.sql("select from sync.job where command = 'inventory.activateDuePriceLists'"),
      ).toHaveLength(1)
      expect(await world.run(steward, 'activateDuePriceLists', {})).toEqual({ count: 0 })
      expect(await world.run(steward, 'activateDuePriceLists', { priceListId }, inDays(1.1))).toEqual({ count: 11 })
      const [frozen, , , fourth] = await prices()
      expect(fourth).toBe(Math.round((25_000_000 * 1.02 * 1.05 * 43) / 100_000) * 100_000)
      const [reservation] = await world.centre.sql<{ id: string }>(
        "select id from app.reservation where state = 'active'",
      )
      await world.run(
        sales,
        'release',
        { reservationId: reservation?.id ?? '', reason: 'отказ' },
        toInstant(Date.now()),
      )
      const [thawed] = await prices()
      expect([frozen, thawed]).toEqual([40 * 20_000_000, 25_000_000 * 1.05 * 40])
      expect(
        await world.run(analyst, 'savePriceRule', {
          ruleId: newId(),
          name: 'Корпус',
          complexId: world.complex,
          buildingId: world.buildings[0],
          kind: 'flat',
          minPpmMinor: null,
          terms,
        }),
      ).toEqual({ version: 1 })
    })

    it('makes a rule for a place and kind once, refuses terms that give no price, and counts versions', async () => {
      const { analyst, sales, manager } = world.people
      const rule = {
        ruleId: newId(),
        name: 'Парковки',
        complexId: world.complex,
        buildingId: world.buildings[1],
        kind: 'parking' as const,
        minPpmMinor: null,
        terms,
      }
      const save = (change: object = {}) => world.run(analyst, 'savePriceRule', { ...rule, ...change })
      await expect(save({ terms: { ...terms, base: {} } })).rejects.toEqual(refusal('inventory.rule-bad'))
      const floor = [
        { from: 1, to: 9, coef: 1_000_000 },
        { from: 9, to: 12, coef: 1_100_000 },
      ]
      await expect(save({ terms: { ...terms, floor } })).rejects.toEqual(refusal('inventory.rule-bad'))
      await expect(save({ buildingId: newId() })).rejects.toEqual(refusal('inventory.no-building'))
      expect(await save()).toEqual({ version: 1 })
      expect(await save({ name: 'Парковки 2' })).toEqual({ version: 2 })
      await expect(save({ ruleId: newId() })).rejects.toEqual(refusal('inventory.rule-exists'))
      const raced = await Promise.allSettled(
        [analyst, manager].map((who) =>
          world.run(who, 'savePriceRule', { ...rule, ruleId: newId(), kind: 'storage' as const }),
        ),
      )
      expect(raced.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
      expect(await save({ isActive: false })).toEqual({ version: 3 })
      expect(await save({ ruleId: newId() })).toEqual({ version: 1 })
      await expect(world.run(sales, 'savePriceRule', { ...rule, ruleId: newId() })).rejects.toMatchObject({
        code: expect.stringMatching('forbidden|conflict') as string,
      })
    })
  })
}
