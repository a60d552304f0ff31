/** C13.5 for the other kinds: type, range, cross-field, cross-row, against the base, control totals (units: rules-c13). */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import ExcelJS from 'exceljs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { columnName } from '#shared/kernel/cell.ts'
import { mismatches, type Expected } from '#shared/modules/imports/control.ts'
import type { BaseRow, Reference, Values } from '#shared/modules/imports/kind.ts'
import { findKind } from '#shared/modules/imports/kinds/index.ts'
import { must } from '#shared/rpc/errors.ts'
import { openSession } from './session.ts'

let dir: string
beforeAll(() => void (dir = mkdtempSync(join(tmpdir(), 'kvartal-levels-'))))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

type Cells = ExcelJS.CellValue[]
type Level = 'type' | 'range' | 'cross-field' | 'cross-row' | 'base'
interface Vector {
  kind: string
  head: string[]
  base: BaseRow[]
  references: Record<string, Reference[]>
  /** What is within its bounds says nothing. */
  clean: Cells[]
  /** Rows of each level and what is said of them: column letter, row counted from the level's own first, code. */
  levels: Partial<Record<Level, { rows: Cells[]; told: string[] }>>
  totals: { right: Expected; wrong: Expected }
}

const stored = (id: string, values: Values, lock: string | null = null): BaseRow => ({ id, lock, values })
const flat = (number: string, more: Values = {}): Values => ({
  complex: 'Парк',
  building: '1',
  section: '1',
  floor: 2,
  number,
  kind: 'flat',
  area_cm2: 400_000,
  price_minor: 8_000_000_00,
  ppm_minor: 200_000_00,
  ...more,
})
const at = (number: string, area: unknown, ppm: unknown, price: unknown): Cells =>
  ['Парк', '1', '1', 2, number, area, ppm, price] as Cells
const PLACES: Record<string, Reference[]> = {
  complex: [{ id: 'c', parts: ['парк'], facts: {} }],
  building: [{ id: 'b', parts: ['парк', '1'], facts: { floor_from: 1, floor_to: 9 } }],
  section: [{ id: 's', parts: ['парк', '1', '1'], facts: {} }],
}

const VECTORS: Vector[] = [
  {
    kind: 'prices',
    head: ['Жилой комплекс', 'Корпус', 'Секция', 'Этаж', 'Номер помещения', 'Площадь', 'Цена за м²', 'Цена'],
    base: [...'123456'].map((n) => stored(n, flat(n))).concat(stored('9', flat('9'), 'reserved')),
    references: PLACES,
    clean: [at('1', 40, 201_000, 8_040_000)],
    levels: {
      type: { rows: [at('1', 40, 201_000, 'дорого')], told: ['H2 not-a-number'] },
      range: {
        rows: [at('1', 40, 201_000, -5), at('2', 40, 90_000, 3_600_000)],
        told: ['H2 below-minimum', 'H3 price-below-least', 'H3 big-change'],
      },
      'cross-field': { rows: [at('1', 40, 201_000, 8_100_000)], told: ['H2 price-disagrees'] },
      'cross-row': {
        rows: [at('1', 40, null, 8_040_000), at('1', 40, null, 8_050_000)],
        told: ['2 duplicate-key', '3 duplicate-key'],
      },
      base: {
        rows: [at('9', 40, null, 8_040_000), at('77', 40, null, 8_040_000), at('2', 41, null, 8_040_000)],
        told: ['H2 protected-field', '3 not-found', 'F4 area-differs'],
      },
    },
    totals: {
      right: { rows: 1, sums: { price_minor: 8_040_000_00 } },
      wrong: { rows: 1, sums: { price_minor: 8_040_001_00 } },
    },
  },
  {
    kind: 'people',
    head: ['ФИО', 'Вид лица', 'Телефон', 'Эл. почта', 'ИНН'],
    base: [
      stored('a', { name: 'Орлова Анна', phone: '+79165000001' }),
      stored('b', { name: 'Орлова Анна', phone: '+79165000002' }),
    ],
    references: {},
    clean: [['Петров Пётр', 'Физическое лицо', '+7 916 500-00-09', 'p@example.com', '500100732259']],
    levels: {
      type: {
        rows: [
          ['Петров', null, '12', null, null],
          ['Сидоров', null, null, 'нет', null],
          ['Козлов', null, null, null, '7707083894'],
        ],
        told: ['C2 bad-phone', 'D3 bad-email', 'E4 bad-tax-id'],
      },
      range: {
        rows: [
          ['Я'.repeat(301), null, '+7 916 500-00-08', null, null],
          [null, null, '+7 916 500-00-03', null, null],
        ],
        told: ['A2 too-long', 'A3 required-missing'],
      },
      'cross-field': { rows: [['Петров Пётр', 'Физическое лицо', null, null, '7707083893']], told: ['E2 bad-tax-id'] },
      'cross-row': {
        rows: [
          ['Петров Пётр', null, '+7 916 500-00-03', 'a@example.com', null],
          ['Петров Пётр', null, '8 916 500 00 03', 'b@example.com', null],
        ],
        told: ['2 duplicate-key', '3 duplicate-key'],
      },
      base: { rows: [['Орлова Анна', null, null, 'a@example.com', null]], told: ['2 ambiguous-match'] },
    },
    totals: { right: { rows: 1, sums: {} }, wrong: { rows: 2, sums: {} } },
  },
  {
    kind: 'agencies',
    head: ['Название', 'ИНН'],
    base: [stored('a', { name: 'Ключ', tax_id: '7707083893' }), stored('b', { name: 'Дом', tax_id: null })],
    references: {},
    clean: [['Мост', '7728168971']],
    levels: {
      type: { rows: [['Мост', 'семь']], told: ['B2 bad-tax-id'] },
      range: { rows: [['Я'.repeat(201), '7728168971']], told: ['A2 too-long'] },
      'cross-field': { rows: [['Мост', '7728168970']], told: ['B2 bad-tax-id'] },
      'cross-row': {
        rows: [
          ['Мост', '7728168971'],
          ['Мостик', '7728168971'],
        ],
        told: ['2 duplicate-key', '3 duplicate-key'],
      },
      base: { rows: [['Дом', '7707083893']], told: ['A2 taken-elsewhere'] },
    },
    totals: { right: { rows: 1, sums: {} }, wrong: { rows: 0, sums: {} } },
  },
  {
    kind: 'plans',
    head: ['Жилой комплекс', 'Корпус', 'Секция', 'Этаж', 'Название этажа', 'Файл плана'],
    base: [stored('a', { complex: 'Парк', building: '1', section: '1', floor: 1, name: null, plan_picture: null })],
    references: PLACES,
    clean: [['Парк', '1', '1', 9, 'Девятый', 'a.png']],
    levels: {
      type: { rows: [['Парк', '1', '1', 'верх', null, 'a.png']], told: ['D2 not-a-number'] },
      range: { rows: [['Парк', '1', '1', 3, 'Я'.repeat(61), 'a.png']], told: ['E2 too-long'] },
      'cross-field': { rows: [['Парк', '1', '1', 10, null, 'a.png']], told: ['D2 floor-outside-building'] },
      'cross-row': {
        rows: [
          ['Парк', '1', '1', 3, null, 'a.png'],
          ['Парк', '1', '1', 3, null, 'b.png'],
        ],
        told: ['2 duplicate-key', '3 duplicate-key'],
      },
      base: { rows: [['Парк', '1', '2', 3, null, 'a.png']], told: ['C2 unknown-reference'] },
    },
    totals: { right: { rows: 1, sums: {} }, wrong: { rows: 3, sums: {} } },
  },
  {
    kind: 'payments',
    head: ['Сделка', 'Дата платежа', 'Сумма платежа', 'Платёжный документ'],
    base: [stored('a', { deal: '118', booked_on: '2026-08-01', amount_minor: 100_000_00, document: 'п/п 1' })],
    references: { deal: [{ id: 'd', parts: ['118'], facts: {} }] },
    clean: [['118', '22.08.2026', 250_000, 'п/п 2']],
    levels: {
      type: {
        rows: [
          ['118', '31.02.2026', 250_000, null],
          ['118', '22.08.2026', 'много', null],
        ],
        told: ['B2 impossible-date', 'C3 not-a-number'],
      },
      range: { rows: [['118', '22.08.2026', 0, null]], told: ['C2 below-minimum'] },
      'cross-row': {
        rows: [
          ['118', '22.08.2026', 250_000, 'п/п 2'],
          ['118', '22.08.2026', 250_000, 'п/п 2'],
        ],
        told: ['3 duplicate-row'],
      },
      base: { rows: [['119', '22.08.2026', 250_000, null]], told: ['A2 unknown-reference'] },
    },
    totals: {
      right: { rows: 1, sums: {} },
      wrong: { rows: 2, sums: {} },
    },
  },
]

async function judged({ kind: name, head, base, references }: Vector, rows: Cells[]) {
  const kind = must(findKind(name))
  const path = join(dir, `${name}.xlsx`)
  const book = new ExcelJS.Workbook()
  book.addWorksheet('Лист1').addRows([head, ...rows])
  await book.xlsx.writeFile(path)
  const session = await openSession(path, dir)
  await session.open(kind)
  const columns = head.map((title, column) => ({
    column,
    field: must(kind.fields.find((field) => field.title.ru === title)).key,
    isTwin: false,
  }))
  const { totals } = await session.analyse(
    { headerFrom: 1, headerTo: 1, columns, constants: {} },
    { blankClears: false, createsReferences: false, leastPpmMinor: name === 'prices' ? 100_000_00 : null },
    { rows: base, references },
    () => undefined,
  )
  const told = session
    .problems(100)
    .map(({ row, problem: { column, code } }) => `${column === null ? '' : columnName(column)}${row} ${code}`)
  await session.close()
  return { told, totals }
}

for (const vector of VECTORS) {
  it.each(Object.entries(vector.levels))(`C13.5 of ${vector.kind}, level %s`, async (_level, { rows, told }) => {
    expect((await judged(vector, rows)).told).toEqual(told)
  })

  it(`C13.5 of ${vector.kind}: what is in order says nothing, and control totals are compared`, async () => {
    const { told, totals } = await judged(vector, vector.clean)
    expect(told).toEqual([])
    expect(mismatches(totals, vector.totals.right)).toEqual([])
    expect(mismatches(totals, vector.totals.wrong)).toHaveLength(1)
  })
}

it.each([[['Фамилия', 'Имя', 'Отчество', 'Телефон']], [['Surname', 'Name', 'Patronymic', 'Phone']]])(
  'a person in three columns (%s) has one whole name, and is known by it',
  async (head) => {
    const path = join(dir, `${must(head[0])}.xlsx`)
    const book = new ExcelJS.Workbook()
    book
      .addWorksheet('Люди')
      .addRows([
        head,
        ['Иванов', 'Иван', 'Петрович', '+7 916 123-45-67'],
        ['Семёнова', 'Анна', null, '+7 916 123-45-68'],
        ['Ким', 'Ли', null, null],
      ])
    await book.xlsx.writeFile(path)
    const session = await openSession(path, dir)
    const { columns } = await session.open(must(findKind('people')))
    await session.analyse(
      {
        headerFrom: 1,
        headerTo: 1,
        columns: columns.flatMap(({ column, field }) => (field === null ? [] : [{ column, field, isTwin: false }])),
        constants: {},
      },
      { blankClears: false, createsReferences: false, leastPpmMinor: null },
      {
        rows: [
          stored('a', {
            name: 'Семёнова Анна Львовна',
            last_name: 'Семёнова',
            first_name: 'Анна',
            phone: '+79161234568',
          }),
          stored('k', { name: 'Ким Ли', last_name: 'Ким', first_name: 'Ли', kind: 'natural' }),
        ],
        references: {},
      },
      () => undefined,
    )
    const { rows } = session.window({}, 0, 10)
    expect(rows.map(({ class: judged, values }) => [judged, values.name])).toEqual([
      ['insert', 'Иванов Иван Петрович'],
      ['unchanged', 'Семёнова Анна Львовна'],
      ['unchanged', 'Ким Ли'],
    ])
    expect(rows[0]?.values.first_name).toBe('Иван')
    await session.close()
  },
)
