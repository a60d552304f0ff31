/** The demonstration in a test's centre: by COPY on PGlite, by COPY streams on a server. */
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import type { Day } from '#shared/kernel/day.ts'
import { openEmbedded, type Embedded } from '#main/engine/db/embedded.ts'
import { migrate } from '#main/engine/db/migrate.ts'
import { types } from '#main/engine/db/postgres.ts'
import { makeVerifier } from '#main/engine/scram.ts'
import { loadDemo, type DemoLoad } from '#main/demo/load.ts'
import type { DemoScale } from '#main/demo/scales.ts'
import { centralData } from '#main/migrations/central-data.ts'
import { testCluster } from './central.ts'

export interface DemoCentre {
  sql<T = Record<string, unknown>>(text: string, values?: unknown[]): Promise<T[]>
  close(): Promise<void>
}

const loadOf = async (scale: DemoScale, today: Day): Promise<Omit<DemoLoad, 'copyIn'>> => ({
  scale,
  today,
  verifier: await makeVerifier('kvartal-demo', 64),
  progress: () => undefined,
  signal: new AbortController().signal,
})

export async function demoOnPglite(scale: DemoScale, today: Day): Promise<DemoCentre> {
  const embedded: Embedded = await openEmbedded(undefined)
  const load = await loadOf(scale, today)
  await embedded.owner(async (client, pglite) => {
    await migrate(client, centralData)
    const copyIn: DemoLoad['copyIn'] = async (copy, text) => {
      await pglite.query(`${copy} from '/dev/blob'`, [], { blob: new Blob([text]) })
    }
    await loadDemo(client, { ...load, copyIn })
  })
  return {
    sql: <T>(text: string, values: unknown[] = []) =>
      embedded.owner(async (client) => (await client.query(text, values)).rows as T[]),
    close: () => embedded.close(),
  }
}

export async function demoOnPostgres(scale: DemoScale, today: Day): Promise<DemoCentre & { url: string }> {
  const cluster = await testCluster()
  const centre = await cluster.freshDatabase()
  const url = new URL(centre.url)
  const client = new pg.Client({
    host: url.hostname,
    port: cluster.port,
    user: 'postgres',
    password: 'postgres',
    database: url.pathname.slice(1),
    types,
  })
  await client.connect()
  const copyIn: DemoLoad['copyIn'] = (copy, text) =>
    pipeline(Readable.from([Buffer.from(text)]), client.query(copyFrom(`${copy} from stdin`)))
  await loadDemo(client, { ...(await loadOf(scale, today)), copyIn })
  await client.end()
  return { sql: centre.sql, url: centre.url, close: () => centre.close() }
}
