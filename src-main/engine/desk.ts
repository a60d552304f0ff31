/**
 * A desk: one user's place at this workstation, with their own cache, outbox and link to the centre.
 * The invariant: with an empty outbox the cache equals what row-level security shows this user at one central snapshot.
 */
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Action, Query } from '#shared/rpc/contract.ts'
import type { CallContext, LiveSink } from '#shared/rpc/server.ts'
import { AppError, fromWireError, must } from '#shared/rpc/errors.ts'
import { Id } from '#shared/kernel/id.ts'
import type { Instant } from '#shared/kernel/instant.ts'
import type { Actor, EngineStatus, InboxItem } from '#shared/modules/engine/model.ts'
import type { KeyStore } from './cipher.ts'
import type { ActionContext, CommandContext, Db } from './define.ts'
import type { Central } from './db/central.ts'
import type { Migration } from './db/migrate.ts'
import { isLinkTrouble, isRetryable, toRefusal } from './db/trouble.ts'
import { locate, newFile } from './files.ts'
import { keptFiles } from './kept-files.ts'
import type { LiveQueries } from './live.ts'
import type { Log } from './log.ts'
import { openMirror } from './mirror.ts'
import { allowedCall, asCommand, parseArgs, type Registry } from './registry.ts'
import { createReplica } from './replication/replica.ts'
import { judge, runAtCentre, type RunnableCommand } from './run-command.ts'

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
  let actor = options.actor
  const mirror = openMirror({
    dir,
    registry,
    keyStore: options.keyStore,
    live,
    log,
    wall: options.wall ?? Date.now,
    actor: () => actor,
    damaged() {
      link.lost(new AppError('offline', 'The cache is being rebuilt'))
      link.retryNow()
    },
  })
  const { outbox, clock } = mirror
  const pictures = keptFiles(dir)
  const replica = createReplica({
    mirror,
    registry,
    migrations: options.migrations,
    workstation,
    log,
    actor: () => actor,
    connect,
    meet: meetActor,
    changed: statusChanged,
  })
  const { link } = replica

  async function connect(): Promise<Central> {
    try {
      return await options.connect()
    } catch (error) {
      if (isBlock(error) && existsSync(join(dir, 'key.bin'))) wipe()
      throw error
    }
  }

  function wipe() {
    mirror.wipe()
    options.actorChanged(null)
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
      const open = mirror.cache()
      if (!open) continue
      try {
        return await body(open.reader, args, context)
      } catch (error) {
        // A new copy took this one's place under the query.
        if (mirror.cache() && mirror.cache() !== open) continue
        throw mirror.inWords(error)
      }
    }
  }

  function cacheThere(): Promise<void> {
    if (mirror.cache()) return Promise.resolve()
    const failed = link.settled().then(() => {
      if (!mirror.cache() && link.state() !== 'online') throw noDataYet()
      return mirror.there()
    })
    return Promise.race([mirror.there(), failed])
  }

  async function atCentre<T>(read: (db: Db) => Promise<T>): Promise<T> {
    const central = replica.online()
    if (!central) throw needsLink()
    try {
      return await central.transaction({ isolation: 'repeatable read' }, (tx) => read(tx.db))
    } catch (error) {
      if (isLinkTrouble(error)) {
        link.lost(error, central)
        throw needsLink()
      }
      throw toRefusal(error)
    }
  }

  async function runCommand(command: RunnableCommand, name: string, args: unknown, id: Id): Promise<unknown> {
    const central = replica.online()
    if (!central) {
      if (command.contract.offline === 'refuse') throw needsLink()
      return runOnCache(command, name, args, id)
    }
    let outcome
    let isSent = false
    try {
      if (outbox.counts().pending > 0) await replica.push(central)
      isSent = true
      outcome = await runAtCentre(central, command, { id, name, args }, { actor, workstation, log })
    } catch (error) {
      if (isRetryable(error))
        throw new AppError('conflict', 'Too many people change the same thing at once', { reason: 'engine.busy' })
      if (!isLinkTrouble(error)) throw toRefusal(error)
      link.lost(error, central)
      if (command.contract.offline === 'queue') return runOnCache(command, name, args, id, isSent)
      if (!isSent) throw needsLink()
      mirror.keep({
        id,
        name,
        args: command.contract.isSecret === true ? null : args,
        issuedAt: clock.now(),
        state: 'asking',
      })
      throw outcomeUnknown(id)
    }
    if (outcome.outcome === 'refused') throw fromWireError(outcome.error)
    // You read what you wrote. If the link breaks just now the command is done all the same, and the next pull shows it.
    await replica.pull(central).catch((error: unknown) => link.lost(error, central))
    return outcome.result
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
    const result = await mirror.write(async (db) => {
      if (isSent) mirror.keep(command)
      if (!db) throw isSent ? outcomeUnknown(id) : noDataYet()
      let accepted: { result: unknown } | undefined
      try {
        const touched = new Set<string>()
        await mirror.inTransaction(db, async () => {
          const context: CommandContext = { place: 'cache', actor, issuedAt, commandId: id }
          const outcome = await judge(
            () => db.undo.recording(touched, () => body(db.tx, args as never, context)),
            name,
            log,
          )
          if (outcome.outcome === 'refused') throw isSent ? outcomeUnknown(id) : fromWireError(outcome.error)
          const checked = contract.result.parse(outcome.result ?? {})
          if (!isSent) mirror.keep(command)
          accepted = { result: checked }
        })
        live.touched(touched)
      } catch (error) {
        const words = mirror.inWords(error)
        if (!accepted) throw words
        // The outbox has it, so it is accepted; the next pull replays it onto the cache.
        log.warn(`${name} waits, but its effect cannot be shown yet`, words)
      }
      return must(accepted, 'result').result
    })
    // The link may have come back meanwhile.
    if (link.state() === 'online') replica.wake()
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
        return must(mirror.cache(), 'cache').reader
      },
      atCentre,
      kept: {
        // Without a cache nobody can say whether this user may still see it.
        read: (sha256) => (mirror.cache() ? pictures.read(sha256) : undefined),
        keep: pictures.keep,
      },
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
      isWindow: contract.isWindow,
      run: () => runQuery({ contract, body: body as never }, parsed),
      ...sink,
    })
  }

  function statusChanged() {
    live.touched(['engine.status'])
  }

  return {
    actor: () => actor,
    status: () => ({
      link: link.state(),
      isHeldOffline: link.isHeld(),
      syncedAt: mirror.cache()?.state().syncedAt ?? null,
      ...outbox.counts(),
      sync: replica.progress(),
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
      const central = replica.online()
      if (!central) return
      try {
        await replica.catchUp(central)
      } catch (error) {
        link.lost(error, central)
      }
    },
    async holdOffline(offline) {
      link.hold(offline)
      if (offline) replica.cancelCopy()
      await link.settled()
    },
    async resetCache() {
      await mirror.drop()
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
      mirror.outboxChanged()
    },
    dismissRefused(id) {
      if (outbox.get(id)?.state !== 'refused')
        throw new AppError('not-found', 'No such refused command', { reason: 'engine.no-such-refusal' })
      outbox.remove([id])
      mirror.outboxChanged()
    },
    now: () => clock.now(),
    central: () => replica.online(),
    async close() {
      await replica.close()
      await mirror.close()
    },
  }
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
