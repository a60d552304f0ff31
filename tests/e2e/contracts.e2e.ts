/** A lawyer at the builder: an example deal becomes pages, a typed value stands in them. */
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startApplication, type Application } from './support/application.ts'
import { openBrowser, openWindow, type Window } from './support/browser.ts'
import { signIn } from './support/sign-in.ts'
import { buildSmallHouse, OWNER } from './support/small-house.ts'

let application: Application
let browser: Browser
let window: Window

beforeAll(async () => {
  ;[application, browser] = await Promise.all([startApplication(), openBrowser()])
  await buildSmallHouse(application)
  window = await openWindow(browser, application.address)
  await signIn(window.page, OWNER)
})

afterAll(async () => {
  await browser.close()
  await application.dispose()
})

test('what is typed stands in the pages with the mark of its origin', async () => {
  const { page } = window
  await page.evaluate(() => void (location.hash = '#/contracts/builder'))
  await page.locator('main select').first().selectOption({ index: 1 })
  const city = page.locator('[id="fact-contract.city"]')
  // The example's facts arrive a moment after it was chosen.
  await expect.poll(() => city.inputValue()).not.toBe('')
  await city.fill('Тверь')
  const value = page.locator('[data-path="contract.city"]').first()
  await expect.poll(() => value.textContent()).toBe('Тверь')
  expect(await value.getAttribute('data-origin')).toBe('changed')
  await window.screenshot('contracts')
})
