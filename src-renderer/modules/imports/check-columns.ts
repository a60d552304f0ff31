/** Columns of the check: the row's number, class and problems, then every mapped field with old and new. */
import type { TFunction } from 'i18next'
import { fieldsByKey, type ImportKind } from '#shared/modules/imports/kind.ts'
import type { Choice, ImportedRow } from '#shared/modules/imports/model.ts'
import type { GridColumn } from '#renderer/ui/grid/columns.ts'
import { languageOf, problemText, showValue, TONE_OF_CLASS } from './words.ts'

export type CheckRow = ImportedRow & { id: string }

export function checkColumns(kind: ImportKind, choice: Choice, t: TFunction, language: string): readonly GridColumn<CheckRow>[] {
  const fields = fieldsByKey(kind)
  const mapped = [...new Set([...choice.columns.filter(({ isTwin }) => !isTwin).map(({ field }) => field), ...Object.keys(choice.constants)])]
  return [
    { id: '#', title: t('imports:check.row'), kind: 'number', value: (row) => row.row, width: 64, pin: 'left' },
    {
      id: '#class',
      title: t('imports:check.class'),
      value: (row) => t(`imports:class.${row.class}`) + (row.isAccepted ? ' ✓' : ''),
      look: (row) => ({ tone: TONE_OF_CLASS[row.class], isDim: row.class === 'unchanged' || row.class === 'skipped', isStrong: row.isAccepted }),
      width: 140,
      pin: 'left',
    },
    {
      id: '#problems',
      title: t('imports:check.problems'),
      value: (row) => row.problems.map((problem) => problemText(problem, t)).join('; '),
      look: (row) => ({ isBad: row.class === 'error' }),
      width: 300,
    },
    ...mapped.map((key): GridColumn<CheckRow> => {
      const field = fields.get(key)
      return {
        id: key,
        title: field?.title[languageOf(language)] ?? key,
        value: (row) => {
          const text = row.texts[key]
          const change = row.changes[key]
          if (!(key in row.values) && text !== undefined) return text
          const fresh = showValue(field, row.values[key], language)
          return change && row.baseId !== null ? `${showValue(field, change[0], language) || '—'} → ${fresh || '—'}` : fresh
        },
        look: (row) => ({
          isBad: row.problems.some((problem) => problem.field === key) && row.class === 'error',
          isStrong: key in row.changes && row.baseId !== null,
          isDim: row.class === 'unchanged' || row.class === 'skipped',
        }),
        width: field?.type === 'text' ? 160 : 120,
        isEditable: (row) => row.class !== 'skipped',
        // What is typed goes to the engine as it stands: it is read there, as a cell of the file would be.
        parse: (text) => text,
      }
    }),
  ]
}
