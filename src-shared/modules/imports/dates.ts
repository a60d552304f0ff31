/** Dates as people type them. Which number is the day in 03/04/2025 is a property of the column, found from its other cells. */
import type { ProblemCode } from './problems.ts'

/** `both`: the column holds dates of either order, so each that could be either is asked about. */
export type DateOrder = 'dmy' | 'mdy' | 'both'

export interface TypedDate {
  iso: string | null
  problem: ProblemCode | null
}

const MONTHS_RU = ['янв', 'фев', 'мар', 'апр', 'ма', 'июн', 'июл', 'авг', 'сен', 'окт', 'ноя', 'дек']
const MONTHS_EN = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

const NUMERIC =
  /^(\d{1,4})([./\-\s])(\d{1,2})\2(\d{1,4})(?:[\sT,]+\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?(?:\s*[ap]m)?Z?)?$/i
const WORDS = /^(?:"|«)?(\d{1,2})(?:"|»)?(?:st|nd|rd|th)?[\s.\-]*(\p{L}{3,9})\.?[\s.,\-]*(\d{4}|\d{2})$/u
const WORDS_US = /^(\p{L}{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})$/u

/** Reads clean text. Half-given dates, such as `2021-12`, are told apart from what is no date at all. */
export function typedDate(text: string, order: DateOrder): TypedDate {
  const bare = text.replace(/\s*(?:года|год|г)\.?$/u, '').replace(/\.$/, '')
  const numeric = NUMERIC.exec(bare)
  if (numeric) return fromNumbers(numeric[1] ?? '', numeric[3] ?? '', numeric[4] ?? '', numeric[2] ?? '', order)
  if (/^(?:\d{8})$/.test(bare) && /^(?:19|20)/.test(bare))
    return checked(Number(bare.slice(0, 4)), Number(bare.slice(4, 6)), Number(bare.slice(6)), null)
  const words = WORDS.exec(bare)
  if (words) return fromWords(words[2] ?? '', words[1] ?? '', words[3] ?? '')
  const american = WORDS_US.exec(bare)
  if (american) return fromWords(american[1] ?? '', american[2] ?? '', american[3] ?? '')
  const isHalf =
    /^(?:\d{4}[-./]\d{1,2}|\d{1,2}[-./]\d{4}|\d{4}|\p{L}{3,9}\.?\s+\d{4}|[ivх1-4]+\s*(?:кв|квартал)\.?\s*\d{4})$/iu.test(
      bare,
    )
  return { iso: null, problem: isHalf ? 'incomplete-date' : 'not-a-date' }
}

function fromNumbers(first: string, middle: string, last: string, separator: string, order: DateOrder): TypedDate {
  if (first.length === 4) return checked(Number(first), Number(middle), Number(last), null)
  if (first.length > 2 || last.length === 1 || last.length === 3) return { iso: null, problem: 'not-a-date' }
  const [a, b] = [Number(first), Number(middle)]
  const year = fullYear(last)
  const short = last.length === 2 && separator !== '.' ? 'short-year' : null
  // A dot is the Russian way, in which the day always comes first.
  if (separator === '.' || b > 12) return b > 12 ? checked(year, a, b, short) : checked(year, b, a, short)
  if (a > 12) return checked(year, b, a, short)
  if (order === 'both' && a !== b) return checked(year, b, a, 'ambiguous-date')
  return order === 'mdy' ? checked(year, a, b, short) : checked(year, b, a, short)
}

function fromWords(month: string, day: string, year: string): TypedDate {
  const name = month.toLowerCase()
  let index = MONTHS_EN.findIndex((stem) => name.startsWith(stem))
  if (index < 0) index = MONTHS_RU.findIndex((stem, at) => (at === 4 ? /^ма[йя]$/.test(name) : name.startsWith(stem)))
  return index < 0 ? { iso: null, problem: 'not-a-date' } : checked(fullYear(year), index + 1, Number(day), null)
}

const fullYear = (digits: string) =>
  digits.length === 4 ? Number(digits) : Number(digits) + (Number(digits) < 70 ? 2000 : 1900)

function checked(year: number, month: number, day: number, problem: ProblemCode | null): TypedDate {
  if (month < 1 || month > 12 || day < 1 || day > new Date(Date.UTC(year, month, 0)).getUTCDate())
    return { iso: null, problem: 'impossible-date' }
  return {
    iso: `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`,
    problem,
  }
}

/** What the dates with slashes or dashes of a column have in common. */
export function dateOrder(texts: Iterable<string>): DateOrder {
  let dmy = 0
  let mdy = 0
  for (const text of texts) {
    const match = /^(\d{1,2})([/\-\s])(\d{1,2})\2\d{2,4}\b/.exec(text)
    if (!match) continue
    if (Number(match[1]) > 12 && Number(match[3]) <= 12) dmy++
    if (Number(match[3]) > 12 && Number(match[1]) <= 12) mdy++
  }
  return dmy > 0 && mdy > 0 ? 'both' : mdy > 0 ? 'mdy' : 'dmy'
}
