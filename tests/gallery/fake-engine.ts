/** An engine in memory that plays every state of the frame, those too that are hard to bring about; for looking, not for testing. Modules are looked at in the program. */
import { newId } from '#shared/kernel/id.ts'
import { toInstant } from '#shared/kernel/instant.ts'
import type { Actor, EngineStatus, InboxItem, ProfileState } from '#shared/modules/engine/model.ts'
import { RIGHTS } from '#shared/modules/access/rights.ts'
import { AppError, toWireError } from '#shared/rpc/errors.ts'
import { serve, type CallContext, type LiveSink, type Session } from '#shared/rpc/server.ts'
import { memoryWire, type ClientWire } from '#shared/rpc/wire.ts'

export type Scene = 'empty' | 'starting' | 'sign-in' | 'frame' | 'syncing' | 'offline' | 'trouble'

const actor: Actor = {
  userId: newId(),
  login: 'ivanova',
  name: 'Иванова Мария',
  companyId: newId(),
  companyKind: 'developer',
  roles: ['sales', 'manager'],
  rights: [...RIGHTS],
}

export function fakeWire(scene: Scene): ClientWire {
  const sinks = new Map<string, Set<LiveSink>>()
  let profile: ProfileState = {
    state: scene === 'empty' || scene === 'starting' ? scene : 'ready',
    centre: scene === 'empty' ? null : 'embedded',
    address: null,
    url: null,
    isDemo: true,
    logins: [
      { login: 'admin', name: 'Соколов Андрей', roles: ['administrator'], hasPin: false },
      { login: 'ivanova', name: 'Иванова Мария', roles: ['sales', 'manager'], hasPin: true },
      { login: 'petrov', name: 'Петров Илья', roles: ['sales'], hasPin: false },
      { login: 'agent', name: 'Ким Ольга', roles: ['agency'], hasPin: false },
      { login: 'kassa', name: 'Гришина Анна', roles: ['cashier'], hasPin: true },
    ],
    demoPassword: 'kvartal-demo',
    failure: null,
    version: '0.1.0',
  }
  let status: EngineStatus = {
    actor: scene === 'empty' || scene === 'starting' || scene === 'sign-in' ? null : actor,
    link: scene === 'offline' || scene === 'trouble' ? 'offline' : 'online',
    isHeldOffline: false,
    syncedAt: toInstant(Date.now() - (scene === 'offline' ? 47 * 60_000 : 2000)),
    pending: scene === 'offline' ? 3 : 0,
    refused: scene === 'trouble' ? 2 : 0,
    sync: scene === 'syncing' ? { done: 84_120, total: 190_433, stage: 'unit_price' } : null,
    skewMs: scene === 'trouble' ? 260_000 : 12,
    trouble: scene === 'offline' ? 'connect ECONNREFUSED 10.1.4.12:5432' : null,
  }
  const inbox: InboxItem[] = scene === 'offline' || scene === 'trouble' ? inboxItems() : []

  const tell = (name: string, value: unknown) => {
    for (const sink of sinks.get(name) ?? []) sink.value(value)
  }
  const setStatus = (change: Partial<EngineStatus>) => tell('engine.status', (status = { ...status, ...change }))

  const session: Session = {
    async call(name, args, context) {
      await new Promise((resolve) => setTimeout(resolve, 120))
      if (name === 'engine.signIn' || name === 'engine.signInWithPin') {
        const given = args as { password?: string; pin?: string }
        if (given.password === 'wrong' || given.pin === '0000')
          throw new AppError('forbidden', 'Wrong password', { reason: 'engine.wrong-password' })
        setStatus({ actor })
        return actor
      }
      if (name === 'engine.signOut') return setStatus({ actor: null })
      if (name === 'engine.startDemo') {
        tell('engine.profile', (profile = { ...profile, state: 'starting' }))
        await slowly(context, 8000)
        tell('engine.profile', (profile = { ...profile, state: 'ready', centre: 'embedded' }))
        return {}
      }
      if (name === 'engine.syncNow') return status
      return {}
    },
    live(name, _args, sink) {
      const set = sinks.get(name) ?? new Set()
      sinks.set(name, set.add(sink))
      setTimeout(() => {
        if (name === 'engine.profile') sink.value(profile)
        else if (name === 'engine.status') sink.value(status)
        else if (name === 'engine.inbox') sink.patch({ put: inbox, gone: [], order: inbox.map(({ id }) => id) })
        else sink.fail(toWireError(new AppError('not-found', `The gallery has no ${name}`)))
      }, 20)
      return () => set.delete(sink)
    },
    report: (error) => toWireError(error, 'G-1'),
    close: () => undefined,
  }
  const { client, server } = memoryWire()
  setTimeout(() => serve(session, server, 'gallery'))
  return client
}

async function slowly(context: CallContext, total: number) {
  for (let done = 0; done < total; done += 200) {
    context.signal.throwIfAborted()
    context.progress({ done, total, stage: 'unit' })
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

function inboxItems(): InboxItem[] {
  const at = (minutes: number) => toInstant(Date.now() - minutes * 60_000)
  return [
    {
      id: newId(),
      name: 'inventory.book',
      args: { unitId: newId(), days: 3 },
      issued_at: at(48),
      state: 'refused',
      error: { code: 'conflict', message: 'Taken', details: { reason: 'inventory.unit-taken', unit: '2-114' } },
      refused_at: at(3),
    },
    {
      id: newId(),
      name: 'engine.unknown',
      args: {},
      issued_at: at(41),
      state: 'refused',
      error: { code: 'forbidden', message: 'No right', details: {} },
      refused_at: at(3),
    },
    {
      id: newId(),
      name: 'inventory.saveView',
      args: {},
      issued_at: at(33),
      state: 'pending',
      error: null,
      refused_at: null,
    },
  ]
}
