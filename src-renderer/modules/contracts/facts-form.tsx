/** What the document needs and nothing else: what decides first, then what it says, in its own order. From a deal only what is missing is asked. */
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, Switch } from '@mantine/core'
import { IconMinus, IconPlus } from '@tabler/icons-react'
import type { Origin } from '#shared/kernel/document.ts'
import type { ValueSource } from '#shared/modules/contracts/contract-model.ts'
import type { Field, Preview } from '#shared/modules/contracts/contract.ts'
import type { Facts, Item } from '#shared/modules/contracts/vocabulary.ts'
import { formatTime } from '#renderer/ui/format.ts'
import { Link } from '#renderer/ui/link.tsx'
import { valueAt } from './draft.ts'
import type { Names } from './use-names.ts'
import { ValueField, fieldId } from './value-field.tsx'
import classes from './contracts.module.css'

export interface FactsFormProps {
  preview: Preview
  /** With what follows from what was typed. */
  facts: Facts
  names: Names
  /** What was ever missing; null asks for everything. */
  asked: ReadonlySet<string> | null
  sources: Readonly<Record<string, ValueSource>>
  origins: Readonly<Record<string, Origin>>
  withheld: readonly string[]
  /** A value that was clicked in the document: its field and its source are shown. */
  shown: string | undefined
  onChange(path: string, value: unknown): void
}

export function FactsForm(props: FactsFormProps) {
  const { preview, facts, names, asked, sources, origins, withheld, shown, onChange } = props
  const { t } = useTranslation('contracts')
  const [isWhole, setWhole] = useState(false)
  const form = useRef<HTMLFormElement>(null)
  const wrong = new Set(preview.wrong.map(({ path }) => path))
  const contradictions = preview.wrong.filter(({ kind }) => kind === 'contradiction')
  const isAsked = (path: string) =>
    asked === null || isWhole || asked.has(path) || wrong.has(path) || path === shown || origins[path] === 'typed'
  // What was asked stays where it was asked: the document puts its fields in another order as its clauses come and go.
  const places = new Map([...(asked ?? [])].map((path, at) => [path, at]))
  const place = ({ path }: Field) => (isWhole ? 0 : (places.get(path) ?? places.size))
  const fields = preview.fields
    .filter(({ path }) => path !== 'contract.number' && isAsked(path))
    .toSorted((a, b) => place(a) - place(b))
  const groups = Map.groupBy(fields, (field) => (field.isDeciding ? t('builder.deciding') : names.group(field.path)))
  useEffect(() => {
    if (shown !== undefined) document.getElementById(fieldId(shown))?.focus()
  }, [shown])
  useEffect(() => {
    if (asked !== null) firstOf(form.current)?.focus()
    // Once, when the form opens: whoever fills it begins at the first question.
  }, [])
  return (
    <form
      className={classes['form']}
      aria-label={t('builder.facts')}
      ref={form}
      onSubmit={(event) => event.preventDefault()}
      onKeyDown={(event) => toNext(event, form.current)}
    >
      {asked !== null && (
        <Switch
          label={t('builder.whole')}
          checked={isWhole}
          onChange={(event) => setWhole(event.currentTarget.checked)}
        />
      )}
      {contradictions.length > 0 && <p className={classes['bad']}>{t('builder.contradiction')}</p>}
      {withheld.length > 0 && (
        <p className={classes['note']}>{t('builder.withheld', { names: withheld.join(', ') })}</p>
      )}
      {preview.missing.length > 0 && <Missing preview={preview} names={names} />}
      {fields.length === 0 && <p className={classes['note']}>{t('builder.nothingMissing')}</p>}
      {shown !== undefined && <Provenance path={shown} names={names} sources={sources} origins={origins} />}
      {[...groups].map(([title, own]) => (
        <fieldset key={title} className={classes['group']}>
          <legend>{title}</legend>
          {own.map((field) =>
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

const REACHED =
  'input:not([type=hidden]):not(:disabled), select:not(:disabled), textarea:not(:disabled), button[data-add-row]'

function firstOf(form: HTMLFormElement | null): HTMLElement | null {
  return form?.querySelector<HTMLElement>(`fieldset :is(${REACHED})`) ?? null
}

/** Enter goes to the next question and from the last one to the button that keeps: nobody reaches for the mouse in a form of forty fields. */
function toNext(event: KeyboardEvent<HTMLFormElement>, form: HTMLFormElement | null): void {
  const target = event.target as HTMLElement
  if (event.key !== 'Enter' || event.defaultPrevented || !form || target.tagName === 'BUTTON') return
  const all = [...form.querySelectorAll<HTMLElement>(`fieldset :is(${REACHED})`)]
  const beside = all[all.indexOf(target) + (event.shiftKey ? -1 : 1)]
  const next = beside ?? (event.shiftKey ? null : document.querySelector<HTMLElement>('button[data-keep]'))
  if (!next) return
  event.preventDefault()
  next.focus()
}

interface ProvenanceProps {
  path: string
  names: Names
  sources: FactsFormProps['sources']
  origins: FactsFormProps['origins']
}

/** Idea 6: which record says the value, since when, and who wrote it there. */
function Provenance({ path, names, sources, origins }: ProvenanceProps) {
  const { t } = useTranslation('contracts')
  const source = sources[path] ?? sources[path.split('.')[0] ?? '']
  const origin = origins[path] ?? (source ? 'register' : 'computed')
  const label = source?.kind === 'requisite' ? names.group(source.label) : source?.label
  return (
    <aside className={classes['provenance']} aria-label={t('provenance.title')}>
      <strong>{names.fact(path)}</strong>
      <span>{t(`provenance.${origin}`)}</span>
      {source && (
        <span>
          {t(`provenance.kind.${source.kind}`)}
          {': '}
          {source.to === null ? label : <Link to={source.to}>{label}</Link>}
          {[source.at === null ? '' : formatTime(source.at), source.user ?? '']
            .filter(Boolean)
            .map((part) => ` · ${part}`)
            .join('')}
        </span>
      )}
    </aside>
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
            <button type="button" tabIndex={-1} onClick={() => document.getElementById(fieldId(path))?.focus()}>
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
        data-add-row
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
