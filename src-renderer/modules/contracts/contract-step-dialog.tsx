/** One step of a contract's life: a day where it takes one, words where it needs them. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Textarea } from '@mantine/core'
import { type ContractStep, REASONED_STEPS } from '#shared/modules/contracts/contract-machine.ts'
import type { ContractRow } from '#shared/modules/contracts/contract-model.ts'
import { useCommand } from '#renderer/data/use-command.ts'
import { DateField } from '#renderer/ui/form/date-field.tsx'
import { FormDialog } from '#renderer/ui/form-dialog.tsx'
import { useNamedRefusal } from './named-refusal.ts'
import { todayHere } from './today.ts'

interface StepDialogProps {
  row: ContractRow
  step: ContractStep
  onClose(): void
}

const DATED: readonly ContractStep[] = ['sign', 'sign_buyer', 'sign_developer']

export function StepDialog({ row, step, onClose }: StepDialogProps) {
  const { t } = useTranslation('contracts')
  const [on, setOn] = useState<string | null>(todayHere)
  const [note, setNote] = useState('')
  const advance = useCommand('contracts.advance', { quiet: true, done: t('card.done') })
  const named = useNamedRefusal()
  const isReasoned = REASONED_STEPS.includes(step)
  return (
    <FormDialog
      isOpen
      title={`${t(`step.${step}`)}: ${row.number}`}
      text={t(`stepText.${step}`, { defaultValue: row.client_name })}
      submit={t(`step.${step}`)}
      isPending={advance.isPending}
      error={named(advance.error)}
      isDangerous={step === 'annul' || step === 'terminate'}
      onClose={onClose}
      onSubmit={(event) => {
        event.preventDefault()
        const send = async () => {
          const answer = await advance.run({
            contractId: row.id,
            step,
            from: row.state,
            on: DATED.includes(step) ? on : null,
            note: note.trim() === '' ? null : note.trim(),
          })
          if (answer.ok) onClose()
        }
        void send()
      }}
    >
      {DATED.includes(step) && <DateField label={t('column.signed')} value={on} onChange={setOn} />}
      {isReasoned && (
        <Textarea
          label={t('card.reason')}
          autosize
          minRows={2}
          value={note}
          data-autofocus
          onChange={(event) => setNote(event.currentTarget.value)}
        />
      )}
    </FormDialog>
  )
}
