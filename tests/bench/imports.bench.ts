/** Imports against exceljs' own streaming reader of the same file, exports against its streaming writer; and how far that reader is from mere unpacking. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { units } from '#shared/modules/imports/kinds/units.ts'
import { exportKind } from '#main/modules/imports/export-kind.ts'
import { atMost, byTurns, limit, type BenchRow } from './harness.ts'
import { timeCommit } from './imports/commit.ts'
import { sampleBase, writeSample } from './imports/data.ts'

interface Measured {
  milliseconds: number
  megabytes: number
  perSecond?: number
  cancel?: number
}

function measure(what: string, file: string, rows: number): Measured {
  const script = path.join(import.meta.dirname, 'imports/run-one.ts')
  return JSON.parse(
    execFileSync(process.execPath, ['--disable-warning=ExperimentalWarning', script, what, file, String(rows)], {
      encoding: 'utf8',
      maxBuffer: 2 ** 20,
    }),
  ) as Measured
}

export async function importsBench(
  sizes: { rows: number; megabytes: number }[] = [
    { rows: 19_000, megabytes: 400 },
    { rows: 200_000, megabytes: 800 },
  ],
): Promise<BenchRow[]> {
  const dir = mkdtempSync(path.join(tmpdir(), 'kvartal-bench-'))
  const results: BenchRow[] = []
  try {
    for (const { rows, megabytes } of sizes) {
      const file = path.join(dir, `${rows}.xlsx`)
      // Every tenth price differs from the base.
      await writeSample(file, rows, (n, { cells }) =>
        n % 10 === 0 ? cells.map((cell, at) => (at === 24 ? `${cell}!` : cell)) : cells,
      )
      const turns = Array.from({ length: rows > 50_000 ? 2 : 3 }, () => ({
        bare: measure('exceljs', file, rows),
        ours: measure('ours', file, rows),
        inflate: measure('inflate', file, rows),
      }))
      const best = (pick: (turn: (typeof turns)[number]) => number) => Math.min(...turns.map(pick))
      const bare = best((turn) => turn.bare.milliseconds)
      const name = `import of ${rows.toLocaleString('en')} rows × 25`
      const far = (bare / best((turn) => turn.inflate.milliseconds)).toFixed(1)
      results.push(
        atMost(
          `${name}: parse, map, validate, diff`,
          'ms',
          best((turn) => turn.ours.milliseconds),
          bare,
          2,
          `exceljs' reader takes ${far} × mere unpacking`,
        ),
        limit(
          `${name}: peak memory, base included`,
          'MB',
          best((turn) => turn.ours.megabytes),
          megabytes,
          `exceljs' reader ${Math.round(best((turn) => turn.bare.megabytes))} MB`,
        ),
        limit(
          `${name}: time between two words of progress`,
          'ms',
          1000 / Math.max(...turns.map((turn) => turn.ours.perSecond ?? 0)),
          200,
        ),
        limit(
          `${name}: cancel`,
          'ms',
          best((turn) => turn.ours.cancel ?? Infinity),
          500,
        ),
      )
    }
    results.push(await exportBench(dir))
    const commits = [await timeCommit(19_000), await timeCommit(19_000)]
    results.push(
      limit(
        'commit of 19,000 changed rows on a local PostgreSQL',
        'ms',
        Math.min(...commits),
        5000,
        'price and note each, audited, with its protocol',
      ),
    )
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
  return results
}

async function exportBench(dir: string): Promise<BenchRow> {
  const rows = 19_000
  const base = sampleBase(rows)
  const { ours, bare } = await byTurns(
    3,
    () => exportKind(path.join(dir, 'ours.xlsx'), { kind: units, rows: base, language: 'ru' }),
    () => writeSample(path.join(dir, 'bare.xlsx'), rows),
  )
  return atMost(
    `export of ${rows.toLocaleString('en')} rows × 25`,
    'ms',
    ours,
    bare,
    1.3,
    'with ids, stamps, formats and live totals',
  )
}
