/** What was pasted, cell by cell: the row, the column, the text, and the value or the reason why there is none. */
import type { Core, GridRow } from './core.ts'
import { parseCell, type GridColumn, type Value } from './columns.ts'
import { boxOf, type Range } from './range.ts'

export interface PastedCell<Row> {
  row: Row
  columnId: string
  text: string
  /** Null is an emptied cell. */
  value: Value
  /** `read-only`: this cell may not be changed; `unreadable`: the text is no value of the column. */
  trouble?: 'read-only' | 'unreadable'
}

/** What was pasted as it stands, with the rows and columns that it falls on: for who reads it elsewhere. */
export interface PastedBlock<Row> {
  rows: readonly Row[]
  columns: readonly GridColumn<Row>[]
  /** Text of each cell, a line a row. */
  cells: readonly (readonly string[])[]
  /** Lines that found no row, and columns that found none. */
  rowsBeyond: number
  columnsBeyond: number
  /** The block as it was on the clipboard. */
  table: readonly (readonly string[])[]
}

/** Where a block of this size lands when pasted into a range: tiled where it fits evenly, from the top left cell on otherwise. */
export function landing(range: Range, table: readonly (readonly string[])[]): Range {
  const { top, left, bottom, right } = boxOf(range)
  const [height, width] = [table.length, Math.max(0, ...table.map((line) => line.length))]
  const [down, across] = [bottom - top + 1, right - left + 1]
  const isTiled = down % height === 0 && across % width === 0
  return {
    anchor: { row: top, column: left },
    head: { row: top + (isTiled ? down : height) - 1, column: left + (isTiled ? across : width) - 1 },
  }
}

/** `rows` are those of the landing, from its first on; a heading of a group among them is undefined. */
export function blockOf<Row extends GridRow>(
  core: Core<Row>,
  place: Range,
  rows: readonly Row[],
  table: readonly (readonly string[])[],
): PastedBlock<Row> {
  const { top, left, bottom, right } = boxOf(place)
  const columns = core.shown().slice(left, right + 1)
  const width = Math.max(0, ...table.map((line) => line.length))
  return {
    rows,
    columns,
    cells: rows.map((_, down) => columns.map((__, across) => table[down % table.length]?.[across % width] ?? '')),
    rowsBeyond: bottom - top + 1 - rows.length,
    columnsBeyond: right - left + 1 - columns.length,
    table,
  }
}

/** As Excel does it: one value fills the whole range, a table is laid from the top left cell on and repeated where it fits evenly. */
export function pasteCells<Row extends GridRow>(
  core: Core<Row>,
  range: Range,
  table: readonly (readonly string[])[],
): PastedCell<Row>[] {
  const height = table.length
  const width = Math.max(0, ...table.map((line) => line.length))
  if (height === 0 || width === 0) return []
  const { top, left, bottom, right } = boxOf(range)
  const [rangeHeight, rangeWidth] = [bottom - top + 1, right - left + 1]
  const isTiled = rangeHeight % height === 0 && rangeWidth % width === 0
  const [rows, columns] = isTiled ? [rangeHeight, rangeWidth] : [height, width]
  const shown = core.shown()
  const cells: PastedCell<Row>[] = []
  for (let down = 0; down < rows; down++) {
    const entry = core.entry(top + down)
    if (entry?.kind !== 'row') continue
    for (let across = 0; across < columns; across++) {
      const column = shown[left + across]
      if (!column) continue
      const text = table[down % height]?.[across % width] ?? ''
      const value = parseCell(column, text)
      const isOpen = column.isEditable?.(entry.row) ?? false
      const trouble = !isOpen ? 'read-only' : value === undefined ? 'unreadable' : undefined
      cells.push({ row: entry.row, columnId: column.id, text, value: value ?? null, ...(trouble ? { trouble } : {}) })
    }
  }
  return cells
}
