/** Exact rates and shares: a ratio of two safe integers, so that 30 % and 1/3 are stored and compared without floats. */
import { z } from 'zod'

export const Ratio = z.object({ num: z.int(), den: z.int().positive() })
export type Ratio = z.infer<typeof Ratio>

export const ZERO: Ratio = { num: 0, den: 1 }
export const ONE: Ratio = { num: 1, den: 1 }

export function ratio(num: number, den: number): Ratio {
  if (den === 0) throw new RangeError('A ratio needs a denominator')
  const divisor = gcd(Math.abs(num), Math.abs(den)) * Math.sign(den)
  return { num: num / divisor || 0, den: den / divisor }
}

/** `percent('12.5')` is 12.5 %, that is 1/8. Text keeps its digits; a number must be an integer. */
export function percent(value: string | number): Ratio {
  const decimal = parseDecimal(String(value))
  if (decimal === null) throw new RangeError(`Not a percentage: ${value}`)
  return ratio(decimal.num, decimal.den * 100)
}

/** Reads what people type for a share: `30%`, `0,3`, `1/3`. A bare number above 1 is taken for percent. Null when it is none of these. */
export function parseRatio(text: string): Ratio | null {
  const clean = text.replace(/\s/g, '')
  const fraction = /^(\d{1,9})\/([1-9]\d{0,8})$/.exec(clean)
  if (fraction) return ratio(Number(fraction[1]), Number(fraction[2]))
  const decimal = parseDecimal(clean.replace(/%$/, ''))
  if (decimal === null) return null
  const isPercent = clean.endsWith('%') || decimal.num > decimal.den
  return ratio(decimal.num, isPercent ? decimal.den * 100 : decimal.den)
}

/** `12,5` for 1/8 shown as percent; an endless fraction is cut at `digits` places. */
export function formatPercent(value: Ratio, digits = 4, separator = ','): string {
  const scaled = divideRoundHalfUp(BigInt(value.num) * 100n * 10n ** BigInt(digits), BigInt(value.den))
  const text = (scaled < 0n ? -scaled : scaled).toString().padStart(digits + 1, '0')
  const whole = text.slice(0, text.length - digits)
  const part = text.slice(text.length - digits).replace(/0+$/, '')
  return (scaled < 0n ? '-' : '') + whole + (part === '' ? '' : separator + part)
}

export function compareRatio(a: Ratio, b: Ratio): number {
  const difference = BigInt(a.num) * BigInt(b.den) - BigInt(b.num) * BigInt(a.den)
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}

export function sumRatios(values: readonly Ratio[]): Ratio {
  return values.reduce(
    (total, value) => ratio(total.num * value.den + value.num * total.den, total.den * value.den),
    ZERO,
  )
}

/** Nearest integer, halves away from zero: a reversal is then the exact mirror of what it reverses. */
export function divideRoundHalfUp(numerator: bigint, denominator: bigint): bigint {
  if (denominator === 0n) throw new RangeError('Division by zero')
  const isNegative = numerator < 0n !== denominator < 0n
  const n = numerator < 0n ? -numerator : numerator
  const d = denominator < 0n ? -denominator : denominator
  const rounded = (2n * n + d) / (2n * d)
  return isNegative ? -rounded : rounded
}

function parseDecimal(text: string): { num: number; den: number } | null {
  const match = /^(-?\d{1,9})(?:[.,](\d{1,6}))?$/.exec(text)
  if (!match) return null
  const part = match[2] ?? ''
  return { num: Number(`${match[1]}${part}`), den: 10 ** part.length }
}

function gcd(a: number, b: number): number {
  while (b !== 0) [a, b] = [b, a % b]
  return a
}
