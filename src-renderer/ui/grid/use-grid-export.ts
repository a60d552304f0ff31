/** Any grid as a workbook, by the program's one writer of them, for whoever may take lists out of the program. */
import { useTranslation } from 'react-i18next'
import { app } from '#shared/modules/index.ts'
import { findCall } from '#shared/rpc/contract.ts'
import { AppError, fromWireError, toWireError } from '#shared/rpc/errors.ts'
import { FileRef } from '#shared/rpc/host.ts'
import { useEngine } from '../../data/engine.tsx'
import { notifyError } from '../../data/notify.ts'
import { useMay } from '../../data/session.ts'
import { startTask } from '../../data/tasks.ts'
import { scaleOf, type GridColumn, type Kind, type Value } from './columns.ts'

export interface ExportAs<Row> {
  /** The right to take these rows out; `reports.export` without one. */
  right?: string
  /** The import as which the edited file may come back; its fields have the ids of the columns. */
  kind?: string
  /** A passing view, to which no file comes back. */
  isOneWay?: boolean
  /** Undefined for a line that is no row. */
  idOf?: (row: Row) => string | undefined
}

/** By name, because widgets know no module. */
const WRITER = 'imports.exportGrid'
const TYPES: Record<Kind, string> = {
  text: 'text',
  choice: 'text',
  number: 'number',
  money: 'money',
  perMetre: 'money',
  area: 'area',
  percent: 'percent',
  day: 'date',
  time: 'moment',
  flag: 'flag',
}

/** Writes the columns and rows to a file and lets the user keep it; undefined when this person may not. */
export function useGridExport<Row extends { id: string }>(
  label: string,
  gridId: string,
  { right = 'reports.export', kind, idOf = ownId }: ExportAs<Row> = {},
): ((columns: readonly GridColumn<Row>[], rows: Promise<readonly Row[]>) => Promise<void>) | undefined {
  const { t, i18n } = useTranslation()
  const { connection, host } = useEngine()
  const isAllowed = useMay(right)
  if (!isAllowed || findCall(app, WRITER) === undefined) return undefined

  return async (columns, asked) => {
    const abort = new AbortController()
    const task = startTask(t('grid.exporting'), () => abort.abort())
    try {
      const rows = withIds(await asked, idOf)
      const file = await connection.call(
        WRITER,
        {
          name: label,
          grid: gridId,
          ...gridTable(columns, rows),
          ...(kind === undefined ? {} : { kind }),
          language: i18n.language === 'en' ? 'en' : 'ru',
        },
        { signal: abort.signal, onProgress: task.progress },
      )
      await host.saveFile(FileRef.parse(file))
    } catch (thrown) {
      const error = thrown instanceof AppError ? thrown : fromWireError(toWireError(thrown))
      if (error.code !== 'cancelled') notifyError(error, t)
    } finally {
      task.finish()
    }
  }
}

export const ownId = <Row extends { id: string }>({ id }: Row): string | undefined => id

/** Rows that are rows, each with whose it is. */
export const withIds = <Row>(rows: readonly Row[], idOf: (row: Row) => string | undefined) =>
  rows.flatMap((row) => {
    const id = idOf(row)
    return id === undefined ? [] : [{ row, id }]
  })

/** The table as the engine takes it, to write it or to compare a file with it. */
export const gridTable = <Row>(columns: readonly GridColumn<Row>[], rows: readonly { row: Row; id: string }[]) => ({
  columns: columns.map((column) => ({
    key: column.id,
    title: column.fullTitle ?? column.title,
    type: TYPES[column.kind ?? 'text'],
    ...(column.aggregate === 'sum' || column.aggregate === 'average' ? { total: column.aggregate } : {}),
  })),
  rows: rows.map(({ row }) => columns.map((column) => plain(column, row))),
  ids: rows.map(({ id }) => id),
})

/** Rubles, square metres, days and the times of this place, as a spreadsheet counts. */
function plain<Row>(column: GridColumn<Row>, row: Row): string | number | boolean | null {
  const value: Value = column.value(row)
  if (value === undefined || value === null) return null
  if (typeof value === 'number') return Number((value / scaleOf(column.kind)).toFixed(6))
  if (typeof value !== 'string') return value
  if (column.kind !== 'time' && column.kind !== 'day') return column.text ? column.text(row) : value
  if (value.length === 10) return value
  const time = new Date(value)
  const local = new Date(time.getTime() - time.getTimezoneOffset() * 60_000).toISOString()
  return column.kind === 'day' ? local.slice(0, 10) : local
}
