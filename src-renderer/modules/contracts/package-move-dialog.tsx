/** Hands copies over: where to, to whom, until when; or says that one is lost. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { NativeSelect, TextInput, Textarea } from '@mantine/core'
import { newId } from '#shared/kernel/id.ts'
import type { PaperRow } from '#shared/modules/contracts/contract-model.ts'
import { useCommand } from '#renderer/data/use-command.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import { DateField } from '#renderer/ui/form/date-field.tsx'
import { FormDialog } from '#renderer/ui/form-dialog.tsx'

interface MoveDialogProps {
  kind: 'move' | 'lost' | 'found'
  copies: readonly PaperRow[]
  onClose(): void
  onDone(): void
}

export function MoveDialog({ kind, copies, onClose, onDone }: MoveDialogProps) {
  const { t } = useTranslation('contracts')
  const { data: known } = useQuery('contracts.dictionaries', {})
  const move = useCommand('contracts.movePaper', { quiet: true, done: t('package.moved') })
  const [placeId, setPlace] = useState('')
  const [holder, setHolder] = useState('')
  const [due, setDue] = useState<string | null>(null)
  const [note, setNote] = useState('')
  const places = (known?.places ?? []).filter(({ is_active }) => is_active)
  const place = placeId || (places[0]?.id ?? '')
  return (
    <FormDialog
      isOpen
      title={`${t(`package.${kind === 'move' ? 'moveTitle' : kind}`)}: ${copies
        .map(({ barcode }) => barcode)
        .join(', ')
        .slice(0, 80)}`}
      submit={t(`package.${kind === 'move' ? 'moveTitle' : kind}`)}
      isPending={move.isPending}
      error={move.error}
      isDangerous={kind === 'lost'}
      onClose={onClose}
      onSubmit={(event) => {
        event.preventDefault()
        const send = async () => {
          const answer = await move.run({
            moves: copies.map(({ id }) => ({ moveId: newId(), copyId: id })),
            kind,
            placeId: kind === 'lost' ? null : place,
            holder: kind === 'lost' ? null : holder.trim() || null,
            due: kind === 'lost' ? null : due,
            note: note.trim() || null,
          })
          if (answer.ok) onDone()
        }
        void send()
      }}
    >
      {kind !== 'lost' && (
        <>
          <NativeSelect
            label={t('package.place')}
            value={place}
            data-autofocus
            data={places.map(({ id, name }) => ({ value: id, label: name }))}
            onChange={(event) => setPlace(event.currentTarget.value)}
          />
          <TextInput
            label={t('package.holder')}
            value={holder}
            onChange={(event) => setHolder(event.currentTarget.value)}
          />
          <DateField label={t('package.due')} value={due} onChange={setDue} />
        </>
      )}
      <Textarea
        label={t('package.note')}
        autosize
        minRows={2}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
    </FormDialog>
  )
}
