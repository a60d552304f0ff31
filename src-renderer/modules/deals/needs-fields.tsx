/** What the client wants, as fields: in the card's section and wherever a stage asks for it. */
import { useTranslation } from 'react-i18next'
import { Chip, MultiSelect, Select, Switch, Textarea } from '@mantine/core'
import { AreaField, MoneyField, WholeField } from '#renderer/ui/form/fields.tsx'
import { useQuery } from '#renderer/data/use-query.ts'
import { HORIZONS, PAYMENT_KINDS, PURPOSES, SOURCES, type Needs } from '#shared/modules/deals/model.ts'
import { UNIT_KINDS, type UnitKind } from '#shared/modules/inventory/model.ts'
import classes from './deals.module.css'

export const NO_NEEDS: Needs = {
  kinds: [],
  rooms: [],
  area_cm2: {},
  budget_minor: {},
  floor: {},
  complexIds: [],
  purpose: null,
  horizon: null,
  source: null,
  payment: null,
  hasMortgage: false,
  adults: null,
  children: null,
  comment: '',
}

const ROOMS = [0, 1, 2, 3, 4]
type Range = 'area_cm2' | 'budget_minor' | 'floor'

export interface NeedsFieldsProps {
  needs: Needs
  onChange(needs: Needs): void
  isReadOnly?: boolean
  /** The least that a stage asks for. */
  isShort?: boolean
}

export function NeedsFields({ needs, onChange, isReadOnly = false, isShort = false }: NeedsFieldsProps) {
  const { t } = useTranslation(['deals', 'inventory'])
  const set = <K extends keyof Needs>(key: K, value: Needs[K]) => onChange({ ...needs, [key]: value })
  const limit = (key: Range, end: 'from' | 'to', value: number | null) => {
    const { [end]: _, ...others } = needs[key]
    set(key, value === null ? others : { ...others, [end]: value })
  }
  const words = (values: readonly string[], group: string) =>
    values.map((value) => ({ value, label: t(`deals:${group}.${value}`) }))
  const tree = useQuery('inventory.tree', {}).data
  const complexes = tree?.filter(({ kind }) => kind === 'complex') ?? []
  return (
    <fieldset className={classes['fields']} disabled={isReadOnly}>
      <div className={classes['whole']}>
        <span className={classes['label']}>{t('deals:needs.rooms')}</span>
        <Chip.Group multiple value={needs.rooms.map(String)} onChange={(values) => set('rooms', values.map(Number))}>
          <div className={classes['chips']}>
            {ROOMS.map((rooms) => (
              <Chip key={rooms} value={String(rooms)} size="xs" disabled={isReadOnly}>
                {rooms === 0 ? t('deals:needs.studio') : rooms === 4 ? '4+' : rooms}
              </Chip>
            ))}
          </div>
        </Chip.Group>
      </div>
      <MoneyField
        label={t('deals:needs.budgetFrom')}
        value={needs.budget_minor.from ?? null}
        onChange={(value) => limit('budget_minor', 'from', value)}
      />
      <MoneyField
        label={t('deals:needs.budgetTo')}
        value={needs.budget_minor.to ?? null}
        onChange={(value) => limit('budget_minor', 'to', value)}
      />
      <Select
        label={t('deals:needs.purpose')}
        data={words(PURPOSES, 'purpose')}
        value={needs.purpose}
        onChange={(value) => set('purpose', value as Needs['purpose'])}
        clearable
      />
      <Select
        label={t('deals:needs.horizon')}
        data={words(HORIZONS, 'horizon')}
        value={needs.horizon}
        onChange={(value) => set('horizon', value as Needs['horizon'])}
        clearable
      />
      {!isShort && (
        <>
          <MultiSelect
            label={t('deals:needs.kinds')}
            data={UNIT_KINDS.map((value) => ({ value, label: t(`inventory:kind.${value}`) }))}
            value={needs.kinds}
            onChange={(values) => set('kinds', values as UnitKind[])}
          />
          <MultiSelect
            label={t('deals:needs.complexes')}
            data={complexes.map(({ id, name }) => ({ value: id, label: name }))}
            value={needs.complexIds}
            onChange={(values) => set('complexIds', values)}
            searchable
          />
          <AreaField
            label={t('deals:needs.areaFrom')}
            value={needs.area_cm2.from ?? null}
            onChange={(value) => limit('area_cm2', 'from', value)}
          />
          <AreaField
            label={t('deals:needs.areaTo')}
            value={needs.area_cm2.to ?? null}
            onChange={(value) => limit('area_cm2', 'to', value)}
          />
          <WholeField
            label={t('deals:needs.floorFrom')}
            value={needs.floor.from ?? null}
            onChange={(value) => limit('floor', 'from', value)}
          />
          <WholeField
            label={t('deals:needs.floorTo')}
            value={needs.floor.to ?? null}
            onChange={(value) => limit('floor', 'to', value)}
          />
          <Select
            label={t('deals:needs.payment')}
            data={words(PAYMENT_KINDS, 'payment')}
            value={needs.payment}
            onChange={(value) => set('payment', value as Needs['payment'])}
            clearable
          />
          <Select
            label={t('deals:needs.source')}
            data={words(SOURCES, 'source')}
            value={needs.source}
            onChange={(value) => set('source', value as Needs['source'])}
            clearable
          />
          <WholeField label={t('deals:needs.adults')} value={needs.adults} onChange={(value) => set('adults', value)} />
          <WholeField
            label={t('deals:needs.children')}
            value={needs.children}
            onChange={(value) => set('children', value)}
          />
          <Switch
            className={classes['whole'] ?? ''}
            label={t('deals:needs.mortgage')}
            checked={needs.hasMortgage}
            onChange={(event) => set('hasMortgage', event.currentTarget.checked)}
          />
          <Textarea
            className={classes['whole'] ?? ''}
            label={t('deals:needs.comment')}
            value={needs.comment}
            onChange={(event) => set('comment', event.currentTarget.value)}
            autosize
            minRows={2}
            maxRows={6}
            maxLength={2000}
          />
        </>
      )}
    </fieldset>
  )
}
