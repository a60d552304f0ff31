/** A new price list: for a complex, by rule or from today's prices, from a date on. And saying no to one. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, Modal, NumberInput, SegmentedControl, Select, Textarea, TextInput } from '@mantine/core'
import { DatePickerInput } from '@mantine/dates'
import { errorText } from '#renderer/data/error-text.ts'
import { notifyInfo } from '#renderer/data/notify.ts'
import { useCommand } from '#renderer/data/use-command.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import { newId } from '#shared/kernel/id.ts'
import { toInstant } from '#shared/kernel/instant.ts'
import type { PriceListRow } from '#shared/modules/inventory/pricing-model.ts'
import { addDays, toDay } from './days.ts'
import { NoteField, orNull } from './dialog-fields.tsx'
import { useInventory } from './state.ts'
import classes from './dialog.module.css'

const WAYS = ['rule', 'percent', 'add', 'ppm'] as const
type Way = (typeof WAYS)[number]

export function PriceListDialog({ onClose }: { onClose(): void }) {
  const { t } = useTranslation('inventory')
  const tree = useQuery('inventory.tree', {}).data ?? []
  const { scope } = useInventory()
  const complexes = tree.filter((row) => row.kind === 'complex')
  const open = tree.find((row) => row.id === scope?.id)
  const [complexId, setComplex] = useState<string | null>(open?.parent_id ?? open?.id ?? complexes[0]?.id ?? null)
  const [name, setName] = useState('')
  const [day, setDay] = useState<string | null>(() => addDays(toDay(new Date()), 1))
  const [by, setBy] = useState<Way>('rule')
  const [typed, setTyped] = useState<number | string>('')
  const [note, setNote] = useState('')
  const [priceListId] = useState(newId)
  const draft = useCommand('inventory.draftPriceList', { quiet: true, label: t('prices.new') })
  const refusal = draft.error && errorText(draft.error, t)
  const canSend = name.trim() !== '' && day !== null && complexId !== null && (by === 'rule' || typed !== '')
  async function send() {
    if (!canSend) return
    const outcome = await draft.run({
      priceListId,
      name: name.trim(),
      startsAt: toInstant(new Date(`${day}T00:00:00`).getTime()),
      complexId,
      from: by === 'rule' ? { by } : { by, value: Math.round(Number(typed) * 100) },
      note: orNull(note),
    })
    if (!outcome.ok) return
    notifyInfo(t('prices.drafted', outcome.value))
    onClose()
  }
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('prices.new')}
      size={440}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      <form
        className={classes['form']}
        onSubmit={(event) => {
          event.preventDefault()
          void send()
        }}
      >
        <TextInput
          label={t('lot.name')}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          required
          data-autofocus
        />
        <div className={classes['pair']}>
          <Select
            label={t('column.complex')}
            data={complexes.map((row) => ({ value: row.id, label: row.name }))}
            value={complexId}
            onChange={setComplex}
            searchable
            required
          />
          <DatePickerInput label={t('prices.starts')} value={day} onChange={setDay} valueFormat="DD.MM.YYYY" required />
        </div>
        <SegmentedControl
          fullWidth
          aria-label={t('reprice.by')}
          data={WAYS.map((way) => ({ value: way, label: t(way === 'rule' ? 'prices.byRule' : `reprice.ways.${way}`) }))}
          value={by}
          onChange={(value) => setBy(value as Way)}
        />
        {by !== 'rule' && (
          <NumberInput
            label={t(`reprice.fields.${by}`)}
            value={typed}
            onChange={setTyped}
            decimalScale={2}
            thousandSeparator=" "
            hideControls
            rightSection={by === 'percent' ? '%' : '₽'}
            required
          />
        )}
        <NoteField value={note} onChange={setNote} />
        <Refusal refusal={refusal} />
        <div className={classes['buttons']}>
          <Button variant="default" onClick={onClose}>
            {t('common:cancel')}
          </Button>
          <Button type="submit" loading={draft.isPending} disabled={!canSend}>
            {t('prices.draft')}
          </Button>
        </div>
      </form>
    </Modal>
  )
}

export function RejectDialog({ list, onClose }: { list: PriceListRow; onClose(): void }) {
  const { t } = useTranslation('inventory')
  const [note, setNote] = useState('')
  const reject = useCommand('inventory.rejectPriceList', { quiet: true, done: t('prices.rejected') })
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('prices.rejectTitle', { name: list.name })}
      size={420}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      <form
        className={classes['form']}
        onSubmit={(event) => {
          event.preventDefault()
          void reject.run({ priceListId: list.id, note: note.trim() }).then((outcome) => outcome.ok && onClose())
        }}
      >
        <Textarea
          label={t('release.reason')}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
          required
          data-autofocus
          autosize
          minRows={2}
        />
        <Refusal refusal={reject.error && errorText(reject.error, t)} />
        <div className={classes['buttons']}>
          <Button variant="default" onClick={onClose}>
            {t('common:cancel')}
          </Button>
          <Button type="submit" color="bad" loading={reject.isPending} disabled={note.trim() === ''}>
            {t('prices.reject')}
          </Button>
        </div>
      </form>
    </Modal>
  )
}

function Refusal({ refusal }: { refusal: { title: string; advice: string } | undefined }) {
  if (!refusal) return null
  return (
    <div className={classes['refusal']} role="alert">
      <b>{refusal.title}</b>
      {refusal.advice !== '' && <div>{refusal.advice}</div>}
    </div>
  )
}
