/** Whose filters a grid has: its own over rows in memory, or those of the screen. One face for both. */
import { useMemo, useState, type ReactNode } from 'react'
import type { GridColumn } from './columns.ts'
import type { MenuPlace } from './column-menu.tsx'
import { FilterPanel } from './filter-panel.tsx'
import {
  filterKindOf,
  filterRows,
  isOn,
  optionsOf,
  type ColumnFilter,
  type ColumnFilters,
  type FilterKind,
  type ScreenFilters,
} from './filter.ts'

export interface GridFilters<Row> {
  /** What the grid's own filters let through. */
  rows: readonly Row[] | undefined
  /** Another one whenever a filter has changed. */
  version: unknown
  /** Columns with a filter of the grid's own. */
  count: number
  kindOf(columnId: string): FilterKind | undefined
  isOn(columnId: string): boolean
  clear(): void
  panel(place: MenuPlace, onClose: () => void): ReactNode
}

const NONE: ColumnFilters = {}

export function useFilters<Row>(
  columns: readonly GridColumn<Row>[],
  all: readonly Row[] | undefined,
  screen: ScreenFilters | undefined,
): GridFilters<Row> {
  const [own, setOwn] = useState<ColumnFilters>(NONE)
  const rows = useMemo(() => all && filterRows(all, columns, own), [all, columns, own])
  const filters = useMemo((): Omit<GridFilters<Row>, 'rows' | 'version'> => {
    const get = (id: string) => (screen ? screen.get(id) : own[id])
    const set = (id: string, filter: ColumnFilter | undefined) => {
      if (screen) return screen.set(id, filter)
      setOwn(({ [id]: _, ...others }) => (filter ? { ...others, [id]: filter } : others))
    }
    const kindOf = (id: string) => {
      if (screen) return screen.kindOf(id)
      const column = all && columns.find((one) => one.id === id)
      return column && filterKindOf(column)
    }
    return {
      count: Object.values(own).filter(isOn).length,
      kindOf,
      isOn: (id) => isOn(get(id)),
      clear: () => setOwn(NONE),
      panel(place, onClose) {
        const id = place.columnId
        const column = columns.find((one) => one.id === id)
        const kind = kindOf(id)
        if (!column || !kind) return null
        const common = {
          place,
          title: column.fullTitle ?? column.title,
          kind,
          valueKind: column.kind ?? 'text',
          filter: get(id),
          onChange: (filter: ColumnFilter | undefined) => set(id, filter),
          onClose,
        }
        if (screen) return <AskedPanel key={id} {...common} screen={screen} />
        return <FilterPanel key={id} {...common} options={listOf(kind, column)} />
      },
    }

    function listOf(kind: FilterKind, column: GridColumn<Row>) {
      if (!all || (kind !== 'set' && kind !== 'text')) return undefined
      return optionsOf(filterRows(all, columns, own, column.id), column, own[column.id])
    }
  }, [screen, own, all, columns])
  return { ...filters, rows, version: filters }
}

type AskedPanelProps = Omit<Parameters<typeof FilterPanel>[0], 'options'> & { screen: ScreenFilters }

function AskedPanel({ screen, ...props }: AskedPanelProps) {
  const options = screen.useOptions(props.place.columnId)
  return <FilterPanel {...props} options={props.kind === 'set' ? options : undefined} />
}
