/** Recognises a workbook that this program exported: its hidden columns of ids and stamps, and the sheet that says which fields they are of. */
import type { ReturnColumns } from '#shared/modules/imports/analysis.ts'
import type { ColumnChoice } from '#shared/modules/imports/mapping.ts'
import type { ImportKind } from '#shared/modules/imports/kind.ts'
import { cellText } from '#shared/kernel/cell.ts'
import type { TableFile } from '#main/engine/documents/xlsx/open.ts'
import type { SheetLook } from './inspect.ts'

export interface ReturnSheet {
  stamps: ReturnColumns
  columns: ColumnChoice[]
}

/** Names of the hidden columns; they are never shown, so they need no translation. */
export const ID_HEADER = 'kvartal:id'
export const STAMP_HEADER = 'kvartal:stamp'
/** The hidden sheet: one row of `kind`, `sheet`, `hash`, then one of `column title`, `field`. */
export const ABOUT_SHEET = 'kvartal'

export async function readReturn(table: TableFile, look: SheetLook, kind: ImportKind): Promise<ReturnSheet | null> {
  if (!look.shape || !table.sheets.some(({ name }) => name === ABOUT_SHEET)) return null
  const id = look.shape.columns.find(({ title }) => title === ID_HEADER)
  const stamp = look.shape.columns.find(({ title }) => title === STAMP_HEADER)
  if (!id || !stamp) return null
  const lines: string[][] = []
  await table.read(ABOUT_SHEET, { onRow: (_, cells) => void lines.push(cells.map((cell) => cellText(cell))) })
  const about = new Map(lines.filter(([name]) => name !== 'field').map(([name, value]) => [name, value]))
  if (about.get('kind') !== kind.name) return null
  const fields = lines.filter(([name]) => name === 'field').map(([, title = '', field = '']) => ({ title, field }))
  const columns = fields.flatMap(({ title, field }) => {
    const column = look.shape?.columns.find((candidate) => candidate.title === title)
    return column && kind.fields.some(({ key }) => key === field)
      ? [{ column: column.column, title, field, confidence: 1, isTwin: false }]
      : []
  })
  return { stamps: { id: id.column, stamp: stamp.column, fields: fields.map(({ field }) => field) }, columns }
}
