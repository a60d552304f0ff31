/** A WebSocket as a wire. */
import type { WebSocket } from 'ws'
import type { ServerWire, Up } from '#shared/rpc/wire.ts'

/** Calls are small; whole files go by HTTP. */
export const LARGEST_MESSAGE = 16 * 1024 * 1024
/** A page this far behind is stuck (a sleeping tab): it is let go, and joins anew when it wakes. */
const LARGEST_BACKLOG = 256 * 1024 * 1024
const TRY_AGAIN_LATER = 1013
const UNREADABLE = 1007

export function webSocketWire(socket: WebSocket): ServerWire {
  // An error is followed by `close`, which is what the other half listens to.
  socket.on('error', () => undefined)
  return {
    send(message) {
      if (socket.readyState !== socket.OPEN) return
      if (socket.bufferedAmount > LARGEST_BACKLOG) return socket.close(TRY_AGAIN_LATER)
      socket.send(JSON.stringify(message))
    },
    onMessage(listener) {
      socket.on('message', (data: Buffer, isBinary: boolean) => {
        const message = isBinary ? undefined : parse(data.toString())
        if (message === undefined) return socket.close(UNREADABLE)
        listener(message)
      })
    },
    onClose: (listener) => void socket.once('close', () => listener()),
    close: () => socket.close(),
  }
}

function parse(text: string): Up | undefined {
  try {
    const message = JSON.parse(text) as unknown
    return typeof message === 'object' && message !== null && 't' in message ? (message as Up) : undefined
  } catch {
    return undefined
  }
}
