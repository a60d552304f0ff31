/** One deal in its column: who, what, how much, since when, and what is pressing. */
import type { KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { IconAlarm, IconBuildingBank } from '@tabler/icons-react'
import { navigate } from '#renderer/data/route.ts'
import { formatAge, formatMoney, formatTime } from '#renderer/ui/format.ts'
import type { DealRow } from '#shared/modules/deals/model.ts'
import classes from './deals.module.css'

const SOON_MS = 24 * 3_600_000
/** The year is this one, or the next in the last days of December. */
const shortTime = (instant: string) => formatTime(instant).replace(/[./]\d{4}/, '')

export interface FunnelCardProps {
  row: DealRow
  /** The one stop of Tab; the rest is reached by arrows. */
  isFirst: boolean
  isDraggable: boolean
  onKeyDown(event: KeyboardEvent<HTMLElement>): void
  onDragStart(): void
  onDragEnd(): void
}

export function FunnelCard({ row, isFirst, isDraggable, onKeyDown, onDragStart, onDragEnd }: FunnelCardProps) {
  const { t } = useTranslation('deals')
  const now = Date.now()
  const isPressing = row.until_at !== null && Date.parse(row.until_at) - now < SOON_MS
  return (
    <article
      className={classes['card']}
      data-deal={row.id}
      data-pressing={isPressing || undefined}
      tabIndex={isFirst ? 0 : -1}
      draggable={isDraggable}
      aria-label={row.name}
      onKeyDown={onKeyDown}
      onDragStart={(event) => {
        event.dataTransfer.setData('text/plain', row.name)
        event.dataTransfer.effectAllowed = 'move'
        onDragStart()
      }}
      onDragEnd={onDragEnd}
      onClick={() => navigate(`/deals/card/${row.id}`)}
    >
      <div className={classes['cardTop']}>
        <b>{row.client_name}</b>
        <span>№ {row.number ?? '…'}</span>
      </div>
      <div className={classes['cardWhat']}>
        {row.units === ''
          ? t('card.noUnit')
          : `${row.units} · ${row.complex ?? ''}${row.building === null ? '' : ` · ${row.building}`}`}
      </div>
      <div className={classes['cardFoot']}>
        <span>{row.price_minor === null ? '' : formatMoney(row.price_minor, { kopecks: false })}</span>
        {row.mortgage_kind !== 'none' && <IconBuildingBank size={14} aria-label={t(`mortgage.${row.mortgage_kind}`)} />}
        <small>{formatAge(now - Date.parse(row.stage_since_at))}</small>
      </div>
      {row.until_at !== null && (
        <div className={classes['cardUntil']}>
          <IconAlarm size={13} /> {t('card.until', { at: shortTime(row.until_at) })}
        </div>
      )}
      <div className={classes['cardWho']}>{row.user_name}</div>
    </article>
  )
}
