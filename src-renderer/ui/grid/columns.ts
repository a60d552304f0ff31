/** What a screen says about a column; how its kind is shown, aligned, copied, pasted and summed follows from here. */
import i18next from 'i18next'
import type { Tone } from '../tones.ts'
import * as format from '../format.ts'
import { parseDay, parseNumber } from '../parse.ts'

/** Money is minor units; area is square centimetres; perMetre is minor units a square metre; percent is a share (0.1 is 10 %). */
export type Kind = 'text' | 'number' | 'money' | 'area' | 'perMetre' | 'percent' | 'day' | 'time' | 'flag' | 'choice'

export type Value = string | number | boolean | null | undefined

/** How a column adds up over selected cells and over groups. A ratio is the sum of one over the sum of the other: ₽/m² of a set of flats. */
export type Aggregate<Row> =
  | 'sum'
  | 'average'
  | 'min'
  | 'max'
  | { of: (row: Row) => number | null | undefined; per: (row: Row) => number | null | undefined }

export interface CellLook {
  /** Colour and pattern of a status; draws a chip before the text. */
  tone?: Tone
  /** Or a class of its own that fills the chip. */
  swatch?: string
  /** Where a click on the text leads. */
  to?: string
  /** 0 to 1, drawn behind the text. */
  bar?: number
  isStrong?: boolean
  isDim?: boolean
  isBad?: boolean
}

export interface GridColumn<Row> {
  id: string
  /** Already translated. */
  title: string
  /** The whole title when the head shows a short one. */
  fullTitle?: string
  kind?: Kind
  value: (row: Row) => Value
  /** Instead of the format of the kind. */
  text?: (row: Row) => string
  /** Asked for drawn cells only. */
  look?: (row: Row) => CellLook
  width?: number
  pin?: 'left' | 'right'
  /** Not shown until chosen. */
  isHidden?: boolean
  aggregate?: Aggregate<Row>
  /** Digits after the point; money without it shows kopecks only where there are any, a ledger wants 2 everywhere. */
  digits?: 0 | 1 | 2 | 3
  /** Rows may be grouped by it. */
  isGroupable?: boolean
  /** Heading of a group; default is the formatted value. */
  groupText?: (value: Value, row: Row) => string
  /** Order of values when it is not that of the text or number: an order of statuses. */
  rank?: (row: Row) => number
  isEditable?: (row: Row) => boolean
  /** From typed or pasted text; undefined means that it is not one. Default: that of the kind. */
  parse?: (text: string) => Value | undefined
}

const RIGHT: ReadonlySet<Kind> = new Set(['number', 'money', 'area', 'perMetre', 'percent'])

export function isNumeric(kind: Kind = 'text'): boolean {
  return RIGHT.has(kind)
}

export function defaultWidth(kind: Kind = 'text'): number {
  return {
    text: 160,
    number: 90,
    money: 124,
    area: 92,
    perMetre: 110,
    percent: 84,
    day: 96,
    time: 136,
    flag: 64,
    choice: 140,
  }[kind]
}

export function showValue(kind: Kind = 'text', value: Value, digits?: number): string {
  if (value === null || value === undefined || value === '') return ''
  if (typeof value === 'number') {
    switch (kind) {
      case 'money':
        return format.formatMoney(value, { bare: true, ...(digits === undefined ? {} : { kopecks: digits > 0 }) })
      case 'perMetre':
        return format.formatMoney(value, { bare: true, kopecks: false })
      case 'area':
        return format.formatArea(value, { bare: true, digits: digits ?? 2 })
      case 'percent':
        return format.formatPercent(value, digits ?? 1)
      default:
        return format.formatNumber(value, digits ?? (Number.isInteger(value) ? 0 : 2))
    }
  }
  if (typeof value === 'boolean') return value ? i18next.t('common:yes') : ''
  if (kind === 'day') return format.formatDay(value)
  if (kind === 'time') return format.formatTime(value)
  return value
}

export function showCell<Row>(column: GridColumn<Row>, row: Row): string {
  return column.text ? column.text(row) : showValue(column.kind, column.value(row), column.digits)
}

/** As a spreadsheet wants it: the plain number with the decimal sign of the language, no spaces, no currency. */
export function copyCell<Row>(column: GridColumn<Row>, row: Row): string {
  const value = column.value(row)
  if (typeof value !== 'number' || !isNumeric(column.kind)) return showCell(column, row)
  return copyNumber(column.kind, value)
}

/** The plain number with the decimal sign of the language. */
export function copyNumber(kind: Kind = 'text', value: number): string {
  const text = String(Number((value / scaleOf(kind)).toFixed(kind === 'percent' ? 6 : 2)))
  return format.locale() === 'ru-RU' ? text.replace('.', ',') : text
}

/** A number as it is typed, in units of the data; undefined: it is none. */
export function parseScaled(kind: Kind, text: string): number | undefined {
  const number = parseNumber(text.replace('%', ''))
  if (number === undefined) return undefined
  return kind === 'percent' && text.includes('%') ? number / 100 : number * scaleOf(kind)
}

/** How many units of the data make one of the shown. */
export function scaleOf(kind: Kind = 'text'): number {
  return kind === 'money' || kind === 'perMetre' ? 100 : kind === 'area' ? 10_000 : 1
}

/** Undefined: the text is no value of this column. An empty text is an empty value. */
export function parseCell<Row>(column: GridColumn<Row>, text: string): Value | undefined {
  const clean = text.trim()
  if (column.parse) return column.parse(clean)
  if (clean === '') return null
  switch (column.kind ?? 'text') {
    case 'number':
      return parseNumber(clean)
    case 'money':
    case 'perMetre':
    case 'area': {
      const number = parseNumber(clean)
      return number === undefined ? undefined : Math.round(number * scaleOf(column.kind))
    }
    case 'percent': {
      const number = parseNumber(clean.replace('%', ''))
      return number === undefined ? undefined : clean.includes('%') ? number / 100 : number
    }
    case 'day':
      return parseDay(clean)
    case 'time':
      return undefined
    case 'flag':
      return /^(да|yes|true|1|\+|x)$/i.test(clean) ? true : /^(нет|no|false|0|-)$/i.test(clean) ? false : undefined
    case 'text':
    case 'choice':
      return clean
  }
}
