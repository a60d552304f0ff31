/** The registry's grid over SQLite against ag-grid with everything in memory: first rows, keystrokes of a filter, frames of a scroll. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { chromium, type Page } from 'playwright-core'
import { build } from 'vite'
import { inventory } from '#shared/modules/inventory/contract.ts'
import type { UnitFilter } from '#shared/modules/inventory/filter.ts'
import { CHROMIUM_FLAGS, findChromium, NO_CHROMIUM } from '../support/chromium.ts'
import { atMost, limit, percentile, type BenchRow } from './harness.ts'
import { openStock, type Stock } from './registry/stock.ts'

const ROUNDS = 5
const FRAMES = 150
const KEYSTROKE_MS = 50
const TYPES: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' }

/** As somebody types and clicks: each is one more keystroke or one more tick. */
const KEYSTROKES: readonly UnitFilter[] = [
  { number: '1' },
  { number: '12' },
  { number: '125' },
  { number: '12' },
  {},
  { price_minor: { from: 500_000_000 } },
  { price_minor: { from: 1_500_000_000 } },
  { price_minor: { from: 1_500_000_000 }, statuses: ['free'] },
  { price_minor: { from: 1_500_000_000 }, statuses: ['free', 'reserved'], rooms: [2] },
  { statuses: ['free'] },
  { statuses: ['free'], floor: { from: 5 } },
  { area_cm2: { to: 450_000 } },
]

export async function registryBench(): Promise<BenchRow[]> {
  const executablePath = findChromium()
  if (executablePath === undefined) throw new Error(NO_CHROMIUM)
  const out = mkdtempSync(path.join(tmpdir(), 'kvartal-registry-page-'))
  await build({
    root: path.join(import.meta.dirname, 'registry'),
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
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const browser = await chromium.launch({ executablePath, args: [...CHROMIUM_FLAGS] })
  const stocks: Stock[] = []
  try {
    const open = async (stock: Stock) => {
      stocks.push(stock)
      const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
      // A page that broke would be waited for in vain.
      page.on('pageerror', (error) => {
        throw error
      })
      await page.exposeFunction('ask', async (text: string) =>
        JSON.stringify(await stock.ask(inventory.registry.args.parse(JSON.parse(text)))),
      )
      await page.goto(address)
      await page.waitForFunction('window.bench')
      return page
    }
    const developer = await openStock('developer')
    const page = await open(developer)
    const rows = await againstBare(page, developer.units)
    rows.push(await keystrokes(page, developer.units))
    const tenfold = await openStock('developer-x10')
    rows.push(await keystrokes(await open(tenfold), tenfold.units))
    return rows
  } finally {
    await browser.close()
    for (const stock of stocks) stock.close()
    server.close()
    rmSync(out, { recursive: true, force: true })
  }
}

async function againstBare(page: Page, units: number): Promise<BenchRow[]> {
  await page.evaluate(`window.bench.load(${units})`)
  const [ours, bare]: [number[], number[]] = [[], []]
  const speeds = { slow: { ours: 0, bare: 0 }, fast: { ours: 0, bare: 0 } }
  for (let round = 0; round < ROUNDS; round++) {
    for (const [who, times] of [
      ['bare', bare],
      ['ours', ours],
    ] as const) {
      times.push(await page.evaluate<number>(`window.bench.${who}()`))
      if (round < 2) {
        const frames = (pixels: number) => page.evaluate<number>(`window.bench.scroll(${pixels}, ${FRAMES})`)
        speeds.slow[who] = Math.max(speeds.slow[who], await frames(100))
        speeds.fast[who] = Math.max(speeds.fast[who], await frames(1500))
      }
    }
  }
  const median = (times: readonly number[]) => percentile(times, 0.5)
  const size = `${units.toLocaleString('en')} × 20`
  return [
    atMost(
      `registry of ${size}, first rows painted`,
      'ms',
      median(ours),
      median(bare),
      1.3,
      'rows in SQLite, asked for',
    ),
    frameRate(`registry of ${size}, wheel`, speeds.slow, 58),
    frameRate(`registry of ${size}, fast wheel`, speeds.fast, 45),
  ]
}

async function keystrokes(page: Page, units: number): Promise<BenchRow> {
  await page.evaluate('window.bench.ours()')
  const times: number[] = []
  for (const filter of [...KEYSTROKES, ...KEYSTROKES])
    times.push(await page.evaluate<number>(`window.bench.keystroke(${JSON.stringify(filter)})`))
  const note = `median; p95 ${percentile(times, 0.95).toFixed(0)} ms, from the changed filter to painted rows`
  return limit(
    `filter of ${units.toLocaleString('en')} units, a keystroke`,
    'ms',
    percentile(times, 0.5),
    KEYSTROKE_MS,
    note,
  )
}

function frameRate(name: string, { ours, bare }: { ours: number; bare: number }, least: number): BenchRow {
  return { name, unit: 'frames/s', ours, bare, ratio: ours / bare, goal: `≥ ${least}`, isMet: ours >= least }
}
