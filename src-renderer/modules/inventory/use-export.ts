/** The registry as an Excel file: all that passes the filter, written by the imports module's action where the program has it. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useApi, useEngine } from '#renderer/data/engine.tsx'
import { notifyError } from '#renderer/data/notify.ts'
import { useActor } from '#renderer/data/session.ts'
import { startTask } from '#renderer/data/tasks.ts'
import { formatDayLong } from '#renderer/ui/format.ts'
import { scaleOf, type GridColumn, type Kind, type Value } from '#renderer/ui/grid/columns.ts'
import { app } from '#shared/modules/index.ts'
import type { UnitFilter } from '#shared/modules/inventory/filter.ts'
import type { RegistryLine } from '#shared/modules/inventory/model.ts'
import { findCall } from '#shared/rpc/contract.ts'
import { AppError, fromWireError, toWireError } from '#shared/rpc/errors.ts'
import { FileRef } from '#shared/rpc/host.ts'
import { toDay } from './days.ts'

/** By name, because this module does not depend on that one. */
const WRITER = 'imports.exportGrid'
const PAGE = 1000
const MOST_ROWS = 300_000

const TYPES: Partial<Record<Kind, string>> = {
  money: 'money',
  perMetre: 'money',
  area: 'area',
  number: 'number',
  percent: 'percent',
  day: 'date',
  time: 'moment',
  flag: 'flag',
}

export interface Exporting {
  isPending: boolean
  run(filter: UnitFilter, columns: readonly GridColumn<RegistryLine>[]): Promise<void>
}

export function useExport(): Exporting | undefined {
  const { t, i18n } = useTranslation('inventory')
  const { connection, host } = useEngine()
  const api = useApi()
  const actor = useActor()
  const [isPending, setPending] = useState(false)
  if (findCall(app, WRITER) === undefined || !actor?.rights.includes('inventory.export')) return undefined

  async function run(filter: UnitFilter, columns: readonly GridColumn<RegistryLine>[]): Promise<void> {
    const abort = new AbortController()
    const task = startTask(t('registry.exporting'), () => abort.abort())
    setPending(true)
    try {
      const rows: (string | number | boolean | null)[][] = []
      const ids: string[] = []
      for (let offset = 0, total = 1; offset < Math.min(total, MOST_ROWS); offset += PAGE) {
        const answer = await api.inventory.registry({ filter, offset, limit: PAGE }, { signal: abort.signal })
        total = answer.total
        for (const line of answer.lines) {
          if (line.line !== 'unit') continue
          rows.push(columns.map((column) => plain(column, column.value(line))))
          ids.push(line.unit.id)
        }
        task.progress({ done: rows.length, total, stage: '' })
      }
      const file = await connection.call(
        WRITER,
        {
          name: t('screens.units'),
          heading: [t('screens.units'), formatDayLong(toDay(new Date()))],
          columns: columns.map((column) => ({
            key: column.id,
            title: column.title,
            type: column.id === 'number' ? 'code' : (TYPES[column.kind ?? 'text'] ?? 'text'),
            ...(column.aggregate === 'sum' ? { total: 'sum' } : {}),
          })),
          rows,
          ids,
          kind: 'units',
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
      setPending(false)
    }
  }
  return { isPending, run }
}

/** Roubles, square metres and days, as a spreadsheet counts. */
function plain(column: GridColumn<RegistryLine>, value: Value): string | number | boolean | null {
  if (value === undefined || value === null) return null
  if (typeof value === 'number') return value / scaleOf(column.kind)
  return column.kind === 'day' && typeof value === 'string' ? value.slice(0, 10) : value
}
