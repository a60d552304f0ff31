/** The menu of the window. What a screen can do has its place on the screen; here is what belongs to a window. */
import { app, Menu, shell, type MenuItemConstructorOptions } from 'electron'
import path from 'node:path'
import type { Words } from './words.ts'

export interface MenuActions {
  profileDir: string
  print(): void
  checkUpdates: (() => void) | undefined
}

export function setMenu(words: Words, actions: MenuActions): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(words, actions, process.platform === 'darwin')))
}

export function menuTemplate(words: Words, actions: MenuActions, isMac: boolean): MenuItemConstructorOptions[] {
  const separator: MenuItemConstructorOptions = { type: 'separator' }
  const print: MenuItemConstructorOptions = { label: words.print, accelerator: 'CmdOrCtrl+P', click: actions.print }
  const quit: MenuItemConstructorOptions = { label: words.quit, role: 'quit' }
  const about: MenuItemConstructorOptions = { label: words.about, role: 'about' }
  const updates: MenuItemConstructorOptions = {
    label: words.checkUpdates,
    enabled: actions.checkUpdates !== undefined,
    click: () => actions.checkUpdates?.(),
  }
  const logs: MenuItemConstructorOptions = {
    label: words.logs,
    click: () => void shell.openPath(path.join(actions.profileDir, 'logs')),
  }
  const edit: MenuItemConstructorOptions[] = [
    { label: words.undo, role: 'undo' },
    { label: words.redo, role: 'redo' },
    separator,
    { label: words.cut, role: 'cut' },
    { label: words.copy, role: 'copy' },
    { label: words.paste, role: 'paste' },
    { label: words.selectAll, role: 'selectAll' },
  ]
  const view: MenuItemConstructorOptions[] = [
    { label: words.reload, role: 'reload' },
    separator,
    { label: words.zoomIn, role: 'zoomIn' },
    { label: words.zoomOut, role: 'zoomOut' },
    { label: words.resetZoom, role: 'resetZoom' },
    separator,
    { label: words.fullScreen, role: 'togglefullscreen' },
    { label: words.developer, role: 'toggleDevTools', visible: !app.isPackaged },
  ]
  return [
    ...(isMac ? [{ label: app.name, submenu: [about, separator, quit] }] : []),
    { label: words.file, submenu: isMac ? [print] : [print, separator, quit] },
    { label: words.edit, submenu: edit },
    { label: words.view, submenu: view },
    {
      label: words.window,
      submenu: [
        { label: words.minimize, role: 'minimize' },
        { label: words.close, role: 'close' },
      ],
    },
    { label: words.help, submenu: isMac ? [updates, logs] : [updates, logs, separator, about] },
  ]
}
