/** The one grid of the program. README.md beside it tells what it does and how to give it rows. */
import { useCallback, useEffect, useMemo, useRef, useState, type ClipboardEvent, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '@mantine/core'
import { IconFilterOff } from '@tabler/icons-react'
import { formatNumber, locale } from '../format.ts'
import { EmptyState } from '../states.tsx'
import { useRowHeight } from '../use-row-height.ts'
import { fromTsv, toTsv } from './clipboard.ts'
import { copyCell, type GridColumn, type Value } from './columns.ts'
import { ColumnMenu, type MenuPlace } from './column-menu.tsx'
import { columnsOf, createCore, isWhole, tableOf, type Core, type CoreEvents, type GridRow } from './core.ts'
import type { ScreenFilters } from './filter.ts'
import { createFinder } from './find.ts'
import { GridFoot } from './grid-foot.tsx'
import { redrawHeads } from './head.ts'
import { handleKey } from './keys.ts'
import { toggleSort, type ViewStore } from './layout.ts'
import { blockOf, landing, pasteCells, type PastedBlock, type PastedCell } from './paste.ts'
import { boxOf, type Range } from './range.ts'
import { createWindows, type RowSource, type Windows } from './source.ts'
import { useFilters } from './use-filters.tsx'
import { useLayout } from './use-layout.ts'
import { groupRows, sortRows, type Entry } from './view.ts'
import { exportTable, type ExportTable } from './export.ts'
import { useGridExport, type ExportAs } from './use-grid-export.ts'
import { useGridReturn } from './use-grid-return.tsx'
import './grid.css'

export interface GridProps<Row extends GridRow> {
  /** Under this name the arrangement is kept. */
  gridId: string
  /** Of stable identity: made outside the component or with useMemo. */
  columns: readonly GridColumn<Row>[]
  /** In memory: rows that have not changed keep their identity. Undefined: not here yet. */
  rows?: readonly Row[] | undefined
  /** Or in SQLite: the grid asks for windows. */
  source?: RowSource<Row>
  /** Filters of the heads where the screen answers them, as it must with a source; rows in memory the grid filters itself. */
  filters?: ScreenFilters
  groupBy?: readonly string[]
  views?: ViewStore
  /** Enter or a double click on a row. */
  onOpen?: (row: Row) => void
  /** The rows of the selection, some time after it has changed. */
  onSelect?: (rows: readonly Row[]) => void
  onEdit?: (row: Row, columnId: string, value: Value) => void
  /** Typed cells, those that cannot be read marked; without it nothing can be pasted. */
  onPaste?: (cells: readonly PastedCell<Row>[]) => void
  /** The block as text with the rows and columns it falls on, for who reads and checks it elsewhere; goes before `onPaste`. */
  onPasteBlock?: ((block: PastedBlock<Row>) => void) | undefined
  /** How the rows leave as a workbook and how it comes back; by default to this grid, as what was changed in it. */
  exportAs?: ExportAs<Row> | undefined
  /** Instead of the program's own workbook. */
  onExport?: (table: ExportTable) => void | Promise<void>
  /** Shown instead of rows when there are none. */
  empty?: ReactNode
  /** A source that cannot answer. */
  onError?: (error: unknown) => void
  label: string
}

const SELECT_PAUSE_MS = 120
const NOTHING_SEEN = { first: -1, last: -1 }

export function Grid<Row extends GridRow>(props: GridProps<Row>) {
  const { gridId, columns, source, onSelect, onPaste, onPasteBlock, onExport, empty } = props
  const { t } = useTranslation()
  const rowHeight = useRowHeight()
  const box = useRef<HTMLDivElement>(null)
  const core = useRef<Core<Row>>(undefined)
  const arrangement = useLayout(gridId, columns, props.groupBy, props.views)
  const { layout } = arrangement
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set())
  const [range, setRange] = useState<Range>()
  const [menu, setMenu] = useState<MenuPlace>()
  const [filtering, setFiltering] = useState<MenuPlace>()
  const [find, setFind] = useState<string>()
  const [fetched, setFetched] = useState<{ range: Range; rows: readonly Row[] }>()
  const [serverCount, setServerCount] = useState<number>()

  const filters = useFilters(columns, props.rows, props.filters)
  const { rows } = filters
  const sorted = useMemo(
    () => (rows ? sortRows(rows, columns, layout.sort, locale()) : undefined),
    [rows, columns, layout.sort],
  )
  const entries = useMemo<readonly Entry<Row>[] | undefined>(
    () => sorted && groupRows(sorted, columns, layout.groupBy, closed),
    [sorted, columns, layout.groupBy, closed],
  )

  // Handlers of the day, read by the core, which lives as long as the component.
  const latest = useRef<CoreEvents<Row>>(undefined)
  const shape = useRef({ columns, layout })
  useEffect(() => {
    shape.current = { columns, layout }
    latest.current = {
      onColumns: (shapes) => arrangement.change({ columns: shapes }),
      onSort: (id, isAdding) => arrangement.change({ sort: toggleSort(layout.sort, id, isAdding) }),
      onColumnMenu: (columnId, rect) => setMenu({ columnId, rect }),
      hasFilter: (id) => (filters.kindOf(id) === undefined ? undefined : filters.isOn(id)),
      onFilter: (columnId, rect) => setFiltering({ columnId, rect }),
      onRange: setRange,
      onToggleGroup: (key) => setClosed((before) => toggled(before, key)),
      onOpen: (row) => props.onOpen?.(row),
      onEdit: (row, column, value) => props.onEdit?.(row, column.id, value),
      countText: (count) => formatNumber(count),
    }
  })

  // Another height of rows makes another core: the effects below, which fill it, follow.
  useEffect(() => {
    if (!box.current) return
    const events: CoreEvents<Row> = {
      onColumns: (shapes) => latest.current?.onColumns(shapes),
      onSort: (id, isAdding) => latest.current?.onSort(id, isAdding),
      onColumnMenu: (id, rect) => latest.current?.onColumnMenu(id, rect),
      hasFilter: (id) => latest.current?.hasFilter(id),
      onFilter: (id, rect) => latest.current?.onFilter(id, rect),
      onRange: (next) => latest.current?.onRange(next),
      onToggleGroup: (key) => latest.current?.onToggleGroup(key),
      onOpen: (row) => latest.current?.onOpen(row),
      onEdit: (row, column, value) => latest.current?.onEdit(row, column, value),
      countText: (count) => formatNumber(count),
    }
    const made = createCore(box.current, events, rowHeight, shape.current)
    core.current = made
    return () => {
      made.destroy()
      core.current = undefined
    }
  }, [rowHeight])

  useEffect(() => core.current?.setColumns(columns, layout), [columns, layout, rowHeight])
  // The heads are drawn by ag-grid, which knows nothing of filters.
  useEffect(redrawHeads, [filters.version, rowHeight])

  const shownSort = useRef(layout.sort)
  useEffect(() => {
    if (!entries) return
    core.current?.setView({ count: entries.length, at: (index) => entries[index] }, shownSort.current !== layout.sort)
    shownSort.current = layout.sort
  }, [entries, layout.sort, rowHeight])

  const windows = useRef<ReturnType<typeof createWindows<Row>>>(undefined)
  const onError = useRef(props.onError)
  useEffect(() => {
    onError.current = props.onError
  })
  const hasSource = source !== undefined
  useEffect(() => {
    if (!hasSource) return
    const kept = new WeakMap<Row, Entry<Row>>()
    const at = (index: number, isPassing?: boolean): Entry<Row> | undefined => {
      const row = made.at(index, isPassing)
      if (!row) return undefined
      const entry = kept.get(row) ?? { kind: 'row', row }
      kept.set(row, entry)
      return entry
    }
    let known: number | undefined
    const made = createWindows<Row>(
      (count) => {
        if (count === known) return core.current?.refresh()
        setServerCount((known = count))
        core.current?.setView({ count, at })
      },
      (error) => onError.current?.(error),
    )
    windows.current = made
    return () => made.close()
  }, [hasSource, rowHeight])
  useEffect(() => {
    if (source) windows.current?.reset(source, layout.sort, core.current?.seen() ?? NOTHING_SEEN)
  }, [source, layout.sort, rowHeight])

  useEffect(() => {
    if (!range) return
    let isCurrent = true
    const tell = async () => {
      const grid = core.current
      if (!grid) return
      const isHere = isWhole(grid, range)
      const found = isHere ? selectedRows(grid, range) : await fetchRange(windows.current, range)
      if (!isCurrent) return
      // Also when they came between the drawing of the foot and now: nothing else would tell it.
      if (hasSource) setFetched({ range, rows: found })
      onSelect?.(found)
    }
    const timer = setTimeout(() => void tell().catch((error: unknown) => onError.current?.(error)), SELECT_PAUSE_MS)
    return () => {
      isCurrent = false
      clearTimeout(timer)
    }
  }, [range, onSelect, entries, source, hasSource])

  const finder = useMemo(() => createFinder(() => core.current), [])
  const keyEvents = useMemo(
    () => ({
      openFind: (first: string) => {
        setFind(first)
        if (first !== '') finder.start(first)
      },
      findNext: (isBack: boolean) => finder.next(isBack),
      closeFind: () => {
        setFind(undefined)
        return finder.stop()
      },
    }),
    [finder],
  )

  const onKeyDown = useCallback(
    (event: React.KeyboardEvent) => {
      if (!core.current || !handleKey(event.nativeEvent, core.current, keyEvents)) return
      event.preventDefault()
      event.stopPropagation()
    },
    [keyEvents],
  )

  function onCopy(event: ClipboardEvent) {
    const grid = core.current
    if (!grid || !range || isField(event.target)) return
    event.preventDefault()
    if (isWhole(grid, range)) return event.clipboardData.setData('text/plain', toTsv(tableOf(grid, range)))
    const columns = columnsOf(grid, range)
    // The rest is asked for first: half a copy that looks whole is worse than one that takes a moment.
    fetchRange(windows.current, range)
      .then((all) =>
        navigator.clipboard.writeText(toTsv(all.map((row) => columns.map((column) => copyCell(column, row))))),
      )
      .catch((error: unknown) => onError.current?.(error))
  }

  function onPasteEvent(event: ClipboardEvent) {
    const grid = core.current
    if (!grid || !range || (!onPaste && !onPasteBlock) || isField(event.target)) return
    event.preventDefault()
    const table = fromTsv(event.clipboardData.getData('text/plain'))
    if (table.length === 0) return
    if (onPasteBlock) {
      const place = landing(range, table)
      const until = Math.min(place.head.row, grid.extent().rows - 1)
      const within = { anchor: place.anchor, head: { ...place.head, row: until } }
      // Rows that have not been shown yet are asked for: a block may reach far below the screen.
      const found = isWhole(grid, within)
        ? Promise.resolve(selectedRows(grid, within))
        : fetchRange(windows.current, within)
      found
        .then((all) => onPasteBlock(blockOf(grid, place, all, table)))
        .catch((error: unknown) => onError.current?.(error))
      return
    }
    const cells = pasteCells(grid, range, table)
    if (cells.length > 0) onPaste?.(cells)
  }

  const count = source ? serverCount : rows?.length
  const exportRows = useGridExport(props.label, gridId, props.exportAs)
  const returning = useGridReturn(props)
  const allRows = () =>
    source ? (windows.current?.all(0, serverCount ?? 0) ?? Promise.resolve([])) : Promise.resolve(sorted ?? [])
  const runExport = onExport
    ? () => onExport(exportTable(core.current, columns, layout, sorted ?? []))
    : exportRows && (() => exportRows(core.current?.shown() ?? columns, allRows()))
  return (
    <div className="kg" onKeyDownCapture={onKeyDown} onCopy={onCopy} onPaste={onPasteEvent}>
      <div className="kg-host" ref={box} aria-label={props.label} data-pending={count === undefined || undefined} />
      {count === 0 && filters.count === 0 && empty !== undefined && <div className="kg-empty">{empty}</div>}
      {count === 0 && filters.count > 0 && (
        <div className="kg-empty">
          <EmptyState
            icon={IconFilterOff}
            title={t('grid.filteredOut')}
            action={
              <Button variant="default" onClick={filters.clear}>
                {t('grid.filterClearAll')}
              </Button>
            }
          />
        </div>
      )}
      <GridFoot
        core={core}
        count={count}
        unfiltered={filters.count > 0 ? props.rows?.length : undefined}
        onFilterClear={filters.clear}
        shownRows={entries?.filter((entry) => entry.kind === 'row').length}
        range={range}
        version={entries}
        fetched={fetched?.range === range ? fetched?.rows : undefined}
        find={find}
        finder={finder}
        onFind={setFind}
        onFindClose={() => {
          keyEvents.closeFind()
          box.current?.querySelector<HTMLElement>('.ag-cell-focus')?.focus()
        }}
        columns={columns}
        arrangement={arrangement}
        onFold={(keys) => setClosed(new Set(keys))}
        rows={sorted}
        {...(runExport ? { onExport: runExport } : {})}
        {...(returning.bringBack
          ? { onReturn: () => returning.bringBack?.(core.current?.shown() ?? columns, allRows()) }
          : {})}
      />
      {returning.dialog}
      {menu && (
        <ColumnMenu
          place={menu}
          columns={columns}
          arrangement={arrangement}
          isGroupingOff={source !== undefined}
          onFilter={filters.kindOf(menu.columnId) && (() => setFiltering(menu))}
          onAutosize={() => core.current?.autosize(menu.columnId)}
          onClose={() => setMenu(undefined)}
        />
      )}
      {filtering && filters.panel(filtering, () => setFiltering(undefined))}
      <span className="kg-hidden" role="status">
        {count === undefined ? t('grid.loading') : ''}
      </span>
    </div>
  )
}

function toggled(set: ReadonlySet<string>, key: string): ReadonlySet<string> {
  const next = new Set(set)
  if (!next.delete(key)) next.add(key)
  return next
}

function isField(target: EventTarget): boolean {
  return target instanceof HTMLElement && target.closest('input, textarea') !== null
}

/** Rows of a range from the engine, whether or not they have been shown. */
function fetchRange<Row>(windows: Windows<Row> | undefined, range: Range): Promise<readonly Row[]> {
  const { top, bottom } = boxOf(range)
  return windows ? windows.all(top, bottom + 1) : Promise.resolve([])
}

/** Rows under the range; a heading stands for its rows only when it is the whole selection. */
function selectedRows<Row extends GridRow>(core: Core<Row> | undefined, range: Range): readonly Row[] {
  const { top, bottom } = boxOf(range)
  const rows: Row[] = []
  for (let index = top; index <= bottom; index++) {
    const entry = core?.entry(index)
    if (entry?.kind === 'row') rows.push(entry.row)
    else if (entry && top === bottom) rows.push(...entry.rows)
  }
  return rows
}
