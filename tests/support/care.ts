/** What an administrator does to a server: a standby that takes over, a backup that is put back. */
import { chmodSync, chownSync, cpSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { freePort, serverOn, type TestCluster } from './central.ts'

export interface Standby {
  port: number
  /** Hears nothing more from the primary. */
  pause(): Promise<void>
  /** Becomes the primary, on a timeline of its own. */
  promote(): Promise<void>
  /** Any SQL as the owner, in the database of that address. */
  sql(url: string, text: string): Promise<Record<string, unknown>[]>
  stop(): Promise<void>
}

/** A streaming standby of a cluster: a cold copy of its data that follows from there. */
export async function startStandby(cluster: TestCluster): Promise<Standby> {
  const backup = await takeBackup(cluster)
  const port = await freePort()
  const owner = statSync(backup.dir)
  const put = (name: string, text: string) => {
    writeFileSync(join(backup.dir, name), text)
    chownSync(join(backup.dir, name), owner.uid, owner.gid)
  }
  put('standby.signal', '')
  put(
    'postgresql.auto.conf',
    `primary_conninfo = 'host=127.0.0.1 port=${cluster.port} user=postgres password=postgres'\n`,
  )
  const server = serverOn(backup.dir, port)
  // It never says that it accepts connections to write, which is what this promise waits for.
  server.start().catch(() => undefined)
  const sql = async (database: string, text: string) => {
    const client = new pg.Client({ host: '127.0.0.1', port, user: 'postgres', password: 'postgres', database })
    client.on('error', () => undefined)
    await client.connect()
    try {
      return (await client.query<Record<string, unknown>>(text)).rows
    } finally {
      await client.end()
    }
  }
  const ask = async (text: string) => (await sql('postgres', text))[0]?.['answer']
  const until = async (sql: string) => {
    for (
      const end = Date.now() + 20_000;
      (await ask(sql).catch(() => false)) !== true;
      await new Promise((resolve) => setTimeout(resolve, 50))
    ) {
      if (Date.now() > end) throw new Error(`The standby never answers yes to: ${sql}`)
    }
  }
  await until("select exists (select from pg_stat_wal_receiver where status = 'streaming') as answer")
  return {
    port,
    sql: (url, text) => sql(new URL(url).pathname.slice(1), text),
    async pause() {
      await sql('postgres', "alter system set primary_conninfo = ''")
      await ask('select pg_reload_conf() as answer')
      await until('select not exists (select from pg_stat_wal_receiver) as answer')
    },
    async promote() {
      await ask('select pg_promote(true, 20) as answer')
      await until('select not pg_is_in_recovery() as answer')
    },
    async stop() {
      await server.stop()
      backup.remove()
    },
  }
}

export interface Backup {
  dir: string
  /** Puts the copy in the place of the cluster's data, as the same cluster on the same timeline. */
  restore(): Promise<void>
  remove(): void
}

/** A copy of the data directory while the server is down for a moment. */
export async function takeBackup(cluster: TestCluster): Promise<Backup> {
  const dir = join(mkdtempSync(join(tmpdir(), 'kvartal-backup-')), 'data')
  // The parent of a data directory must let the server's own user through.
  chownSync(join(dir, '..'), statSync(cluster.dataDir).uid, statSync(cluster.dataDir).gid)
  await cluster.down()
  copyAll(cluster.dataDir, dir)
  await cluster.up()
  return {
    dir,
    async restore() {
      await cluster.down()
      rmSync(cluster.dataDir, { recursive: true })
      copyAll(dir, cluster.dataDir)
      await cluster.up()
    },
    remove: () => rmSync(join(dir, '..'), { recursive: true, force: true }),
  }
}

/** Owner and all: run by root, a plain copy would be root's, and the server could not read it. */
function copyAll(from: string, to: string) {
  cpSync(from, to, { recursive: true, preserveTimestamps: true })
  const { uid, gid, mode } = statSync(from)
  chmodSync(to, mode)
  for (const name of ['.', ...readdirSync(to, { recursive: true, encoding: 'utf8' })])
    chownSync(join(to, name), uid, gid)
}
