/** Sums, counts, shares and dates as Russian contracts write them. */
import { type Day, formatDay, partsOf } from '../day.ts'
import { type Minor, formatMinor } from '../money.ts'
import type { Ratio } from '../percent.ts'
import { type Case, type Gender, cardinal } from './numerals.ts'
import { ordinal } from './ordinals.ts'
import { type Forms, plural } from './plural.ts'

export const RUBLE: Forms = ['рубль', 'рубля', 'рублей']
export const KOPECK: Forms = ['копейка', 'копейки', 'копеек']
export const SQUARE_METRE: Forms = ['квадратный метр', 'квадратных метра', 'квадратных метров']
export const CALENDAR_DAY: Forms = ['календарный день', 'календарных дня', 'календарных дней']
export const WORKING_DAY: Forms = ['рабочий день', 'рабочих дня', 'рабочих дней']
const MONTHS = [
  'января',
  'февраля',
  'марта',
  'апреля',
  'мая',
  'июня',
  'июля',
  'августа',
  'сентября',
  'октября',
  'ноября',
  'декабря',
]

/** «двенадцать миллионов … рублей 90 копеек»: rubles in words, kopecks in two digits. */
export function moneyInWords(amount: Minor): string {
  const size = Math.abs(amount)
  const rubles = Math.floor(size / 100)
  const kopecks = size % 100
  const words = `${cardinal(rubles)} ${plural(rubles, RUBLE)} ${String(kopecks).padStart(2, '0')} ${plural(kopecks, KOPECK)}`
  return amount < 0 ? `минус ${words}` : words
}

/** «12 345 678,90 (двенадцать миллионов … восемь) рублей 90 копеек»: the form of price clauses. */
export function moneyFull(amount: Minor): string {
  const size = Math.abs(amount)
  const rubles = Math.floor(size / 100)
  const kopecks = size % 100
  const digits = formatMinor(rubles * 100).replace(/,00$/, '')
  const sign = amount < 0 ? 'минус ' : ''
  return `${sign}${digits} (${capitalise(cardinal(rubles))}) ${plural(rubles, RUBLE)} ${String(kopecks).padStart(2, '0')} ${plural(kopecks, KOPECK)}`
}

/** «30 (тридцати)»: a count with its words, the noun follows in the clause itself. */
export function countInWords(count: number, grammaticalCase: Case = 'nominative', gender: Gender = 'male'): string {
  return `${count} (${cardinal(count, grammaticalCase, gender)})`
}

/** «22 августа 2026 года». */
export function dateLong(day: Day): string {
  const { year, month, day: date } = partsOf(day)
  return `${date}\u00a0${MONTHS[month - 1] ?? ''} ${year}\u00a0года`
}

/** «22» августа 2026 г. */
export function dateQuoted(day: Day): string {
  const { year, month, day: date } = partsOf(day)
  return `«${String(date).padStart(2, '0')}»\u00a0${MONTHS[month - 1] ?? ''} ${year}\u00a0г.`
}

/** «двадцать второе августа две тысячи двадцать шестого года», as notaries write dates. */
export function dateInWords(day: Day, grammaticalCase: Case = 'nominative'): string {
  const { year, month, day: date } = partsOf(day)
  return `${ordinal(date, grammaticalCase, 'neuter')} ${MONTHS[month - 1] ?? ''} ${ordinal(year, 'genitive')} года`
}

export function dateShort(day: Day): string {
  return formatDay(day)
}

/** «1/2 (одна вторая)»: a share in common property. */
export function shareInWords(share: Ratio): string {
  const gender = 'female'
  const denominator = pluralDenominator(share)
  return `${share.num}/${share.den} (${cardinal(share.num, 'nominative', gender)} ${denominator})`
}

export function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function pluralDenominator(share: Ratio): string {
  const isOne = share.num % 10 === 1 && share.num % 100 !== 11
  if (isOne) return ordinal(share.den, 'nominative', 'female')
  return ordinal(share.den, 'genitive', 'male').replace(/ьего$/, 'ьих').replace(/ого$/, 'ых')
}
