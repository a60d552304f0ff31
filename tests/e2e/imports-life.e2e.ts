/**
 * A whole import by two people: a file that cannot be read, a table about something else, columns named by hand and kept, a cell
 * fixed in place, a part accepted, the errors taken home as a workbook, the second person, the protocol, the undo, the corrected file.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import ExcelJS from 'exceljs'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '#shared/kernel/id.ts'
import { must } from '#shared/rpc/errors.ts'
import { signIn as enter, signOut } from './pages/access.page.ts'
import { cellAt } from './pages/grid.page.ts'
import { kvartal, startApplication, type Application } from './support/application.ts'
import { openBrowser, openWindow, type Window } from './support/browser.ts'
import { signIn } from './support/sign-in.ts'
import { buildSmallHouse, OWNER, type SmallHouse } from './support/small-house.ts'

const SECOND = { login: 'boris', password: 'boris-secret', name: 'Борис Второй' }
const PRICE = 11_000_000
let application: Application
let browser: Browser
let window: Window
let page: Page
let dir: string
let corrected: string
let house: SmallHouse

beforeAll(async () => {
  dir = mkdtempSync(path.join(tmpdir(), 'kvartal-e2e-imports-life-'))
  ;[application, browser] = await Promise.all([startApplication(), openBrowser()])
  house = await buildSmallHouse(application)
  const words = ['user', 'add', SECOND.login, '--name', SECOND.name, '--roles', 'administrator']
  await kvartal(application.profileDir, words, { KVARTAL_NEW_PASSWORD: SECOND.password })
  window = await openWindow(browser, application.address)
  page = window.page
  await signIn(page, OWNER)
})

afterAll(async () => {
  await window.close()
  await browser.close()
  await application.dispose()
  rmSync(dir, { recursive: true, force: true })
})

const button = (name: string | RegExp, within: Page | Locator = page) => within.getByRole('button', { name })
const confirm = (name: string | RegExp) => button(name, page.getByRole('alertdialog')).click()

async function bring(file: string): Promise<void> {
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), button('Выбрать файл').click()])
  await chooser.setFiles(file)
}

async function download(act: Locator, name: string): Promise<string> {
  const [arrived] = await Promise.all([page.waitForEvent('download'), act.click()])
  const file = path.join(dir, name)
  await arrived.saveAs(file)
  return file
}

async function name(column: string, field: string): Promise<void> {
  await page.locator(`input[aria-label="${column}: Поле"]`).click()
  await page.getByRole('option', { name: field, exact: true }).click()
}

const panel = () => page.locator('main aside')

/** Somebody else's price list: another language of headers, a sheet of notes before it, faults in two rows. */
async function priceList(): Promise<string> {
  const book = new ExcelJS.Workbook()
  book.addWorksheet('Условия').addRows([['Прайс действует до конца месяца'], ['Скидок нет']])
  const sheet = book.addWorksheet('Август')
  sheet.addRow(['ЖК «Тихий берег»'])
  const head = sheet.addRow(['Дом', 'Подъезд', 'Этаж', 'Кв.', 'М²', 'Наша сумма'])
  head.font = { bold: true, color: { argb: 'FF00695C' } }
  for (const number of [1, 2, 3, 4, 5, 6]) {
    const floor = Math.ceil(number / 3)
    const area = 40 + ((number - 1) % 3) * 10
    sheet.addRow([
      'Корпус 1',
      '1',
      floor,
      number,
      area,
      number === 2 ? 'договорная' : number === 6 ? 'по запросу' : PRICE,
    ])
  }
  const file = path.join(dir, 'Чужой прайс.xlsx')
  await book.xlsx.writeFile(file)
  return file
}

test('what cannot be read is refused with what to do, and a table about something else says so', async () => {
  await page.goto(new URL('#/imports/new', page.url()).href)
  await page.getByRole('radio', { name: 'Цены' }).check()
  const compound = Buffer.concat([
    Buffer.from('d0cf11e0a1b11ae1', 'hex'),
    Buffer.alloc(2000),
    Buffer.from('EncryptedPackage', 'utf16le'),
  ])
  const locked = path.join(dir, 'под паролем.xlsx')
  writeFileSync(locked, compound)
  await bring(locked)
  const refusal = page.getByRole('alert')
  await refusal.getByText('Файл защищён паролем').waitFor()
  expect(await refusal.textContent()).toContain('снимите пароль')
  await window.screenshot('imports-life-refused')

  const alien = path.join(dir, 'банки.csv')
  writeFileSync(alien, 'Банк;Ставка;Срок кредита\nЗенит;5%;30\nУралсиб;4%;25\n')
  await bring(alien)
  await page.getByText('Похоже, эта таблица о другом').waitFor()
  expect(await button('Проверить').isDisabled()).toBe(true)
  await window.screenshot('imports-life-alien')
})

test('columns are named by hand and kept under a name; a cell is fixed, a part is accepted', async () => {
  await button(/^Файл/).click()
  await page.getByRole('radio', { name: 'Цены' }).check()
  await bring(await priceList())
  await page.getByText('заголовок в строке 2').waitFor()
  expect(await page.locator('input[aria-label="Лист"]').inputValue()).toBe('Август')
  await name('Наша сумма', 'Цена')
  await page.getByLabel('Название сопоставления').fill('Прайс партнёра')
  await button('Запомнить').click()
  await page.getByText('Сопоставление сохранено').waitFor()
  await window.screenshot('imports-life-columns')

  await button('Проверить').click()
  await button(/Ошибки\s*2/).waitFor()
  await button(/Не число\s*2/).click()
  await page.getByText('2 строки', { exact: true }).waitFor()
  await page.getByRole('gridcell', { name: 'договорная', exact: true }).dblclick()
  await page.keyboard.press('Control+A')
  await page.keyboard.type('11 500 000')
  await page.keyboard.press('Enter')
  await button(/Ошибки\s*1/).waitFor()

  await button(/Записать 5 строк/).waitFor()
  await button(/^Все/).click()
  await page.getByText('6 строк', { exact: true }).waitFor()
  await cellAt(page, 0, 'number').getByText('1', { exact: true }).click()
  await button('Не брать').click()
  await button(/Записать 4 строки/).waitFor()
  const book = await download(button('Файл с причинами'), 'с причинами.xlsx')
  await window.screenshot('imports-life-check')

  const errors = new ExcelJS.Workbook()
  await errors.xlsx.readFile(book)
  const sheet = must(errors.getWorksheet('Август'))
  const reasons = sheet.columnCount
  expect(sheet.getCell(2, reasons).text).toBe('Причины (Квартал)')
  expect(sheet.getCell(8, reasons).text).toContain('по запросу')
  expect(sheet.getCell(2, 1).font.bold).toBe(true)
  sheet.getCell(4, 6).value = PRICE
  sheet.getCell(8, 6).value = PRICE
  corrected = path.join(dir, 'исправлено.xlsx')
  await errors.xlsx.writeFile(corrected)
})

test('a steep change waits for a second person: its author may not approve it', async () => {
  await button(/Записать 4 строки/).click()
  await confirm(/Записать 4 строки/)
  await page.getByText('Ждёт второго человека', { exact: true }).waitFor()
  await page.getByText('Не записаны 2 строки').waitFor()
  await window.screenshot('imports-life-waits')
  await button('Открыть протокол').click()
  await panel().getByText('Свою загрузку подтверждает другой человек').waitFor()
  await panel()
    .getByText(/Цены меняются больше допустимого/)
    .waitFor()
  expect(await button('Подтвердить', panel()).count()).toBe(0)
  const own = application.kvartal('call', 'imports.approve', JSON.stringify({ batchId: batchOf(page.url()) }))
  await expect(own).rejects.toThrow(/own-batch/)
})

test('the second person reads, approves, and takes it back; what was changed since is kept and told', async () => {
  const batch = batchOf(page.url())
  await signOut(page)
  await enter(page, SECOND.login, SECOND.password)
  await page.goto(new URL(`#/imports?batch=${batch}`, page.url()).href)
  await panel().getByText('11 500 000').waitFor()
  await window.screenshot('imports-life-second')
  await button('Подтвердить', panel()).click()
  await panel().getByText('Записана', { exact: true }).waitFor()
  await application.kvartal(
    'call',
    'inventory.reprice',
    JSON.stringify({ exceptionId: newId(), unitIds: [house.units.get('4')], change: { by: 'ppm', value: 27_700_000 } }),
  )
  // What has been said of the approval may lie over the button.
  await button('Отменить загрузку', panel()).press('Enter')
  await confirm('Отменить загрузку')
  await panel().getByText('Отменена не вся', { exact: true }).waitFor()
  await panel()
    .getByText(/Изменили позже/)
    .waitFor()
  await window.screenshot('imports-life-kept')
})

test('the corrected workbook of errors goes in under the kept mapping without a fault', async () => {
  await page.goto(new URL('#/imports/new', page.url()).href)
  await page.getByRole('radio', { name: 'Цены' }).check()
  await bring(corrected)
  await page.getByText('заголовок в строке 2').waitFor()
  await page.locator('input[aria-label="Сохранённое сопоставление"]').click()
  await page.getByRole('option', { name: 'Прайс партнёра' }).click()
  await button('Проверить').click()
  await button(/Ошибки\s*0/).waitFor()
  await button(/Все\s*6/).waitFor()
  await window.screenshot('imports-life-corrected')
  expect(window.complaints).toEqual([])
})

const batchOf = (url: string) => must(new URLSearchParams(new URL(url).hash.split('?')[1]).get('batch'))
