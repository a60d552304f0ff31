/** One suite over every wire there is: what is sent arrives whole, in order, and the other end hears of the end. */
import { once } from 'node:events'
import { connect as connectSocket, createServer, type AddressInfo, type Socket } from 'node:net'
import { MessageChannel, type MessagePort } from 'node:worker_threads'
import { afterEach, describe, expect, it } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { memoryWire, type ClientWire, type Down, type ServerWire, type Up, type Wire } from '#shared/rpc/wire.ts'
import { webSocketWire } from '#main/web/socket.ts'
import { socketWire } from './local-socket.ts'

interface Ends {
  client: ClientWire
  server: ServerWire
}

const cleanUps: (() => void)[] = []
afterEach(() => cleanUps.splice(0).forEach((cleanUp) => cleanUp()))

const WIRES: Record<string, () => Promise<Ends>> = {
  memory: () => Promise.resolve(memoryWire()),
  'message port': () => {
    const { port1, port2 } = new MessageChannel()
    return Promise.resolve({ client: portWire<Down, Up>(port1), server: portWire<Up, Down>(port2) })
  },
  'local socket': async () => {
    const server = createServer().listen(0, '127.0.0.1')
    cleanUps.push(() => server.close())
    await once(server, 'listening')
    const asking = connectSocket((server.address() as AddressInfo).port, '127.0.0.1')
    const [accepted] = (await once(server, 'connection')) as [Socket]
    return { client: socketWire<Down, Up>(asking, 1e8), server: socketWire<Up, Down>(accepted, 1e8) }
  },
  'web socket': async () => {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
    cleanUps.push(() => server.close())
    await once(server, 'listening')
    const asking = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`)
    const [[accepted]] = (await Promise.all([once(server, 'connection'), once(asking, 'open')])) as [
      [WebSocket],
      unknown,
    ]
    return { client: webSocketWire(asking) as unknown as ClientWire, server: webSocketWire(accepted) }
  },
}

/** The port of worker_threads, as the shell wraps Electron's. */
function portWire<In, Out>(port: MessagePort): Wire<In, Out> {
  return {
    send: (message) => port.postMessage(message),
    onMessage: (listener) => void port.on('message', listener),
    onClose: (listener) => void port.once('close', listener),
    close: () => port.close(),
  }
}

const call = (id: number, args: unknown): Up => ({ t: 'call', id, name: 'probe.write', args })
const NASTY = [
  '',
  'ё😀',
  '\u2028\n\r\t\\"',
  '\u0000',
  '\ud800',
  { __proto__: null, 'a.b': [1, null, true, { deep: [] }] },
  'x'.repeat(1_000_000),
]

for (const [kind, join] of Object.entries(WIRES)) {
  describe(`a wire over ${kind}`, () => {
    it('carries whatever JSON can say, whole and in order', async () => {
      const { client, server } = await join()
      const arrived: Up[] = []
      const all = Promise.withResolvers<void>()
      const sent = Array.from({ length: 200 }, (_, id) => call(id, NASTY[id % NASTY.length]))
      server.onMessage((message) => {
        if (arrived.push(message) === sent.length) all.resolve()
      })
      for (const message of sent.slice(0, 30)) client.send(message)
      for (const { id } of sent.slice(30) as { id: number }[]) {
        sent[id] = call(id, id)
        client.send(sent[id])
      }
      await all.promise
      const lone = (message: Up) => JSON.stringify(message).replaceAll('\\ud800', '\ufffd')
      expect(arrived.map(lone)).toEqual(sent.map(lone))
      client.close()
    })

    it('carries answers the other way', async () => {
      const { client, server } = await join()
      const answer = Promise.withResolvers<Down>()
      client.onMessage(answer.resolve)
      server.send({ t: 'fail', id: 1, error: { code: 'conflict', message: 'taken', details: { reason: 'a.b' } } })
      expect(await answer.promise).toEqual({
        t: 'fail',
        id: 1,
        error: { code: 'conflict', message: 'taken', details: { reason: 'a.b' } },
      })
      client.close()
    })

    for (const closer of ['client', 'server'] as const) {
      it(`tells the other end once when the ${closer} is gone, and drops what is sent afterwards`, async () => {
        const ends = await join()
        const other = closer === 'client' ? ends.server : ends.client
        const gone = Promise.withResolvers<void>()
        let times = 0
        other.onMessage(() => undefined)
        ends[closer].onMessage(() => undefined)
        other.onClose(() => {
          times += 1
          gone.resolve()
        })
        ends[closer].close()
        await gone.promise
        other.send(call(1, {}) as never)
        await new Promise((resolve) => setTimeout(resolve, 20))
        expect(times).toBe(1)
      })
    }
  })
}
