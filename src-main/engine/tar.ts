/** The few bits of the tar format that a backup needs: files and folders, written and read as streams. */
import { createReadStream, createWriteStream, mkdirSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { Readable } from 'node:stream'
import { AppError } from '#shared/rpc/errors.ts'

const BLOCK = 512

export interface TarEntry {
  /** With forward slashes, relative; a folder's ends in one, and its `file` is not read. */
  name: string
  file: string
}

/** The archive's bytes. A file that grows meanwhile is cut at the size it had; one that shrinks ends the archive with an error. */
export async function* writeTar(entries: readonly TarEntry[], onFile?: (done: number) => void): AsyncGenerator<Buffer> {
  for (const [index, { name, file }] of entries.entries()) {
    const isFolder = name.endsWith('/')
    const { size, mtimeMs } = isFolder ? { size: 0, mtimeMs: 0 } : await stat(file)
    yield header(name, size, mtimeMs)
    let written = 0
    if (size > 0) {
      for await (const chunk of createReadStream(file, { end: size - 1 }) as AsyncIterable<Buffer>) {
        written += chunk.length
        yield chunk
      }
    }
    if (written !== size) throw new Error(`${name} changed while it was read`)
    yield Buffer.alloc(padding(size))
    onFile?.(index + 1)
  }
  yield Buffer.alloc(BLOCK * 2)
}

/** Unpacks into `folder`. Refuses names that lead out of it and an archive that ends too soon. */
export async function readTar(source: AsyncIterable<Buffer>, folder: string): Promise<string[]> {
  const names: string[] = []
  const reader = byteReader(source)
  for (;;) {
    const block = await reader.exactly(BLOCK)
    if (block.every((byte) => byte === 0)) return names
    const { name, size } = parseHeader(block)
    const target = path.resolve(folder, name)
    if (!target.startsWith(path.resolve(folder) + path.sep)) throw damaged()
    if (name.endsWith('/')) {
      mkdirSync(target, { recursive: true, mode: 0o700 })
      continue
    }
    mkdirSync(path.dirname(target), { recursive: true, mode: 0o700 })
    await pipeline(Readable.from(reader.upTo(size)), createWriteStream(target, { mode: 0o600 }))
    await reader.exactly(padding(size))
    names.push(name)
  }
}

function header(name: string, size: number, mtimeMs: number): Buffer {
  if (Buffer.byteLength(name) > 100) throw new Error(`The name is too long for the archive: ${name}`)
  const block = Buffer.alloc(BLOCK)
  block.write(name, 0)
  block.write('0000600\0', 100)
  block.write('0000000\0', 108)
  block.write('0000000\0', 116)
  block.write(`${size.toString(8).padStart(11, '0')}\0`, 124)
  block.write(
    `${Math.floor(mtimeMs / 1000)
      .toString(8)
      .padStart(11, '0')}\0`,
    136,
  )
  block.write('        ', 148)
  block.write(name.endsWith('/') ? '5' : '0', 156)
  block.write('ustar\u000000', 257)
  block.write(`${sum(block).toString(8).padStart(6, '0')}\0 `, 148)
  return block
}

function parseHeader(block: Buffer): { name: string; size: number } {
  const text = (from: number, length: number) =>
    block
      .toString('utf8', from, from + length)
      .replace(/\0.*$/s, '')
      .trim()
  const expected = Number.parseInt(text(148, 8), 8)
  const unsigned = Buffer.from(block)
  unsigned.write('        ', 148)
  if (expected !== sum(unsigned) || text(156, 1) !== (text(0, 100).endsWith('/') ? '5' : '0')) throw damaged()
  return { name: text(0, 100), size: Number.parseInt(text(124, 12), 8) }
}

function sum(block: Buffer): number {
  return block.reduce((total, byte) => total + byte, 0)
}

function padding(size: number): number {
  return (BLOCK - (size % BLOCK)) % BLOCK
}

function byteReader(source: AsyncIterable<Buffer>) {
  const chunks = source[Symbol.asyncIterator]()
  let rest: Buffer = Buffer.alloc(0)
  async function more(): Promise<void> {
    const next = await chunks.next()
    if (next.done === true) throw damaged()
    rest = rest.length === 0 ? next.value : Buffer.concat([rest, next.value])
  }
  return {
    async exactly(size: number): Promise<Buffer> {
      while (rest.length < size) await more()
      const taken = rest.subarray(0, size)
      rest = rest.subarray(size)
      return taken
    },
    async *upTo(size: number): AsyncGenerator<Buffer> {
      for (let left = size; left > 0;) {
        if (rest.length === 0) await more()
        const taken = rest.subarray(0, left)
        rest = rest.subarray(taken.length)
        left -= taken.length
        yield taken
      }
    },
  }
}

function damaged(): AppError {
  return new AppError('invalid', 'This is no backup, or it is damaged', { reason: 'engine.bad-backup' })
}
