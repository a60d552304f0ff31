/** A sales desk on the chessboard: book, be seen booking, filter, select, walk by keyboard, look back in time, and the registry. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBoard, type BoardPage } from './pages/board.page.ts'
import { startApplication, type Application } from './support/application.ts'
import { openBrowser, openWindow, type Window } from './support/browser.ts'
import { signIn } from './support/sign-in.ts'
import { buildSmallHouse, OWNER } from './support/small-house.ts'

let application: Application
let browser: Browser
let window: Window
let page: Page
let board: BoardPage

beforeAll(async () => {
  ;[application, browser] = await Promise.all([startApplication(), openBrowser()])
  await buildSmallHouse(application)
  window = await openWindow(browser, application.address)
  page = window.page
  await signIn(page, OWNER)
  board = await openBoard(page)
})

afterAll(async () => {
  await browser.close()
  await application.dispose()
})

test('the board shows floors from the top down and the parking below', async () => {
  expect(await page.getByRole('rowheader').allTextContents()).toEqual(['4', '3', '2', '1', ''])
  expect(await page.locator('.kc').count()).toBe(18)
  await window.screenshot('board')
})

test('arrows walk over floors and into the parking, Space and Shift select, Ctrl+A takes all', async () => {
  await board.cell('10').click()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowDown')
  expect(await board.focused()).toBe('8')
  await page.keyboard.press('End')
  expect(await board.focused()).toBe('9')
  await page.keyboard.press('Control+Home')
  expect(await board.focused()).toBe('10')
  await page.keyboard.press('Shift+ArrowDown')
  await page.keyboard.press('Shift+ArrowRight')
  expect((await board.selected()).toSorted()).toEqual(['10', '11', '7', '8'])
  await page.keyboard.press('Escape')
  await page.keyboard.press('Shift+Space')
  expect(await board.selected()).toHaveLength(3)
  for (let floor = 0; floor < 4; floor++) await page.keyboard.press('ArrowDown')
  expect(await board.focused()).toMatch(/^P/)
  await page.keyboard.press('Control+a')
  expect(await board.selected()).toHaveLength(18)
  await page.keyboard.press('Escape')
})

test('a rectangle drawn with the mouse is summed up in the bar', async () => {
  const [from, to] = [await board.cell('10').boundingBox(), await board.cell('8').boundingBox()]
  if (!from || !to) throw new Error('The cells are not on the screen')
  await page.mouse.move(from.x + 4, from.y + 4)
  await page.mouse.down()
  await page.mouse.move(to.x + to.width - 4, to.y + to.height - 4, { steps: 6 })
  await page.mouse.up()
  expect((await board.selected()).toSorted()).toEqual(['10', '11', '7', '8'])
  // 40 + 50 + 40 + 50 m² at 250,000 ₽.
  await expect.poll(() => board.bar.textContent()).toContain('180,0')
  expect((await board.bar.textContent())?.replaceAll(/\s/g, '')).toContain('45000000')
  await page.keyboard.press('Escape')
})

test('a filter dims what does not fit, at once, and selections leave it out', async () => {
  await page.getByRole('button', { name: 'Комнат' }).click()
  await page.getByRole('checkbox', { name: '2-комнатная' }).click()
  await page.keyboard.press('Escape')
  expect(await page.locator('.kc:not(.is-dim)').count()).toBe(4)
  await board.cell('11').focus()
  await page.keyboard.press('Control+a')
  expect((await board.selected()).toSorted()).toEqual(['11', '2', '5', '8'])
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Сбросить' }).click()
  expect(await page.locator('.kc.is-dim').count()).toBe(0)
})

test('a booking made by keyboard appears in another window while one looks', async () => {
  const other = await page.context().newPage()
  await other.goto(new URL('/', application.address).href)
  await signIn(other, OWNER)
  const second = await openBoard(other)
  expect(await second.tone('5')).toBe('free')

  await board.cell('5').focus()
  await page.keyboard.press('Enter')
  await board.panel.getByRole('heading', { name: '№ 5' }).waitFor()
  await board.cell('5').focus()
  await page.keyboard.press('b')
  await board.dialog.getByLabel('Клиент').fill('Орлова Екатерина')
  await page.keyboard.press('Enter')
  await board.waitForTone('5', 'reserved')
  await second.waitForTone('5', 'reserved')
  // The eye of whoever looks is drawn to it.
  expect(await second.cell('5').evaluate((cell) => cell.getAnimations().length)).toBe(1)
  await board.panel.getByText('Орлова Екатерина').waitFor()
  await window.screenshot('board-booked')
  await other.close()
})

test('a hold, a new price by the price of a metre, and a release, each from the panel', async () => {
  await board.cell('1').click()
  await board.panel.locator('[data-action="reprice"]').click()
  await board.dialog.getByLabel('Цена м²').fill('300000')
  await page.keyboard.press('Tab')
  expect((await board.dialog.getByLabel('Цена', { exact: true }).inputValue()).replaceAll(/\s/g, '')).toBe('12000000')
  await board.dialog.getByRole('button', { name: /Применить|согласование/ }).click()
  await board.dialog.waitFor({ state: 'detached' })
  await board.panel
    .getByText(/12\s000\s000/)
    .first()
    .waitFor()

  await board.cell('2').click()
  await board.panel.locator('[data-action="hold"]').click()
  await board.dialog.getByLabel('Причина').click()
  await page.getByRole('option', { name: 'Показ-рум' }).click()
  await board.dialog.getByRole('button', { name: 'Поставить резерв' }).click()
  await board.waitForTone('2', 'hold_technical')

  await board.cell('5').click()
  await board.panel.locator('[data-action="release"]').click()
  await board.dialog.getByLabel('Причина').fill('Клиент отказался')
  await page.keyboard.press('Enter')
  await board.waitForTone('5', 'free')
  await board.panel.getByRole('tab', { name: 'История' }).click()
  await expect.poll(() => board.panel.getByText(OWNER.name).count()).toBeGreaterThan(0)
})

test('the day slider compares two days, and past days allow no actions', async () => {
  await board.cell('2').focus()
  await page.keyboard.press('t')
  const time = page.getByRole('group', { name: 'Машина времени' })
  await time.getByRole('switch').click()
  await board.waitForTone('2', 'diff-status')
  expect(await page.locator('.kc[class*="kt-diff-"]').count()).toBe(18)
  await window.screenshot('board-diff')
  await time.getByRole('switch').click()
  await time.getByRole('slider').press('ArrowLeft')
  await board.panel.getByText(/прошлый день/).waitFor()
  expect(await board.panel.locator('[data-action]').count()).toBe(0)
  await time.getByRole('button').last().click()
  await board.waitForTone('2', 'hold_technical')
})

test('the registry has the same units, groups them with subtotals, and links back to the board', async () => {
  await page.evaluate("location.hash = '/inventory/units'")
  await page.locator('.ag-row').first().waitFor()
  await expect.poll(() => page.locator('header').first().textContent()).toContain('18')
  await page.getByRole('combobox', { name: 'Группировка' }).click()
  await page.getByRole('option', { name: 'По типу' }).click()
  await page.getByText(/Квартира · 12/).waitFor()
  await window.screenshot('registry')
  await page.evaluate("location.hash = '/inventory/reservations'")
  await page.getByRole('heading', { name: 'Брони и очередь' }).waitFor()
  expect(window.complaints).toEqual([])
})
