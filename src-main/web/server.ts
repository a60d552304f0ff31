/** The web host: the built page, the files of the profile and the wire, on loopback only. */
import { createReadStream, existsSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import { AppError, toWireError } from '#shared/rpc/errors.ts'
import type { ServerWire } from '#shared/rpc/wire.ts'
import { locate, mimeOf, safeName, takeIn } from '#main/engine/files.ts'
import { pageFile, pageHeaders } from '#main/host/page.ts'
import type { Secrets } from '#main/host/secrets.ts'
import { openGate, type Gate } from './gate.ts'
import { LARGEST_MESSAGE, webSocketWire } from './socket.ts'

export interface WebServerOptions {
  /** The built page. */
  pageDir: string
  profileDir: string
  secrets: Secrets
  /** Wires wait for this: the page may be handed out before the engine is there. */
  ready?: Promise<unknown>
  /** A file of the page is on its way. */
  onPage?(): void
  /** Each page's wire, with a key that is the same after a reload. */
  onWire(wire: ServerWire, sessionKey: string): void
  /** Shows a file in the system's file manager. */
  showInFolder(file: string): void
  /** Tried first; a taken port is answered by another one. */
  port?: number
}

export interface WebServer {
  port: number
  /** A fresh one-time address. */
  invite(): string
  close(): Promise<void>
}

const LARGEST_SECRET = 8192

export async function startWebServer(options: WebServerOptions): Promise<WebServer> {
  let port = 0
  const gate = openGate(() => port)
  const server = createServer((request, response) => {
    answer(request, response, gate, options).catch((error: unknown) => fail(response, error))
  })
  // Slow or silent peers do not hold a connection for ever.
  server.headersTimeout = 10_000
  server.requestTimeout = 10 * 60_000
  server.maxConnections = 512

  const sockets = new WebSocketServer({ noServer: true, maxPayload: LARGEST_MESSAGE, perMessageDeflate: false })
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy())
    const session = gate.sessionOf(request)
    const isWire = request.url === '/wire'
    if (!gate.isOurHost(request) || !gate.isOurOrigin(request) || !isWire || session === undefined) {
      return void socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
    }
    const open = () =>
      sockets.handleUpgrade(request, socket, head, (ready) => options.onWire(webSocketWire(ready), session))
    void (options.ready ?? Promise.resolve()).then(open, () => socket.destroy())
  })

  await listen(options.port ?? 0)
  port = (server.address() as AddressInfo).port

  return {
    port,
    invite: () => gate.invite(),
    close() {
      for (const client of sockets.clients) client.terminate()
      server.closeAllConnections()
      return new Promise((resolve) => void server.close(() => resolve()))
    },
  }

  function listen(wanted: number): Promise<void> {
    return new Promise((resolve, reject) => {
      server.once('error', (error: NodeJS.ErrnoException) => {
        if (wanted !== 0 && (error.code === 'EADDRINUSE' || error.code === 'EACCES')) listen(0).then(resolve, reject)
        else reject(error)
      })
      server.listen(wanted, '127.0.0.1', resolve)
    })
  }
}

async function answer(request: IncomingMessage, response: ServerResponse, gate: Gate, options: WebServerOptions) {
  for (const [name, value] of Object.entries(pageHeaders())) response.setHeader(name, value)
  if (!gate.isOurHost(request)) return refuse(response, 403)
  const url = new URL(request.url ?? '/', 'http://127.0.0.1')
  // Every browser asks for it before the page has told of the real one.
  if (url.pathname === '/favicon.ico') return response.writeHead(204, { 'Cache-Control': 'max-age=86400' }).end()
  const token = url.searchParams.get('token')
  if (token !== null && url.pathname === '/' && request.method === 'GET') return enter(request, response, gate, token)
  if (gate.sessionOf(request) === undefined) return invitePage(response)
  if (request.method === 'GET' || request.method === 'HEAD') return give(request, response, url, options)
  // Only a page of ours may change anything, even if a browser were to send the cookie along.
  if (!gate.isOurOrigin(request)) return refuse(response, 403)
  return take(request, response, url, options)
}

function enter(request: IncomingMessage, response: ServerResponse, gate: Gate, token: string) {
  const cookie = gate.redeem(token)
  // A used address in a browser that is already in is a bookmark, not an attack.
  if (cookie === undefined && gate.sessionOf(request) === undefined) return invitePage(response)
  if (cookie !== undefined) response.setHeader('Set-Cookie', gate.cookie(cookie))
  // Not a redirect: after a click in another site's page a strict cookie would not come along with one.
  const page = '<!doctype html><meta http-equiv="refresh" content="0;url=/"><title>Kvartal</title>'
  response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' }).end(page)
}

function give(request: IncomingMessage, response: ServerResponse, url: URL, options: WebServerOptions) {
  const isHead = request.method === 'HEAD'
  if (url.pathname.startsWith('/secrets/')) {
    const value = options.secrets.read(segment(url.pathname, '/secrets/'))
    response.setHeader('Cache-Control', 'no-store')
    return value === null
      ? response.writeHead(204).end()
      : response.writeHead(200, { 'Content-Type': 'text/plain' }).end(value)
  }
  if (url.pathname.startsWith('/files/')) {
    const file = locate(options.profileDir, segment(url.pathname, '/files/'))
    const name = safeName(url.searchParams.get('name') ?? path.basename(file))
    return stream(response, file, isHead, {
      'Content-Type': mimeOf(name),
      'Content-Disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16)}`)}`,
      'Cache-Control': 'no-store',
    })
  }
  const found = pageFile(options.pageDir, url.pathname)
  // Screens have addresses of their own; the page finds its way from there. Files are there or not.
  const page = found ?? (path.extname(url.pathname) === '' ? pageFile(options.pageDir, '/') : undefined)
  if (!page) return refuse(response, existsSync(path.join(options.pageDir, 'index.html')) ? 404 : 503)
  options.onPage?.()
  return stream(response, page.file, isHead, { 'Content-Type': page.type, 'Cache-Control': page.cache })
}

async function take(request: IncomingMessage, response: ServerResponse, url: URL, options: WebServerOptions) {
  const { method } = request
  if (method === 'POST' && url.pathname === '/files') {
    const ref = await takeIn(options.profileDir, url.searchParams.get('name') ?? 'file', request)
    return response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(ref))
  }
  if (method === 'POST' && url.pathname === '/folder') {
    options.showInFolder(locate(options.profileDir, url.searchParams.get('file') ?? ''))
    return response.writeHead(204).end()
  }
  if ((method === 'PUT' || method === 'DELETE') && url.pathname.startsWith('/secrets/')) {
    const value = method === 'DELETE' ? null : await shortText(request)
    options.secrets.keep(segment(url.pathname, '/secrets/'), value)
    return response.writeHead(204).end()
  }
  return refuse(response, 405)
}

function segment(pathname: string, prefix: string): string {
  try {
    return decodeURIComponent(pathname.slice(prefix.length))
  } catch {
    throw new AppError('invalid', 'The address is not readable')
  }
}

async function shortText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > LARGEST_SECRET) throw new AppError('invalid', 'The text is too long')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}

function stream(response: ServerResponse, file: string, isHead: boolean, headers: Record<string, string>) {
  response.writeHead(200, headers)
  if (isHead) return response.end()
  return createReadStream(file)
    .on('error', () => response.destroy())
    .pipe(response)
}

function refuse(response: ServerResponse, status: 403 | 404 | 405 | 503) {
  const text = {
    403: 'This address is for the page of this program only.',
    404: 'There is no such page.',
    405: 'That cannot be done here.',
    503: 'The page has not been built yet: npm run build',
  }[status]
  return response
    .writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' })
    .end(text)
}

/** For people who came without an address of their own. In both languages: nobody has chosen one yet. */
function invitePage(response: ServerResponse) {
  const text = [
    'Адрес действует один раз. Нажмите Enter в окне, где запущен Kvartal, или снова выполните npm start: появится новый адрес.',
    '',
    'This address works once. Press Enter where Kvartal is running, or run npm start again, for a new one.',
  ].join('\n')
  return response.writeHead(403, { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' }).end(text)
}

function fail(response: ServerResponse, error: unknown) {
  if (response.headersSent) return response.destroy()
  const { code, message, details } = toWireError(error)
  const status = { invalid: 400, forbidden: 403, 'not-found': 404 }[code as string] ?? 500
  return response
    .writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store', Connection: 'close' })
    .end(JSON.stringify({ code, message, details }))
}
