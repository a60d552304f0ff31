/** Numbers, money, areas, shares and times as people read them, in the language in use; empty is an em dash. */
import i18next from 'i18next'
import { CM2_IN_M2, type Minor } from './units.ts'

export const EMPTY = '—'

type Maybe<T> = T | null | undefined

const formats = new Map<string, Intl.NumberFormat>()

/** A grid formats thousands of cells a second: the key is made by hand, options only for a format not met yet. */
function numberFormat(key: string, options: () => Intl.NumberFormatOptions): Intl.NumberFormat {
  const full = `${i18next.language} ${key}`
  let format = formats.get(full)
  if (!format) formats.set(full, (format = new Intl.NumberFormat(locale(), options())))
  return format
}

const dateFormats = new Map<string, Intl.DateTimeFormat>()

/** `toLocaleDateString` makes a formatter of its own for every call: a third of a grid's time. */
function dateFormat(key: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const full = `${i18next.language} ${key}`
  let format = dateFormats.get(full)
  if (!format) dateFormats.set(full, (format = new Intl.DateTimeFormat(locale(), options)))
  return format
}

const DAY: Intl.DateTimeFormatOptions = { day: '2-digit', month: '2-digit', year: 'numeric' }
const DAY_LONG: Intl.DateTimeFormatOptions = { day: 'numeric', month: 'long', year: 'numeric' }
const CLOCK: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit' }

function fixed(digits: number): Intl.NumberFormat {
  return numberFormat(`fixed ${digits}`, () => ({ minimumFractionDigits: digits, maximumFractionDigits: digits }))
}

/** Russian conventions for numbers and dates in both languages would confuse; English means British: 22 Aug 2026, 24 hours. */
export function locale(): string {
  return i18next.language === 'en' ? 'en-GB' : 'ru-RU'
}

export function formatNumber(value: Maybe<number>, digits = 0): string {
  return value == null ? EMPTY : fixed(digits).format(value)
}

export const CURRENCY_SIGNS: Readonly<Record<string, string>> = { RUB: '₽', USD: '$', EUR: '€', CNY: '¥' }

export interface MoneyOptions {
  currency?: string
  /** Kopecks are shown when there are any; `true` always, `false` never (rounded). */
  kopecks?: boolean
  /** Without the sign, for a column that names the currency in its head. */
  bare?: boolean
}

/** Minor units (kopecks) as money. */
export function formatMoney(minor: Maybe<Minor>, { currency = 'RUB', kopecks, bare }: MoneyOptions = {}): string {
  if (minor == null) return EMPTY
  const digits = (kopecks ?? minor % 100 !== 0) ? 2 : 0
  if (bare) return fixed(digits).format(minor / 100)
  return numberFormat(`${currency} ${digits}`, () => ({
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  })).format(minor / 100)
}

/** Short money for narrow places: 12,4 млн ₽. */
export function formatMoneyShort(minor: Maybe<Minor>, currency = 'RUB'): string {
  if (minor == null) return EMPTY
  return numberFormat(`short ${currency}`, () => ({
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
    notation: 'compact',
    maximumSignificantDigits: 3,
  })).format(minor / 100)
}

/** Square centimetres as square metres. */
export function formatArea(cm2: Maybe<number>, { bare, digits = 2 }: { bare?: boolean; digits?: number } = {}): string {
  if (cm2 == null) return EMPTY
  const text = fixed(digits).format(cm2 / CM2_IN_M2)
  return bare ? text : `${text}\u00A0${i18next.t('common:units.m2')}`
}

/** Price of a square metre, from minor units and square centimetres. */
export function formatPerMetre(minor: Maybe<Minor>, cm2: Maybe<number>): string {
  if (minor == null || cm2 == null || cm2 === 0) return EMPTY
  return `${formatMoney(Math.round((minor / cm2) * CM2_IN_M2), { kopecks: false })}/${i18next.t('common:units.m2')}`
}

/** A share: 0.125 is 12,5 %. */
export function formatPercent(share: Maybe<number>, digits = 1): string {
  return share == null
    ? EMPTY
    : numberFormat(`percent ${digits}`, () => ({ style: 'percent', maximumFractionDigits: digits })).format(share)
}

function date(text: string): Date {
  // A day without a time is read at local noon, so that no time zone moves it.
  return new Date(text.length === 10 ? `${text}T12:00:00` : text)
}

/** `2026-08-22` or an instant as 22.08.2026. */
export function formatDay(text: Maybe<string>): string {
  return text == null ? EMPTY : dateFormat('day', DAY).format(date(text))
}

export function formatDayLong(text: Maybe<string>): string {
  return text == null ? EMPTY : dateFormat('long', DAY_LONG).format(date(text))
}

/** An instant as 22.08.2026 12:15, in the workstation's time zone. */
export function formatTime(instant: Maybe<string>): string {
  if (instant == null) return EMPTY
  return `${formatDay(instant)} ${dateFormat('clock', CLOCK).format(date(instant))}`
}

/** A length of time, coarse: 12 s, 5 min, 3 h, 2 d. */
export function formatAge(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000)
  const [value, unit] =
    seconds < 60
      ? [seconds, 'second']
      : seconds < 3600
        ? [Math.floor(seconds / 60), 'minute']
        : seconds < 86_400
          ? [Math.floor(seconds / 3600), 'hour']
          : [Math.floor(seconds / 86_400), 'day']
  return numberFormat(`unit ${unit}`, () => ({ style: 'unit', unit: String(unit), unitDisplay: 'short' })).format(value)
}

/** Two letters for an avatar: Иванова Мария gives ИМ. */
export function initials(name: string): string {
  return name
    .split(/\s+/)
    .slice(0, 2)
    .map((word) => word.charAt(0).toUpperCase())
    .join('')
}
