/** Batches on both databases: written whole, protected, decided by a second person, taken back. */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId, type Id } from '#shared/kernel/id.ts'
import { toInstant } from '#shared/kernel/instant.ts'
import { imports as contract } from '#shared/modules/imports/contract.ts'
import type { Expected } from '#shared/modules/imports/control.ts'
import type { SavedMapping } from '#shared/modules/imports/model.ts'
import { must } from '#shared/rpc/errors.ts'
import { CENTRES } from '#tests/support/central.ts'
import { command, load } from '#tests/support/imports.ts'
import { inventoryWorld, type World } from '#tests/support/inventory.ts'
import { imports } from './index.ts'

const HEAD = ['ЖК', 'Корпус', 'Секция', 'Этаж', 'Номер', 'Тип', 'Комнат', 'Площадь', 'Цена']
const line = (number: string | number, floor: number, area: number, price: number | null, building = 'Корпус 1') => [
  'Северный парк',
  building,
  'Секция 1',
  floor,
  number,
  'Квартира',
  1,
  area,
  price,
]

for (const kind of CENTRES) {
  describe(`imports on ${kind}`, () => {
    let world: World
    beforeAll(async () => {
      world = await inventoryWorld(kind)
    }, 120_000)
    afterAll(() => world.close())

    const unit = async (number: string, building = 'Корпус 1') =>
      must(
        (
          await world.centre.sql<{ id: Id; area_cm2: number; price_minor: number; note: string | null; rooms: number }>(
            `select u.id, u.area_cm2::int, p.price_minor::int, u.note, u.rooms from app.unit u join app.building b on b.id = u.building_id left join app.unit_current_price p on p.id = u.id where u.number = $1 and b.name = $2`,
            [number, building],
          )
        )[0],
      )
    const state = () =>
      world.centre
        .sql(`select u.number, u.building_id, u.floor, u.riser, u.rooms, u.area_cm2, u.note, u.layout, p.price_minor, p.ppm_minor
        from app.unit u left join app.unit_current_price p on p.id = u.id order by u.id`)

    it('new units, changed prices and notes land in one transaction, and undo restores what was', async () => {
      const { manager } = world.people
      const before = await state()
      const report = await load(world, manager, 'units', [
        [...HEAD, 'Примечание'],
        [...line('1', 1, 40, 8_100_000), 'угловая'],
        [...line('2', 1, 41, 8_200_000), null],
        [...line('101', 2, 55.5, 9_000_000), null],
        [...line('102', 2, 33.3, null), null],
      ])
      expect(report).toMatchObject({
        rows: 4,
        insert: 2,
        update: 1,
        unchanged: 1,
        error: 0,
        problems: [],
        batch: { state: 'committed', inserted: 2, updated: 1 },
      })
      expect(await unit('1')).toMatchObject({ price_minor: 810_000_000, note: 'угловая' })
      expect(await unit('101')).toMatchObject({ area_cm2: 555_000, price_minor: 900_000_000, rooms: 1 })
      const batchId = must(report.batch).id
      expect(await command(manager, 'undo', { batchId })).toEqual({ state: 'undone', undone: 3, kept: 0 })
      expect(await state()).toEqual(before)
    })

    it('writes nothing that does not add up to the typed control totals', async () => {
      const rows = [HEAD, line('901', 2, 40, 8_000_000), line('902', 2, 41, 8_200_000)]
      const wrong: Expected[] = [
        { rows: 3, sums: {} },
        { rows: 2, sums: { price_minor: 16_200_001_00 } },
      ]
      for (const expected of wrong)
        await expect(load(world, world.people.manager, 'units', rows, { expected })).rejects.toMatchObject({
          details: { reason: 'imports.control-totals' },
        })
      expect(await world.centre.sql("select from app.unit where number = '901'")).toEqual([])
      const { batch } = await load(world, world.people.manager, 'units', rows, {
        expected: { rows: 2, sums: { price_minor: 16_200_000_00, area_cm2: 810_000 } },
      })
      expect(batch).toMatchObject({ inserted: 2 })
      expect(await command(world.people.manager2, 'undo', { batchId: must(batch).id })).toMatchObject({ undone: 2 })
    })

    it('a place on a floor that somebody has is told before anything is written', async () => {
      const rows = [
        [...HEAD, 'Стояк'],
        [...line('911', 2, 40, 8_000_000), 2],
        [...line('912', 2, 41, 8_200_000), 77],
      ]
      const report = await load(world, world.people.manager, 'units', rows, { isCommitted: false })
      expect(report.problems.map(({ row, column, code }) => [row, column, code])).toEqual([[2, 'J', 'place-taken']])
    })

    it('a first load takes sold units as sold, by two people, and takes them back', async () => {
      const rows = [
        [...HEAD, 'Статус'],
        [...line('921', 2, 40, 8_000_000), 'Продана'],
        [...line('922', 2, 41, 8_200_000), 'Бронь'],
        [...line('923', 2, 42, 8_400_000), 'ДДУ'],
      ]
      const plain = await load(world, world.people.manager, 'units', rows, { isCommitted: false })
      expect(plain.problems.map(({ row, code }) => [row, code])).toEqual(
        [2, 3, 4].map((row) => [row, 'status-derived']),
      )
      const options = { takesSold: true, createsReferences: false, blankClears: false, leastPpmMinor: null }
      await expect(load(world, world.people.analyst, 'units', rows, { options })).rejects.toMatchObject({
        details: { reason: 'imports.sold-forbidden' },
      })
      const { batch, problems } = await load(world, world.people.manager, 'units', rows, { options })
      expect(problems.map(({ row, code }) => [row, code])).toEqual([[3, 'status-derived']])
      expect(batch).toMatchObject({ state: 'awaiting_second_eye' })
      const { id: batchId } = must(batch)
      await expect(command(world.people.manager, 'approve', { batchId, passMoved: false })).rejects.toMatchObject({
        details: { reason: 'imports.own-batch' },
      })
      await command(world.people.manager2, 'approve', { batchId, passMoved: false })
      const sold = await world.centre.sql<{ number: string; status: string; price_minor: number }>(
        "select s.number, s.status, s.price_minor::int from app.unit_status s where s.number in ('921', '923') order by 1",
      )
      expect(sold).toEqual([
        { number: '921', status: 'sold', price_minor: 800_000_000 },
        { number: '923', status: 'under_contract', price_minor: 840_000_000 },
      ])
      // Protected from the next file like any other sale.
      const again = await load(world, world.people.manager, 'units', [HEAD, line('921', 2, 40, 9_000_000)])
      expect(again.problems.map(({ code }) => code)).toContain('protected-field')
      expect(await command(world.people.manager2, 'undo', { batchId })).toMatchObject({ undone: 2, kept: 0 })
    })

    it('a phone that somebody added since keeps an imported card', async () => {
      const rows = [
        ['ФИО', 'Телефон'],
        ['Козлова Вера', '+7 916 500-00-01'],
        ['Козлов Олег', '+7 916 500-00-02'],
      ]
      const { batch } = await load(world, world.people.manager, 'people', rows)
      await world.centre.sql(
        "insert into app.person_phone (id, person_id, phone, label, position) select gen_random_uuid(), id, '+79165000003', '', 1 from app.person where name = 'Козлова Вера'",
      )
      expect(await command(world.people.manager2, 'undo', { batchId: must(batch).id })).toEqual({
        state: 'partly_undone',
        undone: 1,
        kept: 1,
      })
      expect(
        await world.centre.sql(
          "select p.name, count(*)::int as phones from app.person p join app.person_phone f on f.person_id = p.id where p.name like 'Козл%' group by p.name",
        ),
      ).toEqual([{ name: 'Козлова Вера', phones: 2 }])
      await world.centre.sql("delete from app.person where name = 'Козлова Вера'")
    })

    it('the same file twice changes nothing', async () => {
      const rows = [HEAD, line('201', 2, 50, 7_000_000), line('202', 2, 51, 7_100_000)]
      expect((await load(world, world.people.manager, 'units', rows)).batch).toMatchObject({ inserted: 2 })
      expect(await load(world, world.people.manager, 'units', rows)).toMatchObject({
        unchanged: 2,
        insert: 0,
        update: 0,
        batch: null,
      })
    })

    it('a unit that is booked keeps its price and area, and the rest of the file lands', async () => {
      const { manager, sales } = world.people
      const booked = await unit('3')
      await world.book(sales, booked.id)
      const report = await load(world, manager, 'units', [
        HEAD,
        line('3', 1, 42, 9_900_000),
        line('4', 2, 43, 8_650_000),
      ])
      expect(report).toMatchObject({ error: 1, update: 1, batch: { updated: 1 } })
      expect(report.problems.map(({ row, code, column }) => [row, column, code])).toEqual([[2, 'I', 'protected-field']])
      expect(await unit('3')).toMatchObject({ price_minor: booked.price_minor })
    })

    it('what somebody changed between the check and the commit is refused with its rows, or passed over', async () => {
      const { manager } = world.people
      const changed = await unit('5')
      const submitted = (passMoved: boolean, batchId = newId()) => ({
        batchId,
        kind: 'units',
        fileName: 'a.xlsx',
        fileHash: 'x',
        sheet: 'a',
        mapping: { columns: [], constants: {} } satisfies SavedMapping['mapping'],
        counts: { insert: 0, update: 2, unchanged: 0, conflict: 0, error: 0, warning: 0, skipped: 0 },
        rows: [
          {
            id: newId(),
            row: 7,
            action: 'update' as const,
            target_id: changed.id,
            label: '5',
            changes: { note: ['было', 'стало'] as [string, string] },
            before: { note: 'было' },
            after: { note: 'стало' },
            warnings: [],
          },
        ],
        places: { complexes: [], buildings: [], sections: [], entrances: [] },
        note: null,
        passMoved,
      })
      await expect(command(manager, 'submit', submitted(false))).rejects.toMatchObject({
        code: 'conflict',
        details: { reason: 'imports.moved', rows: [7] },
      })
      expect(await command(manager, 'submit', submitted(true))).toEqual({
        state: 'committed',
        inserted: 0,
        updated: 0,
        passed: 1,
      })
      expect((await unit('5')).note).toBe(null)
    })

    it('steep prices wait for a second person, who is never the author', async () => {
      const { analyst, manager, manager2 } = world.people
      const before = await unit('6')
      const report = await load(world, analyst, 'prices', [
        ['ЖК', 'Корпус', 'Номер', 'Цена'],
        ['Северный парк', '1', '6', (before.price_minor / 100) * 1.1],
      ])
      expect(report.batch).toMatchObject({ state: 'awaiting_second_eye', updated: 0 })
      expect((await unit('6')).price_minor).toBe(before.price_minor)
      const batchId = must(report.batch).id
      await expect(command(analyst, 'approve', { batchId, passMoved: false })).rejects.toMatchObject({
        code: 'forbidden',
      })
      expect(await command(manager, 'approve', { batchId, passMoved: false })).toMatchObject({
        state: 'committed',
        updated: 1,
      })
      expect((await unit('6')).price_minor).toBe(Math.round(before.price_minor * 1.1))
      await expect(command(manager2, 'approve', { batchId, passMoved: false })).rejects.toMatchObject({
        details: { reason: 'imports.batch-step' },
      })

      const steep = await load(
        world,
        manager,
        'prices',
        [
          ['Корпус', 'Номер', 'Цена'],
          ['1', '6', (before.price_minor / 100) * 1.4],
        ],
        { acceptsWarnings: true },
      )
      const own = must(steep.batch)
      expect(own.state).toBe('awaiting_second_eye')
      await expect(command(manager, 'approve', { batchId: own.id, passMoved: false })).rejects.toMatchObject({
        details: { reason: 'imports.own-batch' },
      })
      expect(await command(manager2, 'reject', { batchId: own.id, note: 'слишком круто' })).toEqual({})
      expect((await unit('6')).price_minor).toBe(Math.round(before.price_minor * 1.1))
    })

    it('undo lists what it keeps: edited later, booked, or referred to', async () => {
      const { manager, sales } = world.people
      const report = await load(world, manager, 'units', [
        [...HEAD, 'Примечание'],
        [...line('1', 1, 46, 9_200_000, 'Корпус 2'), 'a'],
        [...line('2', 1, 47, 9_400_000, 'Корпус 2'), 'b'],
        [...line('3', 1, 48, 9_700_000, 'Корпус 2'), 'c'],
        [...line('301', 2, 50, 7_000_000, 'Корпус 2'), null],
        [...line('302', 2, 51, 7_100_000, 'Корпус 2'), null],
      ])
      expect(report.batch).toMatchObject({ inserted: 2, updated: 3 })
      const batchId = must(report.batch).id
      const [edited, booked, newer] = [
        await unit('1', 'Корпус 2'),
        await unit('3', 'Корпус 2'),
        await unit('301', 'Корпус 2'),
      ]
      await world.run(manager, 'reprice', {
        exceptionId: newId(),
        unitIds: [edited.id],
        change: { by: 'add', value: 100_00 },
      })
      await world.book(sales, booked.id)
      await world.run(manager, 'offer', { unitIds: [newer.id] })
      await world.book(sales, newer.id)
      expect(await command(manager, 'undo', { batchId })).toEqual({ state: 'partly_undone', undone: 2, kept: 3 })
      const protocol = await manager.central.transaction({}, (tx) =>
        imports.bodies.protocol(tx.db, contract.protocol.args.parse({ batchId }), {
          actor: manager.actor,
          now: toInstant(0),
        }),
      )
      expect(protocol.rows.map(({ row, outcome, reason }) => [row, outcome, reason])).toEqual([
        [2, 'kept', 'edited'],
        [3, 'undone', null],
        [4, 'kept', 'locked'],
        [5, 'kept', 'used'],
        [6, 'undone', null],
      ])
      // Who and when, whatever it was that kept the row: a price and a booking are no edits of the unit itself (C13.7).
      expect(protocol.rows.map(({ by, at }) => [by, at !== null])).toEqual([
        [manager.login, true],
        [null, false],
        [sales.login, true],
        [sales.login, true],
        [null, false],
      ])
      expect((await unit('2', 'Корпус 2')).note).toBe(null)
      await expect(command(manager, 'undo', { batchId })).rejects.toMatchObject({
        details: { reason: 'imports.batch-step' },
      })
    })

    it('makes complexes, buildings and sections that a file brings, when it is allowed to', async () => {
      const rows = [
        HEAD,
        ['Южный берег', 'Дом 1', 'Секция 2', 2, '12', 'Квартира', 2, 60, 9_000_000],
        ['Южный берег', 'Дом 1', 'Секция 1', 2, '12', 'Квартира', 2, 61, 9_100_000],
      ]
      expect(await load(world, world.people.manager, 'units', rows)).toMatchObject({ error: 2, batch: null })
      const report = await load(world, world.people.manager, 'units', rows, {
        options: { blankClears: false, createsReferences: true, takesSold: false, leastPpmMinor: null },
        acceptsWarnings: true,
      })
      expect(report.batch).toMatchObject({ state: 'committed', inserted: 2 })
      const made = await world.centre.sql(
        'select c.name as complex, b.name as building, s.name as section, u.number from app.unit u join app.section s on s.id = u.section_id join app.building b on b.id = u.building_id join app.complex c on c.id = u.complex_id where c.name = $1 order by s.name',
        ['Южный берег'],
      )
      expect(made).toEqual([
        { complex: 'Южный берег', building: 'Дом 1', section: 'Секция 1', number: '12' },
        { complex: 'Южный берег', building: 'Дом 1', section: 'Секция 2', number: '12' },
      ])
    })

    it('people, agencies and plans of floors have their own ways in and back', async () => {
      const { manager } = world.people
      const people = await load(world, manager, 'people', [
        ['ФИО', 'Телефон', 'E-mail', 'Примечание'],
        ['Иванова Анна Сергеевна', '8 (916) 123-45-67', 'A@B.ru', null],
        ['ООО «Ключ»', null, 'key@example.com', 'юрлицо'],
      ])
      expect(people).toMatchObject({ insert: 2, error: 0, batch: { inserted: 2 } })
      expect(
        await world.centre.sql(
          'select name, kind, last_name, email, phone from app.person left join app.person_phone f on f.person_id = person.id order by name',
        ),
      ).toEqual([
        {
          name: 'Иванова Анна Сергеевна',
          kind: 'natural',
          last_name: 'Иванова',
          email: 'a@b.ru',
          phone: '+79161234567',
        },
        { name: 'ООО «Ключ»', kind: 'legal', last_name: null, email: 'key@example.com', phone: null },
      ])
      const changed = await load(world, manager, 'people', [
        ['ФИО', 'Телефон', 'E-mail'],
        ['Иванова Анна Сергеевна', '+79161234567', 'anna@example.com'],
      ])
      expect(changed.batch).toMatchObject({ updated: 1 })
      expect(await command(manager, 'undo', { batchId: must(changed.batch).id })).toMatchObject({ state: 'undone' })
      expect(await command(manager, 'undo', { batchId: must(people.batch).id })).toMatchObject({ state: 'undone' })
      expect(await world.centre.sql('select * from app.person')).toEqual([])

      const agencies = await load(world, manager, 'agencies', [
        ['Агентство', 'ИНН'],
        ['ООО «Новый дом»', '7707083893'],
        ['North', '7728168971'],
      ])
      expect(agencies.batch).toMatchObject({ inserted: 1, updated: 1 })
      expect(await command(manager, 'undo', { batchId: must(agencies.batch).id })).toMatchObject({ state: 'undone' })

      const plans = await load(world, manager, 'plans', [
        ['ЖК', 'Корпус', 'Секция', 'Этаж', 'Файл плана'],
        ['Северный парк', '1', '1', 1, 'plan-1.png'],
        ['Северный парк', '1', '1', 2, 'plan-2.png'],
      ])
      expect(plans.batch).toMatchObject({ updated: 2 })
      expect(await command(manager, 'undo', { batchId: must(plans.batch).id })).toMatchObject({ state: 'undone' })
    })

    it('import and undo are the identity, whatever the file changes', { timeout: 120_000 }, async () => {
      const { manager } = world.people
      const change = fc.record({
        number: fc.constantFrom('1', '2', '4', '5', '6'),
        area: fc.option(fc.integer({ min: 3900, max: 4600 })),
        price: fc.option(fc.integer({ min: 800_000_000, max: 900_000_000 })),
        note: fc.option(fc.stringMatching(/^[а-яA-Z0-9]{1,12}$/)),
        layout: fc.option(fc.stringMatching(/^[а-яA-Z0-9]{1,8}$/)),
      })
      await fc.assert(
        fc.asyncProperty(
          fc.uniqueArray(change, { selector: ({ number }) => number, minLength: 1, maxLength: 5 }),
          async (changes) => {
            const before = await state()
            const rows = changes.map(({ number, area, price, note, layout }) => [
              'Северный парк',
              'Корпус 1',
              number,
              area === null ? null : area / 100,
              price === null ? null : price / 100,
              note,
              layout,
            ])
            const head = ['ЖК', 'Корпус', 'Номер', 'Площадь', 'Цена', 'Примечание', 'Планировка']
            const { batch } = await load(world, manager, 'units', [head, ...rows], { acceptsWarnings: true })
            if (batch === null) return
            expect(batch.state).toBe('committed')
            expect(await command(manager, 'undo', { batchId: batch.id })).toMatchObject({ state: 'undone', kept: 0 })
            expect(await state()).toEqual(before)
          },
        ),
        { numRuns: kind === 'pglite' ? 6 : 3 },
      )
    })
  })
}
