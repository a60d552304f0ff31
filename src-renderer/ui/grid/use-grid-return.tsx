/** The edited workbook of a grid, brought back to it: what was changed in Excel beside what the grid says now. */
import { lazy, Suspense, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { app } from '#shared/modules/index.ts'
import { findCall } from '#shared/rpc/contract.ts'
import { AppError, fromWireError, toWireError } from '#shared/rpc/errors.ts'
import { useEngine } from '../../data/engine.tsx'
import { notifyError } from '../../data/notify.ts'
import { useMay } from '../../data/session.ts'
import { startTask } from '../../data/tasks.ts'
import type { GridColumn } from './columns.ts'
import type { PastedCell } from './paste.ts'
import type { ReturnDialogProps } from './return-dialog.tsx'
import { gridTable, ownId, withIds, type ExportAs } from './use-grid-export.ts'

// `lazy` forgets that a component is generic.
const ReturnDialog = lazy(async () => ({
  default: (await import('./return-dialog.tsx')).ReturnDialog,
})) as unknown as <Row>(props: ReturnDialogProps<Row>) => ReactNode

/** By name, because widgets know no module. */
const READER = 'imports.compareGrid'
const Cell = z.union([z.string(), z.number(), z.boolean(), z.null()])
const Returned = z.object({
  rows: z.number(),
  cells: z.array(
    z.object({
      row: z.number(),
      id: z.string(),
      key: z.string(),
      title: z.string(),
      file: Cell,
      now: Cell,
      isStale: z.boolean(),
      isGone: z.boolean(),
    }),
  ),
  strange: z.array(z.number()),
  lost: z.array(z.string()),
  changed: z.object({ exported: z.number(), found: z.number() }).nullable(),
})
export type Returned = z.infer<typeof Returned>

interface Found<Row> {
  file: string
  returned: Returned
  rows: ReadonlyMap<string, Row>
}

export interface GridReturn<Row> {
  /** Lets the user choose the file; undefined where it comes back elsewhere, or not to this person. */
  bringBack: ((columns: readonly GridColumn<Row>[], rows: Promise<readonly Row[]>) => Promise<void>) | undefined
  dialog: ReactNode
}

interface ReturnInput<Row> {
  label: string
  gridId: string
  columns: readonly GridColumn<Row>[]
  exportAs?: ExportAs<Row> | undefined
  onOpen?: ((row: Row) => void) | undefined
  onPaste?: ((cells: readonly PastedCell<Row>[]) => void) | undefined
}

export function useGridReturn<Row extends { id: string }>({
  label,
  gridId,
  columns,
  exportAs = {},
  onOpen,
  onPaste,
}: ReturnInput<Row>): GridReturn<Row> {
  const { right = 'reports.export', kind, isOneWay = false, idOf = ownId } = exportAs
  const { t } = useTranslation()
  const { connection, host } = useEngine()
  const isAllowed = useMay(right)
  const [found, setFound] = useState<Found<Row>>()

  async function bringBack(shown: readonly GridColumn<Row>[], asked: Promise<readonly Row[]>) {
    const file = await host.openFile(['.xlsx', '.xlsm', '.ods'])
    if (!file) return
    const abort = new AbortController()
    const task = startTask(t('grid.comparing'), () => abort.abort())
    try {
      const rows = withIds(await asked, idOf)
      // Columns that are hidden now may have been in the file.
      const all = [...shown, ...columns.filter(({ id }) => shown.every((one) => one.id !== id))]
      const answer = await connection.call(
        READER,
        { file, name: label, grid: gridId, ...gridTable(all, rows) },
        { signal: abort.signal },
      )
      setFound({
        file: file.name,
        returned: Returned.parse(answer),
        rows: new Map(rows.map(({ row, id }) => [id, row])),
      })
    } catch (thrown) {
      const error = thrown instanceof AppError ? thrown : fromWireError(toWireError(thrown))
      if (error.code !== 'cancelled') notifyError(error, t)
    } finally {
      task.finish()
    }
  }

  return {
    bringBack:
      isAllowed && !isOneWay && kind === undefined && findCall(app, READER) !== undefined ? bringBack : undefined,
    dialog: found && (
      <Suspense>
        <ReturnDialog
          {...found}
          columns={columns}
          onOpen={onOpen}
          onPaste={onPaste}
          onClose={() => setFound(undefined)}
        />
      </Suspense>
    ),
  }
}
