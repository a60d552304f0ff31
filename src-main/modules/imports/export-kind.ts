/**
 * Exports that come back (idea 19): rows of a kind as a workbook in which each row carries its id and a stamp of every
 * cell, hidden, so that the edited file returns as a difference and stale cells are known.
 */
import type { BaseRow, ImportField, ImportKind, Value } from '#shared/modules/imports/kind.ts'
import { shown } from '#shared/modules/imports/parse.ts'
import { rowStamp } from '#shared/modules/imports/stamp.ts'
import {
  writeTable,
  type WrittenColumn,
  type WrittenType,
  type WrittenValue,
} from '#main/engine/documents/xlsx/write.ts'
import { ABOUT_SHEET, ID_HEADER, STAMP_HEADER } from './returning.ts'
import { createSeal } from './seal.ts'
import { wordsFor, type Language } from './sentences.ts'

const TYPES: Record<ImportField['type'], WrittenType> = {
  text: 'text',
  code: 'code',
  integer: 'integer',
  area: 'area',
  money: 'money',
  height: 'number',
  percent: 'percent',
  date: 'date',
  flag: 'flag',
  choice: 'text',
  rooms: 'integer',
  phone: 'code',
  email: 'code',
}

/** How a field is written; undefined for what is no field. */
export const typeOf = (field: ImportField | undefined): WrittenType | undefined => field && TYPES[field.type]

export interface KindExport {
  kind: ImportKind
  rows: readonly BaseRow[]
  /** Keys of the fields to write, in order; all by default. */
  fields?: readonly string[]
  language: Language
  heading?: readonly string[]
  onProgress?: (rows: number) => void
}

export async function exportKind(path: string, { kind, rows, fields, language, heading, onProgress }: KindExport) {
  const chosen = fields
    ? fields.flatMap((key) => kind.fields.find((field) => field.key === key) ?? [])
    : kind.fields.filter(({ isHelper }) => isHelper !== true)
  const words = wordsFor(language).exportBook
  const writers = chosen.map((field) => writer(field, language))
  const columns: WrittenColumn[] = [
    ...chosen.map((field): WrittenColumn => ({
      title: field.title[language],
      type: TYPES[field.type],
      ...(field.isTotalled ? { total: 'sum' as const } : {}),
    })),
    { title: ID_HEADER, type: 'code', isHidden: true },
    { title: STAMP_HEADER, type: 'code', isHidden: true },
  ]
  const seal = createSeal()
  function* lines(): Generator<WrittenValue[]> {
    for (const { id, values } of rows) {
      const stored = chosen.map(({ key }): Value => values[key] ?? null)
      const stamp = rowStamp(stored)
      seal.add(id, stamp)
      yield [...stored.map((value, at) => writers[at]?.(value) ?? null), id, stamp]
    }
  }
  // The rows of the hidden sheet are read after the table's own, when the hash is complete.
  const about = {
    sheet: ABOUT_SHEET,
    get rows() {
      return [
        ['kind', kind.name],
        ['name', kind.title[language]],
        ['hash', seal.value()],
        ...chosen.map(({ key, title }) => ['field', title[language], key]),
      ]
    },
  }
  return writeTable(path, {
    sheet: kind.title[language],
    columns,
    rows: lines(),
    about,
    totalsLabel: words.total,
    words: { yes: words.yes, no: words.no },
    ...(heading ? { heading } : {}),
    ...(onProgress ? { onProgress } : {}),
  })
}

/** Stored values as the cells of a workbook. */
export function writer(field: ImportField, language: Language): (value: Value) => WrittenValue {
  if (field.type === 'choice') {
    const titles = new Map<Value, string>((field.choices ?? []).map(({ value, title }) => [value, title[language]]))
    return (value) => titles.get(value) ?? value
  }
  // A percentage is stored by Excel as a fraction.
  if (field.type === 'percent') return (value) => (typeof value === 'number' ? value / 10_000 : value)
  return (value) => (typeof value === 'number' ? shown(value, field) : value)
}
