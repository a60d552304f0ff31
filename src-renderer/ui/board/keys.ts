/** Keyboard on a board. Arrows travel, Shift extends, Space selects, Enter opens, + − 0 zoom. */
import type { BoardCore } from './board-view.ts'
import type { Line } from './model.ts'
import { move, type Cursor, type Move } from './navigate.ts'
import { rectangle } from './select.ts'

const MOVES: Readonly<Record<string, Move>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
  Home: 'rowStart',
  End: 'rowEnd',
  PageUp: 'pageUp',
  PageDown: 'pageDown',
}

const CTRL_MOVES: Readonly<Record<string, Move>> = {
  ArrowLeft: 'groupLeft',
  ArrowRight: 'groupRight',
  ArrowUp: 'pageUp',
  ArrowDown: 'pageDown',
  Home: 'first',
  End: 'last',
}

export function listenKeys(core: BoardCore): () => void {
  const stop = new AbortController()
  /** Where a Shift selection began, and what was selected then. */
  let extending: { from: Cursor; at: string } | undefined

  core.scroller.addEventListener(
    'keydown',
    (event) => {
      if (event.altKey || event.isComposing) return
      if (press(event)) event.preventDefault()
    },
    { signal: stop.signal },
  )

  function press(event: KeyboardEvent): boolean {
    const isCtrl = event.ctrlKey || event.metaKey
    const step = (isCtrl ? CTRL_MOVES : MOVES)[event.key]
    if (step) return travel(step, event.shiftKey)
    const cursor = core.cursor()
    switch (event.code === 'Space' ? 'Space' : event.key) {
      case 'Space':
        if (cursor) selectHere(cursor, isCtrl, event.shiftKey)
        return true
      case 'Enter':
        if (cursor) core.events.onOpen(cursor.id)
        return true
      case 'Escape':
        if (core.selection().size === 0) return false
        core.select([], 'replace')
        return true
      case '+':
      case '=':
        core.zoomBy(1)
        return true
      case '-':
      case '_':
        core.zoomBy(-1)
        return true
    }
    if (isCtrl && event.code === 'KeyA') {
      core.select(core.bright(core.layout().cells.map((cell) => cell.id)), 'replace')
      return true
    }
    return false
  }

  function travel(step: Move, isExtending: boolean): boolean {
    const layout = core.layout()
    const from = core.cursor()
    const pageRows = Math.max(1, Math.floor(core.scroller.clientHeight / (layout.zoom.height + layout.zoom.gap)) - 3)
    const to = move(layout, from, step, pageRows)
    if (!to) return true
    if (isExtending && from) {
      if (extending?.at !== from.id) extending = { from, at: from.id }
      extending.at = to.id
      const start = layout.cells[layout.numberOf.get(extending.from.id) ?? -1]
      const end = layout.cells[layout.numberOf.get(to.id) ?? -1]
      if (start && end) {
        const { row, column } = extending.from
        core.select(
          core.bright(
            rectangle(layout, { band: start.band, row, column }, { band: end.band, row: to.row, column: to.column }),
          ),
          'replace',
        )
      }
    } else extending = undefined
    core.setCursor(to, true)
    return true
  }

  function selectHere(cursor: Cursor, isCtrl: boolean, isShift: boolean): void {
    const cell = core.layout().cells[core.layout().numberOf.get(cursor.id) ?? -1]
    if (!cell) return
    const line = (kind: Line['kind'], index: number): Line => ({ kind, band: cell.band, index })
    if (isCtrl && isShift) core.selectLine(line('group', cell.group), 'toggle')
    else if (isShift) core.selectLine(line('row', cursor.row), 'toggle')
    else if (isCtrl) core.selectLine(line('column', cursor.column), 'toggle')
    else core.select([cell.id], 'toggle')
  }

  return () => stop.abort()
}
