/** A TCP proxy in front of a server that can cut, slow down or silence the link: what a real network does. */
import { connect, createServer, type Socket } from 'node:net'

type Mode = 'open' | 'cut' | 'half-open' | 'slow'
type Direction = 'up' | 'down'

export interface Proxy {
  port: number
  /** `open`; `cut`: connections are reset and refused; `half-open`: bytes vanish and nobody is told; `slow`: each chunk waits 20 ms. */
  mode(): Mode
  set(mode: Mode): void
  /**
   * Goes over to `mode` in the very moment that `matches` says so; the chunk it is shown does not arrive any more.
   * `cut-one` resets only that connection and leaves the others alone. Resolves then. `up` is towards the server.
   */
  when(mode: Mode | 'cut-one', matches: (chunk: Buffer, direction: Direction) => boolean): Promise<void>
  /** Connections that came in so far. */
  accepted(): number
  close(): Promise<void>
}

const SLOW_MS = 20

export async function startProxy(targetPort: number): Promise<Proxy> {
  const sockets = new Set<Socket>()
  let mode: Mode = 'open'
  let trap:
    | { mode: Mode | 'cut-one'; matches: (chunk: Buffer, direction: Direction) => boolean; sprung: () => void }
    | undefined
  let accepted = 0

  function set(next: Mode) {
    // Bytes that vanished cannot come back: what was half open breaks at the latest when the network is there again.
    if (next === 'cut' || mode === 'half-open') for (const socket of sockets) socket.resetAndDestroy()
    mode = next
  }

  const server = createServer((client) => {
    accepted += 1
    if (mode === 'cut') return void client.resetAndDestroy()
    const upstream = connect(targetPort, '127.0.0.1')
    pipe(client, upstream, 'up')
    pipe(upstream, client, 'down')
  })

  function pipe(from: Socket, to: Socket, direction: Direction) {
    let tail = Promise.resolve()
    sockets.add(from)
    from.setNoDelay(true)
    from.on('data', (chunk: Buffer) => {
      if (trap?.matches(chunk, direction) === true) {
        const { mode: next, sprung } = trap
        trap = undefined
        if (next === 'cut-one') for (const socket of [from, to]) socket.resetAndDestroy()
        else set(next)
        sprung()
        if (next !== 'slow') return
      }
      if (mode === 'half-open') return
      const wait = mode === 'slow' ? SLOW_MS : 0
      tail = tail
        .then(() => (wait > 0 ? new Promise((resolve) => setTimeout(resolve, wait)) : undefined))
        .then(() => void (to.writable && to.write(chunk)))
    })
    from.on('error', () => to.destroy())
    from.on('close', () => {
      sockets.delete(from)
      if (mode !== 'half-open') void tail.then(() => to.destroy())
    })
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    mode: () => mode,
    set,
    when: (next, matches) => new Promise((resolve) => (trap = { mode: next, matches, sprung: resolve })),
    accepted: () => accepted,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy()
        server.close(() => resolve())
      }),
  }
}
