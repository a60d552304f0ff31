/** Problems in the user's words, from the same dictionary as the screens: for the command line and for workbooks of errors. */
import english from '#resources/locales/en/imports.json' with { type: 'json' }
import russian from '#resources/locales/ru/imports.json' with { type: 'json' }
import { columnName } from '#shared/kernel/cell.ts'
import { fieldsByKey, type ImportKind } from '#shared/modules/imports/kind.ts'
import { statusTitle } from '#shared/modules/imports/kinds/unit-choices.ts'
import { factText, type Problem, type ProblemCode } from '#shared/modules/imports/problems.ts'

export type Language = 'ru' | 'en'

const DICTIONARIES = { ru: russian, en: english }

export const wordsFor = (language: Language) => DICTIONARIES[language]

/** With `kind`, what is said of a field that has no column names the field. */
export function problemText(
  {
    code,
    facts,
    field,
    column,
  }: { code: ProblemCode; facts?: Problem['facts']; field?: string | null; column?: number | null },
  language: Language,
  kind?: ImportKind,
): string {
  const template: string = DICTIONARIES[language].problem[code]
  const text = template.replace(/\{\{(\w+)\}\}/g, (_, name: string) =>
    name === 'lock' ? statusTitle(String(facts?.[name]), language) : factText(name, facts?.[name], language),
  )
  const spec = kind && field != null && column === null ? fieldsByKey(kind).get(field) : undefined
  return spec ? `«${spec.title[language]}»: ${text}` : text
}

/** `G «Цена»: …` for a cell, the bare sentence for a row. */
export function remark(problem: Problem, kind: ImportKind, language: Language): string {
  const text = problemText(problem, language)
  const field = problem.field === null ? undefined : fieldsByKey(kind).get(problem.field)
  const place = [problem.column === null ? '' : columnName(problem.column), field ? `«${field.title[language]}»` : '']
    .filter((part) => part !== '')
    .join(' ')
  return place === '' ? text : `${place}: ${text}`
}
