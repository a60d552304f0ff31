/** Mouse and touch on a board: hover, click, drag a rectangle, header clicks, Ctrl+wheel. All by geometry, none by element. */
import type { BoardCore } from './board-view.ts'
import { contentRect, hit, placeNear, type GridPoint, type PlacedCell } from './layout.ts'
import type { Line } from './model.ts'
import { cursorAt } from './navigate.ts'
import { join, rectangle, type Joining } from './select.ts'

const DRAG_FROM = 5
const LONG_PRESS_MS = 450

interface Drag {
  x: number
  y: number
  place: GridPoint | undefined
  how: Joining
  before: ReadonlySet<string>
  isMoving: boolean
}

export function listenPointer(core: BoardCore): () => void {
  const { scroller } = core
  const stop = new AbortController()
  const on = <K extends keyof HTMLElementEventMap>(
    name: K,
    listener: (event: HTMLElementEventMap[K]) => void,
    options: AddEventListenerOptions = {},
  ) => scroller.addEventListener(name, listener, { ...options, signal: stop.signal })
  let hovered: PlacedCell | undefined
  let drag: Drag | undefined
  let press: ReturnType<typeof setTimeout> | undefined
  let rubber: HTMLElement | undefined

  function hover(cell: PlacedCell | undefined) {
    if (cell?.id === hovered?.id) return
    hovered = cell
    core.pointTo(cell)
    if (!cell) return core.events.onHover(undefined, undefined)
    const rect = contentRect(core.layout(), cell)
    const box = scroller.getBoundingClientRect()
    core.events.onHover(cell.id, {
      left: rect.left - scroller.scrollLeft + box.left,
      top: rect.top - scroller.scrollTop + box.top,
      width: rect.width,
      height: rect.height,
    })
  }

  /** Headers and floor labels lie over the cells: what they cover is not under the pointer. */
  function cellUnder(event: MouseEvent): PlacedCell | undefined {
    if ((event.target as Element).closest('.kb-head, .kb-floor')) return undefined
    const point = core.pointAt(event)
    return hit(core.layout(), point.x, point.y)
  }

  on('pointermove', (event) => {
    if (drag) return moveDrag(event)
    if (event.pointerType !== 'touch') hover(cellUnder(event))
  })
  on('pointerleave', () => hover(undefined))
  on('scroll', () => hover(undefined), { passive: true })

  on('pointerdown', (event) => {
    if (event.button !== 0 || (event.target as Element).closest('[data-line]')) return
    if (event.pointerType === 'touch') return pressLong(event)
    const point = core.pointAt(event)
    if (point.x - scroller.scrollLeft > scroller.clientWidth || point.y - scroller.scrollTop > scroller.clientHeight)
      return
    event.preventDefault()
    drag = {
      ...point,
      place: placeNear(core.layout(), point.x, point.y),
      how: event.ctrlKey || event.metaKey ? 'add' : 'replace',
      before: core.selection(),
      isMoving: false,
    }
    scroller.setPointerCapture(event.pointerId)
  })

  function pressLong(event: PointerEvent) {
    const cell = cellUnder(event)
    press = setTimeout(() => {
      press = undefined
      if (cell) core.select([cell.id], 'toggle')
    }, LONG_PRESS_MS)
  }

  function moveDrag(event: PointerEvent) {
    if (!drag) return
    const point = core.pointAt(event)
    if (!drag.isMoving && Math.hypot(point.x - drag.x, point.y - drag.y) < DRAG_FROM) return
    drag.isMoving = true
    hover(undefined)
    const box = {
      left: Math.min(point.x, drag.x),
      top: Math.min(point.y, drag.y),
      width: Math.abs(point.x - drag.x),
      height: Math.abs(point.y - drag.y),
    }
    if (!rubber) {
      rubber = document.createElement('div')
      rubber.className = 'kb-rubber'
      scroller.append(rubber)
    }
    rubber.style.cssText = `left:${box.left}px;top:${box.top}px;width:${box.width}px;height:${box.height}px`
    const layout = core.layout()
    const place = placeNear(layout, point.x, point.y)
    if (!place || !drag.place) return
    // Only what the drawn rectangle touches: a rectangle drawn in a gap takes nothing.
    const numbers = rectangle(layout, drag.place, place).filter((id) => {
      const cell = layout.cells[layout.numberOf.get(id) ?? -1]
      const rect = cell && contentRect(layout, cell)
      return (
        rect &&
        rect.left < box.left + box.width &&
        rect.left + rect.width > box.left &&
        rect.top < box.top + box.height &&
        rect.top + rect.height > box.top
      )
    })
    core.events.onSelect(join(drag.before, core.bright(numbers), drag.how))
    scrollAtEdge(event)
  }

  function scrollAtEdge(event: PointerEvent) {
    const box = scroller.getBoundingClientRect()
    const edge = 24
    const dx = event.clientX > box.right - edge ? 24 : event.clientX < box.left + edge ? -24 : 0
    const dy = event.clientY > box.bottom - edge ? 24 : event.clientY < box.top + edge ? -24 : 0
    if (dx !== 0 || dy !== 0) scroller.scrollBy(dx, dy)
  }

  on('pointerup', (event) => {
    const wasDrag = drag?.isMoving ?? false
    const hadDrag = drag !== undefined
    drag = undefined
    rubber?.remove()
    rubber = undefined
    if (wasDrag) return
    if (event.pointerType === 'touch') {
      if (press === undefined) return
      clearTimeout(press)
      press = undefined
    } else if (!hadDrag) return
    click(event)
  })
  on('pointercancel', () => {
    drag = undefined
    rubber?.remove()
    rubber = undefined
    clearTimeout(press)
    press = undefined
  })

  function click(event: PointerEvent) {
    const cell = cellUnder(event)
    if (!cell) {
      if (!event.ctrlKey && !event.shiftKey && !event.metaKey) core.select([], 'replace')
      return
    }
    const from = core.cursor()
    if (event.shiftKey && from) {
      const start = core.layout().cells[core.layout().numberOf.get(from.id) ?? -1]
      if (start) {
        const ids = rectangle(
          core.layout(),
          { band: start.band, row: from.row, column: from.column },
          { band: cell.band, row: cell.row, column: cell.column },
        )
        return core.select(core.bright(ids), event.ctrlKey || event.metaKey ? 'add' : 'replace')
      }
    }
    core.setCursor(cursorAt(cell), true)
    core.select([cell.id], event.ctrlKey || event.metaKey ? 'toggle' : 'replace')
  }

  on('dblclick', (event) => {
    const cell = cellUnder(event)
    if (cell) core.events.onOpen(cell.id)
  })

  on('click', (event) => {
    const line = (event.target as Element).closest<HTMLElement>('[data-line]')?.dataset['line']
    if (line === undefined) return
    const [kind, band, index] = line.split(':')
    const how: Joining = event.ctrlKey || event.metaKey ? 'toggle' : event.shiftKey ? 'add' : 'replace'
    core.selectLine({ kind: kind as Line['kind'], band: Number(band), index: Number(index) }, how)
  })

  on(
    'wheel',
    (event) => {
      if (!event.ctrlKey && !event.metaKey) return
      event.preventDefault()
      hover(undefined)
      core.zoomBy(event.deltaY < 0 ? 1 : -1, core.pointAt(event))
    },
    { passive: false },
  )

  return () => stop.abort()
}
