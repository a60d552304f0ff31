/** One question of the form, by the type of its value. */
import { memo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, NativeSelect, TextInput } from '@mantine/core'
import { type Ratio, formatPercent, parseRatio } from '#shared/kernel/percent.ts'
import { type PersonName, fullName } from '#shared/kernel/russian/names.ts'
import { CASES } from '#shared/kernel/russian/numerals.ts'
import { capitalise } from '#shared/kernel/russian/words.ts'
import type { Field } from '#shared/modules/contracts/contract.ts'
import { DateField } from '#renderer/ui/form/date-field.tsx'
import { AreaField, MoneyField, WholeField } from '#renderer/ui/form/fields.tsx'
import { ParsedField } from '#renderer/ui/form/parsed-field.tsx'
import type { Names } from './use-names.ts'
import classes from './contracts.module.css'

export interface ValueFieldProps {
  field: Field
  value: unknown
  names: Names
  isWrong: boolean
  onChange(value: unknown): void
}

export function fieldId(path: string): string {
  return `fact-${path}`
}

const ratio = {
  isNumber: true,
  parse: (text: string) => parseRatio(text) ?? undefined,
  show: (value: Ratio) => shown(value),
  plain: (value: Ratio) => shown(value),
}
const shown = (value: Ratio) => (100 % value.den === 0 ? formatPercent(value) : `${value.num}/${value.den}`)

/** Drawn again only when its own question or answer is another: the form is long and the preview follows every key. */
export const ValueField = memo(
  OneField,
  (a, b) =>
    a.names === b.names &&
    a.isWrong === b.isWrong &&
    JSON.stringify([a.field, a.value]) === JSON.stringify([b.field, b.value]),
)

function OneField({ field, value, names, isWrong, onChange }: ValueFieldProps) {
  const { t } = useTranslation('contracts')
  const { path, type, values } = field
  const common = {
    id: fieldId(path),
    label: field.isDeciding ? names.fact(path) : capitalise(names.field(path)),
    ...(isWrong ? { error: t('builder.wrong') } : {}),
    ...(field.state === 'missing' ? { 'data-missing': true } : {}),
  }
  switch (type) {
    case 'money':
      return <MoneyField {...common} value={(value as number | undefined) ?? null} onChange={onChange} />
    case 'area':
      return <AreaField {...common} value={(value as number | undefined) ?? null} onChange={onChange} />
    case 'count':
      return <WholeField {...common} value={(value as number | undefined) ?? null} onChange={onChange} />
    case 'day':
      return <DateField {...common} value={(value as string | undefined) ?? null} onChange={onChange} />
    case 'share':
    case 'percent':
      return (
        <ParsedField {...common} reading={ratio} value={(value as Ratio | undefined) ?? null} onChange={onChange} />
      )
    case 'flag':
    case 'choice': {
      const options = type === 'flag' ? [true, false] : values
      return (
        <NativeSelect
          {...common}
          value={typeof value === 'string' || typeof value === 'boolean' ? String(value) : ''}
          data={[
            { value: '', label: '' },
            ...options.map((one) => ({ value: String(one), label: names.value(path, one) })),
          ]}
          onChange={(event) => {
            const chosen = event.currentTarget.value
            onChange(chosen === '' ? null : type === 'flag' ? chosen === 'true' : chosen)
          }}
        />
      )
    }
    case 'person':
      return <PersonField {...common} value={value as PersonName | undefined} onChange={onChange} />
    case 'entity': {
      const entity = value as { name: string } | undefined
      return (
        <TextInput
          {...common}
          value={entity?.name ?? ''}
          onChange={(event) => {
            const name = event.currentTarget.value
            onChange(name === '' ? null : { name })
          }}
        />
      )
    }
    case 'text':
    case 'list':
      return (
        <TextInput
          {...common}
          value={typeof value === 'string' ? value : ''}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      )
  }
}

interface PersonFieldProps {
  id: string
  label: string
  error?: string
  value: PersonName | undefined
  onChange(value: unknown): void
}

function PersonField({ id, label, error, value, onChange }: PersonFieldProps) {
  const { t } = useTranslation('contracts')
  const [isOpen, setOpen] = useState(false)
  const part = (key: 'last' | 'first' | 'middle', title: string, own: string) => (
    <TextInput
      id={own}
      label={title}
      error={key === 'last' ? error : undefined}
      value={value?.[key] ?? ''}
      onChange={(event) => {
        // A name in other letters has other cases: what was declined by hand belongs to the old one.
        const next = { last: value?.last ?? '', first: value?.first ?? '', middle: value?.middle ?? '' }
        next[key] = event.currentTarget.value
        onChange(next.last + next.first + next.middle === '' ? null : next)
      }}
    />
  )
  return (
    <div className={classes['person']} role="group" aria-label={label}>
      {part('last', `${label}: ${t('builder.last')}`, id)}
      {part('first', t('builder.first'), `${id}-first`)}
      {part('middle', t('builder.middle'), `${id}-middle`)}
      {value && (
        <Button
          className={classes['cases'] ?? ''}
          variant="subtle"
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
        >
          {t('builder.cases')}
          {Object.keys(value.overrides ?? {}).length > 0 ? ` (${t('builder.casesByHand')})` : ''}
        </Button>
      )}
      {value && isOpen && <Declensions value={value} onChange={onChange} />}
    </div>
  )
}

/** How the name reads in the other cases; what the rules get wrong is typed over and stays with the person. */
function Declensions({ value, onChange }: { value: PersonName; onChange(value: unknown): void }) {
  const { t } = useTranslation('contracts')
  const { overrides = {}, ...plain } = value
  return CASES.slice(1).map((each) => {
    const byRule = fullName(plain, each)
    return (
      <TextInput
        key={each}
        label={t(`case.${each}`)}
        value={overrides[each] ?? byRule}
        onChange={(event) => {
          const typed = event.currentTarget.value
          const { [each]: _, ...others } = overrides
          onChange({ ...plain, overrides: typed === byRule || typed === '' ? others : { ...others, [each]: typed } })
        }}
      />
    )
  })
}
