/** From a booking on the chessboard to a registered contract with instalments: the seller's and the lawyer's hands stay on the keyboard. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { kvartal, startApplication, type Application } from './support/application.ts'
import { openBrowser, openWindow, type Window } from './support/browser.ts'

let application: Application
let browser: Browser
let seller: Window
let lawyer: Window
let dealId = ''
let contractId = ''
let number = ''
let unitId = ''

const PASSWORD = { KVARTAL_PASSWORD: 'kvartal-demo' }
const PATIENCE = { timeout: 20_000 }

const as = (login: string, name: string, args: unknown) =>
  kvartal(application.profileDir, ['call', name, JSON.stringify(args), '--as', login], PASSWORD)
async function enter(window: Window, login: string): Promise<void> {
  await window.page.getByTestId(`person-${login}`).click({ timeout: 60_000 })
  await window.page.locator('nav').first().waitFor({ timeout: 60_000 })
}

/** Tab until the wanted control has focus: it proves that the keyboard gets there, and that what had focus did not lose it. */
async function tabTo(page: Page, wanted: string): Promise<void> {
  await page.locator(wanted).first().waitFor(PATIENCE)
  const isThere = () => page.evaluate((selector) => document.activeElement?.matches(selector) ?? false, wanted)
  for (let stop = 0; stop < 150; stop++) {
    if (await isThere()) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`The keyboard does not reach ${wanted}`)
}
const hasFocus = (page: Page, wanted: string) =>
  expect
    .poll(() => page.evaluate((selector) => document.activeElement?.matches(selector) ?? false, wanted), PATIENCE)
    .toBe(true)
/** Search from anywhere: what is typed, then the arrow down to the one that is meant. */
async function find(page: Page, text: string, id: string): Promise<void> {
  await page.keyboard.press('Control+k')
  await page.getByRole('dialog').getByRole('textbox').waitFor(PATIENCE)
  await page.keyboard.type(text)
  const hit = page.getByRole('dialog').locator(`button[data-to*="${id}"]`)
  await hit.waitFor(PATIENCE)
  await expect
    .poll(async () => {
      await page.keyboard.press('ArrowDown')
      return hit.getAttribute('data-selected')
    }, PATIENCE)
    .not.toBe(null)
  await page.keyboard.press('Enter')
  await page.getByRole('dialog').waitFor({ state: 'detached', ...PATIENCE })
}
/** A step that a dialog asks about: opened and confirmed by Enter, with what the dialog wants typed in between. */
async function step(page: Page, wanted: string, typed?: string): Promise<void> {
  const dialog = page.getByRole('dialog')
  await tabTo(page, wanted)
  await page.keyboard.press('Enter')
  await dialog.waitFor(PATIENCE)
  await hasFocus(page, typed === undefined ? '[role=dialog] *' : '[role=dialog] input')
  if (typed !== undefined) await page.keyboard.type(typed)
  await page.keyboard.press('Control+Enter')
  await dialog.waitFor({ state: 'detached', ...PATIENCE })
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

test('a flat booked on the board becomes a deal to be paid by instalments', { timeout: 90_000 }, async () => {
  const { page } = seller
  const free = (await as('manager', 'inventory.registry', {
    filter: { statuses: ['free'], kinds: ['flat'] },
    limit: 100,
  })) as { lines: { unit: { id: string; number: string } }[] }
  // The search begins at two signs.
  const unit = free.lines.find((line) => line.unit.number.length > 1)
  unitId = unit?.unit.id ?? ''
  const { keyboard } = page
  await find(page, unit?.unit.number ?? '', unitId)
  // The unit's cell on the board has the focus: B books it.
  await page.locator('[data-action=book]').waitFor(PATIENCE)
  await expect
    .poll(() => page.evaluate(() => document.activeElement?.getAttribute('aria-label')), PATIENCE)
    .toContain('№')
  await keyboard.press('b')
  await hasFocus(page, '[role=dialog] input')
  await keyboard.type('Заречная Нина Михайловна')
  await keyboard.press('Tab')
  await keyboard.type('+79161112233')
  await keyboard.press('Enter')
  await tabTo(page, '[data-testid=open-deal]')
  await keyboard.press('Enter')
  await expect
    .poll(() => page.getByRole('dialog').getByLabel('Имя клиента').inputValue(), PATIENCE)
    .toBe('Заречная Нина Михайловна')
  await keyboard.press('Enter')
  await expect.poll(() => page.url(), PATIENCE).toContain('/deals/card/')
  dealId = /card\/([0-9a-f-]+)/.exec(page.url())?.[1] ?? ''
  await tabTo(page, '[data-testid=next-stage]')
  await keyboard.press('Enter')
  await hasFocus(page, '[role=dialog] input')
  await keyboard.press('Space')
  await tabTo(page, '[role=dialog] input[required]')
  await keyboard.press('ArrowDown')
  await page.getByRole('option', { name: 'Рассрочка', exact: true }).waitFor(PATIENCE)
  await keyboard.press('ArrowDown')
  await keyboard.press('Enter')
  await expect.poll(() => page.getByRole('dialog').getByLabel('Порядок оплаты').inputValue()).toBe('Рассрочка')
  await keyboard.press('Control+Enter')
  await expect.poll(() => page.locator('[aria-current=step]').textContent(), PATIENCE).toBe('Сопровождение')
  const { deal } = (await as('manager', 'deals.deal', { dealId })) as {
    deal: { payment_kind: string }
  }
  expect(deal.payment_kind).toBe('instalments')
})

test(
  'the schedule is drawn up in its tab and comes into force, by the keyboard alone',
  { timeout: 90_000 },
  async () => {
    const { page } = seller
    const press = async (name: string) => {
      const button = page.getByRole('button', { name, exact: true })
      await button.waitFor(PATIENCE)
      await button.focus()
      await page.keyboard.press('Enter')
    }
    await page.getByRole('tab', { name: 'Рассрочка и платежи' }).focus()
    await page.keyboard.press('Enter')
    await press('Составить график')
    const dialog = page.getByRole('dialog')
    // The dialog begins with the kind of the schedule; Tab leads through the rest.
    await expect
      .poll(() =>
        page.evaluate(() => document.activeElement?.closest('form') !== null && document.activeElement?.tagName),
      )
      .toBe('SELECT')
    for (const [label, value] of [
      ['Первый взнос', '40'],
      ['Число платежей после него', '2'],
    ] as const) {
      const field = dialog.getByLabel(label)
      for (let stop = 0; stop < 12 && !(await field.evaluate((node) => node === document.activeElement)); stop++)
        await page.keyboard.press('Tab')
      expect(await field.evaluate((node) => node === document.activeElement)).toBe(true)
      await page.keyboard.press('Control+a')
      await page.keyboard.type(value)
    }
    await seller.screenshot('schedule-plan')
    await page.keyboard.press('Enter')
    await dialog.waitFor({ state: 'detached', ...PATIENCE })
    await press('Ввести в действие')
    await page.getByText('действует', { exact: true }).waitFor(PATIENCE)
    await seller.screenshot('schedule-in-force')
    const rows = (await as('manager', 'instalments.schedules', { dealId })) as { state: string; id: string }[]
    expect(rows.map(({ state }) => state)).toEqual(['active'])
    const lines = (await as('manager', 'instalments.lines', { scheduleId: rows[0]?.id })) as {
      principal_minor: number
    }[]
    const { deal } = (await as('manager', 'deals.deal', { dealId })) as { deal: { price_minor: number } }
    expect(lines.reduce((sum, line) => sum + line.principal_minor, 0)).toBe(deal.price_minor)
    expect(lines).toHaveLength(3)
  },
)

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
    await tabTo(page, '[role=tab][aria-selected=true]')
    await expect
      .poll(async () => {
        await page.keyboard.press('ArrowRight')
        return page.evaluate(() => document.activeElement?.textContent ?? '')
      }, PATIENCE)
      .toMatch(/^Договор/)
    await page.keyboard.press('Enter')
    await tabTo(page, '[data-assemble]')
    await page.keyboard.press('Enter')
    const form = page.getByRole('form', { name: 'Данные' })
    await form.waitFor(PATIENCE)
    await expect
      .poll(() => page.locator('[data-path="buyers.0.name"]').first().textContent(), PATIENCE)
      .toContain('Заречная')
    await seller.screenshot('builder-from-deal')
    expect(await form.locator('fieldset input, fieldset select').count()).toBeLessThan(30)
    // Focus stands in the first question; Enter leads to the next one and from the last to the button that keeps. Nothing here is a click.
    for (let field = 0; field < 60; field++) {
      const at = await page.evaluate(() => ({
        id: document.activeElement?.id ?? '',
        tag: document.activeElement?.tagName ?? '',
        value: (document.activeElement as HTMLInputElement | null)?.value ?? '',
        isKeep: document.activeElement?.matches('[data-keep]') ?? false,
      }))
      if (at.isKeep) break
      const name = at.id.split('.').at(-1) ?? ''
      if (at.value === '' && at.tag === 'SELECT') await page.keyboard.press('ArrowDown')
      else if (at.value === '' && at.tag === 'INPUT') await page.keyboard.type(TYPED[name] ?? '1')
      await page.keyboard.press('Enter')
    }
    await expect
      .poll(() => page.locator('[role=status]', { hasText: 'Всё заполнено' }).count(), PATIENCE)
      .toBeGreaterThan(0)
    expect(await page.locator('[data-path="buyers.0.passport"]').first().getAttribute('data-origin')).toBe('typed')
    await hasFocus(page, '[data-keep]')
    await page.keyboard.press('Enter')
    await expect.poll(() => page.url(), PATIENCE).toMatch(/contracts\/[0-9a-f-]{36}/)
    contractId = /contracts\/([0-9a-f-]{36})/.exec(page.url())?.[1] ?? ''
    await expect
      .poll(() => page.locator('h1').textContent(), PATIENCE)
      .toMatch(/^ДДУ-\d{6} · Заречная Нина Михайловна$/)
    number = /ДДУ-\d{6}/.exec((await page.locator('h1').textContent()) ?? '')?.[0] ?? ''
    await step(page, '[data-step=check]')
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
  await find(page, number, contractId)
  await step(page, '[data-step=approve]')
  await step(page, '[data-step=sign]')
  await step(page, '[data-registration=submitted]', 'PVD-2026-000777')
  await page.getByText(/день 0 из \d+/).waitFor(PATIENCE)
  await lawyer.screenshot('contract-submitted')
  await step(page, '[data-registration=registered]', '77:05:0004001:1-77/051/2026-1')
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
