/** Paints cells as DOM: one element and one text node a cell, written as markup per row, then patched in place. */
import type { BoardLayout, PlacedCell } from './layout.ts'
import type { Face } from './model.ts'

export interface CellLayer {
  /** Writes all cells anew. */
  render(layout: BoardLayout, faces: readonly Face[], selection: ReadonlySet<string>, current: string | undefined): void
  /** Brings looks up to date; returns how many cells changed. */
  patch(layout: BoardLayout, faces: readonly Face[], selection: ReadonlySet<string>): number
  /** Makes one cell the only one in the tab order. */
  setCurrent(layout: BoardLayout, id: string | undefined, shouldFocus: boolean): void
  flash(layout: BoardLayout, ids: readonly string[]): void
  scrolled(): void
  destroy(): void
}

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

export function escapeHtml(text: string): string {
  return /[&<>"]/.test(text) ? text.replace(/[&<>"]/g, (character) => ESCAPES[character] ?? character) : text
}

export function cellClass(face: Face, isSelected: boolean): string {
  return `kc kt-${face.tone}${face.isDim ? ' is-dim' : ''}${isSelected ? ' is-on' : ''}`
}

/** Attributes and text of one cell; sizes are written only where the cell is not 1 × 1. */
export function cellHtml(cell: PlacedCell, face: Face, isSelected: boolean, isCurrent: boolean): string {
  const span = cell.rows > 1 || cell.columns > 1 ? `;width:${cell.width}px;height:${cell.height}px` : ''
  const spans = `${cell.rows > 1 ? ` aria-rowspan="${cell.rows}"` : ''}${cell.columns > 1 ? ` aria-colspan="${cell.columns}"` : ''}`
  const mark = face.mark === undefined ? '' : ` data-mark="${escapeHtml(face.mark)}"`
  return (
    `<div role="gridcell" class="${cellClass(face, isSelected)}" data-n="${cell.number}" style="left:${cell.left}px${span}"` +
    ` tabindex="${isCurrent ? 0 : -1}" aria-colindex="${cell.column + 1}"${spans}${isSelected ? ' aria-selected="true"' : ''}` +
    ` aria-label="${escapeHtml(face.label)}"${mark}>${escapeHtml(face.text)}</div>`
  )
}

const FLASH: Keyframe[] = [
  { boxShadow: '0 0 0 3px var(--kb-flash)', transform: 'scale(1.06)', zIndex: '3' },
  { boxShadow: '0 0 0 3px var(--kb-flash)', transform: 'scale(1)', zIndex: '3', offset: 0.25 },
  { boxShadow: '0 0 0 0 transparent', transform: 'scale(1)', zIndex: '3' },
]

export function flashElement(element: Element | undefined): void {
  if (!element || matchMedia('(prefers-reduced-motion: reduce)').matches) return
  element.animate(FLASH, { duration: 1400, easing: 'ease-out' })
}

/** How far beyond the window cells are written at once; the others follow while the browser is idle. */
const MARGIN = 80

/** `rowBodies()[band][row]` are the elements that receive the cells of a row. */
export function domLayer(scroller: HTMLElement, rowBodies: () => readonly (readonly HTMLElement[])[]): CellLayer {
  let elements: (HTMLElement | undefined)[] = []
  let shownFaces: readonly Face[] = []
  let shownSelection: ReadonlySet<string> = new Set()
  let current: string | undefined
  /** Cells not written yet, because nobody can see them. */
  let later: PlacedCell[] = []
  let idle = 0

  const elementOf = (layout: BoardLayout, id: string | undefined) =>
    id === undefined ? undefined : elements[layout.numberOf.get(id) ?? -1]

  function write(cells: readonly PlacedCell[]): void {
    const html = new Map<HTMLElement, { text: string; cells: PlacedCell[] }>()
    const bodies = rowBodies()
    for (const cell of cells) {
      const face = shownFaces[cell.number]
      const body = bodies[cell.band]?.[cell.row]
      if (!face || !body) continue
      const one = html.get(body) ?? { text: '', cells: [] }
      html.set(body, one)
      one.text += cellHtml(cell, face, shownSelection.has(cell.id), cell.id === current)
      one.cells.push(cell)
    }
    for (const [body, { text, cells: written }] of html) {
      const before = body.childElementCount
      body.insertAdjacentHTML('beforeend', text)
      for (const [index, cell] of written.entries())
        elements[cell.number] = body.children[before + index] as HTMLElement
    }
  }

  function writeRest(): void {
    cancelIdleCallback(idle)
    const rest = later
    later = []
    if (rest.length > 0) write(rest)
  }

  return {
    render(layout, faces, selection, nextCurrent) {
      cancelIdleCallback(idle)
      elements = new Array<HTMLElement | undefined>(layout.cells.length)
      shownFaces = faces
      shownSelection = selection
      current = nextCurrent
      const [left, top] = [scroller.scrollLeft - MARGIN, scroller.scrollTop - MARGIN]
      const right = left + window.innerWidth + 2 * MARGIN
      const bottom = top + window.innerHeight + 2 * MARGIN
      const now: PlacedCell[] = []
      later = []
      for (const cell of layout.cells) {
        const band = layout.bands[cell.band]
        const y = cell.top + (band ? band.top + band.headerHeight : 0)
        const isSeen = cell.left < right && cell.left + cell.width > left && y < bottom && y + cell.height > top
        ;(isSeen ? now : later).push(cell)
      }
      write(now)
      if (later.length > 0) idle = requestIdleCallback(writeRest, { timeout: 500 })
    },

    patch(layout, faces, selection) {
      let changed = 0
      for (const cell of layout.cells) {
        const [before, after, element] = [shownFaces[cell.number], faces[cell.number], elements[cell.number]]
        if (!after || !element) continue
        const isOn = selection.has(cell.id)
        const wasOn = shownSelection.has(cell.id)
        if (before === after && isOn === wasOn) continue
        if (isOn !== wasOn || before?.tone !== after.tone || before.isDim !== after.isDim) {
          element.className = cellClass(after, isOn)
          changed++
        }
        if (isOn !== wasOn) element.ariaSelected = isOn ? 'true' : null
        if (before?.text !== after.text) element.textContent = after.text
        if (before?.label !== after.label) element.ariaLabel = after.label
        if (before?.mark !== after.mark) {
          if (after.mark === undefined) delete element.dataset['mark']
          else element.dataset['mark'] = after.mark
        }
      }
      shownFaces = faces
      shownSelection = selection
      return changed
    },

    setCurrent(layout, id, shouldFocus) {
      if (id !== undefined && elementOf(layout, id) === undefined) writeRest()
      const before = elementOf(layout, current)
      const after = elementOf(layout, id)
      if (before && before !== after) before.tabIndex = -1
      current = id
      if (!after) return
      after.tabIndex = 0
      if (shouldFocus) after.focus({ preventScroll: true })
    },

    flash: (layout, ids) => ids.forEach((id) => flashElement(elementOf(layout, id))),
    scrolled: writeRest,
    destroy: () => cancelIdleCallback(idle),
  }
}
