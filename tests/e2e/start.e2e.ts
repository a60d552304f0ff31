/** From nothing to a first screen in a browser, and what happens when the program under it goes away. */
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startApplication, type Application } from './support/application.ts'
import { openBrowser, openWindow } from './support/browser.ts'

let application: Application
let browser: Browser

beforeAll(async () => {
  ;[application, browser] = await Promise.all([startApplication(), openBrowser()])
})

afterAll(async () => {
  await browser.close()
  await application.dispose()
})

test('a browser that was invited sees the first screen, and the page keeps to its content security policy', async () => {
  const window = await openWindow(browser, application.address)
  await window.page.waitForSelector('[data-testid=start-demo]')
  await window.screenshot('first-screen')
  expect(window.complaints).toEqual([])
  expect(await window.page.evaluate('typeof require')).toBe('undefined')
  await window.close()
})

test('an address works once, and a stranger gets a sentence instead of the page', async () => {
  const { address } = application
  const stranger = await fetch(address)
  expect(stranger.status).toBe(403)
  expect(await stranger.text()).toContain('npm start')
})

test('the first start speaks the browser’s language and wears its theme; what somebody chooses is kept', async () => {
  await application.stop()
  await application.restart()
  const { page, ...window } = await openWindow(browser, application.address, { language: 'en', scheme: 'dark' })
  const look = () =>
    page.evaluate('[document.documentElement.lang, document.documentElement.dataset.mantineColorScheme]')
  await page.waitForSelector('[data-testid=start-demo]')
  expect(await look()).toEqual(['en', 'dark'])
  await page.emulateMedia({ colorScheme: 'light' })
  await expect.poll(look).toEqual(['en', 'light'])
  await page.getByText('Рус', { exact: true }).click()
  await expect.poll(look).toEqual(['ru', 'light'])
  await page.reload()
  await page.waitForSelector('[data-testid=start-demo]')
  expect(await look()).toEqual(['ru', 'light'])
  await window.close()
})

test('a profile pointed at a server that is not there is led back to the first screen, by the screen alone', async () => {
  await application.stop()
  await application.restart()
  const { page, ...window } = await openWindow(browser, application.address, { language: 'en', scheme: 'dark' })
  await page.click('[data-testid=start-server]')
  await page.getByRole('textbox').fill('postgresql://127.0.0.1:1/kvartal')
  await page.click('button[type=submit]')
  await page.locator('input[autocomplete=username]').fill('anna')
  await page.locator('input[autocomplete=current-password]').fill('anna-secret')
  await page.click('[data-testid=sign-in-go]')
  await page.getByRole('alert').waitFor()
  await page.click('[data-testid=other-server]')
  await window.screenshot('other-server')
  await page.click('[data-testid=leave-server]')
  await page.waitForSelector('[data-testid=start-demo]')
  await window.close()
})

test('the command line and the page see the same engine', async () => {
  await application.kvartal(
    'call',
    'engine.startEmpty',
    JSON.stringify({ company: 'ООО «Ромашка»', name: 'Анна Иванова', login: 'anna', password: 'anna-secret' }),
  )
  expect(await application.kvartal('call', 'engine.profile')).toMatchObject({
    state: 'ready',
    logins: [{ login: 'anna' }],
  })
  expect(await application.kvartal('sync', 'status')).toMatchObject({
    link: 'online',
    pending: 0,
    actor: { login: 'anna' },
  })
})

test('killed and started again, the program opens the same profile', async () => {
  await application.kill()
  await application.restart()
  const window = await openWindow(browser, application.address)
  await window.page.waitForSelector('[data-testid=person-anna]')
  expect(await application.kvartal('user', 'roles', 'anna')).toMatchObject({ login: 'anna', roles: ['administrator'] })
  await window.close()
})

test('a refusal on the command line is one JSON error and an exit code', async () => {
  const refusal = await application
    .kvartal('user', 'roles', 'nobody')
    .catch((error: unknown) => (error as Error).message)
  expect(JSON.parse(String(refusal))).toMatchObject({ code: 'not-found' })
})
