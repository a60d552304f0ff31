import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '#shared/kernel/id.ts'
import { CENTRES } from '#tests/support/central.ts'
import { dealsWorld, type DealsWorld } from '#tests/support/deals.ts'
import { inDays } from '#tests/support/inventory.ts'

const refusal = (reason: string) => expect.objectContaining({ details: expect.objectContaining({ reason }) })

for (const kind of CENTRES) {
  describe(`deals on ${kind}`, () => {
    let world: DealsWorld
    beforeAll(async () => (world = await dealsWorld(kind)))
    afterAll(() => world.close())
    const unit = (index: number) => world.units[index] ?? ''

    it('goes from a booking to success, and the unit is never free on the way', async () => {
      const { sales } = world.people
      const { dealId, reservationId } = await world.booked(sales, unit(0))
      expect(await world.stage(dealId)).toBe('booked')
      const [opened] = await world.centre.sql<{ name: string; number: number }>(
        'select name, number from app.deal where id = $1',
        [dealId],
      )
      expect(opened?.name).toBe(`${opened?.number} / Иванов И. П. / 1`)

      await expect(world.deal(sales, 'move', { dealId, from: 'booked', to: 'service' })).rejects.toEqual(
        expect.objectContaining({
          details: expect.objectContaining({ reason: 'deals.missing', missing: ['needs', 'payment'] }),
        }),
      )
      await world.complete(sales, dealId)
      const steps = [
        ['booked', 'service', 'sold_pending_contract'],
        ['service', 'contract', 'under_contract'],
        ['contract', 'registration', 'under_contract'],
        ['registration', 'won', 'registered'],
      ] as const
      for (const [from, to, claim] of steps) {
        await world.deal(sales, 'move', { dealId, from, to })
        expect(await world.claims(unit(0))).toEqual([claim])
      }
      const claims = await world.centre.sql<{ kind: string; from_at: string; ended_at: string | null }>(
        "select kind, from_at, ended_at from app.unit_claim where unit_id = $1 and kind <> 'not_for_sale' order by from_at, ended_at nulls last",
        [unit(0)],
      )
      expect(claims.map((claim) => claim.kind)).toEqual([
        'reserved',
        'sold_pending_contract',
        'under_contract',
        'registered',
      ])
      for (const [n, claim] of claims.slice(1).entries()) expect(claim.from_at).toEqual(claims[n]?.ended_at)
      const [booking] = await world.centre.sql<{ state: string }>('select state from app.reservation where id = $1', [
        reservationId,
      ])
      expect(booking?.state).toBe('converted')
      const events = await world.deal(sales, 'timeline', { dealId })
      expect(
        events
          .filter((event) => event.kind === 'stage')
          .map((event) => event.data['to'])
          .toReversed(),
      ).toEqual(['booked', 'service', 'contract', 'registration', 'won'])
    })

    it('takes a booking that runs out along to "booking expired", and a new booking brings it back', async () => {
      const { sales, steward } = world.people
      const { dealId, reservationId, unit: dealUnit } = await world.booked(sales, unit(1))
      await world.run(steward, 'expireDue', { reservationId }, inDays(2.1))
      expect(await world.stage(dealId)).toBe('booking_expired')
      expect(await world.status(unit(1))).toBe('free')
      await expect(world.deal(sales, 'move', { dealId, from: 'booking_expired', to: 'booked' })).rejects.toEqual(
        refusal('deals.missing'),
      )
      const again = await world.book(sales, unit(1))
      await world.deal(sales, 'attachBooking', { id: dealUnit, reservationId: again })
      await world.deal(sales, 'move', { dealId, from: 'booking_expired', to: 'booked' })
      expect(await world.stage(dealId)).toBe('booked')
    })

    it('moves to "met" by itself when the result of the meeting is filled in', async () => {
      const { sales } = world.people
      const dealId = newId()
      await world.deal(sales, 'open', { dealId, clientName: 'Ольга' })
      await world.deal(sales, 'setMeeting', { dealId, eventId: newId(), at: inDays(1), place: 'Офис' })
      await world.deal(sales, 'move', { dealId, from: 'need', to: 'meeting' })
      await world.deal(sales, 'fillMeetingResult', { dealId, eventId: newId(), result: 'Понравился вид', rating: 5 })
      expect(await world.stage(dealId)).toBe('met')
    })

    it('goes back with a reason only, books the unit anew, and frees it when it is lost', async () => {
      const { sales, manager } = world.people
      const { dealId } = await world.booked(sales, unit(2))
      await world.complete(sales, dealId)
      await world.deal(sales, 'move', { dealId, from: 'booked', to: 'service' })
      await expect(world.deal(sales, 'move', { dealId, from: 'service', to: 'booked' })).rejects.toEqual(
        refusal('deals.reason-missing'),
      )
      await world.deal(sales, 'move', { dealId, from: 'service', to: 'booked', reason: 'Собирают документы' })
      expect(await world.claims(unit(2))).toEqual(['reserved'])
      await world.deal(sales, 'move', { dealId, from: 'booked', to: 'contract' })
      const [reason] = await world.deal(sales, 'refusals', {})
      const lost = { dealId, from: 'contract' as const, reasonId: reason?.id ?? '' }
      await expect(world.deal(sales, 'lose', lost)).rejects.toEqual(refusal('engine.forbidden'))
      await world.deal(manager, 'lose', { ...lost, note: 'Не дали ипотеку' })
      expect(await world.claims(unit(2))).toEqual([])
      expect(await world.status(unit(2))).toBe('free')
      await world.deal(sales, 'reopen', { dealId, to: 'need' })
      expect(await world.stage(dealId)).toBe('need')
    })

    it('sells a unit once: a second deal for it is refused from the booking on', async () => {
      const { sales, sales2 } = world.people
      const first = await world.booked(sales, unit(3))
      const second = newId()
      await world.deal(sales2, 'open', {
        dealId: second,
        clientName: 'Пётр',
        clientPhone: '+79160000000',
        buyer: { id: newId(), personId: await world.person(sales2, 'Петров') },
        units: [{ id: newId(), unitId: unit(3) }],
      })
      await world.complete(sales2, second)
      await expect(world.deal(sales2, 'move', { dealId: second, from: 'need', to: 'service' })).rejects.toEqual(
        refusal('deals.unit-in-other-deal'),
      )
      await world.complete(sales, first.dealId)
      await world.deal(sales, 'move', { dealId: first.dealId, from: 'booked', to: 'service' })
      await expect(world.deal(sales2, 'move', { dealId: second, from: 'need', to: 'contract' })).rejects.toEqual(
        refusal('deals.unit-in-other-deal'),
      )
      expect(await world.claims(unit(3))).toEqual(['sold_pending_contract'])
    })

    it('lets one of two managers move a deal who do it at once, and tells the other', async () => {
      const { sales, manager, manager2 } = world.people
      const { dealId } = await world.booked(sales, unit(4))
      await world.complete(sales, dealId)
      const outcomes = await Promise.allSettled([
        world.deal(manager, 'move', { dealId, from: 'booked', to: 'service' }),
        world.deal(manager2, 'move', { dealId, from: 'booked', to: 'contract' }),
      ])
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
      expect(outcomes.find((outcome) => outcome.status === 'rejected')?.reason).toEqual(refusal('deals.moved-on'))
      expect(await world.claims(unit(4))).toHaveLength(1)
    })

    it('keeps stage and claim together when the booking runs out while the deal moves', async () => {
      const { sales, steward } = world.people
      const { dealId, reservationId } = await world.booked(sales, unit(5))
      await world.complete(sales, dealId)
      await Promise.allSettled([
        world.run(steward, 'expireDue', { reservationId }, inDays(2.1)),
        world.deal(sales, 'move', { dealId, from: 'booked', to: 'service' }),
      ])
      const stage = await world.stage(dealId)
      expect([stage, await world.claims(unit(5))]).toEqual(
        stage === 'service' ? ['service', ['sold_pending_contract']] : ['booking_expired', []],
      )
    })

    it('gives a discount within the limit, asks for more, and takes another person’s word for it', async () => {
      const { sales, manager } = world.people
      const { dealId, unit: id } = await world.booked(sales, unit(6))
      const [price] = await world.centre.sql<{ price: number }>(
        'select list_price_minor as price from app.deal_unit where id = $1',
        [id],
      )
      const whole = Number(price?.price)
      expect(
        await world.deal(sales, 'setDiscount', {
          id,
          amountMinor: whole / 50,
          reason: 'постоянный клиент',
          requestId: newId(),
        }),
      ).toEqual({
        state: 'given',
      })
      const requestId = newId()
      expect(
        await world.deal(sales, 'setDiscount', { id, amountMinor: whole / 10, reason: 'берёт две', requestId }),
      ).toEqual({ state: 'requested' })
      const told = async (who: typeof sales) =>
        (
          await world.centre.sql<{ kind: string; done: boolean }>(
            'select kind, done_at is not null as done from app.notice where user_id = $1',
            [who.id],
          )
        )
          .map((notice) => `${notice.kind}${notice.done ? ' done' : ''}`)
          .filter((line) => line.startsWith('deals.'))
      expect([await told(manager), await told(world.people.manager2)]).toEqual([
        ['deals.discountAsked'],
        ['deals.discountAsked'],
      ])
      await expect(world.deal(sales, 'decideDiscount', { requestId, isApproved: true })).rejects.toEqual(
        refusal('deals.own-discount'),
      )
      await world.deal(manager, 'decideDiscount', { requestId, isApproved: true })
      expect([await told(world.people.manager2), await told(sales)]).toEqual([
        ['deals.discountAsked done'],
        ['deals.discountApproved'],
      ])
      const [deal] = await world.centre.sql<{ price: number }>(
        'select price_minor as price from app.deal where id = $1',
        [dealId],
      )
      expect(Number(deal?.price)).toBe(whole - whole / 10)
    })

    it('refuses by plain SQL what the program refuses', async () => {
      const { sales, agent1 } = world.people
      const { dealId, unit: id } = await world.booked(sales, unit(7))
      const raw = (who: typeof sales, statement: string) =>
        who.central
          .transaction({}, (tx) => tx.rows(statement))
          .catch((error: unknown) => {
            throw new Error(String((error as { hint?: string; message?: string }).hint ?? (error as Error).message))
          })
      await expect(
        raw(sales, `update app.deal_unit set discount_minor = list_price_minor / 2 where id = '${id}'`),
      ).rejects.toThrow('deals.above-limit')
      await raw(sales, `update app.deal_unit set list_price_minor = 1 where id = '${id}'`)
      const [priced] = await world.centre.sql<{ ok: boolean }>(
        'select d.list_price_minor = p.price_minor as ok from app.deal_unit d join app.unit_current_price p on p.id = d.unit_id where d.id = $1',
        [id],
      )
      expect(priced?.ok).toBe(true)
      await expect(raw(sales, `update app.deal set price_minor = 1 where id = '${dealId}'`)).rejects.toThrow(
        'permission denied',
      )
      await expect(raw(sales, `update app.deal set stage = 'won' where id = '${dealId}'`)).rejects.toThrow(
        'deals.missing',
      )
      await expect(raw(sales, `update app.deal set stage = 'need' where id = '${dealId}'`)).rejects.toThrow(
        'deals.reason-missing',
      )
      await expect(
        raw(sales, `update app.reservation set state = 'converted', closed_at = now() where unit_id = '${unit(7)}'`),
      ).rejects.toThrow('inventory.reservation-step')
      await expect(
        raw(
          sales,
          `insert into app.unit_claim (id, unit_id, kind, from_at, source, source_id, user_id) values (gen_random_uuid(), '${unit(8)}', 'sold', now(), 'deal', '${dealId}', '${sales.id}')`,
        ),
      ).rejects.toThrow('row-level security')
      expect(await raw(agent1, `select id from app.deal where id = '${dealId}'`)).toEqual([])
      expect(await raw(agent1, `select id from app.deal_event where deal_id = '${dealId}'`)).toEqual([])
      await expect(
        raw(
          sales,
          `insert into app.deal_event (id, deal_id, at, kind, user_id, data_json) values (gen_random_uuid(), '${dealId}', now(), 'stage', '${sales.id}', '{}')`,
        ),
      ).rejects.toThrow('written by the centre')
    })

    it('makes shares one whole, and a minor needs a guardian', async () => {
      const { sales } = world.people
      const { dealId, buyer } = await world.booked(sales, unit(9))
      await world.complete(sales, dealId)
      const [second, child, guardian] = [newId(), newId(), newId()]
      await world.deal(sales, 'addParticipant', {
        dealId,
        id: second,
        role: 'buyer',
        personId: await world.person(sales, 'Петров'),
      })
      const born = await world.person(sales, 'Малый', '2020-05-05')
      await expect(
        world.deal(sales, 'addParticipant', { dealId, id: child, role: 'buyer', personId: born }),
      ).rejects.toEqual(refusal('deals.minor-needs-guardian'))
      await world.deal(sales, 'addParticipant', {
        dealId,
        id: guardian,
        role: 'guardian',
        personId: await world.person(sales, 'Опекунов'),
      })
      await world.deal(sales, 'addParticipant', {
        dealId,
        id: child,
        role: 'buyer',
        personId: born,
        guardianId: guardian,
      })
      const [row] = await world.centre.sql<{ is_minor: boolean }>(
        'select is_minor from app.deal_participant where id = $1',
        [child],
      )
      expect(row?.is_minor).toBe(true)
      const third = (id: string) => ({ id, num: 1, den: 3 })
      await expect(
        world.deal(sales, 'setShares', {
          dealId,
          ownership: 'shared',
          shares: [third(buyer), third(second), { id: child, num: 1, den: 2 }],
        }),
      ).rejects.toEqual(refusal('deals.shares'))
      await world.deal(sales, 'setShares', { dealId, ownership: 'shared', shares: [buyer, second, child].map(third) })
      await world.deal(sales, 'move', { dealId, from: 'booked', to: 'contract' })
      await expect(world.deal(sales, 'removeParticipant', { id: second })).rejects.toEqual(refusal('deals.shares'))
    })

    it('attaches a file for whoever sees the deal, and the bytes with it', async () => {
      const { sales, sales2 } = world.people
      const { dealId } = await world.booked(sales, unit(11))
      const content = Buffer.from(`scan ${kind}`)
      const sha256 = createHash('sha256').update(content).digest('hex')
      const file = { sha256, name: 'паспорт.pdf', mime: 'application/pdf', size: content.length }
      const bring = (who: typeof sales) =>
        who.central.transaction({}, (tx) =>
          tx.rows(
            'insert into app.file (id, sha256, mime, size, content, created_by_id) values ($1, $2, $3, $4, $5, $6)',
            [newId(), sha256, file.mime, file.size, content.toString('base64'), who.id],
          ),
        )
      await expect(world.deal(sales, 'attachFile', { dealId, id: newId(), file })).rejects.toEqual(
        refusal('engine.forbidden'),
      )
      await bring(sales2)
      const id = newId()
      await world.deal(sales, 'attachFile', { dealId, id, file })
      const seen = (who: typeof sales) =>
        who.central.transaction({ readOnly: true }, (tx) =>
          tx.rows('select id from app.file where sha256 = $1', [sha256]),
        )
      expect([(await seen(sales)).length, (await seen(world.people.agent1)).length]).toEqual([1, 0])
      expect((await world.deal(sales, 'deal', { dealId })).files.map(({ name }) => name)).toEqual(['паспорт.pdf'])
      await world.deal(sales, 'detachFile', { id })
      expect(await seen(sales)).toEqual([])
    })

    it('lets a lawyer move the contract along, and change nothing else', async () => {
      const { sales } = world.people
      const { dealId } = await world.booked(sales, unit(10))
      await world.complete(sales, dealId)
      await world.deal(sales, 'move', { dealId, from: 'booked', to: 'contract' })
      await world.deal(world.lawyer, 'setContractDay', { dealId, on: '2026-11-21' })
      await world.deal(world.lawyer, 'move', { dealId, from: 'contract', to: 'registration' })
      await expect(world.deal(world.lawyer, 'setNote', { dealId, note: 'моё' })).rejects.toEqual(
        refusal('engine.forbidden'),
      )
      await expect(world.deal(world.people.sales2, 'deal', { dealId })).rejects.toEqual(refusal('deals.no-deal'))
    })
  })
}
