/** The user's own file again, with a column of reasons: to be corrected and brought back. */
import { cellText, type Cell } from '#shared/kernel/cell.ts'
import { fieldsByKey, type ImportKind } from '#shared/modules/imports/kind.ts'
import { severityOf, type Problem } from '#shared/modules/imports/problems.ts'
import { annotateWorkbook, type RowRemark } from '#main/engine/documents/xlsx/annotate.ts'
import { annotateCsv } from '#main/engine/documents/xlsx/csv-write.ts'
import type { TableFile } from '#main/engine/documents/xlsx/open.ts'
import { writeTable, type WrittenType, type WrittenValue } from '#main/engine/documents/xlsx/write.ts'
import { typeOf } from './export-kind.ts'
import { remark, wordsFor, type Language } from './sentences.ts'

export interface ErrorBook {
  /** The user's file. */
  path: string
  table: TableFile
  sheet: string
  kind: ImportKind
  language: Language
  outline: { headerTo: number; right: number; titles: readonly (string | undefined)[] }
  columns: readonly { column: number; field: string }[]
  problems: readonly { row: number; problem: Problem }[]
}

/** Resolves with what the file became. */
export async function writeErrorBook(target: string, book: ErrorBook): Promise<'xlsx' | 'csv'> {
  const { path, table, sheet, kind, language, outline } = book
  const remarks = new Map<number, RowRemark>()
  for (const { row, problem } of book.problems) {
    if (severityOf(problem) === 'note') continue
    const before = remarks.get(row)
    const text = remark(problem, kind, language)
    remarks.set(row, {
      text: before ? `${before.text}\n${text}` : text,
      columns: [...(before?.columns ?? []), ...(problem.column === null ? [] : [problem.column])],
    })
  }
  const title = wordsFor(language).errorBook.title
  if (table.format === 'csv' && table.dialect) {
    const texts = new Map(Array.from(remarks, ([row, { text }]) => [row, text.replaceAll('\n', '; ')]))
    await annotateCsv(path, table.dialect, target, { headerRow: outline.headerTo, title, remarks: texts })
    return 'csv'
  }
  if (table.format === 'xlsx')
    await annotateWorkbook(path, target, {
      sheet,
      headerRow: outline.headerTo,
      column: outline.right + 1,
      title,
      remarks,
    })
  else await writePlain(target, book, remarks, title)
  return 'xlsx'
}

/** An .ods comes back as an .xlsx: the rows with problems, each column in the format of its field, numbers and dates as such. */
async function writePlain(
  target: string,
  { table, sheet, kind, outline: { titles }, columns }: ErrorBook,
  remarks: ReadonlyMap<number, RowRemark>,
  title: string,
): Promise<void> {
  const fields = fieldsByKey(kind)
  const types = titles.map(
    (_, column): WrittenType =>
      typeOf(fields.get(columns.find((one) => one.column === column)?.field ?? '')) ?? 'number',
  )
  const rows: WrittenValue[][] = []
  await table.read(sheet, {
    onRow: (row, cells) => {
      const found = remarks.get(row)
      if (found) rows.push([...types.map((type, column) => written(cells[column] ?? null, type)), found.text])
    },
  })
  await writeTable(target, {
    sheet,
    columns: [
      ...types.map((type, column) => ({ title: titles[column] ?? '', type })),
      { title, type: 'text' as const, width: 60 },
    ],
    rows,
  })
}

function written(cell: Cell, type: WrittenType): WrittenValue {
  if (cell === null || typeof cell === 'number') return cell
  if (typeof cell === 'object' && cell.t === 'date' && type === 'date') return cell.iso.slice(0, 10)
  if (typeof cell === 'object' && cell.t === 'percent' && type === 'percent') return cell.value
  return cellText(cell)
}
