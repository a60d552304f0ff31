/** Two cards of one person, joined and parted again, with what refers to them. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newId, type Id } from '#shared/kernel/id.ts'
import type { Module } from '#main/engine/define.ts'
import { rawClient } from '#tests/support/boundary.ts'
import { CENTRES } from '#tests/support/central.ts'
import { cacheRows, centralRows, deskHouse, type DeskHouse, type TestDesk } from '#tests/support/desks.ts'
import { samePerson } from './api.ts'
import { access } from './index.ts'

// Secrets are sealed in a cache, so they are looked at in the centre.
const TABLES = ['person', 'person_phone', 'person_merge']
const PHONE = '+79160000001'

for (const kind of CENTRES) {
  describe(`two cards of one person on ${kind}`, () => {
    let house: DeskHouse
    let boss: TestDesk
    let seller: TestDesk
    let agent: TestDesk

    beforeAll(async () => {
      house = await deskHouse(kind, { access: access as unknown as Module })
      // Something that refers to people and lets a person be in it once.
      await house.centre.sql(`
        create table app.guest (id uuid primary key, party text not null, person_id uuid references app.person (id), unique (party, person_id));
        create table app.bill (id uuid primary key, person_id uuid not null references app.person (id));
        create function app.bill_is_closed() returns trigger language plpgsql as $$ begin raise exception 'closed' using errcode = 'P0001'; end $$;
        create trigger closed before update on app.bill for each row execute function app.bill_is_closed();
        select sync.adopt('app.guest'), access.follows_merges('app.guest', 'person_id');
        create policy everybody on app.guest using ((select access.me()) is not null) with check ((select access.me()) is not null);
        select sync.describe()`)
      const agency = await house.centre.addCompany('agency')
      boss = await house.open('boss', ['manager'])
      seller = await house.open('seller', ['sales'])
      agent = await house.open('agent', ['agency'], { companyId: agency })
    })
    afterAll(() => house.close())

    async function card(
      by: TestDesk,
      lastName: string,
      phones: string[] = [],
      more: Record<string, unknown> = {},
    ): Promise<Id> {
      const personId = newId()
      const names = {
        kind: 'natural',
        name: '',
        lastName,
        firstName: 'Анна',
        middleName: null,
        inn: null,
        kpp: null,
        ogrn: null,
        email: null,
        notes: '',
      }
      await by.call('access.createPerson', {
        ...names,
        ...more,
        personId,
        phones: phones.map((phone) => ({ id: newId(), phone, label: '' })),
      })
      return personId
    }
    const nothing = {
      birthOn: null,
      birthPlace: null,
      passportNumber: null,
      passportIssuedOn: null,
      passportIssuedBy: null,
      passportCode: null,
      address: null,
      inn: null,
      snils: null,
    }
    const keep = (personId: Id, secret: Partial<Record<keyof typeof nothing, string>>) =>
      seller.call('access.setPersonSecret', { ...nothing, ...secret, personId })
    const join = (keptId: Id, goneId: Id, mergeId = newId(), by = boss) =>
      by.call('access.mergePeople', { mergeId, keptId, goneId, reason: 'одна клиентка' }).then(() => mergeId)
    const secretOf = async (id: Id) =>
      (
        await house.centre.sql('select birth_on::text, passport_number, address from app.person_secret where id = $1', [
          id,
        ])
      )[0]
    const guests = (party: string) =>
      house.centre.sql<{ person_id: Id }>('select person_id from app.guest where party = $1 order by id', [party])
    const inStep = async () => {
      for (const desk of [boss, seller, agent]) {
        await desk.desk.syncNow()
        expect(await cacheRows(desk, TABLES)).toEqual(await centralRows(house.centre, desk.user, TABLES))
      }
    }

    test('references, phones and missing secrets go to the kept card, and everything comes back when they are parted', async () => {
      const kept = await card(seller, 'Ахматова', [PHONE], { notes: 'звонить вечером' })
      const gone = await card(seller, 'Ахматова', [PHONE, '+79160000002'], {
        email: 'anna@example.ru',
        notes: 'любит высокие этажи',
      })
      await keep(kept, { passportNumber: '4510 111111' })
      await keep(gone, { passportNumber: '4510 222222', birthOn: '1989-06-23', address: 'Фонтанка, 34' })
      await house.centre.sql("insert into app.guest values ($1, 'wedding', $2)", [newId(), gone])
      expect(await boss.call('access.duplicates')).toMatchObject([
        { first_id: kept, second_id: gone, sharing: ['phone'] },
      ])

      const merge = await join(kept, gone)
      expect(await secretOf(kept)).toEqual({
        birth_on: '1989-06-23',
        passport_number: '4510 111111',
        address: 'Фонтанка, 34',
      })
      expect(await guests('wedding')).toEqual([{ person_id: kept }])
      await inStep()
      expect(await seller.call('access.people', { text: 'Ахматова' })).toMatchObject([{ id: kept }])
      expect(await seller.call('access.people', { text: 'anna@example' })).toMatchObject([{ id: kept }])
      expect(await seller.call('access.person', { personId: kept })).toMatchObject({
        email: 'anna@example.ru',
        notes: 'звонить вечером\nлюбит высокие этажи',
        phones: [{ phone: PHONE }, { phone: '+79160000002' }],
      })
      expect(await seller.call('access.person', { personId: gone })).toMatchObject({ merged_into_id: kept, phones: [] })
      expect(await boss.call('access.merges')).toMatchObject([
        { id: merge, kept_id: kept, gone_id: gone, undone_at: null },
      ])
      const written = JSON.stringify(
        await house.centre.sql(
          'select to_jsonb(m) as m from app.person_merge m union all select to_jsonb(e) from audit.entry e',
        ),
      )
      expect(written).toContain(merge)
      expect(/.{0,200}(4510 [12]|Фонтанка).{0,40}/.exec(written)?.[0]).toBeUndefined()

      // Meanwhile somebody mends one of the secrets that were filled in: that stays.
      await keep(kept, { passportNumber: '4510 111111', birthOn: '1989-06-23', address: 'Мойка, 12' })
      await boss.call('access.undoMerge', { mergeId: merge, reason: 'всё-таки две' })
      expect(await secretOf(kept)).toEqual({ birth_on: null, passport_number: '4510 111111', address: 'Мойка, 12' })
      expect(await secretOf(gone)).toEqual({
        birth_on: '1989-06-23',
        passport_number: '4510 222222',
        address: 'Фонтанка, 34',
      })
      expect(await guests('wedding')).toEqual([{ person_id: gone }])
      await inStep()
      expect(await seller.call('access.person', { personId: gone })).toMatchObject({
        merged_into_id: null,
        email: 'anna@example.ru',
        phones: [{ phone: PHONE }, { phone: '+79160000002' }],
      })
      expect(await seller.call('access.person', { personId: kept })).toMatchObject({
        email: null,
        notes: 'звонить вечером',
        phones: [{ phone: PHONE }],
      })
      await expect(boss.call('access.undoMerge', { mergeId: merge, reason: 'ещё раз' })).rejects.toMatchObject({
        details: { reason: 'access.no-merge' },
      })
    })

    test('what comes later for the card that went, from an outbox too, reaches the kept one or is refused', async () => {
      const [kept, gone] = [await card(seller, 'Блок'), await card(seller, 'Блок')]
      seller.cut()
      await seller.call('access.updatePerson', {
        ...nothing,
        kind: 'natural',
        name: '',
        lastName: 'Блок',
        firstName: 'Александр',
        middleName: null,
        inn: null,
        kpp: null,
        ogrn: null,
        email: null,
        notes: '',
        personId: gone,
        phones: [],
      })
      await join(kept, gone)
      await seller.join()
      expect(seller.desk.inbox()).toMatchObject([
        { state: 'refused', error: { details: { reason: 'access.merged-away' } } },
      ])
      await house.centre.sql("insert into app.guest values ($1, 'late', $2)", [newId(), gone])
      expect(await guests('late')).toEqual([{ person_id: kept }])
      await inStep()
    })

    test('what is closed stays with the card that went, and either card leads to it', async () => {
      const [kept, gone] = [await card(seller, 'Тютчев'), await card(seller, 'Тютчев')]
      const bill = newId()
      await house.centre.sql('insert into app.bill values ($1, $2)', [bill, gone])
      const merge = await join(kept, gone)
      expect(
        await house.centre.sql('select b.id from app.bill b where b.person_id in (select access.same_person($1))', [
          kept,
        ]),
      ).toEqual([{ id: bill }])
      expect(
        await house.centre.sql("select card_json -> 'stayed' as stayed from app.person_merge where id = $1", [merge]),
      ).toEqual([{ stayed: 1 }])
      const central = await house.centre.as(boss.user)
      for (const one of [kept, gone])
        expect(await central.transaction({}, ({ db }) => samePerson(db, one))).toEqual([kept, gone].sort())
      await central.close()
      await boss.call('access.undoMerge', { mergeId: merge, reason: 'две' })
      await inStep()
    })

    test('a chain of merges is parted from its end', async () => {
      const [first, second, third] = [await card(seller, 'Фет'), await card(seller, 'Фет'), await card(seller, 'Фет')]
      const one = await join(second, first)
      const two = await join(third, second)
      expect(await boss.call('access.person', { personId: first })).toMatchObject({ merged_into_id: third })
      await expect(boss.call('access.undoMerge', { mergeId: one, reason: 'рано' })).rejects.toMatchObject({
        details: { reason: 'access.merge-not-last' },
      })
      await boss.call('access.undoMerge', { mergeId: two, reason: 'пора' })
      expect(await boss.call('access.person', { personId: first })).toMatchObject({ merged_into_id: second })
      await boss.call('access.undoMerge', { mergeId: one, reason: 'пора' })
      expect(await boss.call('access.people', { text: 'Фет' })).toHaveLength(3)
    })

    test('refuses two people, two companies, two places in one list, oneself and the one who may not', async () => {
      const [kept, gone, theirs] = [
        await card(seller, 'Бунин'),
        await card(seller, 'Бунин'),
        await card(agent, 'Бунин'),
      ]
      const refused = (reason: string) => ({ details: { reason } })
      await expect(join(kept, kept)).rejects.toMatchObject(refused('access.merge-different'))
      await expect(join(kept, theirs)).rejects.toMatchObject(refused('access.merge-different'))
      await expect(join(kept, newId())).rejects.toMatchObject(refused('access.no-person'))
      await keep(kept, { birthOn: '1870-10-22' })
      await keep(gone, { birthOn: '1870-10-23' })
      await expect(join(kept, gone)).rejects.toMatchObject(refused('access.merge-two-people'))
      await keep(gone, { birthOn: '1870-10-22', snils: '11223344595' })
      await house.centre.sql("insert into app.guest values ($1, 'ball', $2), ($3, 'ball', $4)", [
        newId(),
        kept,
        newId(),
        gone,
      ])
      await expect(join(kept, gone)).rejects.toMatchObject(refused('access.merge-together'))
      expect(await guests('ball')).toHaveLength(2)
      for (const desk of [seller, agent]) {
        const central = await house.centre.as(desk.user)
        for (const attack of [
          `select access.merge_people(gen_random_uuid(), '${kept}', '${gone}', 'mine now')`,
          `select access.duplicate_people(10)`,
          `select access.undo_merge(gen_random_uuid(), 'mine now')`,
          `update app.person set merged_into_id = '${kept}' where id = '${gone}'`,
          `insert into app.person_merge (id, kept_id, gone_id, reason, user_id, moved_json, filled_json, card_json) values (gen_random_uuid(), '${kept}', '${gone}', 'mine', access.me(), '[]', '[]', '{}')`,
        ])
          await expect(central.rows(attack), attack).rejects.toMatchObject({ code: '42501' })
        await central.close()
        await expect(join(kept, gone, newId(), desk)).rejects.toMatchObject({ code: 'forbidden' })
      }
      await inStep()
    })

    if (kind === 'postgres')
      test('two who join at once, and somebody who books meanwhile, leave nothing behind', async () => {
        const [kept, gone] = [await card(seller, 'Гоголь'), await card(seller, 'Гоголь')]
        const outcomes = await Promise.allSettled([join(kept, gone), join(gone, kept)])
        expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
        const [a, b] = [await card(seller, 'Лесков'), await card(seller, 'Лесков')]
        const raw = await rawClient(house.centre, boss.user)
        await raw.query('begin')
        await raw.query('select access.merge_people(gen_random_uuid(), $1, $2, $3)', [a, b, 'одна'])
        const booking = house.centre.sql("insert into app.guest values ($1, 'meanwhile', $2)", [newId(), b])
        await raw.query('select pg_sleep(0.2)')
        await raw.query('commit')
        await raw.end()
        await booking
        expect(await guests('meanwhile')).toEqual([{ person_id: a }])
      })
  })
}
