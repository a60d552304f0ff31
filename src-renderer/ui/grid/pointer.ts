/** Selecting cells by mouse: press, drag beyond the edge to scroll, Shift and click to extend. */
import type { Cell, Range } from './range.ts'

export interface PointerEvents {
  cellAt(target: EventTarget | null): Cell | undefined
  range(): Range | undefined
  /** A plain press begins a range at once: ag-grid tells of its focus only later. */
  press(cell: Cell): void
  extend(head: Cell): void
  scrollTo(cell: Cell): void
}

const EDGE = 24

export function createPointer(host: HTMLElement, events: PointerEvents): { destroy(): void } {
  let isDragging = false
  let last = { x: 0, y: 0 }
  let frame = 0

  function onDown(event: PointerEvent) {
    const cell = event.button === 0 ? events.cellAt(event.target) : undefined
    if (!cell || (event.target instanceof Element && event.target.closest('input, a, button'))) return
    if (event.shiftKey && events.range()) {
      // ag-grid would move the focus, and the range would begin anew.
      event.stopPropagation()
      events.extend(cell)
    } else events.press(cell)
    isDragging = true
    last = { x: event.clientX, y: event.clientY }
    window.addEventListener('mousemove', onMove)
    window.addEventListener('mouseup', onUp, { once: true })
  }

  /** The browser itself focuses what is pressed, one event later. */
  function onMouseDown(event: MouseEvent) {
    if (event.shiftKey && events.cellAt(event.target)) event.preventDefault()
  }

  function onMove(event: MouseEvent) {
    last = { x: event.clientX, y: event.clientY }
    if (frame === 0) frame = requestAnimationFrame(step)
  }

  function step() {
    frame = 0
    const range = events.range()
    if (!isDragging || !range) return
    const body = host.querySelector('.ag-grid-scrolling-rows')?.getBoundingClientRect() ?? host.getBoundingClientRect()
    const box = host.getBoundingClientRect()
    const target = document.elementFromPoint(
      clamp(last.x, box.left + 2, box.right - 18),
      clamp(last.y, Math.max(body.top, box.top) + 2, box.bottom - 2),
    )
    const cell = events.cellAt(target)
    const down = last.y > box.bottom - EDGE ? 1 : last.y < box.top + EDGE ? -1 : 0
    const right = last.x > box.right - EDGE ? 1 : last.x < box.left + EDGE ? -1 : 0
    const head = cell ?? range.head
    if (head.row !== range.head.row || head.column !== range.head.column) events.extend(head)
    if (down === 0 && right === 0) return
    const next = { row: Math.max(0, head.row + down), column: Math.max(0, head.column + right) }
    events.scrollTo(next)
    events.extend(next)
    frame = requestAnimationFrame(step)
  }

  function onUp() {
    isDragging = false
    cancelAnimationFrame(frame)
    frame = 0
    window.removeEventListener('mousemove', onMove)
  }

  host.addEventListener('pointerdown', onDown, { capture: true })
  host.addEventListener('mousedown', onMouseDown, { capture: true })
  return {
    destroy() {
      onUp()
      host.removeEventListener('pointerdown', onDown, { capture: true })
      host.removeEventListener('mousedown', onMouseDown, { capture: true })
      window.removeEventListener('mouseup', onUp)
    },
  }
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high)
}
