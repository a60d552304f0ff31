/** Every change of a unit's status and price, newest first: what, when, who. */
import { useTranslation } from 'react-i18next'
import { IconCurrencyRubel } from '@tabler/icons-react'
import { useQuery } from '#renderer/data/use-query.ts'
import { formatMoney, formatTime } from '#renderer/ui/format.ts'
import { ErrorState } from '#renderer/ui/states.tsx'
import type { UnitEvent } from '#shared/modules/inventory/model.ts'
import { Swatch } from './swatch.tsx'
import classes from './panel.module.css'

export function UnitHistory({ unitId }: { unitId: string }) {
  const { t } = useTranslation('inventory')
  const history = useQuery('inventory.unitHistory', { unitId })
  if (history.error) return <ErrorState error={history.error} onRetry={history.retry} />
  if (!history.data) return null
  if (history.data.length === 0) return <div className={classes['small']}>{t('history.none')}</div>
  return history.data.map((event) => <Event key={event.id} event={event} />)
}

function Event({ event }: { event: UnitEvent }) {
  const { t } = useTranslation('inventory')
  const who = [event.user_name, event.company, event.document, event.note].filter(Boolean).join(' · ')
  return (
    <div className={classes['event']}>
      <span className={classes['eventDot']}>
        {event.what === 'price' ? (
          <IconCurrencyRubel size={15} stroke={1.6} />
        ) : (
          <Swatch tone={event.status ?? 'muted'} />
        )}
      </span>
      <div className={classes['eventWhat']}>
        <span>{event.what === 'price' ? <Price event={event} /> : <Status event={event} />}</span>
        <time className={classes['eventAt']}>{formatTime(event.at)}</time>
      </div>
      <div className={classes['eventWho']}>
        {who === '' ? t(`history.source.${event.source}`, { defaultValue: event.source }) : who}
      </div>
    </div>
  )
}

function Price({ event }: { event: UnitEvent }) {
  const delta = event.delta_minor ?? 0
  return (
    <>
      <b>{formatMoney(event.price_minor)}</b>{' '}
      {delta !== 0 && (
        <span className={classes[delta > 0 ? 'up' : 'down']}>
          {delta > 0 ? '▲ +' : '▼ −'}
          {formatMoney(Math.abs(delta))}
        </span>
      )}
    </>
  )
}

function Status({ event }: { event: UnitEvent }) {
  const { t } = useTranslation('inventory')
  if (event.claim === null) return event.status === null ? null : <b>{t(`status.${event.status}`)}</b>
  return (
    <>
      <b>{t(event.is_begin === false ? 'history.ended' : 'history.began', { what: t(`status.${event.claim}`) })}</b>
      {event.status !== null && event.status !== event.claim && (
        <span className={classes['small']}> → {t(`status.${event.status}`)}</span>
      )}
    </>
  )
}
