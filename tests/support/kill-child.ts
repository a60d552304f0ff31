/**
 * A desk under load in a process of its own, which somebody kills: `node kill-child.ts '<json>'`. Every line on stdout is one
 * fact, written before the next step: a command is tried, accepted (its promise resolved) or refused.
 */
import { writeSync } from 'node:fs'
import { newId, type Id } from '#shared/kernel/id.ts'
import { AppError } from '#shared/rpc/errors.ts'
import type { Module } from '#main/engine/define.ts'
import { connectServer, parseAddress } from '#main/engine/db/server.ts'
import { openDesk } from '#main/engine/desk.ts'
import { createLiveQueries } from '#main/engine/live.ts'
import { silentLog } from '#main/engine/log.ts'
import { createRegistry } from '#main/engine/registry.ts'
import { centralData } from '#main/migrations/central-data.ts'
import { probeModule } from './probe.ts'
import { randomOf } from './random.ts'

export interface KillChild {
  seed: number
  dir: string
  url: string
  user: { id: Id; login: string; password: string; companyId: Id }
  notes: Id[]
  seats: Id[]
}

export type Fact =
  | { is: 'ready' }
  | { is: 'tried'; id: Id; name: string; target: Id }
  | { is: 'accepted'; id: Id }
  | { is: 'refused'; id: Id; reason: unknown }

const WORKERS = 3
const { seed, dir, url, user, notes, seats } = JSON.parse(process.argv[2] ?? '{}') as KillChild
const random = randomOf(seed)
const live = createLiveQueries()
const desk = openDesk({
  profileDir: dir,
  dir,
  actor: {
    userId: user.id,
    login: user.login,
    name: user.login,
    companyId: user.companyId,
    companyKind: 'developer',
    roles: [],
    rights: [],
  },
  workstation: 'killed',
  registry: createRegistry({ probe: probeModule as unknown as Module }),
  migrations: centralData.migrations,
  keyStore: { encrypt: (plain) => plain, decrypt: (sealed) => sealed },
  live,
  log: silentLog,
  connect: () => connectServer(parseAddress(url, String).address, { user: user.login, password: user.password }),
  actorChanged: () => undefined,
})

function say(fact: Fact) {
  writeSync(1, JSON.stringify(fact) + '\n')
}

async function run(name: string, target: Id, args: object, id = newId()) {
  say({ is: 'tried', id, name, target })
  try {
    await desk.call(name, args, { command: id, signal: new AbortController().signal, progress: () => undefined })
    say({ is: 'accepted', id })
  } catch (error) {
    say({
      is: 'refused',
      id,
      reason: error instanceof AppError ? (error.details['reason'] ?? error.code) : String(error),
    })
  }
}

async function work() {
  for (;;) {
    // Offline a command needs nothing from outside: the network would never get its turn.
    await new Promise((resolve) => setImmediate(resolve))
    const roll = random.int(20)
    const [note, seat, command] = [random.pick(notes), random.pick(seats), newId()]
    if (roll === 0) await desk.holdOffline(true)
    else if (roll === 1) void desk.holdOffline(false)
    else if (roll < 6) await run('probe.write', command, { id: command, text: `of ${command}` }, command)
    else if (roll < 14) await run('probe.count', note, { id: note }, command)
    else if (roll < 17) await run('probe.takeOffline', seat, { id: seat, who: command }, command)
    else await run('probe.take', seat, { id: seat, who: command }, command)
  }
}

live.add({
  name: 'notes',
  reads: ['note'],
  run: () =>
    desk.call(
      'probe.notes',
      {},
      { command: undefined, signal: new AbortController().signal, progress: () => undefined },
    ),
  patch: () => undefined,
  value: () => undefined,
  fail: () => undefined,
})
await desk.ready()
say({ is: 'ready' })
await Promise.all(Array.from({ length: WORKERS }, work))
