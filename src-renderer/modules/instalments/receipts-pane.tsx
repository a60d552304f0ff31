/** The plan of receipts by months: what the schedules say, what of it has come, and what came at all. */
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { NativeSelect } from '@mantine/core'
import { IconCalendarDollar } from '@tabler/icons-react'
import { addMonths, firstOfMonth, lastOfMonth } from '#shared/kernel/day.ts'
import type { ReceiptsMonth } from '#shared/modules/instalments/model.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import { Chart } from '#renderer/ui/chart/chart.tsx'
import { formatMoneyShort, locale } from '#renderer/ui/format.ts'
import { DateField } from '#renderer/ui/form/date-field.tsx'
import { Grid } from '#renderer/ui/grid/grid.tsx'
import type { GridColumn } from '#renderer/ui/grid/columns.ts'
import { EmptyState, ErrorState } from '#renderer/ui/states.tsx'
import { thisDay } from './words.ts'
import classes from './instalments.module.css'

export function ReceiptsPane() {
  const { t } = useTranslation('instalments')
  const [from, setFrom] = useState<string | null>(firstOfMonth(addMonths(thisDay(), -6)))
  const [to, setTo] = useState<string | null>(lastOfMonth(addMonths(thisDay(), 17)))
  const [complexId, setComplex] = useState('')
  const places = useQuery('inventory.tree', {}).data?.filter((row) => row.kind === 'complex') ?? []
  const answer = useQuery(
    'instalments.receipts',
    from === null || to === null ? null : { from, to, complexId: complexId === '' ? null : complexId },
    { keepPrevious: true },
  )
  const columns = useMemo<readonly GridColumn<ReceiptsMonth>[]>(
    () => [
      {
        id: 'month',
        title: t('receipts.month'),
        value: (row) => row.id,
        text: (row) => monthName(row.id),
        width: 150,
        pin: 'left',
      },
      {
        id: 'planned',
        title: t('receipts.planned'),
        kind: 'money',
        digits: 0,
        value: (row) => row.planned_minor,
        aggregate: 'sum',
        width: 160,
      },
      {
        id: 'planned_count',
        title: t('receipts.plannedCount'),
        kind: 'number',
        value: (row) => row.planned_count,
        aggregate: 'sum',
        width: 110,
      },
      {
        id: 'covered',
        title: t('receipts.covered'),
        kind: 'money',
        digits: 0,
        value: (row) => row.covered_minor,
        aggregate: 'sum',
        width: 160,
      },
      {
        id: 'left',
        title: t('receipts.left'),
        kind: 'money',
        digits: 0,
        value: (row) => row.planned_minor - row.covered_minor,
        aggregate: 'sum',
        width: 160,
      },
      {
        id: 'share',
        title: t('receipts.share'),
        kind: 'percent',
        value: (row) => (row.planned_minor === 0 ? null : row.covered_minor / row.planned_minor),
        aggregate: { of: (row) => row.covered_minor, per: (row) => row.planned_minor },
        look: (row) => ({ bar: row.planned_minor === 0 ? 0 : row.covered_minor / row.planned_minor }),
        width: 110,
      },
      {
        id: 'received',
        title: t('receipts.received'),
        kind: 'money',
        digits: 0,
        value: (row) => row.received_minor,
        aggregate: 'sum',
        look: () => ({ isStrong: true }),
        width: 160,
      },
      {
        id: 'escrow',
        title: t('receipts.escrow'),
        kind: 'money',
        digits: 0,
        value: (row) => row.escrow_minor,
        aggregate: 'sum',
        width: 160,
      },
      {
        id: 'received_count',
        title: t('receipts.receivedCount'),
        kind: 'number',
        value: (row) => row.received_count,
        aggregate: 'sum',
        width: 110,
      },
    ],
    [t],
  )
  const option = useMemo(
    () => ({
      tooltip: { trigger: 'axis', valueFormatter: (value: unknown) => formatMoneyShort(Number(value)) },
      legend: { top: 0 },
      xAxis: { type: 'category', data: answer.data?.map((row) => monthName(row.id)) ?? [] },
      yAxis: { type: 'value', axisLabel: { formatter: (value: number) => formatMoneyShort(value) } },
      series: [
        { name: t('receipts.planned'), type: 'bar', data: answer.data?.map((row) => row.planned_minor) ?? [] },
        { name: t('receipts.received'), type: 'bar', data: answer.data?.map((row) => row.received_minor) ?? [] },
      ],
    }),
    [answer.data, t],
  )
  if (answer.error) return <ErrorState error={answer.error} onRetry={answer.retry} />
  return (
    <div className={classes['pane']} style={{ gap: 0 }}>
      <div className={classes['bar']} style={{ paddingBottom: 8 }}>
        <DateField aria-label={t('penalty.since')} value={from} onChange={setFrom} w={150} />
        <DateField aria-label={t('penalty.till')} value={to} onChange={setTo} w={150} />
        <NativeSelect
          aria-label={t('due.complex')}
          value={complexId}
          onChange={(event) => setComplex(event.currentTarget.value)}
          data={[
            { value: '', label: t('receipts.allComplexes') },
            ...places.map((row) => ({ value: row.id, label: row.name })),
          ]}
        />
      </div>
      <div style={{ padding: '0 16px' }}>
        <Chart option={option} label={t('due.receipts')} height={240} />
      </div>
      <div className={classes['grid']}>
        <Grid
          gridId="instalments.receipts"
          label={t('due.receipts')}
          columns={columns}
          rows={answer.data}
          empty={<EmptyState icon={IconCalendarDollar} title={t('receipts.none')} text={t('due.noneText')} />}
        />
      </div>
    </div>
  )
}

function monthName(id: string): string {
  return new Date(`${id}-15T12:00:00`).toLocaleDateString(locale(), { month: 'short', year: 'numeric' })
}
