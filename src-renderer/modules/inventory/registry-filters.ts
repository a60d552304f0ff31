/** The filters of the registry's heads: another face of the one filter that the bar and the board have; SQLite answers it. */
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useQuery } from '#renderer/data/use-query.ts'
import type { ColumnFilter, FilterKind, FilterOption, ScreenFilters } from '#renderer/ui/grid/filter.ts'
import { DETAIL_RANGES, LISTED_COLUMNS, type ListedColumn, type UnitFilter } from '#shared/modules/inventory/filter.ts'
import { BOARD_STATUSES, FINISHINGS, UNIT_KINDS, VIEWS, WINDOW_SIDES } from '#shared/modules/inventory/model.ts'
import { toInstant } from '#shared/kernel/instant.ts'
import { changeFilter } from './state.ts'

const LISTS = {
  complex: 'complexIds',
  building: 'buildingIds',
  section: 'sectionIds',
  region: 'regions',
  kind: 'kinds',
  status: 'statuses',
  rooms: 'rooms',
  finishing: 'finishings',
  view: 'views',
  window_side: 'windowSides',
  layout: 'layouts',
  agency: 'bookedByIds',
} as const satisfies Record<ListedColumn, keyof UnitFilter>
const TEXTS = { number: 'number', client: 'client', cadastral_number: 'cadastral' } as const
const RANGES = ['floor', 'area_cm2', 'price_minor', 'ppm_minor', ...DETAIL_RANGES] as const
const DATES = ['since_at', 'on_sale_at', 'until_at'] as const

type RangeColumn = (typeof RANGES)[number]
type DateColumn = (typeof DATES)[number]
type TextColumn = keyof typeof TEXTS
const isText = (id: string): id is TextColumn => id in TEXTS
const isList = (id: string): id is ListedColumn => (LISTED_COLUMNS as readonly string[]).includes(id)
const isRange = (id: string): id is RangeColumn => (RANGES as readonly string[]).includes(id)
const isDates = (id: string): id is DateColumn => (DATES as readonly string[]).includes(id)

/** Values in the order of their own list; places come ordered. */
const ORDERS: Partial<Record<ListedColumn, readonly string[]>> = {
  kind: UNIT_KINDS,
  status: BOARD_STATUSES,
  finishing: FINISHINGS,
  view: VIEWS,
  window_side: WINDOW_SIDES,
  rooms: ['0', '1', '2', '3', '4'],
}

export function useRegistryFilters(filter: UnitFilter): ScreenFilters {
  return useMemo(
    (): ScreenFilters => ({
      kindOf,
      get: (id) => columnFilter(filter, id),
      set: (id, next) => changeFilter(changeOf(id, next)),
      useOptions: (id) => useColumnValues(id, filter),
    }),
    [filter],
  )
}

function kindOf(id: string): FilterKind | undefined {
  if (isText(id)) return 'text'
  return isList(id) ? 'set' : isRange(id) ? 'range' : isDates(id) ? 'dates' : undefined
}

function columnFilter(filter: UnitFilter, id: string): ColumnFilter | undefined {
  if (isText(id)) {
    const text = filter[TEXTS[id]]
    return text ? { kind: 'text', text } : undefined
  }
  if (isList(id)) {
    const values = filter[LISTS[id]]
    return values?.length ? { kind: 'set', values: values.map(String) } : undefined
  }
  if (isRange(id)) {
    const range = filter[id]
    return range && { kind: 'range', from: range.from ?? null, to: range.to ?? null }
  }
  if (isDates(id)) {
    const range = filter[id]
    return range && { kind: 'dates', from: dayOf(range.from), to: dayOf(range.to) }
  }
  return undefined
}

function changeOf(id: string, next: ColumnFilter | undefined): UnitFilter {
  if (isText(id)) return { [TEXTS[id]]: next?.kind === 'text' ? next.text.trim() : undefined }
  if (isList(id)) {
    const values = next?.kind === 'set' ? [...next.values] : undefined
    return { [LISTS[id]]: id === 'rooms' ? values?.map(Number) : values }
  }
  if (isRange(id) && next?.kind === 'range')
    return {
      [id]: {
        ...(next.from === null ? {} : { from: Math.round(next.from) }),
        ...(next.to === null ? {} : { to: Math.round(next.to) }),
      },
    }
  if (isDates(id) && next?.kind === 'dates') {
    return {
      [id]: {
        ...(next.from === null ? {} : { from: momentOf(`${next.from}T00:00:00`) }),
        ...(next.to === null ? {} : { to: momentOf(`${next.to}T23:59:59.999`) }),
      },
    }
  }
  return { [id]: undefined }
}

/** Days are the person's own: from its first to its last moment by their clock. */
const momentOf = (local: string) => toInstant(new Date(local).getTime())
const dayOf = (instant: string | undefined) => (instant === undefined ? null : localDay(instant))

/** The day of an instant as this person's clock has it. */
export function localDay(instant: string): string {
  const date = new Date(instant)
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 10)
}

function useColumnValues(id: string, filter: UnitFilter): readonly FilterOption[] | undefined {
  const { t } = useTranslation('inventory')
  const column = isList(id) ? id : undefined
  const values = useQuery('inventory.valuesOf', column === undefined ? null : { column, filter }, {
    keepPrevious: true,
  }).data
  return useMemo(() => {
    if (column === undefined || !values) return undefined
    const order = ORDERS[column]
    const chosen = filter[LISTS[column]]?.map(String) ?? []
    const missing = chosen
      .filter((value) => !values.some((one) => one.id === value))
      .map((value) => ({ id: value, label: value, count: 0 }))
    const all = [...values, ...missing]
    const sorted = order ? all.toSorted((a, b) => order.indexOf(a.id) - order.indexOf(b.id)) : all
    return sorted.map(({ id: value, label, count }): FilterOption => {
      switch (column) {
        case 'kind':
          return { value, count, label: t(`kind.${value}`) }
        case 'status':
          return { value, count, label: t(`status.${value}`), swatch: `kt-${value}` }
        case 'rooms':
          return {
            value,
            count,
            label: t(value === '0' ? 'rooms.studio' : value === '4' ? 'rooms.four' : 'rooms.some', { rooms: value }),
          }
        case 'finishing':
          return { value, count, label: t(`finishing.${value}`) }
        case 'view':
          return { value, count, label: t(`view.${value}`) }
        case 'window_side':
          return { value, count, label: t(`side.${value}`) }
        default:
          return { value, count, label }
      }
    })
  }, [column, values, filter, t])
}
