/** Addresses that lead to something, and not to our database: each is told apart, and whoever was here before works on offline. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { app } from '#shared/modules/index.ts'
import { connect, type Connection } from '#shared/rpc/client.ts'
import { serve } from '#shared/rpc/server.ts'
import { memoryWire } from '#shared/rpc/wire.ts'
import type { Engine } from '#main/engine/engine.ts'
import { startEngine } from '#main/start-engine.ts'
import { freePort, startCluster, type TestCentre, type TestCluster, type TestUser } from '../support/central.ts'
import { plainKeyStore } from '../support/desks.ts'

const dir = mkdtempSync(join(tmpdir(), 'kvartal-wrong-'))
let cluster: TestCluster
let centre: TestCentre
let anna: TestUser
let boris: TestUser
let engine: Engine
let api: Connection<typeof app>['api']

beforeAll(async () => {
  cluster = await startCluster()
  centre = await cluster.freshDatabase()
  const company = await centre.addCompany('developer')
  ;[anna, boris] = [await centre.addUser('anna', ['sales'], company), await centre.addUser('boris', ['sales'], company)]
  engine = await startEngine({ profileDir: dir, keyStore: plainKeyStore })
  const { client, server } = memoryWire()
  serve(engine.openSession(), server, engine.contractHash)
  api = connect(app, client).api
  await api.engine.useServer({ url: centre.url })
  await api.engine.signIn({ login: anna.login, password: anna.password })
  await api.engine.signOut({})
})
afterAll(async () => {
  await engine.close()
  await centre.close()
  await cluster.stop()
  rmSync(dir, { recursive: true })
})

async function expectTold(reason: string) {
  await expect(api.engine.signIn({ login: boris.login, password: boris.password })).rejects.toMatchObject({
    code: 'offline',
    details: { reason },
  })
  // Somebody whom the server accepted here before is let in, to the copy that there is.
  expect(await api.engine.signIn({ login: anna.login, password: anna.password })).toMatchObject({ login: anna.login })
  expect(await api.access.people({})).toEqual([])
  await api.engine.signOut({})
}

it('S2: a server that speaks no TLS, has no such database or one that is not ours', async () => {
  await api.engine.changeAddress({ url: `${centre.url}?sslmode=require` })
  await expectTold('engine.server-without-tls')
  await api.engine.changeAddress({ url: centre.url.replace(/[^/]+$/, 'nowhere') })
  await expectTold('engine.no-database')
  await api.engine.changeAddress({ url: centre.url.replace(/[^/]+$/, 'postgres') })
  await expectTold('engine.not-kvartal')
})

it('S2: a port where something else answers, and one where nothing does', async () => {
  const port = await freePort()
  const chatter = createServer((socket) =>
    socket
      .on('error', () => undefined)
      .resume()
      .end('HTTP/1.1 400 Bad Request\r\n\r\n'),
  )
  await new Promise<void>((listening) => chatter.listen(port, '127.0.0.1', listening))
  await api.engine.changeAddress({ url: `postgresql://127.0.0.1:${port}/kvartal?sslmode=require` })
  await expectTold('engine.not-postgres')
  await new Promise((closed) => chatter.close(closed))
  await api.engine.changeAddress({ url: `postgresql://127.0.0.1:${port}/kvartal` })
  await expectTold('engine.first-sign-in-offline')
})

it('S2, S4: a host that the server does not let in is no blocked user, whose copy would be wiped', async () => {
  await api.engine.changeAddress({ url: centre.url })
  const rules = join(cluster.dataDir, 'pg_hba.conf')
  const before = readFileSync(rules, 'utf8')
  writeFileSync(rules, `host all ${anna.login},${boris.login} 127.0.0.1/32 reject\n${before}`)
  await centre.sql('select pg_reload_conf()')
  await expectTold('engine.host-refused')
  writeFileSync(rules, before)
  await centre.sql('select pg_reload_conf()')
  await centre.sql(`alter role ${anna.login} nologin`)
  await expect(api.engine.signIn({ login: anna.login, password: anna.password })).rejects.toMatchObject({
    code: 'forbidden',
    details: { reason: 'engine.blocked' },
  })
})
