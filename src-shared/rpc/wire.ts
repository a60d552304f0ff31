/** A transport in three functions; memory, MessagePort, WebSocket and local socket are all this. Values are JSON only. */
import type { WireError } from './errors.ts'

export interface Wire<In, Out> {
  send(message: Out): void
  onMessage(listener: (message: In) => void): void
  /** Called once, when the other end is gone. */
  onClose(listener: () => void): void
  close(): void
}

/** A row of a live query; `id` tells one row from another. */
export interface LiveRow {
  id: string
}

export type Up =
  /** `command` is the id under which a command is applied at most once; the caller makes it (a uuid v7). */
  | { t: 'call'; id: number; name: string; args: unknown; command?: string }
  | { t: 'cancel'; id: number }
  | { t: 'live'; id: number; name: string; args: unknown }
  | { t: 'stop'; id: number }

export type Down =
  | { t: 'hello'; contract: string }
  | { t: 'ok'; id: number; value: unknown }
  | { t: 'fail'; id: number; error: WireError }
  | { t: 'progress'; id: number; done: number; total: number; stage: string }
  /** A live query's answer is a list of rows with ids: what is new or changed, what is gone, and the order when it changed. */
  | { t: 'rows'; live: number; put: LiveRow[]; gone: string[]; order?: string[] }
  /** A live query's answer is one value: the whole of it. */
  | { t: 'value'; live: number; value: unknown }

export type ClientWire = Wire<Down, Up>
export type ServerWire = Wire<Up, Down>

/** Two joined ends in one process, through JSON as a real wire would. Delivery is asynchronous and ordered. */
export function memoryWire(): { client: ClientWire; server: ServerWire } {
  const [client, server] = [end<Down, Up>(), end<Up, Down>()]
  client.peer = server
  server.peer = client
  return { client: client.wire, server: server.wire }
}

function end<In, Out>() {
  const listeners: ((message: In) => void)[] = []
  const closers: (() => void)[] = []
  const self = {
    peer: undefined as undefined | { deliver(message: Out): void; shut(): void },
    open: true,
    deliver: (message: In) => listeners.forEach((listener) => listener(message)),
    shut() {
      if (!self.open) return
      self.open = false
      closers.forEach((closer) => closer())
    },
    wire: {
      send(message: Out) {
        const text = JSON.stringify(message)
        queueMicrotask(() => self.open && self.peer?.deliver(JSON.parse(text) as Out))
      },
      onMessage: (listener: (message: In) => void) => void listeners.push(listener),
      onClose: (closer: () => void) => void closers.push(closer),
      close() {
        const peer = self.peer
        self.shut()
        queueMicrotask(() => peer?.shut())
      },
    } satisfies Wire<In, Out>,
  }
  return self
}
