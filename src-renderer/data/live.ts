/** Live answers shared by all components that ask the same question; row patches are applied here, by id. */
import type { Connection, Patch } from '#shared/rpc/client.ts'
import { AppError } from '#shared/rpc/errors.ts'
import type { LiveRow } from '#shared/rpc/wire.ts'
import type { App } from '#shared/rpc/contract.ts'

export interface LiveState {
  /** Undefined until the first answer. */
  data: unknown
  error: AppError | undefined
  /** Answers after the first. */
  changes: number
}

export interface LiveAnswer {
  getSnapshot(): LiveState
  subscribe(listener: () => void): () => void
  /** Asks again after an error. */
  retry(): void
}

export interface LiveStore {
  answer(name: string, args: unknown): LiveAnswer
}

/** How long an answer outlives its last reader: coming back to a screen within this time paints at once. */
const LINGER_MS = 20_000

export function createLiveStore(connection: Pick<Connection<App>, 'live'>, lingerMs = LINGER_MS): LiveStore {
  const answers = new Map<string, LiveAnswer>()

  function open(key: string, name: string, args: unknown): LiveAnswer {
    let state: LiveState = { data: undefined, error: undefined, changes: 0 }
    let rows = emptyRows
    let stop: (() => void) | undefined
    let timer: ReturnType<typeof setTimeout> | undefined
    const listeners = new Set<() => void>()
    const set = (next: LiveState) => {
      state = next
      for (const listener of listeners) listener()
    }
    const answered = (data: unknown) =>
      set({ data, error: undefined, changes: state.data === undefined ? 0 : state.changes + 1 })
    const start = () => {
      rows = emptyRows
      stop = connection.live(name, args, {
        onPatch(patch) {
          rows = applyPatch(rows, patch)
          answered(rows.list)
        },
        onValue: answered,
        onError: (error) => set({ ...state, error }),
      })
    }
    const end = () => {
      stop?.()
      stop = undefined
    }
    const answer: LiveAnswer = {
      getSnapshot: () => state,
      subscribe(listener) {
        clearTimeout(timer)
        listeners.add(listener)
        if (!stop) {
          answers.set(key, answer)
          start()
        }
        return () => {
          listeners.delete(listener)
          if (listeners.size > 0) return
          timer = setTimeout(() => {
            end()
            if (answers.get(key) === answer) answers.delete(key)
          }, lingerMs)
        }
      },
      retry() {
        end()
        set({ ...state, error: undefined })
        start()
      },
    }
    return answer
  }

  return {
    answer(name, args) {
      const key = `${name} ${stableJson(args)}`
      let found = answers.get(key)
      if (!found) answers.set(key, (found = open(key, name, args)))
      return found
    },
  }
}

export interface Rows {
  byId: ReadonlyMap<string, LiveRow>
  list: readonly LiveRow[]
}

export const emptyRows: Rows = { byId: new Map(), list: [] }

/** Rows that the patch does not name keep their identity, so that a grid repaints only what has changed. */
export function applyPatch(rows: Rows, patch: Patch): Rows {
  const byId = new Map(rows.byId)
  for (const id of patch.gone) byId.delete(id)
  const added: LiveRow[] = []
  for (const row of patch.put) {
    if (!byId.has(row.id) && !rows.byId.has(row.id)) added.push(row)
    byId.set(row.id, row)
  }
  if (patch.order) {
    const list = patch.order.flatMap((id) => byId.get(id) ?? [])
    return { byId, list }
  }
  const kept = rows.list.flatMap((row) => byId.get(row.id) ?? [])
  return { byId, list: added.length === 0 ? kept : [...kept, ...added.flatMap((row) => byId.get(row.id) ?? [])] }
}

/** JSON with sorted keys: `{a, b}` and `{b, a}` are one question. */
export function stableJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}
