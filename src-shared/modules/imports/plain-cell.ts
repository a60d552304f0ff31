/** Values of a table as an export stamps them, so that what Excel makes of a value on the way is no edit. */
import { cellText, type Cell } from '../../kernel/cell.ts'

export type Plain = string | number | boolean | null
export const PLAIN_TYPES = [
  'text',
  'code',
  'integer',
  'number',
  'money',
  'area',
  'percent',
  'date',
  'moment',
  'flag',
] as const
export type PlainType = (typeof PLAIN_TYPES)[number]

/** A value as both sides of a comparison see it: what Excel makes of it on the way is no edit. */
export function plain(value: Plain | undefined, type: PlainType): Plain {
  if (value === null || value === undefined || value === '') return null
  switch (type) {
    case 'text':
    case 'code':
      return String(value).replaceAll('\r\n', '\n').trim() || null
    case 'flag':
      return typeof value === 'boolean' ? value : flagOf(String(value).trim())
    case 'date':
      return String(value).slice(0, 10)
    case 'moment':
      return toMinute(String(value))
    default:
      return typeof value === 'number' ? Number(value.toFixed(6)) : asNumber(String(value))
  }
}

const flagOf = (text: string): Plain =>
  /^(?:да|yes|true|истина|1|\+)$/i.test(text) ? true : /^(?:нет|no|false|ложь|0|-)$/i.test(text) ? false : text

/** Excel keeps a moment as a fraction of a day, which is seldom a whole second. */
function toMinute(text: string): string {
  const time = Date.parse(/[Zz]$/.test(text) || text.length <= 10 ? text : `${text}Z`)
  return Number.isNaN(time) ? text : new Date(Math.round(time / 60_000) * 60_000).toISOString().slice(0, 16)
}

function asNumber(text: string): Plain {
  const number = Number(text.replace(/[\s\u00a0\u202f₽]/g, '').replace(',', '.'))
  return text.trim() === '' || Number.isNaN(number) ? text.trim() : Number(number.toFixed(6))
}

/** A cell as a plain value. */
export const cellValue = (cell: Cell): Plain =>
  cell === null || typeof cell !== 'object'
    ? cell
    : cell.t === 'date'
      ? cell.iso
      : cell.t === 'percent'
        ? cell.value
        : cellText(cell)
