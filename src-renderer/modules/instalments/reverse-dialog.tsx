import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Textarea } from '@mantine/core'
import { newId } from '#shared/kernel/id.ts'
import type { PaymentRow } from '#shared/modules/instalments/model.ts'
import { useCommand } from '#renderer/data/use-command.ts'
import { formatDay, formatMoney } from '#renderer/ui/format.ts'
import { DateField } from '#renderer/ui/form/date-field.tsx'
import { FormDialog } from '#renderer/ui/form-dialog.tsx'
import { thisDay } from './words.ts'

export function ReverseDialog({ payment, onClose }: { payment: PaymentRow; onClose: () => void }) {
  const { t } = useTranslation('instalments')
  const [on, setOn] = useState<string | null>(thisDay())
  const [reason, setReason] = useState('')
  const batchId = useMemo(() => newId(), [])
  const reverse = useCommand('instalments.reversePayment', { quiet: true, done: t('reverse.done') })
  return (
    <FormDialog
      isOpen
      isDangerous
      title={t('reverse.title')}
      text={t('reverse.text', { amount: formatMoney(payment.amount_minor), on: formatDay(payment.booked_on) })}
      submit={t('payments.reverse')}
      isPending={reverse.isPending}
      error={reverse.error}
      onClose={onClose}
      onSubmit={(event) => {
        event.preventDefault()
        if (on === null) return
        void reverse
          .run({ paymentId: payment.id, batchId, bookedOn: on, reason })
          .then((outcome) => outcome.ok && onClose())
      }}
    >
      <DateField label={t('payments.on')} value={on} onChange={setOn} required />
      <Textarea
        label={t('plan.reason')}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        required
        data-autofocus
        autosize
        minRows={2}
      />
    </FormDialog>
  )
}
