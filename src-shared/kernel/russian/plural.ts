/** Which of the three Russian forms a count takes: 1 день, 2 дня, 5 дней. */

/** The forms for 1, 2 and 5. */
export type Forms = readonly [string, string, string]

export function pluralIndex(count: number | bigint): 0 | 1 | 2 {
  const size = count < 0 ? -BigInt(count) : BigInt(count)
  const tens = size % 100n
  const ones = size % 10n
  if (tens >= 11n && tens <= 14n) return 2
  return ones === 1n ? 0 : ones >= 2n && ones <= 4n ? 1 : 2
}

export function plural(count: number | bigint, forms: Forms): string {
  return forms[pluralIndex(count)]
}

/** `5 дней`: the number with the word in its form. */
export function counted(count: number | bigint, forms: Forms): string {
  return `${count}\u00a0${plural(count, forms)}`
}
