/**
 * A desk: one user's place at this workstation, with their own cache, outbox and link to the centre.
 * The invariant: with an empty outbox the cache equals what row-level security shows this user at one central snapshot.
 */
import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Action, Command, Query } from '#shared/rpc/contract.ts'
import type { CallContext, LiveSink } from '#shared/rpc/server.ts'
import type { Progress } from '#shared/rpc/client.ts'
import { AppError, fromWireError, must, toWireError } from '#shared/rpc/errors.ts'
import { Id } from '#shared/kernel/id.ts'
import { DAY_MS, fromInstant, type Instant } from '#shared/kernel/instant.ts'
import type { Actor, EngineStatus, InboxItem } from '#shared/modules/engine/model.ts'
import { createCentreClock } from './clock.ts'
import { openCipher, type KeyStore } from './cipher.ts'
import type { ActionContext, CommandContext, Db, Tx } from './define.ts'
import { deleteCache, openCache, type Cache, type CacheState } from './db/cache.ts'
import type { Central } from './db/central.ts'
import { compareSchema, type Migration } from './db/migrate.ts'
import { Mutex } from './db/mutex.ts'
import { isDamaged, isDiskFull } from './db/sqlite.ts'
import { isLinkTrouble, isRetryable, toRefusal } from './db/trouble.ts'
import { locate, newFile } from './files.ts'
import type { LiveQueries } from './live.ts'
import type { Log } from './log.ts'
import { openOutbox, type OutboxCommand } from './outbox.ts'
import { allowedCall, parseArgs, type Registry } from './registry.ts'
import { createFirstCopy, type Hello } from './replication/first-sync.ts'
import { createLink } from './replication/link.ts'
import { applyPull, fetchPull, isBefore, rewound, type Ack, type Pulled } from './replication/pull.ts'
import { judge, runAtCentre, settleLost, type CommandCall, type RunnableCommand } from './run-command.ts'

/** A lost wake-up is made good after this long. */
const POLL_MS = 5_000
/** A cache that has not met the centre for this long is wiped before anybody reads it (C15.3). */
export const UNSEEN_MS = 14 * DAY_MS

export interface DeskOptions {
  profileDir: string
  dir: string
  /** Who this is as far as the sign-in knows; the centre corrects it. */
  actor: Actor
  workstation: string
  registry: Registry
  migrations: readonly Migration[]
  keyStore: KeyStore
  live: LiveQueries
  log: Log
  /** The workstation's clock; the system's own unless a test sets it. */
  wall?: () => number
  connect(): Promise<Central>
  /** The centre knows this user with other roles now, or not at all any more (null). */
  actorChanged(actor: Actor | null): void
}

export interface Desk {
  actor(): Actor
  status(): Omit<EngineStatus, 'actor'>
  inbox(): InboxItem[]
  call(name: string, args: unknown, context: CallContext): Promise<unknown>
  live(name: string, args: unknown, sink: LiveSink): () => void
  /** Brings the cache up to date now; resolves when it is, or when the link has failed. */
  syncNow(): Promise<void>
  holdOffline(offline: boolean): Promise<void>
  resetCache(): Promise<void>
  /** Resolves when the link is online or has failed for the first time. */
  ready(): Promise<void>
  retryRefused(id: Id, newId: Id): Promise<void>
  dismissRefused(id: Id): void
  /** The centre's time as well as it is known here. */
  now(): Instant
  /** The connection while there is one: for the steward and for checks. */
  central(): Central | undefined
  close(): Promise<void>
}

export function openDesk(options: DeskOptions): Desk {
  const { dir, registry, live, log, workstation } = options
  mkdirSync(dir, { recursive: true })
  let cipher = openCipher(join(dir, 'key.bin'), options.keyStore)
  const outbox = openOutbox(dir)
  const write = new Mutex()
  const wall = options.wall ?? Date.now
  let copy = createFirstCopy(dir, cipher, wall)
  let actor = options.actor
  let cache: Cache | undefined
  let sync: Progress | null = null
  let syncAbort = new AbortController()
  let hasCache = Promise.withResolvers<void>()
  const clock = createCentreClock(wall)
  let isClosed = false

  openExisting()
  const link = createLink({ open: connect, bringUp, changed: linkChanged, log })
  const poll = setInterval(() => link.state() === 'online' && wake(), POLL_MS)
  poll.unref()

  // Cache ------------------------------------------------------------------------------------------------------------

  function openExisting() {
    try {
      cache = openCache(dir, cipher)
      if (cache) guessTime(cache.state())
      if (cache && fromInstant(clock.now()) - fromInstant(cache.state().syncedAt) > UNSEEN_MS) dropCache()
    } catch (error) {
      log.warn('The cache cannot be opened and is made anew', error)
      cache = undefined
      deleteCache(dir)
    }
    if (!cache) return
    hasCache.resolve()
    void write.run(() => rebase(undefined, [])).catch((error: unknown) => inWords(error))
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

  /** Trouble of the cache in words. A damaged one is thrown away here and copied anew. */
  function inWords(error: unknown): unknown {
    if (isDamaged(error)) {
      log.warn('The cache is damaged and is copied anew', error)
      dropCache()
      link.lost(new AppError('offline', 'The cache is being rebuilt'))
      link.retryNow()
      return new AppError('offline', 'The local copy was damaged and is being rebuilt', {
        reason: 'engine.cache-rebuilt',
      })
    }
    if (isDiskFull(error)) return new AppError('conflict', 'The disk is full', { reason: 'engine.disk-full' })
    return error
  }

  async function inWrite<T>(db: Cache, work: () => Promise<T>): Promise<T> {
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

  /** Undo, apply, replay (C6): the cache then holds the new snapshot and the effects of what still waits. Runs inside `write`. */
  async function rebase(pulled: Pulled | undefined, acks: Ack[]): Promise<void> {
    const db = cache
    if (!db) return
    const acked = new Set(acks.map(({ id }) => id))
    const touched = await inWrite(db, async () => {
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
          actor,
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

  // Link -------------------------------------------------------------------------------------------------------------

  async function bringUp(central: Central, lost: (error: unknown) => void): Promise<void> {
    await central.listen(wake, lost)
    const sentAt = performance.now()
    const [[text] = []] = await central.rows('select sync.hello()::text')
    const hello = JSON.parse(must(text, 'hello') as string) as Hello & { actor: Actor | null }
    clock.meet(hello.now + (performance.now() - sentAt) / 2)
    meetActor(hello.actor)
    const schema = compareSchema(options.migrations, hello.migrations)
    if (schema === 'newer')
      throw new AppError('outdated', 'The centre is newer than this program', { reason: 'engine.program-too-old' })
    if (schema === 'older')
      throw new AppError('outdated', 'The centre is older than this program: an administrator must migrate it', {
        reason: 'engine.centre-too-old',
      })
    if (!isSameCentre(hello)) await copyAll(central)
    isNewLink = true
    await pull(central)
    await push(central)
  }

  function isSameCentre({
    identity,
    userEpoch,
    migrations,
  }: Pick<Hello, 'identity' | 'userEpoch' | 'migrations'>): boolean {
    const state = cache?.state()
    return (
      state !== undefined &&
      state.identity === identity &&
      state.userEpoch === userEpoch &&
      state.migrations.join() === migrations.join()
    )
  }

  async function connect(): Promise<Central> {
    try {
      return await options.connect()
    } catch (error) {
      if (isBlock(error) && existsSync(join(dir, 'key.bin'))) wipe()
      throw error
    }
  }

  /** Blocked users lose what was cached for them, the key of their secrets included; the outbox stays. */
  function wipe() {
    dropCache()
    rmSync(join(dir, 'key.bin'), { force: true })
    options.actorChanged(null)
    live.refresh()
  }

  function meetActor(next: Actor | null) {
    if (next === null) {
      wipe()
      throw new AppError('forbidden', 'This user is blocked', { reason: 'engine.blocked' })
    }
    if (JSON.stringify(next) !== JSON.stringify(actor)) {
      actor = next
      options.actorChanged(next)
      statusChanged()
    }
  }

  async function copyAll(central: Central): Promise<void> {
    syncAbort = new AbortController()
    setSync({ done: 0, total: 0, stage: 'copy' })
    try {
      await write.run(async () => {
        // A blocked user's key was wiped: the next copy is sealed with a new one.
        if (!existsSync(join(dir, 'key.bin'))) {
          copy.discard()
          cipher = openCipher(join(dir, 'key.bin'), options.keyStore)
          copy = createFirstCopy(dir, cipher, wall)
        }
        const acks = await copy.run(central, {
          pending: outbox.waiting().map(({ id }) => id),
          progress: setSync,
          signal: syncAbort.signal,
          beforeInstall: closeCache,
        })
        cache = openCache(dir, cipher)
        await rebase(undefined, acks)
      })
      hasCache.resolve()
      live.refresh()
    } catch (error) {
      throw inWords(error)
    } finally {
      setSync(null)
    }
  }

  let isNewLink = true
  let pulling: Promise<void> | undefined
  let pullAgain: Promise<void> | undefined

  /** Resolves once a pull that started after this call has been applied. Pulls never overlap; calls meanwhile share the next one. */
  function pull(central: Central): Promise<void> {
    if (!pulling) return (pulling = pullOnce(central).finally(() => (pulling = undefined)))
    pullAgain ??= pulling
      .catch(() => undefined)
      .then(() => {
        pullAgain = undefined
        return (pulling = pullOnce(central).finally(() => (pulling = undefined)))
      })
    return pullAgain
  }

  async function pullOnce(central: Central): Promise<void> {
    const state = must(cache, 'cache').state()
    const pulled = await fetchPull(
      central,
      isNewLink ? rewound(state.snapshot) : state.snapshot,
      outbox.waiting().map(({ id }) => id),
    )
    const { head } = pulled
    clock.meet(head.now)
    meetActor(head.actor)
    const isSame = head.identity === state.identity && head.userEpoch === state.userEpoch
    if (!isSame || isBefore(head.snapshot, state.snapshot)) return copyAll(central)
    try {
      // A copy made meanwhile is newer than this pull, which must not take it back.
      const isStale = await write.run(async () => {
        if (cache?.state().snapshot !== state.snapshot) return true
        await rebase(pulled, pulled.acks)
        return false
      })
      if (isStale) return await pullOnce(central)
    } catch (error) {
      throw inWords(error)
    }
    isNewLink = false
    syncedChanged()
  }

  let isWoken = false

  /** Something changed at the centre. While the link is being brought up that is only remembered: a pull would cross the first copy. */
  function wake() {
    const central = link.state() === 'online' ? link.central() : undefined
    isWoken = central === undefined
    if (central && !isClosed) catchUp(central).catch((error: unknown) => link.lost(error))
  }

  /** Also sends what was accepted in the moment between the last push and the link being up. */
  async function catchUp(central: Central): Promise<void> {
    await pull(central)
    if (outbox.counts().pending > 0) await push(central)
  }

  function linkChanged() {
    statusChanged()
    if (!isClosed && link.state() === 'online' && (isWoken || outbox.counts().pending > 0)) wake()
  }

  let pushing: Promise<void> | undefined

  /** Sends what waits, in order. A refusal moves the queue; only trouble of the link stops it (C5). */
  function push(central: Central): Promise<void> {
    return (pushing ??= pushAll(central).finally(() => (pushing = undefined)))
  }

  async function pushAll(central: Central): Promise<void> {
    for (;;) {
      const waiting = outbox.waiting()
      if (waiting.length === 0) return
      for (const { id, name, args, issuedAt, state } of waiting) {
        const registered = registry.get(name)
        if (state === 'asking') await settleLost(central, { id, name, issuedAt }, workstation)
        else if (registered?.contract.kind !== 'command') {
          outbox.refuse(
            id,
            {
              code: 'outdated',
              message: `This program does not know ${name} any more`,
              details: { reason: 'engine.no-such-call', name },
            },
            clock.now(),
          )
          outboxChanged()
        } else {
          await sendQueued(central, asCommand(registered), { id, name, args, issuedAt })
        }
      }
      await pull(central)
    }
  }

  async function sendQueued(central: Central, command: RunnableCommand, call: Required<CommandCall>): Promise<void> {
    try {
      const { outcome } = await runAtCentre(central, command, call, { actor, workstation, log })
      log.info(`${call.name} of the outbox is ${outcome}`)
    } catch (error) {
      if (isLinkTrouble(error) || isRetryable(error)) throw error
      // The centre could not even store the outcome (a text that PostgreSQL does not hold): sent again, it would stop the queue for ever.
      log.error(`${call.name} of the outbox cannot be stored`, error)
      outbox.refuse(call.id, toWireError(toRefusal(error)), clock.now())
      outboxChanged()
    }
  }

  // Calls ------------------------------------------------------------------------------------------------------------

  async function call(name: string, args: unknown, context: CallContext): Promise<unknown> {
    const registered = allowedCall(registry, name, actor)
    const parsed = parseArgs(registered.contract, name, args)
    switch (registered.contract.kind) {
      case 'query':
        return runQuery(registered as { contract: Query; body: never }, parsed)
      case 'command':
        return runCommand(asCommand(registered), name, parsed, parseCommandId(context.command))
      case 'action':
        return runAction(registered as { contract: Action; body: never }, parsed, context)
    }
  }

  async function runQuery(
    { contract, body }: { contract: Query; body: (db: Db, args: unknown, context: unknown) => Promise<unknown> },
    args: unknown,
  ) {
    const context = { actor, now: clock.now() }
    if (contract.central === true) return atCentre((db) => body(db, args, context))
    for (;;) {
      await cacheThere()
      const open = cache
      if (!open) continue
      try {
        return await body(open.reader, args, context)
      } catch (error) {
        // A new copy took this one's place under the query.
        if (cache && cache !== open) continue
        throw inWords(error)
      }
    }
  }

  function cacheThere(): Promise<void> {
    if (cache) return Promise.resolve()
    const failed = link.settled().then(() => {
      if (!cache && link.state() !== 'online') throw noDataYet()
      return hasCache.promise
    })
    return Promise.race([hasCache.promise, failed])
  }

  async function atCentre<T>(read: (db: Db) => Promise<T>): Promise<T> {
    const central = link.state() === 'online' ? link.central() : undefined
    if (!central) throw needsLink()
    try {
      return await central.transaction({ isolation: 'repeatable read' }, (tx) => read(tx.db))
    } catch (error) {
      if (isLinkTrouble(error)) {
        link.lost(error)
        throw needsLink()
      }
      throw toRefusal(error)
    }
  }

  async function runCommand(command: RunnableCommand, name: string, args: unknown, id: Id): Promise<unknown> {
    const central = link.state() === 'online' ? link.central() : undefined
    if (!central) {
      if (command.contract.offline === 'refuse') throw needsLink()
      return runOnCache(command, name, args, id)
    }
    let outcome
    let isSent = false
    try {
      if (outbox.counts().pending > 0) await push(central)
      isSent = true
      outcome = await runAtCentre(central, command, { id, name, args }, { actor, workstation, log })
    } catch (error) {
      if (isRetryable(error))
        throw new AppError('conflict', 'Too many people change the same thing at once', { reason: 'engine.busy' })
      if (!isLinkTrouble(error)) throw toRefusal(error)
      link.lost(error)
      if (command.contract.offline === 'queue') return runOnCache(command, name, args, id, isSent)
      if (!isSent) throw needsLink()
      keep({ id, name, args: command.contract.isSecret === true ? null : args, issuedAt: clock.now(), state: 'asking' })
      throw outcomeUnknown(id)
    }
    if (outcome.outcome === 'refused') throw fromWireError(outcome.error)
    // You read what you wrote. If the link breaks just now the command is done all the same, and the next pull shows it.
    await pull(central).catch((error: unknown) => link.lost(error))
    return outcome.result
  }

  /** The outbox row is on disk when this returns: from here on the command is accepted. */
  function keep(command: Parameters<typeof outbox.add>[0]) {
    try {
      outbox.add(command)
    } catch (error) {
      throw isDiskFull(error) ? inWords(error) : error
    }
    outboxChanged()
  }

  /**
   * Runs on the cache and waits in the outbox (C3): the outbox row is on disk before the cache commits. One that `isSent`
   * may be done already, so it waits whatever the cache thinks of it: the centre's answer is still to be fetched (C4).
   */
  async function runOnCache(
    { contract, body }: RunnableCommand,
    name: string,
    args: unknown,
    id: Id,
    isSent = false,
  ): Promise<unknown> {
    const issuedAt = clock.now()
    const command = { id, name, args, issuedAt, state: 'pending' as const }
    if (!isSent) await cacheThere()
    const result = await write.run(async () => {
      const db = cache
      if (isSent) keep(command)
      if (!db) throw isSent ? outcomeUnknown(id) : noDataYet()
      let accepted: { result: unknown } | undefined
      try {
        const touched = new Set<string>()
        await inWrite(db, async () => {
          const context: CommandContext = { place: 'cache', actor, issuedAt, commandId: id }
          const outcome = await judge(
            () => db.undo.recording(touched, () => body(db.tx, args as never, context)),
            name,
            log,
          )
          if (outcome.outcome === 'refused') throw isSent ? outcomeUnknown(id) : fromWireError(outcome.error)
          const checked = contract.result.parse(outcome.result ?? {})
          if (!isSent) keep(command)
          accepted = { result: checked }
        })
        live.touched(touched)
      } catch (error) {
        const words = inWords(error)
        if (!accepted) throw words
        // The outbox has it, so it is accepted; the next pull replays it onto the cache.
        log.warn(`${name} waits, but its effect cannot be shown yet`, words)
      }
      return must(accepted, 'result').result
    })
    // The link may have come back meanwhile.
    if (link.state() === 'online') wake()
    return result
  }

  function runAction(
    { body }: { body: (args: unknown, context: ActionContext) => Promise<unknown> },
    args: unknown,
    context: CallContext,
  ) {
    return body(args, {
      actor,
      now: clock.now(),
      signal: context.signal,
      progress: context.progress,
      call: (name, inner, command) => call(name, inner, { ...context, command: command ?? crypto.randomUUID() }),
      get cache() {
        return must(cache, 'cache').reader
      },
      atCentre,
      newFile: (name) => newFile(options.profileDir, name),
      pathOf: ({ file }) => locate(options.profileDir, file),
    })
  }

  function startLive(name: string, args: unknown, sink: LiveSink): () => void {
    const { contract, body } = allowedCall(registry, name, actor)
    if (contract.kind !== 'query' || contract.central === true) {
      throw new AppError('invalid', `${name} cannot be watched`, { reason: 'engine.not-live', name })
    }
    const parsed = parseArgs(contract, name, args)
    return live.add({
      name,
      reads: contract.reads,
      run: () => runQuery({ contract, body: body as never }, parsed),
      ...sink,
    })
  }

  // Status -----------------------------------------------------------------------------------------------------------

  function setSync(progress: Progress | null) {
    sync = progress
    statusChanged()
  }
  function statusChanged() {
    live.touched(['engine.status'])
  }
  function outboxChanged() {
    live.touched(['engine.status', 'engine.outbox'])
  }
  let syncedTold = 0
  function syncedChanged() {
    if (performance.now() - syncedTold < 1_000) return
    syncedTold = performance.now()
    statusChanged()
  }

  return {
    actor: () => actor,
    status: () => ({
      link: link.state(),
      isHeldOffline: link.isHeld(),
      syncedAt: cache?.state().syncedAt ?? null,
      ...outbox.counts(),
      sync,
      skewMs: clock.skewMs(),
      trouble: link.trouble(),
    }),
    inbox: () =>
      outbox.all().map(({ id, name, args, issuedAt, state, error, refusedAt }) => ({
        id,
        name,
        args,
        issued_at: issuedAt,
        state: state === 'refused' ? 'refused' : 'pending',
        error,
        refused_at: refusedAt,
      })),
    call,
    live: startLive,
    async syncNow() {
      link.retryNow()
      await link.settled()
      const central = link.state() === 'online' ? link.central() : undefined
      if (!central) return
      try {
        await catchUp(central)
      } catch (error) {
        link.lost(error)
      }
    },
    async holdOffline(offline) {
      link.hold(offline)
      if (offline) syncAbort.abort()
      await link.settled()
    },
    async resetCache() {
      await write.run(() => {
        dropCache()
        return Promise.resolve()
      })
      link.lost(new AppError('offline', 'The copy is being made anew'))
      link.retryNow()
      await link.settled()
    },
    ready() {
      if (link.state() !== 'connecting') link.retryNow()
      return link.settled()
    },
    async retryRefused(id, newId) {
      const refused = outbox.get(id)
      if (refused?.state !== 'refused')
        throw new AppError('not-found', 'No such refused command', { reason: 'engine.no-such-refusal' })
      await call(refused.name, refused.args, {
        command: newId,
        signal: new AbortController().signal,
        progress: () => undefined,
      })
      outbox.remove([id])
      outboxChanged()
    },
    dismissRefused(id) {
      if (outbox.get(id)?.state !== 'refused')
        throw new AppError('not-found', 'No such refused command', { reason: 'engine.no-such-refusal' })
      outbox.remove([id])
      outboxChanged()
    },
    now: () => clock.now(),
    central: () => (link.state() === 'online' ? link.central() : undefined),
    async close() {
      isClosed = true
      clearInterval(poll)
      syncAbort.abort()
      await link.close()
      await write.run(() => Promise.resolve())
      copy.discard()
      cache?.close()
      outbox.close()
    },
  }
}

function asCommand(registered: { contract: { kind: string }; body: unknown }): RunnableCommand {
  return registered as unknown as {
    contract: Command
    body: (tx: Tx, args: never, context: CommandContext) => Promise<unknown>
  }
}

/** What was kept here for a user who turns out to be blocked; their outbox stays. */
export function wipeDesk(dir: string): void {
  deleteCache(dir)
  rmSync(join(dir, 'key.bin'), { force: true })
}

export function isBlock(error: unknown): boolean {
  return error instanceof AppError && error.details['reason'] === 'engine.blocked'
}

function parseCommandId(id: unknown): Id {
  const parsed = Id.safeParse(id)
  if (!parsed.success) throw new AppError('invalid', 'A command needs an id', { reason: 'engine.bad-command-id' })
  return parsed.data
}

function noDataYet(): AppError {
  return new AppError('offline', 'There is no data on this workstation yet', { reason: 'engine.no-data-yet' })
}

function outcomeUnknown(id: Id): AppError {
  return new AppError('offline', 'The connection broke before the answer came', {
    reason: 'engine.outcome-unknown',
    command: id,
  })
}

function needsLink(): AppError {
  return new AppError('offline', 'This needs the connection to the centre', { reason: 'engine.needs-link' })
}
