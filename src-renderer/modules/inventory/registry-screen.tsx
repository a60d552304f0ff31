/** The registry: every unit in one dense grid, with the board's filters; filtered, sorted and grouped by SQLite, shown by windows. */
import { useCallback, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, Select } from '@mantine/core'
import { IconFileSpreadsheet, IconTableOff } from '@tabler/icons-react'
import { useApi } from '#renderer/data/engine.tsx'
import { notifyError } from '#renderer/data/notify.ts'
import { useActor } from '#renderer/data/session.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import { formatArea, formatMoney } from '#renderer/ui/format.ts'
import { Grid } from '#renderer/ui/grid/grid.tsx'
import type { RowSource } from '#renderer/ui/grid/source.ts'
import { Page } from '#renderer/ui/page.tsx'
import { EmptyState } from '#renderer/ui/states.tsx'
import { REGISTRY_COLUMNS, RegistryGroup, type RegistryColumn } from '#shared/modules/inventory/filter.ts'
import type { RegistryLine, RegistryUnit } from '#shared/modules/inventory/model.ts'
import { AppError } from '#shared/rpc/errors.ts'
import { usePaste } from '../imports/api.tsx'
import { DialogsHost } from './dialogs-host.tsx'
import { FilterBar } from './filter-bar.tsx'
import { registryColumns } from './registry-columns.ts'
import { useRegistryFilters } from './registry-filters.ts'
import { useExport } from './use-export.ts'
import { PanelTool } from './board-tools.tsx'
import { SavedViews } from './saved-views.tsx'
import { setFilter, toggled, useInventory } from './state.ts'
import { actionsOfSelection, runByKey } from './unit-actions.ts'
import { UnitPanel } from './unit-panel.tsx'

const MOST_LINES = 1000
const NO_GROUP = 'none'
/** Who may not change units may still change their prices. */
const PASTED_AS = ['units', 'prices'] as const
const unitOf = (line: RegistryLine) => (line.line === 'unit' ? line.unit.id : undefined)
const EXPORTED_AS = { right: 'inventory.export', kind: 'units', idOf: unitOf }

export function RegistryScreen() {
  const { t } = useTranslation('inventory')
  const api = useApi()
  const actor = useActor()
  const { filter, isPanelOpen } = useInventory()
  const [group, setGroup] = useState<RegistryGroup | null>(null)
  const [folded, setFolded] = useState<readonly string[]>([])
  const [chosen, setChosen] = useState<readonly RegistryUnit[]>([])
  const question = useMemo(() => ({ filter, group, folded: [...folded] }), [filter, group, folded])
  // One line kept live: it carries the totals, and tells when the data has changed.
  const { data: head, changes } = useQuery('inventory.registry', { ...question, limit: 1 }, { keepPrevious: true })
  const columns = useMemo(() => registryColumns(t, group), [t, group])
  const source = useMemo((): RowSource<RegistryLine> => {
    return {
      version: [question, changes],
      async fetch(from, to, sort, signal) {
        const rows: RegistryLine[] = []
        let count = 0
        for (let offset = from; offset < to; offset += MOST_LINES) {
          const answer = await api.inventory.registry(
            {
              ...question,
              sort: sort
                .filter(({ id }) => isSortable(id))
                .map(({ id, isDown }) => ({ by: id as RegistryColumn, desc: isDown })),
              offset,
              limit: Math.min(MOST_LINES, to - offset),
            },
            { signal },
          )
          rows.push(...answer.lines)
          count = answer.total
          if (offset + answer.lines.length >= count) break
        }
        return { rows, count }
      },
    }
  }, [api, question, changes])
  const filters = useRegistryFilters(filter)
  const exporting = useExport()
  const pasting = usePaste(PASTED_AS, unitOf)
  const onSelect = useCallback((lines: readonly RegistryLine[]) => {
    const units = lines.flatMap((line) => (line.line === 'unit' ? [line.unit] : []))
    setChosen(units)
    useInventory.setState({ unitId: units[0]?.id ?? null })
  }, [])
  const sums = head?.sums

  return (
    <Page
      title={t('screens.units')}
      detail={
        sums &&
        `${t('unit.count', { count: sums.count })} · ${formatArea(sums.area_cm2, { digits: 1 })} · ${formatMoney(sums.price_minor, { kopecks: false })} · ${formatMoney(sums.ppm_minor, { kopecks: false })}/${t('common:units.m2')}`
      }
      actions={
        <>
          <Select
            aria-label={t('registry.group')}
            w={190}
            data={[
              { value: NO_GROUP, label: t('registry.noGroup') },
              ...RegistryGroup.options.map((value) => ({ value, label: t(`registry.by.${value}`) })),
            ]}
            value={group ?? NO_GROUP}
            onChange={(value) => {
              setFolded([])
              setGroup(value === NO_GROUP || value === null ? null : (value as RegistryGroup))
            }}
          />
          {exporting && (
            <Button
              variant="default"
              leftSection={<IconFileSpreadsheet size={16} stroke={1.6} />}
              loading={exporting.isPending}
              onClick={() => void exporting.run(filter, columns)}
            >
              {t('common:export')}
            </Button>
          )}
          <PanelTool />
        </>
      }
      toolbar={
        <>
          <FilterBar filter={filter} scope={null} />
          <SavedViews place="registry" />
        </>
      }
      aside={
        isPanelOpen ? (
          <UnitPanel
            unitId={chosen[0]?.id ?? null}
            selected={chosen.map((unit) => ({
              ...unit,
              is_match: true,
              plan_x: null,
              plan_y: null,
              plan_w: null,
              plan_h: null,
              plan_picture: null,
            }))}

            isPast={false}
          />
        ) : undefined
      }
    >
      <div
        className="kb-solid"
        style={{ display: 'flex', flex: 1, minHeight: 0, flexDirection: 'column' }}
        onKeyDown={(event) => {
          if (event.target instanceof HTMLInputElement || !event.altKey) return
          if (
            runByKey(actionsOfSelection(chosen, actor), {
              code: event.code,
              altKey: false,
              ctrlKey: event.ctrlKey,
              metaKey: event.metaKey,
              shiftKey: event.shiftKey,
            })
          )
            event.preventDefault()
        }}
      >
        <Grid
          gridId={`inventory.registry${group ? '.grouped' : ''}`}
          label={t('screens.units')}
          columns={columns}
          source={source}
          filters={filters}
          onSelect={onSelect}
          onPasteBlock={pasting.onPasteBlock}
          exportAs={EXPORTED_AS}
          onOpen={(line) => {
            if (line.line === 'group') setFolded((keys) => toggled(keys, line.key))
            else useInventory.setState({ unitId: line.unit.id, isPanelOpen: true })
          }}
          onError={(error) => error instanceof AppError && notifyError(error, t)}
          empty={
            <EmptyState
              icon={IconTableOff}
              title={t('registry.empty')}
              text={t('registry.emptyText')}
              action={
                <Button variant="default" onClick={() => setFilter({})}>
                  {t('filter.clear')}
                </Button>
              }
            />
          }
        />
      </div>
      {pasting.dialog}
      <DialogsHost />
    </Page>
  )
}

function isSortable(id: string): boolean {
  return (REGISTRY_COLUMNS as readonly string[]).includes(id)
}
