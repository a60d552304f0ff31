/** Columns of the check: the row's number, class and problems, then every mapped field with old and new. */
import type { TFunction } from 'i18next'
import { fieldsByKey, type ImportKind } from '#shared/modules/imports/kind.ts'
import type { Choice, ImportedRow } from '#shared/modules/imports/model.ts'
import type { GridColumn } from '#renderer/ui/grid/columns.ts'
import { languageOf, problemText, showValue, TONE_OF_CLASS } from './words.ts'

export type CheckRow = ImportedRow & { id: string }

export function checkColumns(
  kind: ImportKind,
  choice: Choice,
  t: TFunction,
  language: string,
  {
    isPasted,
    hasChanges,
  }: {
    /** A pasted block has neither letters of columns nor a header above its first line. */
    isPasted: boolean
    /** Some row is in the base already. */
    hasChanges: boolean
  },
): readonly GridColumn<CheckRow>[] {
  const fields = fieldsByKey(kind)
  const own = kind.keys[0]?.exact.at(-1)
  const mapped = [
    ...new Set([
      ...choice.columns.filter(({ isTwin }) => !isTwin).map(({ field }) => field),
      ...Object.keys(choice.constants),
    ]),
  ]
  // What tells a row first, what may change next, the place it stands in last.
  const weight = (key: string) => (key === own ? 0 : fields.get(key)?.isFixed ? 2 : 1)
  mapped.sort((one, other) => weight(one) - weight(other))
  const changesOf = (row: CheckRow) =>
    Object.entries(row.changes)
      .map(([key, [old, fresh]]) => {
        const field = fields.get(key)
        return `${field?.title[languageOf(language)] ?? key}: ${showValue(field, old, language) || '—'} → ${showValue(field, fresh, language) || '—'}`
      })
      .join('; ')
  return [
    {
      id: '#',
      title: t('imports:check.row'),
      kind: 'number',
      value: (row) => row.row - (isPasted ? 1 : 0),
      width: 64,
      pin: 'left',
    },
    {
      id: '#class',
      title: t('imports:check.class'),
      value: (row) => t(`imports:rowClass.${row.class}`) + (row.isAccepted ? ' ✓' : ''),
      look: (row) => ({
        tone: TONE_OF_CLASS[row.class],
        isDim: row.class === 'unchanged' || row.class === 'skipped',
        isStrong: row.isAccepted,
      }),
      width: 164,
      pin: 'left',
    },
    // Where the file does not name its objects, the base does.
    ...(own === undefined || mapped.includes(own)
      ? []
      : [
          {
            id: '#object',
            title: t('imports:check.object'),
            value: (row: CheckRow) =>
              (kind.keys[0]?.exact ?? [])
                .map((key) => showValue(fields.get(key), row.old[key], language))
                .filter((part) => part !== '')
                .join(' · '),
            width: 200,
          },
        ]),
    {
      id: '#problems',
      title: t('imports:check.problems'),
      value: (row) =>
        row.problems
          .map((problem) => problemText(isPasted ? { ...problem, column: null } : problem, kind, t, language))
          .join('; '),
      look: (row) => ({ isBad: row.class === 'error' }),
      width: 320,
    },
    ...(hasChanges
      ? [
          {
            id: '#changes',
            title: t('imports:check.changes'),
            value: (row: CheckRow) => (row.baseId === null ? '' : changesOf(row)),
            look: () => ({ isStrong: true }),
            width: 260,
          },
        ]
      : []),
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
          return change && row.baseId !== null
            ? `${showValue(field, change[0], language) || '—'} → ${fresh || '—'}`
            : fresh
        },
        look: (row) => ({
          isBad: row.problems.some((problem) => problem.field === key) && row.class === 'error',
          isStrong: key in row.changes && row.baseId !== null,
          isDim: row.class === 'unchanged' || row.class === 'skipped',
        }),
        width: field?.type === 'text' ? 150 : 110,
        isEditable: (row) => row.class !== 'skipped',
        // What is typed goes to the engine as it stands: it is read there, as a cell of the file would be.
        parse: (text) => text,
      }
    }),
  ]
}
