/** Keyboard travel over a board with gaps and spans. Pure: from a place and a move to the next place. */
import { cellAt, type BoardLayout, type PlacedBand, type PlacedCell } from './layout.ts'

export type Move =
  | 'left'
  | 'right'
  | 'up'
  | 'down'
  | 'rowStart'
  | 'rowEnd'
  | 'first'
  | 'last'
  | 'pageUp'
  | 'pageDown'
  | 'groupLeft'
  | 'groupRight'

/** Where the traveller stands: the cell, and the row and column aimed at, which outlive a walk through a wide cell. */
export interface Cursor {
  id: string
  row: number
  column: number
}

export function cursorAt(cell: PlacedCell): Cursor {
  return { id: cell.id, row: cell.row, column: cell.column }
}

/** The cursor after a move; the same cursor where there is nothing in that direction. */
export function move(layout: BoardLayout, cursor: Cursor | undefined, step: Move, pageRows = 10): Cursor | undefined {
  const from = cursor && layout.cells[layout.numberOf.get(cursor.id) ?? -1]
  if (!from || !cursor) return endOfBoard(layout, 1)
  const band = layout.bands[from.band]
  if (!band) return cursor
  // A cursor kept from before a re-layout may point outside its cell: then it aims at the cell itself.
  const row = inside(cursor.row, from.row, from.rows)
  const column = inside(cursor.column, from.column, from.columns)
  switch (step) {
    case 'left':
      return alongRow(layout, band, row, from.column - 1, -1) ?? cursor
    case 'right':
      return alongRow(layout, band, row, from.column + from.columns, 1) ?? cursor
    case 'up':
      return alongColumn(layout, band, from.row - 1, column, -1) ?? otherBand(layout, band, column, -1) ?? cursor
    case 'down':
      return alongColumn(layout, band, from.row + from.rows, column, 1) ?? otherBand(layout, band, column, 1) ?? cursor
    case 'rowStart':
      return alongRow(layout, band, row, 0, 1) ?? cursor
    case 'rowEnd':
      return alongRow(layout, band, row, band.columns - 1, -1) ?? cursor
    case 'first':
      return endOfBoard(layout, 1) ?? cursor
    case 'last':
      return endOfBoard(layout, -1) ?? cursor
    case 'pageUp':
    case 'pageDown': {
      let at = cursor
      for (let moved = 0; moved < pageRows; moved++) at = move(layout, at, step === 'pageUp' ? 'up' : 'down') ?? at
      return at
    }
    case 'groupLeft':
      return groupJump(layout, band, from, row, -1) ?? cursor
    case 'groupRight':
      return groupJump(layout, band, from, row, 1) ?? cursor
  }
}

function inside(at: number, first: number, count: number): number {
  return Math.min(first + count - 1, Math.max(first, at))
}

function alongRow(
  layout: BoardLayout,
  band: PlacedBand,
  row: number,
  start: number,
  direction: 1 | -1,
): Cursor | undefined {
  for (let column = start; column >= 0 && column < band.columns; column += direction) {
    const cell = cellAt(layout, band.index, row, column)
    if (cell) return { id: cell.id, row, column }
  }
  return undefined
}

function alongColumn(
  layout: BoardLayout,
  band: PlacedBand,
  start: number,
  column: number,
  direction: 1 | -1,
): Cursor | undefined {
  for (let row = start; row >= 0 && row < band.band.rows.length; row += direction) {
    const cell = cellAt(layout, band.index, row, column)
    if (cell) return { id: cell.id, row, column }
  }
  return undefined
}

/** Leaving a band upwards or downwards enters the next one at the nearest column that has a cell in the row met first. */
function otherBand(layout: BoardLayout, from: PlacedBand, column: number, direction: 1 | -1): Cursor | undefined {
  const x = from.columnLeft[column] ?? 0
  for (let index = from.index + direction; index >= 0 && index < layout.bands.length; index += direction) {
    const band = layout.bands[index]
    if (!band) continue
    const rows = band.band.rows.length
    for (let walked = 0; walked < rows; walked++) {
      const row = direction === 1 ? walked : rows - 1 - walked
      const found = nearestInRow(layout, band, row, x)
      if (found) return found
    }
  }
  return undefined
}

function nearestInRow(layout: BoardLayout, band: PlacedBand, row: number, x: number): Cursor | undefined {
  let best: Cursor | undefined
  let bestDistance = Infinity
  for (let column = 0; column < band.columns; column++) {
    const cell = cellAt(layout, band.index, row, column)
    const distance = Math.abs((band.columnLeft[column] ?? 0) - x)
    if (cell && distance < bestDistance) {
      best = { id: cell.id, row, column }
      bestDistance = distance
    }
  }
  return best
}

function groupJump(
  layout: BoardLayout,
  band: PlacedBand,
  from: PlacedCell,
  row: number,
  direction: 1 | -1,
): Cursor | undefined {
  for (let index = from.group + direction; index >= 0 && index < band.groups.length; index += direction) {
    const group = band.groups[index]
    if (!group) continue
    for (let offset = 0; offset < band.band.rows.length; offset++) {
      for (const at of offset === 0 ? [row] : [row + offset, row - offset]) {
        const found = alongRow(layout, band, at, group.first, 1)
        if (found && found.column < group.first + group.count) return found
      }
    }
  }
  return undefined
}

function endOfBoard(layout: BoardLayout, direction: 1 | -1): Cursor | undefined {
  const bands = direction === 1 ? layout.bands : layout.bands.toReversed()
  for (const band of bands) {
    for (let walked = 0; walked < band.band.rows.length; walked++) {
      const row = direction === 1 ? walked : band.band.rows.length - 1 - walked
      const found = alongRow(layout, band, row, direction === 1 ? 0 : band.columns - 1, direction)
      if (found) return found
    }
  }
  return undefined
}
