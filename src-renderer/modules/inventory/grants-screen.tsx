/** Which agency may see and sell what: complexes, buildings and single units, with or without prices and booking. */
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, Switch } from '@mantine/core'
import { IconKey } from '@tabler/icons-react'
import { useCommand } from '#renderer/data/use-command.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import { Grid } from '#renderer/ui/grid/grid.tsx'
import type { GridColumn } from '#renderer/ui/grid/columns.ts'
import { Page } from '#renderer/ui/page.tsx'
import { EmptyState, ErrorState } from '#renderer/ui/states.tsx'
import type { GrantRow } from '#shared/modules/inventory/structure-model.ts'
import { GrantDialog } from './grant-dialog.tsx'

const EXPORT = { right: 'inventory.export' }

export function GrantsScreen() {
  const { t } = useTranslation('inventory')
  const grants = useQuery('inventory.grants', {})
  const [hasEnded, setEnded] = useState(false)
  const [isAdding, setAdding] = useState(false)
  const [chosen, setChosen] = useState<readonly GrantRow[]>([])
  const revoke = useCommand('inventory.revoke', { done: t('grants.revoked') })
  const rows = useMemo(() => grants.data?.filter((row) => hasEnded || row.ended_at === null), [grants.data, hasEnded])
  const columns = useMemo(
    (): GridColumn<GrantRow>[] => [
      {
        id: 'company',
        title: t('column.agency'),
        value: (row) => row.company,
        width: 220,
        isGroupable: true,
        look: () => ({ isStrong: true }),
      },
      {
        id: 'kind',
        title: t('grants.what'),
        kind: 'choice',
        value: (row) => t(`grants.kind.${row.kind}`),
        isGroupable: true,
      },
      { id: 'name', title: t('grants.name'), value: (row) => row.name, width: 280 },
      { id: 'units', title: t('lots.count'), kind: 'number', value: (row) => row.units, aggregate: 'sum' },
      { id: 'price', title: t('grants.price'), kind: 'flag', value: (row) => row.has_price, width: 110 },
      { id: 'booking', title: t('grants.booking'), kind: 'flag', value: (row) => row.has_booking, width: 110 },
      { id: 'days', title: t('grants.days'), kind: 'number', value: (row) => row.max_hold_days, width: 120 },
      { id: 'from', title: t('column.from'), kind: 'time', value: (row) => row.from_at },
      { id: 'ended', title: t('grants.ended'), kind: 'time', value: (row) => row.ended_at },
    ],
    [t],
  )
  if (grants.error) return <ErrorState error={grants.error} onRetry={grants.retry} />
  const live = chosen.filter((row) => row.ended_at === null)
  return (
    <Page
      title={t('screens.grants')}
      actions={
        <>
          <Button
            variant="default"
            disabled={live.length === 0}
            loading={revoke.isPending}
            onClick={() => void revoke.run({ grantIds: live.map((row) => row.id) })}
          >
            {t('grants.revoke')}
          </Button>
          <Button onClick={() => setAdding(true)}>{t('grants.add')}</Button>
        </>
      }
      toolbar={
        <Switch
          label={t('grants.showEnded')}
          checked={hasEnded}
          onChange={(event) => setEnded(event.currentTarget.checked)}
        />
      }
    >
      <Grid
        gridId="inventory.grants"
        exportAs={EXPORT}
        label={t('screens.grants')}
        columns={columns}
        rows={rows}
        onSelect={setChosen}
        empty={<EmptyState icon={IconKey} title={t('grants.none')} text={t('grants.noneText')} />}
      />
      {isAdding && <GrantDialog onClose={() => setAdding(false)} />}
    </Page>
  )
}
