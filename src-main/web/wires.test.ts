/** Every wire behaves the same: one suite over memory, the local socket, a WebSocket and Electron's kind of port. */
import { EventEmitter } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { MessageChannel, type MessagePort } from 'node:worker_threads'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { connect, type Connection } from '#shared/rpc/client.ts'
import { AppError, toWireError } from '#shared/rpc/errors.ts'
import { serve, type LiveSink, type Session } from '#shared/rpc/server.ts'
import { memoryWire, type ClientWire, type Down, type ServerWire } from '#shared/rpc/wire.ts'
import { joinLocally, listenLocally } from '#main/host/local-socket.ts'
import { portWire } from '#main/shell/port-wire.ts'
import { webSocketWire } from './socket.ts'

interface Joined {
  client: ClientWire
  server: ServerWire
  end(): Promise<void> | void
}

const WIRES: Record<string, () => Promise<Joined>> = {
  memory: () => Promise.resolve({ ...memoryWire(), end: () => undefined }),
  'local socket': localSocket,
  WebSocket: webSocket,
  port: port,
}

async function localSocket(): Promise<Joined> {
  const profileDir = mkdtempSync(path.join(tmpdir(), 'kvartal-wire-'))
  const server = Promise.withResolvers<ServerWire>()
  const onWire = (wire: ServerWire) => server.resolve(wire)
  const door = await listenLocally(profileDir, { onWire, onShow: () => null, onBackup: () => Promise.resolve(null) })
  const client = await joinLocally(profileDir)
  const end = async () => {
    await door.close()
    rmSync(profileDir, { recursive: true })
  }
  return { client: client!, server: await server.promise, end }
}

async function webSocket(): Promise<Joined> {
  const http = createServer()
  const sockets = new WebSocketServer({ server: http })
  const server = new Promise<ServerWire>((resolve) =>
    sockets.on('connection', (socket) => resolve(webSocketWire(socket))),
  )
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  const socket = new WebSocket(`ws://127.0.0.1:${(http.address() as AddressInfo).port}`)
  await new Promise((resolve) => socket.on('open', resolve))
  const client: ClientWire = {
    send: (message) => socket.send(JSON.stringify(message)),
    onMessage: (listener) => void socket.on('message', (data: Buffer) => listener(JSON.parse(data.toString()) as Down)),
    onClose: (listener) => void socket.on('close', () => listener()),
    close: () => socket.close(),
  }
  const end = () => {
    socket.terminate()
    http.close()
  }
  return { client, server: await server, end }
}

function port(): Promise<Joined> {
  const { port1, port2 } = new MessageChannel()
  // The shell's wire speaks to the page's, which has the same text and the same farewell.
  const client: ClientWire = {
    send: (message) => port1.postMessage(JSON.stringify(message)),
    onMessage: (listener) =>
      void port1.on('message', (text: string) => text !== '' && listener(JSON.parse(text) as Down)),
    onClose: (listener) => void port1.on('message', (text: string) => text === '' && listener()),
    close: () => port1.postMessage(''),
  }
  return Promise.resolve({ client, server: portWire(likeElectron(port2) as never), end: () => port1.close() })
}

/** Electron wraps what Node hands over bare. */
function likeElectron(inner: MessagePort) {
  const outer = new EventEmitter()
  inner.on('close', () => outer.emit('close'))
  return Object.assign(outer, {
    start: () => void inner.on('message', (data) => outer.emit('message', { data })),
    postMessage: (data: unknown) => inner.postMessage(data),
    close: () => inner.close(),
  })
}

describe.each(Object.keys(WIRES))('over %s', (kind) => {
  let joined: Joined
  let connection: Connection<Record<never, never>>
  let sink: LiveSink | undefined
  /** Of this test: the session before may be told late that its wire is gone. */
  let seats: { closed: number }
  let aborted: unknown

  const session: Session = {
    async call(name, args, { progress, signal }) {
      if (name === 'test.fail') throw new AppError('conflict', 'Taken', { reason: 'test.taken' })
      if (name === 'test.steps') for (const done of [1, 2, 3]) progress({ done, total: 3, stage: 'steps' })
      if (name === 'test.wait') {
        await new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)))
      }
      return args
    },
    live(_name, _args, given) {
      sink = given
      return () => (sink = undefined)
    },
    report(error) {
      aborted = error
      return toWireError(error)
    },
    close: () => undefined,
  }

  beforeEach(async () => {
    const mine = { closed: 0 }
    seats = mine
    joined = await WIRES[kind]!()
    connection = connect({}, joined.client)
    serve({ ...session, close: () => void mine.closed++ }, joined.server, 'hash')
  })

  afterEach(() => joined.end())

  test('the engine says hello, answers, and refuses in its own words', async () => {
    expect(await connection.hello).toBe('hash')
    expect(await connection.call('test.echo', { text: 'Ёж «№ 5»\u2028\n' })).toEqual({ text: 'Ёж «№ 5»\u2028\n' })
    await expect(connection.call('test.fail', {})).rejects.toMatchObject({
      code: 'conflict',
      details: { reason: 'test.taken' },
    })
  })

  test('what is undefined does not cross, and an absent result is null', async () => {
    expect(await connection.call('test.echo', { a: undefined, b: null })).toEqual({ b: null })
    expect(await connection.call('test.echo', undefined)).toBeNull()
  })

  test('progress arrives in order and before the answer', async () => {
    const seen: number[] = []
    await connection.call('test.steps', {}, { onProgress: ({ done }) => seen.push(done) })
    expect(seen).toEqual([1, 2, 3])
  })

  test('cancelling reaches the call', async () => {
    const cancel = new AbortController()
    const call = connection.call('test.wait', {}, { signal: cancel.signal })
    await connection.hello
    cancel.abort()
    await expect(call).rejects.toMatchObject({ code: 'cancelled' })
    expect(aborted).toMatchObject({ code: 'cancelled' })
  })

  test('patches of a live query arrive in order until it is stopped', async () => {
    const seen: unknown[] = []
    const listener = {
      onPatch: (patch: unknown) => seen.push(patch),
      onValue: (value: unknown) => seen.push(value),
      onError: () => undefined,
    }
    const stop = connection.live('test.rows', {}, listener)
    await expect.poll(() => sink).toBeDefined()
    sink?.patch({ put: [{ id: '1' }], gone: [], order: ['1'] })
    sink?.patch({ put: [], gone: ['1'] })
    sink?.value(5)
    await expect.poll(() => seen).toHaveLength(3)
    expect(seen).toMatchObject([{ put: [{ id: '1' }], gone: [], order: ['1'] }, { put: [], gone: ['1'] }, 5])
    stop()
    await expect.poll(() => sink).toBeUndefined()
  })

  test('ten thousand rows arrive whole', async () => {
    const rows = Array.from({ length: 10_000 }, (_, index) => ({ id: String(index), name: `Квартира ${index}` }))
    expect(await connection.call('test.echo', rows)).toEqual(rows)
  })

  test('when one end closes, calls in flight fail and the session ends, once', async () => {
    const call = connection.call('test.wait', {})
    await connection.hello
    joined.server.close()
    await expect(call).rejects.toMatchObject({ details: { reason: 'engine.gone' } })
    await expect.poll(() => seats.closed).toBe(1)
  })
})
