/** What the file does not say: values for all its rows, and what the import may do besides. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, Checkbox, Select, TextInput } from '@mantine/core'
import type { ImportField, ImportKind } from '#shared/modules/imports/kind.ts'
import { useMay } from '#renderer/data/session.ts'
import { languageOf } from './words.ts'
import classes from './imports.module.css'

export interface Chosen {
  createsReferences: boolean
  takesSold: boolean
}

export interface ConstantsFormProps {
  kind: ImportKind
  /** Fields that no column gives. */
  missing: readonly ImportField[]
  hasStatus: boolean
  constants: Readonly<Record<string, string>>
  onConstants(constants: Record<string, string>): void
  chosen: Chosen
  onChosen(chosen: Chosen): void
}

const FIRST_SHOWN = 6

export function ConstantsForm(props: ConstantsFormProps) {
  const { kind, missing, hasStatus, constants, onConstants, chosen, onChosen } = props
  const { t, i18n } = useTranslation('imports')
  const language = languageOf(i18n.language)
  const maySell = useMay('deals.write')
  const [isWhole, setWhole] = useState(false)
  const open = missing.filter(({ isReadOnly, isUnique, isHelper }) => !isReadOnly && !isUnique && !isHelper)
  // What is asked for, and what has been said already, are never among those behind the button.
  const isUrgent = ({ key, isRequired }: ImportField) => isRequired === true || constants[key] !== undefined
  const ordered = [...open.filter(isUrgent), ...open.filter((field) => !isUrgent(field))]
  const shown = isWhole ? ordered : ordered.slice(0, Math.max(FIRST_SHOWN, open.filter(isUrgent).length))
  const isPlaced = !kind.updatesOnly && kind.fields.some(({ key }) => key === 'building')

  function say(key: string, text: string) {
    const { [key]: _former, ...rest } = constants
    onConstants(text === '' ? rest : { ...rest, [key]: text })
  }

  return (
    <>
      <h2>{t('columns.constants')}</h2>
      <div className={classes['constants']}>
        {shown.map(({ key, title, isRequired, choices }) => {
          const label = title[language] + (isRequired ? ' *' : '')
          const value = constants[key] ?? ''
          return choices ? (
            <Select
              key={key}
              label={label}
              clearable
              data={choices.map((choice) => choice.title[language])}
              value={value === '' ? null : value}
              onChange={(text) => say(key, text ?? '')}
            />
          ) : (
            <TextInput
              key={key}
              label={label}
              value={value}
              maxLength={500}
              onChange={(event) => say(key, event.currentTarget.value)}
            />
          )
        })}
      </div>
      {ordered.length > shown.length && (
        <Button variant="subtle" mt={8} onClick={() => setWhole(true)}>
          {t('columns.moreFields', { count: ordered.length - shown.length })}
        </Button>
      )}
      {isPlaced && (
        <Checkbox
          mt="sm"
          label={t('columns.createPlaces')}
          checked={chosen.createsReferences}
          onChange={(event) => onChosen({ ...chosen, createsReferences: event.currentTarget.checked })}
        />
      )}
      {maySell && kind.name === 'units' && hasStatus && (
        <Checkbox
          mt="xs"
          label={t('columns.takesSold')}
          description={t('columns.takesSoldHint')}
          checked={chosen.takesSold}
          onChange={(event) => onChosen({ ...chosen, takesSold: event.currentTarget.checked })}
        />
      )}
    </>
  )
}
