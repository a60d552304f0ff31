import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { newId } from '#shared/kernel/id.ts'
import type { DealAccount, PaymentRow } from '#shared/modules/instalments/model.ts'
import { useCommand } from '#renderer/data/use-command.ts'
import { formatMoney } from '#renderer/ui/format.ts'
import { FormDialog } from '#renderer/ui/form-dialog.tsx'
import { NamedField, OverpaymentField, type Overpayment } from './overpayment-field.tsx'

export interface AllocateDialogProps {
  dealId: string
  payment: PaymentRow
  account: DealAccount
  onClose(): void
}

export function AllocateDialog({ dealId, payment, account, onClose }: AllocateDialogProps) {
  const { t } = useTranslation('instalments')
  const [overpayment, setOverpayment] = useState<Overpayment>('next')
  const [named, setNamed] = useState<readonly string[]>([])
  const allocationId = useMemo(() => newId(), [])
  const allocate = useCommand('instalments.allocate', { quiet: true, done: t('pay.spread') })
  return (
    <FormDialog
      isOpen
      title={t('payments.spread')}
      text={t('pay.free', { free: formatMoney(payment.free_minor) })}
      submit={t('payments.spread')}
      isPending={allocate.isPending}
      error={allocate.error}
      onClose={onClose}
      onSubmit={(event) => {
        event.preventDefault()
        void allocate
          .run({ paymentId: payment.id, allocationId, overpayment, named: [...named] })
          .then((outcome) => outcome.ok && onClose())
      }}
    >
      <OverpaymentField value={overpayment} onChange={setOverpayment} />
      <NamedField dealId={dealId} account={account} value={named} onChange={setNamed} />
    </FormDialog>
  )
}
