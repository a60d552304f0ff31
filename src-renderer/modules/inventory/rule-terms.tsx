/** All that a price rule says, part by part, in the order in which a price is computed. */
import { useTranslation } from 'react-i18next'
import { MultiSelect, NumberInput, Select, TextInput } from '@mantine/core'
import { AreaField, MoneyField, PercentField } from '#renderer/ui/form/fields.tsx'
import { DateField } from '#renderer/ui/form/date-field.tsx'
import { FINISHINGS, STAGES, UNIT_KINDS, VIEWS, type UnitKind } from '#shared/modules/inventory/model.ts'
import type { Promo, RuleTerms } from '#shared/modules/inventory/pricing-model.ts'
import type { RuleFault, RulePart, RuleProblem } from '#shared/modules/inventory/rule-check.ts'
import { Coefficient, Coefficients, Part, Section, withCoef } from './rule-parts.tsx'
import classes from './rule.module.css'

const ONE = 1_000_000
const ROUNDINGS = [1, 10_000, 100_000, 1_000_000, 10_000_000]
const PROMO_TYPES = ['exclusive', 'stackable', 'guarded'] as const

export interface RuleTermsFieldsProps {
  terms: RuleTerms
  problems: readonly RuleProblem[]
  onChange(terms: RuleTerms): void
}

export function RuleTermsFields({ terms, problems, onChange }: RuleTermsFieldsProps) {
  const { t } = useTranslation('inventory')
  const set = (change: Partial<RuleTerms>) => onChange({ ...terms, ...change })
  const faultsOf = (part: RulePart): ReadonlyMap<number, RuleFault> =>
    new Map(problems.flatMap(({ part: of, index, fault }) => (of === part && index !== null ? [[index, fault]] : [])))
  const layouts = Object.entries(terms.layout).map(([name, coef]) => ({ name, coef }))
  return (
    <>
      <Section title={t('prices.base')} hint={t('rule.baseHint')}>
        <div className={classes['grid']}>
          {STAGES.map((stage) => (
            <div key={stage} className={classes['pair']}>
              <span>{t(`stage.${stage}`)}</span>
              <MoneyField
                w={150}
                aria-label={t(`stage.${stage}`)}
                value={terms.base[stage] ?? null}
                onChange={(base) => set({ base: withCoef(terms.base, stage, base) })}
              />
            </div>
          ))}
        </div>
        {problems.some(({ fault }) => fault === 'no-base') && (
          <span className={classes['fault']} role="alert">
            {t('rule.fault.no-base')}
          </span>
        )}
      </Section>
      <Part
        title={t('waterfall.step.floor')}
        lines={terms.floor}
        faults={faultsOf('floor')}
        make={() => ({ from: (terms.floor.at(-1)?.to ?? 0) + 1, to: (terms.floor.at(-1)?.to ?? 0) + 5, coef: ONE })}
        onChange={(floor) => set({ floor })}
      >
        {(line, change) => (
          <>
            <Whole label={t('rule.from')} value={line.from} onChange={(from) => change({ from })} />
            <Whole label={t('rule.to')} value={line.to} onChange={(to) => change({ to })} />
            <Coefficient
              label={t('waterfall.step.floor')}
              coef={line.coef}
              onChange={(coef) => change({ coef: coef ?? ONE })}
            />
          </>
        )}
      </Part>
      <Section title={t('waterfall.step.view')}>
        <Coefficients
          words={VIEWS}
          name={(view) => t(`view.${view}`)}
          coefs={terms.view}
          onChange={(view) => set({ view })}
        />
      </Section>
      <Section title={t('waterfall.step.finishing')}>
        <Coefficients
          words={FINISHINGS}
          name={(finishing) => t(`finishing.${finishing}`)}
          coefs={terms.finishing}
          onChange={(finishing) => set({ finishing })}
        />
      </Section>
      <Part
        title={t('waterfall.step.layout')}
        hint={t('rule.layoutHint')}
        lines={layouts}
        faults={NO_FAULTS}
        make={() => ({ name: freeName(terms.layout), coef: ONE })}
        onChange={(lines) => set({ layout: Object.fromEntries(lines.map(({ name, coef }) => [name, coef])) })}
      >
        {(line, change) => (
          <>
            <TextInput
              aria-label={t('rule.layoutName')}
              defaultValue={line.name}
              maxLength={60}
              // Renaming to a name that is there would merge two lines while somebody types.
              onBlur={(event) => {
                const name = event.currentTarget.value.trim()
                if (name !== '' && !Object.hasOwn(terms.layout, name)) change({ name })
                else event.currentTarget.value = line.name
              }}
            />
            <Coefficient label={line.name} coef={line.coef} onChange={(coef) => change({ coef: coef ?? ONE })} />
          </>
        )}
      </Part>
      <Part
        title={t('waterfall.step.area')}
        hint={t('rule.areaHint')}
        lines={terms.area}
        faults={faultsOf('area')}
        make={() => {
          const from = terms.area.at(-1)?.to_cm2 ?? 0
          return { from_cm2: from, to_cm2: from + 200_000, coef: ONE }
        }}
        onChange={(area) => set({ area })}
      >
        {(line, change) => (
          <>
            <AreaField
              w={120}
              aria-label={t('rule.from')}
              value={line.from_cm2}
              onChange={(from) => change({ from_cm2: from ?? 0 })}
            />
            <AreaField
              w={120}
              aria-label={t('rule.to')}
              value={line.to_cm2}
              onChange={(to) => change({ to_cm2: to ?? 0 })}
            />
            <Coefficient
              label={t('waterfall.step.area')}
              coef={line.coef}
              onChange={(coef) => change({ coef: coef ?? ONE })}
            />
          </>
        )}
      </Part>
      <Part
        title={t('waterfall.step.add')}
        lines={terms.adds}
        faults={faultsOf('adds')}
        make={() => ({ name: '', ppm_minor: 0, kinds: [] })}
        onChange={(adds) => set({ adds })}
      >
        {(line, change) => (
          <>
            <Name value={line.name} onChange={(name) => change({ name })} />
            <MoneyField
              w={150}
              aria-label={t('rule.perMetre')}
              value={line.ppm_minor}
              onChange={(minor) => change({ ppm_minor: minor ?? 0 })}
            />
            <Kinds kinds={line.kinds} onChange={(kinds) => change({ kinds })} />
          </>
        )}
      </Part>
      <Part
        title={t('waterfall.step.promo')}
        hint={t('rule.promoHint')}
        lines={terms.promos}
        faults={faultsOf('promos')}
        make={(): Promo => ({
          code: `promo-${terms.promos.length + 1}`,
          name: '',
          type: 'guarded',
          discount_bp: 100,
          from_on: null,
          to_on: null,
          kinds: [],
        })}
        onChange={(promos) => set({ promos })}
      >
        {(line, change) => (
          <>
            <Name value={line.name} onChange={(name) => change({ name })} />
            <Select
              w={175}
              aria-label={t('rule.promoType')}
              data={PROMO_TYPES.map((value) => ({ value, label: t(`rule.promo.${value}`) }))}
              value={line.type}
              onChange={(type) => type !== null && change({ type: type as Promo['type'] })}
            />
            <PercentField
              w={76}
              aria-label={t('rule.discount')}
              value={line.discount_bp / 10_000}
              onChange={(share) =>
                change({ discount_bp: Math.min(10_000, Math.max(0, Math.round((share ?? 0) * 10_000))) })
              }
            />
            <DateField
              w={118}
              aria-label={t('rule.from')}
              value={line.from_on}
              onChange={(from_on) => change({ from_on })}
            />
            <DateField w={118} aria-label={t('rule.to')} value={line.to_on} onChange={(to_on) => change({ to_on })} />
            <Kinds kinds={line.kinds} onChange={(kinds) => change({ kinds })} />
          </>
        )}
      </Part>
      <Select
        w={240}
        label={t('rule.rounding')}
        data={[...new Set([...ROUNDINGS, terms.round_minor])]
          .toSorted((a, b) => a - b)
          .map((minor) => ({ value: String(minor), label: t('rule.roundTo', { roubles: minor / 100 }) }))}
        value={String(terms.round_minor)}
        onChange={(value) => value !== null && set({ round_minor: Number(value) })}
      />
    </>
  )
}

const NO_FAULTS: ReadonlyMap<number, RuleFault> = new Map()

function freeName(layouts: Readonly<Record<string, number>>): string {
  for (let number = 1; ; number++) if (!Object.hasOwn(layouts, String(number))) return String(number)
}

function Whole({ label, value, onChange }: { label: string; value: number; onChange(value: number): void }) {
  return (
    <NumberInput
      w={110}
      aria-label={label}
      leftSection={<span className={classes['unit']}>{label}</span>}
      leftSectionWidth={34}
      value={value}
      onChange={(next) => next !== '' && onChange(Math.round(Number(next)))}
      min={-20}
      max={200}
      allowDecimal={false}
    />
  )
}

function Name({ value, onChange }: { value: string; onChange(value: string): void }) {
  const { t } = useTranslation('inventory')
  return (
    <TextInput
      className={classes['wide'] ?? ''}
      aria-label={t('lot.name')}
      placeholder={t('lot.name')}
      value={value}
      maxLength={200}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}

function Kinds({ kinds, onChange }: { kinds: readonly UnitKind[]; onChange(kinds: UnitKind[]): void }) {
  const { t } = useTranslation('inventory')
  return (
    <MultiSelect
      className={classes['wide'] ?? ''}
      aria-label={t('rule.kinds')}
      placeholder={kinds.length === 0 ? t('prices.anyKind') : ''}
      data={UNIT_KINDS.map((value) => ({ value, label: t(`kind.${value}`) }))}
      value={[...kinds]}
      onChange={(next) => onChange(next as UnitKind[])}
    />
  )
}
