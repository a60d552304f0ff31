/** From a cell to a stored value, by the type of its field. What cannot be read is reported with its reason, never guessed in silence. */
import { cellText, numberText, type Cell } from '../../kernel/cell.ts'
import { normalizePhone } from '../access/phone.ts'
import { dateOrder, typedDate, type DateOrder } from './dates.ts'
import type { ImportField, Value } from './kind.ts'
import { isCountWord, isSquareMetre, rublesIn, typedNumber } from './numbers.ts'
import { PROBLEMS, type ProblemCode } from './problems.ts'
import { cleanLines, cleanText, isBlankText, sameText } from './text.ts'

/** What the cells of one column have in common. */
export interface Dialect {
  dates: DateOrder
  /** Whether 30 % stands as 30 or as 0.3 where no percent sign says it. */
  percents: 'whole' | 'fraction'
}

export const PLAIN_DIALECT: Dialect = { dates: 'dmy', percents: 'whole' }

export type Fault = (code: ProblemCode, facts?: Record<string, string | number>) => void
/** Undefined when the cell could not be read; the fault has been told. */
export type Parsed = Value | undefined
export type CellParser = (cell: Cell, fault: Fault) => Parsed

const SAFE_DIGITS = 1e15
/** What Excel would run if it stood in a formula bar: `=…`, `@…`, `+cmd|…`. Phones and negative numbers are not it. */
const FORMULA_LIKE = /^[=@]|^[+-]\s*[\p{L}(@"]/u

/** The parser of one column, with its lists prepared once. */
export function cellParser(field: ImportField, dialect: Dialect = PLAIN_DIALECT): CellParser {
  const read = readers(field, dialect)
  return (cell, fault) => {
    if (cell === null) return null
    if (typeof cell === 'object' && cell.t !== 'date' && cell.t !== 'percent' && cell.t !== 'padded') {
      fault(cell.t === 'error' ? 'formula-error' : 'formula-without-result', { text: cellText(cell) })
      return undefined
    }
    let plain = cell
    if (typeof plain === 'string') {
      plain = field.type === 'text' ? cleanLines(plain) : cleanText(plain)
      if (isBlankText(plain) && !isChoice(field, plain)) return null
      if (field.blanks?.includes(plain.toLowerCase())) return null
      if (plain.includes('\ufffd')) {
        fault('bad-encoding', { text: plain })
        return undefined
      }
      if (plain.startsWith("'") && /^'[=+\-@0-9]/.test(plain)) plain = plain.slice(1)
    }
    const value = read(plain, fault)
    return typeof value === 'number' ? inRange(value, field, fault) : value
  }
}

/** `None` says something where it is a word of the list. */
function isChoice({ choices }: ImportField, text: string): boolean {
  const wanted = choiceText(text)
  return (
    wanted !== '' &&
    choices?.some(({ title, synonyms = [] }) =>
      [title.ru, title.en, ...synonyms].some((word) => choiceText(word) === wanted),
    ) === true
  )
}

function inRange(value: number, field: ImportField, fault: Fault): Parsed {
  if (field.min !== undefined && value < field.min)
    fault('below-minimum', { value: shown(value, field), limit: shown(field.min, field) })
  else if (field.max !== undefined && value > field.max)
    fault('above-maximum', { value: shown(value, field), limit: shown(field.max, field) })
  else if (
    (field.likelyMin !== undefined && value < field.likelyMin) ||
    (field.likelyMax !== undefined && value > field.likelyMax)
  ) {
    fault('unlikely', { value: shown(value, field) })
    return value
  } else return value
  return undefined
}

/** A stored number as it is written in a workbook. */
export function shown(value: number, field: ImportField): number {
  switch (field.type) {
    case 'area':
      return value / 10_000
    case 'money':
    case 'height':
    case 'percent':
      return value / 100
    default:
      return value
  }
}

function readers(field: ImportField, dialect: Dialect): CellParser {
  switch (field.type) {
    case 'text':
      return (cell, fault) => readText(field, cell, fault)
    case 'code':
      return (cell, fault) => readCode(field, cell, fault)
    case 'integer':
      return readInteger
    case 'area':
      return (cell, fault) => scaled(measured(cell, fault, 4, isSquareMetre), 10_000)
    case 'money':
      return readMoney
    case 'height':
      return readHeight
    case 'percent':
      return (cell, fault) => readPercent(cell, fault, dialect)
    case 'date':
      return (cell, fault) => readDate(cell, fault, dialect)
    case 'flag':
      return readFlag
    case 'choice':
      return choiceReader(field)
    case 'rooms':
      return readRooms
    case 'phone':
      return readPhone
    case 'email':
      return readEmail
  }
}

function readText(field: ImportField, cell: Cell, fault: Fault): Parsed {
  const text =
    typeof cell === 'object' && cell?.t === 'date'
      ? cell.iso.slice(0, 10).split('-').reverse().join('.')
      : cellText(cell)
  return checkedText(text, field, fault)
}

function checkedText(text: string, field: ImportField, fault: Fault): Parsed {
  if (text.length > (field.maxLength ?? 2000)) {
    fault('too-long', { length: text.length, limit: field.maxLength ?? 2000 })
    return undefined
  }
  if (FORMULA_LIKE.test(text)) fault('formula-neutralised', { text: text.slice(0, 60) })
  return text
}

function readCode(field: ImportField, cell: Cell, fault: Fault): Parsed {
  if (typeof cell === 'object' && cell?.t === 'date') {
    fault('became-a-date', { text: cellText(cell) })
    return undefined
  }
  if (typeof cell === 'number' && Math.abs(cell) >= SAFE_DIGITS) {
    fault('digits-lost', { text: numberText(cell) })
    return undefined
  }
  let text = cellText(cell)
  if (/^\d(?:[.,]\d+)?e\+?\d+$/i.test(text)) {
    fault('digits-lost', { text })
    return undefined
  }
  if (/^\d+[.,]0+$/.test(text)) text = text.replace(/[.,]0+$/, '')
  const problem = field.checkText?.(text) ?? null
  if (problem) {
    fault(problem, { text })
    if (PROBLEMS[problem] === 'error') return undefined
  }
  return checkedText(text, field, fault)
}

/** A number with an allowed unit; dates, flags and several numbers in one cell are told apart from plain nonsense. */
function measured(cell: Cell, fault: Fault, decimals: number, isUnit: (unit: string) => boolean): number | undefined {
  if (typeof cell === 'number') return cell
  if (typeof cell === 'object' && cell !== null && (cell.t === 'padded' || cell.t === 'percent')) return cell.value
  if (typeof cell === 'object' && cell?.t === 'date') {
    fault('became-a-date', { text: cellText(cell) })
    return undefined
  }
  const text = cellText(cell)
  const typed = typeof cell === 'string' ? typedNumber(text, decimals) : null
  if (typed === null) {
    fault('not-a-number', { text: text.slice(0, 80) })
    return undefined
  }
  if (!isUnit(typed.unit)) {
    fault(/^[-+;,/\\и&]?\d/.test(typed.unit) ? 'several-values' : 'unknown-unit', { text: text.slice(0, 80) })
    return undefined
  }
  if (typed.hasLookalikes) fault('lookalikes', { text, value: typed.value })
  return typed.value
}

function scaled(value: number | undefined, factor: number): Parsed {
  if (value === undefined) return undefined
  const product = value * factor
  const nearest = Math.round(product)
  // Half a unit away from zero, after the noise of doubles is gone: 43.299999999999997 is 43.3.
  if (Math.abs(product - nearest) < 0.499) return nearest || 0
  const exact = Number(product.toPrecision(15))
  return Math.sign(exact) * Math.round(Math.abs(exact)) || 0
}

function readInteger(cell: Cell, fault: Fault): Parsed {
  const value = measured(cell, fault, 0, isCountWord)
  if (value === undefined) return undefined
  const whole = Math.round(value)
  if (Math.abs(whole - value) < 1e-9) return whole || 0
  fault('not-an-integer', { text: cellText(cell) })
  return undefined
}

function readMoney(cell: Cell, fault: Fault): Parsed {
  if (typeof cell === 'number') return scaled(cell, 100)
  let factor: number | null | 'foreign' = 1
  const value = measured(cell, fault, 2, (unit) => {
    factor = rublesIn(unit)
    return factor !== null
  })
  if (value === undefined) return undefined
  // TypeScript does not see the assignment inside the callback.
  const found = factor as number | 'foreign'
  if (found === 'foreign') {
    fault('foreign-currency', { text: cellText(cell) })
    return undefined
  }
  return scaled(value * found, 100)
}

function readHeight(cell: Cell, fault: Fault): Parsed {
  let unit = ''
  const value = measured(cell, fault, 3, (found) => {
    unit = found.replace(/\.$/, '')
    return /^(?:м|m|см|cm|мм|mm)?$/.test(unit)
  })
  if (value === undefined) return undefined
  const factor =
    unit === ''
      ? value < 20
        ? 100
        : value < 2000
          ? 1
          : 0.1
      : /^[мm]$/.test(unit)
        ? 100
        : /^(?:см|cm)$/.test(unit)
          ? 1
          : 0.1
  return scaled(value, factor)
}

function readPercent(cell: Cell, fault: Fault, dialect: Dialect): Parsed {
  if (typeof cell === 'object' && cell?.t === 'percent') return scaled(cell.value, 10_000)
  const text = cellText(cell)
  const typed =
    typeof cell === 'number'
      ? { value: cell, unit: '', hasLookalikes: false }
      : typeof cell === 'string'
        ? typedNumber(text, 4)
        : null
  if (typed === null || (typed.unit !== '' && typed.unit !== '%')) {
    fault('not-a-percent', { text: text.slice(0, 80) })
    return undefined
  }
  if (typed.unit === '%' || typed.value === 0) return scaled(typed.value, 100)
  const looksFraction = Math.abs(typed.value) <= 1
  // 0.3 among 30s and 30 among 0.3s: the likelier meaning, for somebody to confirm.
  if (looksFraction !== (dialect.percents === 'fraction'))
    fault('percent-scale', { text, value: looksFraction ? typed.value * 100 : typed.value })
  return scaled(typed.value, looksFraction ? 10_000 : 100)
}

const FIRST_SERIAL = 10_000
const LAST_SERIAL = 90_000

function readDate(cell: Cell, fault: Fault, dialect: Dialect): Parsed {
  if (typeof cell === 'object' && cell?.t === 'date') return plausible(cell.iso.slice(0, 10), fault)
  const text = cellText(cell)
  if (typeof cell === 'number' || /^\d{5}(?:\.\d+)?$/.test(text)) {
    const serial = Number(text)
    if (serial >= FIRST_SERIAL && serial <= LAST_SERIAL)
      return new Date(Math.floor(serial - 25_569) * 86_400_000).toISOString().slice(0, 10)
    fault('not-a-date', { text })
    return undefined
  }
  if (typeof cell !== 'string') {
    fault('not-a-date', { text })
    return undefined
  }
  const typed = typedDate(text, dialect.dates)
  if (typed.problem) fault(typed.problem, { text: text.slice(0, 80), ...(typed.iso ? { value: typed.iso } : {}) })
  return typed.iso === null ? undefined : plausible(typed.iso, fault)
}

function plausible(iso: string, fault: Fault): Parsed {
  if (iso >= '1900-01-01' && iso <= '2199-12-31') return iso
  fault('impossible-date', { text: iso })
  return undefined
}

const YES = new Set(['да', 'yes', 'y', 'true', 'истина', '1', '+', 'v', 'x', 'х', '✓', '✔', 'есть', 'on', 'д'])
const NO = new Set(['нет', 'no', 'n', 'false', 'ложь', '0', 'off', 'н'])

function readFlag(cell: Cell, fault: Fault): Parsed {
  if (typeof cell === 'boolean') return cell
  const text = cellText(cell).toLowerCase()
  if (YES.has(text)) return true
  if (NO.has(text)) return false
  fault('not-a-flag', { text: text.slice(0, 80) })
  return undefined
}

function choiceReader(field: ImportField): CellParser {
  const exact = new Map<string, string>()
  const stems: [string, string][] = []
  for (const { value, title, synonyms = [] } of field.choices ?? []) {
    for (const word of [value, title.ru, title.en, ...synonyms]) {
      if (word.endsWith('*')) stems.push([choiceText(word.slice(0, -1)), value])
      else exact.set(choiceText(word), value)
    }
  }
  return (cell, fault) => {
    const text = cellText(cell)
    const wanted = choiceText(text)
    const found = exact.get(wanted) ?? stems.find(([stem]) => wanted.startsWith(stem))?.[1]
    if (found === undefined) fault('not-in-list', { text: text.slice(0, 80) })
    else exact.set(wanted, found)
    return found
  }
}

const choiceText = (text: string) => sameText(text).replace(/[\s.,\-–—_/()]+/g, '')

const ROOM_WORDS: [RegExp, number][] = [
  [/^(?:студ|studio|ст\.?$|st\.?$|с$)/, 0],
  [/^одн[оа]/, 1],
  [/^дв(?:ух|ушка|е )/, 2],
  [/^тр(?:ех|ёх|ешка|ёшка|и )/, 3],
  [/^четыр/, 4],
  [/^пяти/, 5],
]

function readRooms(cell: Cell, fault: Fault): Parsed {
  if (typeof cell === 'number') return readInteger(cell, fault)
  const text = cellText(cell).toLowerCase()
  for (const [word, rooms] of ROOM_WORDS) if (word.test(text)) return rooms
  // An open plan has no number of rooms.
  if (/^(?:св(?:об)?\.?(?:одная)?[\s.-]*план|open|free)/.test(text)) return null
  const match =
    /^(?:(?:евро|euro|е|e)[\s-]*)?(\d{1,2})(?:[.,]0+)?[\s-]*(?:\+|\*|x|х|e|е|евро|euro|к|k|ккв|кк|ком\p{L}*|br|bed\p{L}*|room\p{L}*|спал\p{L}*|с)?\.?[\s-]*(?:кв\p{L}*|apt|flat)?\.?(\*?)$/u.exec(
      text,
    )
  if (!match) return readInteger(cell, fault)
  if (text.includes('*')) fault('asterisk-dropped', { text })
  return Number(match[1])
}

function readPhone(cell: Cell, fault: Fault): Parsed {
  const text = cellText(cell)
  const parts = text.split(/[,;\n]|\s\/\s|\sи\s/).filter((part) => part.replace(/\D/g, '').length >= 7)
  if (parts.length > 1) {
    fault('several-values', { text: text.slice(0, 80) })
    return undefined
  }
  const phone = typeof cell === 'object' && cell?.t === 'date' ? null : normalizePhone(text)
  if (phone === null) {
    fault('bad-phone', { text: text.slice(0, 80) })
    return undefined
  }
  return phone
}

function readEmail(cell: Cell, fault: Fault): Parsed {
  const text = cellText(cell).replace(/^mailto:/i, '')
  if (/^[^\s@,;<>"]+@[^\s@,;<>".]+(?:\.[^\s@,;<>".]+)+$/.test(text) && text.length <= 200) return text.toLowerCase()
  fault(/@.*[,;\s].*@/.test(text) ? 'several-values' : 'bad-email', { text: text.slice(0, 80) })
  return undefined
}

/** What the sampled cells of a column say about how its dates and percentages are written. */
export function columnDialect(cells: readonly Cell[]): Dialect {
  const numbers = cells.flatMap((cell) => {
    if (typeof cell === 'number') return [Math.abs(cell)]
    const typed = typeof cell === 'string' ? typedNumber(cleanText(cell), 4) : null
    return typed !== null && typed.unit === '' ? [Math.abs(typed.value)] : []
  })
  const fractions = numbers.filter((value) => value > 0 && value <= 1).length
  const texts = cells.flatMap((cell) => (typeof cell === 'string' ? [cleanText(cell)] : []))
  return {
    dates: dateOrder(texts),
    percents: fractions > numbers.filter((value) => value > 1).length ? 'fraction' : 'whole',
  }
}
