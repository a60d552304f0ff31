/** Deals in the dense grid: filtered and sorted by SQLite, shown by windows, written to Excel as they are arranged. */
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { IconHeartHandshake } from '@tabler/icons-react'
import { useApi } from '#renderer/data/engine.tsx'
import { notifyError } from '#renderer/data/notify.ts'
import { navigate } from '#renderer/data/route.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import { Grid } from '#renderer/ui/grid/grid.tsx'
import type { GridColumn } from '#renderer/ui/grid/columns.ts'
import type { RowSource } from '#renderer/ui/grid/source.ts'
import { EmptyState } from '#renderer/ui/states.tsx'
import { DEAL_SORTS, type DealFilter } from '#shared/modules/deals/contract.ts'
import type { DealRow } from '#shared/modules/deals/model.ts'
import { AppError } from '#shared/rpc/errors.ts'
import { TONE_OF } from './state.ts'

type Sort = (typeof DEAL_SORTS)[number]

export function DealGrid({ filter }: { filter: DealFilter }) {
  const { t } = useTranslation('deals')
  const api = useApi()
  // One line kept live: it tells when the data has changed.
  const { changes } = useQuery('deals.list', { filter, limit: 1 })
  const columns = useMemo(
    (): GridColumn<DealRow>[] => [
      {
        id: 'number',
        title: t('column.number'),
        kind: 'number',
        value: (row) => row.number,
        look: (row) => ({ to: `/deals/card/${row.id}`, isStrong: true }),
        width: 76,
        pin: 'left',
      },
      { id: 'client_name', title: t('column.client'), value: (row) => row.client_name, width: 220 },
      {
        id: 'stage',
        title: t('column.stage'),
        kind: 'choice',
        value: (row) => t(`stage.${row.stage}`),
        look: (row) => ({ tone: TONE_OF[row.stage] }),
        width: 160,
      },
      { id: 'units', title: t('column.units'), value: (row) => row.units, width: 90 },
      { id: 'complex', title: t('column.complex'), value: (row) => row.complex, width: 170 },
      { id: 'building', title: t('column.building'), value: (row) => row.building, width: 100 },
      { id: 'price_minor', title: t('column.price'), kind: 'money', value: (row) => row.price_minor, aggregate: 'sum' },
      {
        id: 'discount_minor',
        title: t('column.discount'),
        kind: 'money',
        value: (row) => row.discount_minor || null,
        aggregate: 'sum',
      },
      {
        id: 'services_minor',
        title: t('column.services'),
        kind: 'money',
        value: (row) => row.services_minor || null,
        aggregate: 'sum',
        isHidden: true,
      },
      {
        id: 'payment',
        title: t('column.payment'),
        kind: 'choice',
        value: (row) => (row.payment_kind === null ? null : t(`payment.${row.payment_kind}`)),
        width: 150,
      },
      {
        id: 'mortgage',
        title: t('column.mortgage'),
        kind: 'choice',
        value: (row) => (row.mortgage_kind === 'none' ? null : t(`mortgage.${row.mortgage_kind}`)),
        width: 110,
      },
      { id: 'user_name', title: t('column.user'), value: (row) => row.user_name, width: 170 },
      { id: 'company', title: t('column.company'), value: (row) => row.company, width: 170 },
      { id: 'stage_since_at', title: t('column.since'), kind: 'time', value: (row) => row.stage_since_at },
      { id: 'until_at', title: t('column.until'), kind: 'time', value: (row) => row.until_at },
      { id: 'contract_on', title: t('column.contract'), kind: 'day', value: (row) => row.contract_on },
      { id: 'meeting_at', title: t('column.meeting'), kind: 'time', value: (row) => row.meeting_at },
      { id: 'created_at', title: t('column.created'), kind: 'time', value: (row) => row.created_at },
      { id: 'phone', title: t('column.phone'), value: (row) => row.client_phone, width: 140 },
      { id: 'name', title: t('column.name'), value: (row) => row.name, width: 220, isHidden: true },
    ],
    [t],
  )
  const source = useMemo(
    (): RowSource<DealRow> => ({
      version: [filter, changes],
      async fetch(from, to, sort, signal) {
        const answer = await api.deals.list(
          {
            filter,
            sort: sort
              .filter(({ id }) => isSort(id))
              .slice(0, 3)
              .map(({ id, isDown }) => ({ by: id as Sort, isDescending: isDown })),
            offset: from,
            limit: Math.min(20_000, Math.max(1, to - from)),
          },
          { signal },
        )
        return { rows: answer.rows, count: answer.total }
      },
    }),
    [api, filter, changes],
  )
  return (
    <div style={{ display: 'flex', flex: 1, minHeight: 0, flexDirection: 'column' }}>
      <Grid
        gridId="deals"
        label={t('screens.deals')}
        columns={columns}
        source={source}
        onOpen={(row) => navigate(`/deals/card/${row.id}`)}
        onError={(error) => error instanceof AppError && notifyError(error, t)}
        empty={<EmptyState icon={IconHeartHandshake} title={t('empty.title')} text={t('empty.text')} />}
      />
    </div>
  )
}

function isSort(id: string): boolean {
  return (DEAL_SORTS as readonly string[]).includes(id)
}
