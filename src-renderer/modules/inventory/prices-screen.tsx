/** Price lists with their approval, and the rules that prices come from. */
import { useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, SegmentedControl } from '@mantine/core'
import { IconReceiptOff, IconRulerOff } from '@tabler/icons-react'
import { useRoute } from '#renderer/data/route.ts'
import { useActor, may } from '#renderer/data/session.ts'
import { useCommand } from '#renderer/data/use-command.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import { Grid } from '#renderer/ui/grid/grid.tsx'
import type { GridColumn } from '#renderer/ui/grid/columns.ts'
import { Page } from '#renderer/ui/page.tsx'
import { EmptyState, ErrorState } from '#renderer/ui/states.tsx'
import type { PriceListRow, PriceListState, PriceRuleRow } from '#shared/modules/inventory/pricing-model.ts'
import { PriceListDialog, RejectDialog } from './price-list-dialog.tsx'
import { PriceListPanel } from './price-list-panel.tsx'
import { PriceRuleEditor } from './price-rule-editor.tsx'
import { PriceRulePanel } from './price-rule-panel.tsx'
import type { ToneName } from './tones.ts'

const STATE_TONE: Readonly<Record<PriceListState, ToneName>> = {
  draft: 'muted',
  submitted: 'reserved',
  approved: 'sold_pending_contract',
  active: 'free',
  rejected: 'hold_technical',
  cancelled: 'sold',
}

const EXPORT = { right: 'inventory.export' }

export function PricesScreen() {
  const { t } = useTranslation('inventory')
  const [part, setPart] = useState<'lists' | 'rules'>('lists')
  const switcher = (
    <SegmentedControl
      aria-label={t('screens.prices')}
      data={(['lists', 'rules'] as const).map((value) => ({ value, label: t(`prices.${value}`) }))}
      value={part}
      onChange={(value) => setPart(value as 'lists' | 'rules')}
    />
  )
  return part === 'lists' ? <Lists switcher={switcher} /> : <Rules switcher={switcher} />
}

function Lists({ switcher }: { switcher: React.ReactNode }) {
  const { t } = useTranslation('inventory')
  const actor = useActor()
  const lists = useQuery('inventory.priceLists', {})
  const [chosenId, setChosen] = useState<string>()
  const [dialog, setDialog] = useState<'draft' | 'reject'>()
  // A notice may lead to a list while the screen is open.
  const wanted = useRoute().query['list']
  useEffect(() => setChosen(wanted), [wanted])
  const submit = useCommand('inventory.submitPriceList', { done: t('prices.submitted') })
  const approve = useCommand('inventory.approvePriceList', { done: t('prices.approved') })
  const cancel = useCommand('inventory.cancelPriceList', { done: t('prices.cancelled') })
  const columns = useMemo(
    (): GridColumn<PriceListRow>[] => [
      {
        id: 'number',
        title: t('column.number'),
        value: (row) => row.number,
        width: 100,
        pin: 'left',
        look: () => ({ isStrong: true }),
      },
      {
        id: 'state',
        title: t('column.state'),
        kind: 'choice',
        value: (row) => t(`prices.state.${row.state}`),
        look: (row) => ({ swatch: `kt-${STATE_TONE[row.state]}` }),
        isGroupable: true,
        width: 150,
      },
      { id: 'name', title: t('lot.name'), value: (row) => row.name, width: 260 },
      {
        id: 'kind',
        title: t('column.kind'),
        kind: 'choice',
        value: (row) => t(`prices.kind.${row.kind}`),
        isGroupable: true,
      },
      { id: 'complex', title: t('column.complex'), value: (row) => row.complex, width: 180, isGroupable: true },
      { id: 'starts', title: t('prices.starts'), kind: 'time', value: (row) => row.starts_at },
      { id: 'items', title: t('lots.count'), kind: 'number', value: (row) => row.items, aggregate: 'sum' },
      {
        id: 'below',
        title: t('prices.belowMin'),
        kind: 'number',
        value: (row) => row.below_min,
        look: (row) => ({ isBad: row.below_min > 0 }),
        width: 130,
      },
      { id: 'author', title: t('prices.author'), value: (row) => row.author, width: 160 },
      { id: 'approver', title: t('prices.approver'), value: (row) => row.approver, width: 160 },
      { id: 'approved', title: t('prices.approvedAt'), kind: 'time', value: (row) => row.approved_at },
      { id: 'note', title: t('book.note'), value: (row) => row.note, width: 240 },
    ],
    [t],
  )
  if (lists.error) return <ErrorState error={lists.error} onRetry={lists.retry} />
  const one = lists.data?.find((row) => row.id === chosenId)
  const id = { priceListId: one?.id ?? '' }
  const mayApprove = may(actor, 'inventory.approvePrice')
  return (
    <Page
      title={t('screens.prices')}
      detail={switcher}
      actions={
        <>
          {one?.state === 'draft' && <Button onClick={() => void submit.run(id)}>{t('prices.submit')}</Button>}
          {one?.state === 'submitted' && mayApprove && (
            <Button onClick={() => void approve.run(id)}>{t('prices.approve')}</Button>
          )}
          {one?.state === 'submitted' && mayApprove && (
            <Button variant="default" onClick={() => setDialog('reject')}>
              {t('prices.reject')}
            </Button>
          )}
          {one && ['draft', 'submitted', 'approved'].includes(one.state) && (
            <Button variant="default" onClick={() => void cancel.run(id)}>
              {t('prices.cancel')}
            </Button>
          )}
          <Button variant={one ? 'default' : 'filled'} onClick={() => setDialog('draft')}>
            {t('prices.new')}
          </Button>
        </>
      }
      aside={one ? <PriceListPanel list={one} /> : undefined}
    >
      <div className="kb-solid" style={{ display: 'flex', flex: 1, minHeight: 0, flexDirection: 'column' }}>
        <Grid
          gridId="inventory.price-lists"
          exportAs={EXPORT}
          label={t('prices.lists')}
          columns={columns}
          rows={lists.data}
          onSelect={(rows) => setChosen(rows[0]?.id)}
          empty={<EmptyState icon={IconReceiptOff} title={t('prices.noLists')} text={t('prices.noListsText')} />}
        />
      </div>
      {dialog === 'draft' && <PriceListDialog onClose={() => setDialog(undefined)} />}
      {dialog === 'reject' && one && <RejectDialog list={one} onClose={() => setDialog(undefined)} />}
    </Page>
  )
}

function Rules({ switcher }: { switcher: React.ReactNode }) {
  const { t } = useTranslation('inventory')
  const rules = useQuery('inventory.priceRules', {})
  const [chosen, setChosen] = useState<PriceRuleRow>()
  const [editing, setEditing] = useState<'chosen' | 'new'>()
  const columns = useMemo(
    (): GridColumn<PriceRuleRow>[] => [
      { id: 'name', title: t('lot.name'), value: (row) => row.name, width: 260, look: () => ({ isStrong: true }) },
      { id: 'complex', title: t('column.complex'), value: (row) => row.complex, width: 180, isGroupable: true },
      { id: 'building', title: t('column.building'), value: (row) => row.building, width: 140 },
      {
        id: 'kind',
        title: t('column.kind'),
        kind: 'choice',
        value: (row) => (row.kind === null ? t('prices.anyKind') : t(`kind.${row.kind}`)),
        isGroupable: true,
      },
      { id: 'min', title: t('prices.minPpm'), kind: 'perMetre', value: (row) => row.min_ppm_minor, width: 140 },
      { id: 'version', title: t('prices.version'), kind: 'number', value: (row) => row.version },
      { id: 'active', title: t('prices.isActive'), kind: 'flag', value: (row) => row.is_active },
    ],
    [t],
  )
  if (rules.error) return <ErrorState error={rules.error} onRetry={rules.retry} />
  const one = rules.data?.find((row) => row.id === chosen?.id)
  return (
    <Page
      title={t('screens.prices')}
      detail={switcher}
      actions={<Button onClick={() => setEditing('new')}>{t('rule.new')}</Button>}
      aside={one ? <PriceRulePanel rule={one} onEdit={() => setEditing('chosen')} /> : undefined}
    >
      <Grid
        gridId="inventory.price-rules"
        exportAs={EXPORT}
        label={t('prices.rules')}
        columns={columns}
        rows={rules.data}
        onSelect={(rows) => setChosen(rows[0])}
        onOpen={(row) => {
          setChosen(row)
          setEditing('chosen')
        }}
        empty={<EmptyState icon={IconRulerOff} title={t('prices.noRules')} text={t('prices.noRulesText')} />}
      />
      {editing !== undefined && (
        <PriceRuleEditor
          {...(editing === 'chosen' && one ? { rule: one } : {})}
          rules={rules.data ?? []}
          onClose={() => setEditing(undefined)}
        />
      )}
    </Page>
  )
}
