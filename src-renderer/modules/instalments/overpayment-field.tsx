/** What a payment settles beyond what is due, and what the payer has named (C4.5): asked of whoever takes money or spreads it. */
import { useTranslation } from 'react-i18next'
import { MultiSelect, SegmentedControl } from '@mantine/core'
import type { DealAccount } from '#shared/modules/instalments/model.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import { formatDay, formatMoney } from '#renderer/ui/format.ts'
import classes from './instalments.module.css'

export const OVERPAYMENTS = ['next', 'tail', 'advance'] as const
export type Overpayment = (typeof OVERPAYMENTS)[number]

export function OverpaymentField({ value, onChange }: { value: Overpayment; onChange(value: Overpayment): void }) {
  const { t } = useTranslation('instalments')
  return (
    <div>
      <div className={classes['muted']} style={{ marginBottom: 4 }}>
        {t('overpayment.title')}
      </div>
      <SegmentedControl
        fullWidth
        aria-label={t('overpayment.title')}
        value={value}
        onChange={(next) => onChange(next as Overpayment)}
        data={OVERPAYMENTS.map((each) => ({ value: each, label: t(`overpayment.${each}`) }))}
      />
    </div>
  )
}

interface NamedFieldProps {
  dealId: string
  account: DealAccount
  value: readonly string[]
  onChange(ids: readonly string[]): void
}

export function NamedField({ dealId, account, value, onChange }: NamedFieldProps) {
  const { t } = useTranslation('instalments')
  const lines =
    useQuery('instalments.lines', account.schedule_id === null ? null : { scheduleId: account.schedule_id }).data ?? []
  const penalties = useQuery('instalments.penalties', { dealId }).data ?? []
  const open = [
    ...lines
      .map((line) => ({
        value: line.root_id,
        open: line.principal_minor + line.interest_minor - line.paid_principal_minor - line.paid_interest_minor,
        what: t('named.line', { line: line.line, on: formatDay(line.due_on) }),
      }))
      .filter((each) => each.open > 0),
    ...penalties
      .filter((row) => row.side === 'buyer' && row.amount_minor > row.paid_minor)
      .map((row) => ({
        value: row.id,
        open: row.amount_minor - row.paid_minor,
        what: t('named.penalty', { from: formatDay(row.from_on), to: formatDay(row.to_on) }),
      })),
  ]
  if (open.length === 0) return null
  return (
    <MultiSelect
      label={t('named.title')}
      description={t('named.text')}
      data={open.map((each) => ({ value: each.value, label: `${each.what} · ${formatMoney(each.open)}` }))}
      value={[...value]}
      onChange={onChange}
      searchable
      clearable
    />
  )
}
