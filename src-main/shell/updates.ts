/** New versions from the company's own server. They are fetched in the background and installed when the program is closed. */
import { app, Notification } from 'electron'
import electronUpdater from 'electron-updater'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { fill, type Words } from './words.ts'

const EVERY_MS = 4 * 3_600_000

/** Starts looking; returns how to look at once, or undefined where this is no installed program. */
export function startUpdates(words: Words, log: (text: string) => void): (() => void) | undefined {
  // The builder writes this file; a program run from its sources has none.
  if (!app.isPackaged || !existsSync(path.join(process.resourcesPath, 'app-update.yml'))) return undefined
  const { autoUpdater } = electronUpdater
  autoUpdater.autoDownload = true
  autoUpdater.autoInstallOnAppQuit = true
  autoUpdater.on('error', (error) => log(`Updates: ${error.message}`))
  autoUpdater.on('update-downloaded', ({ version }) => {
    new Notification({ title: fill(words.updateReady, { version }), body: words.updateDetail }).show()
  })
  const look = () => void autoUpdater.checkForUpdates().catch((error: unknown) => log(`Updates: ${String(error)}`))
  setTimeout(look, 30_000)
  setInterval(look, EVERY_MS)
  return look
}
