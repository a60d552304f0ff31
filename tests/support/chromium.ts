/** A Chromium to test in: told by CHROMIUM_PATH, the system's, or one that Playwright has downloaded before. */
import { existsSync, readdirSync } from 'node:fs'
import { homedir } from 'node:os'
import path from 'node:path'

/** Runs as root in a container, without a graphics card, and never calls home. */
export const CHROMIUM_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export const NO_CHROMIUM =
  'No Chromium found. Install one (Debian: apt-get install chromium; Fedora: dnf install chromium; macOS and Windows: Chrome ' +
  'or Edge will do; anywhere: npx playwright-core install chromium), or set CHROMIUM_PATH to its executable.'

export function findChromium(): string | undefined {
  return [process.env['CHROMIUM_PATH'], ...system(), ...playwright()].find(
    (file) => file !== undefined && existsSync(file),
  )
}

function system(): string[] {
  if (process.platform === 'darwin') {
    return ['Chromium', 'Google Chrome', 'Microsoft Edge'].map(
      (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
    )
  }
  if (process.platform === 'win32') {
    const roots = ['ProgramFiles', 'ProgramFiles(x86)', 'LOCALAPPDATA'].flatMap((name) => process.env[name] ?? [])
    return roots.flatMap((root) => [
      path.join(root, 'Google/Chrome/Application/chrome.exe'),
      path.join(root, 'Microsoft/Edge/Application/msedge.exe'),
    ])
  }
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge']
  const folders = (process.env['PATH'] ?? '').split(':').concat('/usr/bin', '/snap/bin')
  return names.flatMap((name) => folders.map((folder) => path.join(folder, name)))
}

function playwright(): string[] {
  const cache =
    process.env['PLAYWRIGHT_BROWSERS_PATH'] ??
    (process.platform === 'win32'
      ? path.join(process.env['LOCALAPPDATA'] ?? homedir(), 'ms-playwright')
      : process.platform === 'darwin'
        ? path.join(homedir(), 'Library/Caches/ms-playwright')
        : path.join(homedir(), '.cache/ms-playwright'))
  if (!existsSync(cache)) return []
  const inside = ['chrome-linux/chrome', 'chrome-linux64/chrome', 'chrome-win/chrome.exe', 'chrome-win64/chrome.exe']
  const mac = ['chrome-mac', 'chrome-mac-arm64', 'chrome-mac-x64'].map(
    (folder) => `${folder}/Chromium.app/Contents/MacOS/Chromium`,
  )
  return readdirSync(cache)
    .filter((name) => /^chromium-\d+$/.test(name))
    .sort()
    .reverse()
    .flatMap((name) => [...inside, ...mac].map((file) => path.join(cache, name, file)))
}
