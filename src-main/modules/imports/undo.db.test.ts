/** Idea 7: what a batch of people, agencies or plans changed is, after undo, byte for byte what it was (units: imports.db). */
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { command, load } from '#tests/support/imports.ts'
import { inventoryWorld, type World } from '#tests/support/inventory.ts'

let world: World
beforeAll(async () => {
  world = await inventoryWorld('pglite')
  await load(world, world.people.manager, 'people', [
    ['ФИО', 'Телефон', 'E-mail', 'Примечание'],
    ['Иванова Анна Сергеевна', '+7 916 500-00-01', 'anna@example.com', 'ждёт звонка'],
    ['Петров Пётр', '+7 916 500-00-02', null, null],
    ['Сидоров Олег Ильич', '+7 916 500-00-03', 'oleg@example.com', null],
  ])
}, 120_000)
afterAll(() => world.close())

type Row = (string | number | null)[]

const TABLES = ['person', 'person_phone', 'company', 'floor']
const state = async () =>
  Object.fromEntries(
    await Promise.all(
      TABLES.map(async (table) => [
        table,
        await world.centre.sql(`select to_jsonb(t) as row from app.${table} t order by id`),
      ]),
    ),
  ) as Record<string, unknown>

async function thereAndBack(kind: string, rows: Row[]): Promise<void> {
  const before = await state()
  const { batch } = await load(world, world.people.manager, kind, rows, { acceptsWarnings: true })
  if (batch === null) return
  if (batch.state === 'awaiting_second_eye')
    await command(world.people.manager2, 'approve', { batchId: batch.id, passMoved: false })
  expect(await command(world.people.manager2, 'undo', { batchId: batch.id })).toMatchObject({
    state: 'undone',
    kept: 0,
  })
  expect(await state()).toEqual(before)
}

const word = fc.constantFrom('Козлова', 'Ёлкин', 'Смит', 'Ли', 'Орлова-Денисова')
const name = fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => words.join(' '))

it('people, their names in parts, phones and notes', { timeout: 300_000 }, async () => {
  const phones = ['+7 916 500-00-01', '+7 916 500-00-02', '+7 916 500-00-03', '+7 916 500-00-09']
  const line = fc.record({
    phone: fc.constantFrom(...phones),
    name,
    email: fc.option(fc.constantFrom('a@example.com', 'b@example.com')),
    notes: fc.option(fc.constantFrom('новая заметка', 'ждёт звонка')),
  })
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(line, { selector: ({ phone }) => phone, minLength: 1, maxLength: 4 }), (lines) =>
      thereAndBack('people', [
        ['ФИО', 'Телефон', 'E-mail', 'Примечание'],
        ...lines.map(({ phone, name: who, email, notes }) => [who, phone, email, notes]),
      ]),
    ),
    { numRuns: 5 },
  )
})

it('agencies and plans of floors', { timeout: 300_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('North', 'South', 'ООО «Ключ»'),
      fc.constantFrom('7707083893', '7728168971', null),
      fc.constantFrom('план.png', 'plan-2.png'),
      async (agency, taxId, plan) => {
        await thereAndBack('agencies', [
          ['Агентство', 'ИНН'],
          [agency, taxId],
        ])
        await thereAndBack('plans', [
          ['ЖК', 'Корпус', 'Секция', 'Этаж', 'Файл плана'],
          ['Северный парк', '1', '1', 1, plan],
        ])
      },
    ),
    { numRuns: 5 },
  )
})
