/** Opens the default browser, where there is one. Never fails and is never waited for: the address is printed anyway. */
import { spawn } from 'node:child_process'

type Environment = Readonly<Record<string, string | undefined>>

/** The program and its arguments, or undefined on a machine without a screen. */
export function opener(target: string, platform: NodeJS.Platform, env: Environment): [string, string[]] | undefined {
  // The empty word is the window's title, which `start` takes its first quoted argument for.
  if (platform === 'win32') return ['cmd.exe', ['/c', 'start', '""', target.replace(/&/g, '^&')]]
  if (platform === 'darwin') return ['open', [target]]
  const hasScreen = env['DISPLAY'] !== undefined || env['WAYLAND_DISPLAY'] !== undefined
  return hasScreen ? ['xdg-open', [target]] : undefined
}

/** Opens an address or a folder with what the system opens such things with; tells whether it could try. */
export function openOutside(target: string): boolean {
  const found = opener(target, process.platform, process.env)
  if (!found) return false
  const [program, args] = found
  const options = { detached: true, stdio: 'ignore', windowsVerbatimArguments: process.platform === 'win32' } as const
  spawn(program, args, options)
    .on('error', () => undefined)
    .unref()
  return true
}
