/** Chooses a variable of the closed vocabulary by its name, and the form in which it is written; an example shows how it will read. */
import { type KeyboardEvent, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, Checkbox, Modal, NativeSelect, TextInput } from '@mantine/core'
import { CASES } from '#shared/kernel/russian/numerals.ts'
import { exampleFacts } from '#shared/modules/contracts/example.ts'
import { FORMATS, formatValue } from '#shared/modules/contracts/format.ts'
import type { VariableAttrs } from '#shared/modules/contracts/rich-text.ts'
import { type Variable, valueOf, variableOf } from '#shared/modules/contracts/vocabulary.ts'
import { RUSSIAN_VOCABULARY as WORDS } from '#shared/modules/contracts/vocabulary-ru.ts'
import { type Names, useNames } from './use-names.ts'
import classes from './editor.module.css'

const MOST_SHOWN = 80
const GENDERS = ['male', 'female', 'neuter'] as const
const DECLINED = new Set(['person', 'entity', 'choice', 'day', 'count'])

export interface VariableDialogProps {
  initial: VariableAttrs | null
  onClose(): void
  onChoose(attrs: VariableAttrs): void
}

const PATHS: readonly string[] = [
  ...WORDS.variables.keys(),
  ...[...WORDS.lists.values()].flatMap((list) => [
    ...list.fields.map((field) => `${list.item}.${field.path}`),
    `${list.item}.number`,
  ]),
]

export function VariableDialog({ initial, onClose, onChoose }: VariableDialogProps) {
  const { t } = useTranslation('contracts')
  const names = useNames()
  const [wanted, setWanted] = useState('')
  const [picked, setAttrs] = useState<VariableAttrs | null>(initial)
  const list = useRef<HTMLUListElement>(null)
  const found = useMemo(() => find(wanted, names), [wanted, names])
  // What is typed points at its best hit; what was picked stays while it fits.
  const [best] = found
  const fits = picked !== null && (wanted === '' || found.includes(picked.path))
  const attrs = fits ? picked : wanted === '' || best === undefined ? null : { path: best }
  const at = attrs === null ? -1 : found.indexOf(attrs.path)
  const choose = (path: string) => setAttrs((old) => (old?.path === path ? old : { path }))
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    const next = found[Math.min(Math.max(at + step, 0), found.length - 1)]
    if (step !== 0 && next !== undefined) {
      event.preventDefault()
      choose(next)
      list.current?.children[found.indexOf(next)]?.scrollIntoView({ block: 'nearest' })
    }
    if (event.key === 'Enter') {
      event.preventDefault()
      if (attrs) onChoose(attrs)
    }
  }
  return (
    <Modal
      opened
      returnFocus={false}
      transitionProps={{ duration: 0 }}
      onClose={onClose}
      title={t('variable.title')}
      size={720}
    >
      <div className={classes['variable']}>
        <div>
          <TextInput
            data-autofocus
            label={t('variable.find')}
            value={wanted}
            onChange={(event) => setWanted(event.currentTarget.value)}
            onKeyDown={onKeyDown}
          />
          <ul className={classes['paths']} ref={list} role="listbox" aria-label={t('variable.title')}>
            {found.map((path) => (
              <li
                key={path}
                role="option"
                aria-selected={path === attrs?.path}
                onClick={() => choose(path)}
                onDoubleClick={() => onChoose(attrs?.path === path ? attrs : { path })}
              >
                {names.fact(path)}
              </li>
            ))}
            {found.length === 0 && <li className={classes['none']}>{t('variable.none')}</li>}
          </ul>
        </div>
        <div className={classes['forms']}>
          {attrs && <Forms attrs={attrs} onChange={setAttrs} />}
          <Button disabled={attrs === null} onClick={() => attrs && onChoose(attrs)}>
            {initial ? t('editor.change') : t('editor.insert')}
          </Button>
        </div>
      </div>
    </Modal>
  )
}

function find(wanted: string, names: Names): string[] {
  const words = wanted.toLowerCase().split(/\s+/).filter(Boolean)
  return PATHS.filter((path) => {
    const text = `${names.fact(path)} ${path}`.toLowerCase()
    return words.every((word) => text.includes(word))
  }).slice(0, MOST_SHOWN)
}

function Forms({ attrs, onChange }: { attrs: VariableAttrs; onChange(attrs: VariableAttrs): void }) {
  const { t } = useTranslation('contracts')
  const variable = variableOf(WORDS, attrs.path)
  if (!variable) return null
  const put = (change: Partial<Record<keyof VariableAttrs, string | boolean>>) =>
    onChange(
      Object.fromEntries(
        Object.entries({ ...attrs, ...change }).filter(([, one]) => one !== '' && one !== false),
      ) as VariableAttrs,
    )
  const formats = FORMATS[variable.type]
  const none = { value: '', label: t('variable.usual') }
  return (
    <>
      {formats.length > 1 && (
        <NativeSelect
          label={t('variable.format')}
          value={attrs.format ?? ''}
          data={[none, ...formats.slice(1).map((one) => ({ value: one, label: t(`format.${one}`) }))]}
          onChange={(event) => put({ format: event.currentTarget.value })}
        />
      )}
      {(DECLINED.has(variable.type) || attrs.path.endsWith('.position')) && (
        <NativeSelect
          label={t('variable.case')}
          value={attrs.case ?? ''}
          data={[
            { value: '', label: t('case.nominative') },
            ...CASES.slice(1).map((one) => ({ value: one, label: t(`case.${one}`) })),
          ]}
          onChange={(event) => put({ case: event.currentTarget.value })}
        />
      )}
      {variable.type === 'count' && (
        <NativeSelect
          label={t('variable.gender')}
          value={attrs.gender ?? ''}
          data={[none, ...GENDERS.map((one) => ({ value: one, label: t(`gender.${one}`) }))]}
          onChange={(event) => put({ gender: event.currentTarget.value })}
        />
      )}
      <Checkbox
        label={t('variable.optional')}
        checked={attrs.optional === true}
        onChange={(event) => put({ optional: event.currentTarget.checked })}
      />
      <p className={classes['example']}>
        {t('variable.example')}
        <strong lang="ru">{exampleOf(variable, attrs)}</strong>
      </p>
    </>
  )
}

/** How it reads in a deal that has it. */
function exampleOf(variable: Variable, attrs: VariableAttrs): string {
  const requires = variable.requires
  const deal =
    requires !== undefined && requires !== true && 'fact' in requires && requires.in
      ? { [requires.fact]: requires.in[0] ?? null }
      : {}
  const value = valueOf(WORDS, exampleFacts(WORDS, deal), attrs.path)
  return value === undefined ? '…' : formatValue(variable, value, attrs)
}
