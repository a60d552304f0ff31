/**
 * The user's own workbook with a column of reasons: every part is copied as it is, only the sheet gets its marks. Rows that
 * are in order are filtered away, not deleted, so that nothing moves and the corrected file can be fed back whole.
 */
import { columnName } from '#shared/kernel/cell.ts'
import { readWorkbook } from './parts.ts'
import { refuse } from './refuse.ts'
import { attributes, encodeXml, inside, tags } from './xml.ts'
import { openZip } from './zip.ts'
import { createZip } from './zip-write.ts'

export interface RowRemark {
  text: string
  /** Columns whose cells the remark is about. */
  columns: readonly number[]
}

export interface Annotation {
  sheet: string
  headerRow: number
  /** Where the reasons go: the first column after the table. */
  column: number
  title: string
  remarks: ReadonlyMap<number, RowRemark>
}

export async function annotateWorkbook(source: string, target: string, annotation: Annotation): Promise<void> {
  const zip = await openZip(source)
  try {
    const workbook = await readWorkbook(zip)
    const sheet = workbook.sheets.find(({ name }) => name.trim() === annotation.sheet.trim())
    if (!sheet) throw refuse('no-sheet', { sheet: annotation.sheet })
    const folder = sheet.part.slice(0, sheet.part.lastIndexOf('/') + 1)
    // Excel does not open a sheet that has both a table, which brings its own filter, and a filter over the same cells.
    const hasTable = ((await zip.text(`${folder}_rels/${sheet.part.slice(folder.length)}.rels`)) ?? '').includes(
      '/relationships/table"',
    )
    const stylesPart = Array.from(zip.entries.keys()).find((name) => /(^|\/)styles\.xml$/.test(name))
    const styles = (stylesPart ? await zip.text(stylesPart) : null) ?? ''
    const marks = markedStyles(styles)
    const out = await createZip(target)
    try {
      await out.add(
        sheet.part,
        sheetParts(zip.chunks(sheet.part), annotation, marks, !hasTable && annotation.remarks.size > 0),
      )
      if (stylesPart) await out.add(stylesPart, marks.patched())
      for (const entry of zip.entries.values()) {
        if (entry.name !== sheet.part && entry.name !== stylesPart && !entry.name.endsWith('/'))
          await out.copy(entry, zip.packed(entry))
      }
      await out.finish()
    } catch (error) {
      await out.abandon()
      throw error
    }
  } finally {
    await zip.close()
  }
}

/** Copies of the styles in use with a reddish ground; the originals stay as they are. */
function markedStyles(styles: string) {
  const xfs = Array.from(
    inside(styles, 'cellXfs').matchAll(/<(?:[\w-]+:)?xf\b[^>]*?(?:\/>|>[\s\S]*?<\/(?:[\w-]+:)?xf>)/g),
    ([xf]) => xf,
  )
  const fills = Array.from(inside(styles, 'fills').matchAll(/<(?:[\w-]+:)?fill[\s>]/g)).length
  const prefix = /<([\w-]+:)?styleSheet/.exec(styles)?.[1] ?? ''
  const added: string[] = []
  const known = new Map<number, number>()
  const isUsable = xfs.length > 0 && fills > 0

  function mark(style: number): number {
    if (!isUsable) return style
    let at = known.get(style)
    if (at === undefined) {
      at = xfs.length + added.length
      known.set(style, at)
      added.push(
        (xfs[style] ?? xfs[0] ?? '')
          .replace(/\s(?:fillId|applyFill)="[^"]*"/g, '')
          .replace(/^<((?:[\w-]+:)?xf)/, `<$1 fillId="${fills}" applyFill="1"`),
      )
    }
    return at
  }

  function patched(): string {
    if (!isUsable) return styles
    const fill = `<${prefix}fill><${prefix}patternFill patternType="solid"><${prefix}fgColor rgb="FFFFD9D6"/></${prefix}patternFill></${prefix}fill>`
    return styles
      .replace(/(<(?:[\w-]+:)?fills)\b[^>]*>/, `$1 count="${fills + 1}">`)
      .replace(/<\/(?:[\w-]+:)?fills>/, (close) => fill + close)
      .replace(/(<(?:[\w-]+:)?cellXfs)\b[^>]*>/, `$1 count="${xfs.length + added.length}">`)
      .replace(/<\/(?:[\w-]+:)?cellXfs>/, (close) => added.join('') + close)
  }

  return { mark, patched }
}

type Marks = ReturnType<typeof markedStyles>

const MAX_ROW_TEXT = 16 * 2 ** 20

async function* sheetParts(
  chunks: AsyncIterable<Buffer>,
  annotation: Annotation,
  marks: Marks,
  hides: boolean,
): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  let rest = ''
  let state: 'head' | 'rows' | 'tail' = 'head'
  let prefix = ''
  let lastRow = 0
  for await (const chunk of chunks) {
    rest += decoder.decode(chunk, { stream: true })
    if (state === 'head') {
      const data = /<((?:[\w-]+:)?)sheetData[^>]*>/.exec(rest)
      if (!data) continue
      prefix = data[1] ?? ''
      const end = data.index + data[0].length
      yield widened(rest.slice(0, data.index), prefix, annotation.column) + data[0]
      rest = rest.slice(end)
      state = data[0].endsWith('/>') ? 'tail' : 'rows'
    }
    if (state === 'rows') {
      const close = rest.indexOf(`</${prefix}sheetData>`)
      const until =
        close >= 0
          ? close
          : rest.lastIndexOf(`</${prefix}row>`) + (rest.includes(`</${prefix}row>`) ? prefix.length + 6 : 1)
      let out = ''
      for (const match of rest
        .slice(0, until)
        .matchAll(new RegExp(`<${prefix}row\\b([^>]*?)(?:/>|>([\\s\\S]*?)</${prefix}row>)`, 'g'))) {
        lastRow = Number(attributes(match[1] ?? '').r ?? lastRow + 1)
        out += rowXml(match[1] ?? '', match[2] ?? '', lastRow, prefix, annotation, marks, hides)
      }
      yield out
      rest = rest.slice(until)
      if (rest.length > MAX_ROW_TEXT) throw refuse('too-many-columns')
      if (close >= 0) state = 'tail'
    }
  }
  rest += decoder.decode()
  yield hides ? filtered(rest, prefix, annotation, lastRow) : rest
}

function rowXml(
  about: string,
  cells: string,
  row: number,
  prefix: string,
  { headerRow, column, title, remarks }: Annotation,
  marks: Marks,
  hides: boolean,
): string {
  const remark = remarks.get(row)
  const open = about.replace(/\sspans="[^"]*"/, '')
  if (row === headerRow)
    return `<${prefix}row${open}>${withCells(cells, row, prefix, [{ column, text: title, style: (there) => there }])}</${prefix}row>`
  if (!remark) {
    return `<${prefix}row${hides && row > headerRow ? `${about.replace(/\shidden="[^"]*"/, '')} hidden="1"` : about}>${cells}</${prefix}row>`
  }
  const shown = open.replace(/\shidden="[^"]*"/, '')
  const marked = remark.columns
    .filter((at) => at !== column)
    .map((at) => ({ column: at, text: null, style: marks.mark }))
  return `<${prefix}row${shown}>${withCells(cells, row, prefix, [...marked, { column, text: remark.text, style: marks.mark }])}</${prefix}row>`
}

interface CellEdit {
  column: number
  /** Null keeps what the cell holds. */
  text: string | null
  style: (style: number) => number
}

function withCells(xml: string, row: number, prefix: string, edits: readonly CellEdit[]): string {
  const cells = new Map<number, string>()
  let next = 0
  for (const match of xml.matchAll(new RegExp(`<${prefix}c\\b[^>]*?(?:/>|>[\\s\\S]*?</${prefix}c>)`, 'g'))) {
    const place = attributes(match[0].slice(0, match[0].indexOf('>'))).r
    const column = place ? columnIndex(place) : next
    cells.set(column, match[0])
    next = column + 1
  }
  for (const { column, text, style } of edits) {
    const there = cells.get(column)
    const old = Number(there ? (attributes(there.slice(0, there.indexOf('>'))).s ?? 0) : 0)
    if (text === null && there) {
      const bare = there.replace(/^(<[^>]*?)\ss="[^"]*"/, '$1')
      cells.set(column, bare.replace(/^<((?:[\w-]+:)?c)/, `<$1 s="${style(old)}"`))
    } else {
      const value =
        text === null
          ? '/>'
          : ` t="inlineStr"><${prefix}is><${prefix}t xml:space="preserve">${encodeXml(text)}</${prefix}t></${prefix}is></${prefix}c>`
      cells.set(column, `<${prefix}c r="${columnName(column)}${row}" s="${style(old)}"${value}`)
    }
  }
  return Array.from(cells)
    .sort(([a], [b]) => a - b)
    .map(([, cell]) => cell)
    .join('')
}

function columnIndex(place: string): number {
  let column = 0
  for (const letter of place.replace(/\d+$/, '')) column = column * 26 + (letter.charCodeAt(0) & 31)
  return column - 1
}

/** Room for the reasons, where the widths of columns do not already say something about that one. */
function widened(head: string, prefix: string, column: number): string {
  const cols = tags(head, 'col')
  if (cols.some(({ min, max }) => Number(min) <= column + 1 && Number(max) >= column + 1)) return head
  const added = `<${prefix}col min="${column + 1}" max="${column + 1}" width="70" customWidth="1"/>`
  if (cols.length === 0) return `${head}<${prefix}cols>${added}</${prefix}cols>`
  const after = cols.filter(({ max }) => Number(max) <= column).length
  let seen = 0
  return after === cols.length
    ? head.replace(`</${prefix}cols>`, `${added}</${prefix}cols>`)
    : head.replace(new RegExp(`<${prefix}col\\b`, 'g'), (open) => (seen++ === after ? added + open : open))
}

/** One filter a sheet: theirs gives way to "has a reason". */
function filtered(tail: string, prefix: string, { column, headerRow }: Annotation, lastRow: number): string {
  const bare = tail
    .replace(new RegExp(`<${prefix}autoFilter\\b[^>]*?(?:/>|>[\\s\\S]*?</${prefix}autoFilter>)`), '')
    .replace(new RegExp(`<${prefix}sortState\\b[^>]*?(?:/>|>[\\s\\S]*?</${prefix}sortState>)`), '')
  const filter = `<${prefix}autoFilter ref="A${headerRow}:${columnName(column)}${lastRow}"><${prefix}filterColumn colId="${column}"><${prefix}customFilters><${prefix}customFilter operator="notEqual" val=" "/></${prefix}customFilters></${prefix}filterColumn></${prefix}autoFilter>`
  const before = new RegExp(
    `^\\s*(</${prefix}sheetData>)?((?:<${prefix}(?:sheetCalcPr|sheetProtection|protectedRanges|scenarios)\\b[^>]*?(?:/>|>[\\s\\S]*?</${prefix}(?:sheetCalcPr|sheetProtection|protectedRanges|scenarios)>))*)`,
  )
  return bare.replace(before, (start) => start + filter)
}
