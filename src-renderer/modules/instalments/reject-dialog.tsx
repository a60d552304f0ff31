import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Textarea } from '@mantine/core'
import { useCommand } from '#renderer/data/use-command.ts'
import { FormDialog } from '#renderer/ui/form-dialog.tsx'

export function RejectDialog({ scheduleId, onClose }: { scheduleId: string; onClose: () => void }) {
  const { t } = useTranslation('instalments')
  const [reason, setReason] = useState('')
  const reject = useCommand('instalments.reject', { quiet: true })
  return (
    <FormDialog
      isOpen
      title={t('schedule.rejectTitle')}
      submit={t('schedule.reject')}
      isPending={reject.isPending}
      error={reject.error}
      onClose={onClose}
      onSubmit={(event) => {
        event.preventDefault()
        void reject.run({ scheduleId, reason }).then((outcome) => outcome.ok && onClose())
      }}
    >
      <Textarea
        label={t('plan.reason')}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        data-autofocus
        required
        autosize
        minRows={2}
      />
    </FormDialog>
  )
}
