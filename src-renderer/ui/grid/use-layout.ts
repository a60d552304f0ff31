/** The arrangement of one grid: kept on every change, with named views beside it. */
import { useCallback, useMemo, useState } from 'react'
import type { GridColumn } from './columns.ts'
import {
  defaultLayout,
  mergeLayout,
  readKept,
  writeKept,
  type Layout,
  type SavedView,
  type ViewStore,
} from './layout.ts'

export interface GridLayout {
  layout: Layout
  change(part: Partial<Layout>): void
  reset(): void
  views: readonly SavedView[]
  saveView(name: string): void
  removeView(name: string): void
  openView(view: SavedView): void
}

export function useLayout<Row>(
  gridId: string,
  columns: readonly GridColumn<Row>[],
  groupBy: readonly string[] | undefined,
  store: ViewStore | undefined,
): GridLayout {
  const [kept, setKept] = useState(() => readKept(gridId))
  const fallback = useMemo(() => defaultLayout(columns, groupBy), [columns, groupBy])
  const layout = useMemo(() => mergeLayout(kept.current, columns, fallback), [kept.current, columns, fallback])

  const keep = useCallback(
    (current: Layout | undefined, views?: SavedView[]) =>
      setKept((before) => {
        const next = { views: views ?? before.views, ...(current ? { current } : {}) }
        writeKept(gridId, next)
        return next
      }),
    [gridId],
  )
  return {
    layout,
    change: (part) => keep({ ...layout, ...part }),
    reset: () => keep(undefined),
    views: store?.views ?? kept.views,
    saveView(name) {
      const view = { name, layout }
      if (store) store.save(view)
      else keep(layout, [...kept.views.filter((one) => one.name !== name), view])
    },
    removeView(name) {
      if (store) store.remove(name)
      else
        keep(
          layout,
          kept.views.filter((one) => one.name !== name),
        )
    },
    openView: (view) => keep(mergeLayout(view.layout, columns, fallback)),
  }
}
