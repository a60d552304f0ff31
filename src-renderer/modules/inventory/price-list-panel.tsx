/** What one price list would change: old and new price of every unit, those below the least price marked. */
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useQuery } from '#renderer/data/use-query.ts'
import { Grid } from '#renderer/ui/grid/grid.tsx'
import type { GridColumn } from '#renderer/ui/grid/columns.ts'
import type { PriceListItem, PriceListRow } from '#shared/modules/inventory/pricing-model.ts'
import classes from './panel.module.css'

const MOST_ITEMS = 20_000

const EXPORT = { right: 'inventory.export' }

export function PriceListPanel({ list }: { list: PriceListRow }) {
  const { t } = useTranslation('inventory')
  const items = useQuery(
    'inventory.priceListItems',
    { priceListId: list.id, limit: MOST_ITEMS },
    { keepPrevious: true },
  ).data
  const columns = useMemo(
    (): GridColumn<PriceListItem>[] => [
      {
        id: 'number',
        title: t('column.number'),
        value: (row) => row.number,
        width: 76,
        pin: 'left',
        look: (row) => ({ isStrong: true, to: `/inventory/board?unit=${row.unit_id}` }),
      },
      { id: 'old', title: t('prices.old'), kind: 'money', value: (row) => row.old_minor, aggregate: 'sum' },
      {
        id: 'new',
        title: t('prices.newPrice'),
        kind: 'money',
        value: (row) => row.price_minor,
        aggregate: 'sum',
        look: (row) => ({ isBad: row.is_below_min }),
      },
      {
        id: 'delta',
        title: '%',
        kind: 'percent',
        value: (row) => (row.old_minor === null || row.old_minor === 0 ? null : row.price_minor / row.old_minor - 1),
        width: 76,
      },
      { id: 'min', title: t('prices.min'), kind: 'money', value: (row) => row.min_minor, isHidden: true },
      { id: 'building', title: t('column.building'), value: (row) => row.building, width: 110, isGroupable: true },
      { id: 'area', title: t('column.area'), kind: 'area', value: (row) => row.area_cm2 },
      { id: 'ppm', title: t('column.ppm'), kind: 'perMetre', value: (row) => row.ppm_minor },
    ],
    [t],
  )
  return (
    <aside className={classes['panel']} style={{ width: 520 }} aria-label={list.name}>
      <div className={classes['panelHead']}>
        <div className={classes['panelTitle']}>
          <h2>{list.name}</h2>
          <div className={classes['place']}>
            {[list.number, t(`prices.state.${list.state}`), list.note].filter(Boolean).join(' · ')}
          </div>
        </div>
      </div>
      <Grid gridId="inventory.price-list-items" exportAs={EXPORT} label={list.name} columns={columns} rows={items} />
    </aside>
  )
}
