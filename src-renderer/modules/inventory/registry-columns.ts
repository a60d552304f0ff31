/** Columns of the registry. Lines are units or heads of groups: a head shows its name in the first column and its subtotals. */
import type { TFunction } from 'i18next'
import { showValue, type CellLook, type GridColumn, type Kind, type Value } from '#renderer/ui/grid/columns.ts'
import { formatNumber } from '#renderer/ui/format.ts'
import type { RegistryGroup } from '#shared/modules/inventory/filter.ts'
import type { RegistryLine, RegistryUnit, Sums, UnitKind, UnitStatus } from '#shared/modules/inventory/model.ts'

type Line = RegistryLine

interface ColumnSpec {
  id: string
  title: string
  kind?: Kind
  of: (unit: RegistryUnit) => Value
  /** Instead of the kind's own form. */
  text?: (unit: RegistryUnit) => string
  look?: (unit: RegistryUnit) => CellLook
  /** What the head of a group shows here. */
  head?: (sums: Sums) => string
  width?: number
  isHidden?: boolean
  pin?: 'left'
  aggregate?: GridColumn<Line>['aggregate']
}

export function registryColumns(t: TFunction<'inventory'>, group: RegistryGroup | null): GridColumn<Line>[] {
  const per = {
    of: (line: Line) => (line.line === 'unit' ? line.unit.price_minor : null),
    per: (line: Line) => (line.line === 'unit' && line.unit.price_minor !== null ? line.unit.area_cm2 : null),
  }
  const specs: ColumnSpec[] = [
    {
      id: 'number',
      title: t('column.number'),
      of: (unit) => unit.number,
      look: (unit) => ({ isStrong: true, to: `/inventory/board?unit=${unit.id}` }),
      width: group ? 290 : 84,
      pin: 'left',
    },
    {
      id: 'status',
      title: t('column.status'),
      kind: 'choice',
      of: (unit) => t(`status.${unit.status}`),
      look: (unit) => ({ swatch: `kt-${unit.status}` }),
      width: 150,
    },
    { id: 'kind', title: t('column.kind'), kind: 'choice', of: (unit) => t(`kind.${unit.kind}`), width: 118 },
    {
      id: 'rooms',
      title: t('column.rooms'),
      kind: 'number',
      of: (unit) => unit.rooms,
      text: (unit) => (unit.rooms === 0 ? t('short.studio') : unit.rooms === null ? '' : String(unit.rooms)),
      width: 96,
    },
    {
      id: 'area_cm2',
      title: t('column.area'),
      kind: 'area',
      of: (unit) => unit.area_cm2,
      aggregate: 'sum',
      head: (sums) => showValue('area', sums.area_cm2, 1),
    },
    {
      id: 'price_minor',
      title: t('column.price'),
      kind: 'money',
      of: (unit) => unit.price_minor,
      aggregate: 'sum',
      head: (sums) => showValue('money', sums.price_minor, 0),
      width: 136,
    },
    {
      id: 'ppm_minor',
      title: t('column.ppm'),
      kind: 'perMetre',
      of: (unit) => unit.ppm_minor,
      aggregate: per,
      head: (sums) => showValue('perMetre', sums.ppm_minor),
    },
    { id: 'floor', title: t('column.floor'), kind: 'number', of: (unit) => unit.floor, width: 84 },
    { id: 'complex', title: t('column.complex'), of: (unit) => unit.complex, width: 170 },
    { id: 'building', title: t('column.building'), of: (unit) => unit.building, width: 110 },
    { id: 'section', title: t('column.section'), of: (unit) => unit.section, width: 100 },
    { id: 'until_at', title: t('column.until'), kind: 'time', of: (unit) => unit.until_at },
    { id: 'client', title: t('column.client'), of: (unit) => unit.client, width: 150 },
    { id: 'agency', title: t('column.agency'), of: (unit) => unit.agency, width: 150 },
    { id: 'since_at', title: t('column.since'), kind: 'time', of: (unit) => unit.since_at },
    { id: 'on_sale_at', title: t('column.onSale'), kind: 'day', of: (unit) => unit.on_sale_at },
    {
      id: 'finishing',
      title: t('fact.finishing'),
      kind: 'choice',
      of: (unit) => (unit.finishing === null ? null : t(`finishing.${unit.finishing}`)),
      width: 120,
    },
    {
      id: 'view',
      title: t('fact.view'),
      kind: 'choice',
      of: (unit) => (unit.view === null ? null : t(`view.${unit.view}`)),
      width: 100,
    },
    {
      id: 'window_side',
      title: t('fact.side'),
      kind: 'choice',
      of: (unit) => (unit.window_side === null ? null : t(`side.${unit.window_side}`)),
      width: 110,
    },
    { id: 'living_cm2', title: t('fact.living'), kind: 'area', of: (unit) => unit.living_cm2, isHidden: true },
    { id: 'kitchen_cm2', title: t('fact.kitchen'), kind: 'area', of: (unit) => unit.kitchen_cm2, isHidden: true },
    { id: 'balcony_cm2', title: t('fact.balcony'), kind: 'area', of: (unit) => unit.balcony_cm2, isHidden: true },
    { id: 'ceiling_cm', title: t('column.ceiling'), kind: 'number', of: (unit) => unit.ceiling_cm, isHidden: true },
    { id: 'layout', title: t('fact.layout'), of: (unit) => unit.layout, width: 90, isHidden: true },
    { id: 'riser', title: t('column.riser'), kind: 'number', of: (unit) => unit.riser, isHidden: true, width: 70 },
    { id: 'region', title: t('filter.region'), of: (unit) => unit.region, isHidden: true, width: 130 },
    {
      id: 'cadastral_number',
      title: t('fact.cadastral'),
      of: (unit) => unit.cadastral_number,
      isHidden: true,
      width: 170,
    },
  ]
  return specs.map((spec) => column(spec, t, group))
}

function column(spec: ColumnSpec, t: TFunction<'inventory'>, group: RegistryGroup | null): GridColumn<Line> {
  const { id, title, kind, of, text, look, head, width, isHidden, pin, aggregate } = spec
  return {
    id,
    title,
    ...(kind === undefined ? {} : { kind }),
    ...(width === undefined ? {} : { width }),
    ...(pin === undefined ? {} : { pin }),
    ...(isHidden ? { isHidden } : {}),
    ...(aggregate === undefined ? {} : { aggregate }),
    value: (line) => (line.line === 'unit' ? of(line.unit) : null),
    text: (line) => {
      if (line.line === 'unit') return text ? text(line.unit) : showValue(kind, of(line.unit))
      if (id === 'number')
        return `${line.is_open ? '▾' : '▸'} ${groupName(group, line.key, line.label, t)} · ${formatNumber(line.sums.count)}`
      return head ? head(line.sums) : ''
    },
    // A column without a look is drawn as bare text, which is half the work: only heads of groups need one everywhere.
    ...(look || group
      ? { look: (line) => (line.line === 'unit' ? (look?.(line.unit) ?? {}) : { isStrong: true }) }
      : {}),
  }
}

function groupName(group: RegistryGroup | null, key: string, label: string, t: TFunction<'inventory'>): string {
  switch (group) {
    case 'status':
      return t(`status.${key as UnitStatus}`)
    case 'kind':
      return t(`kind.${key as UnitKind}`)
    case 'rooms':
      return key === '0' ? t('rooms.studio') : label === '' ? t('column.noRooms') : t('rooms.some', { rooms: label })
    default:
      return label
  }
}
