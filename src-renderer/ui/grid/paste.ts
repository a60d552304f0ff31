/** What was pasted, cell by cell: the row, the column, the text, and the value or the reason why there is none. */
import type { Core, GridRow } from './core.ts'
import { parseCell, type Value } from './columns.ts'
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
