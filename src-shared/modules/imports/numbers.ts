/** Numbers as people type them: thousands, decimal commas, units, brackets for minus, letters that look like digits. */

export interface TypedNumber {
  value: number
  /** What followed the digits, lower case and without spaces: `м²`, `руб.`, `%`. */
  unit: string
  /** О for 0, З for 3, l for 1 were taken for digits. */
  hasLookalikes: boolean
}

const LOOKALIKE: Record<string, string> = { O: '0', o: '0', О: '0', о: '0', З: '3', з: '3', l: '1', I: '1', І: '1' }
const PLAIN = /^-?\d{1,15}(?:\.\d+)?$/
/** Digits with letters that look like them come first: `4O,5` is no 4 followed by a unit. */
const HEAD = /^(\()?\s*([-+]?)\s*((?:[OoОоЗзlIІ]*\d[\dOoОоЗзlIІ.,]*)(?![\p{L}\d.,])|\d[\d.,]*|[.,]\d+)(\))?\s*(.*)$/su
const THOUSANDS = /(\d)[ ’'](?=[\dOoОоЗзlIІ]{3}(?![\p{L}\d]))/gu

/**
 * Reads clean text (see `cleanText`) as a number. A lone separator before exactly three digits is a thousand for money
 * (`decimals` 2) and a decimal point for what may have three digits after it. Null when it is no single number.
 */
export function typedNumber(text: string, decimals: number): TypedNumber | null {
  if (PLAIN.test(text) && !(decimals === 2 && /\.\d{3}$/.test(text)))
    return { value: Number(text), unit: '', hasLookalikes: false }
  const tight = text.replace(/[−–—]/g, '-').replace(THOUSANDS, '$1')
  const match = HEAD.exec(tight)
  if (!match) return null
  const [, open, sign = '', digits = '', close, rest = ''] = match
  if ((open === undefined) !== (close === undefined)) return null
  const plain = digits.replace(/[OoОоЗзlIІ]/g, (letter) => LOOKALIKE[letter] ?? letter)
  const value = Number(withPoint(plain.replace(/[.,]$/, ''), decimals))
  if (Number.isNaN(value)) return null
  const isNegative = sign === '-' || open !== undefined
  return {
    value: isNegative ? -value : value,
    unit: rest.toLowerCase().replace(/\s+/g, ''),
    hasLookalikes: plain !== digits,
  }
}

function withPoint(digits: string, decimals: number): string {
  const comma = digits.lastIndexOf(',')
  const point = digits.lastIndexOf('.')
  if (comma < 0 && point < 0) return digits
  if (comma >= 0 && point >= 0) {
    const last = Math.max(comma, point)
    return digits.slice(0, last).replace(/[.,]/g, '') + '.' + digits.slice(last + 1)
  }
  const sign = comma >= 0 ? ',' : '.'
  const groups = digits.split(sign)
  const areThousands =
    groups.length > 1 && groups.slice(1).every((group) => group.length === 3) && (groups[0] ?? '').length <= 3
  if (groups.length > 2) return areThousands ? groups.join('') : 'NaN'
  if (areThousands && decimals === 2 && groups[0] !== '0' && groups[0] !== '') return groups.join('')
  return digits.replace(sign, '.')
}

const THOUSAND = /^(?:тыс|т\.?р|k|к(?!в))\.?/
const MILLION = /^(?:млн|миллион\p{L}*|mln|mio|m(?=$|руб|₽|rub))\.?/u
const FOREIGN = /\$|€|£|¥|usd|eur|долл|евро|тенге|kzt|cny|юан/

/** How many rubles one of the unit is; null for a unit that is no ruble. */
export function rublesIn(unit: string): number | null | 'foreign' {
  if (FOREIGN.test(unit)) return 'foreign'
  let rest = unit
  let factor = 1
  if (MILLION.test(rest)) {
    factor = 1_000_000
    rest = rest.replace(MILLION, '')
  } else if (THOUSAND.test(rest)) {
    factor = 1000
    rest = rest.replace(THOUSAND, '')
  }
  return /^(?:(?:руб(?:л\p{L}*)?|р|₽|rub|rur)?\.?(?:\/|за|per)?(?:м²|м2|кв\.?м\.?|m²|m2|sqm)?)?$/u.test(rest)
    ? factor
    : null
}

export const isSquareMetre = (unit: string) =>
  /^(?:(?:м²|м2|м\^2|кв\.?м(?:етр\p{L}*)?\.?|квм|m²|m2|m\^2|sq[._]?m\.?|sqm)\.?)?$/u.test(unit)

/** Words after a count that say nothing new: `5 эт.`, `3 шт`, `12 мес.` */
export const isCountWord = (unit: string) =>
  /^(?:эт(?:аж)?|шт|ед|комн?(?:\p{L}*)?|этаж\p{L}*|лет|год\p{L}*|мес\p{L}*|дн\p{L}*|pcs|floor|th|st|nd|rd|-?й|-?ый)?\.?$/u.test(
    unit,
  )
