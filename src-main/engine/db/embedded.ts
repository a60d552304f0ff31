/** The embedded centre: PGlite in the engine's own process. One connection, so transactions take turns. */
import { PGlite } from '@electric-sql/pglite'
import { btree_gist } from '@electric-sql/pglite/contrib/btree_gist'
import { createPgConfig } from '@electric-sql/pglite/node-postgres'
import pg from 'pg'
import { beginStatement, quoteName, type Central, type CentralTx, type Row } from './central.ts'
import { Mutex } from './mutex.ts'
import { kyselyOn, types } from './postgres.ts'

/** The owner's own connection: every right, no policies. */
export type OwnerClient = pg.ClientBase
export type OwnerPglite = PGlite

export interface Embedded {
  /** The centre under one user's role, as a server would give it. */
  as(login: string): Central
  /** Under the owner's own rights: migrations, demonstration data, password verifiers. */
  owner<T>(work: (client: OwnerClient, pglite: OwnerPglite) => Promise<T>): Promise<T>
  close(): Promise<void>
}

/** Opens (or makes) the database in `dataDir`, in memory without one; `load` fills a new one from a dump. */
export async function openEmbedded(dataDir: string | undefined, load?: Blob): Promise<Embedded> {
  const pglite = await PGlite.create({
    ...(dataDir === undefined ? {} : { dataDir }),
    ...(load === undefined ? {} : { loadDataDir: load }),
    extensions: { btree_gist },
  })
  const client = new pg.Client({ ...createPgConfig(pglite), types } as pg.ClientConfig)
  await client.connect()
  await client.query("set timezone to 'UTC'; set search_path to app; set datestyle to 'ISO'")
  const turn = new Mutex()

  function inTransaction<T>(begin: string, work: (tx: CentralTx) => Promise<T>): Promise<T> {
    return turn.run(async () => {
      await client.query(begin)
      try {
        const result = await work(transactionOn(client, pglite))
        await client.query('commit')
        return result
      } catch (error) {
        await client.query('rollback')
        throw error
      }
    })
  }

  function as(login: string): Central {
    const stops: (() => Promise<void>)[] = []
    return {
      kind: 'embedded',
      transaction: (options, work) => inTransaction(beginStatement(options, login), work),
      rows: (sql, values) => inTransaction(`begin; set local role ${quoteName(login)}`, (tx) => tx.rows(sql, values)),
      async listen(onWake) {
        stops.push(await turn.run(() => pglite.listen('kvartal_sync', onWake)))
      },
      async close() {
        for (const stop of stops.splice(0)) await turn.run(() => stop())
      },
    }
  }

  return {
    as,
    owner: (work) => turn.run(() => work(client, pglite)),
    async close() {
      await turn.run(async () => {
        await client.end().catch(() => undefined)
        await pglite.close()
      })
    },
  }
}

function transactionOn(client: pg.Client, pglite: PGlite): CentralTx {
  return {
    db: kyselyOn(client),
    rows: async (sql, values = []) => (await client.query<Row>({ text: sql, values, rowMode: 'array' })).rows,
    run: async (sql) => void (await client.query(sql)),
    async copyOut(query, onChunk) {
      const { blob } = await pglite.query(`copy (${query}) to '/dev/blob'`)
      if (blob) for await (const chunk of blob.stream()) onChunk(chunk)
    },
  }
}
