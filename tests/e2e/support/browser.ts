/** One Chromium for a test file, and pages that tell what went wrong in them. */
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core'
import { CHROMIUM_FLAGS, findChromium, NO_CHROMIUM } from '#tests/support/chromium.ts'

const SHOTS = path.resolve(import.meta.dirname, '../../../test-results/screenshots')

export interface Window {
  page: Page
  /** What the page has complained about: errors of scripts, refusals of the content security policy. */
  complaints: string[]
  /** Keeps a picture in test-results/screenshots for people to look at. */
  screenshot(name: string): Promise<void>
  close(): Promise<void>
}

export interface WindowOptions {
  language?: 'ru' | 'en'
  scheme?: 'light' | 'dark'
  width?: number
  height?: number
}

export async function openBrowser(): Promise<Browser> {
  const executablePath = findChromium()
  if (executablePath === undefined) throw new Error(NO_CHROMIUM)
  return chromium.launch({
    executablePath,
    args: [...CHROMIUM_FLAGS, '--font-render-hinting=none'],
    // Without a locale of its own a build machine's Chromium loses file names that are not ASCII.
    env: { ...process.env, LC_ALL: 'C.UTF-8' },
  })
}

/** A window of its own: cookies, storage and settings are not shared with any other. */
export async function openWindow(browser: Browser, address: string, options: WindowOptions = {}): Promise<Window> {
  const { language = 'ru', scheme = 'light', width = 1440, height = 900 } = options
  const context: BrowserContext = await browser.newContext({
    locale: language === 'ru' ? 'ru-RU' : 'en-US',
    colorScheme: scheme,
    viewport: { width, height },
    timezoneId: 'Europe/Moscow',
    acceptDownloads: true,
  })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    // What failed to load is told below with its address.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load')) complaints.push(message.text())
  })
  page.on('response', (response) => {
    if (response.status() >= 400) complaints.push(`${response.status()} ${response.url()}`)
  })
  await page.goto(address)
  await page.waitForURL((url) => !url.searchParams.has('token'))
  return {
    page,
    complaints,
    async screenshot(name) {
      mkdirSync(SHOTS, { recursive: true })
      await page.screenshot({ path: path.join(SHOTS, `${name}.png`), animations: 'disabled' })
    },
    close: () => context.close(),
  }
}
