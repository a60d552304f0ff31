/** A manager takes a flat from the chessboard to a contract: a booking, a deal, the funnel, everything from the keyboard. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startApplication, type Application } from './support/application.ts'
import { openBrowser, openWindow, type Window } from './support/browser.ts'

let application: Application
let browser: Browser
let window: Window
let page: Page

const go = (hash: string) => page.evaluate((to) => void (location.hash = to), hash)
/** The demonstration's people, as the sign-in screen offers them. */
const MANAGER = 'manager'

beforeAll(async () => {
  ;[application, browser] = await Promise.all([startApplication({ demo: 'small' }), openBrowser()])
  window = await openWindow(browser, application.address)
  page = window.page
  await page.getByTestId(`person-${MANAGER}`).click({ timeout: 60_000 })
  await page.locator('nav').first().waitFor({ timeout: 60_000 })
})

afterAll(async () => {
  await browser.close()
  await application.dispose()
})

test('a free unit is booked on the board and becomes a deal, booked with its buyer', async () => {
  const units = (await application.kvartal(
    'call',
    'inventory.registry',
    JSON.stringify({ filter: { statuses: ['free'], kinds: ['flat'] }, limit: 1 }),
  )) as {
    lines: { unit: { id: string } }[]
  }
  await go(`/inventory/board?unit=${units.lines[0]?.unit.id ?? ''}`)
  await page.locator('[data-action=book]').click()
  await page.getByRole('dialog').getByLabel('Клиент').fill('Воронкина Анна Петровна')
  await page.getByRole('dialog').getByLabel('Телефон').fill('+79161234567')
  await page.keyboard.press('Enter')
  await page.getByTestId('open-deal').click()
  await page.getByRole('dialog').getByLabel('Имя клиента').waitFor()
  await expect
    .poll(() => page.getByRole('dialog').getByLabel('Имя клиента').inputValue())
    .toBe('Воронкина Анна Петровна')
  await page.getByRole('dialog').getByLabel('Имя клиента').press('Enter')
  await expect.poll(() => page.url(), { timeout: 15_000 }).toContain('/deals/card/')
  await expect.poll(() => page.locator('[aria-current=step]').textContent()).toBe('Забронировано')
  await expect.poll(() => page.locator('h1').textContent()).toMatch(/^\d+ \/ Воронкина А\. П\. \/ \d+$/)
  await window.screenshot('deal')
})

test('the next stage asks in place for what it demands, and the keyboard fills it in', async () => {
  await page.getByTestId('next-stage').focus()
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog')
  // Needs, then the way of paying: the first chip is focused already.
  await expect.poll(() => page.evaluate(() => document.activeElement?.closest('form') !== null)).toBe(true)
  await page.keyboard.press('Space')
  await dialog.getByLabel('Порядок оплаты').focus()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await window.screenshot('deal-move')
  await dialog.getByRole('button', { name: 'Перевести' }).focus()
  await page.keyboard.press('Enter')
  await expect.poll(() => page.locator('[aria-current=step]').textContent(), { timeout: 15_000 }).toBe('Сопровождение')
})

test('the funnel carries a card with Ctrl and an arrow, back with a reason', async () => {
  await go('/deals?view=board')
  const card = page.locator('[data-stage=service] [data-deal]', { hasText: 'Воронкина' })
  await card.focus()
  await page.keyboard.press('Control+ArrowRight')
  // Nothing is asked for, so the dialog begins with what sends.
  await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('Перевести')
  await page.keyboard.press('Enter')
  const moved = page.locator('[data-stage=contract] [data-deal]', { hasText: 'Воронкина' })
  await moved.waitFor({ timeout: 15_000 })
  await moved.focus()
  await page.keyboard.press('Control+ArrowLeft')
  await page.getByLabel('Почему возвращаем').fill('Уточняют условия')
  await page.getByRole('button', { name: 'Вернуть', exact: true }).click()
  await card.waitFor({ timeout: 15_000 })
  await window.screenshot('funnel')
})

test('a card dragged onto "lost" asks for the reason and frees the unit', async () => {
  const card = page.locator('[data-stage=service] [data-deal]', { hasText: 'Воронкина' })
  // A mouse does not scroll between pressing and pulling: both ends are on the screen first.
  await page.locator('[data-stage=lost]').scrollIntoViewIfNeeded()
  await card.dragTo(page.locator('[data-stage=lost]'))
  await expect.poll(() => page.getByRole('dialog').textContent()).toContain('Воронкина')
  // The list of reasons is open already: the dialog begins with it.
  await page.getByRole('option', { name: 'Дорого' }).click()
  await page.getByRole('button', { name: 'Закрыть отказом' }).click()
  await page.locator('[data-stage=lost] [data-deal]', { hasText: 'Воронкина' }).waitFor({ timeout: 15_000 })
})

test('the search finds a deal by its number and by its client', async () => {
  await page.keyboard.press('Control+k')
  const field = page.getByRole('dialog').locator('input').first()
  await field.waitFor()
  await field.fill('Воронкина')
  await expect
    .poll(() => page.getByRole('button', { name: /Воронкина А\. П\./ }).count(), { timeout: 10_000 })
    .toBeGreaterThan(0)
  await page.keyboard.press('Escape')
})
