/** What a page may never do, whatever got into it: leave, open windows, embed others, or ask for devices. */
import { shell, type App, type Session } from 'electron'
import { isInside, isOwnFrame, isPermitted, isSafeOutside } from './addresses.ts'

export function lockDown(app: App, session: Session, origin: string): void {
  session.setPermissionRequestHandler((_contents, permission, answer, { requestingUrl }) =>
    answer(isPermitted(permission, requestingUrl, origin)),
  )
  session.setPermissionCheckHandler((_contents, permission, url) => isPermitted(permission, url, origin))
  session.setDevicePermissionHandler(() => false)
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-navigate', (event) => {
      if (!isInside(event.url, origin)) event.preventDefault()
    })
    contents.on('will-frame-navigate', (event) => {
      if (!event.isMainFrame && !isOwnFrame(event.url, origin)) event.preventDefault()
    })
    contents.on('will-redirect', (event) => {
      if (!isInside(event.url, origin)) event.preventDefault()
    })
    contents.on('will-attach-webview', (event) => event.preventDefault())
    contents.setWindowOpenHandler(({ url }) => {
      if (isSafeOutside(url)) void shell.openExternal(url)
      return { action: 'deny' }
    })
  })
}
