/** The desktop program itself, where its binary is there; elsewhere these tests say that they were skipped. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { _electron as electron, type ElectronApplication } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const root = path.resolve(import.meta.dirname, '../..')
const folder = path.join(root, 'node_modules/electron')
const binary = findBinary()
const hasScreen = process.platform !== 'linux' || Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY'])
const why = binary === undefined ? 'the Electron binary is not here' : hasScreen ? '' : 'this machine has no screen'

function findBinary(): string | undefined {
  const name = path.join(folder, 'path.txt')
  const file = existsSync(name) ? path.join(folder, 'dist', readFileSync(name, 'utf8').trim()) : undefined
  return file !== undefined && existsSync(file) ? file : undefined
}

describe.skipIf(why !== '')(`the desktop program${why === '' ? '' : ` (skipped: ${why})`}`, () => {
  const profileDir = mkdtempSync(path.join(tmpdir(), 'kvartal-electron-'))
  let program: ElectronApplication

  beforeAll(async () => {
    program = await electron.launch({
      executablePath: binary ?? '',
      args: [root, `--profile=${profileDir}`, '--no-sandbox', '--disable-gpu'],
    })
  })

  afterAll(async () => {
    await program.close()
    rmSync(profileDir, { recursive: true, force: true })
  })

  test('shows the first screen in a page that has no Node', async () => {
    const page = await program.firstWindow()
    await page.waitForSelector('h1')
    expect(page.url()).toMatch(/^app:\/\/kvartal\//)
    expect(await page.evaluate('[typeof require, typeof process, window.kvartalShell]')).toEqual([
      'undefined',
      'undefined',
      true,
    ])
  })

  test('does not leave its own origin, open windows or give permissions', async () => {
    const page = await program.firstWindow()
    const before = page.url()
    await page
      .evaluate("window.open('https://example.com'); location.href = 'https://example.com'")
      .catch(() => undefined)
    await page.waitForTimeout(500)
    expect(page.url()).toBe(before)
    expect(program.windows()).toHaveLength(1)
    expect(await page.evaluate('Notification.requestPermission()')).toBe('denied')
  })

  test('an engine that is killed comes back, and the page joins it again', async () => {
    const page = await program.firstWindow()
    await program.evaluate(({ app }) => {
      const engine = app.getAppMetrics().find(({ name }) => name === 'Kvartal engine')
      if (engine) process.kill(engine.pid, 'SIGKILL')
    })
    await page.waitForTimeout(500)
    await page.waitForSelector('h1', { timeout: 20_000 })
  })
})
