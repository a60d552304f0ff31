/** Parking and storage: by their plan, or as a list, beside each other on shelves below the flats. */
import type { Axis, Cell, Group } from '#renderer/ui/board/model.ts'
import type { BoardUnit, SectionRow } from '#shared/modules/inventory/model.ts'

/** One floor of a section that is no grid, on the way to a group of the board. */
export interface Place extends Omit<Group, 'cluster'> {
  section: SectionRow
  rows: number
}

type Drawn = Pick<Place, 'columns' | 'cells' | 'rows'>

/** Places in a row of a list; a list has no plan to follow. */
const LIST_COLUMNS = 20
/** Pixels that the caption of a parking needs at any zoom, and columns that stand for them. */
const PLACE_WIDTH = 88
const LEAST_COLUMNS = 7
const LEAST_SHELF = 40

export function placesOf(
  section: SectionRow,
  units: readonly BoardUnit[],
  floorOf: (section: string, floor: string) => string,
): Place[] {
  const floors = Map.groupBy(units, (unit) => unit.floor)
  return [...floors]
    .toSorted(([a], [b]) => b - a)
    .map(([floor, here]) => {
      const hasPlan = section.layout === 'plan' && here.every((unit) => unit.plan_x !== null && unit.plan_y !== null)
      return {
        section,
        id: `${section.id}:${floor}`,
        title: floors.size > 1 ? floorOf(section.name, floorLabel(section, floor)) : section.name,
        caption: String(here.length),
        minWidth: PLACE_WIDTH,
        ...((hasPlan ? planOf(here) : undefined) ?? listOf(here)),
      }
    })
}

/** Fills shelves of about so many columns. */
export function shelves(places: readonly Place[], columns: number): Place[][] {
  const most = Math.max(columns, LEAST_SHELF)
  const made: Place[][] = []
  let used = most
  for (const place of places) {
    const needed = Math.max(place.columns.length, LEAST_COLUMNS)
    if (used + needed > most) {
      made.push([])
      used = 0
    }
    made.at(-1)?.push(place)
    used += needed
  }
  return made
}

export function floorLabel(section: SectionRow | undefined, floor: number): string {
  return section?.floors.find((one) => one.floor === floor)?.name ?? String(floor)
}

export function blankAxis(count: number): Axis[] {
  return Array.from({ length: count }, (_, index) => ({ key: String(index), label: '' }))
}

/** Plans are drawn in steps of the least distance between places, so that coordinates of any scale give a grid of cells. */
function planOf(units: readonly BoardUnit[]): Drawn | undefined {
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
  if (overlaps(cells)) return undefined
  return {
    columns: blankAxis(Math.max(...cells.map((cell) => cell.column + cell.columns))),
    rows: Math.max(...cells.map((cell) => cell.row + cell.rows)),
    cells,
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

function listOf(units: readonly BoardUnit[]): Drawn {
  const ordered = units.toSorted((a, b) => a.number.localeCompare(b.number, undefined, { numeric: true }))
  return {
    columns: blankAxis(Math.min(LIST_COLUMNS, ordered.length)),
    rows: Math.ceil(ordered.length / LIST_COLUMNS),
    cells: ordered.map((unit, index) => ({
      id: unit.id,
      row: Math.floor(index / LIST_COLUMNS),
      column: index % LIST_COLUMNS,
      rows: 1,
      columns: 1,
    })),
  }
}
