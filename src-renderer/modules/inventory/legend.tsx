/** What the colours mean and how many of each there are; a click on a status filters by it. */
import { useTranslation } from 'react-i18next'
import { formatNumber } from '#renderer/ui/format.ts'
import type { BoardUnit, DiffRow, UnitStatus } from '#shared/modules/inventory/model.ts'
import type { Paint } from './board-faces.ts'
import { heatStepTone, type HeatScale } from './heat.ts'
import { changeFilter, toggled } from './state.ts'
import { STATUS_ORDER } from './status-order.ts'
import { Swatch } from './swatch.tsx'
import type { CellWords } from './words.ts'
import classes from './filters.module.css'

export interface LegendProps {
  paint: Paint
  units: readonly BoardUnit[]
  /** Passes every condition but the status, so that the counts of the other statuses stay in sight. */
  isCounted(unit: BoardUnit): boolean
  chosen: readonly UnitStatus[] | undefined
  scale: HeatScale | undefined
  diff: readonly DiffRow[] | undefined
  words: CellWords
}

export function Legend(props: LegendProps) {
  const { t } = useTranslation('inventory')
  return (
    <div className={classes['legend']} role="group" aria-label={t('legend.title')}>
      {props.paint === 'status' && <StatusLegend {...props} />}
      {props.paint === 'diff' && <DiffLegend diff={props.diff ?? []} />}
      {props.paint !== 'status' && props.paint !== 'diff' && props.scale && (
        <HeatLegend paint={props.paint} scale={props.scale} words={props.words} />
      )}
    </div>
  )
}

function StatusLegend({ units, isCounted, chosen = [] }: LegendProps) {
  const { t } = useTranslation('inventory')
  const counts = new Map<UnitStatus, number>()
  for (const unit of units) counts.set(unit.status, (counts.get(unit.status) ?? 0) + (isCounted(unit) ? 1 : 0))
  return STATUS_ORDER.filter((status) => counts.has(status) || chosen.includes(status)).map((status) => (
    <button
      key={status}
      type="button"
      className={classes['legendItem']}
      data-on={chosen.includes(status) || undefined}
      aria-pressed={chosen.includes(status)}
      onClick={() => changeFilter({ statuses: toggled(chosen, status) })}
    >
      <Swatch tone={status} />
      {t(`status.${status}`)} <b>{formatNumber(counts.get(status) ?? 0)}</b>
    </button>
  ))
}

const CHANGES = ['sold', 'reserved', 'released', 'offered', 'withdrawn', 'raised', 'lowered', 'status'] as const

function DiffLegend({ diff }: { diff: readonly DiffRow[] }) {
  const { t } = useTranslation('inventory')
  const counts = Map.groupBy(diff, (row) => row.change)
  if (diff.length === 0) return <span className={classes['legendItem']}>{t('legend.noChange')}</span>
  return CHANGES.filter((change) => counts.has(change)).map((change) => (
    <span key={change} className={classes['legendItem']}>
      <Swatch tone={`diff-${change}`} />
      {t(`change.${change}`)} <b>{formatNumber(counts.get(change)?.length ?? 0)}</b>
    </span>
  ))
}

function HeatLegend({ paint, scale, words }: { paint: Paint; scale: HeatScale; words: CellWords }) {
  const { t } = useTranslation('inventory')
  const show = (value: number) =>
    paint === 'days' ? t('short.days', { count: value }) : paint === 'ppm' ? words.perMetre(value) : words.price(value)
  return (
    <>
      {scale.bounds.map((bound, step) => (
        <span key={bound} className={classes['legendItem']}>
          <Swatch tone={heatStepTone(scale, step)} />
          {step === scale.bounds.length - 1 ? `${show(bound)} +` : show(bound)}{' '}
          <b>{formatNumber(scale.counts[step] ?? 0)}</b>
        </span>
      ))}
      <span className={classes['legendItem']}>
        <Swatch tone="muted" />
        {t(`legend.unknown.${paint === 'days' ? 'days' : 'price'}`)}
      </span>
    </>
  )
}
