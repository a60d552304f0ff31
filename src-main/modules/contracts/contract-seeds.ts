/** What a new house starts with: channels of registration with their terms, reasons of suspensions, places of papers. */
import { createHash } from 'node:crypto'
import type { Id } from '#shared/kernel/id.ts'

/** The same id on every centre, of the shape that the program takes for one. */
export function seedId(name: string): Id {
  const hex = createHash('sha256').update(name).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

/** What the Rosreestr and the bank's channel take, by their own words; every figure is a row that a lawyer may change [K]. */
export const CHANNELS = [
  ['Электронная регистрация', 5, true],
  ['МФЦ', 9, true],
  ['Росреестр, бумажные документы', 7, true],
  ['Электронная регистрация через банк', 5, true],
] as const
export const SUSPEND_REASONS = [
  'Не представлены необходимые документы',
  'Противоречия в сведениях о сторонах',
  'Не совпадают сведения об объекте с проектной декларацией',
  'Арест или запрет на регистрационные действия',
  'Недостатки электронной подписи',
  'Не уплачена государственная пошлина',
  'Ошибки в договоре счёта эскроу',
  'Заявление участника о приостановлении',
]
export const PLACES = [
  ['Юридический отдел', 'office'],
  ['Офис продаж', 'office'],
  ['Архив', 'archive'],
  ['Росреестр', 'authority'],
  ['МФЦ', 'authority'],
  ['Банк', 'bank'],
  ['У покупателя', 'client'],
  ['Курьер', 'courier'],
] as const
