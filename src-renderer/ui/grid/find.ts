/** Find as you type: goes to the next cell whose text holds what was typed, in the order of reading. */
import { matchesText } from '../match.ts'
import type { Core, GridRow } from './core.ts'

export interface Finder {
  /** Searches from the cell where the search began; true when there is such a cell. */
  start(text: string): boolean
  next(isBack: boolean): boolean
  /** True when a search was on. */
  stop(): boolean
}

export function createFinder<Row extends GridRow>(core: () => Core<Row> | undefined): Finder {
  let text = ''
  let origin = 0

  /** Position is row × columns + column, so that the whole table is one line of cells. */
  function search(from: number, step: 1 | -1): boolean {
    const grid = core()
    if (!grid || text === '') return false
    const { rows, columns } = grid.extent()
    const shown = grid.shown()
    const total = rows * columns
    for (let done = 0; done < total; done++) {
      const at = (((from + done * step) % total) + total) % total
      const [row, column] = [Math.floor(at / columns), at % columns]
      const definition = shown[column]
      if (definition && matchesText(text, grid.textAt(row, definition))) {
        grid.focus({ row, column })
        return true
      }
    }
    return false
  }

  function position(): number {
    const grid = core()
    const head = grid?.range()?.head
    return grid && head ? head.row * grid.extent().columns + head.column : 0
  }

  return {
    start(typed) {
      if (text === '') origin = position()
      text = typed
      return search(origin, 1)
    },
    next: (isBack) => search(position() + (isBack ? -1 : 1), isBack ? -1 : 1),
    stop() {
      const was = text !== ''
      text = ''
      return was
    },
  }
}
