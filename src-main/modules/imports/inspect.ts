/** The first look at a file: its sheets, the likeliest table among them, a sample of every column, and which column is which field. */
import type { Cell, Merge } from '#shared/kernel/cell.ts'
import { cellText } from '#shared/kernel/cell.ts'
import { findTable, tableAt, type SampleRow, type TableShape } from '#shared/modules/imports/header.ts'
import type { ImportKind } from '#shared/modules/imports/kind.ts'
import { matchColumns, type ColumnChoice } from '#shared/modules/imports/mapping.ts'
import { columnDialect, type Dialect } from '#shared/modules/imports/parse.ts'
import type { TableFile } from '#main/engine/documents/xlsx/open.ts'
import { refuse } from '#main/engine/documents/xlsx/refuse.ts'

const HEAD_ROWS = 60
const SAMPLE_ROWS = 600
const PREVIEW_ROWS = 30
/** A sheet up to this size stays in memory after the first look; a larger one is read again. */
const KEPT_CELLS = 1_000_000

export interface SheetLook {
  sheet: string
  shape: TableShape | null
  merges: Merge[]
  hiddenColumns: [number, number][]
  /** The top of the sheet, and rows from all over it. */
  head: SampleRow[]
  spread: SampleRow[]
  rows: number
  hiddenRows: number
  /** All rows, of a small sheet. */
  kept: SampleRow[] | null
}

/** The sheet on which a table of this kind is recognised best; sheets that are hidden lose a tie. */
export async function chooseSheet(table: TableFile, kind: ImportKind): Promise<string> {
  const [first] = table.sheets
  if (!first) throw refuse('empty')
  if (table.sheets.length === 1) return first.name
  let best = { name: first.name, score: -Infinity }
  for (const { name, isHidden } of table.sheets.slice(0, 50)) {
    const head: SampleRow[] = []
    await table.read(name, {
      onRow: (row, cells) => {
        head.push({ row, cells: cells.slice() })
        return head.length < HEAD_ROWS
      },
    })
    const shape = findTable(kind, head, [])
    const data = shape ? head.filter(({ row }) => row >= shape.firstData).length : 0
    const score = shape ? shape.score + Math.min(data, 20) * 0.05 - (isHidden ? 3 : 0) : -100
    if (score > best.score) best = { name, score }
  }
  return best.name
}

/** Reads the whole sheet once: merged areas stand at its end, and a fault at row 15,000 must be in the sample's reach. */
export async function lookAt(
  table: TableFile,
  sheet: string,
  kind: ImportKind,
  onProgress?: (share: number) => void,
): Promise<SheetLook> {
  const head: SampleRow[] = []
  let spread: SampleRow[] = []
  let step = 1
  let rows = 0
  let hiddenRows = 0
  let cellsSeen = 0
  let kept: SampleRow[] | null = []
  const facts = await table.read(sheet, {
    onRow: (row, cells, isHidden) => {
      rows++
      cellsSeen += cells.length
      if (cellsSeen > KEPT_CELLS) kept = null
      const line = { row, cells: cells.slice() }
      kept?.push(line)
      if (isHidden) hiddenRows++
      if (head.length < HEAD_ROWS) head.push(line)
      else if (rows % step === 0) {
        spread.push(line)
        if (spread.length > SAMPLE_ROWS) {
          step *= 2
          spread = spread.filter((_, index) => index % 2 === 1)
        }
      }
    },
    ...(onProgress ? { onProgress } : {}),
  })
  return {
    sheet,
    shape: findTable(kind, head, facts.merges),
    merges: facts.merges,
    hiddenColumns: facts.hiddenColumns,
    head,
    spread,
    rows,
    hiddenRows,
    kept,
  }
}

/** The table under a header that the user has pointed at, or the one that was found. */
export function shapeOf(look: SheetLook, kind: ImportKind, header?: { from: number; to: number }): TableShape {
  const shape = header ? tableAt(kind, look.head, look.merges, header.from, header.to) : look.shape
  if (!shape) throw refuse('no-header')
  return shape
}

/** Cells of a column from all over the data, without blanks. */
export function columnCells(look: SheetLook, shape: TableShape, column: number, most = 400): Cell[] {
  const cells: Cell[] = []
  for (const { row, cells: line } of [...look.head, ...look.spread]) {
    const cell = line[column] ?? null
    if (row >= shape.firstData && cell !== null && cellText(cell).trim() !== '' && cells.push(cell) >= most) break
  }
  return cells
}

export function proposeMapping(look: SheetLook, shape: TableShape, kind: ImportKind): ColumnChoice[] {
  return matchColumns(
    kind,
    shape.columns.map(({ column, title }) => ({ column, title, cells: columnCells(look, shape, column, 120) })),
  )
}

export function dialectsOf(look: SheetLook, shape: TableShape, columns: readonly ColumnChoice[]): Map<number, Dialect> {
  return new Map(columns.map(({ column }) => [column, columnDialect(columnCells(look, shape, column))]))
}

export function preview(look: SheetLook): { row: number; cells: string[] }[] {
  return look.head
    .slice(0, PREVIEW_ROWS)
    .map(({ row, cells }) => ({ row, cells: cells.map((cell) => cellText(cell).slice(0, 120)) }))
}
