/** What the document needs and nothing else: what decides first, then what it says, in its own order. */
import { useTranslation } from 'react-i18next'
import { Button } from '@mantine/core'
import { IconMinus, IconPlus } from '@tabler/icons-react'
import type { Field, Preview } from '#shared/modules/contracts/contract.ts'
import type { Facts, Item } from '#shared/modules/contracts/vocabulary.ts'
import { valueAt } from './draft.ts'
import type { Names } from './use-names.ts'
import { ValueField, fieldId } from './value-field.tsx'
import classes from './contracts.module.css'

export interface FactsFormProps {
  preview: Preview
  /** With what follows from what was typed. */
  facts: Facts
  names: Names
  onChange(path: string, value: unknown): void
}

export function FactsForm({ preview, facts, names, onChange }: FactsFormProps) {
  const { t } = useTranslation('contracts')
  const wrong = new Set(preview.wrong.map(({ path }) => path))
  const contradictions = preview.wrong.filter(({ kind }) => kind === 'contradiction')
  const groups = Map.groupBy(preview.fields, (field) =>
    field.isDeciding ? t('builder.deciding') : names.group(field.path),
  )
  return (
    <form className={classes['form']} aria-label={t('builder.facts')} onSubmit={(event) => event.preventDefault()}>
      {contradictions.length > 0 && <p className={classes['bad']}>{t('builder.contradiction')}</p>}
      {preview.missing.length > 0 && <Missing preview={preview} names={names} />}
      {[...groups].map(([title, fields]) => (
        <fieldset key={title} className={classes['group']}>
          <legend>{title}</legend>
          {fields.map((field) =>
            field.type === 'list' ? (
              <Rows key={field.path} field={field} value={valueAt(facts, field.path)} onChange={onChange} />
            ) : (
              <ValueField
                key={field.path}
                field={field}
                value={valueAt(facts, field.path)}
                names={names}
                isWrong={wrong.has(field.path)}
                onChange={(value) => onChange(field.path, value)}
              />
            ),
          )}
        </fieldset>
      ))}
    </form>
  )
}

function Missing({ preview, names }: { preview: Preview; names: Names }) {
  const { t } = useTranslation('contracts')
  return (
    <section className={classes['missing']} aria-label={t('builder.missing', { count: preview.missing.length })}>
      <h2>{t('builder.missing', { count: preview.missing.length })}</h2>
      <ul>
        {preview.missing.slice(0, 12).map(({ path }) => (
          <li key={path}>
            <button type="button" onClick={() => document.getElementById(fieldId(path))?.focus()}>
              {names.fact(path)}
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Rows({ field, value, onChange }: { field: Field; value: unknown; onChange: FactsFormProps['onChange'] }) {
  const { t } = useTranslation('contracts')
  const items = Array.isArray(value) ? (value as Item[]) : []
  return (
    <div className={classes['rows']}>
      <span>{t('builder.rows', { count: items.length })}</span>
      <Button
        id={fieldId(field.path)}
        variant="default"
        leftSection={<IconPlus size={14} />}
        onClick={() =>
          onChange(field.path, [...items, items[0]?.['kind'] === undefined ? {} : { kind: items[0]['kind'] }])
        }
      >
        {t('builder.addRow')}
      </Button>
      <Button
        variant="default"
        leftSection={<IconMinus size={14} />}
        disabled={items.length === 0}
        onClick={() => onChange(field.path, items.slice(0, -1))}
      >
        {t('builder.dropRow')}
      </Button>
    </div>
  )
}
