/** What a workbook says of whoever let it out, in its reader's language. */
import type { Watermark } from './model.ts'

const WORDS = { ru: 'Выгрузка', en: 'Export' } as const

/** `Выгрузка: Иванова Анна (anna), 21.11.2026, 14:05 GMT+3, № 0193…` */
export function watermarkText({ name, login, at, exportId }: Watermark, language: 'ru' | 'en'): string {
  const moment = new Intl.DateTimeFormat(language === 'ru' ? 'ru-RU' : 'en-GB', {
    day: '2-digit',
    month: '2-digit',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
  }).format(new Date(at))
  return `${WORDS[language]}: ${name} (${login}), ${moment}, № ${exportId}`
}
