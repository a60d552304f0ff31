/** The side panel: one unit whole, or a selection with what can be done to all of it. */
import { useTranslation } from 'react-i18next'
import { ActionIcon, Button, Tabs, Tooltip } from '@mantine/core'
import { IconLayoutSidebarRightCollapse } from '@tabler/icons-react'
import { Insert } from '#renderer/data/insert.tsx'
import { useActor } from '#renderer/data/session.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import { formatArea, formatMoney, formatNumber, formatPerMetre } from '#renderer/ui/format.ts'
import { ErrorState } from '#renderer/ui/states.tsx'
import type { BoardUnit, UnitCard } from '#shared/modules/inventory/model.ts'
import { PriceWaterfall } from './price-waterfall.tsx'
import { PlaceSummary } from './place-summary.tsx'
import { useInventory } from './state.ts'
import { STATUS_ORDER } from './status-order.ts'
import { StatusBadge, Swatch } from './swatch.tsx'
import { sumUnits } from './sums.ts'
import { actionsOfCard, actionsOfSelection, keyOf, type UnitAction } from './unit-actions.ts'
import { UnitFacts } from './unit-facts.tsx'
import { UnitHistory } from './unit-history.tsx'
import classes from './panel.module.css'

export interface UnitPanelProps {
  unitId: string | null
  /** Two or more: the panel speaks of all of them. */
  selected: readonly BoardUnit[]
  /** The board shows a past day: the panel shows today, and says so. */
  isPast: boolean
  /** With no unit chosen the panel sums these up. */
  shown?: readonly BoardUnit[]
  onGoTo?(unitId: string): void
}

export function UnitPanel({ unitId, selected, isPast, shown, onGoTo }: UnitPanelProps) {
  const { t } = useTranslation('inventory')
  return (
    <aside className={classes['panel']} aria-label={t('panel.title')} data-panel>
      {selected.length > 1 ? (
        <SelectionCard units={selected} isPast={isPast} />
      ) : unitId === null ? (
        shown ? (
          <PlaceSummary units={shown} close={<Close />} />
        ) : (
          <NothingChosen />
        )
      ) : (
        <OneUnit key={unitId} unitId={unitId} isPast={isPast} {...(onGoTo ? { onGoTo } : {})} />
      )}
    </aside>
  )
}

/** Beside a list, which has its own sums: only what to do. */
function NothingChosen() {
  const { t } = useTranslation('inventory')
  return (
    <div className={classes['panelHead']}>
      <p className={classes['small']}>{t('panel.emptyList')}</p>
      <Close />
    </div>
  )
}

function Close() {
  const { t } = useTranslation('inventory')
  return (
    <Tooltip label={t('panel.hide')}>
      <ActionIcon aria-label={t('panel.hide')} onClick={() => useInventory.setState({ isPanelOpen: false })}>
        <IconLayoutSidebarRightCollapse size={17} stroke={1.6} />
      </ActionIcon>
    </Tooltip>
  )
}

function Actions({ actions }: { actions: readonly UnitAction[] }) {
  const { t } = useTranslation('inventory')
  return (
    <div className={classes['actions']}>
      {actions.map((action) => (
        <Tooltip key={action.name} label={t('action.key', { key: keyOf(action.name) })}>
          <Button variant={action.isMain ? 'filled' : 'default'} data-action={action.name} onClick={() => action.run()}>
            {t(`action.${action.name}`)}
          </Button>
        </Tooltip>
      ))}
    </div>
  )
}

function OneUnit({ unitId, isPast, onGoTo }: { unitId: string; isPast: boolean; onGoTo?(unitId: string): void }) {
  const { t } = useTranslation('inventory')
  const actor = useActor()
  const card = useQuery('inventory.unitCard', { unitId })
  if (card.error) return <ErrorState error={card.error} onRetry={card.retry} />
  if (!card.data) return <div className={classes['panelHead']} aria-busy="true" />
  const { unit } = card.data
  return (
    <>
      <div className={classes['panelHead']}>
        <div className={classes['panelTitle']}>
          <h2>{t('unit.number', { number: unit.number })}</h2>
          <StatusBadge tone={unit.status}>{t(`status.${unit.status}`)}</StatusBadge>
          <div className={classes['place']}>
            {unit.complex} · {unit.building} · {unit.section} · {t('unit.floorShort', { floor: unit.floor })}
          </div>
        </div>
        <Close />
      </div>
      <div className={classes['price']}>
        {formatMoney(unit.price_minor)}
        <small>{formatPerMetre(unit.price_minor, unit.area_cm2)}</small>
      </div>
      <Actions actions={isPast ? [] : actionsOfCard(card.data, actor)} />
      {!isPast && <Insert place="unit" unitId={unitId} />}
      {isPast && <PastNote />}
      <UnitTabs card={card.data} {...(onGoTo ? { onGoTo } : {})} />
    </>
  )
}

/** What was is looked at, not changed. */
function PastNote() {
  const { t } = useTranslation('inventory')
  return (
    <div style={{ padding: '0 16px 8px' }}>
      <div className={classes['notice']}>{t('panel.past')}</div>
    </div>
  )
}

function UnitTabs({ card, onGoTo }: { card: UnitCard; onGoTo?(unitId: string): void }) {
  const { t } = useTranslation('inventory')
  const unitId = card.unit.id
  return (
    <Tabs defaultValue="facts" keepMounted={false} style={{ display: 'contents' }}>
      <Tabs.List px={8}>
        <Tabs.Tab value="facts">{t('panel.facts')}</Tabs.Tab>
        <Tabs.Tab value="price">{t('panel.price')}</Tabs.Tab>
        <Tabs.Tab value="history">{t('panel.history')}</Tabs.Tab>
      </Tabs.List>
      <div className={classes['scroll']}>
        <Tabs.Panel value="facts">
          <UnitFacts card={card} {...(onGoTo ? { onGoTo } : {})} />
        </Tabs.Panel>
        <Tabs.Panel value="price">
          <PriceWaterfall unitId={unitId} />
        </Tabs.Panel>
        <Tabs.Panel value="history">
          <UnitHistory unitId={unitId} />
        </Tabs.Panel>
      </div>
    </Tabs>
  )
}

function SelectionCard({ units, isPast }: { units: readonly BoardUnit[]; isPast: boolean }) {
  const { t } = useTranslation('inventory')
  const actor = useActor()
  const sums = sumUnits(units)
  const counts = Map.groupBy(units, (unit) => unit.status)
  const figures = [
    [t('selection.area'), formatArea(sums.area_cm2)],
    [
      t('selection.ppm'),
      sums.ppm_minor === null ? '—' : `${formatMoney(sums.ppm_minor, { kopecks: false })}/${t('common:units.m2')}`,
    ],
    [t('selection.price'), formatMoney(sums.price_minor, { kopecks: false })],
    [t('selection.average'), formatMoney(Math.round(sums.price_minor / Math.max(1, sums.count)), { kopecks: false })],
  ]
  return (
    <>
      <div className={classes['panelHead']}>
        <div className={classes['panelTitle']}>
          <h2>{t('unit.count', { count: units.length })}</h2>
        </div>
        <Close />
      </div>
      <div className={classes['sums']}>
        {figures.map(([label, value]) => (
          <div key={label}>
            <span>{label}</span>
            <b>{value}</b>
          </div>
        ))}
      </div>
      {isPast ? <PastNote /> : <Actions actions={actionsOfSelection(units, actor)} />}
      <div className={classes['scroll']}>
        <div className={classes['section']}>{t('selection.byStatus')}</div>
        {STATUS_ORDER.filter((status) => counts.has(status)).map((status) => (
          <div key={status} className={classes['counts']}>
            <Swatch tone={status} /> {t(`status.${status}`)} <b>{formatNumber(counts.get(status)?.length ?? 0)}</b>
          </div>
        ))}
        <div className={classes['section']}>{t('selection.numbers')}</div>
        <div data-selectable>{units.map((unit) => unit.number).join(', ')}</div>
      </div>
    </>
  )
}
