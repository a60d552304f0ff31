/** One workstation's engine in a process of its own, so that its memory is nobody else's. Prints what it measured as JSON. */
import path from 'node:path'
import Database from 'better-sqlite3'
import { app } from '#shared/modules/index.ts'
import { connect } from '#shared/rpc/client.ts'
import { serve } from '#shared/rpc/server.ts'
import { memoryWire } from '#shared/rpc/wire.ts'
import { startEngine } from '#main/start-engine.ts'

const [profileDir = '', url = ''] = process.argv.slice(2)
const engine = await startEngine({ profileDir, keyStore: { encrypt: (plain) => plain, decrypt: (sealed) => sealed } })
const { client, server } = memoryWire()
serve(engine.openSession(), server, engine.contractHash)
const { api, live } = connect(app, client)

await api.engine.useServer({ url })
const startedAt = performance.now()
await api.engine.signIn({ login: 'admin', password: 'kvartal-demo' })
const tree = await api.inventory.tree({})
const syncMs = performance.now() - startedAt
const complex = tree.find(({ kind }) => kind === 'complex')
const answered = (name: string, args: unknown) =>
  new Promise<void>((resolve, reject) =>
    live(name, args, { onPatch: () => resolve(), onValue: () => resolve(), onError: reject }),
  )
await answered('inventory.chessboard', { scope: { kind: 'complex', id: complex?.id } })
await answered('inventory.registry', { limit: 200 })
await answered('inventory.facets', {})
await api.engine.syncNow({})

const cache = new Database(path.join(profileDir, 'desks/admin/cache.db'), { readonly: true })
const tables = cache
  .prepare("select name from sqlite_schema where type = 'table' and name not like 'kv_%' and name not like 'sqlite_%'")
  .pluck()
const rows = (tables.all() as string[]).reduce(
  (sum, name) => sum + (cache.prepare(`select count(*) from "${name}"`).pluck().get() as number),
  0,
)
cache.close()
process.stdout.write(JSON.stringify({ mb: process.resourceUsage().maxRSS / 1024, rows, syncMs }))
await engine.close()
process.exit(0)
