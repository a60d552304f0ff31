/** How values, classes and problems of an import read on the screen. */
import { columnName } from '#shared/kernel/cell.ts'
import { fieldsByKey, type ImportField, type ImportKind, type Value } from '#shared/modules/imports/kind.ts'
import { KINDS } from '#shared/modules/imports/kinds/index.ts'
import { statusTitle } from '#shared/modules/imports/kinds/unit-choices.ts'
import type { RowClass } from '#shared/modules/imports/row-class.ts'
import type { BatchState } from '#shared/modules/imports/model.ts'
import { factText, type Problem } from '#shared/modules/imports/problems.ts'
import type { Actor } from '#shared/modules/engine/model.ts'
import type { TFunction } from 'i18next'
import { formatArea, formatDay, formatMoney, formatNumber } from '#renderer/ui/format.ts'
import type { Tone } from '#renderer/ui/tones.ts'

export const languageOf = (language: string): 'ru' | 'en' => (language === 'en' ? 'en' : 'ru')

/** Kinds that this person may import. */
export const kindsFor = (actor: Actor | null): readonly ImportKind[] =>
  KINDS.filter(({ allow }) => actor?.rights.includes(allow))

export function fieldTitle(kind: ImportKind | undefined, key: string, language: string): string {
  const field = kind && fieldsByKey(kind).get(key)
  return field ? field.title[languageOf(language)] : key
}

export function showValue(field: ImportField | undefined, value: Value | undefined, language: string): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'boolean') return value ? '✓' : '—'
  if (typeof value === 'string') {
    const choice = field?.choices?.find((one) => one.value === value)
    return choice ? choice.title[languageOf(language)] : field?.type === 'date' ? formatDay(value) : value
  }
  switch (field?.type) {
    case 'money':
      return formatMoney(value, { bare: true })
    case 'area':
      return formatArea(value, { bare: true })
    case 'height':
      return formatNumber(value / 100, 2)
    case 'percent':
      return `${formatNumber(value / 100, value % 100 === 0 ? 0 : 2)} %`
    default:
      return formatNumber(value)
  }
}

/** A sum of the file, with its unit. */
export function showTotal(field: ImportField | undefined, sum: number, language: string): string {
  if (field?.type === 'money') return formatMoney(sum)
  return field?.type === 'area' ? formatArea(sum) : showValue(field, sum, language)
}

export const TONE_OF_CLASS: Record<RowClass, Tone> = {
  insert: 'open',
  update: 'pledged',
  unchanged: 'plain',
  conflict: 'contest',
  error: 'technical',
  warning: 'held',
  skipped: 'withheld',
}

export const TONE_OF_STATE: Record<BatchState, Tone> = {
  awaiting_second_eye: 'held',
  committed: 'done',
  rejected: 'withheld',
  undone: 'technical',
  partly_undone: 'contest',
}

/** `G: this is not a number: "x"`. */
export function problemText(
  problem: Pick<Problem, 'code' | 'column' | 'field'> & { facts?: Problem['facts'] | undefined },
  kind: ImportKind,
  t: TFunction,
  language: string,
): string {
  const lock = problem.facts?.['lock']
  const facts: Record<string, string> = {}
  for (const [name, value] of Object.entries(problem.facts ?? {}))
    facts[name] = factText(name, value, languageOf(language))
  const text = t(`imports:problem.${problem.code}`, {
    ...facts,
    ...(lock === undefined ? {} : { lock: statusTitle(String(lock), languageOf(language)) }),
  })
  if (problem.column !== null) return `${columnName(problem.column)}: ${text}`
  return problem.field === null ? text : `«${fieldTitle(kind, problem.field, language)}»: ${text}`
}
