/** Recognises a workbook that this program exported: its hidden columns of ids and stamps, and the sheet that says which fields they are of. */
import type { ReturnColumns } from '#shared/modules/imports/difference.ts'
import type { ColumnChoice } from '#shared/modules/imports/mapping.ts'
import type { PlainType } from '#shared/modules/imports/plain-cell.ts'
import type { ImportKind } from '#shared/modules/imports/kind.ts'
import { cellText } from '#shared/kernel/cell.ts'
import type { TableFile } from '#main/engine/documents/xlsx/open.ts'
import type { SheetLook } from './inspect.ts'

export interface ReturnSheet {
  stamps: ReturnColumns
  columns: ColumnChoice[]
  /** Which rows the export held; null in workbooks that do not say. */
  seal: string | null
  /** Fields whose columns are gone. */
  lost: string[]
}

export interface Origin {
  /** Name of the kind; empty for a table that no import writes. */
  kind: string
  name: string
  lines: string[][]
}

/** What a workbook of this program says of itself; null for anybody else's. */
export async function readOrigin(table: TableFile): Promise<Origin | null> {
  if (!table.sheets.some(({ name }) => name === ABOUT_SHEET)) return null
  const lines: string[][] = []
  await table.read(ABOUT_SHEET, { onRow: (_, cells) => void lines.push(cells.map((cell) => cellText(cell))) })
  const said = (wanted: string) => lines.find(([name]) => name === wanted)?.[1] ?? ''
  return { kind: said('kind'), name: said('name'), lines }
}

/** Names of the hidden columns; they are never shown, so they need no translation. */
export const ID_HEADER = 'kvartal:id'
export const STAMP_HEADER = 'kvartal:stamp'
/** The hidden sheet: a row each of `kind`, `name`, `grid`, `hash`, then of each `field` (title, key) and each other `column` (title, key, type). */
export const ABOUT_SHEET = 'kvartal'

export function readReturn({ kind: name, lines }: Origin, look: SheetLook, kind: ImportKind): ReturnSheet | null {
  if (!look.shape || name !== kind.name) return null
  const left = [...look.shape.columns]
  const take = (title: string) => {
    const at = left.findIndex((candidate) => candidate.title === title)
    return at < 0 ? undefined : left.splice(at, 1)[0]
  }
  const [id, stamp] = [take(ID_HEADER), take(STAMP_HEADER)]
  if (!id || !stamp) return null
  const fields = lines.filter(([line]) => line === 'field').map(([, title = '', field = '']) => ({ title, field }))
  const lost: string[] = []
  const columns = fields.flatMap(({ title, field }) => {
    const column = kind.fields.some(({ key }) => key === field) ? take(title) : undefined
    if (!column) lost.push(title)
    return column ? [{ column: column.column, title, field, confidence: 1, isTwin: false }] : []
  })
  const others = lines.filter(([line]) => line === 'column')
  const extra = others.flatMap(([, title = '', , type = 'text'], index) => {
    const column = take(title)
    return column ? [{ column: column.column, type: type as PlainType, at: fields.length + index }] : []
  })
  return {
    stamps: { id: id.column, stamp: stamp.column, fields: fields.map(({ field }) => field), extra },
    columns,
    seal: lines.find(([line]) => line === 'hash')?.[1] ?? null,
    lost,
  }
}
