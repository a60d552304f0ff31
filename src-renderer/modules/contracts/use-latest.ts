/** One-off answers to arguments that change with every key: only the newest counts, and none is kept alive after it. */
import { useEffect, useState } from 'react'
import type { Input, QueryName, Result } from '#renderer/data/calls.ts'
import { useEngine } from '#renderer/data/engine.tsx'
import { stableJson } from '#renderer/data/live.ts'
import { AppError, fromWireError, toWireError } from '#shared/rpc/errors.ts'

export interface LatestState<T> {
  /** The last answer there was, until the next one comes. */
  data: T | undefined
  error: AppError | undefined
  retry(): void
}

/** `pauseMs` waits for a pause in typing; what must follow every key leaves it out. */
export function useLatest<Name extends QueryName>(
  name: Name,
  args: Input<Name>,
  pauseMs = 0,
): LatestState<Result<Name>> {
  const { connection } = useEngine()
  const [state, setState] = useState<{ data?: Result<Name>; error?: AppError }>({})
  const [attempt, setAttempt] = useState(0)
  const key = stableJson(args)
  useEffect(() => {
    const abort = new AbortController()
    const ask = async () => {
      try {
        const data = (await connection.call(name, JSON.parse(key), { signal: abort.signal })) as Result<Name>
        if (!abort.signal.aborted) setState({ data })
      } catch (thrown) {
        if (abort.signal.aborted) return
        const error = thrown instanceof AppError ? thrown : fromWireError(toWireError(thrown))
        setState((old) => ({ ...old, error }))
      }
    }
    const timer = pauseMs > 0 ? setTimeout(() => void ask(), pauseMs) : void ask()
    return () => {
      clearTimeout(timer ?? undefined)
      abort.abort()
    }
  }, [connection, name, key, pauseMs, attempt])
  return { data: state.data, error: state.error, retry: () => setAttempt((old) => old + 1) }
}
