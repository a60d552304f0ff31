/** Units one after another by number, complex or building, as the global search finds them. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { MultiSelect } from '@mantine/core'
import { useQuery } from '#renderer/data/use-query.ts'

export interface PickedUnit {
  id: string
  label: string
}

export interface UnitPickerProps {
  picked: readonly PickedUnit[]
  onChange(picked: readonly PickedUnit[]): void
}

const MOST = 200

export function UnitPicker({ picked, onChange }: UnitPickerProps) {
  const { t } = useTranslation('inventory')
  const [text, setText] = useState('')
  const hits = useQuery('inventory.search', text.trim() === '' ? null : { text, limit: 20 }, {
    keepPrevious: true,
  }).data
  const found = (hits ?? []).flatMap((hit): PickedUnit[] =>
    hit.kind === 'unit' ? [{ id: hit.entity_id, label: `${hit.title} · ${hit.subtitle}` }] : [],
  )
  const known = new Map([...picked, ...found].map((unit) => [unit.id, unit]))
  return (
    <MultiSelect
      label={t('grants.units')}
      placeholder={picked.length === 0 ? t('grants.unitsHint') : ''}
      data={[...known.values()].map(({ id, label }) => ({ value: id, label }))}
      value={picked.map(({ id }) => id)}
      onChange={(ids) => {
        onChange(ids.flatMap((id) => known.get(id) ?? []))
        setText('')
      }}
      searchable
      searchValue={text}
      onSearchChange={setText}
      // The search has judged already; its hits need not contain the text as it was typed.
      filter={({ options }) => (text.trim() === '' ? [] : options)}
      maxValues={MOST}
      hidePickedOptions
      nothingFoundMessage={text.trim() === '' ? t('grants.unitsHint') : t('filter.none')}
      required
    />
  )
}
