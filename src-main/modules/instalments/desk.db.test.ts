import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addDays, dayAt } from '#shared/kernel/day.ts'
import { newId, type Id } from '#shared/kernel/id.ts'
import { toInstant } from '#shared/kernel/instant.ts'
import { AppError, must } from '#shared/rpc/errors.ts'
import { CENTRES } from '#tests/support/central.ts'
import type { Person } from '#tests/support/inventory.ts'
import { moneyWorld, type MoneyWorld } from '#tests/support/instalments.ts'

const today = () => dayAt(toInstant(Date.now()), 'Europe/Moscow')

for (const kind of CENTRES) {
  describe(`the desk where buyers pay on ${kind}`, () => {
    let world: MoneyWorld
    let used = 0
    beforeAll(async () => {
      world = await moneyWorld(kind)
    })
    afterAll(() => world.close())

    const reasonOf = async (work: Promise<unknown>) => {
      try {
        return await work
      } catch (error) {
        return error instanceof AppError ? (error.details['reason'] ?? error.code) : error
      }
    }
    /** A contract on the desk, half of which fell due yesterday. */
    async function onDesk(price = 400_000_00): Promise<{ dealId: Id; scheduleId: Id }> {
      const { manager } = world.people
      const unitId = must(world.units[used++])
      const { dealId } = await world.booked(manager, unitId)
      await world.complete(manager, dealId)
      for (const [from, to] of [
        ['booked', 'service'],
        ['service', 'contract'],
      ] as const)
        await world.deal(manager, 'move', { dealId, from, to })
      await world.centre.sql('set session_replication_role = replica')
      await world.centre.sql('update app.deal_unit set list_price_minor = $2, discount_minor = 0 where deal_id = $1', [
        dealId,
        price,
      ])
      await world.centre.sql('set session_replication_role = origin')
      await world.centre.sql('select app.refresh_deals(array[$1::uuid])', [dealId])
      const scheduleId = newId()
      await world.call(manager, 'propose', {
        scheduleId,
        dealId,
        terms: {
          plan: {
            kind: 'custom',
            lines: [
              { on: addDays(today(), -10), amount: price / 2 },
              { on: addDays(today(), 40), amount: price / 2 },
            ],
          },
        },
      })
      await world.call(manager, 'activate', { scheduleId })
      return { dealId, scheduleId }
    }
    const pay = (who: Person, dealId: Id, amount: number, more: Record<string, unknown> = {}) => {
      const paymentId = newId()
      return world.call(who, 'pay', {
        paymentId,
        batchId: newId(),
        dealId,
        amount,
        bookedOn: today(),
        channel: 'cash',
        ...more,
      })
    }
    const raw = (who: Person, text: string) => who.central.transaction({}, ({ rows }) => rows(text))

    it('shows a cashier the deal that may be paid for and what is owed, and nothing of its people', async () => {
      const { dealId } = await onDesk()
      const [row] = await world.call(world.cashier, 'desk', { dealId })
      expect(row).toMatchObject({
        id: dealId,
        client: 'Иванов Иван',
        price_minor: 400_000_00,
        has_schedule: true,
        open_minor: 400_000_00,
        overdue_minor: 200_000_00,
        next_minor: 200_000_00,
      })
      expect(must(row).units).toContain('Северный парк')
      expect((await world.call(world.cashier, 'desk', { text: 'иванов' })).map(({ id }) => id)).toContain(dealId)
      expect(await world.call(world.cashier, 'desk', { text: 'нет такого' })).toEqual([])
      expect(await world.call(world.cashier, 'deskLines', { dealId })).toHaveLength(2)
      for (const table of ['deal', 'deal_unit', 'deal_participant', 'deal_event', 'person', 'deal_service', 'contract'])
        expect(await raw(world.cashier, `select id from app.${table}`), table).toEqual([])
    })

    it('takes cash, settles the oldest line, writes the receipt’s row and the deal’s timeline', async () => {
      const { dealId } = await onDesk()
      const { paymentId } = await pay(world.cashier, dealId, 250_000_00, { payer: 'Иванова Мария' })
      const lines = await world.call(world.cashier, 'deskLines', { dealId })
      expect(lines.map((line) => line.paid_principal_minor)).toEqual([200_000_00, 50_000_00])
      const [taken] = await world.call(world.cashier, 'deskTaken', { on: today() })
      expect(taken).toMatchObject({
        id: paymentId,
        amount_minor: 250_000_00,
        channel: 'cash',
        payer: 'Иванова Мария',
        client: 'Иванов Иван',
        free_minor: 0,
      })
      expect(must(taken).parts.map((part) => part.line)).toEqual([1, 2])
      const events = await world.deal(world.people.manager, 'timeline', { dealId })
      expect(events.find((event) => event.kind === 'instalments.paid')?.data).toMatchObject({
        amount_minor: 250_000_00,
      })
      const [balance] = await world.centre.sql<{ cash: string }>(
        `select sum(e.debit_minor) as cash from app.ledger_entry e join app.ledger_account a on a.id = e.account_id
         join app.ledger_batch b on b.id = e.batch_id where a.code = 'cash' and b.created_by_id = $1 and b.document_id = $2`,
        [world.cashier.id, paymentId],
      )
      expect(Number(balance?.cash)).toBe(250_000_00)
    })

    it('takes no bank money, none of another day, none for a deal without a contract, and gives nothing back', async () => {
      const { dealId } = await onDesk()
      expect(await reasonOf(pay(world.cashier, dealId, 100, { channel: 'bank' }))).toBe('instalments.desk-cash-only')
      expect(await reasonOf(pay(world.cashier, dealId, 100, { channel: 'escrow' }))).toBe('instalments.desk-cash-only')
      expect(await reasonOf(pay(world.cashier, dealId, 100, { bookedOn: addDays(today(), -1) }))).toBe(
        'instalments.desk-today',
      )
      const other = await world.booked(world.people.manager, must(world.units[used++]))
      expect(await reasonOf(pay(world.cashier, other.dealId, 100))).toBe('instalments.no-deal')
      expect(await reasonOf(pay(world.people.sales, dealId, 100))).not.toHaveProperty('paymentId')
      const { paymentId } = await pay(world.cashier, dealId, 100)
      const back = { paymentId, batchId: newId(), bookedOn: today(), reason: 'ошибка кассира' }
      expect(await reasonOf(world.call(world.cashier, 'reversePayment', back))).not.toEqual({})
      await world.call(world.people.manager, 'reversePayment', back)
      expect((await world.call(world.cashier, 'desk', { dealId }))[0]?.open_minor).toBe(400_000_00)
    })

    it('in plain SQL a cashier gets no further: no other account, day, event or deal, and nobody else’s payment', async () => {
      const { cashier } = world
      const { dealId } = await onDesk()
      const other = await world.booked(world.people.manager, must(world.units[used++]))
      const post = async (event: string, debit: string, deal: Id, on: string, credit = 'buyer_receivable') => {
        const batch = newId()
        try {
          await cashier.central.transaction({}, async ({ rows }) => {
            await rows(
              `insert into app.ledger_batch (id, company_id, event, booked_on, happened_at, line_count, command_id, created_by_id)
               values ('${batch}', '${cashier.companyId}', '${event}', '${on}', now(), 2, '${newId()}', '${cashier.id}')`,
            )
            await rows(
              `insert into app.ledger_entry (id, batch_id, line, account_id, currency, ref_kind, ref_id, debit_minor, credit_minor) values
               ('${newId()}', '${batch}', 1, (select id from app.ledger_account where code = '${debit}'), 'RUB', 'deal', '${deal}', 100, 0),
               ('${newId()}', '${batch}', 2, (select id from app.ledger_account where code = '${credit}'), 'RUB', 'deal', '${deal}', 0, 100)`,
            )
          })
          return 'done'
        } catch (error) {
          const { hint, code } = error as { hint?: string; code?: string }
          return hint ?? code
        }
      }
      expect(await post('buyer_paid', 'bank', dealId, today())).toBe('instalments.desk-cash-only')
      expect(await post('buyer_paid', 'cash', dealId, addDays(today(), -1))).toBe('instalments.desk-today')
      expect(await post('buyer_paid', 'cash', other.dealId, today())).toBe('instalments.no-deal')
      expect(await post('escrow_credited', 'escrow_memo', dealId, today(), 'contract_obligation_memo')).toBe('42501')
      expect(await post('escrow_released', 'bank', dealId, today())).toBe('42501')
      expect(await post('contract_registered', 'buyer_receivable', dealId, today(), 'contract_obligation')).toBe(
        '42501',
      )
      // What is cash, of today, for this deal is the same payment as the screen's.
      expect(await post('buyer_paid', 'cash', dealId, today())).toBe('done')
      expect((await world.call(cashier, 'deskTaken', { on: today() })).some((row) => row.deal_id === dealId)).toBe(true)

      const theirs = await world.take(dealId, 500, today(), { overpayment: 'advance' })
      expect(await raw(cashier, `select id from app.payment where id = '${theirs}'`)).toEqual([])
      for (const text of [
        `insert into app.payment_allocation (id, payment_id, part, line_id, amount_minor, why, created_at, created_by_id)
         values ('${newId()}', '${theirs}', 'principal', (select root_id from app.schedule_line where deal_id = '${dealId}' limit 1), 1, 'due', now(), '${cashier.id}')`,
        `insert into app.penalty (id, deal_id, side, from_on, to_on, days, amount_minor, charged_at, created_by_id)
         values ('${newId()}', '${dealId}', 'developer', '2026-01-01', '2026-01-02', 1, 1, now(), '${cashier.id}')`,
        `insert into app.deal_event (id, deal_id, at, kind, user_id, data_json) values ('${newId()}', '${dealId}', now(), 'instalments.paid', '${cashier.id}', '{}')`,
        `insert into app.schedule (id, deal_id, kind, plan_json, principal_minor, rate_bp, allocation_order, is_penalty_by_contract, created_at, created_by_id)
         values ('${newId()}', '${dealId}', 'full', '{}', 1, 0, 'principal-first', false, now(), '${cashier.id}')`,
        `update app.deal_desk set price_minor = 1`,
        `delete from app.deal_desk`,
        `update app.payment set payer = 'x'`,
        `insert into app.deal_desk (id, name, client_name, units, price_minor, search) values ('${newId()}', '', '', '', 1, '')`,
      ])
        await expect(raw(cashier, text), text).rejects.toThrow(
          /row-level security|permission denied|not-null|no such|others/,
        )
    })

    it('a deal leaves the desk when it is lost', async () => {
      const { dealId } = await onDesk()
      const [reason] = await world.centre.sql<{ id: Id }>('select id from app.deal_refusal limit 1')
      await world.deal(world.people.manager, 'lose', { dealId, from: 'contract', reasonId: must(reason).id })
      expect(await world.call(world.cashier, 'desk', { dealId })).toEqual([])
    })
  })
}
