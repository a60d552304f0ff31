/** How a person has arranged a grid: order, width and visibility of columns, sort and groups; kept as the current one and as named views. */
import type { GridColumn } from './columns.ts'
import { defaultWidth } from './columns.ts'
import { titleWidth } from './title-width.ts'
import type { SortKey } from './view.ts'

export interface ColumnLayout {
  id: string
  width: number
  isHidden: boolean
  pin: 'left' | 'right' | null
}

export interface Layout {
  columns: readonly ColumnLayout[]
  sort: readonly SortKey[]
  groupBy: readonly string[]
}

export interface SavedView {
  name: string
  layout: Layout
}

/** Where views are kept. The default is this workstation; a module with shared views gives its own. */
export interface ViewStore {
  views: readonly SavedView[]
  save(view: SavedView): void
  remove(name: string): void
}

export function defaultLayout<Row>(columns: readonly GridColumn<Row>[], groupBy: readonly string[] = []): Layout {
  return {
    columns: columns.map((column) => ({
      id: column.id,
      width: Math.max(column.width ?? defaultWidth(column.kind), titleWidth(column.title)),
      isHidden: column.isHidden ?? false,
      pin: column.pin ?? null,
    })),
    sort: [],
    groupBy,
  }
}

/** A kept layout against the columns of today: columns that are gone go, new ones take the place the screen gives them. */
export function mergeLayout<Row>(
  kept: Layout | undefined,
  columns: readonly GridColumn<Row>[],
  fallback: Layout,
): Layout {
  if (!kept) return fallback
  const known = new Set(columns.map(({ id }) => id))
  const merged = kept.columns.filter(({ id }) => known.has(id))
  for (const [index, fresh] of fallback.columns.entries()) {
    if (merged.some(({ id }) => id === fresh.id)) continue
    const before = fallback.columns[index - 1]?.id
    merged.splice(before === undefined ? 0 : merged.findIndex(({ id }) => id === before) + 1, 0, fresh)
  }
  return {
    columns: merged,
    sort: kept.sort.filter(({ id }) => known.has(id)),
    groupBy: kept.groupBy.filter((id) => known.has(id)),
  }
}

/** A click on a head: up, down, none; with Shift beside the other keys. */
export function toggleSort(sort: readonly SortKey[], id: string, isAdding: boolean): readonly SortKey[] {
  const now = sort.find((key) => key.id === id)
  const next = now === undefined ? [{ id, isDown: false }] : now.isDown ? [] : [{ id, isDown: true }]
  if (!isAdding) return next
  if (now === undefined) return [...sort, ...next]
  return sort.flatMap((key) => (key.id === id ? next : [key]))
}

const STORE = 'kvartal.grid.'

interface Kept {
  current?: Layout
  views: SavedView[]
}

export function readKept(gridId: string): Kept {
  try {
    const found = JSON.parse(localStorage.getItem(STORE + gridId) ?? '') as Kept
    return Array.isArray(found.views) ? found : { views: [] }
  } catch {
    // Nothing kept yet, or kept by a program that wrote otherwise: begin anew.
    return { views: [] }
  }
}

export function writeKept(gridId: string, kept: Kept): void {
  localStorage.setItem(STORE + gridId, JSON.stringify(kept))
}
