import { describe, expect, test } from 'vitest'
import { fromTsv, toTsv } from './clipboard.ts'
import { parseCell, type GridColumn } from './columns.ts'
import { defaultLayout, mergeLayout, toggleSort } from './layout.ts'
import { pasteCells } from './paste.ts'
import { isWhole, type Core } from './core.ts'
import { totalsOf } from './totals.ts'
import { boxOf, clampRange, moveCell } from './range.ts'
import { createWindows } from './source.ts'
import { aggregate, groupRows, sortRows } from './view.ts'

interface Flat {
  id: string
  house: string
  area: number
  price: number | null
}

const flats: Flat[] = [
  { id: 'a', house: 'к. 10', area: 40, price: 400 },
  { id: 'b', house: 'к. 2', area: 60, price: null },
  { id: 'c', house: 'к. 2', area: 50, price: 750 },
]

const columns: GridColumn<Flat>[] = [
  { id: 'house', title: 'House', value: (flat) => flat.house },
  { id: 'area', title: 'Area', kind: 'number', value: (flat) => flat.area, aggregate: 'sum' },
  { id: 'price', title: 'Price', kind: 'money', value: (flat) => flat.price, aggregate: 'sum', isEditable: () => true },
]

const ids = (rows: readonly { id: string }[]) => rows.map((row) => row.id)

describe('sorting', () => {
  test('reads numbers inside texts as numbers and keeps the order of equals', () => {
    expect(ids(sortRows(flats, columns, [{ id: 'house', isDown: false }], 'ru'))).toEqual(['b', 'c', 'a'])
  })

  test('sorts by several keys, empty cells below everything', () => {
    const keys = [
      { id: 'house', isDown: false },
      { id: 'price', isDown: true },
    ]
    expect(ids(sortRows(flats, columns, keys, 'ru'))).toEqual(['c', 'b', 'a'])
  })

  test('a head goes up, down, none; with Shift beside the other keys', () => {
    const up = toggleSort([], 'area', false)
    const down = toggleSort(up, 'area', false)
    expect([up, down, toggleSort(down, 'area', false)]).toEqual([
      [{ id: 'area', isDown: false }],
      [{ id: 'area', isDown: true }],
      [],
    ])
    expect(toggleSort(up, 'price', true)).toEqual([
      { id: 'area', isDown: false },
      { id: 'price', isDown: false },
    ])
  })
})

describe('groups', () => {
  test('stand in the order of their first row, a folded one hides its rows', () => {
    const entries = groupRows(flats, columns, ['house'], new Set(['/к. 2']))
    expect(entries.map((entry) => (entry.kind === 'row' ? entry.row.id : `${entry.key} ${entry.rows.length}`))).toEqual(
      ['/к. 10 1', 'a', '/к. 2 2'],
    )
  })

  test('a ratio is the sum over the sum, and leaves out what has no price', () => {
    const perArea = { of: (flat: Flat) => flat.price, per: (flat: Flat) => (flat.price === null ? null : flat.area) }
    expect(aggregate(perArea, () => null, flats)).toBe(1150 / 90)
  })

  test('nothing adds up to nothing rather than to zero', () => {
    expect(aggregate('sum', (flat: Flat) => flat.price, [{ ...flats[1]! }])).toBeNull()
  })
})

describe('clipboard', () => {
  test('a table comes back as it went, with tabs, quotes and line ends inside cells', () => {
    const table = [
      ['a', 'b\tc', 'say "hi"'],
      ['', 'line\r\nline', 'x'],
    ]
    expect(fromTsv(toTsv(table))).toEqual(table)
  })

  test('the line end that Excel puts last is no row', () => {
    expect(fromTsv('1\t2\r\n3\t4\r\n')).toEqual([
      ['1', '2'],
      ['3', '4'],
    ])
  })

  test('numbers are read in Russian and in English habit, rubbish is not', () => {
    const read = (text: string) => parseCell(columns[2]!, text)
    expect(['1 234,50', '1,234.5', '1234.5 ₽', '', 'abc'].map(read)).toEqual([123450, 123450, 123450, null, undefined])
  })

  test('one value fills the range, a table is laid from its corner, locked and unreadable cells are marked', () => {
    const core = {
      shown: () => columns,
      entry: (index: number) => ({ kind: 'row', row: flats[index] }),
    } as unknown as Core<Flat>
    const at = (row: number, column: number) => ({ row, column })
    const filled = pasteCells(core, { anchor: at(0, 2), head: at(1, 2) }, [['5']])
    expect(filled.map((cell) => [cell.row.id, cell.value, cell.trouble])).toEqual([
      ['a', 500, undefined],
      ['b', 500, undefined],
    ])
    const laid = pasteCells(core, { anchor: at(1, 1), head: at(1, 1) }, [['7', 'x']])
    expect(laid.map((cell) => [cell.columnId, cell.trouble])).toEqual([
      ['area', 'read-only'],
      ['price', 'unreadable'],
    ])
  })
})

describe('ranges', () => {
  test('the end moves by keys and stops at the edges', () => {
    const extent = { rows: 100, columns: 5 }
    const from = { row: 98, column: 4 }
    expect(
      ['ArrowDown', 'PageDown', 'ArrowRight', 'Home'].map((key) => moveCell(from, key, false, 20, extent)),
    ).toEqual([
      { row: 99, column: 4 },
      { row: 99, column: 4 },
      { row: 98, column: 4 },
      { row: 98, column: 0 },
    ])
    expect(moveCell(from, 'Home', true, 20, extent)).toEqual({ row: 0, column: 0 })
    expect(moveCell(from, 'a', false, 20, extent)).toBeUndefined()
  })

  test('a range drawn upwards is the same box, and one that has lost its rows shrinks', () => {
    const range = { anchor: { row: 9, column: 3 }, head: { row: 2, column: 1 } }
    expect(boxOf(range)).toEqual({ top: 2, bottom: 9, left: 1, right: 3 })
    expect(clampRange(range, { rows: 5, columns: 2 })).toEqual({
      anchor: { row: 4, column: 1 },
      head: { row: 2, column: 1 },
    })
    expect(clampRange(range, { rows: 0, columns: 2 })).toBeUndefined()
  })
})

describe('selections beyond the rows that have come', () => {
  const core = (here: number) =>
    ({
      shown: () => columns,
      entry: (index: number) => (index < here ? { kind: 'row', row: flats[index] } : undefined),
    }) as unknown as Core<Flat>
  const range = { anchor: { row: 0, column: 1 }, head: { row: 2, column: 2 } }

  test('tell how many rows there are and add up nothing until the rows have come', () => {
    expect(totalsOf(core(2), range)).toEqual({ rows: 3, cells: 6, detail: null, totals: [] })
    expect(totalsOf(core(2), range, flats)).toEqual(totalsOf(core(3), range))
    expect(totalsOf(core(3), range).totals.map(({ title }) => title)).toEqual(['Area', 'Price'])
  })

  test('are known to be incomplete', () => {
    expect([isWhole(core(2), range), isWhole(core(3), range)]).toEqual([false, true])
  })
})

describe('layout', () => {
  test('a kept arrangement loses columns that are gone and takes in new ones where the screen has them', () => {
    const kept = { ...defaultLayout(columns), sort: [{ id: 'old', isDown: false }] }
    const today: GridColumn<Flat>[] = [columns[0]!, { id: 'new', title: 'New', value: () => 1 }, columns[2]!]
    const merged = mergeLayout(kept, today, defaultLayout(today))
    expect(merged.columns.map(({ id }) => id)).toEqual(['house', 'new', 'price'])
    expect(merged.sort).toEqual([])
  })
})

describe('windows', () => {
  test('ask once for each page, keep showing old rows while those that are seen are asked for anew', async () => {
    const asked: string[] = []
    const source = (version: string) => ({
      version,
      fetch: async (from: number, to: number) => {
        asked.push(`${version} ${from}`)
        await Promise.resolve()
        return { rows: Array.from({ length: to - from }, (_, index) => `${version}${from + index}`), count: 1000 }
      },
    })
    const counts: number[] = []
    const windows = createWindows<string>(
      (count) => counts.push(count),
      () => undefined,
    )
    windows.reset(source('a'), [], { first: -1, last: -1 })
    windows.at(0)
    await new Promise((resolve) => setTimeout(resolve))
    expect([windows.at(7), windows.at(250)]).toEqual(['a7', undefined])
    await new Promise((resolve) => setTimeout(resolve))
    windows.reset(source('b'), [], { first: 190, last: 220 })
    expect([windows.at(7), windows.at(207)]).toEqual(['a7', 'a207'])
    await new Promise((resolve) => setTimeout(resolve))
    expect([windows.at(7), windows.at(207)]).toEqual(['b7', 'b207'])
    expect(asked).toEqual(['a 0', 'a 200', 'b 100', 'b 200', 'b 0'])
    expect(counts).toEqual([1000, 1000, 1000, 1000, 1000])
  })
})
