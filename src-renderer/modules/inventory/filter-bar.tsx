/** All conditions in one line: the eight of the brief, the rest behind "more". Counts come from the engine with every change. */
import { useTranslation } from 'react-i18next'
import { Button, CloseButton, Switch, TextInput } from '@mantine/core'
import { IconFilterOff } from '@tabler/icons-react'
import { useQuery } from '#renderer/data/use-query.ts'
import { formatNumber } from '#renderer/ui/format.ts'
import type { Scope } from '#shared/modules/inventory/contract.ts'
import type { UnitFilter } from '#shared/modules/inventory/filter.ts'
import type { FacetValue, Facets, Finishing, UnitKind, UnitStatus, View } from '#shared/modules/inventory/model.ts'
import { Choices, FilterChip, RangeFields, rangeText, type Choice } from './filter-chip.tsx'
import { countConditions } from './filter.ts'
import { useOtherConditions, type Condition } from './other-conditions.ts'
import { changeFilter, setFilter, toggled } from './state.ts'
import { Swatch } from './swatch.tsx'
import classes from './filters.module.css'

const MILLION_MINOR = 100_000_000
const THOUSAND_MINOR = 100_000
const M2 = 10_000

export interface FilterBarProps {
  filter: UnitFilter
  /** Counts within this place; without one, within everything. */
  scope: Scope | null
  /** Conditions that the screen chooses elsewhere and the bar leaves out. */
  without?: readonly ('regions' | 'complexIds')[]
}

export function FilterBar({ filter, scope, without = [] }: FilterBarProps) {
  const { t } = useTranslation('inventory')
  const facets = useQuery('inventory.facets', { filter, ...(scope ? { scope } : {}) }, { keepPrevious: true }).data
  const named = (values: readonly FacetValue[] | undefined, name: (value: string) => string): Choice[] =>
    (values ?? []).map(({ value, count }) => ({ value, label: name(value), count }))
  const labelled = (values: readonly FacetValue[] | undefined): Choice[] =>
    (values ?? []).map(({ value, label, count }) => ({ value, label, count }))
  const isEverywhere = scope === null
  const conditions = countConditions(filter, isEverywhere)

  return (
    <div className={classes['bar']} role="search" aria-label={t('filter.title')}>
      {!without.includes('regions') && (
        <Many
          label={t('filter.region')}
          choices={labelled(facets?.region)}
          chosen={filter.regions}
          onChange={(regions) => changeFilter({ regions })}
        />
      )}
      {!without.includes('complexIds') && (
        <Many
          label={t('filter.complex')}
          choices={labelled(facets?.complex)}
          chosen={filter.complexIds}
          onChange={(complexIds) => changeFilter({ complexIds })}
        />
      )}
      <Many
        label={t('filter.status')}
        choices={(facets?.status ?? []).map(({ value, count }) => ({
          value,
          label: t(`status.${value as UnitStatus}`),
          count,
          swatch: <Swatch tone={value as UnitStatus} />,
        }))}
        chosen={filter.statuses}
        onChange={(statuses) => changeFilter({ statuses: statuses as UnitStatus[] })}
      />
      <Many
        label={t('filter.kind')}
        choices={named(facets?.kind, (value) => t(`kind.${value as UnitKind}`))}
        chosen={filter.kinds}
        onChange={(kinds) => changeFilter({ kinds: kinds as UnitKind[] })}
      />
      <Many
        label={t('filter.rooms')}
        choices={named(facets?.rooms, (value) =>
          t(value === '0' ? 'rooms.studio' : value === '4' ? 'rooms.four' : 'rooms.some', { rooms: value }),
        )}
        chosen={filter.rooms?.map(String)}
        short={(value) => (value === '0' ? t('short.studioGlyph') : value === '4' ? '4+' : value)}
        onChange={(rooms) => changeFilter({ rooms: rooms.map(Number) })}
      />
      <RangeChip
        label={t('filter.area')}
        field="area_cm2"
        filter={filter}
        facets={facets}
        scale={M2}
        digits={1}
        unit={t('common:units.m2')}
      />
      <RangeChip
        label={t('filter.price')}
        field="price_minor"
        filter={filter}
        facets={facets}
        scale={MILLION_MINOR}
        digits={2}
        unit={t('short.million')}
      />
      <RangeChip label={t('filter.floor')} field="floor" filter={filter} facets={facets} scale={1} digits={0} />
      {(facets?.agency.length ?? 0) > 0 && (
        <Many
          label={t('filter.agency')}
          choices={labelled(facets?.agency)}
          chosen={filter.agencyIds}
          onChange={(agencyIds) => changeFilter({ agencyIds })}
        />
      )}
      <More filter={filter} facets={facets} isEverywhere={isEverywhere} />
      {conditions > 0 && (
        <Button
          variant="subtle"
          color="gray"
          leftSection={<IconFilterOff size={15} stroke={1.6} />}
          onClick={() => setFilter(isEverywhere ? {} : placeOnly(filter))}
        >
          {t('filter.clear')}
        </Button>
      )}
    </div>
  )
}

function placeOnly({ complexIds, buildingIds, sectionIds, regions }: UnitFilter): UnitFilter {
  return { complexIds, buildingIds, sectionIds, regions }
}

interface ManyProps {
  label: string
  choices: readonly Choice[]
  chosen: readonly string[] | undefined
  onChange(chosen: string[]): void
  short?(value: string): string
}

function Many({ label, choices, chosen = [], onChange, short }: ManyProps) {
  const words = chosen.map(
    (value) => short?.(value) ?? choices.find((choice) => choice.value === value)?.label ?? value,
  )
  return (
    <FilterChip
      label={label}
      chosen={words.length > 2 && !short ? `${words[0]} +${words.length - 1}` : words.join(', ')}
      onClear={() => onChange([])}
    >
      <Choices choices={choices} chosen={chosen} onToggle={(value) => onChange(toggled(chosen, value))} />
    </FilterChip>
  )
}

interface RangeChipProps {
  label: string
  field: 'area_cm2' | 'price_minor' | 'floor'
  filter: UnitFilter
  facets: Facets | undefined
  scale: number
  digits: number
  unit?: string
}

function RangeChip({ label, field, filter, facets, scale, digits, unit }: RangeChipProps) {
  const { t } = useTranslation('inventory')
  const text = rangeText(filter[field], scale, digits, (key, facts) => t(key as 'filter.fromText', facts))
  return (
    <FilterChip
      label={label}
      chosen={text === '' || unit === undefined ? text : `${text} ${unit}`}
      onClear={() => changeFilter({ [field]: undefined })}
    >
      <RangeFields
        value={filter[field] ?? {}}
        onChange={(value) => changeFilter({ [field]: value })}
        scale={scale}
        digits={digits}
        {...(unit === undefined ? {} : { unit })}
        min={facets?.[field].min}
        max={facets?.[field].max}
      />
    </FilterChip>
  )
}

const inWords = ({ key, label, text }: Condition) => (key === 'isMine' ? label : `${label}: ${text}`)
const without = (conditions: readonly Condition[]): UnitFilter =>
  Object.fromEntries(conditions.map(({ key }) => [key, undefined]))

interface MoreProps {
  filter: UnitFilter
  facets: Facets | undefined
  isEverywhere: boolean
}

function More({ filter, facets, isEverywhere }: MoreProps) {
  const { t } = useTranslation('inventory')
  const conditions = useOtherConditions(filter, isEverywhere)
  return (
    <FilterChip
      label={t('filter.more')}
      chosen={conditions.length > 2 ? formatNumber(conditions.length) : conditions.map(inWords).join('; ')}
      onClear={() => changeFilter(without(conditions))}
    >
      <div style={{ display: 'grid', gap: 12, width: 300 }}>
        {conditions.length > 0 && (
          <ul className={classes['conditions']} aria-label={t('filter.chosen')}>
            {conditions.map((one) => (
              <li key={one.key}>
                <span>
                  <span className={classes['chipLabel']}>{one.label}: </span>
                  {one.text}
                </span>
                <CloseButton
                  size="xs"
                  aria-label={t('filter.clearOne', { label: one.label })}
                  onClick={() => changeFilter(without([one]))}
                />
              </li>
            ))}
          </ul>
        )}
        <TextInput
          label={t('filter.number')}
          value={filter.number ?? ''}
          onChange={(event) => changeFilter({ number: event.currentTarget.value })}
          data-autofocus
        />
        <div>
          <div className={classes['chipLabel']}>{t('filter.ppm')}</div>
          <RangeFields
            value={filter.ppm_minor ?? {}}
            onChange={(ppm_minor) => changeFilter({ ppm_minor })}
            scale={THOUSAND_MINOR}
            digits={1}
            unit={t('short.thousand')}
            min={null}
            max={null}
          />
        </div>
        <Switch
          label={t('filter.mine')}
          checked={filter.isMine ?? false}
          onChange={(event) => changeFilter({ isMine: event.currentTarget.checked })}
        />
        <div className={classes['chipLabel']}>{t('fact.finishing')}</div>
        <Choices
          choices={(facets?.finishing ?? []).map(({ value, count }) => ({
            value,
            label: t(`finishing.${value as Finishing}`),
            count,
          }))}
          chosen={filter.finishings ?? []}
          onToggle={(value) => changeFilter({ finishings: toggled(filter.finishings, value as Finishing) })}
        />
        <div className={classes['chipLabel']}>{t('fact.view')}</div>
        <Choices
          choices={(facets?.view ?? []).map(({ value, count }) => ({
            value,
            label: t(`view.${value as View}`),
            count,
          }))}
          chosen={filter.views ?? []}
          onToggle={(value) => changeFilter({ views: toggled(filter.views, value as View) })}
        />
      </div>
    </FilterChip>
  )
}
