/** A call that makes a desk copy its data anew tells how far that is, and may be cancelled in the middle. */
import type { CallContext } from '#shared/rpc/server.ts'
import type { Desk } from './desk.ts'
import type { LiveQueries } from './live.ts'

/** Resolves as `work` does; rejects with `cancelled` as soon as the caller cancels, while `work` goes on. */
export async function followCopy(
  live: LiveQueries,
  desk: Desk,
  { progress, signal }: Pick<CallContext, 'progress' | 'signal'>,
  work: () => Promise<void>,
): Promise<void> {
  signal.throwIfAborted()
  const stop = live.add({
    name: 'engine.copy',
    reads: ['engine.status'],
    run() {
      const { sync } = desk.status()
      if (sync) progress(sync)
      return Promise.resolve(null)
    },
    patch: () => undefined,
    value: () => undefined,
    fail: () => undefined,
  })
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  const abort = () => reject(signal.reason as Error)
  signal.addEventListener('abort', abort, { once: true })
  try {
    await Promise.race([work(), aborted])
  } finally {
    stop()
    signal.removeEventListener('abort', abort)
  }
}
