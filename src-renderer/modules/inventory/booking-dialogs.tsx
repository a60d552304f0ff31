/** Book, stand in line, extend, release, accept an offer. */
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, NumberInput, SegmentedControl, Textarea, TextInput } from '@mantine/core'
import { DateTimePicker } from '@mantine/dates'
import { useCommand } from '#renderer/data/use-command.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import { formatTime } from '#renderer/ui/format.ts'
import type { ReservationKind } from '#shared/modules/inventory/model.ts'
import { DAY_MS, fromInstant, toInstant } from '#shared/kernel/instant.ts'
import { newId } from '#shared/kernel/id.ts'
import { closeDialog } from './dialogs.ts'
import { DialogFrame } from './dialog-frame.tsx'
import { UnitsInWords } from './units-in-words.tsx'
import classes from './dialog.module.css'

/** `2026-08-22 12:15:00`, the picker's own form, to an instant and back. */
const fromPicker = (text: string) => toInstant(new Date(text.replace(' ', 'T')).getTime())
function toPicker(milliseconds: number): string {
  const local = new Date(milliseconds - new Date(milliseconds).getTimezoneOffset() * 60_000)
  return local.toISOString().slice(0, 19).replace('T', ' ')
}

interface UntilProps {
  value: string
  onChange(value: string): void
  terms: readonly number[]
  /** Counting starts here. */
  from: number
  most: string | null
}

function Until({ value, onChange, terms, from, most }: UntilProps) {
  const { t } = useTranslation('inventory')
  return (
    <div>
      <DateTimePicker
        label={t('book.until')}
        value={value}
        onChange={(next) => next !== null && onChange(next)}
        valueFormat={t('book.format')}
        minDate={toPicker(Date.now())}
        {...(most === null ? {} : { maxDate: toPicker(fromInstant(most)) })}
        description={most === null ? undefined : t('book.most', { at: formatTime(most) })}
        required
      />
      <div className={classes['terms']} style={{ marginTop: 6 }}>
        {terms
          .filter((days) => most === null || from + days * DAY_MS <= fromInstant(most))
          .map((days) => (
            <Button
              key={days}
              variant="default"
              size="compact-sm"
              onClick={() => onChange(toPicker(from + days * DAY_MS))}
            >
              {t('book.days', { count: days })}
            </Button>
          ))}
      </div>
    </div>
  )
}

const DEFAULT_DAYS = 3

export function BookDialog({ unitIds }: { unitIds: readonly string[] }) {
  const { t } = useTranslation('inventory')
  const [now] = useState(() => Date.now())
  const card = useQuery('inventory.unitCard', unitIds[0] === undefined ? null : { unitId: unitIds[0] }).data
  const most = card?.can.max_until_at ?? null
  const [picked, setUntil] = useState<string>()
  const preset = most === null ? now + DEFAULT_DAYS * DAY_MS : Math.min(now + DEFAULT_DAYS * DAY_MS, fromInstant(most))
  const until = picked ?? toPicker(preset)
  const [kind, setKind] = useState<ReservationKind>('free')
  const [fee, setFee] = useState<number | string>('')
  const [clientName, setName] = useState('')
  const [clientPhone, setPhone] = useState('')
  const [note, setNote] = useState('')
  const ids = useMemo(() => unitIds.map((unitId) => ({ unitId, reservationId: newId() })), [unitIds])
  const book = useCommand('inventory.book', { quiet: true, done: t('book.done', { count: unitIds.length }) })
  return (
    <DialogFrame
      title={t('book.title', { count: unitIds.length })}
      detail={<UnitsInWords unitIds={unitIds} />}
      submit={t('book.submit')}
      canSubmit={clientName.trim() !== ''}
      isPending={book.isPending}
      error={book.error}
      onSubmit={async () => {
        const outcome = await book.run({
          items: ids,
          kind,
          until: fromPicker(until),
          clientName: clientName.trim(),
          clientPhone: clientPhone.trim(),
          feeMinor: kind === 'paid' && fee !== '' ? Math.round(Number(fee) * 100) : null,
          note: note.trim() === '' ? null : note.trim(),
        })
        if (outcome.ok) closeDialog()
      }}
    >
      <TextInput
        label={t('book.client')}
        value={clientName}
        onChange={(event) => setName(event.currentTarget.value)}
        required
        data-autofocus
        autoComplete="off"
      />
      <TextInput
        label={t('book.phone')}
        value={clientPhone}
        onChange={(event) => setPhone(event.currentTarget.value)}
        type="tel"
        autoComplete="off"
      />
      <div className={classes['pair']}>
        <SegmentedControl
          aria-label={t('book.kind')}
          data={[
            { value: 'free', label: t('book.free') },
            { value: 'paid', label: t('book.paid') },
          ]}
          value={kind}
          onChange={(value) => setKind(value as ReservationKind)}
        />
        <NumberInput
          label={t('book.fee')}
          value={fee}
          onChange={setFee}
          disabled={kind !== 'paid'}
          min={0}
          decimalScale={2}
          thousandSeparator=" "
          hideControls
          rightSection="₽"
        />
      </div>
      <Until value={until} onChange={setUntil} terms={[1, 3, 5, 7, 14]} from={now} most={most} />
      <Textarea
        label={t('book.note')}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
        autosize
        minRows={1}
        maxRows={4}
      />
    </DialogFrame>
  )
}

export function QueueDialog({ unitIds }: { unitIds: readonly string[] }) {
  const { t } = useTranslation('inventory')
  const [clientName, setName] = useState('')
  const [clientPhone, setPhone] = useState('')
  const [note, setNote] = useState('')
  const [reservationId] = useState(newId)
  const join = useCommand('inventory.joinQueue', { quiet: true, done: t('queue.done') })
  const unitId = unitIds[0]
  return (
    <DialogFrame
      title={t('queue.title')}
      detail={<UnitsInWords unitIds={unitIds.slice(0, 1)} />}
      submit={t('queue.submit')}
      canSubmit={clientName.trim() !== '' && unitId !== undefined}
      isPending={join.isPending}
      error={join.error}
      onSubmit={async () => {
        if (unitId === undefined) return
        const outcome = await join.run({
          reservationId,
          unitId,
          clientName: clientName.trim(),
          clientPhone: clientPhone.trim(),
          note: note.trim() === '' ? null : note.trim(),
        })
        if (outcome.ok) closeDialog()
      }}
    >
      <TextInput
        label={t('book.client')}
        value={clientName}
        onChange={(event) => setName(event.currentTarget.value)}
        required
        data-autofocus
        autoComplete="off"
      />
      <TextInput
        label={t('book.phone')}
        value={clientPhone}
        onChange={(event) => setPhone(event.currentTarget.value)}
        type="tel"
        autoComplete="off"
      />
      <Textarea
        label={t('book.note')}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
        autosize
        minRows={1}
        maxRows={4}
      />
    </DialogFrame>
  )
}

interface OneReservation {
  unitId: string
  reservationId: string
  until: string | null
}

export function ExtendDialog({ unitId, reservationId, until }: OneReservation) {
  const { t } = useTranslation('inventory')
  const from = until === null ? Date.now() : fromInstant(until)
  const [value, setValue] = useState(() => toPicker(from + DAY_MS))
  const card = useQuery('inventory.unitCard', { unitId }).data
  const extend = useCommand('inventory.extend', { quiet: true, done: t('extend.done') })
  return (
    <DialogFrame
      title={t('extend.title')}
      detail={<UnitsInWords unitIds={[unitId]} />}
      submit={t('extend.submit')}
      isPending={extend.isPending}
      error={extend.error}
      onSubmit={async () => {
        if ((await extend.run({ reservationId, until: fromPicker(value) })).ok) closeDialog()
      }}
    >
      {until !== null && <div className={classes['hint']}>{t('extend.now', { at: formatTime(until) })}</div>}
      <Until
        value={value}
        onChange={setValue}
        terms={[1, 2, 3, 5, 7]}
        from={from}
        most={card?.can.max_until_at ?? null}
      />
    </DialogFrame>
  )
}

export function AcceptDialog({ unitId, reservationId }: OneReservation) {
  const { t } = useTranslation('inventory')
  const [now] = useState(() => Date.now())
  const [value, setValue] = useState(() => toPicker(now + DEFAULT_DAYS * DAY_MS))
  const accept = useCommand('inventory.acceptOffer', { quiet: true, done: t('accept.done') })
  return (
    <DialogFrame
      title={t('accept.title')}
      detail={<UnitsInWords unitIds={[unitId]} />}
      submit={t('accept.submit')}
      isPending={accept.isPending}
      error={accept.error}
      onSubmit={async () => {
        if ((await accept.run({ reservationId, kind: 'free', until: fromPicker(value) })).ok) closeDialog()
      }}
    >
      <Until value={value} onChange={setValue} terms={[1, 3, 5, 7]} from={now} most={null} />
    </DialogFrame>
  )
}

const REASONS = ['refused', 'other-unit', 'mistake', 'no-contact'] as const

export function ReleaseDialog({ unitId, reservationId }: OneReservation) {
  const { t } = useTranslation('inventory')
  const [reason, setReason] = useState('')
  const release = useCommand('inventory.release', { quiet: true, done: t('release.done') })
  return (
    <DialogFrame
      title={t('release.title')}
      detail={<UnitsInWords unitIds={[unitId]} />}
      submit={t('release.submit')}
      isBad
      canSubmit={reason.trim() !== ''}
      isPending={release.isPending}
      error={release.error}
      onSubmit={async () => {
        if ((await release.run({ reservationId, reason: reason.trim() })).ok) closeDialog()
      }}
    >
      <TextInput
        label={t('release.reason')}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        required
        data-autofocus
      />
      <div className={classes['terms']}>
        {REASONS.map((one) => (
          <Button key={one} variant="default" size="compact-sm" onClick={() => setReason(t(`release.reasons.${one}`))}>
            {t(`release.reasons.${one}`)}
          </Button>
        ))}
      </div>
      <div className={classes['hint']}>{t('release.hint')}</div>
    </DialogFrame>
  )
}

export function LeaveDialog({ unitId, reservationId }: OneReservation) {
  const { t } = useTranslation('inventory')
  const leave = useCommand('inventory.leaveQueue', { quiet: true, done: t('leave.done') })
  return (
    <DialogFrame
      title={t('leave.title')}
      detail={<UnitsInWords unitIds={[unitId]} />}
      submit={t('leave.submit')}
      isBad
      isPending={leave.isPending}
      error={leave.error}
      onSubmit={async () => {
        if ((await leave.run({ reservationId })).ok) closeDialog()
      }}
    />
  )
}
