/** The host in the desktop program: each function is asked of the main process over its own port. */
import { fromWireError, type WireError } from '#shared/rpc/errors.ts'
import type { Host } from '#shared/rpc/host.ts'

type Answer = { id: number; ok: unknown } | { id: number; error: WireError }
type Asked = Exclude<keyof Host, 'kind'>

export function electronHost(port: MessagePort): Host {
  let lastId = 0
  const waiting = new Map<number, PromiseWithResolvers<unknown>>()
  port.addEventListener('message', ({ data }: MessageEvent<Answer>) => {
    const call = waiting.get(data.id)
    waiting.delete(data.id)
    if ('error' in data) call?.reject(fromWireError(data.error))
    else call?.resolve(data.ok)
  })
  port.start()

  function ask<Name extends Asked>(name: Name) {
    return (...args: Parameters<Host[Name]>) => {
      const id = ++lastId
      const call = Promise.withResolvers<unknown>()
      waiting.set(id, call)
      port.postMessage({ id, name, args })
      return call.promise as ReturnType<Host[Name]>
    }
  }

  return {
    kind: 'electron',
    saveFile: ask('saveFile'),
    openFile: ask('openFile'),
    print: ask('print'),
    openFolder: ask('openFolder'),
    notify: ask('notify'),
    keepSecret: ask('keepSecret'),
    secret: ask('secret'),
  }
}
