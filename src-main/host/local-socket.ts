/**
 * The engine's local door. Whoever opened the profile listens here, so that the command line and a second start talk to the
 * running engine instead of opening its files. One JSON message a line; the first line carries the token, which lies in the
 * profile in a file that only this user may read.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { chmodSync, existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { connect as connectSocket, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { z } from 'zod'
import { AppError, fromWireError, toWireError, type WireError } from '#shared/rpc/errors.ts'
import type { ClientWire, Down, ServerWire, Up, Wire } from '#shared/rpc/wire.ts'

/** The longest line taken from outside: an import's arguments fit, a runaway writer does not. */
const LONGEST_LINE = 64 * 1024 * 1024
/** A reader this far behind is stuck: it is let go before it fills our memory. */
const LARGEST_BACKLOG = 256 * 1024 * 1024
const PATIENCE_MS = 5_000
const LONGEST_GREETING = 8192

/** What the first line asks for: the engine's wire, that the host shows itself (a window to the front, a fresh address), or a backup. */
type Ask = { ask: 'wire' } | { ask: 'show' } | { ask: 'backup'; file: string }

const Token = z.string().max(100)
const Greeting = z.discriminatedUnion('ask', [
  z.object({ token: Token, ask: z.literal('wire') }),
  z.object({ token: Token, ask: z.literal('show') }),
  z.object({ token: Token, ask: z.literal('backup'), file: z.string().min(1).max(4096) }),
])

export interface LocalDoor {
  onWire(wire: ServerWire): void
  /** Shows the application and tells the address to open, if it has one. */
  onShow(): string | null
  /** Writes a backup of the profile to a file. */
  onBackup(file: string): Promise<unknown>
}

export interface LocalSocket {
  close(): Promise<void>
}

export async function listenLocally(profileDir: string, door: LocalDoor): Promise<LocalSocket> {
  const address = localAddress(profileDir)
  const token = randomBytes(32).toString('base64url')
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    admit(socket, token, door)
  })

  // A socket file left by a killed host answers nobody. The profile's own lock says that we are the only one.
  if (process.platform !== 'win32') rmSync(address, { force: true })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(address, resolve)
  })
  if (process.platform !== 'win32') chmodSync(address, 0o600)
  const tokenFile = tokenFileOf(profileDir)
  rmSync(tokenFile, { force: true })
  writeFileSync(tokenFile, token, { mode: 0o600, flag: 'wx' })

  return {
    close() {
      rmSync(tokenFile, { force: true })
      for (const socket of sockets) socket.destroy()
      return new Promise((resolve) => void server.close(() => resolve()))
    },
  }
}

/** The wire to the engine that has this profile open, or undefined when none has. */
export async function joinLocally(profileDir: string): Promise<ClientWire | undefined> {
  const socket = await knock(profileDir, { ask: 'wire' })
  return socket && socketWire<Down, Up>(socket, LARGEST_BACKLOG)
}

/** Asks the running host to show itself: its address (null where it has none), or undefined when no host runs. */
export async function showRunning(profileDir: string): Promise<string | null | undefined> {
  const socket = await knock(profileDir, { ask: 'show' })
  if (!socket) return undefined
  const timer = setTimeout(() => socket.destroy(), PATIENCE_MS)
  const answer = await oneAnswer<{ address: string | null }>(socket)
  clearTimeout(timer)
  return answer?.address
}

/** Has the running engine write a backup; undefined when none runs. */
export async function backupRunning(profileDir: string, file: string): Promise<unknown> {
  const socket = await knock(profileDir, { ask: 'backup', file })
  if (!socket) return undefined
  const answer = await oneAnswer<{ ok: unknown } | { error: WireError }>(socket)
  if (answer === undefined) throw new AppError('internal', 'The engine is gone', { reason: 'engine.gone' })
  if ('error' in answer) throw fromWireError(answer.error)
  return answer.ok
}

function oneAnswer<T>(socket: Socket): Promise<T | undefined> {
  return new Promise((resolve) => {
    readLines(socket, LONGEST_LINE, (line) => {
      resolve(parse<T>(line))
      socket.end()
    })
    socket.once('close', () => resolve(undefined))
  })
}

function knock(profileDir: string, ask: Ask): Promise<Socket | undefined> {
  const tokenFile = tokenFileOf(profileDir)
  if (!existsSync(tokenFile)) return Promise.resolve(undefined)
  const token = readFileSync(tokenFile, 'utf8')
  const address = localAddress(profileDir)
  // Somebody else's socket under our name would be handed the token.
  if (process.platform !== 'win32' && (!existsSync(address) || statSync(address).uid !== process.getuid?.())) {
    return Promise.resolve(undefined)
  }
  return new Promise((resolve) => {
    const socket = connectSocket(address)
    socket.once('error', () => resolve(undefined))
    socket.once('connect', () => {
      socket.write(JSON.stringify({ token, ...ask }) + '\n')
      resolve(socket)
    })
  })
}

function admit(socket: Socket, token: string, door: LocalDoor): void {
  // An error is followed by `close`, which is what everybody here listens to.
  socket.on('error', () => undefined)
  const timer = setTimeout(() => socket.destroy(), PATIENCE_MS)
  socket.once('close', () => clearTimeout(timer))
  const stop = readLines(socket, LONGEST_GREETING, (line) => {
    stop()
    clearTimeout(timer)
    const ask = greeting(line, token)
    if (ask === undefined) return void socket.destroy()
    const answer = (value: unknown) => void socket.end(JSON.stringify(value) + '\n')
    switch (ask.ask) {
      case 'wire':
        return door.onWire(socketWire<Up, Down>(socket, LARGEST_BACKLOG))
      case 'show':
        return answer({ address: door.onShow() })
      case 'backup':
        return void door.onBackup(ask.file).then(
          (ok) => answer({ ok }),
          (error: unknown) => answer({ error: toWireError(error) }),
        )
    }
  })
}

function greeting(line: string, token: string): Ask | undefined {
  try {
    const { token: given, ...asked } = Greeting.parse(JSON.parse(line))
    return sameText(given, token) ? asked : undefined
  } catch {
    return undefined
  }
}

/** Compares without telling by its time how much was right. */
export function sameText(left: string, right: string): boolean {
  const [a, b] = [left, right].map((text) => createHash('sha256').update(text).digest())
  return a !== undefined && b !== undefined && timingSafeEqual(a, b)
}

export function socketWire<In, Out>(socket: Socket, largestBacklog: number): Wire<In, Out> {
  const listeners: ((message: In) => void)[] = []
  const early: In[] = []
  readLines(socket, LONGEST_LINE, (line) => {
    const message = parse<In>(line)
    if (message === undefined) return void socket.destroy()
    if (listeners.length === 0) early.push(message)
    else listeners.forEach((listener) => listener(message))
  })
  return {
    send(message) {
      if (socket.destroyed || socket.writableEnded) return
      socket.write(JSON.stringify(message) + '\n')
      if (socket.writableLength > largestBacklog) socket.destroy()
    },
    onMessage(listener) {
      listeners.push(listener)
      early.splice(0).forEach(listener)
    },
    onClose: (listener) => void socket.once('close', () => listener()),
    close: () => void socket.end(),
  }
}

function parse<T>(line: string): T | undefined {
  try {
    return JSON.parse(line) as T
  } catch {
    return undefined
  }
}

/** Calls back once for each line; a line longer than allowed ends the connection. The returned function hands the rest on. */
function readLines(socket: Socket, longest: number, onLine: (line: string) => void): () => void {
  let parts: Buffer[] = []
  let size = 0
  let isOn = true
  function take(chunk: Buffer) {
    let rest = chunk
    for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
      const line = Buffer.concat([...parts, rest.subarray(0, end)]).toString()
      parts = []
      size = 0
      rest = rest.subarray(end + 1)
      onLine(line)
      // The next reader takes what this one did not use.
      if (!isOn) return void (rest.length > 0 && socket.unshift(rest))
    }
    if (rest.length === 0) return
    parts.push(rest)
    size += rest.length
    if (size > longest) socket.destroy()
  }
  socket.on('data', take)
  return () => {
    isOn = false
    socket.off('data', take)
  }
}

function tokenFileOf(profileDir: string): string {
  return path.join(profileDir, 'local-token')
}

/** Socket paths have room for about a hundred bytes: a deep profile gets a short name elsewhere, made from its path. */
export function localAddress(profileDir: string): string {
  const folder = path.resolve(profileDir)
  const short = createHash('sha256').update(folder).digest('hex').slice(0, 24)
  if (process.platform === 'win32') return `\\\\.\\pipe\\kvartal-${short}`
  const inside = path.join(folder, 'engine.sock')
  return Buffer.byteLength(inside) < 100 ? inside : path.join(tmpdir(), `kvartal-${short}.sock`)
}
