/**
 * The only door to ag-grid. It is given numbered slots, not rows: what stands in slot 17 is asked when it is drawn. So a
 * sort, a filter, a patch or a window from the engine costs what is on the screen, not what is in the table.
 */
import {
  CellApiModule,
  CellStyleModule,
  ClientSideRowModelModule,
  ColumnApiModule,
  ColumnAutoSizeModule,
  createGrid,
  CustomEditorModule,
  EventApiModule,
  ExternalFilterModule,
  ModuleRegistry,
  RenderApiModule,
  RowApiModule,
  ScrollApiModule,
  TextEditorModule,
  themeQuartz,
  type GridApi,
  type GridOptions,
} from 'ag-grid-community'

export type {
  CellClassParams,
  ColDef,
  GridApi,
  ICellRendererComp,
  ICellRendererParams,
  IHeaderComp,
  IHeaderParams,
} from 'ag-grid-community'

ModuleRegistry.registerModules([
  CellApiModule,
  CellStyleModule,
  ClientSideRowModelModule,
  ColumnApiModule,
  ColumnAutoSizeModule,
  CustomEditorModule,
  EventApiModule,
  ExternalFilterModule,
  RenderApiModule,
  RowApiModule,
  ScrollApiModule,
  TextEditorModule,
])

export interface Slot {
  index: number
}

const theme = themeQuartz.withParams({
  accentColor: 'var(--k-accent)',
  backgroundColor: 'var(--k-surface)',
  foregroundColor: 'var(--k-ink)',
  browserColorScheme: 'inherit',
  borderColor: 'var(--k-line)',
  borderRadius: 0,
  cellHorizontalPadding: 8,
  cellTextColor: 'var(--k-ink)',
  columnBorder: false,
  fontFamily: 'var(--k-font)',
  fontSize: 'var(--k-text)',
  headerBackgroundColor: 'var(--k-canvas)',
  headerTextColor: 'var(--k-ink-2)',
  headerFontSize: 'var(--k-text-small)',
  headerFontWeight: 550,
  headerColumnResizeHandleColor: 'var(--k-line-strong)',
  headerColumnResizeHandleHeight: '45%',
  headerColumnResizeHandleWidth: 1,
  oddRowBackgroundColor: 'transparent',
  rowHoverColor: 'var(--k-hover)',
  spacing: 4,
  wrapperBorder: false,
  wrapperBorderRadius: 0,
})

const slots: Slot[] = []

/** One growing array for all grids: a slot is only its number. */
export function slotsUpTo(count: number): Slot[] {
  while (slots.length < count) slots.push({ index: slots.length })
  return slots.slice(0, count)
}

export function makeGrid(host: HTMLElement, options: GridOptions<Slot>): GridApi<Slot> {
  return createGrid<Slot>(host, {
    theme,
    // Twice the frames of a fast scroll: rows are drawn at once, none besides those to be seen.
    suppressAnimationFrame: true,
    rowBuffer: 0,
    animateRows: false,
    suppressColumnMoveAnimation: true,
    suppressDragLeaveHidesColumns: true,
    suppressMaxRenderedRowRestriction: true,
    suppressOverlays: ['noRows', 'noMatchingRows', 'loading'],
    suppressScrollOnNewData: true,
    stopEditingWhenCellsLoseFocus: true,
    loadThemeGoogleFonts: false,
    ...options,
  })
}
