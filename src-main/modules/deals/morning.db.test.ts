import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addDays, dayAt, type Day } from '#shared/kernel/day.ts'
import { newId, type Id } from '#shared/kernel/id.ts'
import { toInstant } from '#shared/kernel/instant.ts'
import { must } from '#shared/rpc/errors.ts'
import { CENTRES } from '#tests/support/central.ts'
import { moneyWorld, type MoneyWorld } from '#tests/support/instalments.ts'

const today = (): Day => dayAt(toInstant(Date.now()), 'Europe/Moscow')

for (const kind of CENTRES) {
  describe(`what people are told every morning on ${kind}`, () => {
    let world: MoneyWorld
    beforeAll(async () => {
      world = await moneyWorld(kind)
    })
    afterAll(() => world.close())

    const told = async (notice: string, facts: Record<string, unknown> = {}) => {
      const rows = await world.centre.sql<{ login: string; facts: Record<string, unknown>; is_done: boolean }>(
        `select u.name as login, n.facts_json as facts, n.done_at is not null as is_done from app.notice n join app.app_user u on u.id = n.user_id
         where n.kind = $1 and n.facts_json @> $2 order by u.name, n.created_at`,
        [notice, JSON.stringify(facts)],
      )
      return rows
    }
    const names = (rows: { login: string }[]) => rows.map(({ login }) => login)
    const morning = (on: Day = today()) =>
      world.deal(world.people.steward, 'morning', {}, toInstant(Date.parse(`${on}T06:00:00.000Z`)))

    it('a payment that did not come: who leads the deal and the heads, once a line, with its bucket; ticked off when it is paid', async () => {
      const { steward } = world.people
      const { dealId } = await world.scheduled(400_000_00, 4, addDays(today(), -70))
      const run = () => world.call(steward, 'morning', {})
      await run()
      const [deal] = await world.centre.sql<{ name: string }>('select name from app.deal where id = $1', [dealId])
      const facts = { deal: must(deal).name }
      const first = await told('instalments.overdue', facts)
      // The manager who leads it is a head; the other head is told too. Three lines have passed.
      expect(names(first)).toEqual(['boss', 'boss', 'boss', 'boss2', 'boss2', 'boss2'])
      expect(new Set(first.map((row) => row.facts['bucket']))).toEqual(new Set(['61–90', '31–60', '1–30']))
      expect(first[0]?.facts).toMatchObject({ open_minor: 100_000_00, client: 'Иванов Иван' })
      await run()
      expect(await told('instalments.overdue', facts)).toHaveLength(6)
      await world.take(dealId, 100_000_00, today())
      await run()
      const after = await told('instalments.overdue', { ...facts, line: 1 })
      expect(after.map((row) => row.is_done)).toEqual([true, true])
      expect((await told('instalments.overdue', { ...facts, line: 2 })).map((row) => row.is_done)).toEqual([
        false,
        false,
      ])
    })

    it('a schedule that waits: whoever may approve but its author, and the author of the answer', async () => {
      const { manager, manager2 } = world.people
      const dealId = await world.sold(100_000_00)
      const scheduleId = newId()
      await world.call(manager, 'propose', {
        scheduleId,
        dealId,
        terms: {
          plan: { kind: 'equal', count: 60, dates: { startOn: addDays(today(), 30), everyMonths: 1 } },
        },
      })
      await world.call(manager, 'submit', { scheduleId })
      const [deal] = await world.centre.sql<{ name: string }>('select name from app.deal where id = $1', [dealId])
      const facts = { deal: must(deal).name }
      expect(await told('instalments.toApprove', facts)).toMatchObject([{ login: 'boss2', is_done: false }])
      await world.call(manager2, 'reject', { scheduleId, reason: 'слишком долго' })
      expect(await told('instalments.toApprove', facts)).toMatchObject([{ login: 'boss2', is_done: true }])
      expect(await told('instalments.rejected', facts)).toMatchObject([
        { login: 'boss', facts: { reason: 'слишком долго', who: 'boss2' } },
      ])
      await world.call(manager, 'submit', { scheduleId })
      expect(await told('instalments.toApprove', facts)).toMatchObject([{ login: 'boss2', is_done: false }])
      await world.call(manager2, 'approve', { scheduleId })
      expect(names(await told('instalments.approved', facts))).toEqual(['boss'])
    })

    it('a meeting nobody wrote down: the next morning, once for each appointed time, ticked off by its result', async () => {
      const { sales } = world.people
      const dealId = newId()
      await world.deal(sales, 'open', { dealId, clientName: 'Петров Пётр', clientPhone: '+79160000001' })
      const at = toInstant(Date.now() + 3_600_000)
      await world.deal(sales, 'setMeeting', { dealId, eventId: newId(), at, place: 'Офис' })
      await morning()
      expect(await told('deals.meetingMissed', { client: 'Петров Пётр' })).toEqual([])
      await morning(addDays(today(), 2))
      await morning(addDays(today(), 2))
      expect(await told('deals.meetingMissed', { client: 'Петров Пётр' })).toMatchObject([
        { login: 'anna', facts: { place: 'Офис' }, is_done: false },
      ])
      await world.deal(sales, 'fillMeetingResult', { dealId, eventId: newId(), result: 'Думают', rating: 4 })
      expect(await told('deals.meetingMissed', { client: 'Петров Пётр' })).toMatchObject([{ is_done: true }])
    })

    it('a registration past its days, and a suspension past its term: who wrote the contract and who leads the deal', async () => {
      const { sales } = world.people
      const dealId = newId()
      await world.deal(sales, 'open', { dealId, clientName: 'Сидоров', clientPhone: '+79160000002' })
      const [channel] = await world.centre.sql<{ id: Id }>(
        'select id from app.registration_channel where is_working_days order by days limit 1',
      )
      const contract = newId()
      const [step, suspension] = [newId(), newId()]
      await world.centre.sql('set session_replication_role = replica')
      await world.centre.sql(
        `insert into app.contract (id, number, kind, template_key, template_version, title, state, state_since_at, source_kind, source_id, deal_id, company_id, user_id, contract_on,
           client_name, search, is_registered_kind, pins_json, channel_id, submitted_on, created_at, changed_at, revision)
         values ($1, 77, 'participation', 'participation', 1, 'ДДУ', 'submitted', now(), 'deal', $2, $2, $3, $4, '2026-06-01', 'Сидоров', '', true, '[]', $5, '2026-06-01', now(), now(), 1)`,
        [contract, dealId, world.developer, world.lawyer.id, must(channel).id],
      )
      const insert = (id: Id, what: string, on: Day, until: Day | null) =>
        world.centre.sql(
          'insert into app.registration_step (id, contract_id, step, step_on, until_on, user_id, at) values ($1, $2, $3, $4, $5, $6, now())',
          [id, contract, what, on, until, world.lawyer.id],
        )
      await insert(step, 'submitted', '2026-06-01', null)
      await world.centre.sql('set session_replication_role = origin')
      await morning('2026-06-02')
      expect(await told('deals.registrationLate')).toEqual([])
      await morning('2026-07-15')
      await morning('2026-07-16')
      expect(names(await told('deals.registrationLate', { client: 'Сидоров', since_on: '2026-06-01' }))).toEqual([
        'anna',
        'lawyer',
      ])
      await world.centre.sql('set session_replication_role = replica')
      await insert(suspension, 'suspended', '2026-07-16', '2026-08-16')
      await world.centre.sql("update app.contract set state = 'suspended' where id = $1", [contract])
      await world.centre.sql('set session_replication_role = origin')
      await morning('2026-08-16')
      expect(await told('deals.suspensionOver')).toEqual([])
      await morning('2026-08-17')
      expect(names(await told('deals.suspensionOver', { due_on: '2026-08-16' }))).toEqual(['anna', 'lawyer'])
    })

    it('one morning wakes the next: the first deal and the first schedule in force begin the chains', async () => {
      const jobs = await world.centre.sql<{ command: string; count: string }>(
        "select command, count(*) from sync.job where command in ('deals.morning', 'instalments.morning') group by 1 order by 1",
      )
      expect(jobs.map((row) => row.command)).toEqual(['deals.morning', 'instalments.morning'])
    })
  })
}
