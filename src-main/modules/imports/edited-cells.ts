/** The workbook of a grid that no import writes, come back: which of its cells were edited. Its hidden stamps tell, so it needs no copy of what it said. */
import { cellText } from '#shared/kernel/cell.ts'
import { cellValue, plain, type Plain, type PlainType } from '#shared/modules/imports/plain-cell.ts'
import { totalsLabel } from '#shared/modules/imports/rows.ts'
import { stampAt, stampOf } from '#shared/modules/imports/stamp.ts'
import type { TableFile } from '#main/engine/documents/xlsx/open.ts'
import { refuse } from '#main/engine/documents/xlsx/refuse.ts'
import { AppError } from '#shared/rpc/errors.ts'
import { ABOUT_SHEET, ID_HEADER, readOrigin, STAMP_HEADER } from './returning.ts'
import { createSeal, rowsOfSeal } from './seal.ts'

export interface EditedCells {
  name: string
  /** The grid it came from. */
  grid: string
  columns: { title: string; key: string; type: PlainType }[]
  /** Cells that say something else than the export did; `column` counts in `columns`, `stamp` is that of what it said. */
  cells: { row: number; id: string; column: number; value: Plain; stamp: string }[]
  ids: string[]
  /** Rows of the sheet that are no rows of the export. */
  strange: number[]
  /** Titles of columns that are gone. */
  lost: string[]
  /** How many rows left and how many came back, where they are not the same. */
  changed: { exported: number; found: number } | null
}

const MOST_CELLS = 20_000

export async function readEditedCells(table: TableFile): Promise<EditedCells> {
  const origin = await readOrigin(table)
  if (!origin) throw new AppError('invalid', 'Not an export of this program', { reason: 'imports.not-exported' })
  const said = (name: string) => origin.lines.find(([line]) => line === name)
  if (origin.kind !== '')
    throw new AppError('invalid', 'This export comes back by the import', {
      reason: 'imports.returns-by-import',
      name: origin.name,
    })
  const columns = origin.lines
    .filter(([line]) => line === 'column')
    .map(([, title = '', key = '', type = 'text']) => ({ title, key, type: type as PlainType }))
  const sheet = table.sheets.find(({ name }) => name !== ABOUT_SHEET)
  if (!sheet || columns.length === 0) throw refuse('no-sheet')

  const found: EditedCells = {
    name: origin.name,
    grid: said('grid')?.[1] ?? '',
    columns,
    cells: [],
    ids: [],
    strange: [],
    lost: [],
    changed: null,
  }
  let places: (number | undefined)[] | undefined
  let [idAt, stampColumn] = [-1, -1]
  const seal = createSeal()
  await table.read(sheet.name, {
    onRow(row, cells) {
      const texts = places ? [] : cells.map((cell) => cellText(cell))
      if (!places) {
        idAt = texts.indexOf(ID_HEADER)
        stampColumn = texts.indexOf(STAMP_HEADER)
        if (idAt < 0 || stampColumn < 0) return
        const left = texts.map((title, column) => ({ title, column }))
        places = columns.map(({ title }) => {
          const at = left.findIndex((candidate) => candidate.title === title)
          return at < 0 ? undefined : left.splice(at, 1)[0]?.column
        })
        return
      }
      const id = cellText(cells[idAt] ?? null)
      if (id === '') {
        const first = cells.find((cell) => cell !== null && cellText(cell).trim() !== '')
        if (first !== undefined && !totalsLabel(cellText(first))) found.strange.push(row)
        return
      }
      const stamp = cellText(cells[stampColumn] ?? null)
      seal.add(id, stamp)
      found.ids.push(id)
      for (const [column, { type }] of columns.entries()) {
        const at = places[column]
        if (at === undefined) continue
        const value = plain(cellValue(cells[at] ?? null), type)
        const exported = stampAt(stamp, column)
        if (stampOf(value) === exported) continue
        if (found.cells.push({ row, id, column, value, stamp: exported }) > MOST_CELLS) throw refuse('too-many-rows')
      }
    },
  })
  const held = places as (number | undefined)[] | undefined
  if (!held) throw new AppError('invalid', 'Its hidden columns are gone', { reason: 'imports.marks-lost' })
  found.lost = columns.flatMap(({ title }, column) => (held[column] === undefined ? [title] : []))
  const hash = said('hash')?.[1] ?? ''
  if (hash !== '' && hash !== seal.value())
    found.changed = { exported: rowsOfSeal(hash), found: rowsOfSeal(seal.value()) }
  return found
}
