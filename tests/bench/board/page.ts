/** Runs in the browser. `window.bench` measures from the answer's text to the painted frame, for the board and for the plain grid. */
import '#renderer/ui/board/board.css'
import { createElement } from 'react'
import { createRoot } from 'react-dom/client'
import { Board } from '#renderer/ui/board/board.tsx'
import { mountBoard, type BoardInput, type BoardView } from '#renderer/ui/board/board-view.ts'
import { unitPalette } from '#renderer/modules/inventory/tones.ts'
import { plainGrid } from './bare.ts'
import { benchUnits, STATUSES, type BenchUnit } from './cells.ts'
import { benchModel } from './model.ts'
import { cellText } from './text.ts'

const root = document.querySelector<HTMLElement>('#root') as HTMLElement
root.className = 'kb-host'
let view: BoardView | undefined
let input: BoardInput | undefined
const hovers: number[] = []

/** After layout and paint of the frame that is now due. */
function painted(): Promise<void> {
  return new Promise((resolve) => {
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel()
      port1.onmessage = () => resolve()
      port2.postMessage(null)
    })
  })
}

function clear(): void {
  view?.destroy()
  view = undefined
  root.replaceChildren()
}

function boardInput(units: readonly BenchUnit[], zoom: number): BoardInput {
  const byId = new Map(units.map((unit) => [unit.id, unit]))
  return {
    model: benchModel(units),
    faceOf: (id, detail) => {
      const unit = byId.get(id) as BenchUnit
      return {
        tone: unit.status,
        text:
          detail === 'dot'
            ? ''
            : detail === 'glyph'
              ? String(unit.rooms)
              : detail === 'name'
                ? unit.number
                : cellText(unit),
        label: `${unit.number}, ${unit.status}`,
        isDim: false,
      }
    },
    palette: unitPalette,
    selection: new Set(),
    zoom,
    label: 'board',
    words: { selectRow: 'row', selectColumn: 'column', selectGroup: 'group' },
  }
}

function mount(units: readonly BenchUnit[], zoom: number): void {
  view = mountBoard(root, {
    onSelect: (selection) => input && view?.update((input = { ...input, selection })),
    onCurrent: () => undefined,
    onOpen: () => undefined,
    onHover: () => undefined,
    onZoom: (step) => input && view?.update((input = { ...input, zoom: step })),
  })
  input = boardInput(units, zoom)
  view.update(input)
}

const bench = {
  async plain(text: string): Promise<number> {
    clear()
    await painted()
    const start = performance.now()
    plainGrid(root, JSON.parse(text) as BenchUnit[])
    await painted()
    return performance.now() - start
  },
  async board(text: string, zoom = 5): Promise<number> {
    clear()
    await painted()
    const start = performance.now()
    mount(JSON.parse(text) as BenchUnit[], zoom)
    await painted()
    return performance.now() - start
  },
  /** The board of the screens, hover card and all; answers with times from a pointer's move to a laid-out card. */
  hover(text: string): void {
    clear()
    const units = JSON.parse(text) as BenchUnit[]
    const byId = new Map(units.map((unit) => [unit.id, unit]))
    createRoot(root).render(
      createElement(Board, {
        ...boardInput(units, 4),
        onSelect: () => undefined,
        onZoom: () => undefined,
        hoverCard: (id: string) => {
          const unit = byId.get(id)
          return unit
            ? createElement(
                'div',
                null,
                createElement('b', null, unit.number),
                createElement('p', null, cellText(unit)),
              )
            : null
        },
      }),
    )
    let movedAt = 0
    root.addEventListener('pointermove', () => (movedAt = performance.now()), { capture: true })
    new MutationObserver(() => {
      if (movedAt === 0 || !root.querySelector('.kb-card')?.getBoundingClientRect()) return
      hovers.push(performance.now() - movedAt)
      movedAt = 0
    }).observe(root, {
      childList: true,
      subtree: true,
      characterData: true,
      attributes: true,
      attributeFilter: ['style'],
    })
  },
  /** Another hundred cells change their status. */
  async recolour(text: string): Promise<{ script: number; toPaint: number }> {
    const units = JSON.parse(text) as BenchUnit[]
    clear()
    mount(units, 5)
    await painted()
    await painted()
    const next = units.map((unit, index) =>
      index % 10 === 0 ? { ...unit, status: STATUSES[(index / 10 + 3) % STATUSES.length] ?? 'free' } : unit,
    )
    const byId = new Map(next.map((unit) => [unit.id, unit]))
    const start = performance.now()
    const faceOf: BoardInput['faceOf'] = (id) => {
      const unit = byId.get(id) as BenchUnit
      return { tone: unit.status, text: cellText(unit), label: `${unit.number}, ${unit.status}`, isDim: false }
    }
    view?.update((input = { ...(input as BoardInput), faceOf }))
    const script = performance.now() - start
    await painted()
    return { script, toPaint: performance.now() - start }
  },
  units: (count: number) => JSON.stringify(benchUnits(count)),
  hovers: () => hovers.splice(0),
}
Object.assign(window, { bench })
declare global {
  interface Window {
    bench: typeof bench
  }
}
