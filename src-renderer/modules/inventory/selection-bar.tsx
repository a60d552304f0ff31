/** The line below the board: what the selection comes to, or, with nothing selected, what passes the filter. */
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '@mantine/core'
import { formatArea, formatMoney, formatNumber } from '#renderer/ui/format.ts'
import type { BoardUnit } from '#shared/modules/inventory/model.ts'
import { clearSelection } from './state.ts'
import { sumUnits } from './sums.ts'
import classes from './panel.module.css'

export interface SelectionBarProps {
  units: readonly BoardUnit[]
  byId: ReadonlyMap<string, BoardUnit>
  selection: ReadonlySet<string>
  isBright(unit: BoardUnit): boolean
}

export function SelectionBar({ units, byId, selection, isBright }: SelectionBarProps) {
  const { t } = useTranslation('inventory')
  const isOn = selection.size > 0
  const sums = useMemo(() => {
    const chosen = isOn ? [...selection].flatMap((id) => byId.get(id) ?? []) : units.filter(isBright)
    return sumUnits(chosen)
  }, [isOn, selection, byId, units, isBright])
  return (
    <div className={classes['selectionBar']} data-on={isOn || undefined} role="status" aria-live="polite">
      <span>
        {t(isOn ? 'selection.selected' : 'selection.shown')} <b>{formatNumber(sums.count)}</b>{' '}
        {!isOn && t('selection.of', { all: formatNumber(units.length) })}
      </span>
      <span>
        <b>{formatArea(sums.area_cm2, { digits: 1 })}</b>
      </span>
      <span>
        <b>{formatMoney(sums.price_minor, { kopecks: false })}</b>
      </span>
      <span>
        <b>{formatMoney(sums.ppm_minor, { kopecks: false })}</b>/{t('common:units.m2')}
      </span>
      {isOn && (
        <span data-end>
          <Button variant="subtle" size="compact-sm" onClick={clearSelection}>
            {t('selection.clear')}
          </Button>
        </span>
      )}
    </div>
  )
}
