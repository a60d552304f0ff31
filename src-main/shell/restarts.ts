/** When a crashed engine is started again: at once, then more slowly, and not for ever. */
const WINDOW_MS = 5 * 60_000
const DELAYS_MS = [0, 1_000, 3_000, 10_000]

/** Milliseconds to wait after a crash now, or undefined when crashes come so thick that a person must decide. */
export function restartDelay(crashes: readonly number[], now: number): number | undefined {
  const recent = crashes.filter((at) => now - at < WINDOW_MS).length
  return DELAYS_MS[recent]
}
