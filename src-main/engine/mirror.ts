/**
 * What a desk keeps on this workstation: the cache as of one central snapshot, the outbox beside it, and the effects of what
 * waits in the outbox shown on the cache. Nothing here knows of the link; whoever has news of the centre calls `rebase`.
 */
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { AppError, type WireError } from '#shared/rpc/errors.ts'
import type { Id } from '#shared/kernel/id.ts'
import { DAY_MS, fromInstant } from '#shared/kernel/instant.ts'
import type { Actor } from '#shared/modules/engine/model.ts'
import { createCentreClock, type CentreClock } from './clock.ts'
import { openCipher, type KeyStore } from './cipher.ts'
import { deleteCache, openCache, type Cache, type CacheState } from './db/cache.ts'
import { deleteKeptFiles } from './kept-files.ts'
import { Mutex } from './db/mutex.ts'
import { isDamaged, isDiskFull } from './db/sqlite.ts'
import { toRefusal } from './db/trouble.ts'
import type { LiveQueries } from './live.ts'
import type { Log } from './log.ts'
import { openOutbox, type Outbox, type OutboxCommand } from './outbox.ts'
import { asCommand, type Registry } from './registry.ts'
import { createFirstCopy, type FirstCopy } from './replication/first-sync.ts'
import { applyPull, type Ack, type Pulled } from './replication/pull.ts'

/** A cache that has not met the centre for this long is wiped before anybody reads it (C15.3). */
export const UNSEEN_MS = 14 * DAY_MS

export interface MirrorOptions {
  dir: string
  registry: Registry
  keyStore: KeyStore
  live: LiveQueries
  log: Log
  /** The workstation's clock. */
  wall(): number
  actor(): Actor
  /** The cache was damaged and has been thrown away: copy it anew. */
  damaged(): void
}

export interface Mirror {
  outbox: Outbox
  clock: CentreClock
  cache(): Cache | undefined
  /** Resolves when there is a cache. */
  there(): Promise<void>
  /** Runs alone with the cache: one writer at a time, in order. */
  write<T>(work: (db: Cache | undefined) => Promise<T>): Promise<T>
  /** One SQLite transaction. Call it inside `write`. */
  inTransaction<T>(db: Cache, work: () => Promise<T>): Promise<T>
  /** Undo, apply, replay (C6): the cache then holds the new snapshot and the effects of what still waits. Call it inside `write`. */
  rebase(pulled: Pulled | undefined, acks: Ack[]): Promise<void>
  /** Puts a new copy in the cache's place. `run` gets the copier and what closes the old cache just before. */
  replace(run: (copy: FirstCopy, beforeInstall: () => void) => Promise<Ack[]>): Promise<void>
  /** Throws the cache away; the outbox stays. */
  drop(): Promise<void>
  /** Blocked users lose what was cached for them, the key of their secrets included; the outbox stays. */
  wipe(): void
  /** Puts a command into the outbox: it is on disk when this returns, so from here on it is accepted. */
  keep(command: Parameters<Outbox['add']>[0]): void
  refuse(id: Id, error: WireError): void
  outboxChanged(): void
  /** Trouble of the cache in words. A damaged one is thrown away. */
  inWords(error: unknown): unknown
  close(): Promise<void>
}

export function openMirror({ dir, registry, keyStore, live, log, wall, actor, damaged }: MirrorOptions): Mirror {
  const keyFile = join(dir, 'key.bin')
  let cipher = openCipher(keyFile, keyStore)
  let copy = createFirstCopy(dir, cipher, wall)
  const outbox = openOutbox(dir)
  const mutex = new Mutex()
  const clock = createCentreClock(wall)
  let cache: Cache | undefined
  let hasCache = Promise.withResolvers<void>()

  function openExisting() {
    try {
      cache = openCache(dir, cipher)
      if (cache) guessTime(cache.state())
      if (cache && fromInstant(clock.now()) - fromInstant(cache.state().syncedAt) > UNSEEN_MS) {
        dropCache()
        deleteKeptFiles(dir)
      }
    } catch (error) {
      log.warn('The cache cannot be opened and is made anew', error)
      cache = undefined
      deleteCache(dir)
    }
    if (!cache) return
    hasCache.resolve()
    void mutex.run(() => rebase(undefined, [])).catch((error: unknown) => inWords(error))
  }

  /** No earlier than what has happened here for certain: somebody may have set the workstation's clock back. */
  function guessTime({ skewMs, syncedAt }: CacheState) {
    clock.guess(
      skewMs,
      outbox.all().reduce((latest, { issuedAt }) => (issuedAt > latest ? issuedAt : latest), syncedAt),
    )
  }

  function closeCache() {
    if (!cache) return
    cache.close()
    cache = undefined
    hasCache = Promise.withResolvers()
  }

  function dropCache() {
    closeCache()
    deleteCache(dir)
  }

  function inWords(error: unknown): unknown {
    if (isDamaged(error)) {
      log.warn('The cache is damaged and is copied anew', error)
      dropCache()
      damaged()
      return new AppError('offline', 'The local copy was damaged and is being rebuilt', {
        reason: 'engine.cache-rebuilt',
      })
    }
    if (isDiskFull(error)) return new AppError('conflict', 'The disk is full', { reason: 'engine.disk-full' })
    return error
  }

  async function inTransaction<T>(db: Cache, work: () => Promise<T>): Promise<T> {
    db.writer.exec('begin immediate')
    try {
      const result = await work()
      db.writer.exec('commit')
      return result
    } catch (error) {
      if (db.writer.inTransaction) db.writer.exec('rollback')
      throw error
    }
  }

  async function rebase(pulled: Pulled | undefined, acks: Ack[]): Promise<void> {
    const db = cache
    if (!db) return
    const acked = new Set(acks.map(({ id }) => id))
    const touched = await inTransaction(db, async () => {
      const tables = db.undo.restore()
      if (pulled) for (const table of applyPull(db, pulled, wall)) tables.add(table)
      const settled = db.writer.prepare('select id from kv_settled').pluck().all() as string[]
      for (const { id } of acks) db.writer.prepare('insert or ignore into kv_settled (id) values (?)').run(id)
      for (const command of outbox.waiting()) {
        if (command.state === 'pending' && !acked.has(command.id) && !settled.includes(command.id))
          await replay(db, command, tables)
      }
      return tables
    })
    settle(acks)
    if (acks.length > 0) db.writer.exec('delete from kv_settled')
    live.touched(touched)
  }

  async function replay(db: Cache, { id, name, args, issuedAt }: OutboxCommand, touched: Set<string>) {
    const registered = registry.get(name)
    if (registered?.contract.kind !== 'command') return
    db.writer.exec('savepoint replay')
    try {
      await db.undo.recording(touched, () =>
        asCommand(registered).body(db.tx, registered.contract.args.parse(args) as never, {
          place: 'cache',
          actor: actor(),
          issuedAt,
          commandId: id,
        }),
      )
    } catch (error) {
      // No visible effect yet: the centre will judge it.
      db.writer.exec('rollback to replay')
      if (!(toRefusal(error) instanceof AppError)) log.error(`Replay of ${name} failed`, error)
    }
    db.writer.exec('release replay')
  }

  /** The centre has judged these: done ones leave, refused ones wait for their author. */
  function settle(acks: Ack[]) {
    if (acks.length === 0) return
    outbox.remove(acks.filter(({ outcome }) => outcome === 'done').map(({ id }) => id))
    for (const { id, error } of acks.filter(({ outcome }) => outcome === 'refused')) {
      outbox.refuse(id, error ?? { code: 'internal', message: 'Refused', details: {} }, clock.now())
    }
    outboxChanged()
  }

  function outboxChanged() {
    live.touched(['engine.status', 'engine.outbox'])
  }

  openExisting()
  return {
    outbox,
    clock,
    cache: () => cache,
    there: () => hasCache.promise,
    write: (work) => mutex.run(() => work(cache)),
    inTransaction,
    rebase,
    async replace(run) {
      await mutex.run(async () => {
        // A blocked user's key was wiped: the next copy is sealed with a new one.
        if (!existsSync(keyFile)) {
          copy.discard()
          cipher = openCipher(keyFile, keyStore)
          copy = createFirstCopy(dir, cipher, wall)
        }
        const acks = await run(copy, closeCache)
        cache = openCache(dir, cipher)
        await rebase(undefined, acks)
      })
      hasCache.resolve()
      live.refresh()
    },
    drop: () => mutex.run(() => Promise.resolve(dropCache())),
    wipe() {
      dropCache()
      deleteKeptFiles(dir)
      rmSync(keyFile, { force: true })
      live.refresh()
    },
    keep(command) {
      try {
        outbox.add(command)
      } catch (error) {
        throw isDiskFull(error) ? inWords(error) : error
      }
      outboxChanged()
    },
    refuse(id, error) {
      outbox.refuse(id, error, clock.now())
      outboxChanged()
    },
    outboxChanged,
    inWords,
    async close() {
      await mutex.run(() => Promise.resolve())
      copy.discard()
      cache?.close()
      outbox.close()
    },
  }
}

/** What was kept here for a user who turns out to be blocked; their outbox stays. */
export function wipeDesk(dir: string): void {
  deleteCache(dir)
  deleteKeptFiles(dir)
  rmSync(join(dir, 'key.bin'), { force: true })
}
