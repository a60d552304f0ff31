/** Random choices that a seed repeats. */
export interface Random {
  /** From 0 up to, not including, `below`. */
  int(below: number): number
  pick<T>(list: readonly T[]): T
  chance(probability: number): boolean
}

/** mulberry32: small, and the same everywhere. */
export function randomOf(seed: number): Random {
  let state = seed >>> 0
  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  return {
    int: (below) => Math.floor(next() * below),
    pick: (list) => list[Math.floor(next() * list.length)] as never,
    chance: (probability) => next() < probability,
  }
}

/** `KVARTAL_SEED` repeats a failure; otherwise every run tries something new. Tests print it in their titles. */
export function seedOf(fallback = Math.floor(Math.random() * 2 ** 31)): number {
  return process.env['KVARTAL_SEED'] === undefined ? fallback : Number(process.env['KVARTAL_SEED'])
}
