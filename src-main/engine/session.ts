/** One wire's session: answers the calls about the engine itself, hands every other one to the signed-in user's desk. */
import type { CallContext, LiveSink, Session } from '#shared/rpc/server.ts'
import { AppError, must } from '#shared/rpc/errors.ts'
import { newId } from '#shared/kernel/id.ts'
import { engine as contract } from '#shared/modules/engine/contract.ts'
import type { EngineStatus, InboxItem } from '#shared/modules/engine/model.ts'
import type { ArgsOf } from '#shared/rpc/contract.ts'
import type { Desk } from './desk.ts'
import type { EngineCore } from './engine.ts'
import { followCopy } from './follow-copy.ts'
import { parseArgs } from './registry.ts'

interface Seat {
  desk(): Desk | undefined
  sit(desk: Desk | undefined): void
  /** The wire is gone. */
  left(): void
  /** Signs in to an embedded centre with an empty password. */
  isTrusted: boolean
}

type EngineCalls = {
  [N in keyof typeof contract]: (args: ArgsOf<(typeof contract)[N]>, context: CallContext) => Promise<unknown>
}

export function createSession(core: EngineCore, seat: Seat): Session {
  function desk(): Desk {
    const open = seat.desk()
    if (!open) throw new AppError('forbidden', 'Nobody is signed in', { reason: 'engine.signed-out' })
    return open
  }

  function status(): EngineStatus {
    const open = seat.desk()
    if (!open)
      return {
        actor: null,
        link: 'offline',
        isHeldOffline: false,
        syncedAt: null,
        pending: 0,
        refused: 0,
        sync: null,
        skewMs: null,
        trouble: null,
      }
    return { actor: open.actor(), ...open.status() }
  }

  function sit(next: Desk | undefined) {
    seat.sit(next)
    core.live.touched(['engine.status', 'engine.outbox'])
  }

  const calls: EngineCalls = {
    profile: () => Promise.resolve(core.profileState()),
    status: () => Promise.resolve(status()),
    inbox: (): Promise<InboxItem[]> => Promise.resolve(desk().inbox()),
    async startDemo({ scale }, { progress, signal }) {
      await core.startDemo(scale, progress, signal)
      return {}
    },
    async startEmpty(args) {
      await core.startEmpty(args)
      return {}
    },
    useServer({ url }) {
      core.useServer(url)
      return Promise.resolve({})
    },
    async changeAddress({ url }) {
      await core.changeAddress(url)
      return {}
    },
    async leaveCentre() {
      await core.leaveCentre()
      return {}
    },
    waiting: () => Promise.resolve({ commands: core.waiting() }),
    async signIn({ login, password }, { progress, signal }) {
      const open = await core.signIn(login, password, { isTrusted: seat.isTrusted, progress, signal })
      sit(open)
      return open.actor()
    },
    async signInWithPin({ login, pin }) {
      const open = await core.signInWithPin(login, pin)
      sit(open)
      return open.actor()
    },
    signOut() {
      sit(undefined)
      return Promise.resolve({})
    },
    async setPin({ pin }) {
      await core.setPin(desk().actor().login, pin)
      return {}
    },
    async changePassword({ oldPassword, newPassword }) {
      await core.changePassword(desk(), oldPassword, newPassword)
      return {}
    },
    async syncNow() {
      await desk().syncNow()
      return status()
    },
    async holdOffline({ offline }) {
      await desk().holdOffline(offline)
      return status()
    },
    async resetCache(_, context) {
      const open = desk()
      if (open.central() === undefined)
        throw new AppError('offline', 'Without a link there would be nothing to read', { reason: 'engine.needs-link' })
      await followCopy(core.live, open, context, () => open.resetCache())
      return status()
    },
    async retryRefused({ id }) {
      const fresh = newId()
      await desk().retryRefused(id, fresh)
      return { id: fresh }
    },
    dismissRefused({ id }) {
      desk().dismissRefused(id)
      return Promise.resolve({})
    },
  }

  function engineCall(name: string): keyof EngineCalls | undefined {
    const short = name.startsWith('engine.') ? name.slice('engine.'.length) : ''
    return Object.hasOwn(calls, short) ? (short as keyof EngineCalls) : undefined
  }

  return {
    async call(name, args, context) {
      const own = engineCall(name)
      if (!own) return desk().call(name, args, context)
      const run = calls[own] as (args: unknown, context: CallContext) => Promise<unknown>
      return run(parseArgs(contract[own], name, args), context)
    },
    live(name, args, sink) {
      const own = engineCall(name)
      if (own) return watchEngine(own, args, sink)
      return desk().live(name, args, sink)
    },
    report: core.report,
    close: () => seat.left(),
  }

  function watchEngine(own: keyof EngineCalls, args: unknown, sink: LiveSink): () => void {
    const call = contract[own]
    if (call.kind !== 'query')
      throw new AppError('invalid', `engine.${own} cannot be watched`, { reason: 'engine.not-live' })
    const run = must(calls[own], own) as (args: unknown, context: CallContext) => Promise<unknown>
    const parsed = parseArgs(call, `engine.${own}`, args)
    const context: CallContext = { signal: new AbortController().signal, progress: () => undefined, command: undefined }
    return core.live.add({ name: `engine.${own}`, reads: call.reads, run: () => run(parsed, context), ...sink })
  }
}
