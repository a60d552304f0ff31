/** The board against a plain CSS grid of the same thousand cells, in one browser by turns: from the answer's text to the painted frame. */
import type { Page } from 'playwright-core'
import { atMost, limit, percentile, type BenchRow } from './harness.ts'
import { servePage } from './page-server.ts'

const CELLS = 1000
const ROUNDS = 15
const FRAME_MS = 16.7
/** Cells with two lines of words, as one works with them, and the whole board in one window. */
const ZOOMS = { 'at work': 5, 'whole building': 2 } as const

export async function boardBench(): Promise<BenchRow[]> {
  const { open, close } = await servePage('board')
  try {
    const page = await open()
    const rows: BenchRow[] = []
    for (const [name, zoom] of Object.entries(ZOOMS)) {
      const [ours, bare]: [number[], number[]] = [[], []]
      for (let round = 0; round < ROUNDS; round++) {
        bare.push(await plain(page))
        ours.push(await board(page, zoom))
      }
      rows.push(atMost(`board of ${CELLS} cells, answer to painted, ${name}`, 'ms', median(ours), median(bare), 1.3))
    }
    const [coldOurs, coldBare]: [number[], number[]] = [[], []]
    for (let round = 0; round < 5; round++) {
      for (const [times, run] of [
        [coldBare, plain],
        [coldOurs, (fresh: Page) => board(fresh, 5)],
      ] as const) {
        const fresh = await open()
        times.push(await run(fresh))
        await fresh.close()
      }
    }
    rows.push(
      atMost(`board of ${CELLS} cells, answer to painted, cold page`, 'ms', median(coldOurs), median(coldBare), 1.3),
    )
    const recolours: number[] = []
    for (let round = 0; round < ROUNDS; round++)
      recolours.push(
        await page.evaluate<number>(`window.bench.recolour(window.bench.units(${CELLS})).then(({ script }) => script)`),
      )
    rows.push(
      limit(
        'recolouring 100 of 1,000 cells',
        'ms',
        median(recolours),
        FRAME_MS,
        'until the new looks are handed to the browser',
      ),
    )
    rows.push(
      limit(
        'hover card, p95',
        'ms',
        percentile(await hovers(await open()), 0.95),
        16,
        'from the move to the laid-out card',
      ),
    )
    return rows
  } finally {
    await close()
  }
}

const plain = (page: Page) => page.evaluate<number>(`window.bench.plain(window.bench.units(${CELLS}))`)
const board = (page: Page, zoom: number) =>
  page.evaluate<number>(`window.bench.board(window.bench.units(${CELLS}), ${zoom})`)

async function hovers(page: Page): Promise<number[]> {
  await page.evaluate(`window.bench.hover(window.bench.units(${CELLS}))`)
  await page.waitForSelector('.kc')
  for (let step = 0; step < 120; step++) {
    await page.mouse.move(70 + (step % 24) * 50, 100 + Math.floor(step / 24) * 64)
    await page.waitForTimeout(20)
  }
  return page.evaluate<number[]>('window.bench.hovers()')
}

function median(values: readonly number[]): number {
  return percentile(values, 0.5)
}
