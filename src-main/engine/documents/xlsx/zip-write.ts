/** Writes a zip container to disk part by part. Times are fixed, so the same content gives the same bytes. */
import { open } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { constants, crc32, createDeflateRaw } from 'node:zlib'
import type { ZipEntry } from './zip.ts'

export interface ZipWriter {
  add(name: string, content: string | Iterable<string | Buffer> | AsyncIterable<string | Buffer>): Promise<void>
  /** Copies a part of another container without unpacking it. */
  copy(entry: ZipEntry, packed: AsyncIterable<Buffer>): Promise<void>
  finish(): Promise<void>
  /** Leaves an unfinished file behind closed. */
  abandon(): Promise<void>
}

/** 1 January 1980, the first day a zip knows. */
const FIRST_DAY = 0x0021
const UTF8_NAMES = 0x0800

export async function createZip(path: string): Promise<ZipWriter> {
  const file = await open(path, 'w', 0o600)
  const directory: Buffer[] = []
  let position = 0

  async function write(bytes: Buffer): Promise<void> {
    await file.write(bytes, 0, bytes.length, position)
    position += bytes.length
  }

  async function part(name: string, method: number, body: () => Promise<{ crc: number; size: number }>): Promise<void> {
    const start = position
    const label = Buffer.from(name)
    position += 30 + label.length
    const from = position
    const { crc, size } = await body()
    const facts = Buffer.alloc(26)
    facts.writeUInt16LE(20, 0)
    facts.writeUInt16LE(UTF8_NAMES, 2)
    facts.writeUInt16LE(method, 4)
    facts.writeUInt16LE(FIRST_DAY, 8)
    facts.writeUInt32LE(crc, 10)
    facts.writeUInt32LE(position - from, 14)
    facts.writeUInt32LE(size, 18)
    facts.writeUInt16LE(label.length, 22)
    await file.write(
      Buffer.concat([Buffer.from('PK\u0003\u0004', 'latin1'), facts, label]),
      0,
      30 + label.length,
      start,
    )
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE(start, 10)
    directory.push(Buffer.concat([Buffer.from('PK\u0001\u0002\u0014\u0000', 'latin1'), facts, tail, label]))
  }

  return {
    add: (name, content) =>
      part(name, 8, async () => {
        let crc = 0
        let size = 0
        async function* plain() {
          for await (const piece of typeof content === 'string' ? [content] : content) {
            const bytes = typeof piece === 'string' ? Buffer.from(piece) : piece
            crc = crc32(bytes, crc)
            size += bytes.length
            yield bytes
          }
        }
        const deflater = createDeflateRaw({ level: constants.Z_BEST_SPEED + 3, chunkSize: 256 * 1024 })
        const source = Readable.from(plain(), { objectMode: false, highWaterMark: 512 * 1024 })
        source.on('error', (error) => deflater.destroy(error)).pipe(deflater)
        for await (const packed of deflater) await write(packed as Buffer)
        return { crc, size }
      }),
    copy: (entry, packed) =>
      part(entry.name, entry.method, async () => {
        for await (const piece of packed) await write(piece)
        return { crc: entry.crc, size: entry.size }
      }),
    async finish() {
      const start = position
      for (const record of directory) await write(record)
      const end = Buffer.alloc(22)
      end.writeUInt32LE(0x06054b50, 0)
      end.writeUInt16LE(directory.length, 8)
      end.writeUInt16LE(directory.length, 10)
      end.writeUInt32LE(position - start, 12)
      end.writeUInt32LE(start, 16)
      await write(end)
      await file.close()
    },
    abandon: () => file.close(),
  }
}
