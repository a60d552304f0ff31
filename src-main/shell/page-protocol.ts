/** The page's own scheme: `app://kvartal/` is a real origin, so that the content security policy and the storage have one. */
import { net, protocol, type Session } from 'electron'
import { pathToFileURL } from 'node:url'
import { pageFile, pageHeaders } from '#main/host/page.ts'

export const PAGE_ORIGIN = 'app://kvartal'

/** Before the application is ready, or the scheme has no origin. */
export function registerPageScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ])
}

export function servePage(session: Session, pageDir: string): void {
  session.protocol.handle('app', async (request) => {
    const url = new URL(request.url)
    const found = url.host === 'kvartal' ? pageFile(pageDir, url.pathname) : undefined
    if (!found) return new Response('There is no such page.', { status: 404 })
    const content = await net.fetch(pathToFileURL(found.file).toString())
    return new Response(content.body, {
      headers: { ...pageHeaders(), 'Content-Type': found.type, 'Cache-Control': found.cache },
    })
  })
}
