/** Areas are whole square centimetres (1 m² = 10,000), and what a re-measured flat costs (C2.5). */
import { z } from 'zod'
import { type Minor, scale } from './money.ts'
import { type Ratio, compareRatio, divideRoundHalfUp, ratio } from './percent.ts'

export const Cm2 = z.int()
export type Cm2 = z.infer<typeof Cm2>

export const SQUARE_METRE = 10_000

/** Reads `45,3`, `45.30 м²`, `1 200 кв. м`; null when it is no area. */
export function parseArea(text: string): Cm2 | null {
  const clean = text.replace(/[\s\u00a0\u202f]/g, '').replace(/(?:м²|м2|кв\.?м\.?|m²|m2|sqm)$/iu, '')
  const match = /^(\d{1,7})(?:[.,](\d{1,4}))?$/.exec(clean)
  return match ? Number(match[1]) * SQUARE_METRE + Number((match[2] ?? '').padEnd(4, '0')) : null
}

/** `45,30`: hundredths of a metre, rounded half up, as registers and contracts state it. */
export function formatArea(area: Cm2, digits = 2, separator = ','): string {
  const scaled = divideRoundHalfUp(BigInt(area) * 10n ** BigInt(digits), BigInt(SQUARE_METRE))
  const text = (scaled < 0n ? -scaled : scaled).toString().padStart(digits + 1, '0')
  const whole = text.slice(0, text.length - digits).replace(/\B(?=(\d{3})+$)/g, '\u00a0')
  return (scaled < 0n ? '−' : '') + whole + (digits === 0 ? '' : separator + text.slice(-digits))
}

export function priceOfArea(area: Cm2, pricePerMetre: Minor): Minor {
  return scale(pricePerMetre, area, SQUARE_METRE)
}

export type SummerRoom = 'loggia' | 'balcony' | 'terrace' | 'veranda'

/** The area that a contract is priced by: rooms in full, loggias and balconies with the coefficients of the pack, each rounded to 0.01 m². */
export function pricedArea(
  rooms: Cm2,
  summer: readonly { kind: SummerRoom; area: Cm2 }[],
  coefficients: Readonly<Record<SummerRoom, Ratio>>,
): Cm2 {
  return summer.reduce((total, room) => {
    const { num, den } = coefficients[room.kind]
    return total + Number(divideRoundHalfUp(BigInt(room.area) * BigInt(num), BigInt(den) * 100n)) * 100
  }, rooms)
}

export interface MeasureTerms {
  contractArea: Cm2
  factArea: Cm2
  pricePerMetre: Minor
  /** A difference up to this is not settled (in cm²); null when every difference is. */
  tolerance: Cm2 | null
  /** Only what exceeds the tolerance is paid for, or the whole difference once it does. */
  settle: 'excess' | 'whole'
  /** The most that either side pays. */
  cap: Minor | null
  /** A deviation above this share lets the buyer leave the contract. */
  exitShare: Ratio
}

export interface MeasureResult {
  difference: Cm2
  /** Positive: the buyer pays more; negative: the developer returns. */
  due: Minor
  isWithinTolerance: boolean
  isCapped: boolean
  mayLeave: boolean
}

export function settleMeasurement(terms: MeasureTerms): MeasureResult {
  const difference = terms.factArea - terms.contractArea
  const size = Math.abs(difference)
  const sign = Math.sign(difference)
  const tolerance = terms.tolerance ?? 0
  const isWithinTolerance = size <= tolerance
  const counted = isWithinTolerance ? 0 : terms.settle === 'excess' ? size - tolerance : size
  const full = priceOfArea(counted, terms.pricePerMetre)
  const isCapped = terms.cap !== null && full > terms.cap
  return {
    difference,
    due: (isCapped ? (terms.cap ?? 0) : full) * sign || 0,
    isWithinTolerance,
    isCapped,
    mayLeave: terms.contractArea > 0 && compareRatio(ratio(size, terms.contractArea), terms.exitShare) > 0,
  }
}
