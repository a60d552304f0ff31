/** A stored value in the reader's words, by its type in the vocabulary. */
import type { PersonName } from '#shared/kernel/russian/names.ts'
import { fullName } from '#shared/kernel/russian/names.ts'
import { RUSSIAN_VOCABULARY as WORDS } from '#shared/modules/contracts/vocabulary-ru.ts'
import { formatArea, formatDay, formatMoney, formatNumber } from '#renderer/ui/format.ts'
import type { Names } from './use-names.ts'

export function shownValue(path: string, value: unknown, names: Names): string {
  if (value === null || value === undefined) return ''
  const [name = '', , ...field] = path.split('.')
  const list = WORDS.variables.has(path) ? undefined : WORDS.lists.get(name)
  const type = (list ? list.fields.find((each) => each.path === field.join('.')) : WORDS.variables.get(path))?.type
  if (type === 'money' && typeof value === 'number') return formatMoney(value)
  if (type === 'area' && typeof value === 'number') return formatArea(value)
  if (type === 'day' && typeof value === 'string') return formatDay(value)
  if (type === 'person') return fullName(value as PersonName)
  if (type === 'entity') return (value as { name: string }).name
  if (type === 'flag' || type === 'choice') return names.value(path, value as string | boolean)
  if (typeof value === 'number') return formatNumber(value)
  return typeof value === 'string' ? value : JSON.stringify(value)
}
