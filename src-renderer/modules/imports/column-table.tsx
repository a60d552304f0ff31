/** Which column is which field, and what is still lacking: a table that is of no use here is said to be so. */
import type { ReactNode } from 'react'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, Select } from '@mantine/core'
import { columnName } from '#shared/kernel/cell.ts'
import type { ImportField, ImportKind } from '#shared/modules/imports/kind.ts'
import type { FileLook } from '#shared/modules/imports/model.ts'
import { languageOf } from './words.ts'
import classes from './imports.module.css'

export interface ColumnTableProps {
  kind: ImportKind
  look: FileLook
  fields: ReadonlyMap<number, string>
  /** Required fields that neither a column nor a constant gives. */
  lacking: readonly ImportField[]
  onField(column: number, field: string | null): void
  onHeadless(): void
}

export function ColumnTable({ kind, look, fields, lacking, onField, onHeadless }: ColumnTableProps) {
  const { t, i18n } = useTranslation('imports')
  const language = languageOf(i18n.language)
  const options = useMemo(
    () =>
      kind.fields.map(({ key, title, isRequired }) => ({
        value: key,
        label: title[language] + (isRequired ? ' *' : ''),
      })),
    [kind, language],
  )
  const shown = look.columns.filter(({ title, samples }) => title !== '' || samples.length > 0)
  const firstOf = new Map<string, number>()
  for (const [column, field] of Array.from(fields).sort(([a], [b]) => a - b))
    if (!firstOf.has(field)) firstOf.set(field, column)
  return (
    <>
      <h2>{t('columns.title')}</h2>
      <Notice
        kind={kind}
        look={look}
        known={firstOf.size}
        columns={shown.length}
        lacking={lacking}
        onHeadless={onHeadless}
      />
      {shown.length > 0 && (
        <table className={classes['mapping']}>
          <thead>
            <tr>
              <th />
              <th>{t('columns.inFile')}</th>
              <th>{t('columns.samples')}</th>
              <th className={classes['field']}>{t('columns.field')}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map(({ column, title, samples, isHidden }) => {
              const field = fields.get(column)
              const first = field === undefined ? column : (firstOf.get(field) ?? column)
              return (
                <tr key={column}>
                  <td className={classes['letter']}>{columnName(column)}</td>
                  <td className={classes['name']}>
                    {title || '—'}
                    {isHidden && <span className={classes['hint']}> · {t('columns.hidden')}</span>}
                  </td>
                  <td className={classes['samples']} title={samples.join(' · ')}>
                    {samples.slice(0, 3).join(' · ')}
                  </td>
                  <td>
                    <Select
                      aria-label={`${title || columnName(column)}: ${t('columns.field')}`}
                      data={options}
                      value={field ?? null}
                      placeholder={t('columns.leaveOut')}
                      clearable
                      searchable
                      description={first === column ? undefined : t('columns.twin', { column: columnName(first) })}
                      inputWrapperOrder={['input', 'description']}
                      onChange={(chosen) => onField(column, chosen)}
                    />
                  </td>
                </tr>
              )
            })}
          </tbody>
        </table>
      )}
    </>
  )
}

/** Fewer known columns than this, with something lacking, and the table is about something else. */
const ENOUGH_KNOWN = 2

function Notice({
  kind,
  look,
  known,
  columns,
  lacking,
  onHeadless,
}: Pick<ColumnTableProps, 'kind' | 'look' | 'lacking' | 'onHeadless'> & { known: number; columns: number }): ReactNode {
  const { t, i18n } = useTranslation('imports')
  const language = languageOf(i18n.language)
  const names = lacking.map(({ title }) => title[language]).join(', ')
  if (look.headerFrom === null)
    return (
      <div className={classes['notice']} role="status">
        <b>{t('columns.noHeader')}</b>
        <p>{t('columns.noHeaderAdvice')}</p>
        <Button variant="default" onClick={onHeadless}>
          {t('columns.headless')}
        </Button>
      </div>
    )
  if (lacking.length > 0 && known < ENOUGH_KNOWN && look.headerFrom > 0)
    return (
      <div className={classes['notice']} role="status">
        <b>{t('columns.alien', { kind: kind.title[language] })}</b>
        <p>
          {t('columns.alienKnown', { known, columns, count: columns })}{' '}
          {t('columns.alienAdvice', { fields: names, context: look.sheets.length > 1 ? 'sheets' : undefined })}
        </p>
        <Button variant="default" onClick={onHeadless}>
          {t('columns.headless')}
        </Button>
      </div>
    )
  if (lacking.length > 0)
    return (
      <p className={classes['lacking']} role="status">
        {t('columns.lacking', { fields: names })}
      </p>
    )
  return null
}
