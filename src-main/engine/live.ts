/** Live queries: run again when a table they read has changed, and tell only what differs. */
import type { Patch } from '#shared/rpc/client.ts'
import type { LiveRow } from '#shared/rpc/wire.ts'
import { toWireError, type WireError } from '#shared/rpc/errors.ts'

export interface LiveQuery {
  name: string
  reads: readonly string[]
  /** Whoever shows a window must ask for the rest of its rows whenever any of them may have changed. */
  isWindow?: boolean | undefined
  run(): Promise<unknown>
  patch(patch: Patch): void
  value(value: unknown): void
  fail(error: WireError): void
}

export interface LiveQueries {
  /** Starts a query; the returned function stops it. */
  add(query: LiveQuery): () => void
  /** Tables whose rows have changed since; the queries that read them run again soon. */
  touched(tables: Iterable<string>): void
  /** Runs everything again, for instance over a new cache. */
  refresh(): void
}

interface Running extends LiveQuery {
  last: Map<string, string> | string | undefined
  isDirty: boolean
  isBusy: boolean
  /** Its first answer is still to come. */
  isNew: boolean
  isTouchedEarly: boolean
  /** A slow query rests as long again as it ran, so that a storm of changes cannot take the engine over. */
  restUntil: number
}

export function createLiveQueries(
  report: (error: unknown, name: string) => WireError = (error) => toWireError(error),
): LiveQueries {
  const queries = new Set<Running>()
  let isScheduled = false
  let rest: NodeJS.Timeout | undefined

  function schedule() {
    if (isScheduled) return
    isScheduled = true
    setImmediate(turn)
  }

  function turn() {
    isScheduled = false
    clearTimeout(rest)
    const now = performance.now()
    let soonest = Infinity
    for (const query of queries) {
      if (!query.isDirty || query.isBusy) continue
      if (query.restUntil > now) soonest = Math.min(soonest, query.restUntil - now)
      else void runOne(query)
    }
    // Only for the slow ones: what is touched meanwhile does not wait for them.
    if (soonest < Infinity) rest = setTimeout(schedule, Math.ceil(soonest))
  }

  async function runOne(query: Running) {
    // A change that came between the question and its first answer is told as one: what was asked for beside it may lack it.
    query.isDirty = query.isNew && query.isTouchedEarly
    query.isNew = false
    query.isBusy = true
    const startedAt = performance.now()
    try {
      const answer = await query.run()
      if (queries.has(query)) tell(query, answer)
    } catch (error) {
      if (queries.has(query)) query.fail(report(error, query.name))
    } finally {
      const now = performance.now()
      query.restUntil = now + Math.min(now - startedAt, 1_000)
      query.isBusy = false
      if (query.isDirty) schedule()
    }
  }

  return {
    add(query) {
      const running: Running = {
        ...query,
        last: undefined,
        isDirty: true,
        isBusy: false,
        isNew: true,
        isTouchedEarly: false,
        restUntil: 0,
      }
      queries.add(running)
      schedule()
      return () => queries.delete(running)
    },
    touched(tables) {
      const names = new Set(tables)
      if (names.size === 0) return
      for (const query of queries) {
        if (!query.reads.some((table) => names.has(table))) continue
        query.isDirty = true
        query.isTouchedEarly = query.isNew
      }
      schedule()
    },
    refresh() {
      for (const query of queries) query.isDirty = true
      schedule()
    },
  }
}

function tell(query: Running, answer: unknown): void {
  if (!isRows(answer)) {
    const text = JSON.stringify(answer)
    if (query.isWindow === true || text !== query.last) query.value(answer)
    query.last = text
    return
  }
  const last = query.last instanceof Map ? query.last : undefined
  const next = new Map<string, string>()
  const put: LiveRow[] = []
  for (const row of answer) {
    const text = JSON.stringify(row)
    next.set(row.id, text)
    if (last?.get(row.id) !== text) put.push(row)
  }
  const gone = last ? [...last.keys()].filter((id) => !next.has(id)) : []
  const isReordered = last !== undefined && !sameOrder(last, next)
  if (last === undefined || put.length > 0 || gone.length > 0 || isReordered) {
    query.patch({ put, gone, ...(isReordered ? { order: [...next.keys()] } : {}) })
  }
  query.last = next
}

function isRows(answer: unknown): answer is LiveRow[] {
  return (
    Array.isArray(answer) && (answer.length === 0 || typeof (answer[0] as Partial<LiveRow> | null)?.id === 'string')
  )
}

/** True when the rows that stay keep their order and new ones come last: what a reader gets by applying put and gone. */
function sameOrder(last: Map<string, string>, next: Map<string, string>): boolean {
  const kept = [...last.keys()].filter((id) => next.has(id))
  let at = 0
  for (const id of next.keys()) {
    if (at < kept.length) {
      if (id !== kept[at]) return false
      at += 1
    } else if (last.has(id)) return false
  }
  return true
}
