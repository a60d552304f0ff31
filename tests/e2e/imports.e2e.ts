/** An analyst brings a price list of somebody else, sees what it would change, corrects a cell, writes it, and a manager takes it back. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import ExcelJS from 'exceljs'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { must } from '#shared/rpc/errors.ts'
import { cellAt, rowThatSays } from './pages/grid.page.ts'
import { startApplication, type Application } from './support/application.ts'
import { openBrowser, openWindow, type Window } from './support/browser.ts'
import { signIn } from './support/sign-in.ts'
import { buildSmallHouse, OWNER } from './support/small-house.ts'

let application: Application
let browser: Browser
let window: Window
let dir: string
/** The area that stands in words in the file. */
let area = ''

beforeAll(async () => {
  dir = mkdtempSync(path.join(tmpdir(), 'kvartal-e2e-imports-'))
  ;[application, browser] = await Promise.all([startApplication(), openBrowser()])
  await buildSmallHouse(application)
  window = await openWindow(browser, application.address)
  await signIn(window.page, OWNER)
})

afterAll(async () => {
  await window.close()
  await browser.close()
  await application.dispose()
  rmSync(dir, { recursive: true, force: true })
})

/** The house as the program exports it, with the price list's usual faults put in by hand. */
async function priceList(): Promise<string> {
  const exported = path.join(dir, 'export.xlsx')
  await application.kvartal('export', 'units', exported, '--lang', 'ru')
  const source = new ExcelJS.Workbook()
  await source.xlsx.readFile(exported)
  const sheet = must(source.worksheets[0])
  // The first line says who exported it and when.
  const HEAD = 2
  const titles = (sheet.getRow(HEAD).values as unknown[]).map(String)
  const at = (title: string) => titles.indexOf(title)
  const target = new ExcelJS.Workbook()
  const page = target.addWorksheet('Прайс ')
  page.addRow(['Прайс-лист на 01.09.2025'])
  page.addRow(['ЖК', 'Корпус', 'Секция', 'Этаж', '№ кв.\n', 'Площадь, м²', 'Стоимость, руб.', 'Примечание'])
  sheet.eachRow((row, number) => {
    if (number <= HEAD || row.getCell(at('Номер помещения')).value === null) return
    const cell = (title: string) => row.getCell(at(title)).value
    const index = page.rowCount - 2
    if (index === 2) area = String(cell('Площадь'))
    page.addRow([
      cell('Жилой комплекс'),
      cell('Корпус'),
      cell('Секция'),
      cell('Этаж'),
      cell('Номер помещения'),
      index === 2 ? 'сорок' : cell('Площадь'),
      cell('Цена'),
      index < 5 ? `из прайса ${index}` : null,
    ])
  })
  page.addRow(['Итого'])
  const file = path.join(dir, 'Прайс сентябрь.xlsx')
  await target.xlsx.writeFile(file)
  return file
}

test('the wizard understands the file, shows old and new, and takes a correction', { timeout: 180_000 }, async () => {
  const { page } = window
  const file = await priceList()
  await page.goto(new URL('#/imports/new', page.url()).href)
  await page.getByRole('radio', { name: 'Помещения' }).check()
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.getByRole('button', { name: 'Выбрать файл' }).click(),
  ])
  await chooser.setFiles(file)
  await page.getByText('Столбцы файла').waitFor()
  await window.screenshot('imports-columns')
  await page.getByRole('button', { name: 'Проверить' }).click()
  await page.getByRole('button', { name: /Ошибки\s*1/ }).waitFor()
  await page.getByRole('button', { name: /Изменения\s*4/ }).waitFor()
  await window.screenshot('imports-check')
  await page.getByRole('button', { name: 'Не число' }).click()
  await page.getByRole('gridcell', { name: 'сорок', exact: true }).dblclick()
  await page.keyboard.press('Control+A')
  await page.keyboard.type(area)
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: /Изменения\s*5/ }).waitFor()
  await page.getByRole('button', { name: /^Все/ }).click()
  await window.screenshot('imports-corrected')
  await page.getByRole('button', { name: /Записать 5 строк/ }).click()
  await page
    .getByRole('alertdialog')
    .getByRole('button', { name: /Записать 5 строк/ })
    .click()
  await page.getByText('Записано', { exact: true }).waitFor()
  await window.screenshot('imports-done')
})

test('the batch stands in the list with its protocol, and is undone', { timeout: 120_000 }, async () => {
  const { page } = window
  await page.getByRole('button', { name: 'Открыть протокол' }).click()
  await page.getByText('из прайса 1').waitFor()
  await window.screenshot('imports-protocol')
  await page.getByRole('button', { name: 'Отменить загрузку' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Отменить загрузку' }).click()
  await page.getByText('Отменена', { exact: true }).first().waitFor()
  const report = (await application.kvartal('import', 'units', path.join(dir, 'export.xlsx'))) as {
    update: number
    conflict: number
  }
  expect(report).toMatchObject({ update: 0, conflict: 0 })
  expect(window.complaints).toEqual([])
})

test(
  'a block from Excel is pasted over the registry: checked, corrected in place, written as one batch',
  { timeout: 120_000 },
  async () => {
    const { page } = window
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await page.goto(new URL('#/inventory/units', page.url()).href)
    await page.getByText(/18 помещений/).waitFor()
    const top = await rowThatSays(page, 'kind', 'Квартира')
    await cellAt(page, top, 'rooms').click()
    await page.evaluate(() => navigator.clipboard.writeText('7\r\nмного\r\n7 комн.\r\n'))
    await page.keyboard.press('Control+V')
    const dialog = page.getByRole('dialog', { name: 'Вставка из буфера: 3 строки' })
    await dialog.getByRole('button', { name: /Ошибки\s*1/ }).waitFor()
    await dialog.getByLabel('Строк с данными: по документу').fill('4')
    await dialog.getByText('Не сходится с документом').waitFor()
    expect(await dialog.getByRole('button', { name: /Записать 2 строки/ }).isDisabled()).toBe(true)
    await dialog.getByLabel('Строк с данными: по документу').fill('3')
    await dialog.getByRole('gridcell', { name: 'много', exact: true }).dblclick()
    await page.keyboard.press('Control+A')
    await page.keyboard.type('7-комн')
    await page.keyboard.press('Enter')
    await dialog.getByRole('button', { name: /Записать 3 строки/ }).waitFor()
    await window.screenshot('imports-paste')
    await dialog.getByRole('button', { name: /Записать 3 строки/ }).click()
    await page
      .getByRole('alertdialog')
      .getByRole('button', { name: /Записать 3 строки/ })
      .click()
    await dialog.getByText('Записано', { exact: true }).waitFor()
    await dialog.getByRole('button', { name: 'Закрыть', exact: true }).filter({ hasText: 'Закрыть' }).click()
    for (const below of [0, 1, 2]) await expect.poll(() => cellAt(page, top + below, 'rooms').textContent()).toBe('7')
    expect(window.complaints).toEqual([])
  },
)

test('in English and in the dark it is the same screen', { timeout: 120_000 }, async () => {
  // An address lets one window in.
  await application.stop()
  await application.restart()
  const dark = await openWindow(browser, application.address, { language: 'en', scheme: 'dark' })
  await signIn(dark.page, OWNER)
  await dark.page.goto(new URL('#/imports', dark.page.url()).href)
  await dark.page.getByText('Undone', { exact: true }).first().waitFor()
  await dark.screenshot('imports-list-dark')
  await dark.page.goto(new URL('#/imports/new', dark.page.url()).href)
  await dark.page.getByRole('button', { name: 'Choose a file' }).waitFor()
  await dark.screenshot('imports-file-dark')
  expect(dark.complaints).toEqual([])
  await dark.close()
})
