/** A log in the profile: JSON lines, two files of a few megabytes in turn, so that it never fills the disk. */
import { appendFileSync, existsSync, mkdirSync, renameSync, statSync } from 'node:fs'
import path from 'node:path'
import type { Log } from '#main/engine/log.ts'

const LARGEST = 4 * 1024 * 1024

export function openLogFile(profileDir: string, now: () => Date = () => new Date()): Log {
  const folder = path.join(profileDir, 'logs')
  const file = path.join(folder, 'kvartal.log')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  let size = existsSync(file) ? statSync(file).size : 0

  function write(level: string, message: string, details?: unknown) {
    const line = JSON.stringify({ at: now().toISOString(), level, message, details: plain(details) }) + '\n'
    try {
      if (size > LARGEST) {
        renameSync(file, path.join(folder, 'kvartal.old.log'))
        size = 0
      }
      appendFileSync(file, line, { mode: 0o600 })
      size += Buffer.byteLength(line)
    } catch {
      // A full disk must not stop the sale that wanted to note something.
    }
  }

  return {
    info: (message, details) => write('info', message, details),
    warn: (message, details) => write('warn', message, details),
    error: (message, error) => write('error', message, error),
  }
}

/** An error says nothing as JSON; its stack and its cause do. */
function plain(details: unknown): unknown {
  if (!(details instanceof Error)) return details
  return {
    error: details.stack ?? details.message,
    ...(details.cause === undefined ? {} : { cause: plain(details.cause) }),
  }
}
