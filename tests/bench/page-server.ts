/** A page of the bench, built as the program's own is and served on loopback to a fresh Chromium. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { chromium, type Browser, type Page } from 'playwright-core'
import { build } from 'vite'
import { WebSocketServer } from 'ws'
import { CHROMIUM_FLAGS, findChromium, NO_CHROMIUM } from '../support/chromium.ts'

const TYPES: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' }

export interface PageServer {
  browser: Browser
  /** A new page once `window.bench` is there. What it sends over its socket, `answer` answers: text in, text out, as in the program. */
  open(answer?: (text: string) => Promise<string>): Promise<Page>
  close(): Promise<void>
}

/** `folder` beside this file holds index.html, whose script puts `bench` on the window. */
export async function servePage(folder: string): Promise<PageServer> {
  const executablePath = findChromium()
  if (executablePath === undefined) throw new Error(NO_CHROMIUM)
  const out = mkdtempSync(path.join(tmpdir(), `kvartal-bench-${folder}-`))
  await build({
    root: path.join(import.meta.dirname, folder),
    configFile: false,
    logLevel: 'error',
    base: './',
    build: { outDir: out, emptyOutDir: true, target: 'es2024' },
  })
  const server = createServer((request, response) => {
    const name = path.normalize(new URL(request.url ?? '/', 'http://x').pathname).replace(/^\/$/, '/index.html')
    try {
      const body = readFileSync(path.join(out, name))
      response.setHeader('content-type', TYPES[path.extname(name)] ?? 'application/octet-stream').end(body)
    } catch {
      response.writeHead(404).end()
    }
  })
  const answers = new Map<string, (text: string) => Promise<string>>()
  const sockets = new WebSocketServer({ server, perMessageDeflate: false })
  sockets.on('connection', (socket, request) => {
    const answer = answers.get(request.url ?? '')
    socket.on('message', (data: Buffer) => void answer?.(data.toString()).then((text) => socket.send(text)))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const browser = await chromium.launch({ executablePath, args: [...CHROMIUM_FLAGS] })
  return {
    browser,
    async open(answer) {
      const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
      // A page that broke would be waited for in vain.
      page.on('pageerror', (error) => {
        throw error
      })
      const name = `/${answers.size}`
      if (answer) answers.set(name, answer)
      await page.goto(`${address}#${name}`)
      await page.waitForFunction('window.bench')
      return page
    },
    async close() {
      await browser.close()
      sockets.close()
      server.close()
      rmSync(out, { recursive: true, force: true })
    },
  }
}
