/** Book, stand in line, extend, release, accept an offer. */
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, NumberInput, SegmentedControl, TextInput } from '@mantine/core'
import { useQuery } from '#renderer/data/use-query.ts'
import { formatTime } from '#renderer/ui/format.ts'
import type { ReservationKind } from '#shared/modules/inventory/model.ts'
import { DAY_MS, fromInstant } from '#shared/kernel/instant.ts'
import { newId } from '#shared/kernel/id.ts'
import { ClientFields, fromPicker, NoteField, orNull, toPicker, Until, type Client } from './dialog-fields.tsx'
import { UnitCommandDialog } from './unit-command-dialog.tsx'
import classes from './dialog.module.css'

const DEFAULT_DAYS = 3
const NOBODY: Client = { name: '', phone: '' }
const clientArgs = ({ name, phone }: Client) => ({ clientName: name.trim(), clientPhone: phone.trim() })

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
  const [client, setClient] = useState(NOBODY)
  const [note, setNote] = useState('')
  const items = useMemo(() => unitIds.map((unitId) => ({ unitId, reservationId: newId() })), [unitIds])
  return (
    <UnitCommandDialog
      unitIds={unitIds}
      command="inventory.book"
      title={t('book.title', { count: unitIds.length })}
      submit={t('book.submit')}
      done={t('book.done', { count: unitIds.length })}
      canSubmit={client.name.trim() !== ''}
      args={{
        items,
        kind,
        until: fromPicker(until),
        ...clientArgs(client),
        feeMinor: kind === 'paid' && fee !== '' ? Math.round(Number(fee) * 100) : null,
        note: orNull(note),
      }}
    >
      <ClientFields client={client} onChange={setClient} />
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
      <NoteField value={note} onChange={setNote} />
    </UnitCommandDialog>
  )
}

export function QueueDialog({ unitIds }: { unitIds: readonly string[] }) {
  const { t } = useTranslation('inventory')
  const [client, setClient] = useState(NOBODY)
  const [note, setNote] = useState('')
  const [reservationId] = useState(newId)
  const unitId = unitIds[0]
  return (
    <UnitCommandDialog
      unitIds={unitIds.slice(0, 1)}
      command="inventory.joinQueue"
      title={t('queue.title')}
      submit={t('queue.submit')}
      done={t('queue.done')}
      canSubmit={client.name.trim() !== ''}
      args={unitId === undefined ? undefined : { reservationId, unitId, ...clientArgs(client), note: orNull(note) }}
    >
      <ClientFields client={client} onChange={setClient} />
      <NoteField value={note} onChange={setNote} />
    </UnitCommandDialog>
  )
}

interface OneReservation {
  unitId: string
  reservationId: string
  until: string | null
}

export function ExtendDialog({ unitId, reservationId, until }: OneReservation) {
  const { t } = useTranslation('inventory')
  const [from] = useState(() => (until === null ? Date.now() : fromInstant(until)))
  const [value, setValue] = useState(() => toPicker(from + DAY_MS))
  const most = useQuery('inventory.unitCard', { unitId }).data?.can.max_until_at ?? null
  return (
    <UnitCommandDialog
      unitIds={[unitId]}
      command="inventory.extend"
      title={t('extend.title')}
      submit={t('extend.submit')}
      done={t('extend.done')}
      args={{ reservationId, until: fromPicker(value) }}
    >
      {until !== null && <div className={classes['hint']}>{t('extend.now', { at: formatTime(until) })}</div>}
      <Until value={value} onChange={setValue} terms={[1, 2, 3, 5, 7]} from={from} most={most} />
    </UnitCommandDialog>
  )
}

export function AcceptDialog({ unitId, reservationId }: OneReservation) {
  const { t } = useTranslation('inventory')
  const [now] = useState(() => Date.now())
  const [value, setValue] = useState(() => toPicker(now + DEFAULT_DAYS * DAY_MS))
  return (
    <UnitCommandDialog
      unitIds={[unitId]}
      command="inventory.acceptOffer"
      title={t('accept.title')}
      submit={t('accept.submit')}
      done={t('accept.done')}
      args={{ reservationId, kind: 'free', until: fromPicker(value) }}
    >
      <Until value={value} onChange={setValue} terms={[1, 3, 5, 7]} from={now} most={null} />
    </UnitCommandDialog>
  )
}

const REASONS = ['refused', 'other-unit', 'mistake', 'no-contact'] as const

export function ReleaseDialog({ unitId, reservationId }: OneReservation) {
  const { t } = useTranslation('inventory')
  const [reason, setReason] = useState('')
  return (
    <UnitCommandDialog
      unitIds={[unitId]}
      command="inventory.release"
      title={t('release.title')}
      submit={t('release.submit')}
      done={t('release.done')}
      isBad
      canSubmit={reason.trim() !== ''}
      args={{ reservationId, reason: reason.trim() }}
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
    </UnitCommandDialog>
  )
}

export function LeaveDialog({ unitId, reservationId }: OneReservation) {
  const { t } = useTranslation('inventory')
  return (
    <UnitCommandDialog
      unitIds={[unitId]}
      command="inventory.leaveQueue"
      title={t('leave.title')}
      submit={t('leave.submit')}
      done={t('leave.done')}
      isBad
      args={{ reservationId }}
    />
  )
}
