/** The engine's memory on the ten-fold data: first sync, the whole registry's facets and a chessboard watched, then one change. */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { DemoScale } from '#main/demo/scales.ts'
import { demoOnPostgres } from '../support/demo.ts'
import { limit, type BenchRow } from './harness.ts'

const MOST_MB = 700

export async function memoryBench(scale: DemoScale = 'developer-x10'): Promise<BenchRow[]> {
  const centre = await demoOnPostgres(scale, '2026-11-21')
  try {
    const { mb, rows, syncMs } = await measure(centre.url)
    const note = `peak resident set of the engine process; first sync of ${rows.toLocaleString('en')} rows in ${(syncMs / 1000).toFixed(1)} s`
    return [limit(`engine memory, ${scale}`, 'MB', mb, MOST_MB, note)]
  } finally {
    await centre.close()
  }
}

interface Measured {
  mb: number
  rows: number
  syncMs: number
}

async function measure(url: string): Promise<Measured> {
  const profile = mkdtempSync(path.join(tmpdir(), 'kvartal-bench-'))
  const child = spawn(
    process.execPath,
    [
      '--disable-warning=ExperimentalWarning',
      '--expose-gc',
      path.join(import.meta.dirname, 'memory-child.ts'),
      profile,
      url,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const code = await new Promise<number | null>((resolve) => child.on('exit', resolve))
  rmSync(profile, { recursive: true, force: true })
  if (code !== 0) throw new Error(`The measured engine ended with ${code}`)
  return JSON.parse(output) as Measured
}
