/** Electron's message port as a wire. Messages cross as JSON text, as on every other wire, so that nothing works here alone. */
import type { MessagePortMain } from 'electron'
import type { ServerWire, Up } from '#shared/rpc/wire.ts'

/** Text of the last message: not every end of a port tells its other end that it is gone. */
const FAREWELL = ''

export function portWire(port: MessagePortMain): ServerWire {
  const closers: (() => void)[] = []
  let isOpen = true
  function shut() {
    if (!isOpen) return
    isOpen = false
    port.close()
    closers.forEach((closer) => closer())
  }
  port.on('close', shut)
  return {
    send(message) {
      if (isOpen) port.postMessage(JSON.stringify(message))
    },
    onMessage(listener) {
      port.on('message', ({ data }: { data: unknown }) => {
        if (typeof data !== 'string') return
        if (data === FAREWELL) shut()
        else listener(JSON.parse(data) as Up)
      })
      port.start()
    },
    onClose: (closer) => void closers.push(closer),
    close() {
      if (isOpen) port.postMessage(FAREWELL)
      shut()
    },
  }
}
