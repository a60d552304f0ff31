/**
 * A fast scroll drawn by hand. ag-grid makes the cells of a row anew when it comes into view, which takes longer than a frame once
 * every frame brings a whole screen of rows. While somebody flies over the table each column is one text over the grid; ag-grid hears
 * where it stands when the flight is over.
 */
import { must } from '#shared/rpc/errors.ts'
import { drawCell, type Drawn } from './cell.ts'

export interface FlightColumn {
  id: string
  width: number
  pin: 'left' | 'right' | null
  isNumeric: boolean
  /** Its cells are more than their text. */
  hasLook: boolean
}

export interface FlightRows {
  /** Left to right as they are shown. */
  columns(): readonly FlightColumn[]
  /** What stands in a row now; an empty text where nothing has come yet. */
  text(index: number, columnId: string): string
  drawn(index: number, columnId: string, text: string): Drawn | undefined
  /** The row that ag-grid has drawn at the top. */
  first(): number
}

export interface Flight {
  isOn(): boolean
  /** Draws again: rows have come. */
  draw(): void
  land(): void
  destroy(): void
}

/** Two such leaps one after the other are a flight: a single one (Page Down, a search) is ag-grid's own work. */
const LEAP = 0.5
const BETWEEN_LEAPS_MS = 400
const PAUSE_MS = 120

export function createFlight(host: HTMLElement, rowHeight: number, rows: FlightRows): Flight {
  const viewport = must(host.querySelector('.ag-grid-viewport'), 'viewport')
  const bar = must(host.querySelector('.ag-body-vertical-scroll-viewport'), 'scroll bar')
  const sky = document.createElement('div')
  sky.className = 'kg-flight'
  sky.ariaHidden = 'true'
  let strips: Strip[] = []
  let count = 0
  let leaptAt = Number.NEGATIVE_INFINITY
  let last = viewport.scrollTop
  let left = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  let isOn = false
  let moves = 0

  function onScroll(event: Event) {
    const moved = event.target === viewport ? viewport : event.target === bar ? bar : undefined
    // What is dispatched below is meant for ag-grid.
    if (!moved || !event.isTrusted) return
    const top = moved.scrollTop
    const isLeap = Math.abs(top - last) > viewport.clientHeight * LEAP && rows.first() !== Math.floor(top / rowHeight)
    // The other of the two follows, and says so.
    const isEcho = top === last
    last = top
    const move = ++moves
    clearTimeout(timer)
    // The next frame first says whether the scroll goes on: a busy machine's frames are longer than the pause.
    timer = setTimeout(() => requestAnimationFrame(() => move === moves && settle()), PAUSE_MS)
    // ag-grid would take its own bar for a hand that holds it, and let what is scrolled go its own way.
    if (isEcho && moved === bar) return event.stopPropagation()
    if (isOn) {
      event.stopPropagation()
      if (isEcho) return
      follow(top)
      return isLeap && viewport.scrollLeft === left ? draw() : land()
    }
    if (!isLeap) return
    const isSecond = event.timeStamp - leaptAt < BETWEEN_LEAPS_MS
    leaptAt = event.timeStamp
    if (!isSecond) return
    event.stopPropagation()
    takeOff()
    follow(top)
    draw()
  }

  /** ag-grid keeps its scroll bar beside what it scrolls. */
  function follow(top: number) {
    for (const one of [viewport, bar]) if (one.scrollTop !== top) one.scrollTop = top
  }

  function takeOff() {
    isOn = true
    left = viewport.scrollLeft
    const head = host.querySelector('.ag-grid-pinned-top-rows')?.clientHeight ?? 0
    sky.style.top = `${head}px`
    count = Math.ceil((viewport.clientHeight - head) / rowHeight) + 1
    strips = placed(rows.columns(), left, viewport.clientWidth).map((place) => makeStrip(place, count))
    sky.replaceChildren(...strips.map(({ box }) => box))
    viewport.after(sky)
  }

  function draw() {
    const first = Math.floor(last / rowHeight)
    sky.style.setProperty('--shift', `${-(last % rowHeight)}px`)
    for (const { column, line, cells } of strips) {
      const texts = Array.from({ length: count }, (_, offset) => rows.text(first + offset, column.id))
      // A break within a cell would push the rows below it down.
      if (line) line.data = texts.map((text) => text.replaceAll(/\s*\n\s*/g, ' ')).join('\n')
      cells.forEach((cell, offset) => {
        const text = texts[offset] ?? ''
        drawCell(cell, rows.drawn(first + offset, column.id, text))
      })
    }
  }

  function land() {
    if (!isOn) return
    isOn = false
    leaptAt = Number.NEGATIVE_INFINITY
    // ag-grid draws where it stands before the sky clears.
    tell()
    sky.remove()
  }

  /** Nothing has moved for a while: whatever came between, ag-grid's rows stand where it stopped. */
  function settle() {
    if (isOn) land()
    else if (rows.first() !== Math.floor(viewport.scrollTop / rowHeight)) tell()
  }

  /** ag-grid listens only to the one of the two that moved last. */
  function tell() {
    follow(viewport.scrollTop)
    viewport.dispatchEvent(new Event('scroll'))
    bar.dispatchEvent(new Event('scroll'))
  }

  host.addEventListener('scroll', onScroll, { capture: true })
  // Whoever wants a cell finds one.
  const wanting = ['pointerdown', 'pointermove', 'keydown'] as const
  for (const name of wanting) host.addEventListener(name, land, { capture: true })
  return {
    isOn: () => isOn,
    draw,
    land,
    destroy() {
      moves++
      clearTimeout(timer)
      host.removeEventListener('scroll', onScroll, { capture: true })
      for (const name of wanting) host.removeEventListener(name, land, { capture: true })
      sky.remove()
    },
  }
}

interface Strip {
  column: FlightColumn
  box: HTMLElement
  /** All texts of a plain column. */
  line?: Text
  /** Cells of one with a look. */
  cells: readonly HTMLElement[]
}

/** Columns with their distance from the edge of the view, without those out of sight. */
function placed(
  columns: readonly FlightColumn[],
  scrolled: number,
  width: number,
): { column: FlightColumn; x: number }[] {
  const right = columns.filter(({ pin }) => pin === 'right').reduce((sum, one) => sum + one.width, 0)
  let [x, end] = [0, width - right]
  return columns.flatMap((column) => {
    const from = column.pin === 'right' ? end : column.pin === 'left' ? x : x - scrolled
    if (column.pin === 'right') end += column.width
    else x += column.width
    return from < width && from + column.width > 0 ? { column, x: from } : []
  })
}

function makeStrip({ column, x }: { column: FlightColumn; x: number }, count: number): Strip {
  const box = document.createElement('div')
  box.className = `kg-strip${column.isNumeric ? ' kg-number' : ''}${column.pin ? ' kg-strip-pinned' : ''}`
  box.style.width = `${column.width}px`
  box.style.left = `${x}px`
  if (!column.hasLook) {
    const line = document.createTextNode('')
    box.append(line)
    return { column, box, line, cells: [] }
  }
  const cells = Array.from({ length: count }, () => document.createElement('div'))
  box.append(...cells)
  return { column, box, cells }
}
