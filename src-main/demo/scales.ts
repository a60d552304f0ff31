/** How much of everything a demonstration holds (issue: 107 complexes, 333 buildings, 19,000 units; a resort of 300 apartments). */
export const DEMO_SCALES = ['small', 'complex', 'developer', 'developer-x10'] as const
export type DemoScale = (typeof DEMO_SCALES)[number]

export function isDemoScale(text: string): text is DemoScale {
  return (DEMO_SCALES as readonly string[]).includes(text)
}

export interface DemoSize {
  /** What the one complex of `complex` is: apartments by the sea, with villas and outlets. */
  isResort: boolean
  complexes: number
  buildings: number
  units: number
  agencies: number
  sales: number
  /** Deals that have no unit yet, and clients of the past who bought nothing. */
  hopes: number
  refusals: number
}

export const DEMO_SIZES: Record<DemoScale, DemoSize> = {
  small: { isResort: false, complexes: 1, buildings: 2, units: 140, agencies: 2, sales: 3, hopes: 12, refusals: 6 },
  complex: { isResort: true, complexes: 1, buildings: 4, units: 460, agencies: 3, sales: 6, hopes: 34, refusals: 16 },
  developer: {
    isResort: false,
    complexes: 107,
    buildings: 333,
    units: 19_000,
    agencies: 24,
    sales: 30,
    hopes: 360,
    refusals: 600,
  },
  'developer-x10': {
    isResort: false,
    complexes: 1_070,
    buildings: 3_330,
    units: 190_000,
    agencies: 24,
    sales: 60,
    hopes: 3_600,
    refusals: 6_000,
  },
}

/** Shares `total` over `parts` in the proportion of their weights, each at least `least`; the sum is exact. */
export function share(total: number, weights: readonly number[], least: number): number[] {
  if (weights.length === 0) return []
  const rest = total - least * weights.length
  const sum = weights.reduce((all, weight) => all + weight, 0)
  const parts = weights.map((weight) => least + Math.floor((rest * weight) / sum))
  let left = total - parts.reduce((all, part) => all + part, 0)
  for (let at = 0; left > 0; at = (at + 1) % parts.length, left--) parts[at] = (parts[at] ?? 0) + 1
  return parts
}
