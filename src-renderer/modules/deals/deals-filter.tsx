/** The filter of deals: text, whose, open or all, stages, payment, complex. */
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, MultiSelect, Switch, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useQuery } from '#renderer/data/use-query.ts'
import type { DealFilter } from '#shared/modules/deals/contract.ts'
import { PAYMENT_KINDS } from '#shared/modules/deals/model.ts'
import { DEAL_STAGES, type DealStage } from '#shared/modules/deals/stages.ts'
import { useDeals } from './state.ts'

const PAUSE_MS = 150

/** Sets a part of the filter, or takes it out when it says nothing. */
function change<K extends keyof DealFilter>(key: K, value: DealFilter[K]): void {
  useDeals.setState(({ filter }) => {
    const { [key]: _, ...others } = filter
    const isEmpty =
      value === undefined || value === '' || value === false || (Array.isArray(value) && value.length === 0)
    return { filter: isEmpty ? others : { ...others, [key]: value } }
  })
}

export function DealsFilter({ hasStages }: { hasStages: boolean }) {
  const { t } = useTranslation('deals')
  const filter = useDeals((state) => state.filter)
  const [text, setText] = useState(filter.text ?? '')
  const [asked] = useDebouncedValue(text, PAUSE_MS)
  useEffect(() => change('text', asked.trim()), [asked])
  const tree = useQuery('inventory.tree', {}).data
  const complexes = tree?.filter(({ kind }) => kind === 'complex') ?? []
  return (
    <>
      <TextInput
        aria-label={t('filter.text')}
        placeholder={t('filter.text')}
        leftSection={<IconSearch size={16} />}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        w={260}
      />
      {hasStages && (
        <Many
          label={t('filter.stages')}
          values={filter.stages ?? []}
          data={DEAL_STAGES.map((value) => ({ value, label: t(`stage.${value}`) }))}
          onChange={(values) => change('stages', values as DealStage[])}
        />
      )}
      {complexes.length > 1 && (
        <Many
          label={t('filter.complexes')}
          values={filter.complexIds ?? []}
          data={complexes.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={(values) => change('complexIds', values)}
        />
      )}
      <Many
        label={t('filter.payments')}
        values={filter.payments ?? []}
        data={PAYMENT_KINDS.map((value) => ({ value, label: t(`payment.${value}`) }))}
        onChange={(values) => change('payments', values as DealFilter['payments'])}
      />
      <Switch
        label={t('filter.mine')}
        checked={filter.isMine ?? false}
        onChange={(event) => change('isMine', event.currentTarget.checked)}
      />
      <Switch
        label={t('filter.open')}
        checked={filter.isOpen ?? false}
        onChange={(event) => change('isOpen', event.currentTarget.checked)}
      />
      {Object.keys(filter).length > 0 && (
        <Button
          variant="subtle"
          onClick={() => {
            setText('')
            useDeals.setState({ filter: {} })
          }}
        >
          {t('common:reset')}
        </Button>
      )}
    </>
  )
}

interface ManyProps {
  label: string
  values: readonly string[]
  data: { value: string; label: string }[]
  onChange(values: string[]): void
}

function Many({ label, values, data, onChange }: ManyProps) {
  return (
    <MultiSelect
      aria-label={label}
      {...(values.length === 0 ? { placeholder: label } : {})}
      data={data}
      value={[...values]}
      onChange={onChange}
      searchable
      clearable
      miw={150}
      maw={320}
    />
  )
}
