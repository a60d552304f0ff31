/** What is on offer in the place that is open, by rooms: what a client asks first. Follows the filter. */
import { useMemo, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { formatMoney, formatNumber } from '#renderer/ui/format.ts'
import { UNIT_KINDS, type BoardUnit } from '#shared/modules/inventory/model.ts'
import { sumUnits } from './sums.ts'
import { cellWords } from './words.ts'
import classes from './panel.module.css'

export function PlaceSummary({ units, close }: { units: readonly BoardUnit[]; close: ReactNode }) {
  const { t } = useTranslation('inventory')
  const words = useMemo(() => cellWords(t), [t])
  const free = useMemo(() => units.filter((unit) => unit.status === 'free'), [units])
  const groups = useMemo(
    () => [...Map.groupBy(free.toSorted(byKindAndRooms), (unit) => words.rooms(unit))],
    [free, words],
  )
  const sums = sumUnits(free)
  return (
    <>
      <div className={classes['panelHead']}>
        <div className={classes['panelTitle']}>
          <h2>{t('summary.title', { count: free.length })}</h2>
          <div className={classes['place']}>
            {t('summary.total', {
              price: formatMoney(sums.price_minor, { kopecks: false }),
              ppm: formatMoney(sums.ppm_minor, { kopecks: false }),
            })}
          </div>
        </div>
        {close}
      </div>
      <div className={classes['scroll']}>
        <table className={classes['summary']}>
          <thead>
            <tr>
              <th>{t('summary.what')}</th>
              <th>{t('summary.count')}</th>
              <th>{t('summary.from')}</th>
              <th>{t('summary.ppm')}</th>
            </tr>
          </thead>
          <tbody>
            {groups.map(([name, here]) => {
              const prices = here.flatMap((unit) => unit.price_minor ?? [])
              return (
                <tr key={name}>
                  <td>{name}</td>
                  <td>{formatNumber(here.length)}</td>
                  <td>{words.price(prices.length === 0 ? null : Math.min(...prices))}</td>
                  <td>{words.perMetre(sumUnits(here).ppm_minor)}</td>
                </tr>
              )
            })}
          </tbody>
        </table>
        <p className={classes['small']}>{t('panel.emptyText')}</p>
      </div>
    </>
  )
}

/** Flats and apartments by rooms, then everything else in the order of the register. */
function byKindAndRooms(a: BoardUnit, b: BoardUnit): number {
  return UNIT_KINDS.indexOf(a.kind) - UNIT_KINDS.indexOf(b.kind) || (a.rooms ?? 0) - (b.rooms ?? 0)
}
