/** A live query: the answer, and again whenever the data behind it changes. */
import { useCallback, useMemo, useRef, useSyncExternalStore } from 'react'
import type { AppError } from '#shared/rpc/errors.ts'
import type { Input, QueryName, Result } from './calls.ts'
import { useEngine } from './engine.tsx'
import { stableJson, type LiveAnswer } from './live.ts'

export interface QueryState<T> {
  data: T | undefined
  error: AppError | undefined
  /** True until the first answer to these arguments; with `keepPrevious` the former answer is in `data` meanwhile. */
  isLoading: boolean
  /** Another one when the data behind the answer has changed; the first answer to a question changes nothing. */
  changes: number
  /** Asks again after an error. */
  retry(): void
}

export interface QueryOptions {
  /** Show the former answer while a new one to other arguments is on its way (lists while filtering; not cards). */
  keepPrevious?: boolean
}

const nothing = { data: undefined, error: undefined, changes: 0 }
const silent: LiveAnswer = { getSnapshot: () => nothing, subscribe: () => () => undefined, retry: () => undefined }

/**
 * `args` may be written inline: equal arguments are one question. `null` asks nothing yet. Rows that have not changed
 * keep their identity between answers.
 */
export function useQuery<Name extends QueryName>(
  name: Name,
  args: Input<Name> | null,
  options: QueryOptions = {},
): QueryState<Result<Name>> {
  const { live } = useEngine()
  const key = args === null ? null : stableJson(args)
  const answer = useMemo(
    () => (key === null ? silent : live.answer(name, JSON.parse(key) as unknown)),
    [live, name, key],
  )
  const subscribe = useCallback((listener: () => void) => answer.subscribe(listener), [answer])
  const state = useSyncExternalStore(subscribe, answer.getSnapshot)

  const previous = useRef<unknown>(undefined)
  if (state.data !== undefined) previous.current = state.data
  const data = state.data === undefined && options.keepPrevious ? previous.current : state.data
  return {
    data: data as Result<Name> | undefined,
    error: state.error,
    isLoading: key !== null && state.data === undefined && state.error === undefined,
    changes: state.changes,
    retry: answer.retry,
  }
}
