/** The React face of a board: hands inputs to the view after each render and shows the hover card. */
import { useEffect, useImperativeHandle, useLayoutEffect, useRef, useState, type ReactNode, type Ref } from 'react'
import './board.css'
import { mountBoard, type BoardInput, type BoardView } from './board-view.ts'
import type { CellRect } from './model.ts'

export interface BoardHandle {
  flash(ids: readonly string[]): void
  /** Focuses a cell and scrolls it into view. */
  goTo(id: string): void
}

export interface BoardProps extends BoardInput {
  handle?: Ref<BoardHandle>
  onSelect(ids: ReadonlySet<string>): void
  onCurrent?(id: string): void
  onOpen?(id: string): void
  /** Told of every change of the step in use, also by `fit`. */
  onZoom(step: number, isByUser: boolean): void
  /** What the hover card says; return null for none. */
  hoverCard?(id: string): ReactNode
}

const CARD_WIDTH = 268

export function Board({ handle, onSelect, onCurrent, onOpen, onZoom, hoverCard, ...input }: BoardProps) {
  const host = useRef<HTMLDivElement>(null)
  const view = useRef<BoardView>(undefined)
  const shownStep = useRef(-1)
  const [hovered, setHovered] = useState<{ id: string; rect: CellRect }>()
  const callbacks = useRef({ onSelect, onCurrent, onOpen, onZoom })
  const latest = useRef(input)
  useLayoutEffect(() => {
    callbacks.current = { onSelect, onCurrent, onOpen, onZoom }
    latest.current = input
  })

  useLayoutEffect(() => {
    const made = mountBoard(host.current as HTMLDivElement, {
      onSelect: (ids) => callbacks.current.onSelect(ids),
      onCurrent: (id) => callbacks.current.onCurrent?.(id),
      onOpen: (id) => callbacks.current.onOpen?.(id),
      onZoom: (step) => callbacks.current.onZoom(step, true),
      onHover: (id, rect) => setHovered(id === undefined || !rect ? undefined : { id, rect }),
    })
    view.current = made
    return () => {
      view.current = undefined
      made.destroy()
    }
  }, [])

  const { model, faceOf, palette, selection, zoom, label, words } = input
  useLayoutEffect(() => {
    view.current?.update({ model, faceOf, palette, selection, zoom, label, words })
  }, [model, faceOf, palette, selection, zoom, label, words])
  useEffect(() => {
    const step = view.current?.step() ?? -1
    if (step === shownStep.current) return
    shownStep.current = step
    callbacks.current.onZoom(step, false)
  })

  useImperativeHandle(handle, () => ({
    flash: (ids) => view.current?.flash(ids),
    goTo: (id) => view.current?.goTo(id),
  }))

  return (
    <div ref={host} className="kb-host">
      {hovered && hoverCard && <HoverCard rect={hovered.rect}>{hoverCard(hovered.id)}</HoverCard>}
    </div>
  )
}

/** Placed without measuring itself: to the right where there is room, hung from the nearer edge of the window. */
function HoverCard({ rect, children }: { rect: CellRect; children: ReactNode }) {
  if (children === null || children === undefined) return null
  const isRight = rect.left + rect.width + CARD_WIDTH + 20 < window.innerWidth
  const isBelow = rect.top < window.innerHeight / 2
  const style = {
    width: CARD_WIDTH,
    left: isRight ? rect.left + rect.width + 10 : rect.left - CARD_WIDTH - 10,
    ...(isBelow
      ? { top: Math.max(4, rect.top - 8) }
      : { bottom: Math.max(4, window.innerHeight - rect.top - rect.height - 8) }),
  }
  return (
    <div className="kb-card" style={style} aria-hidden="true">
      {children}
    </div>
  )
}
