/** Starts a thread for one job of judging; cancelling ends it at once. */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import type { Progress } from '#shared/rpc/client.ts'
import { AppError } from '#shared/rpc/errors.ts'
import type { LintAnswer, LintJob, LintResults } from './lint-wire.ts'

const HEAP_MEGABYTES = 1024

export function judge<J extends LintJob>(
  job: J,
  { signal, progress }: { signal: AbortSignal; progress(progress: Progress): void },
): Promise<LintResults[J['op']]> {
  const cancelled = () => new AppError('cancelled', 'The check was cancelled')
  if (signal.aborted) return Promise.reject(cancelled())
  const worker = new Worker(workerFile(), {
    workerData: job,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MEGABYTES },
  })
  const { promise, resolve, reject } = Promise.withResolvers<LintResults[J['op']]>()
  const abort = () => reject(cancelled())
  signal.addEventListener('abort', abort, { once: true })
  worker.on('message', (answer: LintAnswer) => {
    if ('progress' in answer) progress(answer.progress)
    else if ('error' in answer) reject(new Error(answer.error))
    else resolve(answer.value as LintResults[J['op']])
  })
  worker.on('error', reject)
  worker.on('exit', () => reject(new Error('The judging thread ended without an answer')))
  return promise.finally(() => {
    signal.removeEventListener('abort', abort)
    void worker.terminate()
  })
}

function workerFile(): URL {
  if (import.meta.url.endsWith('.ts')) return new URL('./lint-worker.ts', import.meta.url)
  const beside = new URL('./contracts-worker.js', import.meta.url)
  return existsSync(fileURLToPath(beside)) ? beside : new URL('../contracts-worker.js', import.meta.url)
}
