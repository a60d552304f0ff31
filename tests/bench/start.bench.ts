/** Cold start on existing data, from the process being started to a board one can click on, beside an empty page in the same browser. */
import { spawnSync } from 'node:child_process'
import { startApplication } from '../e2e/support/application.ts'
import { openBrowser } from '../e2e/support/browser.ts'
import { limit, percentile, timed, type BenchRow } from './harness.ts'

const TURNS = 5
const MOST_MS = 2_000

export async function startBench(): Promise<BenchRow[]> {
  // What is measured is the program as it is now, built as `npm start` builds it.
  spawnSync('npm', ['run', '-s', 'build'], { stdio: 'inherit', shell: process.platform === 'win32' })
  const application = await startApplication({ demo: 'complex' })
  const browser = await openBrowser()
  try {
    const starts: number[] = []
    const empties: number[] = []
    for (let turn = 0; turn < TURNS; turn++) {
      const context = await browser.newContext()
      const page = await context.newPage()
      empties.push(await timed(() => page.goto('about:blank')))
      await application.stop()
      starts.push(
        await timed(async () => {
          await application.restart()
          await page.goto(application.address)
          await page.click('[data-testid=person-sales]')
          await page.getByRole('gridcell').first().waitFor()
        }),
      )
      await context.close()
    }
    const note = `process start, centre opened, signed in and board painted; an empty page ${percentile(empties, 0.5).toFixed(0)} ms`
    return [limit('cold start to a usable board, median', 'ms', percentile(starts, 0.5), MOST_MS, note)]
  } finally {
    await browser.close()
    await application.dispose()
  }
}
