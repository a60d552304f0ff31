import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '#shared/kernel/id.ts'
import { must } from '#shared/rpc/errors.ts'
import { CENTRES } from '#tests/support/central.ts'
import { moneyWorld, type MoneyWorld } from '#tests/support/instalments.ts'

for (const kind of CENTRES) {
  describe(`what a unit is while its buyer pays on ${kind}`, () => {
    let world: MoneyWorld
    beforeAll(async () => {
      world = await moneyWorld(kind)
    })
    afterAll(() => world.close())

    it('is registered from the registration on, sold with the last kopeck, and registered again when that is taken back', async () => {
      const { manager } = world.people
      const unitId = must(world.units[0])
      const { dealId } = await world.booked(manager, unitId)
      await world.complete(manager, dealId)
      for (const [from, to] of [
        ['booked', 'service'],
        ['service', 'contract'],
        ['contract', 'registration'],
      ] as const)
        await world.deal(manager, 'move', { dealId, from, to })
      expect(await world.claims(unitId)).toEqual(['under_contract'])
      await world.deal(manager, 'move', { dealId, from: 'registration', to: 'won' })
      expect(await world.claims(unitId)).toEqual(['registered'])
      const [deal] = await world.centre.sql<{ price: string }>(
        'select price_minor as price from app.deal where id = $1',
        [dealId],
      )
      const price = Number(must(deal).price)
      const today = new Date().toISOString().slice(0, 10)
      await world.take(dealId, price - 1, today)
      expect(await world.claims(unitId)).toEqual(['registered'])
      const last = await world.take(dealId, 1, today, { channel: 'escrow' })
      expect(await world.claims(unitId)).toEqual(['sold'])
      await world.call(manager, 'reversePayment', {
        paymentId: last,
        batchId: newId(),
        bookedOn: today,
        reason: 'ошибка банка',
      })
      expect(await world.claims(unitId)).toEqual(['registered'])
      const rows = await world.centre.sql<{ kind: string; gap: string | null }>(
        `select kind, (from_at - lag(ended_at) over (order by from_at, ended_at nulls last))::text as gap from app.unit_claim
         where unit_id = $1 and source = 'deal' order by from_at, ended_at nulls last`,
        [unitId],
      )
      expect(rows.map((row) => row.kind)).toEqual([
        'sold_pending_contract',
        'under_contract',
        'registered',
        'sold',
        'registered',
      ])
      expect(rows.slice(1).every(({ gap }) => gap === '00:00:00')).toBe(true)
      const [free] = await world.centre.sql<{ is_free: boolean }>('select is_free from app.unit where id = $1', [
        unitId,
      ])
      expect(free).toEqual({ is_free: false })
    })
  })
}
