/** The engine's half of a wire: parses nothing itself, hands each message to the session and each answer back. */
import { AppError, type WireError } from './errors.ts'
import type { Patch, Progress } from './client.ts'
import type { ServerWire, Up } from './wire.ts'

export interface CallContext {
  signal: AbortSignal
  progress(progress: Progress): void
  /** The id a command is applied under at most once. */
  command: string | undefined
}

export interface LiveSink {
  patch(patch: Patch): void
  value(value: unknown): void
  fail(error: WireError): void
}

/** Who is at the other end of a wire. The host makes it; the actor never comes from the page's arguments. */
export interface Session {
  call(name: string, args: unknown, context: CallContext): Promise<unknown>
  /** Starts a live query; the returned function stops it. */
  live(name: string, args: unknown, sink: LiveSink): () => void
  /** Turns what a call threw into what may cross the wire, and logs what is a bug. */
  report(error: unknown, name: string): WireError
  close(): void
}

export function serve(session: Session, wire: ServerWire, contractHash: string): void {
  const running = new Map<number, AbortController>()
  const lives = new Map<number, () => void>()

  wire.onMessage((message: Up) => {
    // A page that is broken, or not ours, must not take the engine down.
    if (!isUp(message)) return
    switch (message.t) {
      case 'call':
        return void run(message)
      case 'cancel':
        return running.get(message.id)?.abort(new AppError('cancelled', 'Cancelled by the user'))
      case 'live':
        return watch(message)
      case 'stop':
        lives.get(message.id)?.()
        lives.delete(message.id)
        return
    }
  })
  wire.onClose(() => {
    for (const controller of running.values()) controller.abort(new AppError('cancelled', 'The window is gone'))
    for (const stop of lives.values()) stop()
    session.close()
  })
  wire.send({ t: 'hello', contract: contractHash })

  async function run({ id, name, args, command }: Extract<Up, { t: 'call' }>) {
    const controller = new AbortController()
    running.set(id, controller)
    try {
      const value = await session.call(name, args, {
        signal: controller.signal,
        progress: (progress) => wire.send({ t: 'progress', id, ...progress }),
        command,
      })
      wire.send({ t: 'ok', id, value: value ?? null })
    } catch (error) {
      wire.send({ t: 'fail', id, error: session.report(error, name) })
    } finally {
      running.delete(id)
    }
  }

  function watch({ id, name, args }: Extract<Up, { t: 'live' }>) {
    lives.get(id)?.()
    lives.delete(id)
    try {
      const stop = session.live(name, args, {
        patch: (patch) => wire.send({ t: 'rows', live: id, ...patch }),
        value: (value) => wire.send({ t: 'value', live: id, value }),
        fail: (error) => wire.send({ t: 'fail', id, error }),
      })
      lives.set(id, stop)
    } catch (error) {
      wire.send({ t: 'fail', id, error: session.report(error, name) })
    }
  }
}

function isUp(message: unknown): message is Up {
  if (typeof message !== 'object' || message === null) return false
  const { t, id, name } = message as Record<string, unknown>
  return (
    typeof id === 'number' &&
    (t === 'cancel' || t === 'stop' || ((t === 'call' || t === 'live') && typeof name === 'string'))
  )
}
