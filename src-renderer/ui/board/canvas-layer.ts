/**
 * Paints cells on one canvas that stays in view while the board scrolls: for boards of thousands of tiny cells.
 * The current cell is still a real element, so focus, screen readers and forced colours keep working.
 */
import { cellHtml, flashElement, type CellLayer } from './dom-layer.ts'
import type { BoardLayout, PlacedCell } from './layout.ts'
import type { Face } from './model.ts'
import { brushes, type Brush, type Palette } from './tones.ts'

const DIM_ALPHA = 0.16

export function canvasLayer(
  scroller: HTMLElement,
  anchor: HTMLElement,
  rowBodies: () => readonly (readonly HTMLElement[])[],
  palette: () => Palette,
): CellLayer {
  const canvas = document.createElement('canvas')
  canvas.className = 'kb-canvas'
  canvas.ariaHidden = 'true'
  anchor.append(canvas)
  const context = canvas.getContext('2d', { alpha: true })
  const schemeWatch = new MutationObserver(() => {
    made = undefined
    draw()
  })
  schemeWatch.observe(document.documentElement, { attributeFilter: ['data-mantine-color-scheme'] })
  let made: Map<string, Brush> | undefined
  let shown: { layout: BoardLayout; faces: readonly Face[]; selection: ReadonlySet<string> } | undefined
  let proxy: HTMLElement | undefined
  let current: string | undefined

  function draw() {
    if (!shown || !context) return
    const { layout, faces, selection } = shown
    const scale = devicePixelRatio
    const [width, height] = [scroller.clientWidth, scroller.clientHeight]
    if (canvas.width !== Math.round(width * scale) || canvas.height !== Math.round(height * scale)) {
      canvas.width = Math.round(width * scale)
      canvas.height = Math.round(height * scale)
      canvas.style.width = `${width}px`
      canvas.style.height = `${height}px`
    }
    const scheme = document.documentElement.dataset['mantineColorScheme'] === 'dark' ? 'dark' : 'light'
    made ??= brushes(palette(), scheme, context)
    context.setTransform(scale, 0, 0, scale, 0, 0)
    context.clearRect(0, 0, width, height)
    context.translate(-scroller.scrollLeft, -scroller.scrollTop)
    const accent = getComputedStyle(scroller).getPropertyValue('--kb-accent')
    for (const cell of layout.cells) {
      const band = layout.bands[cell.band]
      const face = faces[cell.number]
      if (!band || !face) continue
      const top = band.top + band.headerHeight + cell.top
      if (top > scroller.scrollTop + height || top + cell.height < scroller.scrollTop) continue
      if (cell.left > scroller.scrollLeft + width || cell.left + cell.width < scroller.scrollLeft) continue
      drawCell(context, cell, top, face, made.get(face.tone), selection.has(cell.id) ? accent : undefined, layout)
    }
    context.globalAlpha = 1
  }

  function placeProxy(layout: BoardLayout, id: string | undefined, shouldFocus: boolean) {
    proxy?.remove()
    proxy = undefined
    current = id
    const cell = id === undefined ? undefined : layout.cells[layout.numberOf.get(id) ?? -1]
    const face = cell && shown?.faces[cell.number]
    const body = cell && rowBodies()[cell.band]?.[cell.row]
    if (!cell || !face || !body) return
    body.insertAdjacentHTML(
      'beforeend',
      cellHtml(cell, { ...face, text: '' }, shown?.selection.has(cell.id) ?? false, true),
    )
    proxy = body.lastElementChild as HTMLElement
    if (shouldFocus) proxy.focus({ preventScroll: true })
  }

  return {
    render(layout, faces, selection, nextCurrent) {
      shown = { layout, faces, selection }
      made = undefined
      placeProxy(layout, nextCurrent, false)
      draw()
    },
    patch(layout, faces, selection) {
      const before = shown?.faces ?? []
      shown = { layout, faces, selection }
      placeProxy(layout, current, proxy !== undefined && document.activeElement === proxy)
      draw()
      return faces.reduce((count, face, number) => (face === before[number] ? count : count + 1), 0)
    },
    setCurrent: placeProxy,
    flash(layout, ids) {
      for (const id of ids) {
        const cell = layout.cells[layout.numberOf.get(id) ?? -1]
        const body = cell && rowBodies()[cell.band]?.[cell.row]
        if (!cell || !body) continue
        const glow = document.createElement('div')
        glow.className = 'kb-glow'
        glow.style.cssText = `left:${cell.left}px;width:${cell.width}px;height:${cell.height}px`
        body.append(glow)
        flashElement(glow)
        setTimeout(() => glow.remove(), 1500)
      }
    },
    scrolled: draw,
    destroy() {
      schemeWatch.disconnect()
      canvas.remove()
      proxy?.remove()
    },
  }
}

function drawCell(
  context: CanvasRenderingContext2D,
  cell: PlacedCell,
  top: number,
  face: Face,
  brush: Brush | undefined,
  accent: string | undefined,
  layout: BoardLayout,
): void {
  context.globalAlpha = face.isDim ? DIM_ALPHA : 1
  context.fillStyle = brush?.fill ?? '#888'
  context.fillRect(cell.left, top, cell.width, cell.height)
  if (brush?.pattern) {
    context.fillStyle = brush.pattern
    context.fillRect(cell.left, top, cell.width, cell.height)
  }
  if (face.text !== '' && layout.zoom.detail !== 'dot') {
    context.fillStyle = brush?.ink ?? '#fff'
    context.font = `${Math.round(cell.height * 0.62)}px system-ui, sans-serif`
    context.textAlign = 'center'
    context.textBaseline = 'middle'
    context.fillText(
      face.text.split('\n')[0] ?? '',
      cell.left + cell.width / 2,
      top + cell.height / 2 + 0.5,
      cell.width,
    )
  }
  if (accent !== undefined) {
    context.globalAlpha = 1
    context.strokeStyle = accent
    context.lineWidth = 2
    context.strokeRect(cell.left, top, cell.width, cell.height)
  }
}
