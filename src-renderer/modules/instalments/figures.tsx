/** Where the deal stands with money, in one line; what is wrong stands out. */
import { useTranslation } from 'react-i18next'
import { IconAlertTriangle } from '@tabler/icons-react'
import type { DealAccount } from '#shared/modules/instalments/model.ts'
import { formatDay, formatMoney } from '#renderer/ui/format.ts'
import classes from './instalments.module.css'

export function Figure({ title, value, tone }: { title: string; value: string; tone?: 'bad' | 'good' | undefined }) {
  return (
    <div className={classes['figure']} data-bad={tone === 'bad' || undefined} data-good={tone === 'good' || undefined}>
      <span>{title}</span>
      <b>{value}</b>
    </div>
  )
}

export function AccountStrip({ account }: { account: DealAccount }) {
  const { t } = useTranslation('instalments')
  const { exit } = account
  return (
    <>
      <div className={classes['strip']} data-testid="account">
        <Figure title={t('account.price')} value={formatMoney(account.price_minor)} />
        <Figure title={t('account.paid')} value={formatMoney(account.paid_minor)} tone="good" />
        <Figure title={t('account.open')} value={formatMoney(account.open_minor)} />
        <Figure
          title={t('account.overdue')}
          value={formatMoney(account.overdue_minor)}
          tone={account.overdue_minor > 0 ? 'bad' : undefined}
        />
        <Figure
          title={t('account.next')}
          value={account.next_on === null ? '—' : `${formatDay(account.next_on)} · ${formatMoney(account.next_minor)}`}
        />
        {account.free_minor !== 0 && (
          <Figure title={t('account.free')} value={formatMoney(account.free_minor)} tone="bad" />
        )}
        {account.escrow_minor !== 0 && <Figure title={t('account.escrow')} value={formatMoney(account.escrow_minor)} />}
        {account.penalty_charged_minor > 0 && (
          <Figure
            title={t('account.penalty')}
            value={`${formatMoney(account.paid_penalty_minor)} / ${formatMoney(account.penalty_charged_minor)}`}
          />
        )}
      </div>
      {account.schedule_id !== null && account.scheduled_minor !== account.price_minor && (
        <div className={classes['warning']} role="status">
          <IconAlertTriangle size={16} />{' '}
          {t('account.stale', {
            price: formatMoney(account.price_minor),
            scheduled: formatMoney(account.scheduled_minor),
          })}
        </div>
      )}
      {exit.ground !== 'none' && (
        <div className={classes['warning']} data-bad role="status">
          <IconAlertTriangle size={16} />
          {t(`account.exit.${exit.ground}`, {
            violations: exit.violations,
            most: exit.most_violations,
            months: exit.delay_months,
            window: exit.window_months,
            on: formatDay(exit.may_leave_from),
            days: exit.warning_days,
            act: exit.act,
          })}
        </div>
      )}
    </>
  )
}
