/** The window: sandboxed, isolated, at the place where it was, showing itself only when there is something to see. */
import { BrowserWindow, ipcMain, MessageChannelMain, screen } from 'electron'
import type { Secrets } from '#main/host/secrets.ts'
import type { EngineHost } from './engine-host.ts'
import { serveShell } from './host.ts'
import { fitState, keepState, readState } from './window-state.ts'

export interface WindowOptions {
  address: string
  preload: string
  icon: string
  profileDir: string
  engine: EngineHost
  secrets: Secrets
}

/** The same through a reload, so that the page returns to the session it was signed in to. */
const SESSION_KEY = 'window'

export function openWindow(options: WindowOptions): BrowserWindow {
  const state = fitState(
    readState(options.profileDir),
    screen.getAllDisplays().map(({ workArea }) => workArea),
  )
  const window = new BrowserWindow({
    x: state.x,
    y: state.y,
    width: state.width,
    height: state.height,
    minWidth: 960,
    minHeight: 600,
    show: false,
    title: 'Kvartal',
    icon: options.icon,
    backgroundColor: '#f6f7f9',
    webPreferences: {
      preload: options.preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      // Chromium's own viewer of PDFs, the only plugin there is: attached documents are shown in place.
      plugins: true,
      spellcheck: false,
    },
  })
  if (state.isMaximized) window.maximize()
  window.once('ready-to-show', () => window.show())
  window.on('close', () => {
    const isMaximized = window.isMaximized()
    keepState(options.profileDir, { ...window.getNormalBounds(), isMaximized })
  })

  // The page says when it listens, after a reload too; ports sent earlier would be lost.
  const onReady = (event: Electron.IpcMainEvent) => {
    if (event.sender !== window.webContents || event.senderFrame !== window.webContents.mainFrame) return
    const shell = new MessageChannelMain()
    serveShell(window, shell.port1, options.profileDir, options.secrets)
    window.webContents.postMessage('kvartal.ports', null, [options.engine.attach(SESSION_KEY), shell.port2])
  }
  ipcMain.on('kvartal.ready', onReady)
  window.once('closed', () => ipcMain.off('kvartal.ready', onReady))

  void window.loadURL(options.address)
  return window
}
