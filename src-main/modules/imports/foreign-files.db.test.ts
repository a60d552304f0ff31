/** Files that nobody here wrote: every table of the folder, what it is taken for, what lands, what is named. Their oddities stand below it, made anew. */
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import ExcelJS from 'exceljs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '#shared/kernel/id.ts'
import type { Report } from '#shared/modules/imports/model.ts'
import { foreignData, WITHOUT_FOREIGN_DATA } from '#tests/support/foreign-data.ts'
import { importsDir, load } from '#tests/support/imports.ts'
import { inventoryWorld, type World } from '#tests/support/inventory.ts'

type Gist = Pick<Report, 'insert' | 'error' | 'warning' | 'skipped' | 'missing' | 'better'> & {
  codes: Record<string, number>
}

/** What came of a file, without what is nothing: classes, fields that nothing gives, reasons and how often each was said. */
function gist({ insert, error, warning, skipped, missing, better, problems }: Report): Partial<Gist> {
  const codes: Record<string, number> = {}
  for (const { code } of problems) codes[code] = (codes[code] ?? 0) + 1
  const all: Gist = { insert, error, warning, skipped, missing, better, codes }
  return Object.fromEntries(
    Object.entries(all).filter(
      ([, value]) => value !== 0 && value !== null && !['[]', '{}'].includes(JSON.stringify(value)),
    ),
  )
}

const NOTHING_KNOWN = ['building', 'floor', 'number', 'area_cm2']
const list = (rows: number, missing: string[], codes: Record<string, number>, better?: string): Partial<Gist> => ({
  error: rows,
  missing,
  codes: { 'unknown-reference': rows, ...codes },
  ...(better ? { better } : {}),
})
/** Rows of a table that is of another kind. */
const foreign = (rows: number, missing: string[], better?: string): Partial<Gist> => ({
  skipped: rows,
  missing,
  codes: { 'note-row': rows },
  ...(better ? { better } : {}),
})

const CONTACTS = 'condo_import_templates'
const FILES: Record<string, { units: Partial<Gist>; people: Partial<Gist> }> = {}
for (const language of ['ru', 'en']) {
  FILES[`${CONTACTS}/${language}_contact-import-example.xlsx`] = {
    units: list(5, ['floor', 'area_cm2'], { 'required-missing': 10 }, 'people'),
    // Two rows with one telephone and two addresses.
    people: { insert: 3, error: 2, codes: { 'duplicate-key': 2 } },
  }
  FILES[`${CONTACTS}/${language}_employee-import-example.xlsx`] = {
    units: foreign(1, NOTHING_KNOWN, 'people'),
    people: { insert: 1 },
  }
  FILES[`${CONTACTS}/${language}_meter-import-example.xlsx`] = {
    units: list(10, ['floor', 'area_cm2'], { 'required-missing': 20, 'duplicate-key': 5, 'duplicate-row': 4 }),
    people: foreign(10, ['name']),
  }
  FILES[`${CONTACTS}/${language}_ticket-import-example.xlsx`] = {
    units: list(10, ['floor', 'area_cm2'], { 'required-missing': 20 }, 'people'),
    people: { insert: 5, skipped: 5, codes: { 'duplicate-row': 5 } },
  }
}
Object.assign(FILES, {
  [`${CONTACTS}/en_property-import-example.xlsx`]: {
    units: list(1, ['number', 'area_cm2'], { 'required-missing': 1 }),
    people: foreign(1, ['name']),
  },
  [`${CONTACTS}/ru_property-import-example.xlsx`]: {
    units: list(1, ['area_cm2'], { 'required-missing': 2 }),
    people: foreign(1, ['name']),
  },
  [`${CONTACTS}/en_propertyMeter-import-example.xlsx`]: {
    units: list(10, ['floor', 'number', 'area_cm2'], { 'required-missing': 10 }),
    people: foreign(10, ['name']),
  },
  [`${CONTACTS}/meter-import-example-excel-date-type-en.xlsx`]: {
    units: list(1, ['floor', 'area_cm2'], { 'required-missing': 2 }),
    people: foreign(1, ['name']),
  },
  'mortgage_programs_ru/gos_lgotnye_programmy.xlsx': {
    units: foreign(20, NOTHING_KNOWN),
    people: foreign(20, ['name']),
  },
  'mortgage_programs_ru/ipotechny_kalkulyator_formulas.xlsx': {
    units: { skipped: 15, missing: NOTHING_KNOWN, codes: { 'note-row': 12, 'totals-row': 1, 'stray-note': 2 } },
    people: { skipped: 15, missing: ['name'], codes: { 'note-row': 12, 'totals-row': 1, 'stray-note': 2 } },
  },
  // Its merged "9 млн." over all the banks looks like prices: each cell is asked about.
  'mortgage_programs_ru/ipoteka_it.xlsx': {
    units: { error: 19, missing: NOTHING_KNOWN, codes: { 'required-missing': 38, 'merged-value': 18 } },
    people: foreign(19, ['name']),
  },
  'mortgage_programs_ru/zanizhenie_stoimosti.xlsx': {
    units: foreign(16, NOTHING_KNOWN),
    people: foreign(16, ['name']),
  },
  'hotel_bookings/resort_hotel_2016_07.csv': {
    units: foreign(1441, NOTHING_KNOWN),
    people: foreign(1441, ['name']),
  },
  'listing_feeds/incorrect_feed-realty-fb.csv': {
    units: list(7, ['number'], { 'required-missing': 7, 'unknown-unit': 4 }),
    people: foreign(7, ['name']),
  },
})

const DRY = { isCommitted: false } as const
let world: World
beforeAll(async () => {
  world = await inventoryWorld('pglite')
}, 120_000)
afterAll(() => world.close())

describe.runIf(foreignData)('each table of the folder', () => {
  const at = (name: string) => path.join(foreignData ?? '', name)
  for (const [name, { units, people }] of Object.entries(FILES)) {
    it(`${name} is understood, or says what it is not`, { timeout: 30_000 }, async () => {
      expect(gist(await load(world, world.people.manager, 'units', at(name), DRY))).toEqual(units)
      expect(gist(await load(world, world.people.manager, 'people', at(name), DRY))).toEqual(people)
    })
  }

  it('a list without a header is refused with what to do, and read by its letters when told so', async () => {
    const name = at('condo_import_templates/with-comments.csv')
    await expect(load(world, world.people.manager, 'people', name, DRY)).rejects.toMatchObject({
      details: { reason: 'imports.no-header' },
    })
    const report = await load(world, world.people.manager, 'people', name, {
      ...DRY,
      header: 0,
      columns: { A: 'name' },
    })
    expect(gist(report)).toEqual({ insert: 3, skipped: 1, codes: { 'note-row': 1 } })
  })
})
it.skipIf(foreignData)(WITHOUT_FOREIGN_DATA, () => undefined)

for (const kind of ['pglite'] as const) {
  describe.runIf(foreignData)(`the listings of St Petersburg on ${kind}`, () => {
    let city: World
    beforeAll(async () => {
      city = await inventoryWorld(kind)
    }, 120_000)
    afterAll(() => city.close())

    it(
      'land in the register with their prices, apart from what is named by its cell',
      { timeout: 300_000 },
      async () => {
        const file = path.join(foreignData ?? '', 'realestate_listings/spb_listings_localities_renamed.csv')
        const report = await load(city, city.people.manager, 'units', file, {
          columns: { A: 'number', O: 'building' },
          constants: { complex: 'Санкт-Петербург' },
          options: { createsReferences: true, takesSold: false, blankClears: false, leastPpmMinor: null },
          acceptsWarnings: true,
        })
        expect(gist(report)).toEqual({
          error: 64,
          warning: 23_635,
          codes: { 'new-reference': 23_699, 'part-exceeds-whole': 64, unlikely: 30 },
        })
        expect(report.batch).toMatchObject({ state: 'committed', inserted: 23_635, updated: 0, passed: 0 })
        expect(
          report.problems
            .filter(({ code, row }) => code === 'unlikely' && row < 9000)
            .map(({ row, column }) => `${column}${row}`),
        ).toEqual(['F357', 'F3150', 'F4645', 'F4878', 'F5078', 'F5248', 'F5671', 'F5714', 'F5809', 'F6248', 'B8795'])
        const [landed] = await city.centre.sql<Record<string, number>>(
          `select count(*)::int as units, count(p.id)::int as prices, count(*) filter (where u.rooms = 0)::int as studios,
           count(*) filter (where u.kind = 'apartment')::int as apartments
         from app.unit u join app.building b on b.id = u.building_id join app.complex c on c.id = b.complex_id
         left join app.unit_current_price p on p.id = u.id where c.name = 'Санкт-Петербург'`,
        )
        expect(landed).toEqual({ units: 23_635, prices: 23_635, studios: 197, apartments: 50 })
      },
    )
  })
}

describe('the same oddities, made anew', () => {
  const HEAD = [
    'Жилой комплекс',
    'Адрес',
    'Секция',
    'Этаж',
    'Этажей в доме',
    '№ кв.',
    'Студия',
    'Апартаменты',
    'Площадь',
    'Ед. изм. площади',
    'Цена',
  ]
  const flat = (number: number, more: Record<string, string | number | null> = {}) =>
    Object.values({
      complex: 'ЖК Речной',
      address: ' г Тверь, ул Речная, д 1',
      section: '1',
      floor: 2,
      floors: 9,
      number,
      studio: 'нет',
      apartments: 'нет',
      area: '40,5',
      unit: 'кв.м',
      price: '6 000 000 RUB',
      ...more,
    })

  async function workbook(rows: unknown[][], shape?: (sheet: ExcelJS.Worksheet) => void): Promise<string> {
    const file = path.join(importsDir, `${newId()}.xlsx`)
    const book = new ExcelJS.Workbook()
    const sheet = book.addWorksheet('Лист1')
    sheet.addRows(rows)
    shape?.(sheet)
    await book.xlsx.writeFile(file)
    return file
  }

  it('an address is a building, «студия: да» no rooms, «апартаменты: да» a kind; units of area and floors are checked', async () => {
    const rows = [
      HEAD,
      flat(1, { studio: 'да' }),
      flat(2, { studio: 'да', apartments: 'Да' }),
      flat(3, { studio: 'да', unit: 'сотка' }),
      flat(4, { studio: 'да', floor: 12 }),
    ]
    const report = await load(world, world.people.manager, 'units', await workbook(rows), {
      options: { createsReferences: true, takesSold: false, blankClears: false, leastPpmMinor: null },
      acceptsWarnings: true,
      language: 'ru',
    })
    expect(report.batch).toMatchObject({ inserted: 2 })
    expect(
      report.problems
        .filter(({ severity }) => severity === 'error')
        .map(({ row, column, message }) => `${column}${row}: ${message}`),
    ).toEqual(['I4: Непонятная приписка к числу: «сотка»', 'D5: Этажа 12 в этом доме нет: этажи с 1 по 9'])
    const landed = await world.centre.sql(
      `select u.number, u.kind, u.rooms, b.name, p.price_minor::int from app.unit u join app.building b on b.id = u.building_id
       join app.complex c on c.id = b.complex_id join app.unit_current_price p on p.id = u.id where c.name = 'ЖК Речной' order by u.number`,
    )
    const name = 'г Тверь, ул Речная, д 1'
    expect(landed).toEqual([
      { number: '1', kind: 'flat', rooms: 0, name, price_minor: 600_000_000 },
      { number: '2', kind: 'apartment', rooms: 0, name, price_minor: 600_000_000 },
    ])
  })

  it('a file of another kind names what it lacks and the kind that it is', async () => {
    const residents = await workbook(
      [
        ['Звёздочкой отмечены обязательные поля'],
        ['ФИО*', 'Телефон*', 'Должность'],
        ['Иванов В С', '+79999999999', 'Мастер'],
      ],
      (sheet) => sheet.mergeCells('A1:F1'),
    )
    const report = await load(world, world.people.manager, 'units', residents, DRY)
    expect(gist(report)).toEqual(foreign(1, NOTHING_KNOWN, 'people'))
  })

  it('a type of customer is no customer, and a repeated line without a telephone is one person', async () => {
    const types = await workbook([
      ['Customer type', 'Bank name'],
      ['Transient', 'First'],
      ['Group', 'Second'],
    ])
    expect(gist(await load(world, world.people.manager, 'people', types, DRY))).toEqual(foreign(2, ['name']))
    const twice = await workbook([
      ['ФИО', 'Примечание'],
      ['Иванов Иван', 'а'],
      ['Иванов Иван', 'а'],
      ['Иванов Иван', 'б'],
    ])
    expect(gist(await load(world, world.people.manager, 'people', twice, DRY))).toEqual({
      insert: 2,
      skipped: 1,
      codes: { 'duplicate-row': 1 },
    })
  })

  it('data without a header is not taken for one', async () => {
    const file = path.join(importsDir, `${newId()}.csv`)
    writeFileSync(file, '# Записей: 2\n\nИванов Иван;294,55;0622\nПетров Пётр;-1872,61;0622\n\n# Конец\n')
    await expect(load(world, world.people.manager, 'people', file, DRY)).rejects.toMatchObject({
      details: { reason: 'imports.no-header' },
    })
    const report = await load(world, world.people.manager, 'people', file, {
      ...DRY,
      header: 0,
      columns: { A: 'name' },
    })
    expect(gist(report)).toEqual({ insert: 2, skipped: 1, codes: { 'note-row': 1 } })
  })
})
