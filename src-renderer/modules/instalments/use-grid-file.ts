/** Writes a grid as it is arranged to an Excel file and lets the user keep it. By the call's name: this module does not know that one. */
import { useTranslation } from 'react-i18next'
import { useEngine } from '#renderer/data/engine.tsx'
import { notifyError } from '#renderer/data/notify.ts'
import { useMay } from '#renderer/data/session.ts'
import { startTask } from '#renderer/data/tasks.ts'
import type { Kind } from '#renderer/ui/grid/columns.ts'
import type { ExportTable } from '#renderer/ui/grid/export.ts'
import { AppError, fromWireError, toWireError } from '#shared/rpc/errors.ts'
import { FileRef } from '#shared/rpc/host.ts'

const TYPES: Partial<Record<Kind, string>> = {
  money: 'money',
  area: 'area',
  number: 'integer',
  percent: 'percent',
  day: 'date',
  time: 'moment',
  flag: 'flag',
}

export function useGridFile(name: string): ((table: ExportTable) => Promise<void>) | undefined {
  const { t, i18n } = useTranslation('instalments')
  const { connection, host } = useEngine()
  if (!useMay('deals.read')) return undefined
  return async ({ columns, lines }) => {
    const abort = new AbortController()
    const task = startTask(t('exporting'), () => abort.abort())
    try {
      const file = await connection.call(
        'imports.exportGrid',
        {
          name,
          heading: [name],
          columns: columns.map(({ title, kind }) => ({
            title,
            type: TYPES[kind] ?? 'text',
            ...(kind === 'money' ? { total: 'sum' } : {}),
          })),
          rows: lines
            .filter(({ level }) => level === 0)
            .map(({ values }) =>
              values.map((value, n) =>
                columns[n]?.kind === 'day' && typeof value === 'string' ? value.slice(0, 10) : value,
              ),
            ),
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
