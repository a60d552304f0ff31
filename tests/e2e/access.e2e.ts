/** An administrator lets a seller in, the seller keeps a client's passport, the administrator shuts the door and reads what happened. */
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { card, createUser, dialogue, open, signIn, signOut } from './pages/access.page.ts'
import { startApplication, type Application } from './support/application.ts'
import { openBrowser, openWindow, type Window } from './support/browser.ts'

let application: Application
let browser: Browser
let window: Window

beforeAll(async () => {
  ;[application, browser] = await Promise.all([startApplication(), openBrowser()])
  const first = { company: 'ООО «Ромашка»', name: 'Анна Иванова', login: 'anna', password: 'anna-secret' }
  await application.kvartal('call', 'engine.startEmpty', JSON.stringify(first))
  window = await openWindow(browser, application.address)
})

afterAll(async () => {
  await window.close()
  await browser.close()
  await application.dispose()
})

test('an administrator makes a seller, with roles that say what they give', async () => {
  const { page } = window
  await signIn(page, 'anna', 'anna-secret')
  await open(page, '/access/users')
  await createUser(page, {
    name: 'Пётр Лебедев',
    login: 'lebedev',
    company: /Ромашка/,
    roles: ['Продажи'],
    password: 'petr-secret',
  })
  await card(page).getByRole('heading', { name: 'Пётр Лебедев' }).waitFor()
  await card(page).getByRole('button', { name: 'Что даёт: Продажи' }).click()
  await card(page).getByText('видеть паспорта и ИНН').waitFor()
  await window.screenshot('access-user')
  expect(await card(page).getByRole('checkbox', { name: 'Продажи' }).isChecked()).toBe(true)
})

test('nobody changes their own roles', async () => {
  const { page } = window
  await page.getByRole('gridcell', { name: 'Анна Иванова' }).click()
  await card(page).getByText('Это вы').waitFor()
  expect(await card(page).getByRole('checkbox', { name: 'Руководитель' }).isDisabled()).toBe(true)
  expect(await card(page).getByRole('button', { name: 'Заблокировать' }).count()).toBe(0)
})

test('the seller keeps a client, and the passport is shown only for a purpose', async () => {
  const { page } = window
  await signOut(page)
  await signIn(page, 'lebedev', 'petr-secret')
  await open(page, '/access/users')
  await page.getByText('Этот раздел вам не открыт').waitFor()
  await open(page, '/people')
  await page.getByRole('button', { name: 'Новый человек' }).click()
  await dialogue(page).getByLabel('Фамилия').fill('Ахматова')
  await dialogue(page).getByLabel('Имя', { exact: true }).fill('Анна')
  await dialogue(page).locator('input[type=tel]').fill('8 916 123 45 67')
  await dialogue(page).getByRole('button', { name: 'Сохранить' }).click()
  await card(page).getByText('+7 916 123-45-67').waitFor()
  expect(await card(page).getByText('4510').count()).toBe(0)
  await card(page).getByRole('button', { name: 'Показать' }).click()
  await card(page).getByText('Ещё не внесены').waitFor()
  await card(page).getByRole('button', { name: 'Изменить' }).last().click()
  await dialogue(page).getByLabel('Паспорт').fill('4510 123456')
  await dialogue(page).getByRole('button', { name: 'Сохранить' }).click()
  await card(page).getByText('4510 123456').waitFor()
  await window.screenshot('access-person')
})

test('a block closes the door, and the journals tell who did what without telling secrets', async () => {
  const { page } = window
  await signOut(page)
  await signIn(page, 'anna', 'anna-secret')
  await open(page, '/access/users')
  await page.getByRole('gridcell', { name: 'Пётр Лебедев' }).click()
  await card(page).getByRole('button', { name: 'Заблокировать' }).click()
  await dialogue(page).getByLabel('Причина').fill('Уволен')
  await dialogue(page).getByRole('button', { name: 'Заблокировать' }).click()
  await card(page).getByText('Уволен').waitFor()

  await open(page, '/access/reads')
  await page.getByRole('gridcell', { name: 'Подготовка договора' }).first().waitFor()
  await open(page, '/access/audit?table=person_secret')
  await page.locator('.ag-row[row-index="0"]').getByRole('gridcell', { name: 'Пётр Лебедев' }).click()
  await card(page).getByText('••• (скрыто)').first().waitFor()
  expect(await page.getByText('4510').count()).toBe(0)
  await window.screenshot('access-audit')
  const refusal = application.kvartal('call', 'access.people', '{}', '--as', 'lebedev')
  await expect(refusal).rejects.toThrow()
  expect(window.complaints).toEqual([])
})
