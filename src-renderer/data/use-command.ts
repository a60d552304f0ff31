/** A command or an action from a screen: pending state, progress, cancel, and the refusal told in the user's words. */
import { useCallback, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Progress } from '#shared/rpc/client.ts'
import { AppError, toWireError, fromWireError } from '#shared/rpc/errors.ts'
import type { DoName, Input, Result } from './calls.ts'
import { useEngine } from './engine.tsx'
import { notifyDone, notifyError } from './notify.ts'
import { startTask } from './tasks.ts'

export type Outcome<T> = { ok: true; value: T } | { ok: false; error: AppError }

export interface CommandOptions {
  /** Told in a notification on success, already translated. */
  done?: string
  /** What the task list calls it while it runs; without one the call is not listed. */
  label?: string
  /** The screen shows the refusal itself (a form beside its fields). */
  quiet?: boolean
}

export interface CommandState<Name extends DoName> {
  /** Never rejects: `if ((await book.run(args)).ok) close()`. */
  run(args: Input<Name>, command?: string): Promise<Outcome<Result<Name>>>
  isPending: boolean
  error: AppError | undefined
  progress: Progress | undefined
  cancel(): void
}

export function useCommand<Name extends DoName>(name: Name, options: CommandOptions = {}): CommandState<Name> {
  const { connection } = useEngine()
  const { t } = useTranslation()
  const [running, setRunning] = useState(0)
  const [error, setError] = useState<AppError>()
  const [progress, setProgress] = useState<Progress>()
  const controller = useRef<AbortController>(undefined)
  const latest = useRef(options)
  useEffect(() => {
    latest.current = options
  })

  const run = useCallback(
    async (args: Input<Name>, command?: string): Promise<Outcome<Result<Name>>> => {
      const { done, label, quiet } = latest.current
      const abort = new AbortController()
      controller.current = abort
      const task = label === undefined ? undefined : startTask(label, () => abort.abort())
      setRunning((count) => count + 1)
      setError(undefined)
      try {
        const value = (await connection.call(name, args, {
          signal: abort.signal,
          onProgress: (now) => {
            setProgress(now)
            task?.progress(now)
          },
          ...(command === undefined ? {} : { command }),
        })) as Result<Name>
        if (done !== undefined) notifyDone(done)
        return { ok: true, value }
      } catch (thrown) {
        const failure = thrown instanceof AppError ? thrown : fromWireError(toWireError(thrown))
        setError(failure)
        if (!quiet && failure.code !== 'cancelled') notifyError(failure, t)
        return { ok: false, error: failure }
      } finally {
        task?.finish()
        setProgress(undefined)
        setRunning((count) => count - 1)
      }
    },
    [connection, name, t],
  )
  const cancel = useCallback(() => controller.current?.abort(), [])
  return { run, isPending: running > 0, error, progress, cancel }
}
