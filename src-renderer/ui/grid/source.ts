/** Rows that stay in SQLite: the grid asks for the windows it shows, keeps them, and asks again when the data has changed. */
import type { SortKey } from './view.ts'

export interface RowSource<Row> {
  /** A new value says that the question or the data has changed; what is shown stays until the answer is there. */
  version: unknown
  fetch(
    from: number,
    to: number,
    sort: readonly SortKey[],
    signal: AbortSignal,
  ): Promise<{ rows: readonly Row[]; count: number }>
}

export interface Windows<Row> {
  count(): number
  /** Asks for what is not there; for who is only passing by, no more than a few windows at once. */
  at(index: number, isPassing?: boolean): Row | undefined
  /**
   * Asks again for the rows that are seen, after a change of the source, the sort or the data; others when they come into view.
   * Until the answer is there the old ones stay.
   */
  reset(source: RowSource<Row>, sort: readonly SortKey[], seen: { first: number; last: number }): void
  /** Every row from `from` up to, not including, `to`. */
  all(from: number, to: number): Promise<readonly Row[]>
  close(): void
}

/** Twice a screen: few enough to be there at once. */
export const WINDOW_ROWS = 100
const MOST_IN_PASSING = 2

/** `onRows` is called when rows have come, perhaps another number of them. */
export function createWindows<Row>(onRows: (count: number) => void, onError: (error: unknown) => void): Windows<Row> {
  let source: RowSource<Row> | undefined
  let sort: readonly SortKey[] = []
  let count = 0
  let pages = new Map<number, readonly Row[]>()
  let stale = new Map<number, readonly Row[]>()
  let asked = new Set<number>()
  let onTheWay = new Set<number>()
  let controller = new AbortController()

  async function ask(page: number): Promise<void> {
    const asking = source
    if (!asking || asked.has(page)) return
    asked.add(page)
    const waiting = onTheWay.add(page)
    const { signal } = controller
    // One turn later: the live query that tells of changes is asked before, so that none falls between the two.
    await Promise.resolve()
    if (signal.aborted) return
    try {
      const from = page * WINDOW_ROWS
      const answer = await asking.fetch(from, from + WINDOW_ROWS, sort, signal)
      waiting.delete(page)
      if (signal.aborted) return
      pages.set(page, answer.rows)
      stale.delete(page)
      count = answer.count
      onRows(count)
    } catch (error) {
      waiting.delete(page)
      if (signal.aborted) return
      asked.delete(page)
      onError(error)
    }
  }

  return {
    count: () => count,
    at(index, isPassing = false) {
      const page = Math.floor(index / WINDOW_ROWS)
      const rows = pages.get(page)
      if (!rows && !(isPassing && onTheWay.size >= MOST_IN_PASSING)) void ask(page)
      return (rows ?? stale.get(page))?.[index % WINDOW_ROWS]
    },
    reset(next, nextSort, { first, last }) {
      controller.abort()
      controller = new AbortController()
      // A changed sort makes old rows wrong in their places; changed data makes them merely old.
      stale = sameSort(sort, nextSort) ? new Map([...stale, ...pages]) : new Map<number, readonly Row[]>()
      pages = new Map<number, readonly Row[]>()
      asked = new Set<number>()
      onTheWay = new Set<number>()
      source = next
      sort = nextSort
      const firstPage = Math.floor(Math.max(first, 0) / WINDOW_ROWS)
      const lastPage = Math.floor(Math.max(last, 0) / WINDOW_ROWS)
      for (let page = firstPage; page <= lastPage; page++) void ask(page)
    },
    async all(from, to) {
      if (!source) return []
      return (await source.fetch(from, to, sort, controller.signal)).rows
    },
    close: () => controller.abort(),
  }
}

function sameSort(one: readonly SortKey[], other: readonly SortKey[]): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}
