/** Money of a deal in the browser: a schedule by plan, by hand and in force, a payment with what it settled, a penalty with its grounds. */
import type { Browser, Page } from 'playwright-core'
import { newId } from '#shared/kernel/id.ts'
import { multiply } from '#shared/kernel/money.ts'
import { must } from '#shared/rpc/errors.ts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { kvartal, startApplication, type Application } from './support/application.ts'
import { cellAt } from './pages/grid.page.ts'
import { openBrowser, openWindow, type Window } from './support/browser.ts'

let application: Application
let browser: Browser
let window: Window
let page: Page
let dealId: string

/** Kopecks; the first payment is a quarter, the rest four equal parts. */
let price: number
const as = (...words: string[]) =>
  kvartal(application.profileDir, [...words, '--as', 'manager'], { KVARTAL_PASSWORD: 'kvartal-demo' })

beforeAll(async () => {
  ;[application, browser] = await Promise.all([startApplication({ demo: 'small' }), openBrowser()])
  window = await openWindow(browser, application.address)
  page = window.page
  await page.getByTestId('person-manager').click()
  await page.locator('main').waitFor()
  const found = (await as(
    'call',
    'inventory.registry',
    JSON.stringify({ filter: { statuses: ['free'] }, limit: 1 }),
  )) as {
    lines: { id: string }[]
  }
  const unit = must(found.lines[0])
  dealId = newId()
  const units = [{ id: newId(), unitId: unit.id }]
  await as('call', 'deals.open', JSON.stringify({ dealId, clientName: 'Иванов Иван', units }))
  const account = await as('call', 'instalments.account', JSON.stringify({ dealId }))
  price = (account as { price_minor: number }).price_minor
  await page.goto(`${page.url().split('#')[0]}#/deals/card/${dealId}?tab=money`)
})

afterAll(async () => {
  await browser.close()
  await application.dispose()
})

/** As a grid shows money, without its spaces. */
const plain = (minor: number) => (minor / 100).toFixed(2).replace('.', ',')
const digits = async (text: Promise<string | null>) => (await text)?.replaceAll(/[^\d,]/g, '')
const bare = (minor: number) => plain(minor).replace(',00', '')
const shown = (minor: number) => new RegExp(`^${plain(minor).replace(/\B(?=(\d{3})+,)/g, '.')}$`)
const first = () => multiply(price, { num: 1, den: 4 })
const lines = () => page.getByTestId('schedule-lines')
const figure = async (title: string) =>
  (await page.getByTestId('account').locator('div', { hasText: title }).first().textContent())?.replaceAll(/\s/g, '')

test('a schedule is drawn up by plan, put right by hand until it agrees, and comes into force', async () => {
  await page.getByRole('button', { name: 'Составить график' }).click()
  await page.getByLabel('Первый взнос').fill('25')
  await page.getByLabel('Число платежей после него').fill('4')
  await page.getByRole('button', { name: 'Сохранить черновик' }).click()
  await expect.poll(() => digits(page.getByTestId('planned').textContent())).toBe(bare(price))
  const part = Math.floor((price - first()) / 4)
  await lines()
    .locator('.ag-row[row-index="1"]')
    .getByRole('gridcell', { name: shown(part) })
    .click()
  await page.keyboard.type(String(part / 100 + 1000).replace('.', ','))
  await page.keyboard.press('Enter')
  await expect.poll(() => digits(page.getByTestId('difference').textContent())).toBe('1000')
  const save = page.getByRole('button', { name: 'Сохранить', exact: true })
  expect(await save.isDisabled()).toBe(true)
  await page.getByRole('button', { name: 'Разницу в последний' }).click()
  await save.click()
  await page.getByRole('button', { name: 'Ввести в действие' }).click()
  await page.getByText('действует', { exact: true }).waitFor()
  await window.screenshot('schedule')
})

test('a payment settles the oldest first and goes on to the next; taken back, everything is owed again', async () => {
  const amount = first() + 10_000_000
  await page.getByRole('tab', { name: /^Платежи/ }).click()
  await page.getByRole('button', { name: 'Принять платёж' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Сумма').fill(String(amount / 100).replace('.', ','))
  await dialog.getByRole('button', { name: 'Провести' }).click()
  await page
    .getByTestId('payments')
    .locator('.ag-row[row-index="0"]')
    .getByRole('gridcell', { name: shown(amount) })
    .first()
    .click()
  const parts = page.getByTestId('parts').locator('tbody tr td:nth-child(4)')
  await expect.poll(() => parts.count()).toBe(2)
  expect((await parts.allTextContents()).map((text) => text.replaceAll(/[^\d,]/g, ''))).toEqual([
    plain(first()),
    '100000,00',
  ])
  await expect.poll(() => figure('Получено')).toContain(bare(amount))
  await page.getByRole('button', { name: 'Сторнировать' }).click()
  await dialog.getByLabel('Причина').fill('Не тот договор')
  await dialog.getByRole('button', { name: 'Сторнировать' }).click()
  await expect.poll(() => figure('Осталось')).toContain(bare(price))
  await window.screenshot('payments')
})

test('three offers of equal worth, and a penalty with its formula and act', async () => {
  await page.getByRole('tab', { name: 'График' }).click()
  await page.getByRole('button', { name: 'Подобрать условия' }).click()
  await expect.poll(() => page.getByTestId('offer').count()).toBe(3)
  await page.keyboard.press('Escape')
  await page.goto(`${page.url().split('#')[0]}#/instalments/penalty`)
  await page.getByLabel('Первый день просрочки').fill('20.03.2024')
  await page.getByLabel('Последний день').fill('02.01.2026')
  await page.getByLabel('Цена договора').fill('10000000')
  await page.keyboard.press('Tab')
  // C4.8: two days before the moratorium and two after it, at no more than 7.5 %, doubled.
  await expect
    .poll(async () => (await page.getByTestId('penalty-amount').textContent())?.replaceAll(/\s/g, ''))
    .toContain('20000,00')
  await expect.poll(() => page.getByTestId('penalty').textContent()).toContain('ПП РФ от 18.03.2024 № 326')
  await window.screenshot('penalty')
})

test(
  'a cashier finds the deal, takes the money by the keyboard and sees it among the day’s',
  { timeout: 180_000 },
  async () => {
    // The address of a host lets one browser in: another person's comes with the next start.
    await window.close()
    await application.stop()
    await application.restart()
    const desk = await openWindow(browser, application.address)
    const till = desk.page
    await till.getByTestId('person-cashier').click({ timeout: 60_000 })
    await till.locator('nav').first().waitFor({ timeout: 60_000 })
    await till.goto(`${till.url().split('#')[0]}#/instalments/desk`)
    const taken = () => till.getByTestId('desk-taken').textContent()
    await expect.poll(taken, { timeout: 20_000 }).toContain('Принято сегодня0')
    // A search field begins the screen; the first deal found is opened by Enter on its row.
    const owing = (await kvartal(application.profileDir, ['call', 'instalments.desk', '{}', '--as', 'cashier'], {
      KVARTAL_PASSWORD: 'kvartal-demo',
    })) as { number: number; open_minor: number; overdue_minor: number; next_minor: number }[]
    const deal = must(owing.find((row) => row.open_minor > 0))
    await till.getByRole('textbox', { name: /Номер сделки/ }).fill(String(deal.number))
    const cell = cellAt(till.locator('.kg-host[aria-label="Приём платежей"]'), 0, 'deal')
    await expect.poll(() => cell.textContent(), { timeout: 20_000 }).toMatch(new RegExp(`^${deal.number} /`))
    await cell.click()
    await till.keyboard.press('Enter')
    const dialog = till.getByRole('dialog')
    await expect.poll(() => dialog.getByLabel('Сумма').inputValue()).not.toBe('')
    await dialog.getByLabel('Сумма').fill('1000')
    const saved = till.waitForEvent('download', { timeout: 30_000 })
    await till.keyboard.press('Enter')
    expect((await saved).suggestedFilename()).toMatch(/^Квитанция № \d+\.pdf$/)
    await expect.poll(async () => (await taken())?.replaceAll(/\s/g, ''), { timeout: 20_000 }).toContain('1000,00')
    await desk.screenshot('desk')
  },
)
