/** The caller's half: `connect(app, wire)` gives `api.deals.open(args)`, built by walking the contract, so a typo is a compile error. */
import type { Action, App, Call, Command, InputOf, Query, ResultOf } from './contract.ts'
import { AppError, fromWireError } from './errors.ts'
import { newId } from '../kernel/id.ts'
import type { ClientWire, Down, LiveRow } from './wire.ts'

export interface CallOptions {
  /** Aborting cancels the call; the promise then rejects with `cancelled`. */
  signal?: AbortSignal
  onProgress?: (progress: Progress) => void
  /** For a command: the id it is applied under at most once. Made here when not given. */
  command?: string
}

export interface Progress {
  done: number
  total: number
  stage: string
}

/** What a live query tells its reader: rows that are new or changed, ids that are gone, and the order when it changed. */
export interface Patch<Row extends LiveRow = LiveRow> {
  put: Row[]
  gone: string[]
  order?: string[]
}

export interface LiveListener {
  onPatch(patch: Patch): void
  onValue(value: unknown): void
  onError(error: AppError): void
}

type Caller<C extends Call> = (args: InputOf<C>, options?: CallOptions) => Promise<ResultOf<C>>

export type Api<A extends App> = {
  [M in keyof A]: { [N in keyof A[M]]: A[M][N] extends Query | Command | Action ? Caller<A[M][N]> : never }
}

export interface Connection<A extends App> {
  api: Api<A>
  /** Any call by its full name, for the command line and the palette. */
  call(name: string, args: unknown, options?: CallOptions): Promise<unknown>
  /** Starts a live query; the returned function stops it. */
  live(name: string, args: unknown, listener: LiveListener): () => void
  /** Resolves with the engine's contract hash once the other end has said hello. */
  hello: Promise<string>
  onClose(listener: () => void): void
  close(): void
}

interface Pending {
  resolve(value: unknown): void
  reject(error: AppError): void
  onProgress?: ((progress: Progress) => void) | undefined
}

export function connect<A extends App>(app: A, wire: ClientWire): Connection<A> {
  let lastId = 0
  const pending = new Map<number, Pending>()
  const lives = new Map<number, LiveListener>()
  const hello = Promise.withResolvers<string>()
  hello.promise.catch(() => undefined)

  wire.onMessage((message: Down) => {
    switch (message.t) {
      case 'hello':
        return hello.resolve(message.contract)
      case 'progress':
        return pending.get(message.id)?.onProgress?.(message)
      case 'ok':
        return settle(message.id, (call) => call.resolve(message.value))
      case 'fail':
        lives.get(message.id)?.onError(fromWireError(message.error))
        return settle(message.id, (call) => call.reject(fromWireError(message.error)))
      case 'rows':
        return lives.get(message.live)?.onPatch(message)
      case 'value':
        return lives.get(message.live)?.onValue(message.value)
    }
  })
  wire.onClose(() => {
    const lost = new AppError('internal', 'The engine is gone', { reason: 'engine.gone' })
    hello.reject(lost)
    for (const call of pending.values()) call.reject(lost)
    for (const listener of lives.values()) listener.onError(lost)
    pending.clear()
    lives.clear()
  })

  function settle(id: number, answer: (call: Pending) => void) {
    const found = pending.get(id)
    pending.delete(id)
    if (found) answer(found)
  }

  function call(name: string, args: unknown, options: CallOptions = {}): Promise<unknown> {
    const id = ++lastId
    return new Promise<unknown>((resolve, reject: (error: AppError) => void) => {
      pending.set(id, { resolve, reject, onProgress: options.onProgress })
      wire.send({ t: 'call', id, name, args, command: options.command ?? newId() })
      options.signal?.addEventListener('abort', () => wire.send({ t: 'cancel', id }), { once: true })
    })
  }

  function live(name: string, args: unknown, listener: LiveListener): () => void {
    const id = ++lastId
    lives.set(id, listener)
    wire.send({ t: 'live', id, name, args })
    return () => {
      if (lives.delete(id)) wire.send({ t: 'stop', id })
    }
  }

  const api = Object.fromEntries(
    Object.entries(app).map(([module, contract]) => [
      module,
      Object.fromEntries(
        Object.keys(contract).map((name) => [
          name,
          (args: unknown, options?: CallOptions) => call(`${module}.${name}`, args, options),
        ]),
      ),
    ]),
  ) as Api<A>

  return {
    api,
    call,
    live,
    hello: hello.promise,
    onClose: (listener) => wire.onClose(listener),
    close: () => wire.close(),
  }
}
