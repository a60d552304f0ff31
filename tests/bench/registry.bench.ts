/** The registry's grid over SQLite against ag-grid with everything in memory: first rows, keystrokes of a filter, frames of a scroll. */
import type { Page } from 'playwright-core'
import { inventory } from '#shared/modules/inventory/contract.ts'
import type { UnitFilter } from '#shared/modules/inventory/filter.ts'
import { atMost, limit, percentile, type BenchRow } from './harness.ts'
import { servePage } from './page-server.ts'
import { openStock, type Stock } from './registry/stock.ts'

const ROUNDS = 5
const FRAMES = 150
const KEYSTROKE_MS = 50

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
  const server = await servePage('registry')
  const stocks: Stock[] = []
  try {
    const open = (stock: Stock) => {
      stocks.push(stock)
      return server.open(async (text) => {
        const { id, args } = JSON.parse(text) as { id: number; args: unknown }
        return JSON.stringify({ id, value: await stock.ask(inventory.registry.args.parse(args)) })
      })
    }
    const developer = await openStock('developer')
    const page = await open(developer)
    const rows = await againstBare(page, developer.units)
    rows.push(await keystrokes(page, developer.units))
    const tenfold = await openStock('developer-x10')
    rows.push(await keystrokes(await open(tenfold), tenfold.units))
    return rows
  } finally {
    await server.close()
    for (const stock of stocks) stock.close()
  }
}

async function againstBare(page: Page, units: number): Promise<BenchRow[]> {
  await page.evaluate(`window.bench.load(${units})`)
  const [ours, bare, byHand]: [number[], number[], number[]] = [[], [], []]
  const speeds = { slow: { ours: 0, bare: 0, byHand: 0 }, fast: { ours: 0, bare: 0, byHand: 0 } }
  for (let round = 0; round < ROUNDS; round++) {
    for (const [who, times] of [
      ['bare', bare],
      ['ours', ours],
      ['byHand', byHand],
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

function frameRate(name: string, speed: { ours: number; bare: number; byHand: number }, least: number): BenchRow {
  const { ours, bare, byHand } = speed
  const note = `the same texts drawn by hand, the limit of this machine: ${byHand.toFixed(1)} frames/s`
  return { name, unit: 'frames/s', ours, bare, ratio: ours / bare, goal: `≥ ${least}`, isMet: ours >= least, note }
}
