/** Contracts as rows: the same columns in the registry, on a deal's card and beside a comparison. */
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { IconFileText } from '@tabler/icons-react'
import type { ContractRow } from '#shared/modules/contracts/contract-model.ts'
import { CONTRACT_STATES } from '#shared/modules/contracts/contract-machine.ts'
import { navigate } from '#renderer/data/route.ts'
import type { GridColumn } from '#renderer/ui/grid/columns.ts'
import { Grid } from '#renderer/ui/grid/grid.tsx'
import { EmptyState } from '#renderer/ui/states.tsx'
import { toneOf } from './contract-words.ts'

export interface ContractGridProps {
  gridId: string
  rows: readonly ContractRow[] | undefined
  onSelect?: (rows: readonly ContractRow[]) => void
}

export function ContractGrid({ gridId, rows, onSelect }: ContractGridProps) {
  const { t } = useTranslation('contracts')
  const columns = useMemo(
    (): GridColumn<ContractRow>[] => [
      {
        id: 'number',
        title: t('column.number'),
        value: (row) => row.number,
        look: (row) => ({ isStrong: true, to: `/contracts/${row.id}` }),
        width: 130,
        pin: 'left',
      },
      {
        id: 'state',
        title: t('column.state'),
        kind: 'choice',
        value: (row) => t(`state.${row.state}`),
        look: (row) => ({ tone: toneOf(row.state) }),
        rank: (row) => CONTRACT_STATES.indexOf(row.state),
        width: 190,
        isGroupable: true,
      },
      { id: 'client', title: t('column.client'), value: (row) => row.client_name, width: 220 },
      {
        id: 'kind',
        title: t('column.kind'),
        kind: 'choice',
        value: (row) => t(`kind.${row.kind}`),
        width: 120,
        isGroupable: true,
      },
      { id: 'unit', title: t('column.unit'), value: (row) => row.unit_number, width: 84 },
      { id: 'building', title: t('column.building'), value: (row) => row.building, width: 100, isGroupable: true },
      { id: 'complex', title: t('column.complex'), value: (row) => row.complex, width: 130, isGroupable: true },
      { id: 'price', title: t('column.price'), kind: 'money', value: (row) => row.price_minor, aggregate: 'sum' },
      { id: 'on', title: t('column.on'), kind: 'day', value: (row) => row.contract_on },
      { id: 'signed', title: t('column.signed'), kind: 'day', value: (row) => row.signed_on },
      { id: 'application', title: t('column.application'), value: (row) => row.application_number, width: 130 },
      {
        id: 'day',
        title: t('column.day'),
        value: (row) =>
          row.day === null || row.days === null ? null : t('registration.dayOf', { day: row.day, days: row.days }),
        look: (row) => ({ isBad: row.is_late }),
        rank: (row) => (row.day ?? -1) - (row.days ?? 0),
        width: 120,
      },
      {
        id: 'due',
        title: t('column.due'),
        kind: 'day',
        value: (row) => row.due_on,
        look: (row) => ({ isBad: row.is_late }),
      },
      { id: 'registered', title: t('column.registered'), kind: 'day', value: (row) => row.registered_on },
      { id: 'registration', title: t('column.registration'), value: (row) => row.registration_number, width: 190 },
      {
        id: 'waiting',
        title: t('column.waiting'),
        kind: 'number',
        value: (row) => row.waiting || null,
        look: () => ({ isBad: true }),
      },
      {
        id: 'deviations',
        title: t('column.deviations'),
        kind: 'flag',
        value: (row) => row.has_deviations || row.is_hand_edited,
      },
      { id: 'user', title: t('column.user'), value: (row) => row.user_name, width: 150, isGroupable: true },
      { id: 'since', title: t('column.since'), kind: 'time', value: (row) => row.state_since_at, isHidden: true },
    ],
    [t],
  )
  return (
    <Grid
      gridId={gridId}
      label={t('screens.registry')}
      columns={columns}
      rows={rows}
      {...(onSelect ? { onSelect } : {})}
      onOpen={(row) => navigate(`/contracts/${row.id}`)}
      empty={<EmptyState icon={IconFileText} title={t('registry.none')} text={t('registry.noneText')} />}
    />
  )
}
