/** Starts the engine's process, hands wires to it, starts it again when it dies, and stops it in order. */
import { MessageChannelMain, utilityProcess, type MessagePortMain, type UtilityProcess } from 'electron'
import type { Scale } from '#main/host/fill-demo.ts'
import type { FromEngine, ToEngine } from './messages.ts'
import { restartDelay } from './restarts.ts'

export interface EngineHostOptions {
  entry: string
  profileDir: string
  key: string | null
  /** Fills an empty profile with demonstration data. */
  demo: Scale | null
  log(text: string): void
  /** The engine refused to start (`conflict`: the profile is open elsewhere). */
  onFailed(code: string, message: string): void
  /** It died too often to be started again without asking; `again` does so all the same. */
  onGivenUp(again: () => void): void
  /** A second start asked for the window. */
  onShow(): void
}

export interface EngineHost {
  /** The page's end of a new wire. Waits while the engine is being started again. */
  attach(sessionKey: string): MessagePortMain
  stop(): Promise<void>
}

const STOP_PATIENCE_MS = 10_000

export function startEngineHost(options: EngineHostOptions): EngineHost {
  let child: UtilityProcess | undefined
  let isStopping = false
  let crashes: number[] = []
  let waiting: { sessionKey: string; port: MessagePortMain }[] = []

  function start() {
    const started = utilityProcess.fork(options.entry, [], { serviceName: 'Kvartal engine', stdio: 'pipe' })
    child = started
    for (const stream of [started.stdout, started.stderr]) {
      stream?.on('data', (chunk: Buffer) => options.log(chunk.toString().trimEnd()))
    }
    started.on('message', (message: FromEngine) => {
      if (message.t === 'failed') options.onFailed(message.code, message.message)
      if (message.t === 'show') options.onShow()
    })
    started.once('exit', (code) => {
      if (child === started) child = undefined
      if (!isStopping) crashed(code)
    })
    say({ t: 'start', profileDir: options.profileDir, key: options.key, demo: options.demo })
    for (const { sessionKey, port } of waiting) say({ t: 'attach', sessionKey }, port)
    waiting = []
  }

  function crashed(code: number) {
    options.log(`The engine's process ended with ${code}`)
    const now = Date.now()
    const delay = restartDelay(crashes, now)
    crashes = [...crashes, now]
    if (delay === undefined) {
      options.onGivenUp(() => {
        crashes = []
        start()
      })
    } else setTimeout(start, delay)
  }

  function say(message: ToEngine, port?: MessagePortMain) {
    child?.postMessage(message, port ? [port] : [])
  }

  start()
  return {
    attach(sessionKey) {
      const { port1, port2 } = new MessageChannelMain()
      if (child) say({ t: 'attach', sessionKey }, port1)
      else waiting.push({ sessionKey, port: port1 })
      return port2
    },
    stop() {
      isStopping = true
      const running = child
      if (!running) return Promise.resolve()
      return new Promise((resolve) => {
        const timer = setTimeout(() => running.kill(), STOP_PATIENCE_MS)
        running.once('exit', () => {
          clearTimeout(timer)
          resolve()
        })
        say({ t: 'stop' })
      })
    },
  }
}
