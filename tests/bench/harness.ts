/** Each row of the bench is a ratio between our work and the bare work, measured by turns in the same run. */

export interface BenchRow {
  name: string
  /** What the figures are: `ms`, `rows/s`, `MB`. */
  unit: string
  ours: number
  bare: number
  /** ours/bare for a time, bare/ours for a rate turned into a time; smaller is better unless `atLeast`. */
  ratio: number
  /** The goal of architecture.md section 6: the ratio may be at most (or at least) this. */
  goal: string
  isMet: boolean
  note?: string
}

export function atMost(name: string, unit: string, ours: number, bare: number, most: number, note?: string): BenchRow {
  const ratio = ours / bare
  return {
    name,
    unit,
    ours,
    bare,
    ratio,
    goal: `≤ ${most} ×`,
    isMet: ratio <= most,
    ...(note === undefined ? {} : { note }),
  }
}

/** For rates: ours per second against bare per second. */
export function atLeast(
  name: string,
  unit: string,
  ours: number,
  bare: number,
  least: number,
  note?: string,
): BenchRow {
  const ratio = ours / bare
  return {
    name,
    unit,
    ours,
    bare,
    ratio,
    goal: `≥ ${least} ×`,
    isMet: ratio >= least,
    ...(note === undefined ? {} : { note }),
  }
}

/** A figure with a fixed goal and no bare work. */
export function limit(name: string, unit: string, ours: number, most: number, note?: string): BenchRow {
  return {
    name,
    unit,
    ours,
    bare: most,
    ratio: ours / most,
    goal: `≤ ${most} ${unit}`,
    isMet: ours <= most,
    ...(note === undefined ? {} : { note }),
  }
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN
}

export async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now()
  await work()
  return performance.now() - startedAt
}

/** The best of `turns` for each of two works that take turns, so that a noisy neighbour hurts both. */
export async function byTurns(
  turns: number,
  ours: () => Promise<unknown>,
  bare: () => Promise<unknown>,
): Promise<{ ours: number; bare: number }> {
  const best = { ours: Infinity, bare: Infinity }
  for (let turn = 0; turn < turns; turn++) {
    best.bare = Math.min(best.bare, await timed(bare))
    best.ours = Math.min(best.ours, await timed(ours))
  }
  return best
}

export function table(rows: readonly BenchRow[]): string {
  const lines = rows.map(({ name, unit, ours, bare, ratio, goal, isMet, note }) => [
    name,
    `${figure(ours)} ${unit}`,
    `${figure(bare)} ${unit}`,
    `${ratio.toFixed(2)} ×`,
    goal,
    isMet ? 'met' : 'NOT MET',
    note ?? '',
  ])
  const head = ['what', 'ours', 'bare', 'ratio', 'goal', '', 'note']
  const widths = head.map((title, column) =>
    Math.max(title.length, ...lines.map((line) => (line[column] ?? '').length)),
  )
  return [head, ...lines]
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

function figure(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en') : value.toFixed(2)
}
