/** From sections and units to the generic board: flats as floor × riser, parking as its plan, storage as a list. */
import type { Axis, Band, BoardModel, Cell } from '#renderer/ui/board/model.ts'
import type { BoardUnit, SectionRow } from '#shared/modules/inventory/model.ts'
import { blankAxis, floorLabel, placesOf, shelves } from './places.ts'

export interface BoardWords {
  floor: string
  section(name: string): string
  floorOf(section: string, floor: string): string
}

/** What decides the geometry; status and price are no part of it, so that a booking never lays the board out anew. */
export function geometryKey(sections: readonly SectionRow[], units: readonly BoardUnit[]): string {
  const places = units.map(
    (unit) =>
      `${unit.id} ${unit.section_id} ${unit.floor} ${unit.floor_span} ${unit.riser} ${unit.riser_span} ${unit.plan_x} ${unit.plan_y} ${unit.plan_w} ${unit.plan_h}`,
  )
  return JSON.stringify([sections, places])
}

export function boardModel(
  sections: readonly SectionRow[],
  units: readonly BoardUnit[],
  words: BoardWords,
): BoardModel {
  const unitsOf = Map.groupBy(units, (unit) => unit.section_id)
  const hasManyBuildings = new Set(sections.map((section) => section.building_id)).size > 1
  const clusterOf = (section: SectionRow): { cluster?: Axis } =>
    hasManyBuildings ? { cluster: { key: section.building_id, label: section.building } } : {}

  const grids = sections.filter((section) => section.layout === 'grid' && unitsOf.has(section.id))
  const bands: Band[] = []
  if (grids.length > 0) bands.push(gridBand(grids, unitsOf, words, clusterOf))
  const others = sections
    .filter((section) => section.layout !== 'grid')
    .flatMap((section) => placesOf(section, unitsOf.get(section.id) ?? [], words.floorOf))
  const gridColumns = bands[0]?.groups.reduce((sum, group) => sum + group.columns.length, 0) ?? 0
  for (const shelf of shelves(others, gridColumns)) {
    bands.push({
      id: shelf.map((place) => place.id).join(),
      title: '',
      rows: blankAxis(Math.max(...shelf.map((place) => place.rows))),
      groups: shelf.map(({ section, rows: _, ...group }) => ({ ...group, ...clusterOf(section) })),
    })
  }
  return { bands }
}

/** `Секция 2` is `2` where there is no room for more. */
function shortName(name: string): string {
  return /\S{1,3}$/.exec(name)?.[0] ?? name.slice(0, 3)
}

function gridBand(
  sections: readonly SectionRow[],
  unitsOf: ReadonlyMap<string, readonly BoardUnit[]>,
  words: BoardWords,
  clusterOf: (section: SectionRow) => { cluster?: Axis },
): Band {
  const floors = new Set<number>()
  for (const section of sections) {
    for (const unit of unitsOf.get(section.id) ?? []) {
      for (let floor = unit.floor; floor < unit.floor + unit.floor_span; floor++) floors.add(floor)
    }
  }
  const down = [...floors].toSorted((a, b) => b - a)
  // Floors between the lowest and the highest that nobody lives on keep their row: a gap is a fact of the building.
  const rows =
    down.length === 0 ? [] : range(down.at(-1) ?? 0, down[0] ?? 0).filter((floor) => floor !== 0 || floors.has(0))
  const rowOf = new Map(rows.map((floor, row) => [floor, row]))
  const one = sections.length === 1 ? sections[0] : undefined
  return {
    id: 'grid',
    title: words.floor,
    rows: rows.map((floor) => ({ key: String(floor), label: floorLabel(one, floor) })),
    groups: sections.map((section) => {
      const here = unitsOf.get(section.id) ?? []
      const risers = here.reduce((most, unit) => Math.max(most, unit.riser + unit.riser_span - 1), 1)
      const first = here.reduce((least, unit) => Math.min(least, unit.riser), risers)
      return {
        id: section.id,
        title: words.section(section.name),
        short: shortName(section.name),
        caption: String(here.length),
        ...clusterOf(section),
        columns: axis(risers - first + 1, first),
        cells: here.flatMap((unit): Cell[] => {
          const row = rowOf.get(unit.floor + unit.floor_span - 1)
          return row === undefined
            ? []
            : [{ id: unit.id, row, column: unit.riser - first, rows: unit.floor_span, columns: unit.riser_span }]
        }),
      }
    }),
  }
}

function axis(count: number, first: number): Axis[] {
  return Array.from({ length: count }, (_, index) => ({ key: String(first + index), label: String(first + index) }))
}

/** Whole numbers from `low` to `high`, highest first. */
function range(low: number, high: number): number[] {
  return Array.from({ length: high - low + 1 }, (_, index) => high - index)
}
