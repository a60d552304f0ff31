/** The desktop program. Starts the engine in a process of its own, opens the window, and joins the two with a port. */
import { app, BrowserWindow, dialog, session } from 'electron'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { toScale } from '#main/host/fill-demo.ts'
import { aesStore, keyFile } from '#main/host/key-file.ts'
import { openLogFile } from '#main/host/log-file.ts'
import { makeProfileFolder, profileFolder } from '#main/host/profile.ts'
import { openSecrets } from '#main/host/secrets.ts'
import { startEngineHost } from './engine-host.ts'
import { workstationKey } from './key-store.ts'
import { lockDown } from './lock-down.ts'
import { setMenu } from './menu.ts'
import { PAGE_ORIGIN, registerPageScheme, servePage } from './page-protocol.ts'
import { startUpdates } from './updates.ts'
import { openWindow } from './windows.ts'
import { wordsFor } from './words.ts'

const out = path.join(import.meta.dirname, '..')
const { values } = parseArgs({
  args: process.argv.slice(1),
  options: { profile: { type: 'string' }, demo: { type: 'boolean' }, scale: { type: 'string' } },
  // Chromium has switches of its own on the same line.
  strict: false,
})
const option = (name: 'profile' | 'scale') => (typeof values[name] === 'string' ? values[name] : undefined)
const profileDir = makeProfileFolder(profileFolder(option('profile')))
const log = openLogFile(profileDir)

app.setName('Kvartal')
// One program for each profile: two profiles may be open side by side.
app.setPath('userData', path.join(profileDir, 'electron'))
app.enableSandbox()
registerPageScheme()

if (app.requestSingleInstanceLock()) {
  app.on('second-instance', showWindow)
  void app.whenReady().then(start)
} else app.quit()

function start() {
  const words = wordsFor(app.getPreferredSystemLanguages())
  const key = workstationKey(profileDir)
  const secrets = openSecrets(profileDir, key === null ? keyFile(profileDir) : aesStore(Buffer.from(key, 'base64')))
  // The development server of electron-vite; an installed program never looks at the environment for its page.
  const developed = app.isPackaged ? undefined : process.env['ELECTRON_RENDERER_URL']
  const origin = developed === undefined ? PAGE_ORIGIN : new URL(developed).origin
  servePage(session.defaultSession, path.join(out, 'renderer'))
  lockDown(app, session.defaultSession, origin)

  const engine = startEngineHost({
    entry: path.join(out, 'main/engine-process.js'),
    profileDir,
    key,
    demo: values.demo === true ? toScale(option('scale')) : null,
    log: (text) => log.info(text, { from: 'engine' }),
    onFailed(code, message) {
      log.error(message, { code })
      dialog.showErrorBox(code === 'conflict' ? words.profileInUse : words.engineFailed, message)
      app.exit(1)
    },
    onGivenUp(again) {
      const choice = dialog.showMessageBoxSync({
        type: 'error',
        message: words.engineGone,
        detail: words.engineGoneDetail,
        buttons: [words.again, words.quit],
        cancelId: 1,
      })
      if (choice === 0) again()
      else app.exit(1)
    },
    onShow: showWindow,
  })

  const checkUpdates = startUpdates(words, (text) => log.info(text))
  setMenu(words, { profileDir, checkUpdates, print: () => BrowserWindow.getFocusedWindow()?.webContents.print() })
  const open = () =>
    openWindow({
      address: `${origin}/${developed === undefined ? '' : 'index.html'}`,
      preload: path.join(out, 'preload/preload.cjs'),
      icon: path.join(out, '../resources/icons/icon.png'),
      profileDir,
      engine,
      secrets,
    })
  open()

  app.on('activate', () => {
    if (BrowserWindow.getAllWindows().length === 0) open()
  })
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit()
  })
  app.on('render-process-gone', (_event, contents, { reason }) => {
    log.error(`The page's process is gone: ${reason}`)
    if (reason !== 'clean-exit') contents.reload()
  })
  let isStopped = false
  app.on('before-quit', (event) => {
    if (isStopped) return
    event.preventDefault()
    void engine.stop().then(() => {
      isStopped = true
      app.quit()
    })
  })
}

function showWindow() {
  const [window] = BrowserWindow.getAllWindows()
  if (window?.isMinimized()) window.restore()
  window?.show()
  window?.focus()
}
