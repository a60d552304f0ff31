/** Conditions that have no chip of their own in the bar, in words: those set in the heads of the registry's columns among them. */
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import { useQuery } from '#renderer/data/use-query.ts'
import { formatDay } from '#renderer/ui/format.ts'
import type { UnitFilter } from '#shared/modules/inventory/filter.ts'
import { rangeText } from './filter-chip.tsx'
import { isSet } from './filter.ts'
import { localDay } from './registry-filters.ts'

export interface Condition {
  key: keyof UnitFilter
  label: string
  text: string
}

const THOUSAND_MINOR = 100_000
const M2 = 10_000
type T = TFunction<'inventory'>

/** @param isEverywhere - the screen shows no place of its own, so buildings and sections are conditions as well. */
export function useOtherConditions(filter: UnitFilter, isEverywhere: boolean): Condition[] {
  const { t } = useTranslation('inventory')
  const buildings = useNames('building', isEverywhere ? filter.buildingIds : undefined, filter)
  const sections = useNames('section', isEverywhere ? filter.sectionIds : undefined, filter)
  const agencies = useNames('agency', filter.bookedByIds, filter)
  const many = <Value extends string>(values: readonly Value[] | undefined, name: (value: Value) => string) =>
    (values ?? []).map(name).join(', ')
  const named = (ids: readonly string[] | undefined, names: ReadonlyMap<string, string>) =>
    many(ids, (id) => names.get(id) ?? '…')
  const all: [keyof UnitFilter, string, string][] = [
    ['buildingIds', t('column.building'), isEverywhere ? named(filter.buildingIds, buildings) : ''],
    ['sectionIds', t('column.section'), isEverywhere ? named(filter.sectionIds, sections) : ''],
    ['number', t('column.number'), filter.number ? `${filter.number}…` : ''],
    ['isMine', t('filter.mine'), filter.isMine ? t('common:yes') : ''],
    ['ppm_minor', t('filter.ppm'), range(filter.ppm_minor, THOUSAND_MINOR, t)],
    ['finishings', t('fact.finishing'), many(filter.finishings, (value) => t(`finishing.${value}`))],
    ['views', t('fact.view'), many(filter.views, (value) => t(`view.${value}`))],
    ['windowSides', t('fact.side'), many(filter.windowSides, (value) => t(`side.${value}`))],
    ['since_at', t('column.since'), days(filter.since_at, t)],
    ['on_sale_at', t('column.onSale'), days(filter.on_sale_at, t)],
    ['until_at', t('column.until'), days(filter.until_at, t)],
    ['client', t('column.client'), filter.client ?? ''],
    ['bookedByIds', t('column.agency'), named(filter.bookedByIds, agencies)],
    ['layouts', t('fact.layout'), many(filter.layouts, (value) => value)],
    ['cadastral', t('fact.cadastral'), filter.cadastral ?? ''],
    ['riser', t('column.riser'), range(filter.riser, 1, t)],
    ['ceiling_cm', t('column.ceiling'), range(filter.ceiling_cm, 1, t)],
    ['living_cm2', t('fact.living'), range(filter.living_cm2, M2, t)],
    ['kitchen_cm2', t('fact.kitchen'), range(filter.kitchen_cm2, M2, t)],
    ['balcony_cm2', t('fact.balcony'), range(filter.balcony_cm2, M2, t)],
  ]
  return all.flatMap(([key, label, text]) => (isSet(filter[key]) && text !== '' ? [{ key, label, text }] : []))
}

function useNames(
  column: 'building' | 'section' | 'agency',
  ids: readonly string[] | undefined,
  filter: UnitFilter,
): ReadonlyMap<string, string> {
  const values = useQuery('inventory.valuesOf', ids?.length ? { column, filter } : null, { keepPrevious: true }).data
  return new Map(values?.map(({ id, label }) => [id, label]))
}

function range(value: { from?: number | undefined; to?: number | undefined } | undefined, scale: number, t: T): string {
  return rangeText(value, scale, 1, (key, facts) => t(key as 'filter.fromText', facts))
}

function days(value: { from?: string | undefined; to?: string | undefined } | undefined, t: T): string {
  const [from, to] = [value?.from, value?.to].map((moment) => (moment ? formatDay(localDay(moment)) : undefined))
  if (from !== undefined && to !== undefined) return from === to ? from : `${from} – ${to}`
  if (from !== undefined) return t('filter.fromText', { value: from })
  return to === undefined ? '' : t('filter.toText', { value: to })
}
