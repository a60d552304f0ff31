/** A rectangle of cells: where it was begun, where it ends now, and how the keys move its end. Pure. */

/** Row and column as they stand on the screen. */
export interface Cell {
  row: number
  column: number
}

export interface Range {
  anchor: Cell
  head: Cell
}

export interface Box {
  top: number
  bottom: number
  left: number
  right: number
}

export interface Extent {
  rows: number
  columns: number
}

export function boxOf({ anchor, head }: Range): Box {
  return {
    top: Math.min(anchor.row, head.row),
    bottom: Math.max(anchor.row, head.row),
    left: Math.min(anchor.column, head.column),
    right: Math.max(anchor.column, head.column),
  }
}

export function sizeOf(range: Range): Extent {
  const { top, bottom, left, right } = boxOf(range)
  return { rows: bottom - top + 1, columns: right - left + 1 }
}

export function isOneCell(range: Range): boolean {
  return range.anchor.row === range.head.row && range.anchor.column === range.head.column
}

/** Undefined when the range has left the table altogether. */
export function clampRange(range: Range, extent: Extent): Range | undefined {
  if (extent.rows === 0 || extent.columns === 0) return undefined
  const clamp = (cell: Cell): Cell => ({
    row: Math.min(Math.max(cell.row, 0), extent.rows - 1),
    column: Math.min(Math.max(cell.column, 0), extent.columns - 1),
  })
  return { anchor: clamp(range.anchor), head: clamp(range.head) }
}

/** Where a key leads, or undefined when the key does not move. `jump` is Ctrl: to the edge. */
export function moveCell(cell: Cell, key: string, jump: boolean, page: number, extent: Extent): Cell | undefined {
  const [lastRow, lastColumn] = [extent.rows - 1, extent.columns - 1]
  const target = (): Cell | undefined => {
    switch (key) {
      case 'ArrowUp':
        return { ...cell, row: jump ? 0 : cell.row - 1 }
      case 'ArrowDown':
        return { ...cell, row: jump ? lastRow : cell.row + 1 }
      case 'ArrowLeft':
        return { ...cell, column: jump ? 0 : cell.column - 1 }
      case 'ArrowRight':
        return { ...cell, column: jump ? lastColumn : cell.column + 1 }
      case 'PageUp':
        return { ...cell, row: cell.row - page }
      case 'PageDown':
        return { ...cell, row: cell.row + page }
      case 'Home':
        return { row: jump ? 0 : cell.row, column: 0 }
      case 'End':
        return { row: jump ? lastRow : cell.row, column: lastColumn }
      default:
        return undefined
    }
  }
  const found = target()
  return found && clampRange({ anchor: found, head: found }, extent)?.head
}
