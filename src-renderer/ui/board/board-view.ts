/**
 * The board without React: geometry, cells, pointer and keyboard. A screen calls `update` with what has changed and
 * hears of selection, focus, hover and zoom; it owns all of these except the place of the roving focus.
 */
import { canvasLayer } from './canvas-layer.ts'
import { domLayer, type CellLayer } from './dom-layer.ts'
import { writeFrame, type FrameElements, type FrameWords } from './frame-markup.ts'
import { listenKeys } from './keys.ts'
import { contentRect, hit, layoutBoard, type BoardLayout, type PlacedCell } from './layout.ts'
import type { BoardModel, CellRect, Detail, Face, FaceOf, Line } from './model.ts'
import { cursorAt, type Cursor } from './navigate.ts'
import { listenPointer } from './pointer.ts'
import { join, lineCells, type Joining } from './select.ts'
import { installPalette, type Palette } from './tones.ts'
import { clampZoom, fittingZoom, nextZoom, zoomAt } from './zoom.ts'

/** Up to this many cells are elements of the document; beyond it they are painted on a canvas while they are small. */
const MOST_ELEMENTS = 3000

export interface BoardInput {
  model: BoardModel
  faceOf: FaceOf
  palette: Palette
  selection: ReadonlySet<string>
  zoom: number | 'fit'
  label: string
  words: FrameWords
}

export interface BoardEvents {
  onSelect(ids: ReadonlySet<string>): void
  /** The roving focus has moved to this cell. */
  onCurrent(id: string): void
  /** Enter, or a double click. */
  onOpen(id: string): void
  /** The pointer is over a cell, whose rectangle is given in window coordinates; or over none. */
  onHover(id: string | undefined, rect: CellRect | undefined): void
  onZoom(step: number): void
}

export interface BoardView {
  update(input: BoardInput): void
  /** Draws the eye to cells that somebody else has just changed. */
  flash(ids: readonly string[]): void
  /** Moves the roving focus, scrolling the cell into view. */
  goTo(id: string): void
  /** The step in use, also where `fit` was asked for. */
  step(): number
  destroy(): void
}

/** What the pointer and key listeners work on. */
export interface BoardCore {
  scroller: HTMLElement
  events: BoardEvents
  layout(): BoardLayout
  cursor(): Cursor | undefined
  selection(): ReadonlySet<string>
  setCursor(cursor: Cursor, shouldFocus: boolean): void
  select(ids: readonly string[], how: Joining): void
  selectLine(line: Line, how: Joining): void
  /** Ids that are not dimmed. */
  bright(ids: readonly string[]): string[]
  zoomBy(direction: 1 | -1, at?: { x: number; y: number }): void
  pointAt(event: { clientX: number; clientY: number }): { x: number; y: number }
  /** Lights up the floor label of a cell; undefined puts it out. */
  pointTo(cell: PlacedCell | undefined): void
}

export function mountBoard(host: HTMLElement, events: BoardEvents): BoardView {
  const scroller = document.createElement('div')
  scroller.className = 'kb'
  scroller.setAttribute('role', 'grid')
  scroller.ariaMultiSelectable = 'true'
  const anchor = document.createElement('div')
  anchor.className = 'kb-anchor'
  const content = document.createElement('div')
  content.className = 'kb-content'
  content.setAttribute('role', 'presentation')
  scroller.append(anchor, content)
  host.append(scroller)

  let input: BoardInput | undefined
  let layout: BoardLayout = layoutBoard({ bands: [] }, zoomAt(4))
  let step = -1
  let faces: Face[] = []
  let frame: FrameElements = { rows: [], headers: [] }
  let layer: CellLayer | undefined
  let isCanvas = false
  let cursor: Cursor | undefined
  let zoomPoint: { x: number; y: number } | undefined
  let litFloor: HTMLElement | undefined

  function wantedStep(next: BoardInput): number {
    if (next.zoom !== 'fit') return clampZoom(next.zoom)
    const [width, height] = [scroller.clientWidth, scroller.clientHeight]
    if (width === 0) return Math.max(0, step)
    return fittingZoom((at) => layoutBoard(next.model, zoomAt(at)), width, height)
  }

  function facesOf(next: BoardInput, detail: Detail): Face[] {
    return layout.cells.map((cell) => next.faceOf(cell.id, detail))
  }

  function useLayer(cells: number, detail: Detail): CellLayer {
    const wantsCanvas = cells > MOST_ELEMENTS && (detail === 'dot' || detail === 'glyph' || cells > MOST_ELEMENTS * 3)
    if (layer && wantsCanvas === isCanvas) return layer
    layer?.destroy()
    isCanvas = wantsCanvas
    const rows = () => frame.rows
    layer = wantsCanvas
      ? canvasLayer(scroller, anchor, rows, () => (input as BoardInput).palette)
      : domLayer(scroller, rows)
    return layer
  }

  /** Keeps the same cell under the pointer, or the focused cell in place, while sizes change. */
  function keepPlace(before: BoardLayout, relayout: () => void): void {
    const point = zoomPoint
    zoomPoint = undefined
    const near = point ? hit(before, point.x, point.y) : cursor && before.cells[before.numberOf.get(cursor.id) ?? -1]
    const old = near && contentRect(before, near)
    const [oldLeft, oldTop] = [scroller.scrollLeft, scroller.scrollTop]
    const seen = {
      x: point?.x ?? (old ? old.left + old.width / 2 : oldLeft + scroller.clientWidth / 2),
      y: point?.y ?? (old ? old.top + old.height / 2 : oldTop + scroller.clientHeight / 2),
    }
    const ratio = { x: before.width > 0 ? seen.x / before.width : 0, y: before.height > 0 ? seen.y / before.height : 0 }
    relayout()
    const now = near && layout.cells[layout.numberOf.get(near.id) ?? -1]
    const rect = now && contentRect(layout, now)
    const target = rect
      ? { x: rect.left + rect.width / 2, y: rect.top + rect.height / 2 }
      : { x: ratio.x * layout.width, y: ratio.y * layout.height }
    scroller.scrollLeft = target.x - (seen.x - oldLeft)
    scroller.scrollTop = target.y - (seen.y - oldTop)
  }

  function renderAll(next: BoardInput): void {
    layout = layoutBoard(next.model, zoomAt(step))
    if (cursor && !layout.numberOf.has(cursor.id)) cursor = undefined
    const first = layout.cells[0]
    cursor ??= first && cursorAt(first)
    const { width, height, gap, detail } = layout.zoom
    const hadFocus = content.contains(document.activeElement)
    scroller.dataset['detail'] = detail
    scroller.className = `kb ${detail === 'lines' || detail === 'card' ? 'kb-soft' : 'kb-solid'}`
    scroller.style.cssText = `--kc-w:${width}px;--kc-h:${height}px;--kc-gap:${gap}px;--kb-axis:${layout.zoom.axis}px`
    frame = writeFrame(content, layout, next.words)
    faces = facesOf(next, detail)
    useLayer(layout.cells.length, detail).render(layout, faces, next.selection, cursor?.id)
    if (hadFocus) layer?.setCurrent(layout, cursor?.id, true)
  }

  function update(next: BoardInput): void {
    const before = input
    input = next
    if (before?.palette !== next.palette) installPalette(next.palette)
    scroller.ariaLabel = next.label
    const nextStep = wantedStep(next)
    if (!before || before.model !== next.model || nextStep !== step || before.words !== next.words) {
      const isZoom = before !== undefined && nextStep !== step && before.model === next.model
      step = nextStep
      if (isZoom) keepPlace(layout, () => renderAll(next))
      else renderAll(next)
      return
    }
    if (before.faceOf !== next.faceOf) faces = reuse(faces, facesOf(next, layout.zoom.detail))
    if (before.faceOf !== next.faceOf || before.selection !== next.selection)
      layer?.patch(layout, faces, next.selection)
  }

  function scrollTo(cell: PlacedCell): void {
    const rect = contentRect(layout, cell)
    const band = layout.bands[cell.band]
    const head = (band?.headerHeight ?? 0) + 4
    const axis = layout.zoom.axis + 4
    if (rect.left - axis < scroller.scrollLeft) scroller.scrollLeft = rect.left - axis
    else if (rect.left + rect.width + 8 > scroller.scrollLeft + scroller.clientWidth)
      scroller.scrollLeft = rect.left + rect.width + 8 - scroller.clientWidth
    if (rect.top - head < scroller.scrollTop) scroller.scrollTop = rect.top - head
    else if (rect.top + rect.height + 8 > scroller.scrollTop + scroller.clientHeight)
      scroller.scrollTop = rect.top + rect.height + 8 - scroller.clientHeight
  }

  const core: BoardCore = {
    scroller,
    events,
    layout: () => layout,
    cursor: () => cursor,
    selection: () => input?.selection ?? new Set(),
    setCursor(next, shouldFocus) {
      const hasMoved = cursor?.id !== next.id
      cursor = next
      layer?.setCurrent(layout, next.id, shouldFocus)
      const cell = layout.cells[layout.numberOf.get(next.id) ?? -1]
      if (cell && shouldFocus) scrollTo(cell)
      if (hasMoved) events.onCurrent(next.id)
    },
    select: (ids, how) => events.onSelect(join(core.selection(), ids, how)),
    selectLine: (line, how) => core.select(core.bright(lineCells(layout, line)), how),
    bright: (ids) => ids.filter((id) => faces[layout.numberOf.get(id) ?? -1]?.isDim === false),
    zoomBy(direction, at) {
      const next = nextZoom(step, direction)
      if (next === step) return
      zoomPoint = at
      events.onZoom(next)
    },
    pointAt(event) {
      const box = scroller.getBoundingClientRect()
      return { x: event.clientX - box.left + scroller.scrollLeft, y: event.clientY - box.top + scroller.scrollTop }
    },
    pointTo(cell) {
      litFloor?.classList.remove('is-lit')
      litFloor = cell && (frame.rows[cell.band]?.[cell.row]?.firstElementChild as HTMLElement | undefined)
      litFloor?.classList.add('is-lit')
    },
  }
  // However a cell got the focus (a screen reader, a script), travel goes on from there.
  scroller.addEventListener('focusin', (event) => {
    const number = (event.target as HTMLElement).dataset['n']
    const cell = number === undefined ? undefined : layout.cells[Number(number)]
    if (cell && cell.id !== cursor?.id) core.setCursor(cursorAt(cell), false)
  })
  const stopPointer = listenPointer(core)
  const stopKeys = listenKeys(core)
  scroller.addEventListener('scroll', () => layer?.scrolled(), { passive: true })
  let isFirstSize = true
  const sizeWatch = new ResizeObserver(() => {
    // An observer reports once at its start: nothing has changed by then.
    const isStart = isFirstSize
    isFirstSize = false
    if (input?.zoom === 'fit' && wantedStep(input) !== step) update(input)
    else if (!isStart) layer?.scrolled()
  })
  sizeWatch.observe(scroller)

  return {
    update,
    flash: (ids) => layer?.flash(layout, ids),
    goTo(id) {
      const cell = layout.cells[layout.numberOf.get(id) ?? -1]
      if (cell) core.setCursor(cursorAt(cell), true)
    },
    step: () => step,
    destroy() {
      stopPointer()
      stopKeys()
      sizeWatch.disconnect()
      layer?.destroy()
      scroller.remove()
    },
  }
}

/** Faces that look the same keep their identity, so that the layer skips them. */
function reuse(before: readonly Face[], after: readonly Face[]): Face[] {
  return after.map((face, number) => {
    const old = before[number]
    const isSame =
      old?.tone === face.tone &&
      old.text === face.text &&
      old.isDim === face.isDim &&
      old.label === face.label &&
      old.mark === face.mark
    return isSame ? old : face
  })
}
