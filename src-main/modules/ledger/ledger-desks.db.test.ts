import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '#shared/kernel/id.ts'
import type { Module } from '#main/engine/define.ts'
import { CENTRES } from '#tests/support/central.ts'
import { cacheRows, centralRows, deskHouse, type DeskHouse, type TestDesk } from '#tests/support/desks.ts'
import { ledger } from './index.ts'

const TODAY = new Date().toISOString().slice(0, 10)
const TABLES = ['ledger_account', 'ledger_batch', 'ledger_entry', 'ledger_period']

for (const kind of CENTRES) {
  describe(`a till and an accountant at their desks on ${kind}`, () => {
    let house: DeskHouse
    let till: TestDesk
    let accountant: TestDesk

    beforeAll(async () => {
      house = await deskHouse(kind, { ledger: ledger as unknown as Module })
      till = await house.open('till', ['cashier'])
      accountant = await house.open('boss', ['manager'])
    })
    afterAll(() => house.close())

    const sale = (amount: number, bookedOn = TODAY) => ({
      batchId: newId(),
      event: 'outlet_sale',
      bookedOn,
      lines: [
        { account: 'cash', side: 'debit', amount },
        { account: 'outlet_revenue', side: 'credit', amount, ref: { kind: 'company', id: house.companyId } },
      ],
    })
    const cash = () => accountant.call<{ balance_minor: number }>('ledger.balance', { account: 'cash' })

    it('takes cash while the link is down, and the centre numbers it afterwards', async () => {
      await till.call('ledger.postCash', sale(10_000))
      till.cut()
      await till.call('ledger.postCash', sale(5_000))
      await till.call('ledger.postCash', sale(2_500))
      await expect(till.call('ledger.postCash', { ...sale(1), event: 'owner_payout' })).rejects.toThrow()
      await till.join()
      await accountant.desk.syncNow()
      expect(await cash()).toMatchObject({ balance_minor: 17_500 })
      const rows = await accountant.call<{ number: number; balance_minor: number }[]>('ledger.statement', {
        account: 'cash',
      })
      expect(rows.map(({ number, balance_minor }) => [number, balance_minor])).toEqual([
        [1, 10_000],
        [2, 15_000],
        [3, 17_500],
      ])
    })

    it('refuses at the centre the cash of a day that was closed meanwhile, and takes it back from the desk', async () => {
      till.cut()
      await till.call('ledger.postCash', sale(700, '2026-01-31'))
      await accountant.call('ledger.closePeriod', { periodId: newId(), throughOn: '2026-01-31' })
      await till.join()
      await accountant.desk.syncNow()
      expect(await cash()).toMatchObject({ balance_minor: 17_500 })
      expect(await cacheRows(till, TABLES)).toEqual(await centralRows(house.centre, till.user, TABLES))
      expect(await cacheRows(accountant, TABLES)).toEqual(await centralRows(house.centre, accountant.user, TABLES))
    })

    it('refuses a bank payment while the link is down, for the centre decides on money', async () => {
      accountant.cut()
      const args = {
        ...sale(100),
        lines: sale(100).lines.map((line) => (line.account === 'cash' ? { ...line, account: 'bank' } : line)),
      }
      await expect(accountant.call('ledger.post', args)).rejects.toMatchObject({ code: 'offline' })
      await accountant.join()
    })
  })
}
