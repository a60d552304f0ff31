/** Reads OpenDocument spreadsheets (LibreOffice, МойОфис, Р7): every sheet stands in one content.xml, repeated cells and rows are written once. */
import type { Cell, Merge } from '#shared/kernel/cell.ts'
import { refuse } from './refuse.ts'
import { MAX_COLUMNS, MAX_ROWS, type OnRow } from './rows.ts'
import { attributes, decodeXml } from './xml.ts'

export interface OdsSheet {
  name: string
  merges: Merge[]
}

export interface OdsScanner {
  push(text: string): boolean
  /** The sheets seen so far, in order. */
  sheets: OdsSheet[]
}

const MAX_ROW_TEXT = 8 * 2 ** 20
/** Copies of a row with values; emptiness repeated to the end of the sheet is skipped for nothing. */
const MAX_COPIES = 10_000

/** Calls `onRow` for the rows of the sheet with this name; with null it only lists the sheets. */
export function scanOds(sheetName: string | null, onRow: OnRow): OdsScanner {
  const sheets: OdsSheet[] = []
  const cells: Cell[] = []
  let rest = ''
  let row = 0
  let inSheet = false
  let stopped = false

  function push(piece: string): boolean {
    const text = rest + piece
    let at = 0
    while (!stopped) {
      const start = text.indexOf('<table:table', at)
      if (start < 0) {
        at = Math.max(at, text.length - 16)
        break
      }
      const gt = text.indexOf('>', start)
      if (gt < 0) {
        at = start
        break
      }
      const next = takeElement(text, start, gt)
      if (next < 0) {
        at = start
        break
      }
      at = next
    }
    rest = text.slice(at)
    if (rest.length > MAX_ROW_TEXT) throw refuse('too-many-columns')
    return !stopped
  }

  function takeElement(text: string, start: number, gt: number): number {
    const tag = text.slice(start, gt + 1)
    if (tag.startsWith('<table:table ')) {
      if (inSheet) stopped = true
      else openSheet(attributes(tag).name ?? '')
      return gt + 1
    }
    if (!tag.startsWith('<table:table-row') || tag.startsWith('<table:table-row-')) return gt + 1
    const isEmpty = tag.endsWith('/>')
    const end = isEmpty ? gt : text.indexOf('</table:table-row>', gt)
    if (end < 0) return -1
    if (inSheet) takeRow(attributes(tag), isEmpty ? '' : text.slice(gt + 1, end))
    return end + 1
  }

  function openSheet(name: string) {
    sheets.push({ name, merges: [] })
    inSheet = name === sheetName
    row = 0
  }

  function takeRow(row_: Record<string, string>, xml: string) {
    const copies = Number(row_['number-rows-repeated'] ?? 1)
    takeCells(xml, row + 1)
    if (cells.length === 0) {
      row += copies
      return
    }
    if (copies > MAX_COPIES) throw refuse('too-many-rows')
    const isHidden = row_.visibility === 'collapse' || row_.visibility === 'filter'
    for (let n = 0; n < copies && !stopped; n++) {
      row++
      if (row > MAX_ROWS) throw refuse('too-many-rows')
      if (onRow(row, cells, isHidden) === false) stopped = true
    }
  }

  function takeCells(xml: string, atRow: number) {
    cells.length = 0
    let column = 0
    for (const match of xml.matchAll(
      /<table:(covered-)?table-cell\b([^>]*?)(?:\/>|>(.*?)<\/table:(?:covered-)?table-cell>)/gs,
    )) {
      const about = attributes(match[2] ?? '')
      const copies = Number(about['number-columns-repeated'] ?? 1)
      const value = match[1] === undefined ? odsValue(about, match[3] ?? '') : null
      const [wide, high] = [Number(about['number-columns-spanned'] ?? 1), Number(about['number-rows-spanned'] ?? 1)]
      if (wide > 1 || high > 1) {
        sheets.at(-1)?.merges.push({ top: atRow, left: column, bottom: atRow + high - 1, right: column + wide - 1 })
      }
      if (value !== null) {
        if (column + copies > MAX_COLUMNS) throw refuse('too-many-columns', { limit: MAX_COLUMNS })
        while (cells.length < column) cells.push(null)
        for (let n = 0; n < copies; n++) cells[column + n] = value
      }
      column += copies
    }
  }

  return { push, sheets }
}

function odsValue(about: Record<string, string>, xml: string): Cell {
  switch (about['value-type']) {
    case 'float':
    case 'currency':
      return Number(about.value)
    case 'percentage':
      return { t: 'percent', value: Number(about.value) }
    case 'date':
      return { t: 'date', iso: (about['date-value'] ?? '').replace(/T00:00:00$/, '').replace(/(:\d{2})\.\d+$/, '$1') }
    case 'boolean':
      return about['boolean-value'] === 'true'
    default: {
      const text = odsText(xml)
      if (/^(#[A-Z/0]+[!?]?|Err:\d+|Ошибка:\d+)$/.test(text) && about.formula !== undefined) return { t: 'error', text }
      return text || null
    }
  }
}

function odsText(xml: string): string {
  const bare = xml.replace(/<office:annotation\b.*?<\/office:annotation>/gs, '')
  const lines = Array.from(bare.matchAll(/<text:p\b[^>]*?(?:\/>|>(.*?)<\/text:p>)/gs), (match) =>
    decodeXml(
      (match[1] ?? '')
        .replace(/<text:s(?:\s+text:c="(\d+)")?\s*\/>/g, (_, count?: string) =>
          ' '.repeat(Math.min(Number(count ?? 1), 1000)),
        )
        .replace(/<text:line-break\s*\/>/g, '\n')
        .replace(/<text:tab\s*\/>/g, '\t')
        .replace(/<[^>]*>/g, ''),
    ),
  )
  return lines.join('\n')
}
