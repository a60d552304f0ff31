/** Joins ag-grid with our view of the rows: draws slots, reports what the person did to columns and cells. No React here. */
import { makeGrid, slotsUpTo, type CellClassParams, type ColDef, type GridApi, type Slot } from './ag.ts'
import { LookCell, type CellContext, type Drawn } from './cell.ts'
import { aggregate, type Entry, type SortKey } from './view.ts'
import {
  copyCell,
  isNumeric,
  parseCell,
  showCell,
  showValue,
  type CellLook,
  type GridColumn,
  type Value,
} from './columns.ts'
import { createFlight } from './flight.ts'
import { Head, redrawHeads, type HeadContext } from './head.ts'
import type { ColumnLayout, Layout } from './layout.ts'
import { createPointer } from './pointer.ts'
import { boxOf, clampRange, isOneCell, type Cell, type Range } from './range.ts'

export interface GridRow {
  id: string
}

export interface GridView<Row> {
  count: number
  /** Passing: a row that is not here need not come. */
  at(index: number, isPassing?: boolean): Entry<Row> | undefined
}

export interface CoreEvents<Row> {
  onColumns(columns: readonly ColumnLayout[]): void
  onSort(columnId: string, isAdding: boolean): void
  onColumnMenu(columnId: string, place: DOMRect): void
  /** Undefined: the column has no filter. */
  hasFilter(columnId: string): boolean | undefined
  onFilter(columnId: string, place: DOMRect): void
  onRange(range: Range | undefined): void
  onToggleGroup(key: string): void
  onOpen(row: Row): void
  onEdit(row: Row, column: GridColumn<Row>, value: Value): void
  countText(count: number): string
}

export interface Core<Row> {
  /** With `isReordered` the old place means nothing any more: the grid begins at the top. */
  setView(view: GridView<Row>, isReordered?: boolean): void
  setColumns(columns: readonly GridColumn<Row>[], layout: Layout): void
  /** Draws visible cells again: their rows have come or changed in place. */
  refresh(): void
  range(): Range | undefined
  select(range: Range): void
  /** Moves the focus to a cell and shows it. */
  focus(cell: Cell): void
  entry(index: number): Entry<Row> | undefined
  /** Columns as they stand now, left to right. */
  shown(): readonly GridColumn<Row>[]
  textAt(index: number, column: GridColumn<Row>): string
  extent(): { rows: number; columns: number }
  /** Places of the rows on the screen; -1 when there are none. */
  seen(): { first: number; last: number }
  pageRows(): number
  /** Scrolls so that the cell is seen; the focus stays. */
  reveal(cell: Cell): void
  isEditable(cell: Cell): boolean
  activate(index: number): void
  /** Opens the filter of a column, by its place from the left. */
  openFilter(column: number): void
  autosize(columnId: string): void
  destroy(): void
}

/** Slots beyond the rows there are, so that a new row does not make the grid anew. */
const SPARE_SLOTS = 500

export function createCore<Row extends GridRow>(
  host: HTMLElement,
  events: CoreEvents<Row>,
  rowHeight: number,
  first: { columns: readonly GridColumn<Row>[]; layout: Layout },
): Core<Row> {
  let view: GridView<Row> = { count: 0, at: () => undefined }
  let { columns, layout } = first
  let byId = new Map(columns.map((column) => [column.id, column]))
  let displayed: readonly GridColumn<Row>[] = []
  let place = new Map<string, number>()
  let range: Range | undefined
  let activeId: string | undefined
  let slotCount = -1

  function draw(index: number, columnId: string, text: string, isPassing = false): Drawn | undefined {
    const entry = view.at(index, isPassing)
    const column = byId.get(columnId)
    if (!entry || !column) return undefined
    if (entry.kind === 'row') {
      const look = column.look?.(entry.row)
      return look ? { text, look } : { text }
    }
    if (columnId !== displayed[0]?.id) return { text }
    const by = byId.get(entry.columnId)
    const first = entry.rows[0]
    const look = first === undefined ? undefined : by?.look?.(first)
    const chip: CellLook = {
      ...(look?.tone === undefined ? {} : { tone: look.tone }),
      ...(look?.swatch === undefined ? {} : { swatch: look.swatch }),
    }
    return {
      text,
      look: chip,
      group: { level: entry.level, isOpen: entry.isOpen, count: events.countText(entry.rows.length) },
    }
  }

  function textOf(entry: Entry<Row>, column: GridColumn<Row>): string {
    if (entry.kind === 'row') return showCell(column, entry.row)
    if (column.id !== displayed[0]?.id) return subtotal(entry, column)
    const by = byId.get(entry.columnId)
    const first = entry.rows[0]
    if (!by || first === undefined) return String(entry.value)
    return (by.groupText ? by.groupText(entry.value, first) : showCell(by, first)) || '—'
  }

  function subtotal(entry: Extract<Entry<Row>, { kind: 'group' }>, column: GridColumn<Row>): string {
    if (!column.aggregate) return ''
    const total = aggregate(column.aggregate, column.value, entry.rows)
    return showValue(column.kind, total === null ? null : Math.round(total * 100) / 100, column.digits)
  }

  function textAt(index: number, column: GridColumn<Row>): string {
    const entry = view.at(index)
    return entry ? textOf(entry, column) : ''
  }

  const isGroup = ({ rowIndex }: CellClassParams<Slot>) => view.at(rowIndex)?.kind === 'group'
  const isHeading = ({ rowIndex, column }: CellClassParams<Slot>) =>
    column.getColId() === displayed[0]?.id && view.at(rowIndex)?.kind === 'group'

  const context: CellContext & HeadContext = {
    draw,
    sort: () => layout.sort,
    onSort: (id, isAdding) => events.onSort(id, isAdding),
    onMenu: (id, rect) => events.onColumnMenu(id, rect),
    hasFilter: (id) => events.hasFilter(id),
    onFilter: (id, rect) => events.onFilter(id, rect),
    isNumeric: (id) => isNumeric(byId.get(id)?.kind),
  }

  /** What is typed belongs to the row it was begun in, whatever has come into its place meanwhile. */
  let edited: Entry<Row> | undefined

  function definition(column: GridColumn<Row>, shape: ColumnLayout, isFirst: boolean): ColDef<Slot> {
    const needsLook = column.look !== undefined || (isFirst && layout.groupBy.length > 0)
    return {
      colId: column.id,
      headerName: column.title,
      headerTooltip: column.fullTitle ?? column.title,
      headerComponent: Head,
      width: shape.width,
      hide: shape.isHidden,
      pinned: shape.pin,
      minWidth: 44,
      valueGetter: ({ data }) => (data ? textAt(data.index, column) : ''),
      cellClass: isNumeric(column.kind) ? 'kg-number' : undefined,
      // Asked for every cell that is drawn, so only where there can be headings.
      ...(layout.groupBy.length > 0 ? { cellClassRules: { 'kg-group': isGroup, 'kg-heading-cell': isHeading } } : {}),
      cellRenderer: needsLook ? LookCell : undefined,
      editable: ({ data }) => {
        const entry = data && view.at(data.index)
        return entry?.kind === 'row' && (column.isEditable?.(entry.row) ?? false)
      },
      cellEditor: 'agTextCellEditor',
      cellEditorParams: { useFormatter: false },
      valueSetter: ({ data, newValue }) => {
        const entry = edited ?? view.at(data.index)
        const value = parseCell(column, String(newValue ?? ''))
        if (entry?.kind === 'row' && value !== undefined) events.onEdit(entry.row, column, value)
        return false
      },
    }
  }

  function definitions(): ColDef<Slot>[] {
    const visible = layout.columns.filter((shape) => !shape.isHidden)
    const leftmost = (visible.find((shape) => shape.pin === 'left') ?? visible[0])?.id
    return layout.columns.flatMap((shape) => {
      const column = byId.get(shape.id)
      return column ? definition(column, shape, shape.id === leftmost) : []
    })
  }

  const api: GridApi<Slot> = makeGrid(host, {
    context,
    columnDefs: definitions(),
    rowData: [],
    rowHeight,
    headerHeight: rowHeight + 2,
    isExternalFilterPresent: () => true,
    doesExternalFilterPass: ({ data }) => (data?.index ?? 0) < view.count,
    defaultColDef: { resizable: true, sortable: false, suppressHeaderMenuButton: true },
    onCellEditingStarted: ({ data }) => {
      edited = data && view.at(data.index)
    },
    onCellEditingStopped: () => {
      edited = undefined
    },
    onColumnMoved: ({ finished }) => finished && reportColumns(),
    onColumnResized: ({ finished, source }) => finished && source !== 'api' && reportColumns(),
    onColumnPinned: () => reportColumns(),
    onDisplayedColumnsChanged: readDisplayed,
    onViewportChanged: () => isMany() && paintRange(),
    onCellFocused: ({ rowIndex, column }) => {
      if (rowIndex === null || !column) return
      const id = typeof column === 'string' ? column : column.getColId()
      const cell = { row: rowIndex, column: place.get(id) ?? 0 }
      // Reported some time later: a range may have grown from this cell meanwhile, and must not begin anew.
      if (range?.anchor.row === cell.row && range.anchor.column === cell.column) return
      setRange({ anchor: cell, head: cell })
    },
    onCellDoubleClicked: ({ data, colDef }) => {
      const entry = data && view.at(data.index)
      const column = byId.get(colDef.colId ?? '')
      if (entry?.kind === 'row' && !column?.isEditable?.(entry.row)) events.onOpen(entry.row)
    },
    onCellClicked: ({ data }) => {
      const entry = data && view.at(data.index)
      if (entry?.kind === 'group') events.onToggleGroup(entry.key)
    },
  })

  const pointer = createPointer(host, {
    cellAt,
    range: () => range,
    press: (cell) => setRange({ anchor: cell, head: cell }),
    extend: (head) => range && select({ anchor: range.anchor, head }),
    scrollTo: (cell) => show(cell),
  })

  const hasLook = ({ look }: GridColumn<Row>) => look !== undefined || layout.groupBy.length > 0
  const flight = createFlight(host, rowHeight, {
    columns: () =>
      api.getAllDisplayedColumns().flatMap((shape) => {
        const column = byId.get(shape.getColId())
        const pinned = shape.getPinned()
        const pin = pinned === 'left' || pinned === 'right' ? pinned : null
        if (!column) return []
        const common = { isNumeric: isNumeric(column.kind), hasLook: hasLook(column) }
        return { id: column.id, width: shape.getActualWidth(), pin, ...common }
      }),
    text(index, columnId) {
      const column = byId.get(columnId)
      const entry = index < view.count ? view.at(index, true) : undefined
      return column && entry ? textOf(entry, column) : ''
    },
    drawn: (index, columnId, text) => (index < view.count ? draw(index, columnId, text, true) : undefined),
    first: () => api.getFirstDisplayedRowIndex(),
  })

  function readDisplayed() {
    const shown = api.getAllDisplayedColumns().map((column) => column.getColId())
    displayed = shown.flatMap((id) => byId.get(id) ?? [])
    place = new Map(shown.map((id, index) => [id, index]))
  }

  function reportColumns() {
    const widths = new Map(layout.columns.map((shape) => [shape.id, shape]))
    events.onColumns(
      api.getColumnState().flatMap((state): ColumnLayout | never[] => {
        const known = widths.get(state.colId)
        if (!known) return []
        const pin = state.pinned === 'left' || state.pinned === 'right' ? state.pinned : null
        return { id: state.colId, width: state.width ?? known.width, isHidden: state.hide ?? false, pin }
      }),
    )
  }

  function cellAt(target: EventTarget | null): Cell | undefined {
    if (!(target instanceof Element)) return undefined
    const cell = target.closest('.ag-cell')
    const row = cell?.closest('.ag-row')
    const column = place.get(cell?.getAttribute('col-id') ?? '')
    const index = Number(row?.getAttribute('row-index') ?? Number.NaN)
    return column === undefined || Number.isNaN(index) ? undefined : { row: index, column }
  }

  function setRange(next: Range | undefined) {
    range = next
    const active = next && view.at(next.head.row)
    activeId = active?.kind === 'row' ? active.row.id : undefined
    paintRange()
    events.onRange(next)
  }

  const isMany = () => range !== undefined && !isOneCell(range)

  /** Rows that scroll into view are marked when ag-grid reports them: rules of classes would cost every cell its question. */
  function paintRange() {
    const box = range && isMany() ? boxOf(range) : undefined
    for (const row of host.querySelectorAll('.ag-row')) {
      const index = Number(row.getAttribute('row-index'))
      const isRowIn = box !== undefined && index >= box.top && index <= box.bottom
      for (const cell of row.querySelectorAll('.ag-cell')) {
        const at = place.get(cell.getAttribute('col-id') ?? '') ?? -1
        cell.classList.toggle('kg-range', isRowIn && at >= box.left && at <= box.right)
      }
    }
  }

  function select(next: Range) {
    const clamped = clampRange(next, extent())
    if (!clamped) return
    const column = displayed[clamped.anchor.column]
    const focused = api.getFocusedCell()
    const isThere = focused?.rowIndex === clamped.anchor.row && focused.column.getColId() === column?.id
    setRange(clamped)
    if (column && !isThere) api.setFocusedCell(clamped.anchor.row, column.id)
  }

  function show(cell: Cell) {
    const column = displayed[cell.column]
    api.ensureIndexVisible(cell.row)
    if (column) api.ensureColumnVisible(column.id)
  }

  function focus(cell: Cell) {
    const target = clampRange({ anchor: cell, head: cell }, extent())?.head
    const column = target && displayed[target.column]
    if (!target || !column) return
    show(target)
    api.setFocusedCell(target.row, column.id)
  }

  /** Cells whose text has changed, and of columns with a look those whose look has. */
  function redraw() {
    if (flight.isOn()) return flight.draw()
    const [looks, plain]: [string[], string[]] = [[], []]
    for (const column of displayed) (hasLook(column) ? looks : plain).push(column.id)
    if (plain.length > 0) api.refreshCells({ columns: plain, suppressFlash: true })
    if (looks.length > 0) api.refreshCells({ columns: looks, force: true, suppressFlash: true })
  }

  readDisplayed()
  const extent = () => ({ rows: view.count, columns: displayed.length })

  return {
    setView(next, isReordered) {
      flight.land()
      const followed = activeId
      const column = range?.head.column ?? 0
      view = next
      const isFirst = slotCount < 0
      if (slotCount < view.count) api.setGridOption('rowData', slotsUpTo((slotCount = view.count + SPARE_SLOTS)))
      else if (api.getDisplayedRowCount() !== view.count) api.onFilterChanged()
      if (!isFirst) redraw()
      if (isReordered) {
        setRange(undefined)
        api.clearFocusedCell()
        if (view.count > 0) api.ensureIndexVisible(0, 'top')
        return
      }
      if (!range) return
      const stays = view.at(range.head.row)
      if (followed === undefined || (stays?.kind === 'row' && stays.row.id === followed)) {
        const clamped = clampRange(range, extent())
        if (!clamped || clamped.head.row !== range.head.row) setRange(clamped)
        else events.onRange(range)
        return
      }
      const hadFocus = host.contains(document.activeElement)
      const at = findRow(view, followed)
      const cell = { row: Math.max(at, 0), column }
      if (at < 0) setRange(undefined)
      else if (hadFocus) focus(cell)
      else setRange({ anchor: cell, head: cell })
    },
    setColumns(nextColumns, nextLayout) {
      const isSortOnly =
        columns === nextColumns && layout.columns === nextLayout.columns && layout.groupBy === nextLayout.groupBy
      columns = nextColumns
      layout = nextLayout
      byId = new Map(columns.map((column) => [column.id, column]))
      if (!isSortOnly) {
        api.setGridOption('columnDefs', definitions())
        readDisplayed()
        redraw()
      }
      redrawHeads()
    },
    refresh: redraw,
    seen: () => ({ first: api.getFirstDisplayedRowIndex(), last: api.getLastDisplayedRowIndex() }),
    range: () => range,
    select,
    focus,
    entry: (index) => view.at(index),
    shown: () => displayed,
    textAt,
    extent,
    pageRows: () => Math.max(1, Math.floor(host.clientHeight / rowHeight) - 2),
    reveal: show,
    isEditable({ row, column }) {
      const entry = view.at(row)
      return entry?.kind === 'row' && (displayed[column]?.isEditable?.(entry.row) ?? false)
    },
    activate(index) {
      const entry = view.at(index)
      if (entry?.kind === 'group') events.onToggleGroup(entry.key)
      else if (entry) events.onOpen(entry.row)
    },
    openFilter(at) {
      const id = displayed[at]?.id
      const head = id === undefined ? null : host.querySelector(`.ag-header-cell[col-id="${CSS.escape(id)}"]`)
      if (id !== undefined && head && events.hasFilter(id) !== undefined)
        events.onFilter(id, head.getBoundingClientRect())
    },
    autosize: (columnId) => {
      api.autoSizeColumns([columnId])
      reportColumns()
    },
    destroy() {
      flight.destroy()
      pointer.destroy()
      api.destroy()
    },
  }
}

function findRow<Row extends GridRow>(view: GridView<Row>, id: string): number {
  for (let index = 0; index < view.count; index++) {
    const entry = view.at(index)
    if (entry?.kind === 'row' && entry.row.id === id) return index
  }
  return -1
}

/** False while the range reaches rows that have not come from the engine yet: what is made of it would be incomplete. */
export function isWhole<Row extends GridRow>(core: Core<Row>, range: Range): boolean {
  const { top, bottom } = boxOf(range)
  for (let index = top; index <= bottom; index++) if (!core.entry(index)) return false
  return true
}

/** Cells of a range as a spreadsheet takes them. */
export function tableOf<Row extends GridRow>(core: Core<Row>, range: Range): string[][] {
  const { top, bottom } = boxOf(range)
  const columns = columnsOf(core, range)
  return Array.from({ length: bottom - top + 1 }, (_, offset) => {
    const entry = core.entry(top + offset)
    return columns.map((column) =>
      entry?.kind === 'row' ? copyCell(column, entry.row) : core.textAt(top + offset, column),
    )
  })
}

export function columnsOf<Row extends GridRow>(core: Core<Row>, range: Range): readonly GridColumn<Row>[] {
  const { left, right } = boxOf(range)
  return core.shown().slice(left, right + 1)
}

export type { SortKey }
