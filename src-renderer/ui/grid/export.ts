/** The table as it is arranged, for whoever writes it to a file. */
import type { Core, GridRow } from './core.ts'
import type { GridColumn, Kind, Value } from './columns.ts'
import { scaleOf } from './columns.ts'
import type { Layout } from './layout.ts'
import { aggregate, groupRows } from './view.ts'

export interface ExportColumn {
  id: string
  title: string
  kind: Kind
  /** Pixels on the screen. */
  width: number
}

export interface ExportLine {
  /** 0 for a row, otherwise the level of its heading from 1. */
  level: number
  /** Numbers as people read them: rubles, square metres, shares. */
  values: readonly (string | number | boolean | null)[]
}

export interface ExportTable {
  columns: readonly ExportColumn[]
  lines: readonly ExportLine[]
}

export function exportTable<Row extends GridRow>(
  core: Core<Row> | undefined,
  columns: readonly GridColumn<Row>[],
  layout: Layout,
  rows: readonly Row[],
): ExportTable {
  const shown = core?.shown() ?? columns
  const widths = new Map(layout.columns.map((shape) => [shape.id, shape.width]))
  const lines = groupRows(rows, columns, layout.groupBy, new Set()).map((entry): ExportLine => {
    if (entry.kind === 'row')
      return { level: 0, values: shown.map((column) => plainValue(column, column.value(entry.row), entry.row)) }
    const by = columns.find(({ id }) => id === entry.columnId)
    const first = entry.rows[0]
    return {
      level: entry.level + 1,
      values: shown.map((column, index) => {
        if (index === 0)
          return by?.groupText && first
            ? by.groupText(entry.value, first)
            : by && first
              ? String(plainValue(by, entry.value, first) ?? '')
              : ''
        return column.aggregate ? scaled(column.kind, aggregate(column.aggregate, column.value, entry.rows)) : null
      }),
    }
  })
  return {
    columns: shown.map((column) => ({
      id: column.id,
      title: column.fullTitle ?? column.title,
      kind: column.kind ?? 'text',
      width: widths.get(column.id) ?? 120,
    })),
    lines,
  }
}

function plainValue<Row>(column: GridColumn<Row>, value: Value, row: Row): string | number | boolean | null {
  if (column.text) return column.text(row)
  if (value === null || value === undefined) return null
  return typeof value === 'number' ? scaled(column.kind, value) : value
}

function scaled(kind: Kind | undefined, value: number | null): number | null {
  return value === null ? null : Number((value / scaleOf(kind)).toFixed(6))
}
