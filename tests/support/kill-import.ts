/** A desk that commits one batch, in a process of its own, which somebody kills: `node kill-import.ts '<json>'`. Says `ready`, then `committing`. */
import { readFileSync, writeSync } from 'node:fs'
import type { Id } from '#shared/kernel/id.ts'
import type { Module } from '#main/engine/define.ts'
import { connectServer, parseAddress } from '#main/engine/db/server.ts'
import { openDesk } from '#main/engine/desk.ts'
import { createLiveQueries } from '#main/engine/live.ts'
import { silentLog } from '#main/engine/log.ts'
import { createRegistry } from '#main/engine/registry.ts'
import { centralData } from '#main/migrations/central-data.ts'
import { imports } from '#main/modules/imports/index.ts'

export interface KillImport {
  dir: string
  url: string
  user: { id: Id; login: string; password: string; companyId: Id }
  /** File of the arguments of `imports.submit`. */
  args: string
}

const { dir, url, user, args } = JSON.parse(process.argv[2] ?? '{}') as KillImport
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
  registry: createRegistry({ imports: imports as unknown as Module }),
  migrations: centralData.migrations,
  keyStore: { encrypt: (plain) => plain, decrypt: (sealed) => sealed },
  live: createLiveQueries(),
  log: silentLog,
  connect: () => connectServer(parseAddress(url, String).address, { user: user.login, password: user.password }),
  actorChanged: () => undefined,
})
await desk.ready()
const batch = JSON.parse(readFileSync(args, 'utf8')) as { batchId: Id }
writeSync(1, 'ready\n')
const running = desk.call('imports.submit', batch, {
  command: batch.batchId,
  signal: new AbortController().signal,
  progress: () => undefined,
})
writeSync(1, 'committing\n')
await running.then(
  () => writeSync(1, 'done\n'),
  (error: unknown) => writeSync(1, `refused ${String(error)}\n`),
)
await desk.close()
