/** A lawyer changes a clause; somebody else sees which variants and contracts it touches, and only then is it in force. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startApplication, type Application } from './support/application.ts'
import { openBrowser, openWindow, type Window, type WindowOptions } from './support/browser.ts'

let application: Application
let browser: Browser
let lawyer: Window

const CLAUSE = 'ddu.mortgage-bank'
const PATIENCE = { timeout: 90_000 }

const go = (page: Page, hash: string) => page.evaluate((to) => void (location.hash = to), hash)
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name })
const tab = (page: Page, name: string) => page.getByRole('tab', { name, exact: true })

async function enter(login: string, options: WindowOptions = {}): Promise<Window> {
  const window = await openWindow(browser, application.address, options)
  await window.page.getByTestId(`person-${login}`).click({ timeout: 60_000 })
  await window.page.locator('nav').first().waitFor({ timeout: 60_000 })
  return window
}

beforeAll(async () => {
  ;[application, browser] = await Promise.all([startApplication({ demo: 'small' }), openBrowser()])
  lawyer = await enter('lawyer')
}, 180_000)

afterAll(async () => {
  await browser.close()
  await application.dispose()
})

test('a lawyer writes with the keyboard: a variable by its name, undo, levels, and sends it for review', async () => {
  const { page } = lawyer
  await go(page, `/contracts/library/clause/${CLAUSE}`)
  await button(page, 'Изменить').click()
  const text = page.locator('.tiptap[contenteditable="true"]')
  await text.click()
  await page.keyboard.press('Control+End')
  await page.keyboard.press('Enter')
  await expect.poll(() => text.locator('p').last().textContent()).toBe('')
  await page.keyboard.type('Кредитор уведомляет ')
  await page.keyboard.type('{')
  await page.getByRole('dialog').getByLabel('Найти по названию').fill('участник имя')
  await page.getByRole('dialog').getByLabel('Падеж').selectOption('genitive')
  await page.getByRole('dialog').getByLabel('Найти по названию').press('Enter')
  const chip = text.locator('[data-chip="variable"]').last()
  await expect.poll(() => chip.textContent()).toBe('Участник: имя или наименование (род.)')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await page.keyboard.type(' о выдаче.')
  await expect.poll(() => text.locator('p').last().textContent()).toMatch(/о выдаче\.$/)
  const last = text.locator('p').last()
  const level = await last.getAttribute('data-level')
  await page.keyboard.press('Tab')
  await expect.poll(() => last.getAttribute('data-level')).toBe(String(Number(level) + 1))
  await page.keyboard.press('Control+z')
  await expect.poll(() => last.getAttribute('data-level')).toBe(level)
  await page.keyboard.press('Control+s')
  await expect.poll(() => page.getByText('Всё сохранено').isVisible()).toBe(true)
  await tab(page, 'Сравнение').click()
  await expect.poll(() => page.locator('ins').last().textContent()).toContain('Кредитор уведомляет')
  await lawyer.screenshot('clause-diff')
  await button(page, 'На проверку').click()
  await expect.poll(() => page.locator('header').first().textContent()).toContain('на проверке')
})

test('what a clipboard brings is words and our own signs, never a page', async () => {
  const { page } = lawyer
  await go(page, '/contracts/library')
  await button(page, 'Новое условие').click()
  await page.getByRole('dialog').getByLabel('Название').fill('Вставленное условие')
  await page.keyboard.press('Enter')
  const text = page.locator('.tiptap[contenteditable="true"]')
  await text.click()
  await text.evaluate((element) => {
    const data = new DataTransfer()
    data.setData(
      'text/html',
      `<h2 onclick="window.hacked=1">Раздел</h2><script>window.hacked=1</script><img src=x onerror="window.hacked=1">
       <p class="MsoNormal" style="mso-list:l0;color:red" data-when='{"fact":1}'>Слова <b>жирно</b><o:p></o:p><a href="javascript:window.hacked=1">ссылка</a></p>
       <span data-chip="variable" data-attrs='{"path":7}'>чужое</span><span data-chip="variable" data-attrs='{"path":"price.total"}'>наше</span>
       <table><tr><td><table><tr><td>внутри</td></tr></table></td></tr></table><iframe src="javascript:window.hacked=1"></iframe>`,
    )
    element.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
  })
  await expect.poll(() => text.textContent()).toContain('Слова жирно')
  expect(
    await text.locator('script, iframe, img:not(.ProseMirror-separator), a, [onclick], [style*="red"]').count(),
  ).toBe(0)
  expect(await text.locator('[data-chip="variable"]').allTextContents()).toEqual(['Цена: сумма'])
  expect(await page.evaluate(() => 'hacked' in window)).toBe(false)
  await page.keyboard.press('Control+s')
  await expect.poll(() => page.getByText('Всё сохранено').isVisible()).toBe(true)
  expect(lawyer.complaints).toEqual([])
})

test('the other one sees what it touches and approves; the author may not', { timeout: 240_000 }, async () => {
  const { page: own } = lawyer
  await go(own, `/contracts/library/clause/${CLAUSE}`)
  await tab(own, 'Что изменится').click()
  await expect.poll(() => own.getByText('Вы писали в этой версии').isVisible(), PATIENCE).toBe(true)
  expect(await button(own, 'Утвердить').count()).toBe(0)

  expect(lawyer.complaints).toEqual([])
  await lawyer.close()
  // An address lets one window in.
  await application.stop()
  await application.restart()
  const manager = await enter('manager', { language: 'en', scheme: 'dark' })
  const { page } = manager
  await go(page, '/contracts/library')
  await page.getByLabel('What to show').selectOption('review')
  await page.locator(`a[href="#/contracts/library/clause/${CLAUSE}"]`).click()
  await tab(page, 'What changes').click()
  await expect.poll(() => page.getByText(/\d+ variants? of contracts? change/).isVisible(), PATIENCE).toBe(true)
  expect(await page.getByText('No new faults').isVisible()).toBe(true)
  expect(await page.getByText(/contracts? (is|are) assembled of it/).isVisible()).toBe(true)
  await manager.screenshot('matrix-en-dark')
  await button(page, 'Approve').click()
  await expect.poll(() => page.locator('header').first().textContent(), PATIENCE).toContain('approved')
  expect(manager.complaints).toEqual([])
})
