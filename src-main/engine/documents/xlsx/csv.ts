/** Text tables: finds the encoding (UTF-8, UTF-16, Windows-1251) and the separator, and reads quoted cells with line breaks in them. */
import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import type { Cell } from '#shared/kernel/cell.ts'
import { refuse } from './refuse.ts'
import { MAX_COLUMNS, type OnRow } from './rows.ts'

export interface CsvDialect {
  encoding: 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1251'
  hasMark: boolean
  separator: string
  /** The file opens with Excel's own `sep=;` line. */
  hasSepLine: boolean
}

const SAMPLE = 256 * 1024
/** In this order a tie is decided: a decimal comma is far more common than a semicolon inside a value. */
const SEPARATORS = [';', '\t', ',', '|']
const MAX_CELL = 2 ** 20
const MAX_CSV_ROWS = 5_000_000

export async function csvDialect(path: string): Promise<CsvDialect> {
  const file = await open(path, 'r')
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(SAMPLE), 0, SAMPLE, 0)
    const bytes = buffer.subarray(0, bytesRead)
    if (bytesRead === 0) throw refuse('empty')
    const encoding = encodingOf(bytes)
    const text = new TextDecoder(encoding).decode(bytes)
    // A binary file in disguise.
    if (text.slice(0, 4096).includes('\u0000')) throw refuse('not-a-workbook')
    const sep = /^sep=(.)\r?\n/i.exec(text)
    return {
      encoding,
      hasMark: hasMark(bytes),
      separator: sep?.[1] ?? separatorOf(text, bytesRead === SAMPLE),
      hasSepLine: sep !== null,
    }
  } finally {
    await file.close()
  }
}

const hasMark = (bytes: Buffer) =>
  bytes.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf])) ||
  (bytes[0] === 0xff && bytes[1] === 0xfe) ||
  (bytes[0] === 0xfe && bytes[1] === 0xff)

function encodingOf(bytes: Buffer): CsvDialect['encoding'] {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  // The sample may end in the middle of a character, so up to three last bytes do not count.
  for (let cut = 0; cut < 4; cut++) {
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, bytes.length - cut))
      return 'utf-8'
    } catch {
      if (bytes.length < SAMPLE) break
    }
  }
  return 'windows-1251'
}

/** The separator that splits the lines most evenly into most cells. */
export function separatorOf(text: string, isCut: boolean): string {
  let best = { separator: ';', score: 0 }
  for (const separator of SEPARATORS) {
    const counts = countSeparators(text, separator, 60)
    if (isCut && counts.length > 1) counts.pop()
    const lines = counts.length
    if (lines === 0) continue
    const often = new Map<number, number>()
    for (const count of counts) if (count > 0) often.set(count, (often.get(count) ?? 0) + 1)
    for (const [count, times] of often) {
      const score = (times / lines) ** 2 * Math.log2(count + 1)
      if (score > best.score * 1.0001) best = { separator, score }
    }
  }
  return best.separator
}

function countSeparators(text: string, separator: string, lines: number): number[] {
  const counts: number[] = []
  let count = 0
  let isQuoted = false
  let isBlank = true
  for (let i = 0; i < text.length && counts.length < lines; i++) {
    const sign = text[i]
    if (sign === '"') isQuoted = !isQuoted
    else if (!isQuoted && sign === separator) count++
    else if (!isQuoted && sign === '\n') {
      if (!isBlank) counts.push(count)
      count = 0
      isBlank = true
      continue
    }
    if (sign !== '\r') isBlank = false
  }
  if (!isBlank && counts.length < lines) counts.push(count)
  return counts
}

export interface CsvScanner {
  push(text: string): boolean
  end(): void
}

/** Feeds on text in pieces; a row is a record, so a line break inside quotes does not make a new one. */
export function scanCsv(separator: string, onRow: OnRow, firstRow = 1): CsvScanner {
  const split = separator.charCodeAt(0)
  const cells: Cell[] = []
  let row = firstRow - 1
  let cell = ''
  let state: 'start' | 'plain' | 'quoted' | 'quote' = 'start'
  let afterReturn = false
  let quotedFrom = 0
  let stopped = false

  function endCell() {
    if (cells.length >= MAX_COLUMNS && cell !== '') throw refuse('too-many-columns', { limit: MAX_COLUMNS })
    if (cells.length < MAX_COLUMNS) cells.push(cell === '' ? null : cell)
    cell = ''
    state = 'start'
  }

  function endRow() {
    endCell()
    row++
    if (row > MAX_CSV_ROWS) throw refuse('too-many-rows')
    if (cells.some((value) => value !== null) && onRow(row, cells, false) === false) stopped = true
    cells.length = 0
  }

  function push(text: string): boolean {
    let from = 0
    for (let i = 0; i < text.length && !stopped; i++) {
      const code = text.charCodeAt(i)
      if (state === 'quoted') {
        if (code !== 34) continue
        cell += text.slice(from, i)
        state = 'quote'
        continue
      }
      if (state === 'quote' && code === 34) {
        cell += '"'
        from = i + 1
        state = 'quoted'
        continue
      }
      if (code === 10 && afterReturn) {
        afterReturn = false
        from = i + 1
        continue
      }
      afterReturn = code === 13
      if (code === split || code === 10 || code === 13) {
        if (state === 'plain') cell += text.slice(from, i)
        if (code === split) endCell()
        else endRow()
        from = i + 1
      } else if (state === 'start' && code === 34) {
        state = 'quoted'
        quotedFrom = row + 1
        from = i + 1
      } else if (state === 'start' || state === 'quote') {
        state = 'plain'
        from = i
      }
    }
    if (state === 'plain' || state === 'quoted') cell += text.slice(from)
    if (cell.length > MAX_CELL)
      throw state === 'quoted' ? refuse('unclosed-quote', { row: quotedFrom }) : refuse('too-many-columns')
    return !stopped
  }

  return {
    push,
    end() {
      if (stopped) return
      if (state === 'quoted') throw refuse('unclosed-quote', { row: quotedFrom })
      if (cell !== '' || cells.length > 0 || state !== 'start') endRow()
    },
  }
}

export async function readCsv(
  path: string,
  dialect: CsvDialect,
  onRow: OnRow,
  onBytes: (done: number) => void,
): Promise<void> {
  const decoder = new TextDecoder(dialect.encoding)
  const scanner = scanCsv(dialect.separator, (row, cells, isHidden) =>
    dialect.hasSepLine && row === 1 ? undefined : onRow(row, cells, isHidden),
  )
  let done = 0
  for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 })) {
    done += (chunk as Buffer).length
    const goesOn = scanner.push(decoder.decode(chunk as Buffer, { stream: true }))
    onBytes(done)
    if (!goesOn) return
  }
  scanner.push(decoder.decode())
  scanner.end()
}
