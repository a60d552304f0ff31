/** Analysed rows on disk, found again by number: a file of 200,000 rows is looked at through a window, never held whole. */
import { closeSync, openSync, readSync, rmSync, writeSync } from 'node:fs'

export interface Spool {
  /** Adds a record and returns its number. */
  add(record: unknown): number
  /** Puts another record in the place of one that is there. */
  replace(index: number, record: unknown): void
  get<T>(index: number): T
  readonly length: number
  close(): void
}

const FLUSH_AT = 1 << 20

export function createSpool(path: string): Spool {
  const file = openSync(path, 'w+', 0o600)
  let offsets = new Float64Array(1024)
  let sizes = new Int32Array(1024)
  let length = 0
  let written = 0
  let pending: Buffer[] = []
  let pendingSize = 0

  function put(index: number, record: unknown): void {
    const bytes = Buffer.from(JSON.stringify(record))
    offsets[index] = written + pendingSize
    sizes[index] = bytes.length
    pending.push(bytes)
    pendingSize += bytes.length
    if (pendingSize >= FLUSH_AT) flush()
  }

  function flush(): void {
    if (pendingSize === 0) return
    const block = Buffer.concat(pending, pendingSize)
    for (let done = 0; done < block.length;) done += writeSync(file, block, done, block.length - done, written + done)
    written += block.length
    pending = []
    pendingSize = 0
  }

  return {
    add(record) {
      if (length === offsets.length) {
        const [wider, longer] = [new Float64Array(length * 2), new Int32Array(length * 2)]
        wider.set(offsets)
        longer.set(sizes)
        offsets = wider
        sizes = longer
      }
      put(length, record)
      return length++
    },
    replace: put,
    get<T>(index: number): T {
      const [offset, size] = [offsets[index] ?? 0, sizes[index] ?? 0]
      if (offset + size > written) flush()
      const bytes = Buffer.alloc(size)
      readSync(file, bytes, 0, size, offset)
      return JSON.parse(bytes.toString()) as T
    },
    get length() {
      return length
    },
    close() {
      closeSync(file)
      rmSync(path, { force: true })
    },
  }
}
