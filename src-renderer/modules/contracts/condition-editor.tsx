/** A condition as a form over the closed vocabulary: facts and values are chosen, nothing is written. */
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { ActionIcon, Button, Checkbox, Chip, NativeSelect, NumberInput, Select } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import type { Condition, FactTest } from '#shared/modules/contracts/conditions.ts'
import { type Variable, variableOf } from '#shared/modules/contracts/vocabulary.ts'
import { RUSSIAN_VOCABULARY as WORDS } from '#shared/modules/contracts/vocabulary-ru.ts'
import { type Names, useNames } from './use-names.ts'
import classes from './editor.module.css'

interface ConditionEditorProps {
  value: Condition
  onChange(value: Condition): void
}

/** Facts of the deal; of the items of lists where a repeated part asks for one. */
const FACTS: readonly Variable[] = [
  ...WORDS.variables.values(),
  ...[...WORDS.lists.values()].flatMap((list) =>
    list.fields.map((field) => ({ ...field, path: `${list.item}.${field.path}` })),
  ),
]
const SURE = new Set(['choice', 'flag', 'count'])

export function ConditionEditor({ value, onChange }: ConditionEditorProps) {
  const { t } = useTranslation('contracts')
  const names = useNames()
  if (value === true)
    return (
      <div className={classes['conditionRow']}>
        <span>{t('names.always')}</span>
        <AddTest names={names} onAdd={onChange} />
      </div>
    )
  return <Part value={value} names={names} onChange={(next) => onChange(next ?? true)} />
}

interface PartProps {
  value: Condition
  names: Names
  /** Undefined takes the part away. */
  onChange(value: Condition | undefined): void
}

function Part({ value, names, onChange }: PartProps) {
  const { t } = useTranslation('contracts')
  if (value === true)
    return (
      <div className={classes['conditionRow']}>
        <span>{t('names.always')}</span>
        <Remove onClick={() => onChange(undefined)} />
      </div>
    )
  if ('not' in value)
    return (
      <fieldset className={classes['group']}>
        <legend>
          {t('condition.not')} <Remove onClick={() => onChange(value.not)} />
        </legend>
        <Part
          value={value.not}
          names={names}
          onChange={(next) => onChange(next === undefined ? undefined : { not: next })}
        />
      </fieldset>
    )
  if ('all' in value || 'any' in value) return <Group value={value} names={names} onChange={onChange} />
  return <Test value={value} names={names} onChange={onChange} />
}

function Group({ value, names, onChange }: PartProps & { value: { all: Condition[] } | { any: Condition[] } }) {
  const { t } = useTranslation('contracts')
  const isAll = 'all' in value
  const parts = isAll ? value.all : value.any
  const put = (next: Condition[], all = isAll) =>
    next.length === 0 ? onChange(undefined) : onChange(all ? { all: next } : { any: next })
  return (
    <fieldset className={classes['group']}>
      <legend>
        <NativeSelect
          size="xs"
          aria-label={t('condition.joined')}
          value={isAll ? 'all' : 'any'}
          data={[
            { value: 'all', label: t('condition.all') },
            { value: 'any', label: t('condition.any') },
          ]}
          onChange={(event) => put([...parts], event.currentTarget.value === 'all')}
        />
      </legend>
      {parts.map((part, index) => (
        <Part
          key={index}
          value={part}
          names={names}
          onChange={(next) => put(next === undefined ? parts.filter((_, at) => at !== index) : parts.with(index, next))}
        />
      ))}
      <AddTest names={names} onAdd={(test) => put([...parts, test])} />
    </fieldset>
  )
}

function Test({ value, names, onChange }: PartProps & { value: FactTest }) {
  const { t } = useTranslation('contracts')
  const variable = variableOf(WORDS, value.fact)
  return (
    <div className={classes['conditionRow']}>
      <span className={classes['fact']} data-unknown={variable === undefined || undefined}>
        {names.fact(value.fact)}
      </span>
      <Values value={value} variable={variable} names={names} onChange={onChange} />
      <Button variant="subtle" size="compact-xs" onClick={() => onChange({ all: [value] })}>
        {t('condition.more')}
      </Button>
      <Button variant="subtle" size="compact-xs" onClick={() => onChange({ not: value })}>
        {t('condition.not')}
      </Button>
      <Remove onClick={() => onChange(undefined)} />
    </div>
  )
}

interface ValuesProps {
  value: FactTest
  variable: Variable | undefined
  names: Names
  onChange(value: FactTest): void
}

function Values({ value, variable, names, onChange }: ValuesProps) {
  const { t } = useTranslation('contracts')
  const { in: chosen, present, min, max } = value
  if (variable?.type === 'choice' && present === undefined)
    return (
      <Chip.Group
        multiple
        value={(chosen ?? []).map(String)}
        onChange={(next) => next.length > 0 && onChange({ fact: value.fact, in: next })}
      >
        {(variable.values ?? []).map((one) => (
          <Chip key={one} value={one} size="xs" radius="sm">
            {names.value(value.fact, one)}
          </Chip>
        ))}
      </Chip.Group>
    )
  if (variable?.type === 'flag' && present === undefined)
    return (
      <NativeSelect
        size="xs"
        aria-label={names.fact(value.fact)}
        value={String(chosen?.[0] ?? true)}
        data={[
          { value: 'true', label: t('names.yes') },
          { value: 'false', label: t('names.no') },
        ]}
        onChange={(event) => onChange({ fact: value.fact, in: [event.currentTarget.value === 'true'] })}
      />
    )
  if (present === undefined)
    return (
      <>
        <Bound label="≥" value={min} onChange={(next) => onChange(bounded(value, next, max))} />
        <Bound label="≤" value={max} onChange={(next) => onChange(bounded(value, min, next))} />
      </>
    )
  return (
    <Checkbox
      size="xs"
      label={t('names.present')}
      checked={present}
      onChange={(event) => onChange({ fact: value.fact, present: event.currentTarget.checked })}
    />
  )
}

function Bound({
  label,
  value,
  onChange,
}: {
  label: string
  value: number | undefined
  onChange(value?: number): void
}) {
  const id = useId()
  return (
    <span className={classes['bound']}>
      <label htmlFor={id}>{label}</label>
      <NumberInput
        id={id}
        size="xs"
        w={90}
        allowDecimal={false}
        value={value ?? ''}
        onChange={(next) => onChange(typeof next === 'number' ? next : undefined)}
      />
    </span>
  )
}

function bounded({ fact }: FactTest, min: number | undefined, max: number | undefined): FactTest {
  return { fact, ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) }
}

function AddTest({ names, onAdd }: { names: Names; onAdd(test: FactTest): void }) {
  const { t } = useTranslation('contracts')
  return (
    <Select
      size="xs"
      searchable
      clearable
      value={null}
      placeholder={t('condition.add')}
      aria-label={t('condition.add')}
      leftSection={<IconPlus size={12} />}
      nothingFoundMessage={t('variable.none')}
      limit={60}
      data={FACTS.map(({ path }) => ({ value: path, label: names.fact(path) }))}
      onChange={(path) => path !== null && onAdd(firstTest(path))}
    />
  )
}

function firstTest(path: string): FactTest {
  const variable = variableOf(WORDS, path)
  if (variable?.type === 'choice') return { fact: path, in: [...(variable.values ?? []).slice(0, 1)] }
  if (variable?.type === 'flag') return { fact: path, in: [true] }
  return variable && SURE.has(variable.type) ? { fact: path, min: 1 } : { fact: path, present: true }
}

function Remove({ onClick }: { onClick(): void }) {
  const { t } = useTranslation('contracts')
  return (
    <ActionIcon variant="subtle" size="sm" aria-label={t('condition.remove')} onClick={onClick}>
      <IconX size={14} />
    </ActionIcon>
  )
}
