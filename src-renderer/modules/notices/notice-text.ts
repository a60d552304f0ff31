/** The words of a notice: `<module>:notice.<name>` filled with its facts, each written as its name ends. */
import type { TFunction } from 'i18next'
import type { NoticeFacts, NoticeRow } from '#shared/modules/notices/model.ts'
import { formatArea, formatDay, formatMoney, formatTime } from '#renderer/ui/format.ts'

export function noticeText({ kind, facts }: Pick<NoticeRow, 'kind' | 'facts'>, t: TFunction) {
  const dot = kind.indexOf('.')
  const key = `${kind.slice(0, dot)}:notice.${kind.slice(dot + 1)}`
  const words = writtenOut(facts)
  return {
    title: t(`${key}.title`, { ...words, defaultValue: t('notices:unknown') }),
    text: t(`${key}.text`, { ...words, defaultValue: '' }),
  }
}

function writtenOut(facts: NoticeFacts): Record<string, string | number> {
  return Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, written(name, value)]))
}

function written(name: string, value: string | number | null): string | number {
  if (typeof value === 'string' && name.endsWith('_at')) return formatTime(value)
  if (typeof value === 'string' && name.endsWith('_on')) return formatDay(value)
  if (typeof value === 'number' && name.endsWith('_minor')) return formatMoney(value)
  if (typeof value === 'number' && name.endsWith('_cm2')) return formatArea(value)
  return value ?? '—'
}
