/** A TCP proxy in front of a server that can cut, slow down or silence the link: what a real network does. */
import { connect, createServer, type Socket } from 'node:net'

export interface Proxy {
  port: number
  /** `open`; `cut`: connections are reset and refused; `half-open`: bytes vanish and nobody is told; `slow`: each chunk waits 50 ms. */
  mode: 'open' | 'cut' | 'half-open' | 'slow'
  set(mode: Proxy['mode']): void
  close(): Promise<void>
}

const SLOW_MS = 50

export async function startProxy(targetPort: number): Promise<Proxy> {
  const sockets = new Set<Socket>()
  const proxy: Proxy = {
    port: 0,
    mode: 'open',
    set(mode) {
      proxy.mode = mode
      if (mode === 'cut') for (const socket of sockets) socket.resetAndDestroy()
    },
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy()
        server.close(() => resolve())
      }),
  }
  const server = createServer((client) => {
    if (proxy.mode === 'cut') return void client.resetAndDestroy()
    const upstream = connect(targetPort, '127.0.0.1')
    pipe(client, upstream)
    pipe(upstream, client)
  })

  function pipe(from: Socket, to: Socket) {
    sockets.add(from)
    from.setNoDelay(true)
    from.on('data', (chunk) => {
      if (proxy.mode === 'half-open') return
      if (proxy.mode === 'slow') setTimeout(() => to.writable && to.write(chunk), SLOW_MS)
      else if (to.writable) to.write(chunk)
    })
    from.on('error', () => to.destroy())
    from.on('close', () => {
      sockets.delete(from)
      if (proxy.mode !== 'half-open') to.destroy()
    })
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  proxy.port = typeof address === 'object' && address !== null ? address.port : 0
  return proxy
}
