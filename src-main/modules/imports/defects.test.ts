/** Acceptance 8 of C23: twenty thousand rows with more than forty kinds of planted defects. All found, none invented. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import ExcelJS from 'exceljs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { BaseRow } from '#shared/modules/imports/kind.ts'
import { units } from '#shared/modules/imports/kinds/units.ts'
import type { ProblemCode } from '#shared/modules/imports/problems.ts'
import { HEADERS, sampleBase, sampleReferences, sampleUnit } from '#tests/bench/imports/data.ts'
import { openSession } from './session.ts'

const COUNT = 20_000
/** Units from here on are new. */
const KNOWN = 15_000
const FIRST_ROW = 2

type CellValue = ExcelJS.CellValue
const C = Object.fromEntries(Object.keys(sampleUnit(0).values).map((field, column) => [field, column])) as Record<
  string,
  number
>

interface Defect {
  name: string
  /** Changes the row of unit `n`; the codes are what must be said about it and nothing else. */
  plant: (cells: CellValue[], n: number) => void
  codes: ProblemCode[]
  among?: 'known' | 'new'
}

const put = (field: string, value: CellValue | ((old: CellValue) => CellValue)) => (cells: CellValue[]) => {
  const at = C[field] ?? 0
  cells[at] = typeof value === 'function' ? value(cells[at] ?? null) : value
}

const DEFECTS: Defect[] = [
  { name: 'no number', plant: put('number', null), codes: ['required-missing'] },
  { name: 'no floor in a new unit', plant: put('floor', null), codes: ['required-missing'], among: 'new' },
  { name: 'area in words', plant: put('area_cm2', 'сорок пять'), codes: ['not-a-number'] },
  { name: 'half a floor', plant: put('floor', 2.5), codes: ['not-an-integer'] },
  { name: 'type out of the list', plant: put('kind', 'Самолёт'), codes: ['not-in-list'] },
  { name: 'finishing out of the list', plant: put('finishing', 'евро'), codes: ['not-in-list'] },
  { name: 'malformed cadastral number', plant: put('cadastral_number', '77-01-2045'), codes: ['bad-cadastral'] },
  { name: 'formula error', plant: put('price_minor', { error: '#REF!' }), codes: ['formula-error'] },
  {
    name: 'formula without a result',
    plant: put('price_minor', { formula: 'V2*J2' } as CellValue),
    codes: ['formula-without-result'],
  },
  { name: 'identifier of 16 digits as a number', plant: put('number', 4081781009991000), codes: ['digits-lost'] },
  { name: 'identifier in scientific notation', plant: put('number', '4.08E+15'), codes: ['digits-lost'] },
  { name: 'number that became a date', plant: put('number', new Date(Date.UTC(2025, 1, 1))), codes: ['became-a-date'] },
  { name: 'area that became a date', plant: put('area_cm2', new Date(Date.UTC(2025, 4, 1))), codes: ['became-a-date'] },
  { name: 'two prices in a cell', plant: put('price_minor', '8 500 000 / 9 000 000'), codes: ['several-values'] },
  { name: 'price in dollars', plant: put('price_minor', '95 000 $'), codes: ['foreign-currency'] },
  { name: 'area in kilometres', plant: put('area_cm2', '45 км'), codes: ['unknown-unit'] },
  { name: 'text too long', plant: put('layout', 'x'.repeat(61)), codes: ['too-long'] },
  { name: 'letters lost to an encoding', plant: put('note', 'Кварти\ufffdа'), codes: ['bad-encoding'] },
  { name: 'letter O for zero', plant: put('kitchen_cm2', '1О,5'), codes: ['lookalikes'] },
  { name: 'area of nothing', plant: put('area_cm2', 0), codes: ['below-minimum'] },
  { name: 'negative price', plant: put('price_minor', -8_500_000), codes: ['below-minimum'] },
  { name: 'floor above the sky', plant: put('floor', 300), codes: ['above-maximum'] },
  { name: 'ceiling of 25 metres', plant: put('ceiling_cm', '25 м'), codes: ['unlikely'] },
  { name: 'living area above the total', plant: put('living_cm2', 900), codes: ['part-exceeds-whole'] },
  {
    name: 'kitchen and rooms above the total',
    plant: (cells) => put('kitchen_cm2', Number(cells[C['area_cm2'] ?? 0]) * 0.6)(cells),
    codes: ['part-exceeds-whole'],
  },
  {
    name: 'floor that the building does not have',
    plant: put('floor', 40),
    codes: ['floor-outside-building'],
    among: 'new',
  },
  {
    name: 'price that is not area by metre',
    plant: put('price_minor', (old) => Number(old) + 5000),
    codes: ['price-disagrees'],
  },
  {
    name: 'parking place with rooms',
    plant: (cells) => {
      put('kind', 'Машино-место')(cells)
      put('rooms', 2)(cells)
    },
    codes: ['rooms-disagree'],
  },
  {
    name: 'price below the least',
    plant: (cells) => {
      put('ppm_minor', 110_000)(cells)
      put('price_minor', Math.round(Number(cells[C['area_cm2'] ?? 0]) * 110_000))(cells)
    },
    codes: ['price-below-least'],
    among: 'new',
  },
  { name: 'unknown complex', plant: put('complex', 'Южный берег'), codes: ['unknown-reference'], among: 'new' },
  { name: 'unknown building', plant: put('building', 'Корпус 99'), codes: ['unknown-reference'], among: 'new' },
  { name: 'unknown section', plant: put('section', 'Секция 9'), codes: ['unknown-reference'], among: 'new' },
  { name: 'status of a unit that is free', plant: put('status', 'Продана'), codes: ['status-derived'], among: 'known' },
  { name: 'sold from the start', plant: put('status', 'продано'), codes: ['status-derived'], among: 'new' },
  {
    name: 'price risen by half',
    plant: (cells) => {
      put('ppm_minor', (old) => Number(old) * 1.5)(cells)
      put('price_minor', (old) => Number(old) * 1.5)(cells)
    },
    codes: ['big-change'],
    among: 'known',
  },
  {
    name: 'number of another unit, found by cadastre',
    plant: put('number', (old) => `9${String(old)}`),
    codes: ['key-changed'],
    among: 'known',
  },
  {
    name: 'note beside the table',
    plant: (cells) => void (cells[HEADERS.length + 2] = 'спросить у Ивановой'),
    codes: ['stray-note'],
  },
  {
    name: 'near-duplicate column that disagrees',
    plant: (cells) => void (cells[HEADERS.length] = 'другая'),
    codes: ['columns-disagree'],
  },
  { name: 'asterisk after the rooms', plant: put('rooms', '1*'), codes: ['asterisk-dropped'] },
  { name: 'text like a formula', plant: put('note', "=cmd|' /C calc'!A0"), codes: ['formula-neutralised'] },
]

/** Ways of writing that are odd and right: nothing may be said about them. */
const HARMLESS: ((cells: CellValue[], n: number) => void)[] = [
  put('area_cm2', (old) => `${String(old).replace('.', ',')} м²`),
  put('price_minor', (old) => Number(old).toLocaleString('ru-RU', { maximumFractionDigits: 2 })),
  put('ppm_minor', (old) => `${String(old)} руб.`),
  put('complex', (old) => `  ЖК «${String(old).replace(' ', '\u00a0')}» `),
  put('building', (old) => String(old).replace('Корпус ', 'корп. № ')),
  put('section', (old) => String(old).replace('Секция ', '')),
  put('floor', (old) => `${String(old)} этаж`),
  put('number', (old) => `${String(old)}.0`),
  put('number', (old) => Number(old)),
  put('rooms', (old) => (typeof old === 'number' ? `${old}-комн.` : 'Студия ')),
  put('kind', 'кв.'),
  put('ceiling_cm', '280 см'),
  put('cadastral_number', (old) => ` ${String(old)}\u200b`),
  put('balcony_cm2', '-'),
  put('status', 'в продаже'),
  put(
    'finishing',
    (old) => ({ 'Без отделки': 'без ремонта', Чистовая: 'С отделкой', Предчистовая: 'White box' })[String(old)] ?? null,
  ),
]

let dir: string
beforeAll(() => void (dir = mkdtempSync(join(tmpdir(), 'kvartal-defects-'))))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

it('every planted defect is found at its row, and nothing else is said', { timeout: 120_000 }, async () => {
  const path = join(dir, 'defects.xlsx')
  const expected = new Map<number, string[]>()
  const expect_ = (row: number, ...codes: ProblemCode[]) => expected.set(row, [...(expected.get(row) ?? []), ...codes])

  const book = new ExcelJS.stream.xlsx.WorkbookWriter({ filename: path, useSharedStrings: true, useStyles: true })
  const sheet = book.addWorksheet('Прайс ')
  sheet.addRow(['Прайс-лист на 01.09.2025']).commit()
  sheet.addRow([...HEADERS.map((title) => ` ${title}\n`), 'Планеровка']).commit()
  let row = FIRST_ROW
  const add = (cells: CellValue[], isHidden = false) => {
    const line = sheet.addRow(cells)
    line.hidden = isHidden
    for (const [at, cell] of cells.entries()) if (cell instanceof Date) line.getCell(at + 1).numFmt = 'dd.mm.yyyy'
    line.commit()
    return ++row
  }
  const plain = (n: number): CellValue[] => [...sampleUnit(n).cells, sampleUnit(n).cells[C['layout'] ?? 0] ?? null]

  let area = 0
  const plantedKinds = new Set<string>()
  for (let n = 0; n < COUNT; n++) {
    const cells = plain(n)
    area += Number(cells[C['area_cm2'] ?? 0])
    const kind = n % 37 === 5 ? DEFECTS[Math.floor(n / 37) % DEFECTS.length] : undefined
    const isNew = n >= KNOWN
    if (kind && n > 100 && (kind.among === undefined || (kind.among === 'new') === isNew)) {
      kind.plant(cells, n)
      plantedKinds.add(kind.name)
      expect_(add(cells), ...kind.codes)
      continue
    }
    if (n % 11 === 3) HARMLESS[Math.floor(n / 11) % HARMLESS.length]?.(cells, n)
    const at = add(cells, n === 700)
    if (n === 49) {
      const sum = Math.round(area * 100) / 100
      expect_(add(['Итого по корпусу:', ...Array.from({ length: 8 }, () => null), sum]), 'totals-row')
    }
    if (n === 80)
      expect_(add(['ВСЕГО', ...Array.from({ length: 8 }, () => null), 77.7]), 'totals-row', 'totals-disagree')
    if (n % 4000 === 200) expect_(add([...HEADERS.map((title) => `${title} `)]), 'repeated-header')
    if (n % 4000 === 300) expect_(add(['Секция 2']), 'group-row')
    if (n % 4000 === 400) expect_(add(['Скидка пять процентов при полной оплате']), 'note-row')
    if (n % 4000 === 500) add([])
    // The same row again; the same unit otherwise; the cadastral number of another.
    if (n % 5000 === 1000) expect_(add(plain(n)), 'duplicate-row')
    if (n % 5000 === 2002) {
      const other = plain(n)
      put('note', 'другое')(other)
      expect_(add(other), 'duplicate-key')
      expect_(at, 'duplicate-key')
    }
  }
  // Two units of one building that only their sections tell apart, and a third that holds a cadastral number.
  const twin = sampleUnit(3).values
  const extra: BaseRow[] = [
    {
      id: 'twin-1',
      lock: null,
      values: { ...twin, building: 'Корпус 1', section: 'Секция 1', number: '7001', cadastral_number: null },
    },
    {
      id: 'twin-2',
      lock: null,
      values: { ...twin, building: 'Корпус 1', section: 'Секция 2', number: '7001', cadastral_number: null },
    },
    { id: 'holder', lock: null, values: { ...twin, number: '7002', cadastral_number: '77:01:0009999:1' } },
    { id: 'booked', lock: 'reserved', values: { ...twin, number: '7003', cadastral_number: '77:01:0009999:2' } },
    { id: 'owner', lock: null, values: { ...twin, number: '7004', cadastral_number: '77:01:0009999:3' } },
  ]
  const like = (changes: Record<string, CellValue>) => {
    const cells = plain(3)
    for (const [field, value] of Object.entries(changes)) put(field, value)(cells)
    return cells
  }
  expect_(add(like({ number: '7001', section: null, cadastral_number: null })), 'ambiguous-match')
  expect_(
    add(
      like({ number: '7003', cadastral_number: '77:01:0009999:2', price_minor: Number(sampleUnit(3).cells[22]) + 100 }),
    ),
    'protected-field',
    'price-disagrees',
  )
  expect_(add(like({ number: '7004', cadastral_number: '77:01:0009999:1' })), 'taken-elsewhere')
  const cadastral = sampleUnit(6).cells[C['cadastral_number'] ?? 0] ?? null
  expect_(
    add(like({ number: '7005', building: 'Корпус 1', section: 'Секция 1', cadastral_number: '77:01:0009999:8' })),
    'duplicate-value',
  )
  expect_(
    add(like({ number: '7006', building: 'Корпус 1', section: 'Секция 1', cadastral_number: '77:01:0009999:8' })),
    'duplicate-value',
  )
  expect(cadastral).toBeTypeOf('string')
  sheet.commit()
  await book.commit()

  const session = await openSession(path, dir)
  const look = await session.open(units)
  expect(look.columns.filter(({ isTwin }) => isTwin).map(({ title }) => title)).toEqual(['Планеровка'])
  const columns = look.columns.flatMap(({ column, field, isTwin }) =>
    field === null ? [] : [{ column, field, isTwin }],
  )
  const summary = await session.analyse(
    { headerFrom: null, headerTo: null, columns, constants: {} },
    { blankClears: false, createsReferences: false, leastPpmMinor: 120_000_00 },
    { rows: [...sampleBase(KNOWN), ...extra], references: sampleReferences(COUNT) },
    () => undefined,
  )
  const found = new Map<number, string[]>()
  for (const { row: at, problem } of session.problems(100_000)) found.set(at, [...(found.get(at) ?? []), problem.code])
  await session.close()

  const sorted = (map: Map<number, string[]>) =>
    Array.from(map, ([at, codes]) => `${at}: ${[...new Set(codes)].sort().join(' ')}`).sort()
  expect(sorted(found)).toEqual(sorted(expected))
  // Each kind by its own name, and each really in the file.
  expect(plantedKinds.size).toBe(DEFECTS.length)
  const kinds = new Set([
    ...plantedKinds,
    'total',
    'wrong total',
    'repeated header',
    'group',
    'note row',
    'duplicate row',
    'duplicate key',
    'duplicate value',
    'ambiguous',
    'protected',
    'taken',
  ])
  expect(kinds.size).toBeGreaterThan(50)
  expect(summary.structure).toEqual([{ code: 'hidden-row', facts: { count: 1 } }])
  const planted = Array.from(expected.values()).length
  expect(planted).toBeGreaterThan(400)
})
