/** Count and sums of the file beside what its reader expects of them: while they differ nothing is written (C13.5). */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { TextInput } from '@mantine/core'
import { mismatches, type Expected } from '#shared/modules/imports/control.ts'
import { fieldsByKey, type ImportField, type ImportKind } from '#shared/modules/imports/kind.ts'
import type { Summary } from '#shared/modules/imports/model.ts'
import { formatNumber } from '#renderer/ui/format.ts'
import { parseNumber } from '#renderer/ui/parse.ts'
import { languageOf, showTotal } from './words.ts'
import classes from './imports.module.css'

const ROWS = '#rows'
const unitOf = (field: ImportField | undefined) => (field?.type === 'money' ? 100 : field?.type === 'area' ? 10_000 : 1)

export interface ControlTotalsProps {
  kind: ImportKind
  totals: Summary['totals']
  onChange(expected: Expected): void
}

export function ControlTotals({ kind, totals, onChange }: ControlTotalsProps) {
  const { t, i18n } = useTranslation('imports')
  const [typed, setTyped] = useState<Record<string, string>>({})
  const fields = fieldsByKey(kind)
  const wrong = new Set(mismatches(totals, read(typed, fields).expected).map(({ field }) => field ?? ROWS))
  for (const name of read(typed, fields).unread) wrong.add(name)

  function type(name: string, text: string) {
    const next = { ...typed, [name]: text }
    setTyped(next)
    const { expected, unread } = read(next, fields)
    // What cannot be read agrees with nothing.
    onChange(unread.length > 0 ? { ...expected, rows: -1 } : expected)
  }

  const lines = [
    { name: ROWS, title: t('check.rows'), found: formatNumber(totals.rows) },
    ...totals.sums.map(({ field, sum }) => ({
      name: field,
      title: t('check.sum', { field: fields.get(field)?.title[languageOf(i18n.language)] ?? field }),
      found: showTotal(fields.get(field), sum, i18n.language),
    })),
  ]
  return (
    <section className={classes['totals']}>
      <h2>{t('check.control')}</h2>
      {lines.map(({ name, title, found }) => (
        <label key={name} className={classes['control']}>
          <span>
            {title} <b>{found}</b>
          </span>
          <TextInput
            size="xs"
            w={110}
            aria-label={`${title} ${t('check.expected')}`}
            placeholder={t('check.expected')}
            value={typed[name] ?? ''}
            error={wrong.has(name)}
            onChange={(event) => type(name, event.currentTarget.value)}
          />
        </label>
      ))}
      {wrong.size > 0 && (
        <span role="alert" className={classes['mismatch']}>
          {t('check.mismatch')}
        </span>
      )}
    </section>
  )
}

function read(typed: Record<string, string>, fields: ReadonlyMap<string, ImportField>) {
  const expected: Expected = { rows: null, sums: {} }
  const unread: string[] = []
  for (const [name, text] of Object.entries(typed)) {
    if (text.trim() === '') continue
    const value = parseNumber(text.replace(/[^\d.,\s\u00a0-]/g, ''))
    if (value === undefined) unread.push(name)
    else if (name === ROWS) expected.rows = Math.round(value)
    else expected.sums[name] = Math.round(value * unitOf(fields.get(name)))
  }
  return { expected, unread }
}
