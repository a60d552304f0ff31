/** What a person does on the screens of access, in their words. */
import type { Locator, Page } from 'playwright-core'

export async function signIn(page: Page, login: string, password: string): Promise<void> {
  await page.getByTestId(`person-${login}`).click()
  await page.locator('input[type=password]').fill(password)
  await page.getByTestId('sign-in-go').click()
  await page.locator('main').waitFor()
}

export async function signOut(page: Page): Promise<void> {
  await page.locator('nav button[aria-haspopup=menu], aside button[aria-haspopup=menu]').last().click()
  await page.getByRole('menuitem', { name: 'Выйти' }).click()
  await page.locator('[data-testid^=person-]').first().waitFor()
}

export async function open(page: Page, path: string): Promise<void> {
  await page.evaluate((hash) => {
    window.location.hash = hash
  }, path)
}

export function card(page: Page): Locator {
  return page.locator('main aside')
}

/** The dialogue that is open. */
export function dialogue(page: Page): Locator {
  return page.getByRole('dialog')
}

export async function choose(field: Locator, page: Page, option: string | RegExp): Promise<void> {
  await field.click()
  await page.getByRole('option', { name: option }).click()
}

export async function createUser(
  page: Page,
  user: { name: string; login: string; company: RegExp; roles: string[]; password: string },
): Promise<void> {
  await page.getByRole('button', { name: 'Новый пользователь' }).click()
  const form = dialogue(page)
  await form.getByLabel('Имя').fill(user.name)
  await form.getByLabel('Логин').fill(user.login)
  await choose(
    form.getByRole('combobox', { name: 'Компания' }).or(form.getByLabel('Компания')).first(),
    page,
    user.company,
  )
  for (const role of user.roles) await form.getByRole('checkbox', { name: role }).check()
  await form.getByLabel('Пароль').fill(user.password)
  await form.getByRole('button', { name: 'Новый пользователь' }).click()
  await form.waitFor({ state: 'detached' })
}
