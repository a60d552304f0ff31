/** New prices: of one unit, both numbers as fields; of many, by a rule of thumb. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { NumberInput, SegmentedControl } from '@mantine/core'
import { notifyInfo } from '#renderer/data/notify.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import { formatMoney } from '#renderer/ui/format.ts'
import { newId } from '#shared/kernel/id.ts'
import { NoteField, orNull } from './dialog-fields.tsx'
import { fromPpm, fromPrice, type Linked } from './reprice-math.ts'
import { UnitCommandDialog } from './unit-command-dialog.tsx'
import classes from './dialog.module.css'

interface Units {
  unitIds: readonly string[]
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
  const [exceptionId] = useState(newId)
  const isBelow = card?.min_price_minor != null && linked.price_minor < card.min_price_minor
  const change = card?.unit.price_minor == null ? null : linked.price_minor - card.unit.price_minor
  return (
    <UnitCommandDialog
      unitIds={[unitId]}
      command="inventory.reprice"
      title={t('reprice.title')}
      label={t('reprice.title')}
      submit={t(isBelow ? 'reprice.submitException' : 'reprice.submit')}
      canSubmit={linked.price_minor > 0}
      args={master && { exceptionId, unitIds: [unitId], change: master, note: orNull(note) }}
      onDone={(result) => notifyInfo(t('reprice.done', result))}
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
      <NoteField value={note} onChange={setNote} />
    </UnitCommandDialog>
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
  const [exceptionId] = useState(newId)
  const value = Math.round(Number(typed) * 100)
  const after = sums && typed !== '' ? totalAfter(by, value, sums.price_minor, sums.area_cm2, sums.count) : null
  return (
    <UnitCommandDialog
      unitIds={unitIds}
      command="inventory.reprice"
      title={t('reprice.title')}
      label={t('reprice.title')}
      submit={t('reprice.submit')}
      canSubmit={typed !== '' && value !== 0}
      args={{ exceptionId, unitIds: [...unitIds], change: { by, value }, note: orNull(note) }}
      onDone={(result) => notifyInfo(t('reprice.done', result))}
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
      <NoteField value={note} onChange={setNote} />
    </UnitCommandDialog>
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
