import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { NativeSelect, TextInput } from '@mantine/core'
import { newId } from '#shared/kernel/id.ts'
import { PENALTY_TERMS } from '#shared/modules/instalments/model.ts'
import { useCommand } from '#renderer/data/use-command.ts'
import { DateField } from '#renderer/ui/form/date-field.tsx'
import { PercentField } from '#renderer/ui/form/fields.tsx'
import { FormDialog } from '#renderer/ui/form-dialog.tsx'
import { basisPoints, thisDay } from './words.ts'

type Kind = (typeof PENALTY_TERMS)[number]

export function TermDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('instalments')
  const [kind, setKind] = useState<Kind>('rate')
  const [from, setFrom] = useState<string | null>(thisDay())
  const [to, setTo] = useState<string | null>(null)
  const [rate, setRate] = useState<number | null>(null)
  const [act, setAct] = useState('')
  const termId = useMemo(() => newId(), [])
  const add = useCommand('instalments.addPenaltyTerm', { quiet: true, done: t('terms.added') })
  return (
    <FormDialog
      isOpen
      title={t('terms.add')}
      text={t('terms.text')}
      submit={t('terms.submit')}
      isPending={add.isPending}
      error={add.error}
      onClose={onClose}
      onSubmit={(event) => {
        event.preventDefault()
        if (from === null) return
        void add
          .run({
            termId,
            kind,
            from,
            to: kind === 'rate' ? null : to,
            rateBp: kind === 'moratorium' || rate === null ? null : basisPoints(rate),
            act,
          })
          .then((outcome) => outcome.ok && onClose())
      }}
    >
      <NativeSelect
        label={t('terms.kind')}
        value={kind}
        onChange={(event) => setKind(event.currentTarget.value as Kind)}
        data={PENALTY_TERMS.map((value) => ({ value, label: t(`terms.${value}`) }))}
        data-autofocus
      />
      <DateField label={t('penalty.since')} value={from} onChange={setFrom} required />
      {kind !== 'rate' && (
        <DateField label={t('penalty.till')} value={to} onChange={setTo} required={kind === 'moratorium'} />
      )}
      {kind !== 'moratorium' && <PercentField label={t('penalty.rateOf')} value={rate} onChange={setRate} required />}
      <TextInput
        label={t('terms.act')}
        value={act}
        onChange={(event) => setAct(event.currentTarget.value)}
        required
        maxLength={200}
      />
    </FormDialog>
  )
}
