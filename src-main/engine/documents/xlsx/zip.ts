/**
 * Reads a zip container from disk entry by entry, so that a workbook never stands in memory whole. Sizes are counted while
 * unpacking, because the sizes that a hostile file declares mean nothing.
 */
import { open, type FileHandle } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { createInflateRaw, crc32 } from 'node:zlib'
import { AppError } from '#shared/rpc/errors.ts'
import { refuse } from './refuse.ts'

const END_SIGNATURE = 0x06054b50
const CENTRAL_SIGNATURE = 0x02014b50
const LOCAL_SIGNATURE = 0x04034b50
const MAX_ENTRIES = 20_000
const MAX_DIRECTORY = 16 * 2 ** 20
const MAX_INFLATED = 2 ** 30
/** Sheets of real workbooks pack 8 to 60 times; only a bomb, or endless copies of one empty row, goes past this. */
const MAX_RATIO = 250
const RATIO_FROM = 64 * 2 ** 20

export interface ZipEntry {
  name: string
  method: number
  isEncrypted: boolean
  crc: number
  packed: number
  size: number
  offset: number
}

export interface Zip {
  entries: ReadonlyMap<string, ZipEntry>
  /** Unpacked bytes of one entry in order; refuses a bomb or damage on the way. */
  chunks(name: string, limit?: number): AsyncGenerator<Buffer>
  /** A small entry as text; null if there is no such entry. */
  text(name: string, limit?: number): Promise<string | null>
  /** Packed bytes as they stand in the file, for copying into another container. */
  packed(entry: ZipEntry): AsyncGenerator<Buffer>
  close(): Promise<void>
}

export async function openZip(path: string): Promise<Zip> {
  const file = await open(path, 'r')
  try {
    const { size } = await file.stat()
    return zipOf(file, await readDirectory(file, size))
  } catch (error) {
    await file.close()
    throw error
  }
}

async function readDirectory(file: FileHandle, size: number): Promise<Map<string, ZipEntry>> {
  const tail = await readAt(file, Math.max(0, size - 65_557), Math.min(size, 65_557))
  let end = tail.length - 22
  while (end >= 0 && tail.readUInt32LE(end) !== END_SIGNATURE) end--
  if (end < 0) throw refuse('damaged')
  const count = tail.readUInt16LE(end + 10)
  const length = tail.readUInt32LE(end + 12)
  const start = tail.readUInt32LE(end + 16)
  if (count > MAX_ENTRIES || length > MAX_DIRECTORY) throw refuse('bomb')
  if (start + length > size) throw refuse('damaged')
  const directory = await readAt(file, start, length)
  const entries = new Map<string, ZipEntry>()
  for (let at = 0, n = 0; n < count; n++) {
    if (at + 46 > directory.length || directory.readUInt32LE(at) !== CENTRAL_SIGNATURE) throw refuse('damaged')
    const nameLength = directory.readUInt16LE(at + 28)
    // Some writers put backslashes; the same part must be found either way.
    const name = directory.toString('utf8', at + 46, at + 46 + nameLength).replaceAll('\\', '/')
    const extraLength = directory.readUInt16LE(at + 30)
    const extra = directory.subarray(at + 46 + nameLength, at + 46 + nameLength + extraLength)
    const [unpackedSize, packedSize, offset] = wideSizes(
      extra,
      [at + 24, at + 20, at + 42].map((field) => directory.readUInt32LE(field)),
    )
    entries.set(name, {
      name,
      isEncrypted: (directory.readUInt16LE(at + 8) & 1) === 1,
      method: directory.readUInt16LE(at + 10),
      crc: directory.readUInt32LE(at + 16),
      packed: packedSize ?? 0,
      size: unpackedSize ?? 0,
      offset: offset ?? 0,
    })
    at += 46 + nameLength + extraLength + directory.readUInt16LE(at + 32)
  }
  return entries
}

/** Zip64: a field of all ones stands in the extra field number 1 as 64 bits, in this order. */
function wideSizes(extra: Buffer, fields: number[]): number[] {
  const wide: number[] = []
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== 1) continue
    const end = Math.min(extra.length, at + 4 + extra.readUInt16LE(at + 2))
    for (let field = at + 4; field + 8 <= end; field += 8) wide.push(Number(extra.readBigUInt64LE(field)))
  }
  return fields.map((value) => (value === 0xffffffff ? (wide.shift() ?? value) : value))
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length)
  const { bytesRead } = await file.read(buffer, 0, length, position)
  if (bytesRead < length) throw refuse('damaged')
  return buffer
}

function zipOf(file: FileHandle, entries: Map<string, ZipEntry>): Zip {
  async function* packed(entry: ZipEntry): AsyncGenerator<Buffer> {
    const header = await readAt(file, entry.offset, 30)
    if (header.readUInt32LE(0) !== LOCAL_SIGNATURE) throw refuse('damaged')
    let position = entry.offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28)
    for (let left = entry.packed; left > 0;) {
      const piece = await readAt(file, position, Math.min(left, 256 * 1024))
      yield piece
      position += piece.length
      left -= piece.length
    }
  }

  async function* chunks(name: string, limit = MAX_INFLATED): AsyncGenerator<Buffer> {
    const entry = entries.get(name)
    if (!entry) throw refuse('damaged', { part: name })
    if (entry.isEncrypted) throw refuse('password-protected')
    if (entry.size > limit) throw refuse('bomb', { part: name })
    let total = 0
    let crc = 0
    for await (const chunk of entry.method === 0 ? packed(entry) : inflate(entry)) {
      total += chunk.length
      if (total > limit || (total > RATIO_FROM && total > entry.packed * MAX_RATIO))
        throw refuse('bomb', { part: name })
      crc = crc32(chunk, crc)
      yield chunk
    }
    if (total !== entry.size || crc !== entry.crc) throw refuse('damaged', { part: name })
  }

  async function* inflate(entry: ZipEntry): AsyncGenerator<Buffer> {
    if (entry.method !== 8) throw refuse('damaged', { part: entry.name })
    const source = Readable.from(packed(entry), { objectMode: false, highWaterMark: 256 * 1024 })
    const inflater = createInflateRaw({ chunkSize: 256 * 1024 })
    source.on('error', (error) => inflater.destroy(error)).pipe(inflater)
    try {
      for await (const chunk of inflater) yield chunk as Buffer
    } catch (error) {
      throw error instanceof AppError ? error : refuse('damaged', { part: entry.name })
    } finally {
      source.destroy()
      inflater.destroy()
    }
  }

  return {
    entries,
    chunks,
    packed,
    async text(name, limit = 64 * 2 ** 20) {
      if (!entries.has(name)) return null
      const parts: Buffer[] = []
      for await (const chunk of chunks(name, limit)) parts.push(chunk)
      return new TextDecoder().decode(Buffer.concat(parts))
    },
    close: () => file.close(),
  }
}
