/** The vectors of rules.md C13, rule by rule, through a whole file; what needs a database is in imports.db, attacks.db, at-once.db. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import ExcelJS from 'exceljs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { newId } from '#shared/kernel/id.ts'
import { columnName } from '#shared/kernel/cell.ts'
import { mismatches } from '#shared/modules/imports/control.ts'
import type { BaseRow, ImportOptions, Reference, Values } from '#shared/modules/imports/kind.ts'
import { units } from '#shared/modules/imports/kinds/units.ts'
import { must } from '#shared/rpc/errors.ts'
import { openSession } from './session.ts'

let dir: string
beforeAll(() => void (dir = mkdtempSync(join(tmpdir(), 'kvartal-c13-'))))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

type Cells = ExcelJS.CellValue[]
const HEAD: Cells = [
  'ЖК',
  'Корпус',
  'Секция',
  'Этаж',
  'Номер',
  'Тип',
  'Комнат',
  'Площадь',
  'Жилая площадь',
  'Цена за м²',
  'Цена',
  'Кадастровый номер',
]
const flat = (more: Partial<Record<string, ExcelJS.CellValue>> = {}): Cells =>
  Object.values({
    complex: 'Парк',
    building: '1',
    section: '1',
    floor: 2,
    number: '7',
    kind: 'Квартира',
    rooms: 1,
    area: 40,
    living: 20,
    ppm: 200_000,
    price: 8_000_000,
    cadastral: null,
    ...more,
  })
const stored = (id: string, values: Values = {}, more: Partial<BaseRow> = {}): BaseRow => ({
  id,
  lock: null,
  values: {
    complex: 'Парк',
    building: 'Корпус 1',
    section: 'Секция 1',
    floor: 2,
    number: '7',
    kind: 'flat',
    rooms: 1,
    area_cm2: 400_000,
    living_cm2: 200_000,
    ppm_minor: 200_000_00,
    price_minor: 8_000_000_00,
    cadastral_number: null,
    ...values,
  },
  ...more,
})
const PLACES: Record<string, Reference[]> = {
  complex: [{ id: 'c', parts: ['парк'], facts: {} }],
}

async function judged(
  rows: Cells[],
  base: BaseRow[] = [],
  options: Partial<ImportOptions> = {},
  references: Record<string, Reference[]> = {},
) {
  const path = join(dir, `${newId()}.xlsx`)
  const book = new ExcelJS.Workbook()
  book.addWorksheet('Лист1').addRows([HEAD, ...rows])
  await book.xlsx.writeFile(path)
  const session = await openSession(path, dir)
  const look = await session.open(units)
  const columns = look.columns.flatMap(({ column, field, isTwin }) =>
    field === null ? [] : [{ column, field, isTwin }],
  )
  const summary = await session.analyse(
    { headerFrom: null, headerTo: null, columns, constants: {} },
    { blankClears: false, createsReferences: false, leastPpmMinor: null, ...options },
    { rows: base, references },
    () => undefined,
  )
  const out = session.window({}, 0, 100).rows
  const told = session
    .problems(100)
    .map(({ row, problem: { column, code } }) => `${column === null ? '' : columnName(column)}${row} ${code}`)
  await session.close()
  return { summary, told, rows: out, classes: out.map((row) => row.class) }
}

it('C13.2: insert, update with its cells, unchanged, error, warning and skipped are told apart', async () => {
  const { rows, classes } = await judged(
    [
      flat({ number: '8' }),
      flat({ price: 8_080_000, ppm: 202_000 }),
      flat({ number: '9' }),
      flat({ number: '10', area: 'сорок' }),
      flat({ number: '11', price: 8_500_000 }),
      ['Итого', null, null, null, null, null, null, null, null, null, null, null],
    ],
    [stored('7'), stored('9', { number: '9' })],
  )
  expect(classes).toEqual(['insert', 'update', 'unchanged', 'error', 'warning', 'skipped'])
  expect(rows[1]?.changes).toEqual({ price_minor: [8_000_000_00, 8_080_000_00], ppm_minor: [200_000_00, 202_000_00] })
})

it('C13.3: complex + building + section + floor + number is the key, the cadastral number its fallback, two matches an error', async () => {
  const base = [
    stored('a', { cadastral_number: '77:01:0004012:1' }),
    stored('b', { section: 'Секция 2' }),
    stored('c', { floor: 3 }),
  ]
  const { rows, told } = await judged(
    [
      flat({ section: 'секция № 2' }),
      flat({ floor: '3 этаж' }),
      flat({ section: null, floor: null }),
      flat({ complex: null, building: null, section: null, floor: null, number: null, cadastral: '77:01:0004012:1' }),
    ],
    base,
  )
  expect(rows.map(({ baseId }) => baseId)).toEqual(['b', 'c', null, 'a'])
  expect(told).toContain('4 ambiguous-match')
})

it.each([...'АВЕКМНОРСТХу'].map((letter, at) => [letter, must([...'ABEKMHOPCTXy'][at])] as const))(
  'C13.3: Cyrillic %s and Latin %s in a number are one letter',
  async (cyrillic, latin) => {
    const { rows } = await judged([flat({ number: `7${latin}` })], [stored('a', { number: `7${cyrillic}` })])
    expect(rows.map(({ baseId, class: name }) => [baseId, name])).toEqual([['a', 'unchanged']])
  },
)

it('C13.3: spaces, ё, units, studios, decimal commas and thousands are read as people write them', async () => {
  const { told, rows } = await judged(
    [
      flat({
        complex: '\u00a0Парк  «Берёзы» ',
        rooms: 'студия',
        area: '40,0\u00a0м²',
        living: '20 кв.м',
        ppm: '200\u00a0000 ₽',
        price: '8 000 000,00',
      }),
    ],
    [stored('a', { complex: 'Парк Березы', rooms: 0 })],
  )
  expect([told, rows.map(({ baseId, class: name }) => [baseId, name])]).toEqual([[], [['a', 'unchanged']]])
})

it('C13.4: numbers as text and text as numbers, leading zeros, more than fifteen digits, formula errors', async () => {
  const { told, rows } = await judged([
    flat({ number: 12, area: '40', price: '8000000' }),
    flat({ number: '007' }),
    flat({ number: 4081781009991000 }),
    flat({ number: '14', price: { error: '#N/A' } as ExcelJS.CellValue }),
  ])
  expect(rows.slice(0, 2).map(({ values }) => values['number'])).toEqual(['12', '007'])
  expect(told).toEqual(['E4 digits-lost', 'K5 formula-error'])
})

it('C13.5: each of the six levels says its own, and what is within its bounds says nothing', async () => {
  const floors: Record<string, Reference[]> = {
    ...PLACES,
    building: [{ id: 'b', parts: ['парк', '1'], facts: { floor_from: 1, floor_to: 9 } }],
    section: [{ id: 's', parts: ['парк', '1', '1'], facts: {} }],
  }
  const { told, summary } = await judged(
    [
      flat({ number: '20', area: 'много' }), // type
      flat({ number: '21', area: 0 }), // range
      flat({ number: '22', ppm: 50_000, price: 2_000_000 }), // least price per metre
      flat({ number: '23', living: 41 }), // cross-field
      flat({ number: '24', floor: 10 }),
      flat({ number: '25', floor: 9 }),
      flat({ number: '26' }), // cross-row
      flat({ number: '26', rooms: 3 }),
      flat({ number: '30', ppm: 220_000, price: 8_800_000 }), // against the base
    ],
    [stored('30', { number: '30' }, { lock: 'under_contract' })],
    { leastPpmMinor: 100_000_00 },
    floors,
  )
  expect(told).toEqual([
    'H2 not-a-number',
    'H3 below-minimum',
    'K4 price-below-least',
    'I5 part-exceeds-whole',
    'D6 floor-outside-building',
    '8 duplicate-key',
    '9 duplicate-key',
    'J10 protected-field',
    'K10 protected-field',
  ])
  // Control totals.
  expect(mismatches(summary.totals, { rows: 9, sums: { price_minor: 1 } })).toEqual([
    expect.objectContaining({ field: 'price_minor', expected: 1 }),
  ])
  expect(mismatches(summary.totals, { rows: 9, sums: {} })).toEqual([])
})

it.each(['100.01', '99.99'])('C13.5: price = area × price per metre ± 1 ₽ (a metre at %s)', async (metre) => {
  const ppm = Number(metre) * 1000
  const product = Math.round(40 * ppm * 100) / 100
  const { told } = await judged([
    flat({ number: '1', ppm, price: product }),
    flat({ number: '2', ppm, price: product + 1 }),
    flat({ number: '3', ppm, price: product - 1 }),
    flat({ number: '4', ppm, price: product + 25 }),
    flat({ number: '5', ppm, price: product - 25 }),
  ])
  expect(told).toEqual(['K5 price-disagrees', 'K6 price-disagrees'])
})

it.each(['reserved', 'on_auction', 'under_contract', 'sold'])(
  'C13.6: price and area of a unit that is %s are protected, its notes are not',
  async (lock) => {
    const { told, classes } = await judged(
      [
        flat({ price: 8_040_000, ppm: 201_000 }),
        flat({ number: '8', area: 41, ppm: null, price: null }),
        flat({ number: '9', rooms: 2 }),
      ],
      [stored('a', {}, { lock }), stored('b', { number: '8' }, { lock }), stored('c', { number: '9' }, { lock })],
    )
    expect(told).toEqual(['J2 protected-field', 'K2 protected-field', 'H3 protected-field'])
    expect(classes).toEqual(['error', 'error', 'update'])
  },
)
