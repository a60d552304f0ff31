/** Writes tables of plain text, and the user's own table again with a column of reasons, in the encoding and with the separator it came in. */
import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { scanCsv, type CsvDialect } from './csv.ts'
import { cellText } from '#shared/kernel/cell.ts'
import { neutral } from './write.ts'

export function csvLine(cells: readonly string[], separator: string): string {
  return (
    cells
      .map((cell) =>
        cell.includes(separator) || /["\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell,
      )
      .join(separator) + '\r\n'
  )
}

let windows1251: Map<number, number> | undefined

function encode(text: string, encoding: CsvDialect['encoding']): Buffer {
  switch (encoding) {
    case 'utf-8':
      return Buffer.from(text)
    case 'utf-16le':
      return Buffer.from(text, 'utf16le')
    case 'utf-16be':
      return Buffer.from(text, 'utf16le').swap16()
    case 'windows-1251': {
      windows1251 ??= new Map(
        Array.from(
          new TextDecoder('windows-1251').decode(Uint8Array.from({ length: 256 }, (_, byte) => byte)),
          (letter, byte) => [letter.charCodeAt(0), byte],
        ),
      )
      const known = windows1251
      return Buffer.from(Array.from(text, (letter) => known.get(letter.charCodeAt(0)) ?? 63))
    }
  }
}

const MARKS: Record<CsvDialect['encoding'], Buffer> = {
  'utf-8': Buffer.from([0xef, 0xbb, 0xbf]),
  'utf-16le': Buffer.from([0xff, 0xfe]),
  'utf-16be': Buffer.from([0xfe, 0xff]),
  'windows-1251': Buffer.alloc(0),
}

export interface CsvAnnotation {
  headerRow: number
  title: string
  /** By row number: the reasons. Other rows are left out, for plain text has no filter. */
  remarks: ReadonlyMap<number, string>
}

export async function annotateCsv(
  source: string,
  dialect: CsvDialect,
  target: string,
  { headerRow, title, remarks }: CsvAnnotation,
): Promise<void> {
  const decoder = new TextDecoder(dialect.encoding)
  const out = await open(target, 'w', 0o600)
  try {
    await out.write(dialect.hasMark ? MARKS[dialect.encoding] : Buffer.alloc(0))
    let text = dialect.hasSepLine ? `sep=${dialect.separator}\r\n` : ''
    const scanner = scanCsv(dialect.separator, (row, cells) => {
      const remark = row === headerRow ? title : remarks.get(row)
      if (remark !== undefined)
        text += csvLine([...cells.map((cell) => cellText(cell)), neutral(remark)], dialect.separator)
    })
    for await (const chunk of createReadStream(source, { highWaterMark: 256 * 1024 })) {
      scanner.push(decoder.decode(chunk as Buffer, { stream: true }))
      await out.write(encode(text, dialect.encoding))
      text = ''
    }
    scanner.push(decoder.decode())
    scanner.end()
    await out.write(encode(text, dialect.encoding))
  } finally {
    await out.close()
  }
}

/** A table as text for Excel: UTF-8 with a mark, semicolons, nothing that could run. */
export async function writeCsv(path: string, rows: Iterable<readonly string[]>, separator = ';'): Promise<void> {
  const out = await open(path, 'w', 0o600)
  try {
    await out.write(MARKS['utf-8'])
    let text = ''
    for (const cells of rows) {
      text += csvLine(cells.map(neutral), separator)
      if (text.length > 200_000) {
        await out.write(text)
        text = ''
      }
    }
    await out.write(text)
  } finally {
    await out.close()
  }
}
