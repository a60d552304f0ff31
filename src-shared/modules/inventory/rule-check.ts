/** What is wrong with the terms of a price rule beyond their shape: judged in the form and again by the command. */
import type { RuleTerms } from './pricing-model.ts'

export type RulePart = 'base' | 'floor' | 'area' | 'adds' | 'promos'
export type RuleFault = 'no-base' | 'order' | 'overlap' | 'no-name' | 'same-code' | 'no-effect'

export interface RuleProblem {
  part: RulePart
  /** Which line of the part; null: the part as a whole. */
  index: number | null
  fault: RuleFault
}

export function problemsOf(terms: RuleTerms): RuleProblem[] {
  const problems: RuleProblem[] = []
  const add = (part: RulePart, index: number | null, fault: RuleFault) => problems.push({ part, index, fault })
  // Without a base for a stage its buildings get no price: at least one stage must have one.
  if (Object.values(terms.base).every((base) => base === 0)) add('base', null, 'no-base')
  for (const [index, { from, to }] of terms.floor.entries()) {
    if (from > to) add('floor', index, 'order')
    else if (terms.floor.slice(0, index).some((other) => from <= other.to && other.from <= to))
      add('floor', index, 'overlap')
  }
  // The upper end of an area is not part of its band, that of floors is.
  for (const [index, { from_cm2: from, to_cm2: to }] of terms.area.entries()) {
    if (from >= to) add('area', index, 'order')
    else if (terms.area.slice(0, index).some((other) => from < other.to_cm2 && other.from_cm2 < to))
      add('area', index, 'overlap')
  }
  for (const [index, { name, ppm_minor }] of terms.adds.entries()) {
    if (name.trim() === '') add('adds', index, 'no-name')
    else if (ppm_minor === 0) add('adds', index, 'no-effect')
  }
  for (const [index, { code, name, from_on, to_on, discount_bp }] of terms.promos.entries()) {
    if (name.trim() === '' || code.trim() === '') add('promos', index, 'no-name')
    else if (terms.promos.slice(0, index).some((other) => other.code === code)) add('promos', index, 'same-code')
    else if (from_on !== null && to_on !== null && from_on > to_on) add('promos', index, 'order')
    else if (discount_bp === 0) add('promos', index, 'no-effect')
  }
  return problems
}

/** A rule before anything is said in it: prices to a thousand roubles, and nothing multiplied. */
export const EMPTY_TERMS: RuleTerms = {
  base: {},
  floor: [],
  view: {},
  layout: {},
  finishing: {},
  area: [],
  adds: [],
  promos: [],
  round_minor: 100_000,
}
