/** Money over the counter: how much, in cash or by card, from whom; what of the schedule it is for stands beside it. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { SegmentedControl, TextInput } from '@mantine/core'
import { newId } from '#shared/kernel/id.ts'
import type { DeskRow } from '#shared/modules/instalments/desk-contract.ts'
import { useCommand } from '#renderer/data/use-command.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import { formatDay, formatMoney } from '#renderer/ui/format.ts'
import { MoneyField } from '#renderer/ui/form/fields.tsx'
import { FormDialog } from '#renderer/ui/form-dialog.tsx'
import { useFiles } from '#renderer/ui/print.ts'
import { thisDay } from './words.ts'
import classes from './instalments.module.css'

export function DeskDialog({ deal, onClose }: { deal: DeskRow; onClose(): void }) {
  const { t } = useTranslation('instalments')
  const lines = useQuery('instalments.deskLines', { dealId: deal.id }).data ?? []
  const expected = deal.overdue_minor > 0 ? deal.overdue_minor : deal.next_minor
  const [amount, setAmount] = useState<number | null>(expected > 0 ? expected : null)
  const [channel, setChannel] = useState<'cash' | 'card'>('cash')
  const [payer, setPayer] = useState(deal.client)
  const [[paymentId, batchId]] = useState(() => [newId(), newId()] as const)
  const pay = useCommand('instalments.pay', { quiet: true, done: t('pay.done') })
  const receipt = useCommand('instalments.deskReceipt', { label: t('payments.writing') })
  const { save } = useFiles()
  const open = lines
    .map((line) => ({
      line,
      open: line.principal_minor + line.interest_minor - line.paid_principal_minor - line.paid_interest_minor,
    }))
    .filter((each) => each.open > 0)
  return (
    <FormDialog
      isOpen
      width={560}
      title={t('desk.take')}
      text={`${deal.name}. ${deal.units}`}
      submit={t('pay.submit')}
      isPending={pay.isPending || receipt.isPending}
      error={pay.error}
      onClose={onClose}
      onSubmit={(event) => {
        event.preventDefault()
        if (amount === null || amount <= 0) return
        void pay
          .run({
            paymentId,
            batchId,
            dealId: deal.id,
            amount,
            bookedOn: thisDay(),
            channel,
            payer: payer.trim() === '' ? null : payer.trim(),
          })
          .then(async ({ ok }) => {
            if (!ok) return
            const written = await receipt.run({ paymentId })
            if (written.ok) await save(written.value.file)
            onClose()
          })
      }}
    >
      <div className={classes['fields']}>
        <MoneyField label={t('desk.amount')} value={amount} onChange={setAmount} required data-autofocus />
        <div>
          <div className={classes['muted']} style={{ marginBottom: 4 }}>
            {t('desk.channel')}
          </div>
          <SegmentedControl
            fullWidth
            aria-label={t('desk.channel')}
            value={channel}
            onChange={(next) => setChannel(next as 'cash' | 'card')}
            data={(['cash', 'card'] as const).map((value) => ({ value, label: t(`desk.${value}`) }))}
          />
        </div>
        <TextInput
          className={classes['whole'] ?? ''}
          label={t('payments.payer')}
          value={payer}
          onChange={(event) => setPayer(event.currentTarget.value)}
          maxLength={300}
        />
      </div>
      {open.length === 0 ? (
        <p className={classes['muted']}>{t(deal.has_schedule ? 'desk.nothing' : 'desk.noSchedule')}</p>
      ) : (
        <div className={classes['preview']} tabIndex={0} role="region" aria-label={t('desk.owed')}>
          <table className={classes['table']}>
            <thead>
              <tr>
                <th>{t('desk.by')}</th>
                <th>{t('desk.owed')}</th>
                <th className={classes['text']}>{t('lines.label')}</th>
              </tr>
            </thead>
            <tbody>
              {open.map((each) => (
                <tr key={each.line.id} data-bad={each.line.pay_on < thisDay() || undefined}>
                  <td>{formatDay(each.line.pay_on)}</td>
                  <td>{formatMoney(each.open, { bare: true, kopecks: true })}</td>
                  <td className={classes['text']}>{each.line.label}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </FormDialog>
  )
}
