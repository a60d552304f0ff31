/** From a booking on the chessboard to a registered contract with instalments: the seller's and the lawyer's hands stay on the keyboard. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '#shared/kernel/id.ts'
import { kvartal, startApplication, type Application } from './support/application.ts'
import { openBrowser, openWindow, type Window } from './support/browser.ts'

let application: Application
let browser: Browser
let seller: Window
let lawyer: Window
let dealId = ''
let contractId = ''
let unitId = ''

const PASSWORD = { KVARTAL_PASSWORD: 'kvartal-demo' }
const PATIENCE = { timeout: 20_000 }
const TODAY = new Date().toISOString().slice(0, 10)

const as = (login: string, name: string, args: unknown) =>
  kvartal(application.profileDir, ['call', name, JSON.stringify(args), '--as', login], PASSWORD)
const go = (page: Page, hash: string) => page.evaluate((to) => void (location.hash = to), hash)
async function enter(window: Window, login: string): Promise<void> {
  await window.page.getByTestId(`person-${login}`).click({ timeout: 60_000 })
  await window.page.locator('nav').first().waitFor({ timeout: 60_000 })
}

beforeAll(async () => {
  ;[application, browser] = await Promise.all([startApplication({ demo: 'small' }), openBrowser()])
  seller = await openWindow(browser, application.address)
  await enter(seller, 'manager')
}, 180_000)

afterAll(async () => {
  await browser.close()
  await application.dispose()
})

test('a flat booked on the board becomes a deal with instalments', { timeout: 90_000 }, async () => {
  const { page } = seller
  const free = (await as('manager', 'inventory.registry', {
    filter: { statuses: ['free'], kinds: ['flat'] },
    limit: 1,
  })) as { lines: { unit: { id: string } }[] }
  unitId = free.lines[0]?.unit.id ?? ''
  await go(page, `/inventory/board?unit=${unitId}`)
  await page.locator('[data-action=book]').click()
  await page.getByRole('dialog').getByLabel('Клиент').fill('Заречная Нина Михайловна')
  await page.getByRole('dialog').getByLabel('Телефон').fill('+79161112233')
  await page.keyboard.press('Enter')
  await page.getByTestId('open-deal').click()
  await expect
    .poll(() => page.getByRole('dialog').getByLabel('Имя клиента').inputValue())
    .toBe('Заречная Нина Михайловна')
  await page.keyboard.press('Enter')
  await expect.poll(() => page.url(), PATIENCE).toContain('/deals/card/')
  dealId = /card\/([0-9a-f-]+)/.exec(page.url())?.[1] ?? ''
  await page.getByTestId('next-stage').focus()
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog')
  await expect.poll(() => page.evaluate(() => document.activeElement?.closest('form') !== null)).toBe(true)
  await page.keyboard.press('Space')
  await dialog.getByLabel('Порядок оплаты').focus()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await dialog.getByRole('button', { name: 'Перевести' }).focus()
  await page.keyboard.press('Enter')
  await expect.poll(() => page.locator('[aria-current=step]').textContent(), PATIENCE).toBe('Сопровождение')
  const { deal } = (await as('manager', 'deals.deal', { dealId })) as {
    deal: { price_minor: number; payment_kind: string }
  }
  expect(deal.payment_kind).toBe('instalments')
  const third = Math.floor(deal.price_minor / 3)
  const dates = [`${Number(TODAY.slice(0, 4)) + 1}-03-15`, `${Number(TODAY.slice(0, 4)) + 1}-06-15`]
  const lines = [TODAY, ...dates].map((dueOn, index) => ({
    dueOn,
    principal: index === 2 ? deal.price_minor - 2 * third : third,
    interest: 0,
  }))
  const scheduleId = newId()
  await as('manager', 'instalments.propose', { scheduleId, dealId, terms: { lines, kind: 'manual', rateBp: 0 } })
  await as('manager', 'instalments.activate', { scheduleId }).catch(async () => {
    await as('manager', 'instalments.submit', { scheduleId })
    await as('manager2', 'instalments.approve', { scheduleId })
  })
})

const TYPED: Record<string, string> = {
  birthOn: '14.03.1988',
  passportOn: '20.05.2012',
  passport: '45 12 345678',
  passportBy: 'ОВД района Хамовники города Москвы',
  passportCode: '770-123',
  snils: '112-233-445 95',
  birthPlace: 'г. Москва',
  citizenship: 'Российская Федерация',
  address: 'г. Москва, ул. Садовая, д. 5',
  email: 'nina@example.ru',
  inn: '500100732259',
}

test(
  'the builder asks only for what is missing, and the keyboard alone fills it in',
  { timeout: 120_000 },
  async () => {
    const { page } = seller
    await go(page, `/deals/card/${dealId}?tab=contract`)
    await page.getByRole('button', { name: 'Собрать договор' }).focus()
    await page.keyboard.press('Enter')
    const form = page.getByRole('form', { name: 'Данные' })
    await form.waitFor(PATIENCE)
    await expect
      .poll(() => page.locator('[data-path="buyers.0.name"]').first().textContent(), PATIENCE)
      .toContain('Заречная')
    await seller.screenshot('builder-from-deal')
    const missing = () => form.locator('[data-missing]').count()
    expect(await form.locator('fieldset input, fieldset select').count()).toBeLessThan(30)
    // Focus stands in the first question; Enter leads to the next one. Nothing here is a click.
    for (let step = 0; step < 60 && (await missing()) > 0; step++) {
      const at = await page.evaluate(() => ({
        id: document.activeElement?.id ?? '',
        tag: document.activeElement?.tagName ?? '',
        isMissing: document.activeElement?.closest('[data-missing]') !== null,
        value: (document.activeElement as HTMLInputElement | null)?.value ?? '',
      }))
      const field = at.id.split('.').at(-1) ?? ''
      if (at.value === '' && at.tag === 'SELECT') await page.keyboard.press('ArrowDown')
      else if (at.value === '' && at.tag === 'INPUT') await page.keyboard.type(TYPED[field] ?? '1')
      await page.keyboard.press('Enter')
    }
    await expect
      .poll(() => page.locator('[role=status]', { hasText: 'Всё заполнено' }).count(), PATIENCE)
      .toBeGreaterThan(0)
    expect(await page.locator('[data-path="buyers.0.passport"]').first().getAttribute('data-origin')).toBe('typed')
    await page.keyboard.press('Control+s')
    await expect.poll(() => page.url(), PATIENCE).toMatch(/contracts\/[0-9a-f-]{36}/)
    contractId = /contracts\/([0-9a-f-]{36})/.exec(page.url())?.[1] ?? ''
    await expect
      .poll(() => page.locator('h1').textContent(), PATIENCE)
      .toMatch(/^ДДУ-\d{6} · Заречная Нина Михайловна$/)
    await page.locator('[data-step=check]').focus()
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').getByRole('button', { name: 'На проверку' }).focus()
    await page.keyboard.press('Enter')
    await page.getByText('На проверке').first().waitFor(PATIENCE)
  },
)

test('a lawyer approves, all sign, the Rosreestr registers, and the deal is won', { timeout: 120_000 }, async () => {
  expect(seller.complaints).toEqual([])
  await seller.close()
  await application.stop()
  await application.restart()
  lawyer = await openWindow(browser, application.address)
  await enter(lawyer, 'lawyer')
  const { page } = lawyer
  await go(page, `/contracts/${contractId}`)
  const dialog = page.getByRole('dialog')
  const take = async (selector: string, submit: string, fill?: { label: string; text: string }) => {
    await page.locator(selector).focus()
    await page.keyboard.press('Enter')
    if (fill) await dialog.getByLabel(fill.label).fill(fill.text)
    await dialog.getByRole('button', { name: submit, exact: true }).focus()
    await page.keyboard.press('Enter')
    await dialog.waitFor({ state: 'detached', ...PATIENCE })
  }
  await page.locator('[data-step=approve]').waitFor(PATIENCE)
  await take('[data-step=approve]', 'Согласовать')
  await take('[data-step=sign]', 'Подписан всеми')
  await take('[data-registration=submitted]', 'Подать на регистрацию', { label: 'Заявление', text: 'PVD-2026-000777' })
  await page.getByText(/день 0 из \d+/).waitFor(PATIENCE)
  await lawyer.screenshot('contract-submitted')
  await take('[data-registration=registered]', 'Зарегистрирован', {
    label: 'Номер регистрации',
    text: '77:05:0004001:1-77/051/2026-1',
  })
  await expect.poll(() => page.getByText('Зарегистрирован').count(), PATIENCE).toBeGreaterThan(0)
  await lawyer.screenshot('contract-registered')
  const { row } = (await as('lawyer', 'contracts.card', { contractId })) as {
    row: { state: string; registered_on: string }
  }
  expect(row).toMatchObject({ state: 'registered' })
  const { deal } = (await as('manager', 'deals.deal', { dealId })) as { deal: { stage: string } }
  expect(deal.stage).toBe('won')
  expect(lawyer.complaints).toEqual([])
})
