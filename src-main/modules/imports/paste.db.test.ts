/** A block pasted into a grid is a file in small: five thousand cells, forty faults, one batch, one undo (idea 18). */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId, type Id } from '#shared/kernel/id.ts'
import { imports as contract } from '#shared/modules/imports/contract.ts'
import { CENTRES } from '#tests/support/central.ts'
import { actionContext, command } from '#tests/support/imports.ts'
import { inventoryWorld, type World } from '#tests/support/inventory.ts'
import { imports } from './index.ts'

const FIELDS = [
  'rooms',
  'area_cm2',
  'living_cm2',
  'kitchen_cm2',
  'finishing',
  'view',
  'ceiling_cm',
  'cadastral_number',
  'price_minor',
  'note',
]
const LINES = 500

/** Line, field, what is typed there, and what must be said of it. */
const PLANTED: [line: number, field: string, text: string, code: string][] = [
  [3, 'rooms', 'много', 'not-a-number'],
  [9, 'rooms', '2,5', 'not-an-integer'],
  [14, 'rooms', '99', 'above-maximum'],
  [21, 'rooms', '-1', 'below-minimum'],
  [33, 'area_cm2', 'сорок', 'not-a-number'],
  [34, 'area_cm2', '45 и 46', 'several-values'],
  [47, 'area_cm2', '450 кв. футов', 'unknown-unit'],
  [58, 'area_cm2', '0', 'below-minimum'],
  [61, 'area_cm2', '', 'required-missing'],
  [77, 'area_cm2', '900000', 'above-maximum'],
  [80, 'living_cm2', 'нет данных?', 'not-a-number'],
  [91, 'living_cm2', '100', 'part-exceeds-whole'],
  [92, 'living_cm2', '0', 'below-minimum'],
  [105, 'kitchen_cm2', '80', 'part-exceeds-whole'],
  [106, 'kitchen_cm2', 'x', 'not-a-number'],
  [119, 'kitchen_cm2', '9/10', 'several-values'],
  [133, 'finishing', 'бархат', 'not-in-list'],
  [134, 'finishing', '12', 'not-in-list'],
  [150, 'finishing', '=A1', 'not-in-list'],
  [166, 'view', 'космос', 'not-in-list'],
  [167, 'view', 'на', 'not-in-list'],
  [180, 'view', '???', 'not-in-list'],
  [199, 'ceiling_cm', 'высокие', 'not-a-number'],
  [200, 'ceiling_cm', '3 ярда', 'unknown-unit'],
  [215, 'ceiling_cm', '-2', 'below-minimum'],
  [230, 'cadastral_number', '77:01', 'bad-cadastral'],
  [231, 'cadastral_number', '7,70101E+12', 'digits-lost'],
  [244, 'cadastral_number', 'нет номера', 'bad-cadastral'],
  [260, 'price_minor', 'дорого', 'not-a-number'],
  [261, 'price_minor', '100000 $', 'foreign-currency'],
  [275, 'price_minor', '9 000 000 / 9 100 000', 'several-values'],
  [280, 'price_minor', '0', 'below-minimum'],
  [291, 'price_minor', '9 млрд попугаев', 'unknown-unit'],
  [300, 'price_minor', '-5', 'below-minimum'],
  [310, 'note', 'ж'.repeat(2001), 'too-long'],
  [320, 'note', 'ж'.repeat(3000), 'too-long'],
  [400, 'price_minor', '9 500 000', 'protected-field'],
  [401, 'area_cm2', '51', 'protected-field'],
  // The second of two equal numbers names the first, and the first the second.
  [410, 'cadastral_number', '77:01:0004012:99999', 'duplicate-value'],
  [411, 'cadastral_number', '77:01:0004012:99999', 'duplicate-value'],
]

for (const kind of CENTRES) {
  describe(`a paste on ${kind}`, () => {
    let world: World
    const ids = Array.from({ length: LINES }, () => newId())
    beforeAll(async () => {
      world = await inventoryWorld(kind)
      await world.centre.sql(
        'insert into app.floor (id, section_id, floor) select gen_random_uuid(), $1, n from generate_series(3, 52) n',
        [world.sections[0]],
      )
      await world.centre.sql(
        `insert into app.unit (id, section_id, kind, number, floor, riser, rooms, area_cm2, living_cm2, kitchen_cm2, finishing, view, ceiling_cm, cadastral_number, note)
         select id::uuid, $2, 'flat', (n + 100)::text, (n - 1) / 10 + 3, (n - 1) % 10 + 1, 2, 500000, 300000, 100000, 'none', 'park', 270, '77:01:0004012:' || n, 'было'
         from unnest($1::text[]) with ordinality as t (id, n)`,
        [ids, world.sections[0]],
      )
      await world.centre.sql(
        `insert into app.unit_price (id, unit_id, price_minor, ppm_minor, from_at, source, factors_json)
         select gen_random_uuid(), id, 900000000, 18000000, '2026-01-01T00:00:00Z', 'manual', '{}' from app.unit where note = 'было'`,
      )
      await world.centre.sql('update app.import_limit set price_change_bp = null, sensitive_rows = null')
      for (const line of [400, 401]) await world.book(world.people.manager, ids[line - 1] as Id)
    }, 120_000)
    afterAll(() => world.close())

    const state = () =>
      world.centre.sql(
        `select u.id, u.rooms, u.area_cm2::int, u.living_cm2::int, u.finishing, u.view, u.ceiling_cm, u.note, p.price_minor::int
         from app.unit u join app.unit_current_price p on p.id = u.id where u.id = any($1::uuid[]) order by u.id`,
        [ids],
      )

    it(
      'finds all forty faults of five thousand cells, writes the rest as one batch, and takes it back',
      { timeout: 60_000 },
      async () => {
        const cells = Array.from({ length: LINES }, (_, at) => {
          const n = at + 1
          const isLocked = n === 400 || n === 401
          const line = [
            '3',
            '50',
            '30',
            '10',
            'Чистовая',
            'На реку',
            '2,7 м',
            `77:01:0004012:${n}`,
            isLocked ? '9 000 000' : '9 100 000,00 ₽',
            'стало',
          ]
          for (const [planted, field, text] of PLANTED) if (planted === n) line[FIELDS.indexOf(field)] = text
          return line
        })
        const who = world.people.manager
        const { context: acting, close } = await actionContext(world, who, '')
        const before = await state()
        const draftId = newId()
        const opened = await imports.bodies.openPasted(
          contract.openPasted.args.parse({
            draftId,
            kind: 'units',
            name: 'Вставка',
            into: { ids, fields: FIELDS },
            cells,
          }),
          acting,
        )
        expect(opened.look.isReturning).toBe(true)
        const { rows } = await imports.bodies.rows(
          contract.rows.args.parse({ draftId, filter: { classes: ['error'] }, limit: 1000 }),
          acting,
        )
        const said = rows.flatMap(({ row, problems }) => problems.map(({ field, code }) => [row - 1, field, code]))
        expect(said).toEqual(PLANTED.map(([line, field, , code]) => [line, field, code]))

        expect(opened.summary.counts).toMatchObject({
          error: PLANTED.length,
          update: LINES - PLANTED.length,
          insert: 0,
        })
        // Corrected in place it is still the same row, though the block does not name it.
        const cured = await imports.bodies.edit(
          contract.edit.args.parse({ draftId, row: 4, cells: { rooms: '3' } }),
          acting,
        )
        expect(cured.row).toMatchObject({ baseId: ids[2], class: 'update', problems: [] })
        const spoilt = await imports.bodies.edit(
          contract.edit.args.parse({ draftId, row: 4, cells: { rooms: 'много' } }),
          acting,
        )
        expect(spoilt.row).toMatchObject({ baseId: ids[2], class: 'error' })

        const batchId = newId()
        const written = await imports.bodies.commit(contract.commit.args.parse({ draftId, batchId }), acting)
        expect(written).toEqual({ state: 'committed', inserted: 0, updated: LINES - PLANTED.length, passed: 0 })
        const after = (await state()) as { note: string; price_minor: number; view: string }[]
        expect(
          after.filter(
            ({ note, price_minor, view }) => note === 'стало' && price_minor === 910_000_000 && view === 'river',
          ).length,
        ).toBe(LINES - PLANTED.length)
        await imports.bodies.close({ draftId }, acting)
        close()

        const undone = await command(world.people.manager2, 'undo', { batchId })
        expect(undone).toEqual({ state: 'undone', undone: LINES - PLANTED.length, kept: 0 })
        expect(await state()).toEqual(before)
      },
    )

    it('a block with its own header finds its rows by their numbers', async () => {
      const { context: acting, close } = await actionContext(world, world.people.manager, '')
      const draftId = newId()
      const opened = await imports.bodies.openPasted(
        contract.openPasted.args.parse({
          draftId,
          kind: 'units',
          name: 'Вставка',
          into: null,
          cells: [
            ['Корпус', 'Кв.', 'Примечание'],
            ['Корпус 1', '101', 'с "кавычками"\tи табуляцией'],
            ['Корпус 1', '99999', 'такой нет'],
          ],
        }),
        acting,
      )
      expect(opened.choice.columns.map(({ field }) => field)).toEqual(['building', 'number', 'note'])
      expect(opened.summary.counts).toMatchObject({ update: 1, error: 1 })
      await imports.bodies.close({ draftId }, acting)
      close()
    })
  })
}
