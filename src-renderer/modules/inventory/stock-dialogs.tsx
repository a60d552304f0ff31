/** Technical holds, off sale and on sale, lots: what changes the stock. */
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Select, TextInput } from '@mantine/core'
import { useQuery } from '#renderer/data/use-query.ts'
import { newId } from '#shared/kernel/id.ts'
import { NoteField, orNull } from './dialog-fields.tsx'
import { UnitCommandDialog } from './unit-command-dialog.tsx'
import classes from './dialog.module.css'

interface Units {
  unitIds: readonly string[]
}

export function HoldDialog({ unitIds }: Units) {
  const { t } = useTranslation('inventory')
  const reasons = useQuery('inventory.holdReasons', {}).data ?? []
  const [reasonId, setReason] = useState<string | null>(null)
  const [note, setNote] = useState('')
  const holds = useMemo(() => unitIds.map((unitId) => ({ unitId, claimId: newId() })), [unitIds])
  return (
    <UnitCommandDialog
      unitIds={unitIds}
      command="inventory.placeHold"
      title={t('hold.title')}
      submit={t('hold.submit')}
      done={t('hold.done', { count: unitIds.length })}
      args={reasonId === null ? undefined : { holds, reasonId, note: orNull(note) }}
    >
      <Select
        label={t('hold.reason')}
        data={reasons.filter((reason) => reason.is_active).map((reason) => ({ value: reason.id, label: reason.name }))}
        value={reasonId}
        onChange={setReason}
        required
        data-autofocus
      />
      <NoteField value={note} onChange={setNote} />
    </UnitCommandDialog>
  )
}

export function ReleaseHoldDialog({ unitIds }: Units) {
  const { t } = useTranslation('inventory')
  return (
    <UnitCommandDialog
      unitIds={unitIds}
      command="inventory.releaseHold"
      title={t('releaseHold.title')}
      submit={t('releaseHold.submit')}
      done={t('releaseHold.done')}
      args={{ unitIds: [...unitIds] }}
    />
  )
}

export function WithdrawDialog({ unitIds }: Units) {
  const { t } = useTranslation('inventory')
  const [note, setNote] = useState('')
  const claims = useMemo(() => unitIds.map((unitId) => ({ unitId, claimId: newId() })), [unitIds])
  return (
    <UnitCommandDialog
      unitIds={unitIds}
      command="inventory.withdraw"
      title={t('withdraw.title')}
      submit={t('withdraw.submit')}
      done={t('withdraw.done')}
      args={{ claims, note: orNull(note) }}
    >
      <NoteField value={note} onChange={setNote} hasFocus />
    </UnitCommandDialog>
  )
}

export function OfferDialog({ unitIds }: Units) {
  const { t } = useTranslation('inventory')
  return (
    <UnitCommandDialog
      unitIds={unitIds}
      command="inventory.offer"
      title={t('offer.title')}
      submit={t('offer.submit')}
      done={t('offer.done')}
      args={{ unitIds: [...unitIds] }}
    />
  )
}

export function LotDialog({ unitIds }: Units) {
  const { t } = useTranslation('inventory')
  const [name, setName] = useState('')
  const [lotId] = useState(newId)
  const units = useMemo(
    () => unitIds.map((unitId, index) => ({ lotUnitId: newId(), unitId, isMain: index === 0 })),
    [unitIds],
  )
  return (
    <UnitCommandDialog
      unitIds={unitIds}
      command="inventory.saveLot"
      title={t('lot.title')}
      submit={t('lot.submit')}
      done={t('lot.done')}
      canSubmit={name.trim() !== '' && unitIds.length >= 2}
      args={{ lotId, name: name.trim(), units }}
    >
      <TextInput
        label={t('lot.name')}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        required
        data-autofocus
      />
      <div className={classes['hint']}>{t('lot.hint')}</div>
    </UnitCommandDialog>
  )
}
