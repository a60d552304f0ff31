/** Technical holds, off sale and on sale, lots, new prices: what changes the stock. */
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { NumberInput, SegmentedControl, Select, Textarea, TextInput } from '@mantine/core'
import { notifyInfo } from '#renderer/data/notify.ts'
import { useCommand } from '#renderer/data/use-command.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import { formatMoney } from '#renderer/ui/format.ts'
import { newId } from '#shared/kernel/id.ts'
import { closeDialog } from './dialogs.ts'
import { DialogFrame } from './dialog-frame.tsx'
import { fromPpm, fromPrice, type Linked } from './reprice-math.ts'
import { UnitsInWords } from './units-in-words.tsx'
import classes from './dialog.module.css'

interface Units {
  unitIds: readonly string[]
}

const orNull = (text: string) => (text.trim() === '' ? null : text.trim())

export function HoldDialog({ unitIds }: Units) {
  const { t } = useTranslation('inventory')
  const reasons = useQuery('inventory.holdReasons', {}).data ?? []
  const [reasonId, setReason] = useState<string | null>(null)
  const [note, setNote] = useState('')
  const holds = useMemo(() => unitIds.map((unitId) => ({ unitId, claimId: newId() })), [unitIds])
  const place = useCommand('inventory.placeHold', { quiet: true, done: t('hold.done', { count: unitIds.length }) })
  return (
    <DialogFrame
      title={t('hold.title')}
      detail={<UnitsInWords unitIds={unitIds} />}
      submit={t('hold.submit')}
      canSubmit={reasonId !== null}
      isPending={place.isPending}
      error={place.error}
      onSubmit={async () => {
        if (reasonId === null) return
        if ((await place.run({ holds, reasonId, note: orNull(note) })).ok) closeDialog()
      }}
    >
      <Select
        label={t('hold.reason')}
        data={reasons.filter((reason) => reason.is_active).map((reason) => ({ value: reason.id, label: reason.name }))}
        value={reasonId}
        onChange={setReason}
        required
        data-autofocus
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

export function ReleaseHoldDialog({ unitIds }: Units) {
  const { t } = useTranslation('inventory')
  const release = useCommand('inventory.releaseHold', { quiet: true, done: t('releaseHold.done') })
  return (
    <DialogFrame
      title={t('releaseHold.title')}
      detail={<UnitsInWords unitIds={unitIds} />}
      submit={t('releaseHold.submit')}
      isPending={release.isPending}
      error={release.error}
      onSubmit={async () => {
        if ((await release.run({ unitIds: [...unitIds] })).ok) closeDialog()
      }}
    />
  )
}

export function WithdrawDialog({ unitIds }: Units) {
  const { t } = useTranslation('inventory')
  const [note, setNote] = useState('')
  const claims = useMemo(() => unitIds.map((unitId) => ({ unitId, claimId: newId() })), [unitIds])
  const withdraw = useCommand('inventory.withdraw', { quiet: true, done: t('withdraw.done') })
  return (
    <DialogFrame
      title={t('withdraw.title')}
      detail={<UnitsInWords unitIds={unitIds} />}
      submit={t('withdraw.submit')}
      isPending={withdraw.isPending}
      error={withdraw.error}
      onSubmit={async () => {
        if ((await withdraw.run({ claims, note: orNull(note) })).ok) closeDialog()
      }}
    >
      <Textarea
        label={t('book.note')}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
        autosize
        minRows={1}
        maxRows={4}
        data-autofocus
      />
    </DialogFrame>
  )
}

export function OfferDialog({ unitIds }: Units) {
  const { t } = useTranslation('inventory')
  const offer = useCommand('inventory.offer', { quiet: true, done: t('offer.done') })
  return (
    <DialogFrame
      title={t('offer.title')}
      detail={<UnitsInWords unitIds={unitIds} />}
      submit={t('offer.submit')}
      isPending={offer.isPending}
      error={offer.error}
      onSubmit={async () => {
        if ((await offer.run({ unitIds: [...unitIds] })).ok) closeDialog()
      }}
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
  const save = useCommand('inventory.saveLot', { quiet: true, done: t('lot.done') })
  return (
    <DialogFrame
      title={t('lot.title')}
      detail={<UnitsInWords unitIds={unitIds} />}
      submit={t('lot.submit')}
      canSubmit={name.trim() !== '' && unitIds.length >= 2}
      isPending={save.isPending}
      error={save.error}
      onSubmit={async () => {
        if ((await save.run({ lotId, name: name.trim(), units })).ok) closeDialog()
      }}
    >
      <TextInput
        label={t('lot.name')}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        required
        data-autofocus
      />
      <div className={classes['hint']}>{t('lot.hint')}</div>
    </DialogFrame>
  )
}

export function RepriceDialog({ unitIds }: Units) {
  const one = unitIds.length === 1 ? unitIds[0] : undefined
  return one === undefined ? <RepriceMany unitIds={unitIds} /> : <RepriceOne unitId={one} />
}

/** Both numbers are fields; whichever was typed last is master. */
function RepriceOne({ unitId }: { unitId: string }) {
  const { t } = useTranslation('inventory')
  const card = useQuery('inventory.unitCard', { unitId }).data
  const [master, setMaster] = useState<{ by: 'price' | 'ppm'; value: number }>()
  const [note, setNote] = useState('')
  const area = card?.unit.area_cm2 ?? 0
  const current = fromPrice(card?.unit.price_minor ?? 0, area)
  const linked: Linked =
    master === undefined ? current : master.by === 'price' ? fromPrice(master.value, area) : fromPpm(master.value, area)
  const send = useReprice()
  const isBelow = card?.min_price_minor != null && linked.price_minor < card.min_price_minor
  const change = card?.unit.price_minor == null ? null : linked.price_minor - card.unit.price_minor
  return (
    <DialogFrame
      title={t('reprice.title')}
      detail={<UnitsInWords unitIds={[unitId]} />}
      submit={t(isBelow ? 'reprice.submitException' : 'reprice.submit')}
      canSubmit={master !== undefined && linked.price_minor > 0}
      isPending={send.isPending}
      error={send.error}
      onSubmit={() => (master === undefined ? undefined : send.run([unitId], master, orNull(note)))}
    >
      <div className={classes['pair']}>
        <Money
          label={t('reprice.price')}
          minor={linked.price_minor}
          onChange={(value) => setMaster({ by: 'price', value })}
          hasFocus
        />
        <Money
          label={t('reprice.ppm')}
          minor={linked.ppm_minor}
          onChange={(value) => setMaster({ by: 'ppm', value })}
        />
      </div>
      <div className={classes['hint']}>
        {master?.by === 'ppm'
          ? t('reprice.masterPpm')
          : t('reprice.gap', { gap: formatMoney(linked.gap_minor, { kopecks: true }) })}
        {change !== null &&
          change !== 0 &&
          ` · ${t('reprice.change', { change: `${change > 0 ? '+' : '−'}${formatMoney(Math.abs(change))}` })}`}
      </div>
      <div className={classes['hint']} data-warn={isBelow || undefined}>
        {card?.min_price_minor == null
          ? ''
          : t(isBelow ? 'reprice.below' : 'reprice.min', { min: formatMoney(card.min_price_minor) })}
      </div>
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

const WAYS = ['percent', 'add', 'ppm', 'price'] as const
type Way = (typeof WAYS)[number]

function RepriceMany({ unitIds }: Units) {
  const { t } = useTranslation('inventory')
  const sums = useQuery('inventory.sums', { unitIds: [...unitIds] }).data
  const [by, setBy] = useState<Way>('percent')
  const [typed, setTyped] = useState<number | string>('')
  const [note, setNote] = useState('')
  const send = useReprice()
  const value = Math.round(Number(typed) * 100)
  const after = sums && typed !== '' ? totalAfter(by, value, sums.price_minor, sums.area_cm2, sums.count) : null
  return (
    <DialogFrame
      title={t('reprice.title')}
      detail={<UnitsInWords unitIds={unitIds} />}
      submit={t('reprice.submit')}
      canSubmit={typed !== '' && value !== 0}
      isPending={send.isPending}
      error={send.error}
      onSubmit={() => send.run(unitIds, { by, value }, orNull(note))}
    >
      <SegmentedControl
        fullWidth
        aria-label={t('reprice.by')}
        data={WAYS.map((way) => ({ value: way, label: t(`reprice.ways.${way}`) }))}
        value={by}
        onChange={(next) => setBy(next as Way)}
      />
      <NumberInput
        label={t(`reprice.fields.${by}`)}
        value={typed}
        onChange={setTyped}
        decimalScale={2}
        thousandSeparator=" "
        hideControls
        rightSection={by === 'percent' ? '%' : '₽'}
        data-autofocus
        required
      />
      <div className={classes['hint']}>
        {sums &&
          after !== null &&
          t('reprice.total', {
            before: formatMoney(sums.price_minor, { kopecks: false }),
            after: formatMoney(after, { kopecks: false }),
          })}
      </div>
      <div className={classes['hint']}>{t('reprice.manyHint')}</div>
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

function totalAfter(by: Way, value: number, price_minor: number, area_cm2: number, count: number): number {
  switch (by) {
    case 'percent':
      return Math.round(price_minor * (1 + value / 10_000))
    case 'add':
      return price_minor + value * count
    case 'ppm':
      return Math.round((value * area_cm2) / 10_000)
    case 'price':
      return value * count
  }
}

function useReprice() {
  const { t } = useTranslation('inventory')
  const [exceptionId] = useState(newId)
  const command = useCommand('inventory.reprice', { quiet: true, label: t('reprice.title') })
  return {
    isPending: command.isPending,
    error: command.error,
    async run(unitIds: readonly string[], change: { by: Way; value: number }, note: string | null) {
      const outcome = await command.run({ exceptionId, unitIds: [...unitIds], change, note })
      if (!outcome.ok) return
      notifyInfo(t('reprice.done', outcome.value))
      closeDialog()
    },
  }
}

function Money({
  label,
  minor,
  onChange,
  hasFocus,
}: {
  label: string
  minor: number
  onChange(minor: number): void
  hasFocus?: boolean
}) {
  return (
    <NumberInput
      label={label}
      value={minor / 100}
      onChange={(next) => {
        const typed = Math.round(Number(next) * 100)
        if (typed !== minor) onChange(typed)
      }}
      min={0}
      decimalScale={2}
      thousandSeparator=" "
      hideControls
      rightSection="₽"
      {...(hasFocus ? { 'data-autofocus': true } : {})}
    />
  )
}
