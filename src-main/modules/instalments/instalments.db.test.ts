import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addDays } from '#shared/kernel/day.ts'
import { newId, type Id } from '#shared/kernel/id.ts'
import { toInstant } from '#shared/kernel/instant.ts'
import { percent, ratio } from '#shared/kernel/percent.ts'
import type { SchedulePlan } from '#shared/kernel/schedule.ts'
import { AppError, must } from '#shared/rpc/errors.ts'
import { CENTRES } from '#tests/support/central.ts'
import { command, load } from '#tests/support/imports.ts'
import { cacheOf } from '#tests/support/inventory.ts'
import { moneyWorld, type MoneyWorld } from '#tests/support/instalments.ts'
import { activeSchedule } from './api.ts'
import { instalments } from './index.ts'

const PRICE = 1_234_567_890
const monthly = (count: number, startOn = '2026-02-10'): SchedulePlan => ({
  kind: 'equal',
  count,
  dates: { startOn, everyMonths: 1 },
})

/** The reason of a refusal, or what came instead of one. */
async function reasonOf(work: Promise<unknown>): Promise<unknown> {
  try {
    return await work
  } catch (error) {
    return error instanceof AppError ? (error.details['reason'] ?? error.code) : error
  }
}

for (const kind of CENTRES) {
  describe(`instalments on ${kind}`, () => {
    let world: MoneyWorld
    beforeAll(async () => {
      world = await moneyWorld(kind)
    })
    afterAll(() => world.close())

    const propose = async (
      dealId: Id,
      plan: SchedulePlan,
      reason: string | null = null,
      who = world.people.manager,
    ) => {
      const scheduleId = newId()
      const result = await world.call(who, 'propose', { scheduleId, dealId, terms: { plan }, reason })
      return { ...result, scheduleId }
    }
    const linesOf = (scheduleId: Id) => world.call(world.people.manager, 'lines', { scheduleId })
    const accountOf = (dealId: Id, on: string) => world.call(world.people.manager, 'account', { dealId, on })

    describe('schedules', () => {
      it('C4.2, C4.3: 12,345,678.90 with 30 % first and eleven parts, nominal and working days both kept', async () => {
        const { scheduleId } = await propose(await world.sold(PRICE), {
          kind: 'equal',
          first: { share: percent(30) },
          firstOn: '2026-01-20',
          count: 11,
          dates: { startOn: '2026-02-28', everyMonths: 1, dayOfMonth: 31 },
        })
        const lines = await linesOf(scheduleId)
        expect(lines.map((line) => line.principal_minor)).toEqual([
          370_370_367,
          ...Array<number>(10).fill(78_563_411),
          78_563_413,
        ])
        expect(lines.slice(1, 3).map((line) => [line.due_on, line.pay_on])).toEqual([
          ['2026-02-28', '2026-03-02'],
          ['2026-03-31', '2026-03-31'],
        ])
      })

      it('C4.4: 900,000 at 12 % in three principal parts costs 9,172.60, 5,523.29 and 3,057.53', async () => {
        const { scheduleId } = await propose(await world.sold(90_000_000), {
          kind: 'interest',
          method: 'equal-principal',
          count: 3,
          rate: percent(12),
          from: '2026-01-01',
          dayCount: 'actual/actual',
          dates: { startOn: '2026-02-01', everyMonths: 1, dayOfMonth: 1 },
        })
        expect((await linesOf(scheduleId)).map((line) => line.interest_minor)).toEqual([917_260, 552_329, 305_753])
      })

      it('C4.1: every kind is kept as it was planned and comes to the price', async () => {
        const dates = { startOn: '2026-03-10', everyMonths: 3 }
        const plans: SchedulePlan[] = [
          { kind: 'full', on: '2026-01-01' },
          { kind: 'equal', count: 3, dates },
          { kind: 'custom', lines: [{ on: '2026-02-02', amount: 100_000_000, label: 'Кредитные средства' }] },
          { kind: 'balloon', count: 4, regular: { amount: 5_000_000 }, dates },
          {
            kind: 'stages',
            stages: [
              { label: 'Фундамент', share: ratio(1, 3), on: '2026-03-01' },
              { label: 'Ввод', share: ratio(2, 3), on: '2026-09-01' },
            ],
          },
          {
            kind: 'interest',
            method: 'annuity',
            count: 12,
            rate: percent(12),
            from: '2026-01-10',
            dayCount: 'actual/actual',
            dates: { startOn: '2026-02-10', everyMonths: 1 },
          },
          {
            kind: 'area',
            areaCm2: 500_000,
            lines: [
              { on: '2026-02-02', ppm: 2_000_000, amount: 40_000_000 },
              { on: '2026-05-05', ppm: 2_000_000 },
            ],
          },
        ]
        for (const plan of plans) {
          const { scheduleId } = await propose(await world.sold(100_000_000), plan)
          const lines = await linesOf(scheduleId)
          expect([plan.kind, lines.reduce((sum, line) => sum + line.principal_minor, 0)]).toEqual([
            plan.kind,
            100_000_000,
          ])
          expect(lines.at(-1)?.balance_minor).toBe(0)
        }
      })

      it('360 lines from the 31st, kopecks and all, are one schedule', async () => {
        await world.call(world.people.manager, 'setLimits', {
          min_first_bp: 0,
          max_months: 600,
          interest_free_months: 600,
          min_rate_bp: 0,
          max_line_bp: 10_000,
        })
        const dealId = await world.sold(1_000_000_007)
        const { scheduleId } = await propose(dealId, {
          kind: 'equal',
          count: 360,
          dates: { startOn: '2027-12-31', everyMonths: 1, dayOfMonth: 31 },
        })
        await world.call(world.people.manager, 'activate', { scheduleId })
        const lines = await linesOf(scheduleId)
        expect([lines.length, lines[2]?.due_on, lines[0]?.principal_minor, lines.at(-1)?.principal_minor]).toEqual([
          360,
          '2028-02-29',
          2_777_777,
          2_778_064,
        ])
        const contract = await world.people.manager.central.transaction({ readOnly: true }, ({ db }) =>
          activeSchedule(db, dealId),
        )
        expect([contract?.lines.length, contract?.principal]).toEqual([360, 1_000_000_007])
      })

      it('is refused where it does not come to the price, has no price, or is somebody else’s', async () => {
        const dealId = await world.sold(PRICE)
        expect(await reasonOf(propose(dealId, { kind: 'custom', lines: [{ on: '2026-02-02', amount: 1 }] }))).toBe(
          'kernel.schedule-sum',
        )
        const typed = { kind: 'manual' as const, rateBp: 0, lines: [{ dueOn: '2026-02-02', principal: PRICE - 1 }] }
        expect(
          await reasonOf(world.call(world.people.manager, 'propose', { scheduleId: newId(), dealId, terms: typed })),
        ).toBe('instalments.sum')
        expect(await reasonOf(propose(newId(), monthly(3)))).toBe('instalments.no-deal')
        // The deal is the manager's, and a seller sees their own.
        expect(await reasonOf(propose(dealId, monthly(3), null, world.people.sales))).toBe('instalments.no-deal')
      })

      it('a draft is edited by hand with the total kept, and what is in force is not edited', async () => {
        const { scheduleId } = await propose(await world.sold(300_000_00), monthly(3))
        const edit = (sums: number[]) =>
          world.call(world.people.manager, 'editLines', {
            scheduleId,
            lines: sums.map((principal, index) => ({
              dueOn: addDays('2026-03-07', index * 30),
              principal,
              label: `№ ${index}`,
            })),
          })
        expect(await reasonOf(edit([100_000_00, 100_000_00]))).toBe('instalments.sum')
        await edit([200_000_00, 100_000_00])
        expect(
          (await linesOf(scheduleId)).map((line) => [line.due_on, line.pay_on, line.principal_minor, line.label]),
        ).toEqual([
          ['2026-03-07', '2026-03-10', 200_000_00, '№ 0'],
          ['2026-04-06', '2026-04-06', 100_000_00, '№ 1'],
        ])
        await world.call(world.people.manager, 'activate', { scheduleId })
        expect(await reasonOf(edit([150_000_00, 150_000_00]))).toBe('instalments.not-a-draft')
      })

      it('what breaks the limits of the company is approved by somebody else, and the centre counts as the program does', async () => {
        const { manager, manager2 } = world.people
        await world.call(manager, 'setLimits', {
          min_first_bp: 2_000,
          max_months: 12,
          interest_free_months: 6,
          min_rate_bp: 800,
          max_line_bp: 5_000,
        })
        const dealId = await world.sold(PRICE)
        const { scheduleId, breaches } = await propose(dealId, {
          kind: 'balloon',
          count: 20,
          regular: { amount: 1_000_000 },
          dates: { startOn: '2026-01-31', everyMonths: 1, dayOfMonth: 31 },
        })
        expect(breaches).toEqual(['first', 'term', 'rate', 'balloon'])
        const [counted] = await world.centre.sql<{ found: string[] }>('select app.schedule_breaches($1) as found', [
          scheduleId,
        ])
        expect(counted?.found).toEqual(breaches)
        expect(await reasonOf(world.call(manager, 'activate', { scheduleId }))).toBe('instalments.needs-approval')
        expect(await reasonOf(world.call(manager2, 'approve', { scheduleId }))).toBe('instalments.wrong-state')
        await world.call(manager, 'submit', { scheduleId })
        expect(await reasonOf(world.call(manager, 'approve', { scheduleId }))).toBe('instalments.own-approval')
        expect(await reasonOf(world.call(world.lawyer, 'approve', { scheduleId }))).toBe('engine.forbidden')
        await world.call(manager2, 'reject', { scheduleId, reason: 'Слишком долго' })
        await world.call(manager, 'submit', { scheduleId })
        await world.call(manager2, 'approve', { scheduleId })
        const [row] = await world.call(manager, 'schedules', { dealId })
        expect([row?.state, row?.approver, row?.is_mine]).toEqual(['active', 'boss2', true])
        await world.call(manager, 'setLimits', {
          min_first_bp: 0,
          max_months: 600,
          interest_free_months: 600,
          min_rate_bp: 0,
          max_line_bp: 10_000,
        })
      })

      it('limits are counted the same in both places, whatever the schedule', async () => {
        const { manager } = world.people
        const scenario = fc.record({
          sums: fc.array(fc.integer({ min: 1, max: 1_000_000 }), { minLength: 1, maxLength: 6 }),
          months: fc.integer({ min: 0, max: 4 }),
          limits: fc.record({
            min_first_bp: fc.integer({ min: 0, max: 5_000 }),
            max_months: fc.integer({ min: 0, max: 20 }),
            interest_free_months: fc.integer({ min: 0, max: 20 }),
            min_rate_bp: fc.integer({ min: 0, max: 1 }),
            max_line_bp: fc.integer({ min: 1_000, max: 9_000 }),
          }),
        })
        await fc.assert(
          fc.asyncProperty(scenario, async ({ sums, months, limits }) => {
            await world.call(manager, 'setLimits', limits)
            const dealId = await world.sold(sums.reduce((sum, each) => sum + each, 0))
            const scheduleId = newId()
            const lines = sums.map((principal, index) => ({
              dueOn: addDays('2026-01-31', index * 30 * months),
              principal,
              label: String(index),
            }))
            const { breaches } = await world.call(manager, 'propose', {
              scheduleId,
              dealId,
              terms: { kind: 'manual', rateBp: 0, lines },
            })
            const [counted] = await world.centre.sql<{ found: string[] }>('select app.schedule_breaches($1) as found', [
              scheduleId,
            ])
            expect(counted?.found).toEqual(breaches)
          }),
          { numRuns: 25 },
        )
        await world.call(manager, 'setLimits', {
          min_first_bp: 0,
          max_months: 600,
          interest_free_months: 600,
          min_rate_bp: 0,
          max_line_bp: 10_000,
        })
      })

      it('C4.9: a restructuring is the next version with everything paid frozen as it stood', async () => {
        const { dealId, scheduleId } = await world.scheduled(400_000_00)
        await world.take(dealId, 150_000_00, '2026-02-10')
        expect(await reasonOf(propose(dealId, monthly(2, '2026-06-10')))).toBe('instalments.no-reason')
        const next = await propose(dealId, monthly(2, '2026-06-10'), 'Просьба покупателя')
        expect(next.version).toBe(2)
        expect(
          (await linesOf(next.scheduleId)).map((line) => [
            line.due_on,
            line.principal_minor,
            line.is_frozen,
            line.paid_principal_minor,
          ]),
        ).toEqual([
          ['2026-02-10', 100_000_00, true, 100_000_00],
          ['2026-03-10', 50_000_00, true, 50_000_00],
          ['2026-06-10', 125_000_00, false, 0],
          ['2026-07-10', 125_000_00, false, 0],
        ])
        // Money came meanwhile: the draft no longer says what was paid.
        const late = await world.take(dealId, 10_000_00, '2026-03-01')
        expect(await reasonOf(world.call(world.people.manager, 'activate', { scheduleId: next.scheduleId }))).toBe(
          'instalments.paid-changed',
        )
        await world.call(world.people.manager, 'reversePayment', {
          paymentId: late,
          batchId: newId(),
          bookedOn: '2026-03-01',
          reason: 'ошибка банка',
        })
        await world.call(world.people.manager, 'activate', { scheduleId: next.scheduleId })
        const states = await world.call(world.people.manager, 'schedules', { dealId })
        expect(states.map((row) => [row.version, row.state])).toEqual([
          [2, 'active'],
          [1, 'superseded'],
        ])
        // Payments go on against the new version, and the old one still shows what was paid of it.
        await world.take(dealId, 125_000_00, '2026-06-10')
        expect((await linesOf(next.scheduleId))[2]?.paid_principal_minor).toBe(125_000_00)
        expect((await linesOf(scheduleId)).map((line) => line.paid_principal_minor)).toEqual([
          100_000_00, 50_000_00, 0, 0,
        ])
        const compared = await world.call(world.people.manager, 'compare', {
          before: scheduleId,
          after: next.scheduleId,
        })
        expect(compared.map((row) => [row.due_on, row.kind, row.difference_minor])).toEqual([
          ['2026-02-10', 'same', 0],
          ['2026-03-10', 'changed', -50_000_00],
          ['2026-04-10', 'removed', -100_000_00],
          ['2026-05-10', 'removed', -100_000_00],
          ['2026-06-10', 'added', 125_000_00],
          ['2026-07-10', 'added', 125_000_00],
        ])
      })

      it('of two versions drawn up over one, the second to come into force is refused', async () => {
        const { dealId } = await world.scheduled(400_000_00)
        const [one, two] = [await propose(dealId, monthly(2), 'первая'), await propose(dealId, monthly(3), 'вторая')]
        await world.call(world.people.manager, 'activate', { scheduleId: two.scheduleId })
        expect(await reasonOf(world.call(world.people.manager, 'activate', { scheduleId: one.scheduleId }))).toBe(
          'instalments.stale',
        )
        await world.call(world.people.manager, 'drop', { scheduleId: one.scheduleId })
      })
    })

    describe('payments', () => {
      it('C4.5: the oldest due principal first, then ahead; what is more than everything stays free and is seen', async () => {
        const { dealId, scheduleId } = await world.scheduled(400_000_00)
        await world.take(dealId, 250_000_00, '2026-03-15')
        expect((await linesOf(scheduleId)).map((line) => line.paid_principal_minor)).toEqual([
          100_000_00, 100_000_00, 50_000_00, 0,
        ])
        await world.take(dealId, 200_000_00, '2026-03-16')
        const account = await accountOf(dealId, '2026-03-16')
        expect([account.paid_minor, account.paid_principal_minor, account.free_minor, account.open_minor]).toEqual([
          450_000_00, 400_000_00, 50_000_00, 0,
        ])
      })

      it('overpayment goes to the tail or stays an advance where the user says so, and an advance is spread later', async () => {
        const { dealId, scheduleId } = await world.scheduled(400_000_00)
        await world.take(dealId, 130_000_00, '2026-02-10', { overpayment: 'tail' })
        expect((await linesOf(scheduleId)).map((line) => line.paid_principal_minor)).toEqual([
          100_000_00, 0, 0, 30_000_00,
        ])
        const kept = await world.take(dealId, 20_000_00, '2026-02-11', { overpayment: 'advance' })
        expect((await accountOf(dealId, '2026-02-11')).free_minor).toBe(20_000_00)
        const lines = await linesOf(scheduleId)
        const spread = await world.call(world.people.manager, 'allocate', {
          paymentId: kept,
          allocationId: newId(),
          overpayment: 'advance',
          named: [must(lines[2]).root_id],
        })
        expect(spread).toEqual({ allocated_minor: 20_000_00, free_minor: 0 })
        expect(
          await reasonOf(
            world.call(world.people.manager, 'allocate', {
              paymentId: kept,
              allocationId: newId(),
              overpayment: 'next',
            }),
          ),
        ).toBe('instalments.nothing-free')
        expect((await linesOf(scheduleId)).map((line) => line.paid_principal_minor)).toEqual([
          100_000_00, 0, 20_000_00, 30_000_00,
        ])
      })

      it('art. 319: with the code’s order interest is settled before principal', async () => {
        const dealId = await world.sold(90_000_000)
        const scheduleId = newId()
        const plan: SchedulePlan = {
          kind: 'interest',
          method: 'equal-principal',
          count: 3,
          rate: percent(12),
          from: '2026-01-01',
          dayCount: 'actual/actual',
          dates: { startOn: '2026-02-02', everyMonths: 1 },
        }
        await world.call(world.people.manager, 'propose', {
          scheduleId,
          dealId,
          terms: { plan },
          allocation: { order: 'civil-code' },
        })
        await world.call(world.people.manager, 'activate', { scheduleId })
        const [first] = await linesOf(scheduleId)
        await world.take(dealId, must(first).interest_minor + 100, '2026-02-03')
        const [after] = await linesOf(scheduleId)
        expect([after?.paid_interest_minor, after?.paid_principal_minor]).toEqual([first?.interest_minor, 100])
      })

      it('a reversal mirrors what was settled, once, and gives nothing to spread', async () => {
        const { dealId, scheduleId } = await world.scheduled(400_000_00)
        const paymentId = await world.take(dealId, 150_000_00, '2026-02-10')
        const reverse = (bookedOn = '2026-02-12') =>
          world.call(world.people.manager, 'reversePayment', {
            paymentId,
            batchId: newId(),
            bookedOn,
            reason: 'возврат',
          })
        expect(await reasonOf(reverse('2026-02-01'))).toBe('ledger.not-the-mirror')
        await reverse()
        expect(await reasonOf(reverse())).toBe('instalments.payment-reversed')
        expect((await linesOf(scheduleId)).map((line) => line.paid_principal_minor)).toEqual([0, 0, 0, 0])
        const rows = await world.call(world.people.manager, 'payments', { dealId })
        expect(
          rows.map((row) => [
            row.amount_minor,
            row.allocated_minor,
            row.free_minor,
            row.parts.map((part) => [part.line, part.amount_minor]),
          ]),
        ).toEqual(
          [
            [
              -150_000_00,
              -150_000_00,
              0,
              [
                [1, -100_000_00],
                [2, -50_000_00],
              ],
            ],
            [
              150_000_00,
              150_000_00,
              0,
              [
                [1, 100_000_00],
                [2, 50_000_00],
              ],
            ],
          ].map((row) => [row[0], row[1], row[2], expect.arrayContaining(row[3] as unknown[])]),
        )
        expect(
          await reasonOf(
            world.call(world.people.manager, 'allocate', { paymentId, allocationId: newId(), overpayment: 'next' }),
          ),
        ).toBe('instalments.payment-reversed')
        expect((await accountOf(dealId, '2026-02-12')).paid_minor).toBe(0)
      })

      it('a buyer’s money posted past this module is a payment all the same', async () => {
        const dealId = await world.sold(400_000_00)
        const batch = newId()
        await world.people.manager.central.transaction({}, async ({ db }) => {
          const { post } = await import('#main/modules/ledger/api.ts')
          const context = {
            place: 'central' as const,
            actor: world.people.manager.actor,
            issuedAt: toInstant(Date.now()),
            commandId: newId(),
          }
          const ref = { kind: 'deal' as const, id: dealId }
          await post(db, context, {
            batchId: batch,
            event: 'escrow_credited',
            bookedOn: '2026-02-10',
            lines: [
              { account: 'escrow_memo', side: 'debit', amount: 70_000_00, ref },
              { account: 'contract_obligation_memo', side: 'credit', amount: 70_000_00, ref },
            ],
          })
        })
        const rows = await world.call(world.people.manager, 'payments', { dealId })
        expect(rows.map((row) => [row.channel, row.amount_minor, row.free_minor])).toEqual([
          ['escrow', 70_000_00, 70_000_00],
        ])
        expect((await accountOf(dealId, '2026-02-10')).escrow_minor).toBe(70_000_00)
      })

      it('two cashiers who spread one payment at once settle no more than it brought', async () => {
        const { dealId } = await world.scheduled(400_000_00)
        const paymentId = await world.take(dealId, 100_000_00, '2026-01-20', { overpayment: 'advance' })
        const both = await Promise.all(
          [world.people.manager, world.people.manager2].map((who) =>
            reasonOf(world.call(who, 'allocate', { paymentId, allocationId: newId(), overpayment: 'next' })),
          ),
        )
        expect(both.filter((answer) => typeof answer === 'object')).toEqual([
          { allocated_minor: 100_000_00, free_minor: 0 },
        ])
        expect(both.filter((answer) => typeof answer === 'string')).toHaveLength(1)
        expect((await accountOf(dealId, '2026-03-01')).paid_principal_minor).toBe(100_000_00)
      })

      it('nothing is taken into a closed period, and nothing is taken back into one', async () => {
        const { dealId } = await world.scheduled(400_000_00)
        const paymentId = await world.take(dealId, 100_000_00, '2020-02-10')
        await world.centre.sql(
          `insert into app.ledger_period (id, company_id, through_on, closed_at, closed_by_id) values ($1, $2, '2020-12-31', now(), $3)`,
          [newId(), world.developer, world.people.manager.id],
        )
        expect(await reasonOf(world.take(dealId, 100_000_00, '2020-03-10'))).toBe('ledger.period-closed')
        const back = { paymentId, batchId: newId(), reason: 'возврат' }
        expect(
          await reasonOf(world.call(world.people.manager, 'reversePayment', { ...back, bookedOn: '2020-12-31' })),
        ).toBe('ledger.period-closed')
        expect(
          await reasonOf(world.call(world.people.manager, 'reversePayment', { ...back, bookedOn: '2021-01-11' })),
        ).toEqual({})
      })

      it('whatever comes and is taken back, payments never settle more than they brought and lines never more than they owe', async () => {
        const step = fc.oneof(
          {
            weight: 4,
            arbitrary: fc.record({
              do: fc.constant('pay' as const),
              amount: fc.integer({ min: 1, max: 30_000_000 }),
              day: fc.integer({ min: 0, max: 200 }),
              overpayment: fc.constantFrom('next' as const, 'tail' as const, 'advance' as const),
            }),
          },
          { weight: 1, arbitrary: fc.record({ do: fc.constant('reverse' as const), nth: fc.nat(5) }) },
          { weight: 1, arbitrary: fc.record({ do: fc.constant('allocate' as const), nth: fc.nat(5) }) },
          {
            weight: 1,
            arbitrary: fc.record({ do: fc.constant('restructure' as const), count: fc.integer({ min: 1, max: 5 }) }),
          },
        )
        await fc.assert(
          fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 7 }), async (steps) => {
            const { dealId } = await world.scheduled(100_000_00, 3)
            const taken: Id[] = []
            for (const one of steps) {
              if (one.do === 'pay')
                taken.push(
                  await world.take(dealId, one.amount, addDays('2026-01-15', one.day), {
                    overpayment: one.overpayment,
                  }),
                )
              else if (one.do === 'reverse' && taken[one.nth] !== undefined)
                await reasonOf(
                  world.call(world.people.manager, 'reversePayment', {
                    paymentId: must(taken[one.nth]),
                    batchId: newId(),
                    bookedOn: '2026-10-01',
                    reason: 'возврат',
                  }),
                )
              else if (one.do === 'allocate' && taken[one.nth] !== undefined)
                await reasonOf(
                  world.call(world.people.manager, 'allocate', {
                    paymentId: must(taken[one.nth]),
                    allocationId: newId(),
                    overpayment: 'next',
                  }),
                )
              else if (one.do === 'restructure') {
                const made = await reasonOf(propose(dealId, monthly(one.count, '2026-11-10'), 'пересмотр'))
                if (typeof made === 'object')
                  await world.call(world.people.manager, 'activate', {
                    scheduleId: (made as { scheduleId: Id }).scheduleId,
                  })
              }
            }
            const wrong = await world.centre.sql(
              `select 'payment' as what from app.payment p where p.deal_id = $1 and p.allocated_minor is distinct from (select coalesce(sum(a.amount_minor), 0) from app.payment_allocation a where a.payment_id = p.id)
                or abs((select coalesce(sum(a.amount_minor), 0) from app.payment_allocation a where a.payment_id = p.id)) > abs(p.amount_minor)
              union all select 'line' from app.schedule s join app.schedule_line l on l.schedule_id = s.id where s.deal_id = $1 and s.state = 'active'
                and (select coalesce(sum(a.amount_minor), 0) from app.payment_allocation a where a.line_id = l.root_id) not between 0 and l.principal_minor
              union all select 'price' from app.schedule s where s.deal_id = $1 and (select sum(l.principal_minor) from app.schedule_line l where l.schedule_id = s.id) <> 10000000
              union all select 'lost' from app.payment_allocation a where a.deal_id = $1 and not exists (
                select from app.schedule s join app.schedule_line l on l.schedule_id = s.id where s.deal_id = $1 and s.state = 'active' and l.root_id = a.line_id)
                and (select sum(b.amount_minor) from app.payment_allocation b where b.line_id = a.line_id) <> 0`,
              [dealId],
            )
            expect(wrong).toEqual([])
            const account = await accountOf(dealId, '2027-01-01')
            const [ledger] = await world.centre.sql<{ sum: string }>(
              `select coalesce(sum(e.credit_minor - e.debit_minor), 0)::bigint as sum from app.ledger_entry e join app.ledger_account a on a.id = e.account_id where a.code = 'buyer_receivable' and e.ref_id = $1`,
              [dealId],
            )
            expect([account.paid_minor, account.paid_principal_minor + account.free_minor]).toEqual([
              Number(ledger?.sum),
              Number(ledger?.sum),
            ])
          }),
          { numRuns: 20 },
        )
      }, 180_000)
    })

    describe('overdue and penalties', () => {
      it('C4.10, C2.8: buckets by age and the right to leave the contract', async () => {
        const { dealId } = await world.scheduled(400_000_00)
        await world.take(dealId, 40_000_00, '2026-02-12')
        const account = await accountOf(dealId, '2026-05-05')
        expect(account.buckets).toEqual({ '1-30': 100_000_00, '31-60': 100_000_00, '61-90': 60_000_00, '90+': 0 })
        expect([
          account.overdue_minor,
          account.oldest_days,
          account.exit.ground,
          account.exit.violations,
          account.exit.since,
        ]).toEqual([260_000_00, 84, 'delay', 3, '2026-04-10'])
        const rows = await world.call(world.people.manager, 'due', { which: 'overdue', on: '2026-05-05' })
        expect(
          rows.filter((row) => row.deal_id === dealId).map((row) => [row.line, row.open_minor, row.days, row.bucket]),
        ).toEqual([
          [1, 60_000_00, 84, '61-90'],
          [2, 100_000_00, 56, '31-60'],
          [3, 100_000_00, 25, '1-30'],
        ])
      })

      it('C4.6: 1,000,000.00 late by 45 days at 15 % is 22,500.00, by the debt of the deal itself', async () => {
        const dealId = await world.sold(100_000_000)
        const { scheduleId } = await propose(dealId, { kind: 'full', on: '2026-02-02' })
        await world.call(world.people.manager, 'activate', { scheduleId })
        const result = await world.call(world.people.manager, 'penalty', {
          side: 'buyer',
          dealId,
          to: '2026-03-19',
          rateBp: 1_500,
        })
        expect([
          result.from,
          result.days,
          result.amount_minor,
          result.pieces[0]?.divisor,
          result.pieces[0]?.multiplier,
        ]).toEqual(['2026-02-03', 45, 2_250_000, 300, 1])
      })

      it('C4.7, C4.8: the developer’s delay, doubled for citizens, without the moratorium and under the ceiling', async () => {
        const ask = (from: string, to: string, more = {}) =>
          world.call(world.lawyer, 'penalty', { side: 'developer', from, to, base: 1_000_000_000, ...more })
        expect((await ask('2022-02-01', '2022-03-28', { rateBp: 1_500 })).amount_minor).toBe(56_000_000)
        const through = await ask('2024-03-20', '2026-01-02')
        expect([through.days, through.amount_minor]).toEqual([4, 2_000_000])
        expect(
          through.pieces[0]?.lines.filter((line) => line.excluded_by !== null).map((line) => line.excluded_by),
        ).toContain('ПП РФ от 18.03.2024 № 326')
      })

      it('a charged penalty is kept with its inputs, computes to the same sum again, is posted, and is paid when the payer names it', async () => {
        const { dealId } = await world.scheduled(400_000_00)
        const penaltyId = newId()
        const charge = (id: Id) =>
          world.call(world.people.manager, 'chargePenalty', {
            penaltyId: id,
            batchId: newId(),
            dealId,
            question: { side: 'buyer', to: '2026-05-05' },
          })
        const { amount_minor: amount } = await charge(penaltyId)
        expect(amount).toBeGreaterThan(0)
        expect(await world.call(world.people.manager, 'recompute', { penaltyId })).toEqual({
          stored_minor: amount,
          again_minor: amount,
          is_same: true,
          packs: ['ddu-delay-2005'],
        })
        expect(await reasonOf(charge(newId()))).toBe('instalments.charged-already')
        // Not named: the price goes first. Named: the penalty does.
        await world.take(dealId, 50_000_00, '2026-05-06')
        expect((await world.call(world.people.manager, 'penalties', { dealId }))[0]?.paid_minor).toBe(0)
        await world.take(dealId, amount + 100, '2026-05-06', { named: [penaltyId] })
        expect((await world.call(world.people.manager, 'penalties', { dealId }))[0]?.paid_minor).toBe(amount)
        expect((await accountOf(dealId, '2026-05-06')).paid_principal_minor).toBe(50_001_00)
        // A sum that was not computed is refused at the commit.
        expect(
          await reasonOf(
            world.centre
              .sql(
                `insert into app.penalty (id, deal_id, side, from_on, to_on, days, amount_minor, charged_at, created_by_id) values ($1, $2, 'developer', '2026-01-01', '2026-01-02', 2, 5, now(), $3)`,
                [newId(), dealId, world.people.manager.id],
              )
              .catch((error: { hint: string }) => error.hint),
          ),
        ).toBe('instalments.not-computed')
      })
    })

    describe('with plain SQL', () => {
      const raw = async (who: keyof MoneyWorld['people'] | 'lawyer' | 'cashier', ...statements: string[]) => {
        const person = who === 'lawyer' ? world.lawyer : who === 'cashier' ? world.cashier : world.people[who]
        try {
          await person.central.transaction({}, async (tx) => {
            for (const statement of statements) await tx.run(statement)
          })
          return 'done'
        } catch (error) {
          const { hint, code, message } = error as { hint?: string; code?: string; message: string }
          return hint ?? code ?? message
        }
      }

      it('nobody edits what is in force, over-settles, forges a payment or a version', async () => {
        const { dealId, scheduleId } = await world.scheduled(400_000_00)
        const paymentId = await world.take(dealId, 100_000_00, '2026-01-20', { overpayment: 'advance' })
        const [line] = await linesOf(scheduleId)
        const me = world.people.manager.id
        const settle = (amount: number, to = must(line).root_id) =>
          `insert into app.payment_allocation (id, payment_id, part, line_id, amount_minor, why, created_at, created_by_id) values (gen_random_uuid(), '${paymentId}', 'principal', '${to}', ${amount}, 'named', now(), '${me}')`
        expect(
          await raw('manager', `update app.schedule_line set principal_minor = 1 where schedule_id = '${scheduleId}'`),
        ).toBe('42501')
        // No policy shows the line of a version in force for deleting: nothing is touched.
        await raw('manager', `delete from app.schedule_line where schedule_id = '${scheduleId}'`)
        expect(await linesOf(scheduleId)).toHaveLength(4)
        expect(
          await raw(
            'manager',
            `insert into app.schedule_line (id, schedule_id, root_id, line, kind, due_on, pay_on, principal_minor, interest_minor) values ('${newId()}', '${scheduleId}', '${newId()}', 9, 'last', '2026-01-01', '2026-01-01', 1, 0)`,
          ),
        ).toBe('instalments.paid-changed')
        expect(await raw('manager', `update app.schedule set state = 'superseded' where id = '${scheduleId}'`)).toBe(
          'instalments.wrong-state',
        )
        expect(await raw('manager', `update app.schedule set principal_minor = 1 where id = '${scheduleId}'`)).toBe(
          '42501',
        )
        expect(await raw('manager', settle(100_000_01))).toBe('instalments.over-payment')
        expect(await raw('manager', settle(60_000_00), settle(60_000_00))).toBe('instalments.over-payment')
        expect(await raw('manager', settle(1, newId()))).not.toBe('done')
        expect(await raw('manager', settle(-1))).toBe('23514')
        expect(await raw('manager', `update app.payment set allocated_minor = 0`)).toBe('42501')
        expect(
          await raw(
            'manager',
            `insert into app.payment (id, batch_id, deal_id, created_at, created_by_id) select gen_random_uuid(), batch_id, deal_id, now(), '${me}' from app.payment where id = '${paymentId}'`,
          ),
        ).toBe('23505')
        expect(await raw('manager', settle(100_000_00))).toBe('done')
        expect(await raw('manager', settle(1))).toBe('instalments.over-payment')
        for (const table of ['payment_allocation', 'penalty', 'penalty_term'])
          await expect(world.centre.sql(`delete from app.${table}`)).rejects.toMatchObject({
            hint: 'instalments.append-only',
          })
        await expect(
          world.centre.sql(`delete from app.schedule_line where schedule_id = '${scheduleId}' and line = 4`),
        ).rejects.toMatchObject({ hint: 'instalments.not-a-draft' })
      })

      it.runIf(kind === 'postgres')(
        'two with psql at once, each with a snapshot of before, do not settle more than there is',
        async () => {
          const { dealId, scheduleId } = await world.scheduled(400_000_00)
          const paymentId = await world.take(dealId, 100_000_00, '2026-01-20', { overpayment: 'advance' })
          const [line] = await linesOf(scheduleId)
          const { manager, manager2 } = world.people
          // The second has its snapshot before the first commits.
          let isSeen: () => void = () => undefined
          const seen = new Promise<void>((resolve) => (isSeen = resolve))
          const settle = (who: typeof manager, wait: Promise<unknown>, ready: () => void) =>
            who.central
              .transaction({ isolation: 'repeatable read' }, async (tx) => {
                await tx.rows('select 1')
                ready()
                await wait
                await tx.run(
                  `insert into app.payment_allocation (id, payment_id, part, line_id, amount_minor, why, created_at, created_by_id) values (gen_random_uuid(), '${paymentId}', 'principal', '${must(line).root_id}', 10000000, 'named', now(), '${who.id}')`,
                )
              })
              .then(
                () => 'done',
                (error: { code?: string }) => error.code,
              )
          const first = settle(manager, seen, () => undefined)
          const second = settle(manager2, first, isSeen)
          expect([await first, await second]).toEqual(['done', '40001'])
          expect((await accountOf(dealId, '2026-03-01')).free_minor).toBe(0)
        },
      )

      it('sellers, lawyers and cashiers take no money, and see only what their deals show', async () => {
        const { dealId, scheduleId } = await world.scheduled(400_000_00)
        const paymentId = await world.take(dealId, 100_000_00, '2026-01-20', { overpayment: 'advance' })
        const [line] = await linesOf(scheduleId)
        for (const who of ['sales', 'lawyer', 'cashier', 'agent1'] as const) {
          const id = who === 'lawyer' ? world.lawyer.id : who === 'cashier' ? world.cashier.id : world.people[who].id
          expect([
            who,
            await raw(
              who,
              `insert into app.payment_allocation (id, payment_id, part, line_id, amount_minor, why, created_at, created_by_id) values (gen_random_uuid(), '${paymentId}', 'principal', '${must(line).root_id}', 1, 'named', now(), '${id}')`,
            ),
          ]).toEqual([who, '42501'])
          expect([
            who,
            await raw(
              who,
              `insert into app.payment (id, batch_id, deal_id, created_at, created_by_id) select gen_random_uuid(), '${newId()}', '${dealId}', now(), '${id}'`,
            ),
          ]).not.toEqual([who, 'done'])
        }
        for (const [who, sees] of [
          ['sales', 0],
          ['cashier', 0],
          ['agent1', 0],
          ['lawyer', 1],
        ] as const) {
          const person = who === 'lawyer' ? world.lawyer : who === 'cashier' ? world.cashier : world.people[who]
          const rows = await person.central.transaction({ readOnly: true }, (tx) =>
            tx.rows(`select id from app.payment where id = '${paymentId}'`),
          )
          expect([who, rows.length]).toEqual([who, sees])
        }
      })
    })

    it('a list of payments from Excel is posted and allocated; the same list again adds nothing', async () => {
      const { dealId, scheduleId } = await world.scheduled(400_000_00)
      const [deal] = await world.centre.sql<{ number: string }>('select number from app.deal where id = $1', [dealId])
      const list = [
        ['Номер сделки', 'Дата', 'Сумма', 'Счёт', 'П/п', 'Плательщик'],
        [Number(deal?.number), '10.02.2026', 1_000, 'Эскроу', '17', 'Иванов Иван'],
        [Number(deal?.number), '10.03.2026', 500.5, 'Расчётный счёт', '18', 'Иванов Иван'],
      ]
      const stranger = [...list, [999_999, '10.03.2026', 500, 'Расчётный счёт', '19', 'Петров Пётр']]
      const tried = await load(world, world.people.manager, 'payments', stranger, { isCommitted: false })
      expect([tried.insert, tried.error, tried.problems.map(({ code }) => code)]).toEqual([2, 1, ['unknown-reference']])
      const report = await load(world, world.people.manager, 'payments', list)
      expect([report.problems, report.insert]).toEqual([[], 2])
      const rows = await world.call(world.people.manager, 'payments', { dealId })
      expect(rows.map((row) => [row.booked_on, row.amount_minor, row.channel, row.document, row.free_minor])).toEqual([
        ['2026-03-10', 500_50, 'bank', '18', 0],
        ['2026-02-10', 1_000_00, 'escrow', '17', 0],
      ])
      expect((await linesOf(scheduleId))[0]?.paid_principal_minor).toBe(1_500_50)
      const again = await load(world, world.people.manager, 'payments', list)
      expect([again.insert, again.update, again.unchanged]).toEqual([0, 0, 2])
      expect(await world.call(world.people.manager, 'payments', { dealId })).toHaveLength(2)
      const undone = await command(world.people.manager, 'undo', { batchId: must(report.batch).id } as never)
      expect(undone).toMatchObject({ state: 'undone', undone: 2, kept: 0 })
      const account = await accountOf(dealId, '2030-01-01')
      expect([account.paid_minor, account.free_minor, account.open_minor]).toEqual([0, 0, 400_000_00])
    })

    it('the cache answers what the centre answers', async () => {
      const { manager } = world.people
      const { dealId, scheduleId } = await world.scheduled(400_000_00)
      await world.take(dealId, 150_000_00, '2026-02-12')
      const cache = await cacheOf(world, manager)
      const now = toInstant(Date.now())
      const questions = [
        ['schedules', { dealId }],
        ['lines', { scheduleId }],
        ['payments', { dealId }],
        ['account', { dealId, on: '2026-05-05' }],
        ['due', { which: 'overdue', on: '2026-05-05' }],
        ['due', { which: 'due', on: '2026-03-01', until: '2026-06-01' }],
        ['receipts', { from: '2026-01-01', to: '2026-12-31' }],
        ['receipts', { from: '2026-01-01', to: '2026-12-31', complexId: world.complex }],
        ['penalty', { side: 'buyer', dealId, to: '2026-05-05' }],
        ['penaltyTerms', {}],
        ['limits', {}],
        ['negotiate', { dealId, on: '2026-11-20', discountBp: 1_600, cash: { amount: 50_000_00, by: '2027-02-01' } }],
      ] as const
      for (const [name, args] of questions) {
        const { contract, bodies } = instalments
        const body = bodies[name] as (db: unknown, args: unknown, context: unknown) => Promise<unknown>
        const local = contract[name].result.parse(
          await body(cache.db, contract[name].args.parse(args), { actor: manager.actor, now }),
        )
        expect([name, local]).toEqual([name, await world.call(manager, name, args as never, now)])
      }
      cache.close()
    })
  })
}
