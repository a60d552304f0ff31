/** A booking runs out and its manager is told; a price rule is made; a plan is brought in; a column is filtered by its head. */
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { crc32, deflateSync } from 'node:zlib'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '#shared/kernel/id.ts'
import { openBoard, type BoardPage } from './pages/board.page.ts'
import { startApplication, type Application } from './support/application.ts'
import { openBrowser, openWindow, type Window } from './support/browser.ts'
import { signIn } from './support/sign-in.ts'
import { buildSmallHouse, OWNER, type SmallHouse } from './support/small-house.ts'

let application: Application
let browser: Browser
let window: Window
let page: Page
let board: BoardPage
let house: SmallHouse

beforeAll(async () => {
  ;[application, browser] = await Promise.all([startApplication(), openBrowser()])
  house = await buildSmallHouse(application)
  window = await openWindow(browser, application.address)
  page = window.page
  await signIn(page, OWNER)
  board = await openBoard(page)
})

afterAll(async () => {
  await browser.close()
  await application.dispose()
})

const go = (hash: string) => page.evaluate(`location.hash = ${JSON.stringify(hash)}`)

test('a booking that ran out rings the bell, the notice opens it, and the task is ticked off', async () => {
  const until = new Date(Date.now() + 3_000).toISOString()
  const items = [{ reservationId: newId(), unitId: house.units.get('5') }]
  await application.kvartal(
    'call',
    'inventory.book',
    JSON.stringify({ items, kind: 'free', until, clientName: 'Анна Ахматова' }),
  )
  await board.waitForTone('5', 'reserved')
  await board.waitForTone('5', 'free')
  await page.getByRole('button', { name: 'Уведомления: 1 непрочитанное' }).click()
  await window.screenshot('notices')
  const notice = page.getByTestId('notice')
  expect(await notice.textContent()).toContain('Бронь истекла: 5, Корпус 1')
  await notice.click()
  await page.getByRole('complementary').getByRole('heading', { name: '№ 5' }).waitFor()
  await page.getByRole('button', { name: 'Уведомления', exact: true }).click()
  await page.getByRole('checkbox', { name: 'Отметить сделанным' }).click()
  await page.getByText('сделано').waitFor()
  await page.keyboard.press('Escape')
})

test('a price rule is made, is not made twice, and says what it lacks', async () => {
  await go('/inventory/prices')
  await page.getByText('Правила', { exact: true }).click()
  await page.getByRole('button', { name: 'Новое правило' }).first().click()
  const form = page.getByRole('dialog')
  await form.getByLabel('Название').first().fill('Квартиры')
  await form.getByRole('button', { name: 'Создать правило' }).click()
  await form.getByText('Задайте базу хотя бы для одной стадии').waitFor()
  await form.getByRole('textbox', { name: 'Каркас' }).fill('250000')
  await form.getByRole('button', { name: 'Добавить: Этаж' }).click()
  await form.getByRole('button', { name: 'Создать правило' }).click()
  await form.waitFor({ state: 'detached' })
  await page.getByRole('gridcell', { name: 'Квартиры' }).waitFor()
  await window.screenshot('price-rules')
  await page.getByRole('button', { name: 'Новое правило' }).first().click()
  await form.getByText('уже действует правило «Квартиры»').waitFor()
  expect(await form.getByRole('button', { name: 'Создать правило' }).isDisabled()).toBe(true)
  await page.keyboard.press('Escape')
})

test('a plan is a picture and nothing else, and stands in the unit’s card', async () => {
  const file = (name: string, content: Buffer | string) => {
    const full = path.join(application.profileDir, name)
    writeFileSync(full, content)
    return full
  }
  board = await openBoard(page)
  await board.cell('8').click()
  const upload = async (name: string, content: Buffer | string) => {
    const [chooser] = await Promise.all([
      page.waitForEvent('filechooser'),
      page.getByRole('button', { name: 'Загрузить план' }).click(),
    ])
    await chooser.setFiles(file(name, content))
  }
  await upload('текст.png', 'это не картинка')
  await page.getByText('«текст.png» не картинка').waitFor()
  await upload('план.png', onePixel())
  await page.getByRole('button', { name: 'План: увеличить' }).waitFor()
  await window.screenshot('plan')
})

test('the head of a column filters the registry together with the bar above it', async () => {
  await go('/inventory/units')
  const head = page.locator('.ag-header-cell[col-id="kind"]')
  await head.hover()
  await head.locator('.kg-head-filter').click()
  await page.getByRole('checkbox', { name: /Паркинг|Машино-место/ }).click()
  await expect.poll(() => page.locator('.kg-count').textContent()).toMatch(/^6 /)
  await page.keyboard.press('Escape')
  expect(await head.getAttribute('data-filtered')).toBe('true')
  await page.getByRole('button', { name: 'Сбросить' }).click()
  await expect.poll(() => page.locator('.kg-count').textContent()).toMatch(/^18 /)
})

/** A PNG of one white pixel. */
function onePixel(): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data])
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
    length.writeUInt32BE(data.length)
    sum.writeUInt32BE(crc32(body))
    return Buffer.concat([length, body, sum])
  }
  const head = Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0])
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(Buffer.from([0, 255]))),
    chunk('IEND', Buffer.alloc(0)),
  ])
}
