import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { NativeSelect, TextInput } from '@mantine/core'
import { newId } from '#shared/kernel/id.ts'
import { CHANNELS, type Channel, type DealAccount } from '#shared/modules/instalments/model.ts'
import { useCommand } from '#renderer/data/use-command.ts'
import { formatMoney } from '#renderer/ui/format.ts'
import { DateField } from '#renderer/ui/form/date-field.tsx'
import { MoneyField } from '#renderer/ui/form/fields.tsx'
import { FormDialog } from '#renderer/ui/form-dialog.tsx'
import { NamedField, OverpaymentField, type Overpayment } from './overpayment-field.tsx'
import { thisDay } from './words.ts'
import classes from './instalments.module.css'

export interface PayDialogProps {
  dealId: string
  account: DealAccount
  onClose(): void
}

export function PayDialog({ dealId, account, onClose }: PayDialogProps) {
  const { t } = useTranslation('instalments')
  const expected = account.overdue_minor > 0 ? account.overdue_minor : account.next_minor
  const [amount, setAmount] = useState<number | null>(expected > 0 ? expected : null)
  const [on, setOn] = useState<string | null>(thisDay())
  const [channel, setChannel] = useState<Channel>(account.escrow_minor > 0 ? 'escrow' : 'bank')
  const [payer, setPayer] = useState('')
  const [document, setDocument] = useState('')
  const [purpose, setPurpose] = useState('')
  const [overpayment, setOverpayment] = useState<Overpayment>('next')
  const [named, setNamed] = useState<readonly string[]>([])
  const [paymentId, batchId] = useMemo(() => [newId(), newId()] as const, [])
  const pay = useCommand('instalments.pay', { quiet: true, done: t('pay.done') })
  const orNull = (text: string) => (text.trim() === '' ? null : text.trim())
  return (
    <FormDialog
      isOpen
      width={560}
      title={t('payments.take')}
      text={
        account.open_minor > 0
          ? t('pay.owed', { open: formatMoney(account.open_minor), overdue: formatMoney(account.overdue_minor) })
          : t('pay.nothingOwed')
      }
      submit={t('pay.submit')}
      isPending={pay.isPending}
      error={pay.error}
      onClose={onClose}
      onSubmit={(event) => {
        event.preventDefault()
        if (amount === null || amount <= 0 || on === null) return
        void pay
          .run({
            paymentId,
            batchId,
            dealId,
            amount,
            bookedOn: on,
            channel,
            payer: orNull(payer),
            document: orNull(document),
            purpose: orNull(purpose),
            overpayment,
            named: [...named],
          })
          .then((outcome) => outcome.ok && onClose())
      }}
    >
      <div className={classes['fields']}>
        <MoneyField label={t('payments.amount')} value={amount} onChange={setAmount} required data-autofocus />
        <DateField label={t('payments.on')} value={on} onChange={setOn} required />
        <NativeSelect
          label={t('payments.channel')}
          value={channel}
          onChange={(event) => setChannel(event.currentTarget.value as Channel)}
          data={CHANNELS.map((value) => ({ value, label: t(`channel.${value}`) }))}
        />
        <TextInput
          label={t('payments.document')}
          value={document}
          onChange={(event) => setDocument(event.currentTarget.value)}
          maxLength={100}
        />
        <TextInput
          label={t('payments.payer')}
          value={payer}
          onChange={(event) => setPayer(event.currentTarget.value)}
          maxLength={300}
        />
        <TextInput
          label={t('payments.purpose')}
          value={purpose}
          onChange={(event) => setPurpose(event.currentTarget.value)}
          maxLength={500}
        />
      </div>
      <OverpaymentField value={overpayment} onChange={setOverpayment} />
      <NamedField dealId={dealId} account={account} value={named} onChange={setNamed} />
    </FormDialog>
  )
}
