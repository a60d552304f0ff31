/**
 * Pictures that a person has looked at, kept beside their cache by content, so that they are there without the link. Who may
 * still see one is judged by the cache's rows when it is asked for; a file that is not what its name says is thrown away.
 */
import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** The longest unseen go first beyond this. */
const MOST_BYTES = 300 * 1024 * 1024

export interface KeptFiles {
  read(sha256: string): Buffer | undefined
  /** Keeping is a favour: a full disk refuses it in silence. */
  keep(sha256: string, bytes: Buffer): void
}

const folderOf = (deskDir: string) => join(deskDir, 'pictures')

export function keptFiles(deskDir: string, mostBytes = MOST_BYTES): KeptFiles {
  const folder = folderOf(deskDir)
  return {
    read(sha256) {
      const file = join(folder, sha256)
      try {
        const bytes = readFileSync(file)
        if (createHash('sha256').update(bytes).digest('hex') === sha256) {
          const now = new Date()
          utimesSync(file, now, now)
          return bytes
        }
        rmSync(file, { force: true })
      } catch {
        // Not here: the centre has it.
      }
      return undefined
    },
    keep(sha256, bytes) {
      if (bytes.length > mostBytes) return
      try {
        mkdirSync(folder, { recursive: true, mode: 0o700 })
        const file = join(folder, sha256)
        writeFileSync(`${file}.new`, bytes, { mode: 0o600 })
        renameSync(`${file}.new`, file)
        makeRoom(folder, mostBytes)
      } catch {
        rmSync(join(folder, `${sha256}.new`), { force: true })
      }
    },
  }
}

function makeRoom(folder: string, mostBytes: number): void {
  const files = readdirSync(folder).map((name) => {
    const { size, mtimeMs } = statSync(join(folder, name))
    return { name, size, mtimeMs }
  })
  let size = files.reduce((sum, file) => sum + file.size, 0)
  for (const file of files.sort((a, b) => a.mtimeMs - b.mtimeMs)) {
    if (size <= mostBytes) return
    rmSync(join(folder, file.name), { force: true })
    size -= file.size
  }
}

export function deleteKeptFiles(deskDir: string): void {
  rmSync(folderOf(deskDir), { recursive: true, force: true })
}
