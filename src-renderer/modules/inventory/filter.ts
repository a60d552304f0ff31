/** The filter as the page knows it: what the board can judge by itself, so that a click dims cells at once, and what it asks for. */
import { DETAIL_RANGES, type UnitFilter } from '#shared/modules/inventory/filter.ts'
import type { BoardUnit } from '#shared/modules/inventory/model.ts'

type Range = { from?: number | undefined; to?: number | undefined } | undefined

/** Fields of which a board's cell knows nothing: the engine answers them in `is_match`. */
const ASKED = [
  'agencyIds',
  'finishings',
  'views',
  'windowSides',
  'on_sale_at',
  'since_at',
  'layouts',
  'until_at',
  'bookedByIds',
  'client',
  'cadastral',
  ...DETAIL_RANGES,
] as const

export function askedPart(filter: UnitFilter): UnitFilter | undefined {
  const part = Object.fromEntries(
    ASKED.flatMap((key) => (isSet(filter[key]) ? [[key, filter[key]]] : [])),
  ) as UnitFilter
  return Object.keys(part).length === 0 ? undefined : part
}

export function isSet(value: unknown): boolean {
  if (value === undefined || value === null || value === '' || value === false) return false
  if (Array.isArray(value)) return value.length > 0
  if (typeof value === 'object') return Object.values(value).some((inner) => inner !== undefined)
  return true
}

/** Without what is empty, so that equal filters are one question. */
export function tidyFilter(filter: UnitFilter): UnitFilter {
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => isSet(value))) as UnitFilter
}

const PLACE: readonly string[] = ['complexIds', 'buildingIds', 'sectionIds', 'regions']

/** How many conditions a person has set; on the board the place is chosen elsewhere and is none. */
export function countConditions(filter: UnitFilter, isEverywhere: boolean): number {
  return Object.entries(filter).filter(([key, value]) => (isEverywhere || !PLACE.includes(key)) && isSet(value)).length
}

export function matches(unit: BoardUnit, filter: UnitFilter): boolean {
  return (
    unit.is_match &&
    within(unit.floor, filter.floor) &&
    oneOf(unit.kind, filter.kinds) &&
    oneOf(unit.status, filter.statuses) &&
    within(unit.area_cm2, filter.area_cm2) &&
    hasRooms(unit.rooms, filter.rooms) &&
    within(unit.price_minor, filter.price_minor) &&
    within(unit.ppm_minor, filter.ppm_minor) &&
    (!filter.number || unit.number.toLowerCase().startsWith(filter.number.toLowerCase())) &&
    (!filter.isMine || unit.is_mine) &&
    oneOf(unit.building_id, filter.buildingIds) &&
    oneOf(unit.section_id, filter.sectionIds)
  )
}

function oneOf<T>(value: T, wanted: readonly T[] | undefined): boolean {
  return wanted === undefined || wanted.length === 0 || wanted.includes(value)
}

function within(value: number | null, range: Range): boolean {
  if (range === undefined || (range.from === undefined && range.to === undefined)) return true
  if (value === null) return false
  return (range.from === undefined || value >= range.from) && (range.to === undefined || value <= range.to)
}

/** 4 stands for four and more. */
function hasRooms(rooms: number | null, wanted: readonly number[] | undefined): boolean {
  if (wanted === undefined || wanted.length === 0) return true
  return rooms !== null && (wanted.includes(rooms) || (rooms > 4 && wanted.includes(4)))
}
