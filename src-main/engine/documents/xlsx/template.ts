/** Writes a workbook to be filled in. Small, so exceljs does it whole; it is loaded when wanted, being a quarter of the program's start. */
import type ExcelJS from 'exceljs'

export interface TemplateColumn {
  title: string
  example: string | number
  format?: string | undefined
  choices?: readonly string[]
  between?: readonly [number, number]
  /** One line on the sheet of explanations. */
  about: string
}

export interface Template {
  sheet: string
  columns: readonly TemplateColumn[]
  explanations: { sheet: string; head: readonly [string, string, string]; intro: readonly string[] }
  /** Name of the hidden sheet that the lists of choices stand on. */
  lists: string
}

/** Lists and checks reach this far down. */
const ROWS = 5000

export async function writeTemplate(path: string, { sheet, columns, explanations, lists }: Template): Promise<void> {
  const { default: excel } = await import('exceljs')
  const book = new excel.Workbook()
  const page = book.addWorksheet(sheet, { views: [{ state: 'frozen', ySplit: 1 }] })
  const listPage = book.addWorksheet(lists, { state: 'hidden' })
  page.addRow(columns.map(({ title }) => title))
  page.addRow(columns.map(({ example }) => example))
  const head = page.getRow(1)
  head.font = { bold: true }
  head.alignment = { wrapText: true, vertical: 'middle' }
  head.fill = { type: 'pattern', pattern: 'solid', fgColor: { argb: 'FFE8EDF2' } }
  page.getRow(2).font = { italic: true, color: { argb: 'FF7A7A7A' } }
  let listColumn = 0
  for (const [index, { title, format, choices, between }] of columns.entries()) {
    const column = page.getColumn(index + 1)
    column.width = Math.max(12, Math.min(30, title.length + 3))
    if (format) column.numFmt = format
    const rule = choices ? listRule(listPage, ++listColumn, lists, choices) : between ? numberRule(between) : null
    if (rule) for (let row = 2; row <= ROWS; row++) page.getCell(row, index + 1).dataValidation = rule
  }
  explain(book.addWorksheet(explanations.sheet), columns, explanations)
  await book.xlsx.writeFile(path)
}

/** Choices stand on a sheet: a list inside a rule may have 255 characters at most. */
function listRule(
  page: ExcelJS.Worksheet,
  column: number,
  name: string,
  choices: readonly string[],
): ExcelJS.DataValidation {
  for (const [index, choice] of choices.entries()) page.getCell(index + 1, column).value = choice
  const letter = page.getColumn(column).letter
  return {
    type: 'list',
    allowBlank: true,
    formulae: [`'${name}'!$${letter}$1:$${letter}$${choices.length}`],
    showErrorMessage: true,
    errorStyle: 'warning',
  }
}

const numberRule = ([from, to]: readonly [number, number]): ExcelJS.DataValidation => ({
  type: 'whole',
  operator: 'between',
  allowBlank: true,
  formulae: [from, to],
  showErrorMessage: true,
  errorStyle: 'warning',
})

function explain(
  page: ExcelJS.Worksheet,
  columns: readonly TemplateColumn[],
  { head, intro }: Template['explanations'],
): void {
  for (const line of intro) page.addRow([line])
  page.addRow([])
  page.addRow([...head]).font = { bold: true }
  for (const { title, about, example, choices } of columns)
    page.addRow([title, choices ? `${about}: ${choices.join(', ')}` : about, example])
  page.getColumn(1).width = 26
  page.getColumn(2).width = 90
  page.getColumn(3).width = 26
  page.getColumn(2).alignment = { wrapText: true, vertical: 'top' }
}
