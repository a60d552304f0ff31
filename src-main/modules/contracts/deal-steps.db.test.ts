import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '#shared/kernel/id.ts'
import { sumMinor } from '#shared/kernel/money.ts'
import { percent } from '#shared/kernel/percent.ts'
import { CENTRES } from '#tests/support/central.ts'
import { moneyWorld, type MoneyWorld } from '#tests/support/instalments.ts'
import { paymentsOfDeal } from './deal-steps.ts'

for (const kind of CENTRES) {
  describe(`the payments of a contract on ${kind}`, () => {
    let world: MoneyWorld
    beforeAll(async () => {
      world = await moneyWorld(kind)
    })
    afterAll(() => world.close())

    it('come to the price in their column, with the interest of the schedule in its own', async () => {
      const { manager } = world.people
      const [dealId, scheduleId] = [await world.sold(90_000_000), newId()]
      await world.call(manager, 'propose', {
        scheduleId,
        dealId,
        terms: {
          plan: {
            kind: 'interest',
            method: 'equal-principal',
            count: 3,
            rate: percent(12),
            from: '2026-01-01',
            dates: { startOn: '2026-02-01', everyMonths: 1 },
          },
        },
      })
      await world.call(manager, 'activate', { scheduleId })
      const schedule = await manager.central.transaction({ readOnly: true }, ({ db }) => paymentsOfDeal(db, dealId))
      const lines = schedule?.lines ?? []
      expect(sumMinor(lines.map(({ amount }) => amount))).toBe(90_000_000)
      expect(lines.map(({ interest }) => interest)).toEqual([917_260, 552_329, 305_753])
    })
  })
}
