/** Exports that come back (idea 19): any grid carries ids, versions and a hash; what may not come back says so. */
import path from 'node:path'
import ExcelJS from 'exceljs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { imports as contract } from '#shared/modules/imports/contract.ts'
import { must } from '#shared/rpc/errors.ts'
import { actionContext, importsDir, load } from '#tests/support/imports.ts'
import { inventoryWorld, type World } from '#tests/support/inventory.ts'
import { imports } from './index.ts'

let world: World
beforeAll(async () => {
  world = await inventoryWorld('pglite')
}, 120_000)
afterAll(() => world.close())

/** As the registry of units asks for it: names of lists in the words of the screen, a column that no import knows. */
async function exported(kind?: string): Promise<string> {
  const { context, close } = await actionContext(world, world.people.manager, '')
  const ref = await imports.bodies.exportGrid(
    contract.exportGrid.args.parse({
      name: 'Реестр помещений',
      heading: ['Реестр помещений', '22 августа 2026 г.'],
      columns: [
        { key: 'building', title: 'Корпус', type: 'text' },
        { key: 'number', title: '№', type: 'code' },
        { key: 'view', title: 'Вид', type: 'text' },
        { key: 'client', title: 'Клиент', type: 'text' },
        { key: 'area_cm2', title: 'Площадь, м²', type: 'area', total: 'sum' },
        { key: 'price_minor', title: 'Цена', type: 'money', total: 'sum' },
      ],
      rows: world.units.map((_, index) => ['Корпус 1', String(index), 'в парк!', 'Иванов', 40, 8_000_000]),
      ids: world.units,
      ...(kind === undefined ? {} : { kind }),
      language: 'ru',
    }),
    context,
  )
  close()
  return path.join(importsDir, ref.file)
}

async function edited(file: string, change: (sheet: ExcelJS.Worksheet) => void): Promise<string> {
  const book = new ExcelJS.Workbook()
  await book.xlsx.readFile(file)
  change(must(book.worksheets[0]))
  await book.xlsx.writeFile(file)
  return file
}

const DRY = { isCommitted: false, language: 'ru' } as const
const counts = ({ insert, update, unchanged, conflict, error, warning }: Record<string, unknown>) => ({
  insert,
  update,
  unchanged,
  conflict,
  error,
  warning,
})

it('a registry comes back as it left, with what the base says and not what the screen called it', async () => {
  const file = await exported('units')
  const report = await load(world, world.people.manager, 'units', file, DRY)
  expect(counts(report)).toEqual({ insert: 0, update: 0, unchanged: 12, conflict: 0, error: 0, warning: 0 })
  expect(report.notes).toEqual([])
  const book = new ExcelJS.Workbook()
  await book.xlsx.readFile(file)
  const sheet = must(book.worksheets[0])
  expect(sheet.views[0]).toMatchObject({ state: 'frozen', ySplit: 4 })
  expect(sheet.autoFilter).toBe('A4:H16')
  expect(sheet.getCell('C5').value).toBe('Парк')
  expect(sheet.getCell('E5').numFmt).toBe('#,##0.00##')
  expect(sheet.getCell('E18').value).toMatchObject({ formula: 'SUBTOTAL(109,E5:E16)' })
  expect([sheet.getColumn('G').hidden, sheet.getColumn('H').hidden]).toEqual([true, true])
})

it('an edited cell is a change, one changed on both sides a conflict, a deleted row a note', async () => {
  const file = await edited(await exported('units'), (sheet) => {
    sheet.getCell('C5').value = 'Река'
    sheet.getCell('C6').value = 'Река'
    sheet.getCell('D7').value = 'Петров'
    sheet.spliceRows(16, 1)
  })
  await world.centre.sql("update app.unit set view = 'sea' where id = $1", [world.units[1]])
  const report = await load(world, world.people.manager, 'units', file, DRY)
  expect(counts(report)).toEqual({ insert: 0, update: 1, unchanged: 9, conflict: 1, error: 0, warning: 0 })
  // What no import writes is told by its cell, not passed over.
  expect(report.problems.filter(({ code }) => code === 'column-unwritten')).toMatchObject([
    { row: 7, column: 'D', severity: 'note', message: 'Этот столбец файлом не меняется: «Петров» не записано' },
  ])
  expect(report.notes.map(({ message }) => message)).toEqual([
    'В выгрузке было строк: 12, вернулось: 11. Удалённые из файла строки в базе останутся',
  ])
  await world.centre.sql("update app.unit set view = 'park' where id = $1", [world.units[1]])
})

it('a forged stamp and a lost column are told', async () => {
  const file = await edited(await exported('units'), (sheet) => {
    sheet.getCell('H5').value = String(sheet.getCell('H6').value)
    sheet.getCell('E4').value = 'Метраж'
  })
  const { notes } = await load(world, world.people.manager, 'units', file, DRY)
  expect(notes.map(({ code }) => code)).toEqual(['export-changed', 'export-columns-lost'])
})

it('a table that no import writes says where it comes back, and a table of another kind turns to its own', async () => {
  await expect(load(world, world.people.manager, 'units', await exported(), DRY)).rejects.toMatchObject({
    details: { reason: 'imports.not-importable', name: 'Реестр помещений' },
  })
  const { better } = await load(world, world.people.manager, 'people', await exported('units'), DRY)
  expect(better).toBe('units')
})
