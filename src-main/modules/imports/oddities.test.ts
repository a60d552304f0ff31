/** What was seen in the workbooks of real developers (their files are not ours to keep), all in one workbook: each is understood or named with its cell. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import ExcelJS from 'exceljs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { columnName } from '#shared/kernel/cell.ts'
import type { BaseRow, ImportKind, Values } from '#shared/modules/imports/kind.ts'
import { units } from '#shared/modules/imports/kinds/units.ts'
import { payments } from '#shared/modules/instalments/import-kind.ts'
import { must } from '#shared/rpc/errors.ts'
import { openSession } from './session.ts'

let dir: string
beforeAll(() => void (dir = mkdtempSync(join(tmpdir(), 'kvartal-oddities-'))))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

type Row = ExcelJS.CellValue[]

async function written(name: string, sheetName: string, rows: Row[], shape?: (sheet: ExcelJS.Worksheet) => void) {
  const path = join(dir, name)
  const book = new ExcelJS.Workbook()
  const sheet = book.addWorksheet(sheetName)
  sheet.addRows(rows)
  shape?.(sheet)
  await book.xlsx.writeFile(path)
  return path
}

/** Everything that is said of a file, by cell, and what each row would do. */
async function read(path: string, kind: ImportKind, base: BaseRow[] = []) {
  const session = await openSession(path, dir)
  const look = await session.open(kind)
  const summary = await session.analyse(
    {
      headerFrom: null,
      headerTo: null,
      columns: look.columns.flatMap(({ column, field, isTwin }) => (field === null ? [] : [{ column, field, isTwin }])),
      constants: {},
    },
    { blankClears: false, createsReferences: false, leastPpmMinor: null },
    { rows: base, references: {} },
    () => undefined,
  )
  const { rows } = session.window({}, 0, 1000)
  const told = session
    .problems(1000)
    .map(({ row, problem: { column, code } }) => `${column === null ? '' : columnName(column)}${row} ${code}`)
  await session.close()
  return { look, summary, told, row: (number: number) => must(rows.find(({ row }) => row === number)), rows }
}

const NUMBER_OF_COLUMNS = 14
const HEAD: Row[] = [
  [
    'ЖК ',
    'Блок,\nкорпус',
    ' Секция',
    'Этаж\n',
    '№ кв.',
    'Тип',
    'Комнат ',
    'Площадь',
    null,
    'Стоимость, руб.',
    null,
    'Статус',
    'Планировка',
    'Планеровка',
  ],
  [null, null, null, null, null, null, null, 'общая', 'БТИ', 'за м2', 'всего', null, null, null],
]
const COMPLEX = 'Речной, вторая очередь'
const BLOCK = 'Блок 2, строение 1'
const flat = (more: Partial<Record<string, ExcelJS.CellValue>>): Row =>
  Object.values({
    complex: COMPLEX,
    building: BLOCK,
    section: '1',
    floor: 3,
    number: '12',
    kind: 'Квартира',
    rooms: 2,
    area: 50,
    bti: null,
    ppm: 200_000,
    price: 10_000_000,
    status: 'Свободна',
    layout: '2К',
    twin: '2К',
    ...more,
  })
const stored = (id: string, more: Values): BaseRow => ({
  id,
  lock: null,
  values: {
    complex: COMPLEX,
    building: BLOCK,
    section: '1',
    floor: 3,
    number: '12',
    kind: 'flat',
    rooms: 2,
    area_cm2: 500_000,
    bti_cm2: null,
    ppm_minor: 200_000_00,
    price_minor: 10_000_000_00,
    status: 'free',
    layout: '2К',
    ...more,
  },
})

it('a chessboard of a developer', async () => {
  const rows: Row[] = [
    flat({ number: '1.0', rooms: '1*' }),
    // One number, told apart by section and floor alone.
    flat({ number: '12', section: '1', floor: 3 }),
    flat({ number: '12', section: '2', floor: 3 }),
    flat({ number: '12', section: '1', floor: 4 }),
    flat({
      number: 'К-7',
      kind: 'Кладовая',
      floor: -2,
      rooms: null,
      area: 5,
      ppm: 80_000,
      price: 400_000,
      layout: null,
      twin: null,
    }),
    flat({ number: 'Н1', kind: 'ПСН', floor: 1, rooms: null, layout: null, twin: null }),
    flat({ number: '20', layout: '2К', twin: '2Е' }),
    flat({ number: '21', price: 10_050_000 }),
    flat({ number: '22' }),
    flat({ number: '22', price: 10_400_000, ppm: 208_000 }),
    flat({ number: '23', status: 'Свободна' }),
    flat({ number: '24', bti: 50.4 }),
    flat({ number: '25', price: { formula: 'J14*H14' } as ExcelJS.CellValue }),
    flat({ number: '26', area: 'нет данных' }),
    ['Итого:', null, null, null, null, null, null, 605, null, null, null, null, null, null],
  ]
  const path = await written('board.xlsx', 'Шахматка ', [...HEAD, ...rows], (sheet) => {
    sheet.mergeCells('H1:I1')
    sheet.mergeCells('J1:K1')
    for (const column of ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'L', 'M', 'N']) sheet.mergeCells(`${column}1:${column}2`)
    sheet.getCell('Q4').value = 'уточнить у Петровой'
    // Formatted far below its data.
    for (let row = rows.length + 4; row <= 1000; row++) sheet.getCell(`A${row}`).border = { bottom: { style: 'thin' } }
  })
  const base = [
    stored('sold', { number: '23', status: 'sold' }),
    stored('measured', { number: '24', bti_cm2: 502_000 }),
    stored('known', { number: '12' }),
  ]
  const { look, summary, told, row } = await read(path, units, base)
  expect(look).toMatchObject({ sheet: 'Шахматка ', headerFrom: 1, headerTo: 2 })
  expect(
    look.columns.slice(0, NUMBER_OF_COLUMNS).map(({ field, isTwin }) => (isTwin ? `${field} twin` : field)),
  ).toEqual([
    'complex',
    'building',
    'section',
    'floor',
    'number',
    'kind',
    'rooms',
    'area_cm2',
    'bti_cm2',
    'ppm_minor',
    'price_minor',
    'status',
    'layout',
    'layout twin',
  ])
  expect(summary.rows).toBe(15)
  expect(told).toEqual([
    'G3 asterisk-dropped',
    'Q4 stray-note',
    'N9 columns-disagree',
    'K10 price-disagrees',
    '11 duplicate-key',
    '12 duplicate-key',
    'L13 status-derived',
    'K15 formula-without-result',
    'H16 required-missing',
    '17 totals-row',
  ])
  expect(row(3)).toMatchObject({ class: 'insert', values: { number: '1', rooms: 1, building: BLOCK } })
  expect([row(4).baseId, row(5).baseId, row(6).baseId]).toEqual(['known', null, null])
  expect([row(4).class, row(5).class, row(6).class]).toEqual(['unchanged', 'insert', 'insert'])
  expect(row(7)).toMatchObject({ class: 'insert', values: { kind: 'storage', floor: -2, rooms: null } })
  expect(row(8)).toMatchObject({ class: 'insert', values: { kind: 'office', rooms: null } })
  // Sold here, free in the file: told, and the status stays what bookings and contracts make it.
  expect(row(13)).toMatchObject({ baseId: 'sold', changes: {}, old: { status: 'sold' } })
  expect(row(14)).toMatchObject({ class: 'update', changes: { bti_cm2: [502_000, 504_000] } })
})

it('a list of payments with a contract used twice, a note among its dates, dates as text, and shares in four habits', async () => {
  const withShare: ImportKind = {
    ...payments,
    fields: [
      ...payments.fields,
      {
        key: 'share',
        type: 'percent',
        title: { ru: 'Доля оплаты', en: 'Share' },
        isCheckOnly: true,
        min: 0,
        max: 10_000,
        example: 30,
      },
    ],
  }
  const path = await written('payments.xlsx', 'Оплаты', [
    ['№ сделки', 'Дата\nплатежа ', 'Сумма', 'Документ', 'Доля оплаты'],
    ['118', new Date(Date.UTC(2026, 7, 22)), 1_000_000, 'п/п 1', 30],
    ['118', '23.08.2026', 500_000, 'п/п 2', '30%'],
    ['119', 'ждём подтверждения банка', 700_000, 'п/п 3', 0.3],
    ['120', '2026-08-24', 800_000, 'п/п 4', 'Гибридная 40 + 30'],
    ['120', '24.08.26', 800_000, 'п/п 4', 50],
  ])
  const { told, row } = await read(path, withShare)
  expect(told).toEqual(['B4 not-a-date', 'E4 percent-scale', 'E5 not-a-percent', '5 duplicate-key', '6 duplicate-key'])
  expect([row(2), row(3)].map(({ class: name, values }) => [name, values['booked_on'], values['share']])).toEqual([
    ['insert', '2026-08-22', 3000],
    ['insert', '2026-08-23', 3000],
  ])
})
