/** One price rule: base by stage, least price and coefficients, edited in place; saving makes a new version. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, NumberInput } from '@mantine/core'
import { useCommand } from '#renderer/data/use-command.ts'
import { formatMoney, formatNumber } from '#renderer/ui/format.ts'
import { STAGES } from '#shared/modules/inventory/model.ts'
import type { PriceRuleRow, RuleTerms } from '#shared/modules/inventory/pricing-model.ts'
import classes from './panel.module.css'

const MILLION = 1_000_000

export function PriceRulePanel({ rule }: { rule: PriceRuleRow }) {
  const { t } = useTranslation('inventory')
  const [terms, setTerms] = useState<RuleTerms>(rule.terms)
  const [minPpm, setMinPpm] = useState(rule.min_ppm_minor)
  const save = useCommand('inventory.savePriceRule', { done: t('prices.ruleSaved') })
  const isChanged = JSON.stringify([terms, minPpm]) !== JSON.stringify([rule.terms, rule.min_ppm_minor])
  const coefficients = (key: 'view' | 'finishing' | 'layout', name: (value: string) => string) => (
    <>
      {Object.keys(terms[key]).length > 0 && <div className={classes['section']}>{t(`waterfall.step.${key}`)}</div>}
      {Object.entries(terms[key]).map(([value, coef]) => (
        <Coefficient
          key={value}
          label={name(value)}
          coef={coef}
          onChange={(next) => setTerms({ ...terms, [key]: { ...terms[key], [value]: next } })}
        />
      ))}
    </>
  )
  return (
    <aside className={classes['panel']} aria-label={rule.name}>
      <div className={classes['panelHead']}>
        <div className={classes['panelTitle']}>
          <h2>{rule.name}</h2>
          <div className={classes['place']}>
            {[rule.complex, rule.building, t('prices.versionOf', { version: rule.version })]
              .filter(Boolean)
              .join(' · ')}
          </div>
        </div>
      </div>
      <div className={classes['scroll']}>
        <Rouble label={t('prices.minPpm')} minor={minPpm} onChange={setMinPpm} />
        <div className={classes['section']}>{t('prices.base')}</div>
        {STAGES.map((stage) => (
          <Rouble
            key={stage}
            label={t(`stage.${stage}`)}
            minor={terms.base[stage] ?? null}
            onChange={(value) => {
              const { [stage]: _, ...others } = terms.base
              setTerms({ ...terms, base: value === null ? others : { ...others, [stage]: value } })
            }}
          />
        ))}
        {terms.floor.length > 0 && <div className={classes['section']}>{t('waterfall.step.floor')}</div>}
        {terms.floor.map((band, index) => (
          <Coefficient
            key={index}
            label={band.from === band.to ? String(band.from) : `${band.from}–${band.to}`}
            coef={band.coef}
            onChange={(coef) =>
              setTerms({ ...terms, floor: terms.floor.map((one, at) => (at === index ? { ...one, coef } : one)) })
            }
          />
        ))}
        {coefficients('view', (value) => t(`view.${value}`, { defaultValue: value }))}
        {coefficients('finishing', (value) => t(`finishing.${value}`, { defaultValue: value }))}
        {coefficients('layout', (value) => value)}
        {terms.adds.length > 0 && <div className={classes['section']}>{t('waterfall.step.add')}</div>}
        {terms.adds.map((add) => (
          <div key={add.name} className={classes['counts']}>
            {add.name} <b>{formatMoney(add.ppm_minor)}</b>
          </div>
        ))}
        {terms.promos.length > 0 && <div className={classes['section']}>{t('waterfall.step.promo')}</div>}
        {terms.promos.map((promo) => (
          <div key={promo.code} className={classes['counts']}>
            {promo.name} <b>−{formatNumber(promo.discount_bp / 100, 2)} %</b>
          </div>
        ))}
      </div>
      <div className={classes['actions']} style={{ borderTop: '1px solid var(--k-line)' }}>
        <Button
          disabled={!isChanged}
          loading={save.isPending}
          onClick={() =>
            void save.run({
              ruleId: rule.id,
              name: rule.name,
              complexId: rule.complex_id,
              buildingId: rule.building_id,
              kind: rule.kind,
              minPpmMinor: minPpm,
              isActive: rule.is_active,
              terms,
            })
          }
        >
          {t('prices.saveRule')}
        </Button>
        {isChanged && <span className={classes['small']}>{t('prices.ruleHint')}</span>}
      </div>
    </aside>
  )
}

function Rouble({
  label,
  minor,
  onChange,
}: {
  label: string
  minor: number | null
  onChange(minor: number | null): void
}) {
  return (
    <label className={classes['counts']}>
      {label}
      <NumberInput
        ml="auto"
        w={140}
        value={minor === null ? '' : minor / 100}
        onChange={(next) => onChange(next === '' ? null : Math.round(Number(next) * 100))}
        min={0}
        decimalScale={2}
        thousandSeparator=" "
        hideControls
        rightSection="₽"
      />
    </label>
  )
}

function Coefficient({ label, coef, onChange }: { label: string; coef: number; onChange(coef: number): void }) {
  return (
    <label className={classes['counts']}>
      {label}
      <NumberInput
        ml="auto"
        w={100}
        value={coef / MILLION}
        onChange={(next) => Number(next) > 0 && onChange(Math.round(Number(next) * MILLION))}
        min={0.000001}
        step={0.01}
        decimalScale={4}
        leftSection="×"
      />
    </label>
  )
}
