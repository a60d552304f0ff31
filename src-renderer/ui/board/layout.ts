/** Geometry of a board at one zoom: where each cell lies, which cell lies at a point, and who occupies which place. */
import type { Band, BoardModel, Cell, CellRect } from './model.ts'
import type { Zoom } from './zoom.ts'

export interface PlacedGroup {
  index: number
  first: number
  count: number
  left: number
  width: number
}

/** Neighbouring groups under one caption. */
export interface PlacedCluster {
  title: string
  firstGroup: number
  groups: number
  left: number
  width: number
}

export interface PlacedBand {
  band: Band
  index: number
  /** Of the whole band, header included, from the top of the content. */
  top: number
  headerHeight: number
  hasColumnLabels: boolean
  width: number
  height: number
  /** Left edges of all columns of all groups, then one sentinel. */
  columnLeft: readonly number[]
  groups: readonly PlacedGroup[]
  clusters: readonly PlacedCluster[]
  columns: number
  /** Cell number + 1 by row × column; 0 where nothing lies. */
  occupancy: Int32Array
}

/** One cell with its place on the band's global column axis. */
export interface PlacedCell {
  id: string
  cell: Cell
  number: number
  band: number
  group: number
  row: number
  column: number
  rows: number
  columns: number
  left: number
  /** From the top of the band's body. */
  top: number
  width: number
  height: number
}

export interface BoardLayout {
  zoom: Zoom
  bands: readonly PlacedBand[]
  cells: readonly PlacedCell[]
  numberOf: ReadonlyMap<string, number>
  width: number
  height: number
}

const CLUSTER_HEIGHT = 22
const TITLE_HEIGHT = 24
const LABEL_HEIGHT = 18
const BAND_GAP = 20

export function layoutBoard(model: BoardModel, zoom: Zoom): BoardLayout {
  const cells: PlacedCell[] = []
  const numberOf = new Map<string, number>()
  const bands: PlacedBand[] = []
  let top = 0
  let width = 0
  for (const [index, band] of model.bands.entries()) {
    const placed = placeBand(band, index, top, zoom, cells, numberOf)
    bands.push(placed)
    top += placed.headerHeight + placed.height + BAND_GAP
    width = Math.max(width, placed.width)
  }
  return { zoom, bands, cells, numberOf, width, height: Math.max(0, top) }
}

function placeBand(
  band: Band,
  index: number,
  top: number,
  zoom: Zoom,
  cells: PlacedCell[],
  numberOf: Map<string, number>,
): PlacedBand {
  const columnLeft: number[] = []
  const groups: PlacedGroup[] = []
  const clusters: PlacedCluster[] = []
  const step = zoom.width + zoom.gap
  let left = zoom.axis + zoom.gap
  let lastCluster: string | undefined
  for (const [groupIndex, group] of band.groups.entries()) {
    const isNewCluster = group.cluster?.key !== lastCluster
    if (groupIndex > 0) left += isNewCluster ? zoom.groupGap * 2 : zoom.groupGap
    lastCluster = group.cluster?.key
    const width = Math.max(group.columns.length * step - zoom.gap, zoom.width, group.minWidth ?? 0)
    groups.push({ index: groupIndex, first: columnLeft.length, count: group.columns.length, left, width })
    for (let column = 0; column < group.columns.length; column++) columnLeft.push(left + column * step)
    const cluster = clusters.at(-1)
    if (group.cluster && (isNewCluster || !cluster)) {
      clusters.push({ title: group.cluster.label, firstGroup: groupIndex, groups: 1, left, width })
    } else if (group.cluster && cluster) {
      cluster.groups++
      cluster.width = left + width - cluster.left
    }
    left += width
  }
  const columns = columnLeft.length
  const occupancy = new Int32Array(band.rows.length * columns)
  const rowStep = zoom.height + zoom.gap
  for (const group of groups) {
    for (const cell of band.groups[group.index]?.cells ?? []) {
      const column = group.first + cell.column
      const number = cells.length
      cells.push({
        id: cell.id,
        cell,
        number,
        band: index,
        group: group.index,
        row: cell.row,
        column,
        rows: cell.rows,
        columns: cell.columns,
        left: columnLeft[column] ?? group.left,
        top: cell.row * rowStep,
        width: cell.columns * step - zoom.gap,
        height: cell.rows * rowStep - zoom.gap,
      })
      numberOf.set(cell.id, number)
      for (let row = cell.row; row < cell.row + cell.rows; row++) {
        for (let at = column; at < column + cell.columns; at++) occupancy[row * columns + at] = number + 1
      }
    }
  }
  const hasColumnLabels =
    zoom.hasColumnLabels && band.groups.some((group) => group.columns.some((column) => column.label !== ''))
  const headerHeight = (clusters.length > 0 ? CLUSTER_HEIGHT : 0) + TITLE_HEIGHT + (hasColumnLabels ? LABEL_HEIGHT : 2)
  return {
    hasColumnLabels,
    band,
    index,
    top,
    headerHeight,
    width: left + zoom.groupGap,
    height: Math.max(0, band.rows.length * rowStep - zoom.gap),
    columnLeft,
    groups,
    clusters,
    columns,
    occupancy,
  }
}

/** The cell that lies at a row and a global column of a band, if any. */
export function cellAt(layout: BoardLayout, band: number, row: number, column: number): PlacedCell | undefined {
  const placed = layout.bands[band]
  if (!placed || row < 0 || column < 0 || row >= placed.band.rows.length || column >= placed.columns) return undefined
  const number = placed.occupancy[row * placed.columns + column] ?? 0
  return number === 0 ? undefined : layout.cells[number - 1]
}

export interface GridPoint {
  band: number
  row: number
  column: number
}

/** The place nearest to a point of the content (which may lie in a gap), or undefined in a board without columns. */
export function placeNear(layout: BoardLayout, x: number, y: number): GridPoint | undefined {
  const placed = layout.bands.findLast((band) => band.top <= y) ?? layout.bands[0]
  if (!placed || placed.columns === 0) return undefined
  const rowStep = layout.zoom.height + layout.zoom.gap
  const row = Math.floor((y - placed.top - placed.headerHeight) / rowStep)
  let column = 0
  while (column + 1 < placed.columns && (placed.columnLeft[column + 1] ?? Infinity) <= x) column++
  return { band: placed.index, row: Math.min(placed.band.rows.length - 1, Math.max(0, row)), column }
}

/** The cell under a point of the content. */
export function hit(layout: BoardLayout, x: number, y: number): PlacedCell | undefined {
  const place = placeNear(layout, x, y)
  const placed = place && layout.bands[place.band]
  const cell = place && cellAt(layout, place.band, place.row, place.column)
  if (!cell || !placed) return undefined
  const rect = contentRect(layout, cell)
  const isInside = x >= rect.left && x < rect.left + rect.width && y >= rect.top && y < rect.top + rect.height
  return isInside ? cell : undefined
}

export function contentRect(layout: BoardLayout, cell: PlacedCell): CellRect {
  const band = layout.bands[cell.band]
  return {
    left: cell.left,
    top: (band ? band.top + band.headerHeight : 0) + cell.top,
    width: cell.width,
    height: cell.height,
  }
}
