import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { request as httpRequest } from 'node:http'
import { connect as connectSocket } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { AppError, toWireError } from '#shared/rpc/errors.ts'
import { serve, type Session } from '#shared/rpc/server.ts'
import { aesStore } from '#main/host/key-file.ts'
import { openSecrets } from '#main/host/secrets.ts'
import { startWebServer, type WebServer } from './server.ts'

const echo: Session = {
  call: (name, args) =>
    name === 'fail' ? Promise.reject(new AppError('conflict', 'Taken')) : Promise.resolve({ name, args }),
  live: () => () => undefined,
  report: (error) => toWireError(error),
  close: () => undefined,
}

let folder: string
let server: WebServer
let keys: string[]

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'kvartal-web-'))
  for (const name of ['page/assets', 'profile/files/out/1']) mkdirSync(path.join(folder, name), { recursive: true })
  writeFileSync(path.join(folder, 'page/index.html'), '<!doctype html><title>Kvartal</title>')
  writeFileSync(path.join(folder, 'page/assets/app.js'), 'export {}')
  writeFileSync(path.join(folder, 'profile/files/out/1/offer.pdf'), '%PDF')
  writeFileSync(path.join(folder, 'profile/workstation.key'), 'secret')
  writeFileSync(path.join(folder, 'outside.html'), 'outside')
  symlinkSync(path.join(folder, 'profile/workstation.key'), path.join(folder, 'profile/files/link.pdf'))
  keys = []
  const profileDir = path.join(folder, 'profile')
  server = await startWebServer({
    pageDir: path.join(folder, 'page'),
    profileDir,
    secrets: openSecrets(profileDir, aesStore(Buffer.alloc(32, 7))),
    onWire(wire, key) {
      keys.push(key)
      serve(echo, wire, 'hash')
    },
    showInFolder: () => undefined,
  })
})

afterEach(async () => {
  await server.close()
  rmSync(folder, { recursive: true })
})

interface Answer {
  status: number
  headers: Record<string, string | string[] | undefined>
  text: string
}

/** A request as bytes would have it: fetch would tidy the path and forbid the headers we want to forge. */
function ask(target: string, headers: Record<string, string> = {}, method = 'GET', body = ''): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port: server.port, path: target, method, headers }
    httpRequest(options, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text: Buffer.concat(chunks).toString(),
        }),
      )
    })
      .on('error', reject)
      .end(body)
  })
}

async function enter(): Promise<{ cookie: string }> {
  const { pathname, search } = new URL(server.invite())
  const answer = await ask(pathname + search)
  return { cookie: (answer.headers['set-cookie']?.[0] ?? '').split(';')[0] ?? '' }
}

function openWire(headers: Record<string, string>): Promise<'open' | number> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}/wire`, { headers })
    socket.on('open', () => {
      socket.terminate()
      resolve('open')
    })
    socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0))
    socket.on('error', () => undefined)
  })
}

const origin = () => `http://127.0.0.1:${server.port}`

describe('the door', () => {
  test('without the one-time token nothing is served', async () => {
    expect((await ask('/')).status).toBe(403)
    expect((await ask('/assets/app.js')).status).toBe(403)
    expect((await ask('/?token=guess')).status).toBe(403)
  })

  test('the token is exchanged once for a strict cookie that scripts cannot read', async () => {
    const { pathname, search } = new URL(server.invite())
    const first = await ask(pathname + search)
    expect(first.headers['set-cookie']?.[0]).toMatch(/^kvartal_\d+=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/)
    expect((await ask(pathname + search)).status).toBe(403)
  })

  test('a cookie opens the page, and a used address still leads there', async () => {
    const { cookie } = await enter()
    expect((await ask('/', { cookie })).text).toContain('<title>Kvartal</title>')
    expect((await ask('/?token=used', { cookie })).status).toBe(200)
  })

  test('a page under another name that resolves here is turned away', async () => {
    const { cookie } = await enter()
    expect((await ask('/', { cookie, host: 'evil.example' })).status).toBe(403)
    expect((await ask('/', { cookie, host: `127.0.0.1.evil.example:${server.port}` })).status).toBe(403)
  })

  test('every answer forbids framing, sniffing and foreign scripts', async () => {
    const { headers } = await ask('/')
    expect(headers['content-security-policy']).toMatch(/default-src 'none'; script-src 'self';/)
    expect(headers['content-security-policy']).toMatch(/frame-ancestors 'none'/)
    expect(headers['x-content-type-options']).toBe('nosniff')
  })
})

describe('the wire', () => {
  test('opens for our page with our cookie, and a reload keeps its key', async () => {
    const headers = { ...(await enter()), origin: origin() }
    expect(await openWire(headers)).toBe('open')
    expect(await openWire(headers)).toBe('open')
    expect(keys[0]).toBe(keys[1])
  })

  test('stays shut without a cookie, from another origin, without one, and under another host', async () => {
    const cookie = await enter()
    expect(await openWire({ origin: origin() })).toBe(403)
    expect(await openWire({ ...cookie, origin: 'http://evil.example' })).toBe(403)
    expect(await openWire(cookie)).toBe(403)
    expect(await openWire({ ...cookie, origin: origin(), host: 'evil.example' })).toBe(403)
    expect(await openWire({ ...cookie, origin: 'null' })).toBe(403)
  })

  test('carries calls and refusals; a message that is no JSON ends it', async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}/wire`, {
      headers: { ...(await enter()), origin: origin() },
    })
    const seen: unknown[] = []
    socket.on('message', (data: Buffer) => {
      seen.push(JSON.parse(data.toString()))
      if (seen.length === 3) socket.send('not json')
    })
    await new Promise((resolve) => socket.on('open', resolve))
    socket.send(JSON.stringify({ t: 'call', id: 1, name: 'say', args: { a: 1 } }))
    socket.send(JSON.stringify({ t: 'call', id: 2, name: 'fail', args: {} }))
    const code = await new Promise((resolve) => socket.on('close', resolve))
    expect({ seen, code }).toEqual({
      seen: [
        { t: 'hello', contract: 'hash' },
        { t: 'ok', id: 1, value: { name: 'say', args: { a: 1 } } },
        { t: 'fail', id: 2, error: { code: 'conflict', message: 'Taken', details: {} } },
      ],
      code: 1007,
    })
  })

  test('an upgrade that breaks off halfway harms nobody', async () => {
    const socket = connectSocket(server.port, '127.0.0.1')
    socket.write('GET /wire HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n')
    await new Promise((resolve) => socket.on('close', resolve).on('data', () => socket.destroy()))
    expect((await ask('/')).status).toBe(403)
  })
})

describe('paths', () => {
  const ways = [
    '/../outside.html',
    '/..%2foutside.html',
    '/%2e%2e/outside.html',
    '/assets/../../outside.html',
    '/assets/..%5c..%5coutside.html',
    '/assets%00.js',
    '/%E0%A4%A',
    '//outside.html',
  ]
  test.each(ways)('%s does not leave the page folder', async (way) => {
    expect((await ask(way, await enter())).text).not.toContain('outside')
  })

  test.each([
    '../workstation.key',
    '..%2fworkstation.key',
    'out/1/../../../workstation.key',
    'link.pdf',
    'out',
    'C:%5cx',
    '/etc/passwd',
  ])('the file %s is not given out', async (file) => {
    const answer = await ask(`/files/${file}`, await enter())
    expect(answer.text).not.toMatch(/secret|root:/)
    // Without an ending it may be taken for the address of a screen, which answers with the page.
    expect(answer.status === 404 || answer.text.includes('<title>Kvartal</title>')).toBe(true)
  })

  test('an address of a screen answers with the page, a missing script with 404', async () => {
    const cookie = await enter()
    expect((await ask('/inventory/board', cookie)).text).toContain('<title>Kvartal</title>')
    expect((await ask('/assets/gone.js', cookie)).status).toBe(404)
  })
})

describe('files and secrets', () => {
  test('a file of the profile is downloaded under the name it was given', async () => {
    const answer = await ask('/files/out/1/offer.pdf?name=' + encodeURIComponent('КП «А».pdf'), await enter())
    expect(answer.text).toBe('%PDF')
    expect(answer.headers['content-disposition']).toBe(
      `attachment; filename*=UTF-8''${encodeURIComponent('КП «А».pdf')}`,
    )
  })

  test('what the user brings in lands under a folder of its own and can be read back', async () => {
    const headers = { ...(await enter()), origin: origin() }
    const answer = await ask('/files?name=' + encodeURIComponent('../../прайс.xlsx'), headers, 'POST', 'rows')
    const ref = JSON.parse(answer.text) as { file: string; name: string }
    expect(ref.name).toBe('прайс.xlsx')
    expect((await ask('/files/' + ref.file.split('/').map(encodeURIComponent).join('/'), headers)).text).toBe('rows')
  })

  test('nothing is taken from another origin, cookie or not', async () => {
    const headers = { ...(await enter()), origin: 'http://evil.example' }
    expect((await ask('/files?name=a.txt', headers, 'POST', 'x')).status).toBe(403)
    expect((await ask('/secrets/pin', headers, 'PUT', 'x')).status).toBe(403)
  })

  test('a secret is kept, read and forgotten', async () => {
    const headers = { ...(await enter()), origin: origin() }
    expect((await ask('/secrets/last-login', headers)).status).toBe(204)
    await ask('/secrets/last-login', headers, 'PUT', 'ольга')
    expect((await ask('/secrets/last-login', headers)).text).toBe('ольга')
    await ask('/secrets/last-login', headers, 'DELETE')
    expect((await ask('/secrets/last-login', headers)).status).toBe(204)
    expect((await ask('/secrets/..%2fworkstation.key', headers)).status).toBe(400)
  })
})
