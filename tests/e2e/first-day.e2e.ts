/** A newcomer's first minutes with the demonstration: choose a person, see the board, and see a colleague's booking appear on it. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '#shared/kernel/id.ts'
import { startApplication, type Application } from './support/application.ts'
import { openBrowser, openWindow, type Window } from './support/browser.ts'

let application: Application
let browser: Browser
let window: Window

beforeAll(async () => {
  ;[application, browser] = await Promise.all([startApplication({ demo: 'small' }), openBrowser()])
  window = await openWindow(browser, application.address)
})

afterAll(async () => {
  await browser.close()
  await application.dispose()
})

/** What the legend of the board says of free units. */
async function freeUnits(page: Page): Promise<number> {
  const text = await page
    .getByRole('group', { name: 'Обозначения' })
    .getByRole('button', { name: 'Свободно' })
    .innerText()
  return Number(text.replace(/\D/g, ''))
}

test('choosing a person of the demonstration is enough to be signed in', async () => {
  await window.page.click('[data-testid=person-sales]')
  await window.page.waitForSelector('nav')
  expect(await application.kvartal('call', 'engine.profile')).toMatchObject({ isDemo: true, state: 'ready' })
})

test('the board shows a colleague’s booking while one looks at it', async () => {
  const { page } = window
  await page.goto(new URL('#/inventory/board', page.url()).toString())
  await page.getByRole('group', { name: 'Обозначения' }).waitFor()
  const before = await freeUnits(page)
  expect(before).toBeGreaterThan(0)
  await window.screenshot('board-before')

  const [complex] = (await application.kvartal('call', 'inventory.tree')) as { id: string; kind: string }[]
  const filter = { complexIds: [complex?.id], statuses: ['free'] }
  const found = (await application.kvartal('call', 'inventory.registryIds', JSON.stringify({ filter, limit: 1 }))) as {
    ids: string[]
  }
  const until = new Date(Date.now() + 3_600_000).toISOString()
  const booking = {
    items: [{ reservationId: newId(), unitId: found.ids[0] }],
    kind: 'free',
    until,
    clientName: 'Пётр Ильин',
  }
  await application.kvartal('call', 'inventory.book', JSON.stringify(booking), '--as', 'sales2')

  await expect.poll(() => freeUnits(page), { timeout: 20_000 }).toBe(before - 1)
  await window.screenshot('board-after')
})

test('a reload of the page stays signed in, on the same screen', async () => {
  const { page } = window
  await page.reload()
  await page.getByRole('group', { name: 'Обозначения' }).waitFor()
  expect(page.url()).toContain('#/inventory/board')
})

test('nothing of it broke a script or asked for what is not there', () => {
  expect(window.complaints).toEqual([])
})
