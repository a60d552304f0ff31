/** What one wants to know of a unit without opening it. Only what the board already has: on hover nothing is fetched but a plan's picture. */
import { useTranslation } from 'react-i18next'
import { formatArea, formatMoney, formatPerMetre, formatTime } from '#renderer/ui/format.ts'
import type { BoardUnit, DiffRow } from '#shared/modules/inventory/model.ts'
import { isSha256 } from '#shared/modules/files/model.ts'
import { StoredPicture } from '#renderer/ui/stored-picture.tsx'
import { StatusBadge } from './swatch.tsx'
import type { CellWords } from './words.ts'
import classes from './panel.module.css'

export interface UnitHoverProps {
  unit: BoardUnit
  diff: DiffRow | undefined
  words: CellWords
  isPast: boolean
}

export function UnitHover({ unit, diff, words, isPast }: UnitHoverProps) {
  const { t } = useTranslation('inventory')
  return (
    <div className={classes['hover']}>
      <div className={classes['hoverHead']}>
        <b>{t('unit.number', { number: unit.number })}</b>
        <StatusBadge tone={unit.status}>{t(`status.${unit.status}`)}</StatusBadge>
      </div>
      <div className={classes['hoverLine']}>
        {t(`kind.${unit.kind}`)}
        {unit.rooms !== null && ` · ${words.rooms(unit)}`} · {t('unit.floorShort', { floor: unit.floor })} ·{' '}
        {formatArea(unit.area_cm2)}
      </div>
      <div className={classes['hoverPrice']}>
        {formatMoney(unit.price_minor)} <small>{formatPerMetre(unit.price_minor, unit.area_cm2)}</small>
      </div>
      {diff && (
        <div className={classes['hoverLine']}>
          {t(`change.${diff.change}`)}: {t(`status.${diff.status_from}`)} → {t(`status.${diff.status_to}`)}
          {diff.price_from_minor !== diff.price_to_minor && (
            <>
              <br />
              {formatMoney(diff.price_from_minor)} → {formatMoney(diff.price_to_minor)}
            </>
          )}
        </div>
      )}
      {unit.until_at !== null && !isPast && (
        <div className={classes['hoverLine']}>{t('unit.until', { at: formatTime(unit.until_at) })}</div>
      )}
      {unit.is_mine && <div className={classes['hoverLine']}>★ {t('unit.mine')}</div>}
      {unit.queue > 0 && <div className={classes['hoverLine']}>{t('unit.queue', { count: unit.queue })}</div>}
      {unit.lot_id !== null && <div className={classes['hoverLine']}>{t('unit.inLot')}</div>}
      {isSha256(unit.plan_picture) && (
        <div className={classes['hoverPlan']}>
          <StoredPicture
            key={unit.plan_picture}
            sha256={unit.plan_picture}
            label={t('plan.title')}
            height={150}
            isStill
          />
        </div>
      )}
    </div>
  )
}
