/** A heat map over any number of a unit: steps of equal count, so that a few penthouses do not turn all the rest one colour. */
import type { BoardUnit } from '#shared/modules/inventory/model.ts'
import { DAY_MS, fromInstant } from '#shared/kernel/instant.ts'
import { HEAT_STEPS, type ToneName } from './tones.ts'

export const HEATS = ['price', 'ppm', 'days'] as const
export type HeatKind = (typeof HEATS)[number]

export function heatValue(unit: BoardUnit, kind: HeatKind, now: number): number | null {
  switch (kind) {
    case 'price':
      return unit.price_minor
    case 'ppm':
      return unit.ppm_minor
    case 'days':
      // What is sold has stopped ageing: only what still stands on the shelf is shown.
      return unit.on_sale_at === null || unit.status !== 'free'
        ? null
        : Math.max(0, Math.floor((now - fromInstant(unit.on_sale_at)) / DAY_MS))
  }
}

export interface HeatScale {
  /** Lower bound of each step; the first is the least value. */
  bounds: readonly number[]
  most: number
  counts: readonly number[]
  toneOf(value: number | null): ToneName
}

export function heatScale(values: readonly (number | null)[]): HeatScale {
  const known = values.filter((value) => value !== null).toSorted((a, b) => a - b)
  const bounds: number[] = []
  for (let step = 0; step < HEAT_STEPS; step++) {
    const bound = known[Math.floor((step * known.length) / HEAT_STEPS)]
    if (bound !== undefined && bound !== bounds.at(-1)) bounds.push(bound)
  }
  const spread = bounds.length > 1 ? (HEAT_STEPS - 1) / (bounds.length - 1) : 0
  const stepOf = (value: number) =>
    Math.max(
      0,
      bounds.findLastIndex((bound) => bound <= value),
    )
  const counts = bounds.map(() => 0)
  for (const value of known) counts[stepOf(value)] = (counts[stepOf(value)] ?? 0) + 1
  return {
    bounds,
    most: known.at(-1) ?? 0,
    counts,
    toneOf: (value) => (value === null ? 'muted' : heatTone(stepOf(value) * spread)),
  }
}

/** The tone of a step of a scale with so many steps: fewer steps are spread over the whole ramp. */
export function heatStepTone(scale: HeatScale, step: number): ToneName {
  return heatTone(scale.bounds.length > 1 ? (step * (HEAT_STEPS - 1)) / (scale.bounds.length - 1) : 0)
}

function heatTone(step: number): ToneName {
  return `heat-${Math.round(step)}` as ToneName
}
