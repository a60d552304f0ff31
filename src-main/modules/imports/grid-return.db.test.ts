/** Idea 19 for grids that no import writes: the edited workbook comes back as the cells that were edited, stale ones marked, nothing else. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import ExcelJS from 'exceljs'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { newId } from '#shared/kernel/id.ts'
import { imports as contract } from '#shared/modules/imports/contract.ts'
import type { ArgsOf, ResultOf } from '#shared/rpc/contract.ts'
import { must } from '#shared/rpc/errors.ts'
import { actionContext, importsDir } from '#tests/support/imports.ts'
import { inventoryWorld, type World } from '#tests/support/inventory.ts'
import { imports } from './index.ts'

type Compared = ResultOf<(typeof contract)['compareGrid']>
type Table = Pick<ArgsOf<(typeof contract)['exportGrid']>, 'name' | 'grid' | 'columns' | 'rows'> & { ids: string[] }
type Value = string | number | boolean | null

let world: World
beforeAll(async () => {
  world = await inventoryWorld('pglite')
}, 120_000)
afterAll(() => world.close())

async function exported(table: Table, language: 'ru' | 'en' = 'ru'): Promise<string> {
  const { context, close } = await actionContext(world, world.people.manager, '')
  try {
    const ref = await imports.bodies.exportGrid(contract.exportGrid.args.parse({ ...table, language }), context)
    return path.join(importsDir, ref.file)
  } finally {
    close()
  }
}

async function compared(file: string, table: Table): Promise<Compared> {
  const { context, close } = await actionContext(world, world.people.manager, file)
  try {
    const given = { ...table, file: { file: 'x', name: 'x.xlsx', mime: '' } }
    return contract.compareGrid.result.parse(
      await imports.bodies.compareGrid(contract.compareGrid.args.parse(given), context),
    )
  } finally {
    close()
  }
}

/** Opens the workbook as a person would and puts values into cells: by row of the table and column. */
async function edit(file: string, change: (sheet: ExcelJS.Worksheet, first: number) => void): Promise<void> {
  const book = new ExcelJS.Workbook()
  await book.xlsx.readFile(file)
  const sheet = must(book.worksheets[0])
  let header = 1
  while (sheet.getRow(header).getCell(2).value === null) header++
  change(sheet, header + 1)
  await book.xlsx.writeFile(file)
}

/** Shapes of the program's own grids: deals, bookings, instalments, audit, users, documents. */
const GRIDS: Record<string, [key: string, type: Table['columns'][number]['type']][]> = {
  deals: [
    ['number', 'code'],
    ['client', 'text'],
    ['price_minor', 'money'],
    ['discount', 'percent'],
    ['since_at', 'moment'],
  ],
  'inventory.reservations': [
    ['unit', 'text'],
    ['until_at', 'moment'],
    ['fee', 'money'],
    ['is_paid', 'flag'],
  ],
  'instalments.lines': [
    ['due_on', 'date'],
    ['amount', 'money'],
    ['share', 'percent'],
    ['note', 'text'],
  ],
  'access.audit': [
    ['at', 'moment'],
    ['login', 'code'],
    ['what', 'text'],
    ['count', 'integer'],
  ],
  'access.users': [
    ['login', 'code'],
    ['name', 'text'],
    ['is_blocked', 'flag'],
  ],
  'contracts.registry': [
    ['number', 'code'],
    ['signed_on', 'date'],
    ['area', 'area'],
    ['pages', 'number'],
  ],
}

const text = fc
  .string({ unit: fc.constantFrom(...'абЖё aZ09-/.,;"<>&=+@\''), minLength: 1, maxLength: 12 })
  .map((value) => value.trim())
  // What begins with an apostrophe is Excel's own way of saying "text"; a lone word of totals is a line of totals.
  .filter((value) => value !== '' && !value.startsWith("'"))
const day = fc.integer({ min: 40_000, max: 50_000 }).map((n) => new Date((n - 25_569) * 86_400_000).toISOString())

function valueOf(type: Table['columns'][number]['type']): fc.Arbitrary<Value> {
  switch (type) {
    case 'text':
    case 'code':
      return text
    case 'flag':
      return fc.boolean()
    case 'date':
      return day.map((iso) => iso.slice(0, 10))
    case 'moment':
      return fc
        .tuple(day, fc.integer({ min: 0, max: 1439 }))
        .map(([iso, minute]) => new Date(Date.parse(iso) + minute * 60_000).toISOString())
    case 'integer':
      return fc.integer({ min: -1000, max: 1_000_000 })
    case 'percent':
      return fc.integer({ min: 0, max: 10_000 }).map((n) => n / 10_000)
    default:
      return fc.integer({ min: 0, max: 1e10 }).map((n) => n / 100)
  }
}

/** A cell as it is typed into Excel. */
function typed(value: Value, type: Table['columns'][number]['type']): ExcelJS.CellValue {
  if (value === null) return null
  if (type === 'flag') return value ? 'да' : 'нет'
  if (type === 'date' || type === 'moment') return new Date(String(value))
  return value
}

it.each(Object.keys(GRIDS))(
  '%s: what is edited comes back, what somebody else has changed is stale, the rest is silent',
  { timeout: 120_000 },
  async (grid) => {
    const shape = must(GRIDS[grid])
    const row = fc.tuple(...shape.map(([, type]) => fc.option(valueOf(type), { freq: 5, nil: null })))
    const fate = fc.constantFrom('left', 'left', 'edited', 'moved', 'both', 'same')
    const cell = fc.record({ fate, mine: fc.tuple(...shape.map(([, type]) => valueOf(type))), theirs: row })
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(row, fc.array(cell, { minLength: shape.length, maxLength: shape.length })), {
          minLength: 1,
          maxLength: 6,
        }),
        fc.constantFrom('ru' as const, 'en' as const),
        async (lines, language) => {
          const columns = shape.map(([key, type]) => ({ key, title: `«${key}»`, type }))
          const ids = lines.map(() => newId())
          const before: Table = { name: 'Таблица', grid, columns, ids, rows: lines.map(([values]) => values) }
          const file = await exported(before, language)
          const now = structuredClone(before)
          const expected: Compared['cells'] = []
          await edit(file, (sheet, first) => {
            for (const [at, [values, cells]] of lines.entries())
              for (const [column, { fate: what, mine, theirs }] of cells.entries()) {
                const [key, type] = must(shape[column])
                const [old, fresh, moved] = [values[column] ?? null, mine[column] ?? null, theirs[column] ?? null]
                const line = must(now.rows[at])
                if (what === 'moved' || what === 'both') line[column] = moved
                if (what === 'same') line[column] = fresh
                if (what !== 'edited' && what !== 'both' && what !== 'same') continue
                sheet.getRow(first + at).getCell(column + 1).value = typed(fresh, type)
                const shown = (value: Value) =>
                  value === null
                    ? null
                    : type === 'date'
                      ? String(value).slice(0, 10)
                      : type === 'moment'
                        ? String(value).slice(0, 16)
                        : value
                if (what === 'same' || shown(fresh) === shown(old) || shown(line[column] ?? null) === shown(fresh))
                  continue
                expected.push({
                  row: first + at,
                  id: must(ids[at]),
                  key,
                  title: `«${key}»`,
                  file: shown(fresh),
                  now: shown(line[column] ?? null),
                  isStale: shown(line[column] ?? null) !== shown(old),
                  isGone: false,
                })
              }
          })
          const found = await compared(file, now)
          expect(found).toEqual({ rows: lines.length, cells: expected, strange: [], lost: [], changed: null })
        },
      ),
      { numRuns: 8 },
    )
  },
)

const deals = (): Table => ({
  name: 'Сделки',
  grid: 'deals',
  columns: must(GRIDS['deals']).map(([key, type]) => ({
    key,
    title: key,
    type,
    ...(type === 'money' ? { total: 'sum' as const } : {}),
  })),
  ids: [newId(), newId(), newId()],
  rows: [
    ['001', 'Иванов', 1000.5, 0.05, '2026-11-21T10:00:00.000Z'],
    ['002', 'Петров', 2000, null, '2026-11-21T11:30:00.000Z'],
    ['003', 'Сидоров', 3000, 0.1, '2026-11-21T12:45:00.000Z'],
  ],
})

it('rows sorted in Excel, columns arranged otherwise in the grid, totals and headings confuse nothing', async () => {
  const table = deals()
  const file = await exported({ ...table, name: 'Сделки' })
  await edit(file, (sheet, first) => {
    const lines = [0, 1, 2].map((at) =>
      Array.from({ length: 7 }, (_, column) => sheet.getRow(first + at).getCell(column + 1).value),
    )
    for (const [at, line] of lines.reverse().entries())
      for (const [column, value] of line.entries()) sheet.getRow(first + at).getCell(column + 1).value = value
    sheet.getRow(first).getCell(2).value = 'Сидорова'
  })
  const shuffled = {
    ...table,
    columns: [...table.columns].reverse(),
    rows: table.rows.map((row) => [...row].reverse()),
  }
  expect(await compared(file, shuffled)).toMatchObject({
    rows: 3,
    cells: [{ id: table.ids[2], key: 'client', file: 'Сидорова', now: 'Сидоров', isStale: false }],
    strange: [],
    changed: null,
  })
})

it('deleted and added rows, rows gone from the grid and lost columns are told', async () => {
  const table = deals()
  const file = await exported(table)
  await edit(file, (sheet, first) => {
    sheet.getRow(first).getCell(2).value = 'Иванова'
    sheet.getRow(first - 1).getCell(4).value = 'скидка'
    sheet.spliceRows(first + 1, 1)
    sheet.getRow(first + 6).getCell(2).value = 'Новая сделка'
  })
  const now = { ...table, ids: table.ids.slice(1), rows: table.rows.slice(1) }
  const found = await compared(file, now)
  expect(found).toMatchObject({
    rows: 2,
    cells: [{ id: table.ids[0], key: 'client', file: 'Иванова', now: null, isGone: true, isStale: false }],
    lost: ['discount'],
    changed: { exported: 3, found: 2 },
  })
  expect(found.strange.length).toBe(1)
})

it('a file of another table, of an import, of nobody, or without its marks says where to go', async () => {
  const table = deals()
  const file = await exported(table)
  await expect(compared(file, { ...table, grid: 'inventory.lots' })).rejects.toMatchObject({
    details: { reason: 'imports.other-grid', name: 'Сделки' },
  })
  const { context, close } = await actionContext(world, world.people.manager, '')
  const units = await imports.bodies.exportGrid(
    contract.exportGrid.args.parse({
      name: 'Помещения',
      columns: [{ key: 'number', title: '№', type: 'code' }],
      rows: [['1']],
      ids: [world.units[0]],
      kind: 'units',
      language: 'ru',
    }),
    context,
  )
  close()
  await expect(compared(path.join(importsDir, units.file), table)).rejects.toMatchObject({
    details: { reason: 'imports.returns-by-import' },
  })
  await edit(file, (sheet) => sheet.spliceColumns(6, 2))
  await expect(compared(file, table)).rejects.toMatchObject({ details: { reason: 'imports.marks-lost' } })
  const own = path.join(importsDir, `${newId()}.xlsx`)
  const book = new ExcelJS.Workbook()
  book.addWorksheet('Лист1').addRow(['a'])
  await book.xlsx.writeFile(own)
  await expect(compared(own, table)).rejects.toMatchObject({ details: { reason: 'imports.not-exported' } })
})

it('every export is journalled with its rows before it is written, names its author, and stops at the limit of the day', async () => {
  const table = deals()
  await world.centre.sql('delete from app.export_log').catch(() => undefined)
  const [before] = await world.centre.sql<{ n: number }>('select count(*)::int as n from app.export_log')
  const file = await exported(table)
  const log = await world.centre.sql('select what, row_count from app.export_log order by exported_at desc limit 1')
  expect(log).toEqual([{ what: 'Сделки', row_count: 3 }])
  expect(must((await world.centre.sql<{ n: number }>('select count(*)::int as n from app.export_log'))[0]).n).toBe(
    must(before).n + 1,
  )
  const book = new ExcelJS.Workbook()
  await book.xlsx.readFile(file)
  expect(String(must(book.worksheets[0]).getCell('A1').value)).toContain(world.people.manager.login)
  expect(readFileSync(file).length).toBeGreaterThan(0)
  await world.centre.sql(
    "insert into app.role_limit (role, kind, ceiling) values ('manager', 'export_rows', 2) on conflict (role, kind) do update set ceiling = 2",
  )
  await expect(exported(table)).rejects.toMatchObject({ details: { reason: 'access.export-limit' } })
})
