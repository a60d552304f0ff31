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
  at(index: number): Row | undefined
  /** Forget what is not asked for again: after a change of the source, the sort or the data. */
  reset(source: RowSource<Row>, sort: readonly SortKey[]): void
  /** Every row from `from` up to, not including, `to`. */
  all(from: number, to: number): Promise<readonly Row[]>
  close(): void
}

export const WINDOW_ROWS = 200

/** `onRows` is called when rows have come, `onCount` when their number has changed. */
export function createWindows<Row>(
  onRows: () => void,
  onCount: (count: number) => void,
  onError: (error: unknown) => void,
): Windows<Row> {
  let source: RowSource<Row> | undefined
  let sort: readonly SortKey[] = []
  let count = 0
  let pages = new Map<number, readonly Row[]>()
  let stale = new Map<number, readonly Row[]>()
  let asked = new Set<number>()
  let controller = new AbortController()

  async function ask(page: number): Promise<void> {
    if (!source || asked.has(page)) return
    asked.add(page)
    const { signal } = controller
    try {
      const from = page * WINDOW_ROWS
      const answer = await source.fetch(from, from + WINDOW_ROWS, sort, signal)
      if (signal.aborted) return
      pages.set(page, answer.rows)
      stale.delete(page)
      if (answer.count !== count) onCount((count = answer.count))
      onRows()
    } catch (error) {
      if (signal.aborted) return
      asked.delete(page)
      onError(error)
    }
  }

  return {
    count: () => count,
    at(index) {
      const page = Math.floor(index / WINDOW_ROWS)
      const rows = pages.get(page)
      if (!rows) void ask(page)
      return (rows ?? stale.get(page))?.[index % WINDOW_ROWS]
    },
    reset(next, nextSort) {
      controller.abort()
      controller = new AbortController()
      // A changed sort makes old rows wrong in their places; changed data makes them merely old.
      stale = sameSort(sort, nextSort) ? new Map([...stale, ...pages]) : new Map<number, readonly Row[]>()
      pages = new Map<number, readonly Row[]>()
      asked = new Set<number>()
      source = next
      sort = nextSort
      void ask(0)
      onRows()
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
