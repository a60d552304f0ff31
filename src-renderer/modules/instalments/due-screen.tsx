/** Over all deals: what is due, what was missed and for how long, and the plan of receipts by months. */
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, SegmentedControl } from '@mantine/core'
import { IconAdjustments, IconCalendarDollar } from '@tabler/icons-react'
import { addDays } from '#shared/kernel/day.ts'
import { BUCKETS } from '#shared/kernel/overdue.ts'
import type { DueRow } from '#shared/modules/instalments/model.ts'
import { navigate, setQuery, useRoute } from '#renderer/data/route.ts'
import { useMay } from '#renderer/data/session.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import { formatMoney } from '#renderer/ui/format.ts'
import { Grid } from '#renderer/ui/grid/grid.tsx'
import type { GridColumn } from '#renderer/ui/grid/columns.ts'
import { Page } from '#renderer/ui/page.tsx'
import { EmptyState, ErrorState } from '#renderer/ui/states.tsx'
import { Figure } from './figures.tsx'
import { LimitsDialog } from './limits-dialog.tsx'
import { ReceiptsPane } from './receipts-pane.tsx'
import { thisDay, TONE_OF_BUCKET } from './words.ts'
import classes from './instalments.module.css'

const VIEWS = ['overdue', 'due', 'receipts'] as const
type View = (typeof VIEWS)[number]
const AHEAD = ['7', '30', '90', '365'] as const

export function DueScreen() {
  const { t } = useTranslation('instalments')
  const { query } = useRoute()
  const view: View = VIEWS.find((each) => each === query['view']) ?? 'overdue'
  const [ahead, setAhead] = useState<string>('30')
  const [isLimiting, setLimiting] = useState(false)
  const mayLimit = useMay('deals.approve')
  return (
    <Page
      title={t('screens.due')}
      actions={
        mayLimit && (
          <Button variant="default" leftSection={<IconAdjustments size={16} />} onClick={() => setLimiting(true)}>
            {t('limits.title')}
          </Button>
        )
      }
      toolbar={
        <>
          <SegmentedControl
            aria-label={t('due.view')}
            value={view}
            onChange={(next) => setQuery({ view: next })}
            data={VIEWS.map((value) => ({ value, label: t(`due.${value}`) }))}
          />
          {view === 'due' && (
            <SegmentedControl
              aria-label={t('due.ahead')}
              value={ahead}
              onChange={setAhead}
              data={AHEAD.map((value) => ({ value, label: t('due.days', { count: Number(value) }) }))}
            />
          )}
        </>
      }
    >
      {view === 'receipts' ? (
        <ReceiptsPane />
      ) : (
        <Registry which={view} until={view === 'due' ? addDays(thisDay(), Number(ahead)) : null} />
      )}
      {isLimiting && <LimitsDialog onClose={() => setLimiting(false)} />}
    </Page>
  )
}

function Registry({ which, until }: { which: 'due' | 'overdue'; until: string | null }) {
  const { t } = useTranslation('instalments')
  const answer = useQuery('instalments.due', { which, until }, { keepPrevious: true })
  const columns = useColumns(which)
  const sums = useMemo(() => {
    const of = (rows: readonly DueRow[]) => rows.reduce((sum, row) => sum + row.open_minor, 0)
    const rows = answer.data ?? []
    return {
      all: of(rows),
      deals: new Set(rows.map((row) => row.deal_id)).size,
      buckets: BUCKETS.map((bucket) => ({ bucket, sum: of(rows.filter((row) => row.bucket === bucket)) })),
    }
  }, [answer.data])
  if (answer.error) return <ErrorState error={answer.error} onRetry={answer.retry} />
  return (
    <>
      <div className={classes['strip']} data-testid="due-sums">
        <Figure
          title={t(which === 'overdue' ? 'due.allOverdue' : 'due.allDue')}
          value={formatMoney(sums.all)}
          tone={which === 'overdue' && sums.all > 0 ? 'bad' : undefined}
        />
        <Figure title={t('due.deals')} value={String(sums.deals)} />
        {which === 'overdue' &&
          sums.buckets.map(({ bucket, sum }) => (
            <Figure key={bucket} title={t(`bucket.${bucket}`)} value={formatMoney(sum)} />
          ))}
      </div>
      <div className={classes['grid']}>
        <Grid
          gridId={`instalments.${which}`}
          label={t(`due.${which}`)}
          columns={columns}
          rows={answer.data}
          onOpen={(row) => navigate(`/deals/card/${row.deal_id}?tab=money`)}
          empty={<EmptyState icon={IconCalendarDollar} title={t(`due.none.${which}`)} text={t('due.noneText')} />}
        />
      </div>
    </>
  )
}

function useColumns(which: 'due' | 'overdue'): readonly GridColumn<DueRow>[] {
  const { t } = useTranslation('instalments')
  return useMemo(
    () =>
      [
        {
          id: 'deal',
          title: t('due.deal'),
          value: (row) => row.deal,
          look: (row) => ({ to: `/deals/card/${row.deal_id}?tab=money`, isStrong: true }),
          width: 230,
          pin: 'left',
        },
        { id: 'pay_on', title: t('lines.payOn'), kind: 'day', value: (row) => row.pay_on, width: 110 },
        ...(which === 'overdue'
          ? ([
              {
                id: 'days',
                title: t('due.late'),
                kind: 'number',
                value: (row) => row.days,
                aggregate: 'max',
                width: 90,
              },
              {
                id: 'bucket',
                title: t('due.bucket'),
                kind: 'choice',
                value: (row) => (row.bucket === null ? '' : t(`bucket.${row.bucket}`)),
                rank: (row) => row.days,
                look: (row) => (row.bucket === null ? {} : { tone: TONE_OF_BUCKET[row.bucket] }),
                isGroupable: true,
                width: 156,
              },
            ] satisfies readonly GridColumn<DueRow>[])
          : []),
        {
          id: 'open',
          title: t('due.open'),
          kind: 'money',
          digits: 2,
          value: (row) => row.open_minor,
          aggregate: 'sum',
          look: () => ({ isStrong: true }),
          width: 150,
        },
        {
          id: 'amount',
          title: t('due.amount'),
          kind: 'money',
          digits: 2,
          value: (row) => row.amount_minor,
          aggregate: 'sum',
          width: 140,
        },
        {
          id: 'paid',
          title: t('lines.paid'),
          kind: 'money',
          digits: 2,
          value: (row) => (row.paid_minor === 0 ? null : row.paid_minor),
          aggregate: 'sum',
          width: 130,
        },
        { id: 'client', title: t('due.client'), value: (row) => row.client, width: 220 },
        { id: 'phone', title: t('due.phone'), value: (row) => row.phone, width: 140 },
        { id: 'complex', title: t('due.complex'), value: (row) => row.complex, isGroupable: true, width: 180 },
        { id: 'unit', title: t('due.unit'), value: (row) => row.unit, width: 80 },
        { id: 'line', title: t('due.line'), kind: 'number', value: (row) => row.line, width: 80 },
        { id: 'label', title: t('lines.label'), value: (row) => row.label, width: 170 },
        { id: 'due_on', title: t('lines.dueOn'), kind: 'day', value: (row) => row.due_on, width: 110 },
        { id: 'manager', title: t('due.manager'), value: (row) => row.manager, isGroupable: true, width: 170 },
      ] satisfies readonly GridColumn<DueRow>[],
    [t, which],
  )
}
