/** A grid's workbook comes back to its grid: the reading thread finds the edited cells, here they meet what the grid shows now. */
import path from 'node:path'
import { newId } from '#shared/kernel/id.ts'
import type { imports } from '#shared/modules/imports/contract.ts'
import type { GridReturn } from '#shared/modules/imports/model.ts'
import { plain } from '#shared/modules/imports/plain-cell.ts'
import { stampOf } from '#shared/modules/imports/stamp.ts'
import { AppError } from '#shared/rpc/errors.ts'
import type { ActionBody } from '#main/engine/define.ts'
import { startReader } from './reader.ts'

type Compare = (typeof imports)['compareGrid']

export const compareGrid: ActionBody<Compare> = async ({ file, grid, columns, rows, ids }, context) => {
  const reader = startReader(context.pathOf(file), path.join(path.dirname(context.newFile('rows').path), newId()))
  try {
    const found = await reader.edited({ signal: context.signal })
    if (found.grid !== grid)
      throw new AppError('invalid', 'The file left another table', { reason: 'imports.other-grid', name: found.name })
    const indexOf = new Map(ids.map((id, index) => [id, index]))
    // By key: the grid may be arranged otherwise than when the file left.
    const columnOf = found.columns.map(({ key }) => columns.findIndex((column) => column.key === key))
    const cells: GridReturn['cells'] = found.cells.flatMap(({ row, id, column, value, stamp }) => {
      const { key = '', title = '', type = 'text' } = found.columns[column] ?? {}
      const at = columnOf[column] ?? -1
      const index = indexOf.get(id)
      const now = index === undefined || at < 0 ? null : plain(rows[index]?.[at], type)
      // Somebody has made the same change here.
      if (index !== undefined && at >= 0 && stampOf(now) === stampOf(value)) return []
      const isStale = index !== undefined && at >= 0 && stampOf(now) !== stamp
      return [{ row, id, key, title, file: value, now, isStale, isGone: index === undefined }]
    })
    return {
      rows: found.ids.length,
      cells,
      strange: found.strange.slice(0, 1000),
      lost: found.lost,
      changed: found.changed,
    }
  } finally {
    await reader.close()
  }
}
