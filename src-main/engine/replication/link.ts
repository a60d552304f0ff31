/** Keeps one connection to the centre alive: connect, bring up, wait until it is lost, wait a little, again. */
import { AppError } from '#shared/rpc/errors.ts'
import type { LinkState } from '#shared/modules/engine/model.ts'
import type { Central } from '../db/central.ts'
import type { Log } from '../log.ts'

const FIRST_DELAY_MS = 250
const LONGEST_DELAY_MS = 15_000

export interface Link {
  state(): LinkState
  /** Why the link is down, in plain English. */
  trouble(): string | null
  /** The connection while the link is online (or being brought up). */
  central(): Central | undefined
  /** Somebody met trouble: drop the connection and try anew. Trouble of a connection (`of`) that is not the present one is old news. */
  lost(error: unknown, of?: Central): void
  /** Stay offline on purpose, or stop doing so. */
  hold(offline: boolean): void
  isHeld(): boolean
  /** Try now instead of at the end of the delay. */
  retryNow(): void
  /** Resolves at the next moment the link is online or has failed. */
  settled(): Promise<void>
  close(): Promise<void>
}

export interface LinkOptions {
  open(): Promise<Central>
  /** Brings a new connection up to date; resolves when the cache may be believed. `lost` is called when it breaks later. */
  bringUp(central: Central, lost: (error: unknown) => void): Promise<void>
  changed(): void
  log: Log
}

export function createLink({ open, bringUp, changed, log }: LinkOptions): Link {
  let state: LinkState = 'connecting'
  let trouble: string | null = null
  let central: Central | undefined
  let isHeld = false
  let isClosed = false
  let failures = 0
  let lose: (error: unknown) => void = () => undefined
  let wake: () => void = () => undefined
  let isHurried = false
  let settled = Promise.withResolvers<void>()

  function set(next: LinkState, why: string | null) {
    state = next
    trouble = why
    if (next !== 'connecting') {
      settled.resolve()
      settled = Promise.withResolvers()
    }
    changed()
  }

  async function once(): Promise<void> {
    const down = Promise.withResolvers<unknown>()
    lose = down.resolve
    try {
      central = await open()
      await Promise.race([bringUp(central, down.resolve), down.promise.then((error) => Promise.reject(asError(error)))])
      failures = 0
      set('online', null)
      throw asError(await down.promise)
    } catch (error) {
      failures += 1
      // Somebody asked to try again while this try was under way: the next one is the answer.
      if (!isClosed)
        set(isHurried && !isHeld ? 'connecting' : stateAfter(error), isHeld ? null : String((error as Error).message))
      if (!isHeld && !isClosed) log.info('The link is down', error)
    } finally {
      lose = () => undefined
      const old = central
      central = undefined
      await old?.close().catch(() => undefined)
    }
  }

  async function loop(): Promise<void> {
    while (!isClosed) {
      if (isHeld) set('offline', null)
      else await once()
      if (isClosed) return
      const delay = isHurried
        ? 0
        : isHeld
          ? Infinity
          : Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(failures - 1, 10)) * (0.5 + Math.random() / 2)
      isHurried = false
      await pause(delay)
      if (!isHeld && !isClosed && state === 'offline') set('connecting', trouble)
    }
  }

  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = ms === Infinity ? undefined : setTimeout(resolve, ms)
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  /** The next try is now; `settled` waits for its end. */
  function hurry() {
    if (isHeld || isClosed) return
    failures = 0
    if (state !== 'online') {
      isHurried = true
      if (state !== 'connecting') set('connecting', trouble)
    }
    wake()
  }

  const running = loop()

  return {
    state: () => state,
    trouble: () => trouble,
    central: () => central,
    lost(error, of) {
      if (of !== undefined && of !== central) return
      if (state === 'online') set('connecting', String((error as Error).message))
      lose(error)
    },
    hold(offline) {
      isHeld = offline
      if (offline) {
        set('offline', null)
        lose(new AppError('offline', 'Working offline on purpose'))
      } else hurry()
    },
    isHeld: () => isHeld,
    retryNow: hurry,
    settled: () => (state === 'connecting' ? settled.promise : Promise.resolve()),
    async close() {
      isClosed = true
      lose(new AppError('offline', 'Closed'))
      wake()
      settled.resolve()
      await running
    },
  }
}

function stateAfter(error: unknown): LinkState {
  if (!(error instanceof AppError)) return 'offline'
  if (error.code === 'outdated') return 'outdated'
  return error.code === 'forbidden' ? 'blocked' : 'offline'
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new AppError('offline', String(error))
}
