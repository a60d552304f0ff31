/** A long list of rows of one height: only those to be seen are drawn. Arrow keys walk, Enter opens. */
import { useCallback, useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import { useRowHeight } from './use-row-height.ts'
import classes from './virtual-list.module.css'

export interface VirtualListProps<Row extends { id: string }> {
  rows: readonly Row[]
  label: string
  /** Pixels; default is the row height of the density in use. */
  rowHeight?: number
  activeId?: string | undefined
  onActive?: (row: Row) => void
  onOpen?: (row: Row) => void
  children: (row: Row, isActive: boolean) => ReactNode
}

const MARGIN_ROWS = 4

export function VirtualList<Row extends { id: string }>(props: VirtualListProps<Row>) {
  const { rows, label, activeId, onActive, onOpen, children } = props
  const usual = useRowHeight()
  const height = props.rowHeight ?? usual
  const box = useRef<HTMLDivElement>(null)
  const [view, setView] = useState({ top: 0, height: 600 })
  const measure = useCallback(() => {
    const element = box.current
    if (element) setView({ top: element.scrollTop, height: element.clientHeight })
  }, [])
  useEffect(() => {
    const element = box.current
    if (!element) return
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    return () => observer.disconnect()
  }, [measure])

  const active = activeId === undefined ? -1 : rows.findIndex((row) => row.id === activeId)
  const onKeyDown = (event: KeyboardEvent) => {
    const page = Math.max(1, Math.floor(view.height / height) - 1)
    const moves: Record<string, number> = {
      ArrowDown: active + 1,
      ArrowUp: active - 1,
      PageDown: active + page,
      PageUp: active - page,
      Home: 0,
      End: rows.length - 1,
    }
    const current = rows[active]
    if (event.key === 'Enter' && current) return onOpen?.(current)
    const wanted = moves[event.key]
    const index = wanted === undefined ? -1 : Math.min(Math.max(wanted, 0), rows.length - 1)
    const row = rows[index]
    if (wanted === undefined || !row) return
    event.preventDefault()
    onActive?.(row)
    const element = box.current
    if (!element) return
    if (index * height < element.scrollTop) element.scrollTop = index * height
    else if ((index + 1) * height > element.scrollTop + element.clientHeight)
      element.scrollTop = (index + 1) * height - element.clientHeight
  }

  const first = Math.max(0, Math.floor(view.top / height) - MARGIN_ROWS)
  const last = Math.min(rows.length, Math.ceil((view.top + view.height) / height) + MARGIN_ROWS)
  return (
    <div
      ref={box}
      className={classes['list']}
      role="listbox"
      aria-label={label}
      aria-activedescendant={active < 0 ? undefined : `row-${activeId}`}
      tabIndex={0}
      onScroll={measure}
      onKeyDown={onKeyDown}
    >
      <div style={{ height: rows.length * height }}>
        {rows.slice(first, last).map((row, offset) => (
          <div
            key={row.id}
            id={`row-${row.id}`}
            className={classes['row']}
            role="option"
            aria-selected={row.id === activeId}
            aria-setsize={rows.length}
            aria-posinset={first + offset + 1}
            style={{ height, top: (first + offset) * height }}
            onClick={() => onActive?.(row)}
            onDoubleClick={() => onOpen?.(row)}
          >
            {children(row, row.id === activeId)}
          </div>
        ))}
      </div>
    </div>
  )
}
