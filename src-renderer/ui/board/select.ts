/** Which cells a gesture takes. Pure: the board asks, the screen owns the selection. */
import { cellAt, type BoardLayout, type GridPoint, type PlacedCell } from './layout.ts'
import type { Line } from './model.ts'

/** Ids of all cells that touch the rectangle between two places, bands in between included whole. */
export function rectangle(layout: BoardLayout, from: GridPoint, to: GridPoint): string[] {
  const found = new Set<string>()
  const [upper, lower] = from.band <= to.band ? [from, to] : [to, from]
  for (let band = upper.band; band <= lower.band; band++) {
    const placed = layout.bands[band]
    if (!placed) continue
    const isOne = upper.band === lower.band
    const rowA = isOne ? Math.min(from.row, to.row) : band === upper.band ? upper.row : 0
    const rowB = isOne ? Math.max(from.row, to.row) : band === lower.band ? lower.row : placed.band.rows.length - 1
    const columnA = Math.min(from.column, to.column)
    const columnB = Math.max(from.column, to.column)
    for (let row = rowA; row <= rowB; row++) {
      for (let column = columnA; column <= columnB; column++) {
        const cell = cellAt(layout, band, row, column)
        if (cell) found.add(cell.id)
      }
    }
  }
  return [...found]
}

/** Ids of all cells of a row, column, group or cluster. */
export function lineCells(layout: BoardLayout, line: Line): string[] {
  return layout.cells.filter((cell) => isOnLine(layout, cell, line)).map((cell) => cell.id)
}

function isOnLine(layout: BoardLayout, cell: PlacedCell, line: Line): boolean {
  if (cell.band !== line.band) return false
  switch (line.kind) {
    case 'row':
      return cell.row <= line.index && line.index < cell.row + cell.rows
    case 'column':
      return cell.column <= line.index && line.index < cell.column + cell.columns
    case 'group':
      return cell.group === line.index
    case 'cluster': {
      const cluster = layout.bands[line.band]?.clusters.find((one) => one.firstGroup === line.index)
      return (
        cluster !== undefined && cell.group >= cluster.firstGroup && cell.group < cluster.firstGroup + cluster.groups
      )
    }
  }
}

/** How a gesture joins what was selected before. */
export type Joining = 'replace' | 'add' | 'toggle'

export function join(before: ReadonlySet<string>, ids: readonly string[], how: Joining): ReadonlySet<string> {
  if (how === 'replace') return new Set(ids)
  const after = new Set(before)
  const isRemoving = how === 'toggle' && ids.length > 0 && ids.every((id) => before.has(id))
  for (const id of ids) {
    if (isRemoving) after.delete(id)
    else after.add(id)
  }
  return after
}
