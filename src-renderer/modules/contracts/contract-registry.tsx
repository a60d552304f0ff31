/** Every contract that one may see: by kind, state and words; two of them compared. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, NativeSelect, TextInput } from '@mantine/core'
import { IconColumns2, IconFilePlus, IconSearch } from '@tabler/icons-react'
import { CONTRACT_STATES, type ContractState } from '#shared/modules/contracts/contract-machine.ts'
import type { ContractRow } from '#shared/modules/contracts/contract-model.ts'
import { TEMPLATE_KINDS } from '#shared/modules/contracts/model.ts'
import { navigate, setQuery, useRoute } from '#renderer/data/route.ts'
import { useMay } from '#renderer/data/session.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import { formatNumber } from '#renderer/ui/format.ts'
import { Page } from '#renderer/ui/page.tsx'
import { ErrorState } from '#renderer/ui/states.tsx'
import { ContractGrid } from './contract-grid.tsx'

/** What people look for: all that waits for somebody, rather than one state. */
const SHOWS: Record<string, readonly ContractState[] | undefined> = {
  all: undefined,
  work: ['draft', 'legal_check', 'approved', 'signed_by_buyer', 'signed_by_developer', 'signed'],
  office: ['submitted', 'suspended', 'resubmitted', 'refused', 'withdrawn'],
  live: [
    'registered',
    'in_force',
    'escrow_funding',
    'funded_full',
    'amended',
    'assigned',
    'commissioned',
    'handover_invited',
  ],
  ended: CONTRACT_STATES.slice(CONTRACT_STATES.indexOf('accepted')),
}

export function ContractRegistry() {
  const { t } = useTranslation('contracts')
  const { query } = useRoute()
  const mayWrite = useMay('contracts.write')
  const [text, setText] = useState(query['text'] ?? '')
  const [chosen, setChosen] = useState<readonly ContractRow[]>([])
  const show = query['show'] ?? 'all'
  const state = CONTRACT_STATES.find((each) => each === show)
  const states = state ? [state] : SHOWS[show]
  const kind = TEMPLATE_KINDS.find((each) => each === query['kind'])
  const answer = useQuery(
    'contracts.registry',
    { text, ...(states ? { states: [...states] } : {}), ...(kind ? { kinds: [kind] } : {}) },
    { keepPrevious: true },
  )
  const [left, right] = chosen
  if (answer.error) return <ErrorState error={answer.error} onRetry={answer.retry} />
  return (
    <Page
      title={t('screens.registry')}
      detail={answer.data && formatNumber(answer.data.length)}
      actions={
        <>
          {left && right && chosen.length === 2 && (
            <Button
              variant="default"
              leftSection={<IconColumns2 size={16} />}
              onClick={() => navigate(`/contracts/compare?left=${left.id}&right=${right.id}`)}
            >
              {t('registry.compare')}
            </Button>
          )}
          {mayWrite && (
            <Button leftSection={<IconFilePlus size={16} />} onClick={() => navigate('/contracts/builder')}>
              {t('registry.new')}
            </Button>
          )}
        </>
      }
      toolbar={
        <>
          <TextInput
            aria-label={t('registry.find')}
            placeholder={t('registry.find')}
            leftSection={<IconSearch size={14} />}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            w={280}
          />
          <NativeSelect
            aria-label={t('column.state')}
            value={show}
            data={[
              ...Object.keys(SHOWS).map((value) => ({ value, label: t(`registry.show.${value}`) })),
              {
                group: t('column.state'),
                items: CONTRACT_STATES.map((value) => ({ value, label: t(`state.${value}`) })),
              },
            ]}
            onChange={(event) =>
              setQuery({ show: event.currentTarget.value === 'all' ? undefined : event.currentTarget.value })
            }
          />
          <NativeSelect
            aria-label={t('column.kind')}
            value={kind ?? ''}
            data={[
              { value: '', label: t('registry.anyKind') },
              ...TEMPLATE_KINDS.map((value) => ({ value, label: t(`kind.${value}`) })),
            ]}
            onChange={(event) => setQuery({ kind: event.currentTarget.value || undefined })}
          />
        </>
      }
    >
      <div className="kb-solid" style={{ display: 'flex', flex: 1, minHeight: 0, flexDirection: 'column' }}>
        <ContractGrid gridId="contracts.registry" rows={answer.data} onSelect={setChosen} />
      </div>
    </Page>
  )
}
