import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { connect as connectSocket } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { connect } from '#shared/rpc/client.ts'
import { AppError, toWireError } from '#shared/rpc/errors.ts'
import { serve, type Session } from '#shared/rpc/server.ts'
import {
  backupRunning,
  joinLocally,
  listenLocally,
  localAddress,
  showRunning,
  type LocalSocket,
} from './local-socket.ts'

let profileDir: string
let socket: LocalSocket | undefined
let closed: number

const session: Session = {
  call: (name, args) => (name === 'a.fail' ? Promise.reject(new AppError('conflict', 'Taken')) : Promise.resolve(args)),
  live: () => () => undefined,
  report: (error) => toWireError(error),
  close: () => void closed++,
}

beforeEach(() => {
  profileDir = mkdtempSync(path.join(tmpdir(), 'kvartal-door-'))
  closed = 0
})

afterEach(async () => {
  await socket?.close()
  socket = undefined
  rmSync(profileDir, { recursive: true })
})

async function listen() {
  socket = await listenLocally(profileDir, {
    onWire: (wire) => serve(session, wire, 'hash'),
    onShow: () => 'http://here/',
    onBackup: (file) => Promise.resolve({ file }),
  })
}

test('nobody home: joining finds nothing and leaves nothing', async () => {
  expect(await joinLocally(profileDir)).toBeUndefined()
  expect(await showRunning(profileDir)).toBeUndefined()
})

test('a call and a refusal cross the local socket, a megabyte too', async () => {
  await listen()
  const wire = await joinLocally(profileDir)
  const connection = connect({}, wire!)
  const long = 'я'.repeat(1_000_000)
  expect(await connection.hello).toBe('hash')
  expect(await connection.call('a.b', { long })).toEqual({ long })
  await expect(connection.call('a.fail', {})).rejects.toMatchObject({ code: 'conflict', message: 'Taken' })
  connection.close()
})

test('the session ends when the caller goes', async () => {
  await listen()
  const wire = await joinLocally(profileDir)
  await connect({}, wire!).hello
  wire!.close()
  await expect.poll(() => closed).toBe(1)
})

test('calls in flight fail when the engine goes', async () => {
  await listen()
  const connection = connect({}, (await joinLocally(profileDir))!)
  await connection.hello
  const gone = new Promise<void>((resolve) => connection.onClose(resolve))
  await socket?.close()
  await gone
  expect(await joinLocally(profileDir)).toBeUndefined()
})

test('a second start asks the first to show itself', async () => {
  await listen()
  expect(await showRunning(profileDir)).toBe('http://here/')
})

test('a backup is asked of the running engine', async () => {
  expect(await backupRunning(profileDir, '/b')).toBeUndefined()
  await listen()
  expect(await backupRunning(profileDir, '/b')).toEqual({ file: '/b' })
})

test.skipIf(process.platform === 'win32')('token and socket are closed to other users', async () => {
  await listen()
  expect(statSync(path.join(profileDir, 'local-token')).mode & 0o777).toBe(0o600)
  expect(statSync(localAddress(profileDir)).mode & 0o777).toBe(0o600)
})

test.each([
  ['a wrong token', () => JSON.stringify({ token: 'x'.repeat(43), ask: 'wire' }) + '\n'],
  ['no token', () => JSON.stringify({ ask: 'wire' }) + '\n'],
  [
    'an unknown wish',
    () => JSON.stringify({ token: readFileSync(path.join(profileDir, 'local-token'), 'utf8'), ask: 'root' }) + '\n',
  ],
  ['nonsense', () => 'GET / HTTP/1.1\r\n\r\n'],
  ['an endless first line', () => 'x'.repeat(50_000)],
])('%s is shown the door without a word', async (_what, first) => {
  await listen()
  const raw = connectSocket(localAddress(profileDir))
  raw.on('error', () => undefined)
  let heard = ''
  raw.on('data', (chunk: Buffer) => (heard += chunk.toString()))
  raw.write(first())
  await new Promise((resolve) => raw.on('close', resolve))
  expect(heard).toBe('')
})

test('a socket left behind by a killed host is no obstacle', async () => {
  await listen()
  const first = socket
  await listen()
  expect(await showRunning(profileDir)).toBe('http://here/')
  await first?.close().catch(() => undefined)
})

test('a profile deep in the tree still gets an address that fits', () => {
  expect(Buffer.byteLength(localAddress('/deep'.repeat(60)))).toBeLessThan(100)
})
