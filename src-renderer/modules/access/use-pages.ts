/** Pages of a query that runs at the centre: asked for when the filter changes or somebody wants more, never live. */
import { useCallback, useEffect, useRef, useState } from 'react'
import { AppError, fromWireError, toWireError } from '#shared/rpc/errors.ts'

export interface Pages<Row> {
  rows: readonly Row[] | undefined
  error: AppError | undefined
  isLoading: boolean
  hasMore: boolean
  more(): void
  refresh(): void
}

/** `read` gets the last row so far, or undefined for the first page. `key` says what is asked: another key starts anew. */
export function usePages<Row>(key: string, size: number, read: (last: Row | undefined) => Promise<Row[]>): Pages<Row> {
  const [state, setState] = useState<{ rows?: readonly Row[]; error?: AppError; isLoading: boolean; hasMore: boolean }>(
    { isLoading: true, hasMore: false },
  )
  const latest = useRef(read)
  const turn = useRef(0)
  useEffect(() => {
    latest.current = read
  })

  const load = useCallback(
    async (before: readonly Row[]) => {
      const mine = ++turn.current
      setState((old) => ({ ...(old.rows ? { rows: old.rows } : {}), isLoading: true, hasMore: old.hasMore }))
      try {
        const page = await latest.current(before.at(-1))
        if (mine === turn.current)
          setState({ rows: [...before, ...page], isLoading: false, hasMore: page.length === size })
      } catch (thrown) {
        const error = thrown instanceof AppError ? thrown : fromWireError(toWireError(thrown))
        if (mine === turn.current) setState({ error, isLoading: false, hasMore: false })
      }
    },
    [size],
  )
  useEffect(() => void load([]), [load, key])

  return {
    rows: state.rows,
    error: state.error,
    isLoading: state.isLoading,
    hasMore: state.hasMore,
    more: () => void load(state.rows ?? []),
    refresh: () => void load([]),
  }
}
