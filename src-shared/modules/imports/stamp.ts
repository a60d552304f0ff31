/**
 * How an exported workbook remembers what it said: four characters a cell, in one hidden column. A returning row then
 * shows which cells its reader changed and which of them the base has changed since, without keeping the old values.
 */
import type { Value } from './kind.ts'

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
export const STAMP_LENGTH = 4

/** FNV-1a, folded to 24 bits: one chance in sixteen million that an edit goes unnoticed. */
export function stampOf(value: Value): string {
  const text =
    value === null
      ? ''
      : typeof value === 'string'
        ? `s${value}`
        : typeof value === 'number'
          ? `n${value}`
          : `b${value}`
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  const bits = (hash ^ (hash >>> 24)) & 0xffffff
  return (
    (DIGITS[bits >>> 18] ?? '') +
    (DIGITS[(bits >>> 12) & 63] ?? '') +
    (DIGITS[(bits >>> 6) & 63] ?? '') +
    (DIGITS[bits & 63] ?? '')
  )
}

/** The stamps of a row, in the order of its fields. */
export function rowStamp(values: readonly Value[]): string {
  let stamp = ''
  for (const value of values) stamp += stampOf(value)
  return stamp
}

export function stampAt(stamp: string, index: number): string {
  return stamp.slice(index * STAMP_LENGTH, (index + 1) * STAMP_LENGTH)
}
