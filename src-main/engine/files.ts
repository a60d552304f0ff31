/** Files of the profile that cross to the user and back: exports, printed forms, imports. Nothing outside `files` is ever touched. */
import { createWriteStream, existsSync, mkdirSync, readdirSync, realpathSync, rmSync, statSync } from 'node:fs'
import path from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { newId } from '#shared/kernel/id.ts'
import { DAY_MS } from '#shared/kernel/instant.ts'
import { AppError } from '#shared/rpc/errors.ts'
import { LARGEST_FILE, FileRef } from '#shared/rpc/host.ts'

const KEPT_MS = 7 * DAY_MS

const TYPES: Readonly<Record<string, string>> = {
  csv: 'text/csv',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  jpeg: 'image/jpeg',
  jpg: 'image/jpeg',
  json: 'application/json',
  pdf: 'application/pdf',
  png: 'image/png',
  txt: 'text/plain',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  xml: 'application/xml',
  zip: 'application/zip',
}

export function mimeOf(name: string): string {
  return TYPES[path.extname(name).slice(1).toLowerCase()] ?? 'application/octet-stream'
}

/** The absolute path behind a reference. Refuses anything that leaves the folder, by dots or by a link, and what is not there. */
export function locate(profileDir: string, file: string): string {
  const missing = new AppError('not-found', 'There is no such file', { reason: 'host.no-file' })
  if (!FileRef.shape.file.safeParse(file).success) throw missing
  const folder = path.join(profileDir, 'files')
  const full = path.resolve(folder, file)
  if (!full.startsWith(folder + path.sep)) throw missing
  try {
    const real = realpathSync(full)
    if (!real.startsWith(realpathSync(folder) + path.sep) || !statSync(real).isFile()) throw missing
    return real
  } catch {
    throw missing
  }
}

export interface NewFile {
  /** Where to write it. */
  path: string
  /** What the page gives to its host to save, print or show. */
  ref: FileRef
}

/** A place for a file made for the user, under a folder of its own. */
export function newFile(profileDir: string, name: string): NewFile {
  const safe = safeName(name)
  const id = newId()
  const folder = path.join(profileDir, 'files', 'out', id)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  return { path: path.join(folder, safe), ref: { file: `out/${id}/${safe}`, name: safe, mime: mimeOf(safe) } }
}

/** Files are copies on their way: what has lain for `KEPT_MS` is removed. */
export function sweepFiles(profileDir: string, now: number): void {
  for (const side of ['in', 'out']) {
    const folder = path.join(profileDir, 'files', side)
    for (const name of existsSync(folder) ? readdirSync(folder) : []) {
      const entry = path.join(folder, name)
      if (now - statSync(entry).mtimeMs > KEPT_MS) rmSync(entry, { recursive: true, force: true })
    }
  }
}

/** Takes a file in under a folder of its own, so that two of one name stay apart. A file that is too large leaves nothing behind. */
export async function takeIn(
  profileDir: string,
  name: string,
  content: Readable,
  largest = LARGEST_FILE,
): Promise<FileRef> {
  const safe = safeName(name)
  const id = newId()
  const folder = path.join(profileDir, 'files', 'in', id)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  try {
    await pipeline(content, bounded(largest), createWriteStream(path.join(folder, safe), { mode: 0o600 }))
  } catch (error) {
    rmSync(folder, { recursive: true, force: true })
    throw error
  }
  return { file: `in/${id}/${safe}`, name: safe, mime: mimeOf(safe) }
}

/** A name that every file system takes: no path, no control characters, no reserved ones, 120 characters at most. */
export function safeName(name: string): string {
  const last = name.split(/[\\/]/).at(-1) ?? ''
  const clean = last.replace(/[\u0000-\u001f<>:"|?*]/g, '_').replace(/^[. ]+|[. ]+$/g, '')
  const ending = path.extname(clean).slice(0, 20)
  const stem = clean.slice(0, clean.length - path.extname(clean).length).slice(0, 120 - ending.length)
  return stem + ending || 'file'
}

function bounded(largest: number) {
  return async function* (chunks: AsyncIterable<Buffer>) {
    let size = 0
    for await (const chunk of chunks) {
      size += chunk.length
      if (size > largest)
        throw new AppError('invalid', 'The file is too large', { reason: 'host.file-too-large', largest })
      yield chunk
    }
  }
}
