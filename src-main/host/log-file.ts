/** A log in the profile: JSON lines, two files of a few megabytes in turn, so that it never fills the disk. */
import { appendFileSync, existsSync, mkdirSync, renameSync, statSync } from 'node:fs'
import path from 'node:path'

export type LogLevel = 'info' | 'warn' | 'error'
export type LogLine = (level: LogLevel, message: string, facts?: Record<string, unknown>) => void

const LARGEST = 4 * 1024 * 1024

export function openLogFile(profileDir: string, now: () => Date = () => new Date()): LogLine {
  const folder = path.join(profileDir, 'logs')
  const file = path.join(folder, 'kvartal.log')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  let size = existsSync(file) ? statSync(file).size : 0
  return (level, message, facts) => {
    const line = JSON.stringify({ at: now().toISOString(), level, message, ...facts }) + '\n'
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
}
