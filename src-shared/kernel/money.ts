/** Money is an integer number of minor units (kopecks), always a safe integer; what could overflow on the way is computed in bigint. */
import { z } from 'zod'
import { type Ratio, divideRoundHalfUp } from './percent.ts'

export const Minor = z.int()
export type Minor = z.infer<typeof Minor>

export const KOPECKS = 100

/**
 * Reads an amount as people type or paste it: `12 345 678,90`, `12345678.9`, `-5`, `1'000 ₽`.
 * Null when it is not one, or when a separator could mean two things (`1,234`).
 */
export function parseMinor(text: string): Minor | null {
  const clean = text
    .replace(/[−–]/g, '-')
    .replace(/(?:₽|руб(?:лей|ля|ль|\.)?|р\.)$/iu, '')
    .replace(/[\s\u00a0\u202f\u2009']/g, '')
  const match = /^(-?)(\d{1,14})(?:[.,](\d{1,2}))?$/.exec(clean)
  if (!match) return null
  const minor = Number(match[2]) * KOPECKS + Number((match[3] ?? '').padEnd(2, '0'))
  if (!Number.isSafeInteger(minor)) return null
  return match[1] === '-' && minor !== 0 ? -minor : minor
}

/** `12 345 678,90` with no-break spaces, as Russian documents write it. */
export function formatMinor(minor: Minor, separator = ','): string {
  const digits = Math.abs(minor).toString().padStart(3, '0')
  const rubles = digits.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, '\u00a0')
  return `${minor < 0 ? '−' : ''}${rubles}${separator}${digits.slice(-2)}`
}

export function sumMinor(amounts: readonly Minor[]): Minor {
  return toMinor(amounts.reduce((total, amount) => total + BigInt(amount), 0n))
}

/** `amount × ratio`, rounded half up to the kopeck. */
export function multiply(amount: Minor, by: Ratio): Minor {
  return toMinor(divideRoundHalfUp(BigInt(amount) * BigInt(by.num), BigInt(by.den)))
}

/** `amount × numerator / denominator`, rounded half up: for factors that are counted rather than rates. */
export function scale(amount: Minor, numerator: number | bigint, denominator: number | bigint): Minor {
  return toMinor(divideRoundHalfUp(BigInt(amount) * BigInt(numerator), BigInt(denominator)))
}

/** Rounds to a multiple of `step` (a price to 1,000 ₽, a tax to whole rubles), halves up. */
export function roundTo(amount: Minor, step: Minor): Minor {
  return toMinor(divideRoundHalfUp(BigInt(amount), BigInt(step)) * BigInt(step))
}

/**
 * Shares `total` over `weights`: whole shares first, then a kopeck each to the largest remainders, ties by order.
 * The parts always add up to `total`. A share of nothing goes to no weight: all-zero weights are refused.
 */
export function allocate(total: Minor, weights: readonly (number | bigint)[]): Minor[] {
  const parts = weights.map(BigInt)
  const whole = parts.reduce((sum, weight) => sum + weight, 0n)
  if (whole <= 0n || parts.some((weight) => weight < 0n))
    throw new RangeError('Weights must not be negative nor all zero')
  const sign = total < 0 ? -1 : 1
  const amount = BigInt(Math.abs(total))
  const floors = parts.map((weight) => (amount * weight) / whole)
  let left = amount - floors.reduce((sum, part) => sum + part, 0n)
  const byRemainder = parts
    .map((weight, index) => ({ index, remainder: (amount * weight) % whole }))
    .sort((a, b) => (a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1))
  for (const { index } of byRemainder) {
    if (left === 0n) break
    floors[index] = (floors[index] ?? 0n) + 1n
    left -= 1n
  }
  return floors.map((part) => toMinor(part) * sign || 0)
}

/** 10 000.00 by 3 is 3 333.34, 3 333.33, 3 333.33: the first parts take the odd kopecks. */
export function splitEqually(total: Minor, parts: number): Minor[] {
  return allocate(
    total,
    Array.from({ length: parts }, () => 1),
  )
}

/** The VAT inside a gross amount: `gross × r / (100 + r)`. */
export function vatInside(gross: Minor, rate: Ratio): Minor {
  return toMinor(divideRoundHalfUp(BigInt(gross) * BigInt(rate.num), BigInt(rate.den) + BigInt(rate.num)))
}

/** The VAT put on top of a net amount. */
export function vatOnTop(net: Minor, rate: Ratio): Minor {
  return multiply(net, rate)
}

/** Personal income tax and VAT returns count in whole rubles: less than 50 kopecks is dropped, 50 and more is a ruble. */
export function roundToRuble(amount: Minor): Minor {
  return roundTo(amount, KOPECKS)
}

export function toMinor(value: bigint): Minor {
  const minor = Number(value)
  if (!Number.isSafeInteger(minor)) throw new RangeError('The amount is too large to be counted in kopecks')
  return minor || 0
}
