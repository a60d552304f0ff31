import { describe, expect, it } from 'vitest'
import type { BoardUnit, SectionRow } from '#shared/modules/inventory/model.ts'
import { layoutBoard } from '#renderer/ui/board/layout.ts'
import { zoomAt } from '#renderer/ui/board/zoom.ts'
import { boardModel, geometryKey } from './board-model.ts'
import { askedPart, countConditions, matches, tidyFilter } from './filter.ts'
import { heatScale } from './heat.ts'
import { sumUnits } from './sums.ts'

function unit(change: Partial<BoardUnit>): BoardUnit {
  return {
    id: 'u',
    complex_id: 'c',
    building_id: 'b',
    section_id: 's1',
    floor: 1,
    floor_span: 1,
    riser: 1,
    riser_span: 1,
    plan_x: null,
    plan_y: null,
    plan_w: null,
    plan_h: null,
    plan_picture: null,
    number: '1',
    kind: 'flat',
    rooms: 1,
    area_cm2: 400_000,
    price_minor: 1_000_000_000,
    ppm_minor: 25_000_000,
    status: 'free',
    since_at: null,
    until_at: null,
    on_sale_at: null,
    queue: 0,
    is_mine: false,
    is_ours: false,
    lot_id: null,
    is_match: true,
    ...change,
  }
}

function section(change: Partial<SectionRow>): SectionRow {
  return {
    id: 's1',
    building_id: 'b',
    complex_id: 'c',
    building: 'B',
    name: '1',
    sort: 1,
    layout: 'grid',
    floor_from: 1,
    floor_to: 2,
    risers: 2,
    units: 2,
    floors: [],
    ...change,
  }
}

const words = {
  floor: 'Floor',
  section: (name: string) => name,
  floorOf: (name: string, floor: string) => `${name} ${floor}`,
}

describe('the board of a building', () => {
  it('puts the highest floor on top and hangs a double-height unit from its upper floor', () => {
    const units = [unit({ id: 'low' }), unit({ id: 'tall', riser: 2, floor_span: 2 }), unit({ id: 'high', floor: 2 })]
    const model = boardModel([section({})], units, words)
    expect(model.bands[0]?.rows.map((row) => row.label)).toEqual(['2', '1'])
    expect(model.bands[0]?.groups[0]?.cells).toEqual([
      { id: 'low', row: 1, column: 0, rows: 1, columns: 1 },
      { id: 'tall', row: 0, column: 1, rows: 2, columns: 1 },
      { id: 'high', row: 0, column: 0, rows: 1, columns: 1 },
    ])
  })

  it('keeps a floor without units, and has no floor 0 unless somebody is on it', () => {
    const model = boardModel([section({})], [unit({ id: 'a', floor: -1 }), unit({ id: 'b', floor: 3 })], words)
    expect(model.bands[0]?.rows.map((row) => row.label)).toEqual(['3', '2', '1', '-1'])
  })

  it('draws parking by its plan, whatever its scale, and as a list where the plan contradicts itself', () => {
    const place = (id: string, x: number, y: number) =>
      unit({ id, number: id, section_id: 'p', floor: -1, plan_x: x, plan_y: y, plan_w: 25, plan_h: 50 })
    const plan = section({ id: 'p', name: 'P', layout: 'plan' })
    const drawn = boardModel([plan], [place('1', 100, 0), place('2', 125, 0), place('3', 150, 100)], words)
    expect(drawn.bands[0]?.groups[0]?.cells.map(({ row, column }) => [row, column])).toEqual([
      [0, 0],
      [0, 1],
      [2, 2],
    ])
    const listed = boardModel([plan], [place('2', 0, 0), place('10', 0, 0)], words)
    expect(listed.bands[0]?.groups[0]?.cells.map(({ id, column }) => [id, column])).toEqual([
      ['2', 0],
      ['10', 1],
    ])
  })

  it('is the same geometry after a booking and another one after a unit has moved', () => {
    const before = geometryKey([section({})], [unit({})])
    expect(geometryKey([section({})], [unit({ status: 'reserved', price_minor: 5 })])).toBe(before)
    expect(geometryKey([section({})], [unit({ riser: 2 })])).not.toBe(before)
  })

  it('lays out without two cells on one place', () => {
    const units = [1, 2, 3].flatMap((floor) => [1, 2].map((riser) => unit({ id: `${floor}-${riser}`, floor, riser })))
    const layout = layoutBoard(boardModel([section({})], units, words), zoomAt(4))
    expect(new Set(layout.bands[0]?.occupancy).size).toBe(6)
  })
})

describe('the filter of the board', () => {
  it('judges each of the conditions that a cell knows', () => {
    const one = unit({ floor: 5, rooms: 6, status: 'reserved', number: '12А' })
    expect(matches(one, {})).toBe(true)
    expect(
      matches(one, { floor: { from: 5, to: 5 }, rooms: [4], statuses: ['reserved'], kinds: ['flat'], number: '12а' }),
    ).toBe(true)
    for (const filter of [
      { floor: { to: 4 } },
      { rooms: [3] },
      { statuses: ['free' as const] },
      { kinds: ['office' as const] },
      { area_cm2: { from: 500_000 } },
      { price_minor: { to: 1 } },
      { isMine: true },
      { number: '3' },
    ])
      expect(matches(one, filter)).toBe(false)
  })

  it('leaves to the engine what a cell does not know, and honours its answer', () => {
    expect(askedPart({ agencyIds: ['a'], rooms: [1] })).toEqual({ agencyIds: ['a'] })
    expect(askedPart({ rooms: [1], views: [] })).toBeUndefined()
    expect(matches(unit({ is_match: false }), {})).toBe(false)
  })

  it('knows no price range for a unit whose price is hidden', () => {
    expect(matches(unit({ price_minor: null }), { price_minor: { from: 1 } })).toBe(false)
  })

  it('counts conditions without the place and drops empty ones', () => {
    expect(countConditions({ rooms: [1], kinds: [], complexIds: ['c'], floor: {}, isMine: false }, false)).toBe(1)
    expect(countConditions({ rooms: [1], complexIds: ['c'] }, true)).toBe(2)
    expect(tidyFilter({ rooms: [], floor: { from: undefined }, number: '', isMine: true })).toEqual({ isMine: true })
  })
})

describe('heat and sums', () => {
  it('has steps of equal count and mutes what has no value', () => {
    const scale = heatScale([...Array.from({ length: 70 }, (_, index) => index), null])
    expect(scale.counts).toEqual([10, 10, 10, 10, 10, 10, 10])
    expect([scale.toneOf(0), scale.toneOf(69), scale.toneOf(null)]).toEqual(['heat-0', 'heat-6', 'muted'])
  })

  it('spreads few values over the whole ramp and survives none', () => {
    const two = heatScale([1, 1, 1, 9, 9, 9, 9])
    expect([two.toneOf(1), two.toneOf(9)]).toEqual(['heat-0', 'heat-6'])
    expect(heatScale([null]).toneOf(5)).toBe('heat-0')
  })

  it('counts a unit without a price, but not its area, into the price of a metre', () => {
    expect(sumUnits([unit({}), unit({ price_minor: null })])).toEqual({
      count: 2,
      area_cm2: 800_000,
      price_minor: 1_000_000_000,
      ppm_minor: 25_000_000,
    })
  })
})
