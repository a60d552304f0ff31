/** Where a profile lives: the folder with one engine's caches, outboxes, embedded centre and files. */
import { mkdirSync } from 'node:fs'
import { homedir } from 'node:os'
import path from 'node:path'

type Environment = Readonly<Record<string, string | undefined>>

/** `--profile`, then KVARTAL_PROFILE, then the system's own place for a program's data. */
export function profileFolder(
  given: string | undefined,
  env: Environment = process.env,
  platform: NodeJS.Platform = process.platform,
  home: string = homedir(),
): string {
  const chosen = given ?? env['KVARTAL_PROFILE']
  if (chosen) return path.resolve(chosen)
  if (platform === 'win32') return path.join(env['APPDATA'] ?? path.join(home, 'AppData/Roaming'), 'Kvartal', 'profile')
  if (platform === 'darwin') return path.join(home, 'Library/Application Support/Kvartal/profile')
  return path.join(env['XDG_DATA_HOME'] ?? path.join(home, '.local/share'), 'kvartal', 'profile')
}

/** Makes the folder, closed to other users of the machine. */
export function makeProfileFolder(folder: string): string {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  return folder
}
