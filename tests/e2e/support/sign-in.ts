import type { Page } from 'playwright-core'

/** Signs a person in, unless this window already has somebody at work. */
export async function signIn(page: Page, { login, password }: { login: string; password: string }): Promise<void> {
  const person = page.getByTestId(`person-${login}`)
  const frame = page.locator('main')
  await person.or(frame).first().waitFor()
  if (await frame.isVisible()) return
  await person.click()
  await page.locator('input[type="password"]').fill(password)
  await page.keyboard.press('Enter')
  await frame.waitFor()
}
