import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId, type Id } from '#shared/kernel/id.ts'
import { toInstant } from '#shared/kernel/instant.ts'
import { percent } from '#shared/kernel/percent.ts'
import type { SchedulePlan } from '#shared/kernel/schedule.ts'
import { INTEREST_RULE } from '#shared/modules/instalments/interest-rule.ts'
import { must } from '#shared/rpc/errors.ts'
import { CENTRES } from '#tests/support/central.ts'
import { moneyWorld, type MoneyWorld } from '#tests/support/instalments.ts'
import { recomputeDocument } from '#main/modules/ledger/api.ts'

/** C4.4. */
const PLAN: SchedulePlan = {
  kind: 'interest',
  method: 'equal-principal',
  count: 3,
  rate: percent(12),
  from: '2026-01-01',
  dayCount: 'actual/actual',
  dates: { startOn: '2026-02-01', everyMonths: 1 },
}
const at = (day: string) => toInstant(Date.parse(`${day}T06:00:00.000Z`))

for (const kind of CENTRES) {
  describe(`interest of schedules in the ledger on ${kind}`, () => {
    let world: MoneyWorld
    beforeAll(async () => {
      world = await moneyWorld(kind)
    })
    afterAll(() => world.close())

    async function scheduled(plan: SchedulePlan = PLAN): Promise<{ dealId: Id; scheduleId: Id }> {
      const [dealId, scheduleId] = [await world.sold(90_000_000), newId()]
      await world.call(world.people.manager, 'propose', { scheduleId, dealId, terms: { plan } })
      await world.call(world.people.manager, 'activate', { scheduleId })
      return { dealId, scheduleId }
    }
    const won = (dealId: Id) =>
      world.centre.sql("update app.deal set stage = 'won', closed_at = now() where id = $1", [dealId]).catch(() =>
        // Without its demands, as an older program may have left it.
        world.centre
          .sql('set session_replication_role = replica')
          .then(() => world.centre.sql("update app.deal set stage = 'won', closed_at = now() where id = $1", [dealId]))
          .then(() => world.centre.sql('set session_replication_role = origin')),
      )
    const morning = (day: string) => world.call(world.people.steward, 'morning', {}, at(day))
    const posted = async (dealId: Id) => {
      const rows = await world.centre.sql<{ on: string; amount: string }>(
        `select b.booked_on::text as on, sum(e.debit_minor - e.credit_minor) as amount from app.ledger_batch b join app.ledger_entry e on e.batch_id = b.id
         join app.ledger_account a on a.id = e.account_id where e.ref_id = $1 and b.event = 'interest_accrued' and a.code = 'buyer_receivable'
         group by b.number, 1 order by b.number`,
        [dealId],
      )
      return rows.map((row) => [row.on, Number(row.amount)])
    }

    it('C4.4: 9,172.60, 5,523.29 and 3,057.53 are posted each on its working day, once, from the registration on', async () => {
      const { dealId } = await scheduled()
      await morning('2026-02-02')
      expect(await posted(dealId)).toEqual([])
      await won(dealId)
      await morning('2026-02-02')
      // The first of February 2026 and of March are Sundays.
      expect(await posted(dealId)).toEqual([['2026-02-02', 917_260]])
      await morning('2026-02-02')
      await morning('2026-04-05')
      expect(await posted(dealId)).toEqual([
        ['2026-02-02', 917_260],
        ['2026-03-02', 552_329],
        ['2026-04-01', 305_753],
      ])
      const [balance] = await world.centre.sql<{ receivable: string; income: string }>(
        `select sum(e.debit_minor - e.credit_minor) filter (where a.code = 'buyer_receivable') as receivable,
           sum(e.debit_minor - e.credit_minor) filter (where a.code = 'interest_income') as income
         from app.ledger_batch b join app.ledger_entry e on e.batch_id = b.id join app.ledger_account a on a.id = e.account_id
         where b.event = 'interest_accrued' and b.document_id in (select root_id from app.schedule_line where deal_id = $1)`,
        [dealId],
      )
      expect([Number(balance?.receivable), Number(balance?.income)]).toEqual([1_775_342, -1_775_342])
    })

    it('keeps the edition and the inputs, and gives the same sum again', async () => {
      const { dealId } = await scheduled()
      await won(dealId)
      await morning('2026-03-02')
      const batches = await world.centre.sql<{ id: Id }>(
        `select distinct b.id, b.number from app.ledger_batch b join app.ledger_entry e on e.batch_id = b.id
         where e.ref_id = $1 and b.event = 'interest_accrued' order by b.number`,
        [dealId],
      )
      const [first] = await world.people.steward.central.transaction({ readOnly: true }, ({ db }) =>
        recomputeDocument(db, INTEREST_RULE, { kind: 'interest', id: must(batches[0]).id }),
      )
      expect(first).toMatchObject({
        isSame: true,
        result: 917_260,
        stored: {
          packId: 'instalment-interest-1996',
          inputs: { way: 'days', from: '2026-01-01', to: '2026-02-01', balance: 90_000_000 },
        },
      })
    })

    const redraw = async (dealId: Id, on: string) => {
      const scheduleId = newId()
      const dates = { startOn: '2026-03-05', everyMonths: 1 }
      await world.call(
        world.people.manager,
        'propose',
        {
          scheduleId,
          dealId,
          terms: { plan: { ...PLAN, count: 2, rate: percent(10), dates } },
          reason: 'по заявлению',
        },
        at(on),
      )
      await world.call(world.people.manager, 'submit', { scheduleId })
      await world.call(world.people.manager2, 'approve', { scheduleId })
    }

    it('after a restructuring what fell due before stays posted, and the new lines follow on their days', async () => {
      const { dealId } = await scheduled()
      await won(dealId)
      await morning('2026-02-10')
      await redraw(dealId, '2026-02-10')
      await morning('2026-03-10')
      // 900,000 at 10 % from the first of January to the fifth of March.
      expect(await posted(dealId)).toEqual([
        ['2026-02-02', 917_260],
        ['2026-03-05', 1_553_425],
      ])
    })

    it('takes back what the version in force does not ask for any more', async () => {
      const { dealId } = await scheduled()
      await won(dealId)
      await morning('2026-02-10')
      // Drawn up before the interest fell due, put into force after it was posted.
      await redraw(dealId, '2026-01-20')
      await morning('2026-02-11')
      expect(await posted(dealId)).toEqual([
        ['2026-02-02', 917_260],
        ['2026-02-11', -917_260],
      ])
    })

    it('in plain SQL nobody posts interest that no line asks for, be it the steward or the head', async () => {
      const { dealId } = await scheduled()
      await won(dealId)
      const [line] = await world.centre.sql<{ id: Id }>(
        'select root_id as id from app.schedule_line where deal_id = $1 order by line desc limit 1',
        [dealId],
      )
      for (const who of [world.people.steward, world.people.manager]) {
        const batch = newId()
        const work = who.central.transaction({}, async ({ rows }) => {
          await rows(
            `insert into app.ledger_batch (id, company_id, event, booked_on, happened_at, line_count, document_kind, document_id, command_id, created_by_id)
             values ('${batch}', '${who.companyId}', 'interest_accrued', '2026-05-01', now(), 2, 'schedule_line', '${must(line).id}', '${newId()}', '${who.id}')`,
          )
          await rows(
            `insert into app.ledger_entry (id, batch_id, line, account_id, currency, ref_kind, ref_id, debit_minor, credit_minor) values
             ('${newId()}', '${batch}', 1, (select id from app.ledger_account where code = 'buyer_receivable'), 'RUB', 'deal', '${dealId}', 100, 0),
             ('${newId()}', '${batch}', 2, (select id from app.ledger_account where code = 'interest_income'), 'RUB', null, null, 0, 100)`,
          )
        })
        await expect(work).rejects.toMatchObject({ hint: 'ledger.not-the-document' })
      }
    })
  })
}
