/** Opens the wire to the engine and finds the host: a MessagePort from the preload script, or a WebSocket to where the page came from. */
import { app } from '#shared/modules/index.ts'
import { connect, type Connection } from '#shared/rpc/client.ts'
import { AppError } from '#shared/rpc/errors.ts'
import type { Host } from '#shared/rpc/host.ts'
import type { ClientWire, Down, Up } from '#shared/rpc/wire.ts'
import type { KvartalApp } from '#shared/modules/index.ts'
import { electronHost } from './electron-host.ts'
import { webHost } from './web-host.ts'

export interface Opened {
  connection: Connection<KvartalApp>
  host: Host
}

declare global {
  interface Window {
    /** Set by the preload script; its absence means a browser. */
    kvartalShell?: true
  }
}

/** Joins the engine. Call it again after `connection.onClose` to join anew; the session is still signed in. */
export async function openEngine(): Promise<Opened> {
  if (window.kvartalShell) {
    const { engine, shell } = await portsFromPreload()
    return { connection: connect(app, portWire(engine)), host: electronHost(shell) }
  }
  return { connection: connect(app, await webSocketWire()), host: webHost() }
}

function portsFromPreload(): Promise<{ engine: MessagePort; shell: MessagePort }> {
  return new Promise((resolve) => {
    const listener = (event: MessageEvent<unknown>) => {
      const [engine, shell] = event.ports
      if (event.source !== window || event.data !== 'kvartal.ports' || !engine || !shell) return
      window.removeEventListener('message', listener)
      resolve({ engine, shell })
    }
    window.addEventListener('message', listener)
    window.postMessage('kvartal.ready', window.location.origin)
  })
}

/** Text of a port's last message: not every end of a port tells its other end that it is gone. */
const FAREWELL = ''

function portWire(port: MessagePort): ClientWire {
  const closers: (() => void)[] = []
  let isOpen = true
  function shut() {
    if (!isOpen) return
    isOpen = false
    port.close()
    closers.forEach((closer) => closer())
  }
  port.addEventListener('close', shut)
  return {
    send(message: Up) {
      if (isOpen) port.postMessage(JSON.stringify(message))
    },
    onMessage(listener) {
      port.addEventListener('message', ({ data }: MessageEvent<string>) =>
        data === FAREWELL ? shut() : listener(JSON.parse(data) as Down),
      )
      port.start()
    },
    onClose: (closer) => void closers.push(closer),
    close() {
      if (isOpen) port.postMessage(FAREWELL)
      shut()
    },
  }
}

function webSocketWire(): Promise<ClientWire> {
  const socket = new WebSocket(new URL('wire', window.location.href.replace(/^http/, 'ws')))
  // Messages may arrive before anyone listens: they wait for the first listener.
  const early: Down[] = []
  const listeners: ((message: Down) => void)[] = []
  socket.addEventListener('message', (event: MessageEvent<string>) => {
    const message = JSON.parse(event.data) as Down
    if (listeners.length === 0) early.push(message)
    else listeners.forEach((listener) => listener(message))
  })
  const wire: ClientWire = {
    send: (message: Up) => socket.readyState === WebSocket.OPEN && socket.send(JSON.stringify(message)),
    onMessage(listener) {
      listeners.push(listener)
      early.splice(0).forEach(listener)
    },
    onClose: (closer) => socket.addEventListener('close', closer, { once: true }),
    close: () => socket.close(),
  }
  return new Promise((resolve, reject) => {
    socket.addEventListener('open', () => resolve(wire), { once: true })
    socket.addEventListener('close', () => void whyShut().then(reject), { once: true })
  })
}

/** A browser does not say why a socket was refused; the page's own address does. */
async function whyShut(): Promise<AppError> {
  const answer = await fetch('index.html', { cache: 'no-store' }).catch(() => undefined)
  return answer?.status === 403
    ? new AppError('forbidden', 'This page belongs to an earlier run', { reason: 'host.enter-again' })
    : new AppError('internal', 'The web host is not running', { reason: 'host.stopped' })
}
