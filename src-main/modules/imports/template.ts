/** The workbook that somebody fills in: headings, lists to choose from, an example row, a sheet of explanations. */
import type { ImportField, ImportKind } from '#shared/modules/imports/kind.ts'
import type { Template, TemplateColumn } from '#main/engine/documents/xlsx/template.ts'
import { wordsFor, type Language } from './sentences.ts'

const FORMATS: Partial<Record<ImportField['type'], string>> = {
  code: '@',
  phone: '@',
  email: '@',
  area: '#,##0.00##',
  money: '#,##0.00',
  integer: '0',
  percent: '0.00%',
  date: 'dd.mm.yyyy',
}

export function templateOf(kind: ImportKind, language: Language): Template {
  const words = wordsFor(language).templateBook
  const columns = kind.fields
    .filter(({ isHelper }) => isHelper !== true)
    .map((field): TemplateColumn => ({
      title: field.title[language] + (field.isRequired ? ' *' : ''),
      example: exampleOf(field, language),
      ...(FORMATS[field.type] ? { format: FORMATS[field.type] } : {}),
      ...(field.choices ? { choices: field.choices.map(({ title }) => title[language]) } : {}),
      ...(field.type === 'integer' ? { between: [field.min ?? -1e9, field.max ?? 1e9] as const } : {}),
      about: [
        words.types[field.type],
        field.isRequired ? words.required : '',
        field.isReadOnly ? words.readOnly : '',
        field.hint?.[language] ?? '',
      ]
        .filter((part) => part !== '')
        .join('. '),
    }))
  return {
    sheet: kind.title[language],
    columns,
    explanations: {
      sheet: words.sheet,
      head: [words.column, words.meaning, words.example],
      intro: words.intro.split('\n'),
    },
    lists: words.lists,
  }
}

function exampleOf(field: ImportField, language: Language): string | number {
  if (!field.choices) return field.example
  return field.choices.find(({ title }) => title.ru === field.example)?.title[language] ?? field.example
}
