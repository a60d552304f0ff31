import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cellAt, contentRect, hit, layoutBoard, placeNear } from './layout.ts'
import type { BoardModel, Cell } from './model.ts'
import { cursorAt, move, type Move } from './navigate.ts'
import { join, lineCells, rectangle } from './select.ts'
import { fittingZoom, LAST_ZOOM, zoomAt, ZOOMS } from './zoom.ts'

/** Two sections of three risers and four floors; `wide` lies over two risers, `tall` over two floors, (3, A) is a gap. */
function model(): BoardModel {
  const plain = (id: string, row: number, column: number, rows = 1, columns = 1): Cell => ({
    id,
    row,
    column,
    rows,
    columns,
  })
  const axis = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ key: String(index), label: String(index + 1) }))
  const left = [
    plain('wide', 0, 0, 1, 2),
    plain('tall', 0, 2, 2, 1),
    plain('a10', 1, 0),
    plain('a11', 1, 1),
    plain('a20', 2, 0),
    plain('a21', 2, 1),
    plain('a22', 2, 2),
    plain('a31', 3, 1),
    plain('a32', 3, 2),
  ]
  const right = [0, 1, 2, 3].flatMap((row) => [0, 1, 2].map((column) => plain(`b${row}${column}`, row, column)))
  const parking = [plain('p0', 0, 0), plain('p1', 0, 1)]
  return {
    bands: [
      {
        id: 'flats',
        title: 'Floor',
        rows: axis(4),
        groups: [
          { id: 'A', title: 'A', cluster: { key: 'k', label: 'K' }, columns: axis(3), cells: left },
          { id: 'B', title: 'B', cluster: { key: 'k', label: 'K' }, columns: axis(3), cells: right },
        ],
      },
      {
        id: 'parking',
        title: 'Parking',
        rows: axis(1),
        groups: [{ id: 'P', title: 'P', columns: axis(2), cells: parking }],
      },
    ],
  }
}

const layout = layoutBoard(model(), zoomAt(5))
const walk = (from: string, ...steps: Move[]) => {
  const cell = layout.cells[layout.numberOf.get(from) ?? -1]
  let cursor = cell && cursorAt(cell)
  for (const step of steps) cursor = move(layout, cursor, step)
  return cursor?.id
}

describe('geometry', () => {
  it('gives a spanning cell all its places and the gaps between them', () => {
    expect([cellAt(layout, 0, 0, 0)?.id, cellAt(layout, 0, 0, 1)?.id, cellAt(layout, 0, 1, 2)?.id]).toEqual([
      'wide',
      'wide',
      'tall',
    ])
    const { width, height, gap } = layout.zoom
    expect(layout.cells[0]).toMatchObject({ width: 2 * width + gap, height })
    expect(layout.cells[1]).toMatchObject({ width, height: 2 * height + gap })
  })

  it('finds every cell at any point inside it, at every zoom', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: LAST_ZOOM }),
        fc.nat(),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (step, pick, dx, dy) => {
          const board = layoutBoard(model(), zoomAt(step))
          const cell = board.cells[pick % board.cells.length]
          if (!cell) return false
          const rect = contentRect(board, cell)
          return hit(board, rect.left + dx * rect.width, rect.top + dy * rect.height)?.id === cell.id
        },
      ),
    )
  })

  it('finds nothing in the gap between sections, but the nearest place', () => {
    const group = layout.bands[0]?.groups[1]
    const y = (layout.bands[0]?.headerHeight ?? 0) + 2
    expect(hit(layout, (group?.left ?? 0) - 5, y)).toBeUndefined()
    expect(placeNear(layout, (group?.left ?? 0) - 5, y)).toEqual({ band: 0, row: 0, column: 2 })
  })

  it('puts sections of one building under one caption', () => {
    expect(layout.bands[0]?.clusters).toMatchObject([{ title: 'K', groups: 2 }])
  })

  it('fits the largest zoom that the window holds, and the smallest where none fits', () => {
    const size = (step: number) => layoutBoard(model(), zoomAt(step))
    expect(fittingZoom(size, 100_000, 100_000)).toBe(LAST_ZOOM)
    expect(fittingZoom(size, 10, 10)).toBe(0)
    const middle = size(3)
    expect(Math.floor(fittingZoom(size, middle.width, middle.height))).toBe(3)
    const fitted = fittingZoom(size, middle.width + 20, middle.height + 20)
    expect([size(fitted).width <= middle.width + 20, fitted > 3]).toEqual([true, true])
    expect(ZOOMS.map((zoom) => zoom.width)).toEqual(ZOOMS.map((zoom) => zoom.width).toSorted((a, b) => a - b))
  })
})

describe('keyboard travel', () => {
  it('crosses spans once and goes on into the next section', () => {
    expect(walk('wide', 'right')).toBe('tall')
    expect(walk('wide', 'right', 'right')).toBe('b00')
    expect(walk('b00', 'left')).toBe('tall')
  })

  it('remembers the column aimed at while it passes a wide cell', () => {
    expect(walk('a11', 'up')).toBe('wide')
    expect(walk('a11', 'up', 'down')).toBe('a11')
    expect(walk('a10', 'up', 'down')).toBe('a10')
  })

  it('remembers the row aimed at while it passes a tall cell', () => {
    expect(walk('a11', 'right', 'right')).toBe('b10')
    expect(walk('a11', 'right', 'left')).toBe('a11')
  })

  it('jumps over gaps, to ends of rows, sections and the board', () => {
    expect(walk('a31', 'left')).toBe('a31')
    expect(walk('a20', 'down')).toBe('p0')
    expect(walk('a21', 'rowEnd')).toBe('b22')
    expect(walk('b22', 'rowStart')).toBe('a20')
    expect(walk('a21', 'groupRight')).toBe('b20')
    expect(walk('b31', 'groupLeft')).toBe('a31')
    expect([walk('b31', 'first'), walk('wide', 'last')]).toEqual(['wide', 'p1'])
    expect(walk('wide', 'pageDown')).toBe('p0')
  })

  it('enters the band below at the nearest column and comes back', () => {
    expect(walk('a31', 'down')).toBe('p1')
    expect(walk('p0', 'up')).toBe('a31')
  })

  it('never leaves the board, whatever the keys', () => {
    const steps: Move[] = [
      'left',
      'right',
      'up',
      'down',
      'rowStart',
      'rowEnd',
      'first',
      'last',
      'pageUp',
      'pageDown',
      'groupLeft',
      'groupRight',
    ]
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...steps), { maxLength: 60 }), (path) =>
        layout.numberOf.has(walk('wide', ...path) ?? ''),
      ),
    )
  })
})

describe('selection', () => {
  it('takes every cell that a rectangle touches, across sections', () => {
    const ids = rectangle(layout, { band: 0, row: 1, column: 1 }, { band: 0, row: 2, column: 3 })
    expect(ids.toSorted()).toEqual(['a11', 'a21', 'a22', 'b10', 'b20', 'tall'])
  })

  it('takes a floor, a riser, a section and a building by their headers', () => {
    expect(lineCells(layout, { kind: 'row', band: 0, index: 1 })).toEqual(['tall', 'a10', 'a11', 'b10', 'b11', 'b12'])
    expect(lineCells(layout, { kind: 'column', band: 0, index: 2 })).toEqual(['tall', 'a22', 'a32'])
    expect(lineCells(layout, { kind: 'group', band: 0, index: 0 })).toHaveLength(9)
    expect(lineCells(layout, { kind: 'cluster', band: 0, index: 0 })).toHaveLength(21)
  })

  it('adds with Ctrl, and takes away what is already selected as a whole', () => {
    const one = join(new Set(['a']), ['b', 'c'], 'toggle')
    expect([...one]).toEqual(['a', 'b', 'c'])
    expect([...join(one, ['b', 'c'], 'toggle')]).toEqual(['a'])
    expect([...join(one, ['d'], 'replace')]).toEqual(['d'])
  })
})
