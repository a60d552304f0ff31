/** Keeps a mirror in step with the centre: bring up a link, pull what changed, push what waits (SPEC R1–R5, C4, C5, C7). */
import type { Progress } from '#shared/rpc/client.ts'
import { AppError, must, toWireError } from '#shared/rpc/errors.ts'
import type { Actor } from '#shared/modules/engine/model.ts'
import type { Central } from '../db/central.ts'
import { compareSchema, type Migration } from '../db/migrate.ts'
import { isJudged, toRefusal } from '../db/trouble.ts'
import type { Log } from '../log.ts'
import type { Mirror } from '../mirror.ts'
import { asCommand, type Registry } from '../registry.ts'
import { runAtCentre, settleLost, type CommandCall, type RunnableCommand } from '../run-command.ts'
import type { Hello } from './first-sync.ts'
import { createLink, type Link } from './link.ts'
import { fetchPull, isBefore, rewound } from './pull.ts'

/** A lost wake-up is made good after this long. */
const POLL_MS = 5_000

export interface ReplicaOptions {
  mirror: Mirror
  registry: Registry
  migrations: readonly Migration[]
  workstation: string
  log: Log
  actor(): Actor
  connect(): Promise<Central>
  /** The centre says who this is. Throws when it is nobody any more. */
  meet(actor: Actor | null): void
  /** Link, progress or age of the data are not what they were. */
  changed(): void
}

export interface Replica {
  link: Link
  /** The connection while the link is online. */
  online(): Central | undefined
  /** The first copy under way. */
  progress(): Progress | null
  /** Resolves once a pull that started after this call has been applied. Pulls never overlap; calls meanwhile share the next one. */
  pull(central: Central): Promise<void>
  /** Sends what waits, in order. A refusal moves the queue; only trouble of the link stops it (C5). */
  push(central: Central): Promise<void>
  /** Pull, and push what waits. */
  catchUp(central: Central): Promise<void>
  /** Something changed: catch up soon. */
  wake(): void
  /** Stops a first copy under way. */
  cancelCopy(): void
  close(): Promise<void>
}

export function createReplica({
  mirror,
  registry,
  migrations,
  workstation,
  log,
  actor,
  connect,
  meet,
  changed,
}: ReplicaOptions): Replica {
  const { outbox, clock } = mirror
  let sync: Progress | null = null
  let syncAbort = new AbortController()
  let isClosed = false
  const link = createLink({ open: connect, bringUp, changed: linkChanged, log })
  const poll = setInterval(wakeOnline, POLL_MS)
  poll.unref()

  async function bringUp(central: Central, lost: (error: unknown) => void): Promise<void> {
    await central.listen(wake, lost)
    const sentAt = performance.now()
    const [[text] = []] = await central.rows('select sync.hello()::text')
    const hello = JSON.parse(must(text, 'hello') as string) as Hello & { actor: Actor | null }
    clock.meet(hello.now + (performance.now() - sentAt) / 2)
    meet(hello.actor)
    const schema = compareSchema(migrations, hello.migrations)
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
    const state = mirror.cache()?.state()
    return (
      state !== undefined &&
      state.identity === identity &&
      state.userEpoch === userEpoch &&
      state.migrations.join() === migrations.join()
    )
  }

  async function copyAll(central: Central): Promise<void> {
    syncAbort = new AbortController()
    setSync({ done: 0, total: 0, stage: 'copy' })
    try {
      await mirror.replace((copy, beforeInstall) =>
        copy.run(central, {
          pending: outbox.waiting().map(({ id }) => id),
          progress: setSync,
          signal: syncAbort.signal,
          beforeInstall,
        }),
      )
    } catch (error) {
      throw mirror.inWords(error)
    } finally {
      setSync(null)
    }
  }

  function setSync(progress: Progress | null) {
    sync = progress
    changed()
  }

  let isNewLink = true
  let pulling: Promise<void> | undefined
  let pullAgain: Promise<void> | undefined

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
    const state = must(mirror.cache(), 'cache').state()
    const pulled = await fetchPull(
      central,
      isNewLink ? rewound(state.snapshot) : state.snapshot,
      outbox.waiting().map(({ id }) => id),
    )
    const { head } = pulled
    clock.meet(head.now)
    meet(head.actor)
    const isSame = head.identity === state.identity && head.userEpoch === state.userEpoch
    if (!isSame || isBefore(head.snapshot, state.snapshot)) return copyAll(central)
    try {
      // A copy made meanwhile is newer than this pull, which must not take it back.
      const isStale = await mirror.write(async (cache) => {
        if (cache?.state().snapshot !== state.snapshot) return true
        await mirror.rebase(pulled, pulled.acks)
        return false
      })
      if (isStale) return await pullOnce(central)
    } catch (error) {
      throw mirror.inWords(error)
    }
    isNewLink = false
    syncedChanged()
  }

  let isWoken = false

  /** Something changed at the centre. While the link is being brought up that is only remembered: a pull would cross the first copy. */
  function wake() {
    const central = online()
    isWoken = central === undefined
    if (central && !isClosed) catchUp(central).catch((error: unknown) => link.lost(error, central))
  }

  /** Also sends what was accepted in the moment between the last push and the link being up. */
  async function catchUp(central: Central): Promise<void> {
    await pull(central)
    if (outbox.counts().pending > 0) await push(central)
  }

  function linkChanged() {
    changed()
    if (!isClosed && link.state() === 'online' && (isWoken || outbox.counts().pending > 0)) wake()
  }

  function wakeOnline() {
    if (link.state() === 'online') wake()
  }

  function online(): Central | undefined {
    return link.state() === 'online' ? link.central() : undefined
  }

  let syncedTold = 0
  function syncedChanged() {
    if (performance.now() - syncedTold < 1_000) return
    syncedTold = performance.now()
    changed()
  }

  let pushing: Promise<void> | undefined

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
          mirror.refuse(id, {
            code: 'outdated',
            message: `This program does not know ${name} any more`,
            details: { reason: 'engine.no-such-call', name },
          })
        } else {
          await sendQueued(central, asCommand(registered), { id, name, args, issuedAt })
        }
      }
      await pull(central)
    }
  }

  async function sendQueued(central: Central, command: RunnableCommand, call: Required<CommandCall>): Promise<void> {
    try {
      const { outcome } = await runAtCentre(central, command, call, { actor: actor(), workstation, log })
      log.info(`${call.name} of the outbox is ${outcome}`)
    } catch (error) {
      if (!isJudged(error)) throw error
      // The centre could not even store the outcome (a text that PostgreSQL does not hold): sent again, it would stop the queue for ever.
      log.error(`${call.name} of the outbox cannot be stored`, error)
      mirror.refuse(call.id, toWireError(toRefusal(error)))
    }
  }

  return {
    link,
    online,
    progress: () => sync,
    pull,
    push,
    catchUp,
    wake,
    cancelCopy: () => syncAbort.abort(),
    async close() {
      isClosed = true
      clearInterval(poll)
      syncAbort.abort()
      await link.close()
    },
  }
}
