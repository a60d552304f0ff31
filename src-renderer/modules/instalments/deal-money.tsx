/** «Рассрочка и платежи»: the schedule with its versions, what came, what is owed for delays. A tab of the deal's card. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useQuery } from '#renderer/data/use-query.ts'
import { ErrorState, LoadingState } from '#renderer/ui/states.tsx'
import { Tabs } from '#renderer/ui/tabs.tsx'
import { AccountStrip } from './figures.tsx'
import { PaymentsPane } from './payments-pane.tsx'
import { PenaltyPane } from './penalty-pane.tsx'
import { SchedulePane } from './schedule-pane.tsx'
import { VersionsPane } from './versions-pane.tsx'
import classes from './instalments.module.css'

export function DealMoney({ dealId }: { dealId: string }) {
  const { t } = useTranslation('instalments')
  const [tab, setTab] = useState('schedule')
  const account = useQuery('instalments.account', { dealId })
  const schedules = useQuery('instalments.schedules', { dealId })
  const payments = useQuery('instalments.payments', { dealId })
  const error = account.error ?? schedules.error ?? payments.error
  if (error) return <ErrorState error={error} onRetry={account.retry} />
  if (!account.data || !schedules.data || !payments.data) return <LoadingState />
  const [money, versions, rows] = [account.data, schedules.data, payments.data]
  return (
    <div className={classes['money']}>
      <AccountStrip account={money} />
      <div className={classes['tabs']}>
        <Tabs
          value={tab}
          onChange={setTab}
          tabs={[
            {
              id: 'schedule',
              title: t('tabs.schedule'),
              content: () => (
                <SchedulePane dealId={dealId} price={money.price_minor} versions={versions} account={money} />
              ),
            },
            {
              id: 'payments',
              title: t('tabs.payments'),
              count: rows.length,
              content: () => <PaymentsPane dealId={dealId} rows={rows} account={money} />,
            },
            { id: 'penalty', title: t('tabs.penalty'), content: () => <PenaltyPane dealId={dealId} /> },
            {
              id: 'versions',
              title: t('tabs.versions'),
              count: versions.length,
              content: () => <VersionsPane versions={versions} />,
            },
          ]}
        />
      </div>
    </div>
  )
}
