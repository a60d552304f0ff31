/**
 * Writes a table as a workbook: typed cells, formats, frozen header, filter, totals as live formulas, and a hidden sheet
 * for what the file needs to know about itself. Strings can never become formulas: they are written as strings and
 * quoted the way Excel's own apostrophe does it.
 */
import { columnName } from '#shared/kernel/cell.ts'
import { encodeXml } from './xml.ts'
import { createZip } from './zip-write.ts'

export type WrittenValue = string | number | boolean | null

/** `money` and `area` take rubles and square metres; `date` takes `2026-08-22`; `code` is text whatever it looks like. */
export type WrittenType =
  'text' | 'code' | 'integer' | 'number' | 'money' | 'area' | 'percent' | 'date' | 'moment' | 'flag'

export interface WrittenColumn {
  title: string
  type: WrittenType
  /** In characters; by default from the type and the title. */
  width?: number
  isHidden?: boolean
  /** A live SUBTOTAL under the column, so that it follows the filter. */
  total?: 'sum' | 'average' | 'count'
}

export interface WrittenTable {
  sheet: string
  columns: readonly WrittenColumn[]
  rows: Iterable<readonly WrittenValue[]> | AsyncIterable<readonly WrittenValue[]>
  /** Lines above the header: what this is, as of when, with which filter. */
  heading?: readonly string[]
  totalsLabel?: string
  /** Rows of a very hidden sheet. */
  about?: { sheet: string; rows: readonly (readonly string[])[] }
  words?: { yes: string; no: string }
  onProgress?: (rows: number) => void
}

const TYPES = [
  'text',
  'code',
  'integer',
  'number',
  'money',
  'area',
  'percent',
  'date',
  'moment',
  'flag',
] as const satisfies readonly WrittenType[]
const WIDTHS: Record<WrittenType, number> = {
  text: 24,
  code: 16,
  integer: 9,
  number: 12,
  money: 16,
  area: 11,
  percent: 9,
  date: 12,
  moment: 17,
  flag: 9,
}
const FORMATS: Partial<Record<WrittenType, [id: number, code: string]>> = {
  code: [49, ''],
  integer: [1, ''],
  money: [164, '#,##0.00'],
  area: [165, '#,##0.00##'],
  percent: [10, ''],
  date: [166, 'dd.mm.yyyy'],
  moment: [167, 'dd.mm.yyyy hh:mm'],
}
/** Styles: 0 plain, then header, heading, quoted text, then one a type, then one a type for totals. */
const HEADER = 1
const HEADING = 2
const QUOTED = 3
const styleOf = (type: WrittenType) => 4 + TYPES.indexOf(type)
const totalStyleOf = (type: WrittenType) => 4 + TYPES.length + TYPES.indexOf(type)

const SUBTOTALS = { average: 101, count: 103, sum: 109 } as const

/** What a spreadsheet would take for a formula if somebody pressed Enter on it. */
export const looksLikeFormula = (text: string) => /^[=+\-@\t\r]/.test(text)

/** The same text for a table of plain text, where nothing else can say that it is text. */
export const neutral = (text: string) =>
  looksLikeFormula(text) && !/^[-+]?\d[\d\s.,]*$/.test(text) ? `'${text}` : text

export async function writeTable(path: string, table: WrittenTable): Promise<{ rows: number }> {
  const zip = await createZip(path)
  const strings = sharedStrings()
  const counted = { rows: 0 }
  try {
    await zip.add('xl/worksheets/sheet1.xml', sheetXml(table, strings, counted))
    if (table.about) await zip.add('xl/worksheets/sheet2.xml', aboutXml(table.about.rows, strings))
    await zip.add('xl/sharedStrings.xml', strings.xml())
    await zip.add('xl/styles.xml', stylesXml())
    await zip.add('xl/workbook.xml', workbookXml(table, counted.rows))
    await zip.add('xl/_rels/workbook.xml.rels', relationsXml(table.about !== undefined))
    await zip.add(
      '_rels/.rels',
      `${PROLOGUE}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    )
    await zip.add('[Content_Types].xml', contentTypesXml(table.about !== undefined))
    await zip.finish()
  } catch (error) {
    await zip.abandon()
    throw error
  }
  return counted
}

const PROLOGUE = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006'
const MIME = 'application/vnd.openxmlformats-officedocument.spreadsheetml'

function sharedStrings() {
  const known = new Map<string, number>()
  const list: string[] = []
  return {
    index(text: string): number {
      let at = known.get(text)
      if (at === undefined) {
        known.set(text, (at = list.length))
        list.push(text)
      }
      return at
    },
    *xml(): Generator<string> {
      yield `${PROLOGUE}<sst xmlns="${MAIN}" uniqueCount="${list.length}">`
      for (let at = 0; at < list.length; at += 1000)
        yield list
          .slice(at, at + 1000)
          .map((text) => `<si><t xml:space="preserve">${encodeXml(text)}</t></si>`)
          .join('')
      yield '</sst>'
    },
  }
}

type Strings = ReturnType<typeof sharedStrings>

async function* sheetXml(table: WrittenTable, strings: Strings, counted: { rows: number }): AsyncGenerator<string> {
  const { columns, heading = [] } = table
  const headerRow = heading.length + 1
  const names = columns.map((_, index) => columnName(index))
  const last = names.at(-1) ?? 'A'
  yield `${PROLOGUE}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="${headerRow}" topLeftCell="A${headerRow + 1}" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>${columns
    .map(
      (column, index) =>
        `<col min="${index + 1}" max="${index + 1}" width="${column.width ?? Math.max(WIDTHS[column.type], Math.min(30, column.title.length + 2))}" customWidth="1"${column.isHidden ? ' hidden="1"' : ''}/>`,
    )
    .join('')}</cols><sheetData>`
  for (const [index, line] of heading.entries())
    yield `<row r="${index + 1}"><c r="A${index + 1}" s="${HEADING}" t="s"><v>${strings.index(line)}</v></c></row>`
  yield `<row r="${headerRow}">${columns.map(({ title }, index) => `<c r="${names[index]}${headerRow}" s="${HEADER}" t="s"><v>${strings.index(title)}</v></c>`).join('')}</row>`
  const put = cellWriters(columns, names, strings, table.words ?? { yes: 'да', no: 'нет' })
  const sums = columns.map(() => 0)
  let row = headerRow
  let piece = ''
  for await (const values of table.rows) {
    row++
    piece += `<row r="${row}">`
    for (let index = 0; index < put.length; index++) {
      const value = values[index] ?? null
      if (value === null) continue
      if (typeof value === 'number') sums[index] = (sums[index] ?? 0) + value
      piece += put[index]?.(value, row) ?? ''
    }
    piece += '</row>'
    if (piece.length > 200_000) {
      yield piece
      piece = ''
      table.onProgress?.(row - headerRow)
    }
  }
  counted.rows = row - headerRow
  piece += totalsXml(table, names, headerRow, row, sums, strings)
  yield `${piece}</sheetData><autoFilter ref="A${headerRow}:${last}${Math.max(row, headerRow)}"/></worksheet>`
}

type CellWriter = (value: Exclude<WrittenValue, null>, row: number) => string

function cellWriters(
  columns: readonly WrittenColumn[],
  names: readonly string[],
  strings: Strings,
  words: { yes: string; no: string },
): CellWriter[] {
  return columns.map(({ type }, index) => {
    const name = names[index] ?? 'A'
    const style = styleOf(type)
    const text = (value: string, row: number) =>
      `<c r="${name}${row}" s="${looksLikeFormula(value) ? QUOTED : style}" t="s"><v>${strings.index(value)}</v></c>`
    const number = (value: number, row: number) =>
      Number.isFinite(value) ? `<c r="${name}${row}" s="${style}"><v>${value}</v></c>` : ''
    switch (type) {
      case 'text':
      case 'code':
        return (value, row) => text(String(value), row)
      case 'flag':
        return (value, row) => text(typeof value === 'boolean' ? (value ? words.yes : words.no) : String(value), row)
      case 'date':
      case 'moment':
        return (value, row) => {
          const serial = typeof value === 'string' ? serialOf(value) : null
          return serial === null ? text(String(value), row) : number(serial, row)
        }
      default:
        return (value, row) => (typeof value === 'number' ? number(value, row) : text(String(value), row))
    }
  })
}

/** Day number of the 1900 system; times in UTC as they stand. Null for what is no date after February 1900. */
export function serialOf(iso: string): number | null {
  const time = Date.parse(iso.length === 10 ? `${iso}T00:00:00Z` : iso)
  const serial = time / 86_400_000 + 25_569
  return Number.isNaN(time) || serial < 61 ? null : Math.round(serial * 86_400) / 86_400
}

/** A blank line apart, so that a filter or a sort of the table leaves the totals alone. */
function totalsXml(
  { columns, totalsLabel }: WrittenTable,
  names: readonly string[],
  headerRow: number,
  lastRow: number,
  sums: readonly number[],
  strings: Strings,
): string {
  if (!columns.some(({ total }) => total) || lastRow === headerRow) return ''
  const row = lastRow + 2
  const rows = lastRow - headerRow
  const label = columns.findIndex(({ isHidden, total }) => !isHidden && !total)
  const cells = columns.map(({ total, type }, index) => {
    const name = names[index] ?? 'A'
    if (total) {
      const result = total === 'sum' ? sums[index] : total === 'count' ? rows : (sums[index] ?? 0) / rows
      const style = totalStyleOf(total === 'count' ? 'integer' : type)
      return `<c r="${name}${row}" s="${style}"><f>SUBTOTAL(${SUBTOTALS[total]},${name}${headerRow + 1}:${name}${lastRow})</f><v>${Number((result ?? 0).toPrecision(15))}</v></c>`
    }
    return index === label
      ? `<c r="${name}${row}" s="${totalStyleOf('text')}" t="s"><v>${strings.index(totalsLabel ?? 'Итого')}</v></c>`
      : ''
  })
  return `<row r="${row}">${cells.join('')}</row>`
}

function* aboutXml(rows: readonly (readonly string[])[], strings: Strings): Generator<string> {
  yield `${PROLOGUE}<worksheet xmlns="${MAIN}"><sheetData>`
  for (const [index, cells] of rows.entries()) {
    yield `<row r="${index + 1}">${cells.map((text, column) => `<c r="${columnName(column)}${index + 1}" t="s"><v>${strings.index(text)}</v></c>`).join('')}</row>`
  }
  yield '</sheetData></worksheet>'
}

function stylesXml(): string {
  const xf = (type: WrittenType, font: number) =>
    `<xf numFmtId="${FORMATS[type]?.[0] ?? 0}" fontId="${font}" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"${type === 'text' ? ' applyAlignment="1"><alignment vertical="top"/></xf>' : '/>'}`
  const formats = TYPES.flatMap((type) =>
    FORMATS[type] && FORMATS[type][1] !== ''
      ? [`<numFmt numFmtId="${FORMATS[type][0]}" formatCode="${encodeXml(FORMATS[type][1])}"/>`]
      : [],
  )
  const xfs = [
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>',
    '<xf numFmtId="0" fontId="1" fillId="2" borderId="1" xfId="0" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1"><alignment vertical="center" wrapText="1"/></xf>',
    '<xf numFmtId="0" fontId="2" fillId="0" borderId="0" xfId="0" applyFont="1"/>',
    '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1" applyNumberFormat="1"/>',
    ...TYPES.map((type) => xf(type, 0)),
    ...TYPES.map((type) => xf(type, 1)),
  ]
  return `${PROLOGUE}<styleSheet xmlns="${MAIN}"><numFmts count="${formats.length}">${formats.join('')}</numFmts><fonts count="3"><font><sz val="10"/><name val="Arial"/></font><font><b/><sz val="10"/><name val="Arial"/></font><font><i/><sz val="9"/><color rgb="FF666666"/><name val="Arial"/></font></fonts><fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid"><fgColor rgb="FFE8EDF2"/></patternFill></fill></fills><borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border><border><left/><right/><top/><bottom style="thin"><color rgb="FF9AA5B1"/></bottom><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="${xfs.length}">${xfs.join('')}</cellXfs></styleSheet>`
}

/** Excel allows 31 characters in a sheet's name, and not these. */
export const sheetName = (text: string) =>
  text
    .replace(/[\\/?*[\]:]/g, ' ')
    .replace(/^'+|'+$/g, '')
    .trim()
    .slice(0, 31) || 'Лист1'

function workbookXml({ sheet, about, heading = [], columns }: WrittenTable, rows: number): string {
  const name = sheetName(sheet)
  const header = heading.length + 1
  const range = `'${name.replaceAll("'", "''")}'!$A$${header}:$${columnName(columns.length - 1)}$${header + rows}`
  return `${PROLOGUE}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets><sheet name="${encodeXml(name)}" sheetId="1" r:id="rId1"/>${about ? `<sheet name="${encodeXml(about.sheet)}" sheetId="2" state="veryHidden" r:id="rId2"/>` : ''}</sheets><definedNames><definedName name="_xlnm._FilterDatabase" localSheetId="0" hidden="1">${encodeXml(range)}</definedName></definedNames><calcPr fullCalcOnLoad="1"/></workbook>`
}

function relationsXml(hasAbout: boolean): string {
  return `${PROLOGUE}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>${hasAbout ? `<Relationship Id="rId2" Type="${OFFICE}/worksheet" Target="worksheets/sheet2.xml"/>` : ''}<Relationship Id="rId3" Type="${OFFICE}/styles" Target="styles.xml"/><Relationship Id="rId4" Type="${OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>`
}

function contentTypesXml(hasAbout: boolean): string {
  const part = (name: string, type: string) => `<Override PartName="/xl/${name}" ContentType="${MIME}.${type}+xml"/>`
  return `${PROLOGUE}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${part('workbook.xml', 'sheet.main')}${part('worksheets/sheet1.xml', 'worksheet')}${hasAbout ? part('worksheets/sheet2.xml', 'worksheet') : ''}${part('styles.xml', 'styles')}${part('sharedStrings.xml', 'sharedStrings')}</Types>`
}
