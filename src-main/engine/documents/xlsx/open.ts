/**
 * The one door for tables that people bring: looks at the first bytes, not at the name, and gives sheets and rows the same
 * way for .xlsx, .xlsm (its macros are never opened), .ods and .csv. Everything else is refused with what to do.
 */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Cell, Merge } from '#shared/kernel/cell.ts'
import { csvDialect, readCsv, type CsvDialect } from './csv.ts'
import { scanOds, type OdsSheet } from './ods.ts'
import { readStrings, readWorkbook, type Workbook } from './parts.ts'
import { refuse } from './refuse.ts'
import { scanSheet, type OnRow } from './rows.ts'
import { openZip, type Zip } from './zip.ts'

export const MAX_FILE_SIZE = 300 * 2 ** 20

export interface TableSheet {
  name: string
  isHidden: boolean
}

export interface SheetFacts {
  merges: Merge[]
  hiddenColumns: [first: number, last: number][]
}

export interface ReadOptions {
  onRow: OnRow
  /** Share of the sheet read so far, 0 to 1. */
  onProgress?: (share: number) => void
}

export interface TableFile {
  format: 'xlsx' | 'ods' | 'csv'
  sheets: TableSheet[]
  dialect: CsvDialect | null
  /** Reads one sheet from its top; may be called again. Merged areas are complete only when it has reached the end. */
  read(sheet: string, options: ReadOptions): Promise<SheetFacts>
  close(): Promise<void>
}

export async function openTable(path: string): Promise<TableFile> {
  const { size } = await stat(path)
  if (size === 0) throw refuse('empty')
  if (size > MAX_FILE_SIZE)
    throw refuse('too-big', { megabytes: Math.round(size / 2 ** 20), limit: MAX_FILE_SIZE / 2 ** 20 })
  switch (await sniff(path, size)) {
    case 'zip':
      return openZipped(await openZip(path))
    case 'text':
      return openCsv(path, size)
  }
}

/** The SHA-256 of a file, by which the same file is recognised when it comes again. */
export async function fileHash(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path, { highWaterMark: 2 ** 20 })) hash.update(chunk as Buffer)
  return hash.digest('hex')
}

async function sniff(path: string, size: number): Promise<'zip' | 'text'> {
  const file = await open(path, 'r')
  try {
    const head = Buffer.alloc(Math.min(size, 64 * 1024))
    await file.read(head, 0, head.length, 0)
    if (head.length >= 4 && head.readUInt32BE(0) === 0x504b0304) return 'zip'
    if (head.length >= 8 && head.readUInt32BE(0) === 0xd0cf11e0) {
      // A compound file is either the old binary workbook or an encrypted new one.
      throw refuse(
        head.includes(Buffer.from('EncryptedPackage', 'utf16le')) || (await hasEncryptedPackage(path))
          ? 'password-protected'
          : 'old-xls',
      )
    }
    if (/^\s*<(\?xml[^>]*>\s*<(?:ss:)?Workbook|html|!doctype html)/i.test(head.toString('latin1', 0, 512)))
      throw refuse('not-a-workbook')
    if (/^(\xef\xbb\xbf)?1CClientBankExchange/.test(head.toString('latin1', 0, 64))) throw refuse('bank-statement')
    if (/^(%PDF|\x89PNG|\xff\xd8\xff|Rar!|7z\xbc\xaf|GIF8)/.test(head.toString('latin1', 0, 8)))
      throw refuse('not-a-workbook')
    return 'text'
  } finally {
    await file.close()
  }
}

async function hasEncryptedPackage(path: string): Promise<boolean> {
  const name = Buffer.from('EncryptedPackage', 'utf16le')
  let tail = Buffer.alloc(0)
  for await (const chunk of createReadStream(path, { highWaterMark: 2 ** 20 })) {
    const window = Buffer.concat([tail, chunk as Buffer])
    if (window.includes(name)) return true
    tail = window.subarray(Math.max(0, window.length - name.length))
  }
  return false
}

async function openZipped(zip: Zip): Promise<TableFile> {
  try {
    if (zip.entries.has('content.xml')) return await openOds(zip)
    const workbook = await readWorkbook(zip)
    if (workbook.sheets.length === 0) throw refuse('empty')
    return xlsxTable(zip, workbook)
  } catch (error) {
    await zip.close()
    throw error
  }
}

function xlsxTable(zip: Zip, workbook: Workbook): TableFile {
  let strings: string[] | undefined
  return {
    format: 'xlsx',
    sheets: workbook.sheets.map(({ name, isHidden }) => ({ name, isHidden })),
    dialect: null,
    async read(sheet, { onRow, onProgress }) {
      const found =
        workbook.sheets.find(({ name }) => name === sheet) ??
        workbook.sheets.find(({ name }) => name.trim() === sheet.trim())
      if (!found) throw refuse('no-sheet', { sheet })
      strings ??= await readStrings(zip, workbook.stringsPart)
      const scanner = scanSheet({ strings, formats: workbook.formats, is1904: workbook.is1904, onRow })
      await feed(zip, found.part, scanner, onProgress)
      return { merges: scanner.merges, hiddenColumns: scanner.hiddenColumns }
    },
    close: () => zip.close(),
  }
}

async function openOds(zip: Zip): Promise<TableFile> {
  if (((await zip.text('META-INF/manifest.xml')) ?? '').includes('encryption-data')) throw refuse('password-protected')
  const list = scanOds(null, () => undefined)
  await feed(zip, 'content.xml', list)
  if (list.sheets.length === 0) throw refuse('not-a-workbook')
  return {
    format: 'ods',
    sheets: list.sheets.map(({ name }) => ({ name, isHidden: false })),
    dialect: null,
    async read(sheet, { onRow, onProgress }) {
      const named = (candidate: OdsSheet) => candidate.name.trim() === sheet.trim()
      const found = list.sheets.find(named)
      if (!found) throw refuse('no-sheet', { sheet })
      const scanner = scanOds(found.name, onRow)
      await feed(zip, 'content.xml', scanner, onProgress)
      return { merges: scanner.sheets.find(named)?.merges ?? [], hiddenColumns: [] }
    },
    close: () => zip.close(),
  }
}

async function feed(
  zip: Zip,
  part: string,
  scanner: { push(text: string): boolean },
  onProgress?: (share: number) => void,
) {
  const decoder = new TextDecoder()
  const size = zip.entries.get(part)?.size || 1
  let done = 0
  for await (const chunk of zip.chunks(part)) {
    done += chunk.length
    const goesOn = scanner.push(decoder.decode(chunk, { stream: true }))
    onProgress?.(Math.min(1, done / size))
    if (!goesOn) return
  }
}

async function openCsv(path: string, size: number): Promise<TableFile> {
  const dialect = await csvDialect(path)
  const name = basename(path).replace(/\.[^.]*$/, '')
  return {
    format: 'csv',
    sheets: [{ name, isHidden: false }],
    dialect,
    async read(sheet, { onRow, onProgress }) {
      if (sheet.trim() !== name.trim()) throw refuse('no-sheet', { sheet })
      await readCsv(path, dialect, onRow, (done) => onProgress?.(done / size))
      return { merges: [], hiddenColumns: [] }
    },
    close: () => Promise.resolve(),
  }
}

/** Copies the cells of a row that is reused by its reader. */
export function keepRow(cells: readonly Cell[]): Cell[] {
  return cells.slice()
}
