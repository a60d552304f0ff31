import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import ExcelJS from 'exceljs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { BaseRow, ImportOptions } from '#shared/modules/imports/kind.ts'
import { findKind } from '#shared/modules/imports/kinds/index.ts'
import type { FileLook } from '#shared/modules/imports/model.ts'
import { must } from '#shared/rpc/errors.ts'
import { openSession, type Session, type SessionBase } from './session.ts'
import { createZip } from '#main/engine/documents/xlsx/zip-write.ts'
import { foreignData, WITHOUT_FOREIGN_DATA } from '#tests/support/foreign-data.ts'
import { HEADERS, sampleBase, sampleReferences, sampleUnit, writeSample } from '#tests/bench/imports/data.ts'

let dir: string
beforeAll(() => void (dir = mkdtempSync(join(tmpdir(), 'kvartal-import-'))))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const OPTIONS: ImportOptions = { blankClears: false, createsReferences: false, leastPpmMinor: null }
const mapped = (look: FileLook) =>
  look.columns.flatMap(({ column, field, isTwin }) => (field === null ? [] : [{ column, field, isTwin }]))

async function analysed(
  path: string,
  kindName: string,
  base: SessionBase = { rows: [], references: {} },
  options: Partial<ImportOptions> = {},
  constants: Record<string, string> = {},
) {
  const session = await openSession(path, dir)
  const look = await session.open(must(findKind(kindName)))
  const summary = await session.analyse(
    { headerFrom: null, headerTo: null, columns: mapped(look), constants },
    { ...OPTIONS, ...options },
    base,
    () => undefined,
  )
  return { session, look, summary }
}

const told = (session: Session) =>
  session.problems(10_000).map(({ row, problem }) => [row, problem.field, problem.code])

async function book(
  name: string,
  rows: (string | number | Date | null)[][],
  shape?: (sheet: ExcelJS.Worksheet) => void,
) {
  const path = join(dir, name)
  const workbook = new ExcelJS.Workbook()
  const sheet = workbook.addWorksheet('Лист1')
  for (const row of rows) sheet.addRow(row)
  shape?.(sheet)
  await workbook.xlsx.writeFile(path)
  return path
}

describe('a clean price list', () => {
  it('is understood whole, and nothing is invented', async () => {
    const path = join(dir, 'clean.xlsx')
    await writeSample(path, 1000)
    const { session, look, summary } = await analysed(path, 'units', {
      rows: sampleBase(900),
      references: sampleReferences(1000),
    })
    expect(look.columns.map(({ field }) => field)).toEqual(Object.keys(sampleUnit(0).values))
    expect(summary.counts).toEqual({
      insert: 100,
      update: 0,
      unchanged: 900,
      conflict: 0,
      error: 0,
      warning: 0,
      skipped: 0,
    })
    expect(told(session)).toEqual([])
    const [first] = session.window({ classes: ['insert'] }, 0, 1).rows
    expect(first?.values).toEqual(sampleUnit(900).values)
    await session.close()
  })

  it('gives old and new for every changed cell', async () => {
    const path = join(dir, 'changed.xlsx')
    await writeSample(path, 300, (n, unit) => {
      const cells = [...unit.cells]
      if (n % 100 === 0) cells[24] = 'другая заметка'
      return cells
    })
    const { session, summary } = await analysed(path, 'units', {
      rows: sampleBase(300),
      references: sampleReferences(300),
    })
    expect(summary.counts).toMatchObject({ update: 3, unchanged: 297 })
    expect(session.window({ classes: ['update'] }, 0, 10).rows.map(({ row, changes }) => [row, changes])).toEqual(
      [0, 100, 200].map((n) => [n + 2, { note: [sampleUnit(n).values.note, 'другая заметка'] }]),
    )
    expect(session.accepted(0, 10).length).toBe(3)
    expect(session.accept([102], false).accepted).toBe(2)
    await session.close()
  })
})

const base: BaseRow[] = [
  {
    id: 'a',
    lock: null,
    values: {
      complex: 'Парк',
      building: 'Корпус 1',
      section: 'Секция 1',
      floor: 2,
      number: '12',
      kind: 'flat',
      area_cm2: 453_000,
      price_minor: 850_000_000,
      status: 'free',
    },
  },
  {
    id: 'b',
    lock: 'reserved',
    values: {
      complex: 'Парк',
      building: 'Корпус 1',
      section: 'Секция 1',
      floor: 2,
      number: '13',
      kind: 'flat',
      area_cm2: 453_000,
      price_minor: 850_000_000,
      status: 'reserved',
    },
  },
  {
    id: 'c',
    lock: null,
    values: {
      complex: 'Парк',
      building: 'Корпус 1',
      section: 'Секция 2',
      floor: 2,
      number: '12',
      kind: 'flat',
      area_cm2: 400_000,
      price_minor: 800_000_000,
      status: 'free',
    },
  },
]

describe('a workbook of somebody else', () => {
  it('has titles, group rows, repeated headers, totals, notes and merged cells, all understood', async () => {
    const path = await book(
      'foreign.xlsx',
      [
        ['Прайс на 01.09.2025'],
        [null, 'Корпус', 'Секция', 'Этаж', '№ кв.\n', 'Площадь, м²', 'Стоимость, руб'],
        [null, 'Корпус 1', 'Секция 1', 2, 12, '45,3', '8 600 000'],
        [null, null, null, 2, '13', 45.3, 8500000, null, 'звонить!'],
        [null, 'Корпус', 'Секция', 'Этаж', '№ кв.\n', 'Площадь, м²', 'Стоимость, руб'],
        ['Скидки действуют до конца месяца'],
        [null, 'корп. 1', '2', 2, '12', 40, 8000000],
        [],
        ['Итого', null, null, null, null, 130.6, 25100000],
      ],
      (sheet) => {
        sheet.mergeCells('B3:B4')
        sheet.mergeCells('C3:C4')
      },
    )
    const { session, summary } = await analysed(path, 'units', { rows: base, references: {} })
    expect(summary.counts).toEqual({
      insert: 0,
      update: 1,
      unchanged: 2,
      conflict: 0,
      error: 0,
      warning: 0,
      skipped: 3,
    })
    expect(told(session)).toEqual([
      [4, null, 'stray-note'],
      [5, null, 'repeated-header'],
      [6, null, 'note-row'],
      [9, null, 'totals-row'],
    ])
    expect(summary.totals).toEqual({
      rows: 3,
      sums: [
        { field: 'area_cm2', sum: 1_306_000 },
        { field: 'price_minor', sum: 2_510_000_000 },
      ],
    })
    await session.close()
  })

  it('takes the section from a group row where no column says it', async () => {
    const path = await book('groups.xlsx', [
      ['Корпус', 'Этаж', 'Номер квартиры', 'Площадь', 'Цена'],
      ['Секция 1'],
      ['1', 2, '12', 45.3, 8500000],
      ['Секция № 2'],
      ['1', 2, '12', 40, 8100000],
    ])
    const { session, summary } = await analysed(path, 'units', { rows: base, references: {} })
    expect(summary.counts).toMatchObject({ unchanged: 1, update: 1, skipped: 2 })
    expect(session.window({ classes: ['update'] }, 0, 1).rows[0]?.baseId).toBe('c')
    await session.close()
  })

  it('cannot change a booked unit, and an ambiguous number is no match', async () => {
    const path = await book('protected.xlsx', [
      ['Корпус', 'Этаж', 'Номер квартиры', 'Площадь', 'Цена', 'Статус'],
      ['1', 2, '13', 45.3, 9000000, 'свободна'],
      ['1', 2, '12', 45.3, 9000000, 'свободна'],
    ])
    const { session } = await analysed(path, 'units', { rows: base, references: {} })
    expect(told(session)).toEqual([
      [2, 'price_minor', 'protected-field'],
      [2, 'status', 'status-derived'],
      [3, null, 'ambiguous-match'],
    ])
    await session.close()
  })

  it('is corrected in place and judged again', async () => {
    const path = await book('edit.xlsx', [
      ['Корпус', 'Секция', 'Этаж', 'Номер квартиры', 'Площадь', 'Цена'],
      ['1', '1', 2, '12', 'сорок', 8500000],
      ['1', '2', 2, '12', 40, 8000000],
    ])
    const { session, summary } = await analysed(path, 'units', { rows: base, references: {} })
    expect(summary.counts).toMatchObject({ error: 1, unchanged: 1 })
    const fixed = session.edit(2, { area_cm2: '45,3', price_minor: '8 700 000' })
    expect(fixed.row).toMatchObject({
      class: 'update',
      baseId: 'a',
      changes: { price_minor: [850_000_000, 870_000_000] },
      problems: [],
    })
    expect(fixed.summary).toMatchObject({ accepted: 1, codes: [] })
    await session.close()
  })
})

describe('the workbook of errors', () => {
  it('is the same workbook with marks and reasons, and can be fed back', async () => {
    const path = await book(
      'errors.xlsx',
      [
        ['Корпус', 'Секция', 'Этаж', 'Номер квартиры', 'Площадь', 'Цена'],
        ['1', '1', 2, '12', 'сорок', 8500000],
        ['1', '2', 2, '12', 40, 8000000],
        ['1', '1', 2, null, 40, 8000000],
      ],
      (sheet) => {
        sheet.getCell('A2').font = { bold: true, color: { argb: 'FF00AA00' } }
        sheet.getCell('F2').numFmt = '#,##0'
        sheet.getColumn(1).width = 33
        sheet.autoFilter = 'A1:F4'
      },
    )
    const { session } = await analysed(path, 'units', { rows: base, references: {} })
    const target = join(dir, 'out.xlsx')
    expect(await session.errors(target, { language: 'ru' })).toBe('xlsx')
    await session.close()
    const book_ = new ExcelJS.Workbook()
    await book_.xlsx.readFile(target)
    const sheet = must(book_.worksheets[0])
    expect(sheet.getRow(1).getCell(7).value).toBe('Причины (Квартал)')
    expect(sheet.getRow(2).getCell(7).value).toBe('E «Площадь»: Это не число: «сорок»')
    expect(sheet.getRow(4).getCell(7).value).toBe('D «Номер помещения»: Обязательное значение не заполнено')
    expect([2, 3, 4].map((row) => sheet.getRow(row).hidden)).toEqual([false, true, false])
    expect(sheet.getCell('A2').font).toMatchObject({ bold: true, color: { argb: 'FF00AA00' } })
    expect(sheet.getCell('E2').fill).toMatchObject({ fgColor: { argb: 'FFFFD9D6' } })
    expect(sheet.getCell('F2').numFmt).toBe('#,##0')
    expect(sheet.getColumn(1).width).toBe(33)
    const again = await analysed(target, 'units', { rows: base, references: {} })
    expect(told(again.session).filter(([, , code]) => code !== 'hidden-row')).toEqual([
      [2, 'area_cm2', 'not-a-number'],
      [4, 'number', 'required-missing'],
    ])
    await again.session.close()
  })

  it('of plain text keeps its encoding and separator', async () => {
    const path = join(dir, 'errors.csv')
    const { writeFileSync } = await import('node:fs')
    const bytes = Buffer.concat([
      Buffer.from([0xca, 0xee, 0xf0, 0xef, 0xf3, 0xf1]),
      Buffer.from(';'),
      Buffer.from([0xdd, 0xf2, 0xe0, 0xe6]),
      Buffer.from(';'),
      Buffer.from([0xcd, 0xee, 0xec, 0xe5, 0xf0]),
      Buffer.from('\r\n1;x;12\r\n1;2;13\r\n'),
    ])
    writeFileSync(path, bytes)
    const { session } = await analysed(path, 'plans', undefined, {}, { section: '1' })
    const target = join(dir, 'out.csv')
    expect(await session.errors(target, { language: 'en' })).toBe('csv')
    await session.close()
    expect(new TextDecoder('windows-1251').decode(readFileSync(target))).toBe(
      'Корпус;Этаж;Номер;Reasons (Kvartal)\r\n1;x;12;"B «Floor»: This is not a number: ""x"""\r\n',
    )
  })
})

describe('an OpenDocument file', () => {
  it('comes back with its reasons as an .xlsx, numbers as numbers in the format of their field', async () => {
    const path = join(dir, 'a.ods')
    const zip = await createZip(path)
    const cell = (value: string | number) =>
      typeof value === 'number'
        ? `<table:table-cell office:value-type="float" office:value="${value}"/>`
        : `<table:table-cell office:value-type="string"><text:p>${value}</text:p></table:table-cell>`
    const rows = [
      ['Корпус', 'Этаж', 'Номер', 'Комнат', 'Площадь', 'Цена'],
      ['1', 'x', '007', 1, 40.25, 8000000],
      ['1', 2, '008', 1, 40.25, 8000000],
    ]
    await zip.add('mimetype', 'application/vnd.oasis.opendocument.spreadsheet')
    await zip.add(
      'content.xml',
      `<office:document-content><office:body><office:spreadsheet><table:table table:name="Лист1">${rows
        .map((row) => `<table:table-row>${row.map(cell).join('')}</table:table-row>`)
        .join('')}</table:table></office:spreadsheet></office:body></office:document-content>`,
    )
    await zip.finish()
    const { session } = await analysed(path, 'units')
    const target = join(dir, 'ods-errors.xlsx')
    expect(await session.errors(target, { language: 'ru' })).toBe('xlsx')
    await session.close()
    const out = new ExcelJS.Workbook()
    await out.xlsx.readFile(target)
    const sheet = must(out.worksheets[0])
    expect(sheet.getRow(2).values).toEqual([
      undefined,
      '1',
      'x',
      '007',
      1,
      40.25,
      8_000_000,
      'B «Этаж»: Это не число: «x»',
    ])
    expect([sheet.getCell('E2').numFmt, sheet.getCell('F2').numFmt]).toEqual(['#,##0.00##', '#,##0.00'])
  })
})

describe('rows that disagree', () => {
  it('let each other go when one of them is corrected, and catch one another anew', async () => {
    const path = await book('twins.xlsx', [
      ['Корпус', 'Этаж', 'Стояк', 'Номер', 'Комнат', 'Площадь', 'Цена', 'Кадастровый номер', 'Секция', 'ЖК'],
      ['1', 1, 1, '1', 1, 40, 8_000_000, '77:01:0004012:1', '1', 'А'],
      ['1', 1, 2, '1', 1, 41, 8_100_000, '77:01:0004012:2', '1', 'А'],
      ['1', 1, 3, '3', 1, 42, 8_200_000, '77:01:0004012:2', '1', 'А'],
      ['1', 1, 3, '4', 1, 43, 8_300_000, '77:01:0004012:4', '1', 'А'],
    ])
    const { session } = await analysed(path, 'units')
    expect(told(session)).toEqual([
      [2, null, 'duplicate-key'],
      [3, null, 'duplicate-key'],
      [4, 'riser', 'duplicate-value'],
      [5, 'riser', 'duplicate-value'],
    ])
    session.edit(3, { number: '2' })
    // Of its own number now, it shares the cadastral one with the next row.
    expect(told(session)).toEqual([
      [3, 'cadastral_number', 'duplicate-value'],
      [4, 'riser', 'duplicate-value'],
      [4, 'cadastral_number', 'duplicate-value'],
      [5, 'riser', 'duplicate-value'],
    ])
    session.edit(4, { riser: '4', cadastral_number: '77:01:0004012:3' })
    expect(told(session)).toEqual([])
    expect(session.summary().counts).toMatchObject({ insert: 4, error: 0 })
    session.edit(5, { riser: '1' })
    expect(told(session)).toEqual([
      [2, 'riser', 'duplicate-value'],
      [5, 'riser', 'duplicate-value'],
    ])
    await session.close()
  })
})

describe('a table of something else', () => {
  it('gives no rows: what tells units apart is asked for in every line', async () => {
    const path = await book('banks.xlsx', [
      ['Банк', 'Этаж', 'Площадь', 'Цена'],
      ['Сбер', 1, 40, 8_000_000],
      ['ВТБ', 2, 41, 8_100_000],
    ])
    const { session, summary } = await analysed(path, 'units')
    expect(summary.counts).toMatchObject({ error: 2, insert: 0 })
    expect(told(session)).toEqual(
      [2, 3].flatMap((row) => ['building', 'number'].map((field) => [row, field, 'required-missing'])),
    )
    await session.close()
  })
})

describe('files that nobody here wrote', () => {
  const there = foreignData !== null
  const foreign = (name: string) => join(foreignData ?? '', name)

  it.runIf(there)('contacts with an e-mail as a link and a thousand empty rows', async () => {
    const { session, look, summary } = await analysed(
      foreign('condo_import_templates/ru_contact-import-example.xlsx'),
      'people',
    )
    expect(mapped(look).map(({ field }) => field)).toEqual(['phone', 'name', 'email'])
    expect(summary.counts).toMatchObject({ insert: 3, error: 2 })
    expect(told(session)).toEqual([
      [2, null, 'duplicate-key'],
      [4, null, 'duplicate-key'],
    ])
    await session.close()
  })

  it.runIf(there)('employees under a help text merged over the first row', async () => {
    const { session, look, summary } = await analysed(
      foreign('condo_import_templates/en_employee-import-example.xlsx'),
      'people',
    )
    expect(look).toMatchObject({ headerFrom: 2, headerTo: 2 })
    expect(mapped(look).map(({ field }) => field)).toEqual(['name', 'phone', 'email'])
    expect(summary.counts).toMatchObject({ insert: 1, error: 0 })
    await session.close()
  })

  it.runIf(there)('a table of banks with a two-row header of merged cells', async () => {
    const { session, look } = await analysed(foreign('mortgage_programs_ru/ipoteka_it.xlsx'), 'people')
    expect(look.headerFrom).toBe(1)
    await session.close()
  })

  it.runIf(there)('flats of St Petersburg with foreign columns', { timeout: 60_000 }, async () => {
    const session = await openSession(foreign('realestate_listings/spb_listings_localities_renamed.csv'), dir)
    const look = await session.open(must(findKind('units')))
    const known = Object.fromEntries(
      look.columns.filter(({ field }) => field !== null).map(({ title, field }) => [title, field]),
    )
    expect(known).toEqual({
      last_price: 'price_minor',
      total_area: 'area_cm2',
      rooms: 'rooms',
      ceiling_height: 'ceiling_cm',
      living_area: 'living_cm2',
      floor: 'floor',
      kitchen_area: 'kitchen_cm2',
      balcony: 'balcony_cm2',
      floors_total: 'floors_total',
      is_apartment: 'is_apartment',
      studio: 'is_studio',
    })
    const columns = [...mapped(look), { column: 0, field: 'number', isTwin: false }]
    const summary = await session.analyse(
      {
        headerFrom: null,
        headerTo: null,
        columns,
        constants: { complex: 'СПб', building: '1', section: '1', kind: 'Квартира' },
      },
      OPTIONS,
      { rows: [], references: {} },
      () => undefined,
    )
    expect(summary.rows).toBe(23_699)
    expect(summary.codes.map(({ code }) => code)).toEqual(['part-exceeds-whole', 'unlikely'])
    expect(summary.counts.insert).toBeGreaterThan(23_500)
    await session.close()
  })

  it.skipIf(there)(WITHOUT_FOREIGN_DATA, () => undefined)
})

it('HEADERS and the fields of the sample go together', () => {
  expect(HEADERS.length).toBe(Object.keys(sampleUnit(0).values).length)
})
