/** From sections and units to the generic board: flats as floor × riser, parking as its plan, storage as a list. */
import type { Axis, Band, BoardModel, Cell, Group } from '#renderer/ui/board/model.ts'
import type { BoardUnit, SectionRow } from '#shared/modules/inventory/model.ts'

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

/** Places in a row of a list; a list has no plan to follow. */
const LIST_COLUMNS = 20

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
  for (const section of sections) {
    if (section.layout === 'grid') continue
    const floors = Map.groupBy(unitsOf.get(section.id) ?? [], (unit) => unit.floor)
    for (const [floor, here] of [...floors].toSorted(([a], [b]) => b - a)) {
      const hasPlan = section.layout === 'plan' && here.every((unit) => unit.plan_x !== null && unit.plan_y !== null)
      const name = hasManyBuildings ? `${section.building} · ${section.name}` : section.name
      const title = floors.size > 1 ? words.floorOf(name, floorLabel(section, floor)) : name
      const group = { id: `${section.id}:${floor}`, title, caption: String(here.length) }
      bands.push(hasPlan ? planBand(group, here) : listBand(group, here))
    }
  }
  return { bands }
}

function floorLabel(section: SectionRow | undefined, floor: number): string {
  return section?.floors.find((one) => one.floor === floor)?.name ?? String(floor)
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

/** Plans are drawn in steps of the least distance between places, so that coordinates of any scale give a grid of cells. */
function planBand(group: Omit<Group, 'columns' | 'cells'>, units: readonly BoardUnit[]): Band {
  const step = {
    x: leastDistance(
      units.map((unit) => unit.plan_x ?? 0),
      units[0]?.plan_w ?? 1,
    ),
    y: leastDistance(
      units.map((unit) => unit.plan_y ?? 0),
      units[0]?.plan_h ?? 1,
    ),
  }
  const origin = {
    x: Math.min(...units.map((unit) => unit.plan_x ?? 0)),
    y: Math.min(...units.map((unit) => unit.plan_y ?? 0)),
  }
  const cells = units.map((unit): Cell => ({
    id: unit.id,
    row: Math.round(((unit.plan_y ?? 0) - origin.y) / step.y),
    column: Math.round(((unit.plan_x ?? 0) - origin.x) / step.x),
    rows: Math.max(1, Math.round((unit.plan_h ?? step.y) / step.y)),
    columns: Math.max(1, Math.round((unit.plan_w ?? step.x) / step.x)),
  }))
  if (overlaps(cells)) return listBand(group, units)
  const columns = Math.max(...cells.map((cell) => cell.column + cell.columns))
  const rows = Math.max(...cells.map((cell) => cell.row + cell.rows))
  return {
    id: group.id,
    title: '',
    rows: Array.from({ length: rows }, (_, row) => ({ key: String(row), label: '' })),
    groups: [{ ...group, columns: axis(columns, 1, true), cells }],
  }
}

/** Between neighbouring coordinates that differ by more than a fraction of a place. */
function leastDistance(values: readonly number[], size: number): number {
  const sorted = [...new Set(values)].toSorted((a, b) => a - b)
  const distances = sorted.slice(1).flatMap((value, index) => {
    const distance = value - (sorted[index] ?? 0)
    return distance > size / 4 ? [distance] : []
  })
  const least = Math.min(...distances)
  // Places far apart are parted by an aisle, which is as many steps wide as places would fit.
  return Math.max(1, distances.length === 0 || least > size * 1.6 ? size : least)
}

function overlaps(cells: readonly Cell[]): boolean {
  const taken = new Set<string>()
  for (const cell of cells) {
    for (let row = cell.row; row < cell.row + cell.rows; row++) {
      for (let column = cell.column; column < cell.column + cell.columns; column++) {
        const place = `${row} ${column}`
        if (taken.has(place)) return true
        taken.add(place)
      }
    }
  }
  return false
}

function listBand(group: Omit<Group, 'columns' | 'cells'>, units: readonly BoardUnit[]): Band {
  const ordered = units.toSorted((a, b) => a.number.localeCompare(b.number, undefined, { numeric: true }))
  const columns = Math.min(LIST_COLUMNS, ordered.length)
  return {
    id: group.id,
    title: '',
    rows: Array.from({ length: Math.ceil(ordered.length / LIST_COLUMNS) }, (_, row) => ({
      key: String(row),
      label: '',
    })),
    groups: [
      {
        ...group,
        columns: axis(columns, 1, true),
        cells: ordered.map((unit, index) => ({
          id: unit.id,
          row: Math.floor(index / LIST_COLUMNS),
          column: index % LIST_COLUMNS,
          rows: 1,
          columns: 1,
        })),
      },
    ],
  }
}

function axis(count: number, first: number, isBlank = false): Axis[] {
  return Array.from({ length: count }, (_, index) => ({
    key: String(first + index),
    label: isBlank ? '' : String(first + index),
  }))
}

/** Whole numbers from `low` to `high`, highest first. */
function range(low: number, high: number): number[] {
  return Array.from({ length: high - low + 1 }, (_, index) => high - index)
}
