/** Flats with their parking and storage, sold as one. Lots are made on the board out of a selection. */
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '@mantine/core'
import { IconPackages } from '@tabler/icons-react'
import { useMay } from '#renderer/data/session.ts'
import { useCommand } from '#renderer/data/use-command.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import { Grid } from '#renderer/ui/grid/grid.tsx'
import type { GridColumn } from '#renderer/ui/grid/columns.ts'
import { Link } from '#renderer/ui/link.tsx'
import { Page } from '#renderer/ui/page.tsx'
import { EmptyState, ErrorState } from '#renderer/ui/states.tsx'
import type { LotRow } from '#shared/modules/inventory/structure-model.ts'
import { ScopePicker } from './scope-picker.tsx'
import { setScope, useInventory } from './state.ts'
import { useDefaultScope } from './use-default-scope.ts'

const EXPORT = { right: 'inventory.export' }

export function LotsScreen() {
  const { t } = useTranslation('inventory')
  const { scope } = useInventory()
  const tree = useQuery('inventory.tree', {})
  useDefaultScope(tree.data)
  const lots = useQuery('inventory.lots', scope && { scope }, { keepPrevious: true })
  const [chosen, setChosen] = useState<LotRow>()
  const mayEdit = useMay('inventory.structure')
  const dissolve = useCommand('inventory.dissolveLot', { done: t('lots.dissolved') })
  const columns = useMemo(
    (): GridColumn<LotRow>[] => [
      { id: 'name', title: t('lot.name'), value: (row) => row.name, width: 220, look: () => ({ isStrong: true }) },
      {
        id: 'main',
        title: t('lots.main'),
        value: (row) => row.units.find((unit) => unit.is_main)?.number,
        look: (row) => ({ to: `/inventory/board?unit=${row.units.find((unit) => unit.is_main)?.id ?? ''}` }),
      },
      {
        id: 'units',
        title: t('lots.units'),
        value: (row) => row.units.map((unit) => `${t(`short.kind.${unit.kind}`)} ${unit.number}`).join(', '),
        width: 420,
      },
      { id: 'count', title: t('lots.count'), kind: 'number', value: (row) => row.units.length },
      {
        id: 'area',
        title: t('column.area'),
        kind: 'area',
        value: (row) => row.units.reduce((sum, unit) => sum + unit.area_cm2, 0),
        aggregate: 'sum',
      },
    ],
    [t],
  )
  if (lots.error) return <ErrorState error={lots.error} onRetry={lots.retry} />
  const one = lots.data?.find((lot) => lot.id === chosen?.id)
  return (
    <Page
      title={t('screens.lots')}
      detail={<ScopePicker tree={tree.data ?? []} scope={scope} onPick={setScope} />}
      actions={
        mayEdit && (
          <Button
            variant="default"
            disabled={!one}
            loading={dissolve.isPending}
            onClick={() => one && void dissolve.run({ lotId: one.id })}
          >
            {t('lots.dissolve')}
          </Button>
        )
      }
    >
      <Grid
        gridId="inventory.lots"
        exportAs={EXPORT}
        label={t('screens.lots')}
        columns={columns}
        rows={lots.data}
        onSelect={(rows) => setChosen(rows[0])}
        empty={
          <EmptyState
            icon={IconPackages}
            title={t('lots.none')}
            text={t('lots.noneText')}
            action={<Link to="/inventory/board">{t('screens.board')}</Link>}
          />
        }
      />
    </Page>
  )
}
