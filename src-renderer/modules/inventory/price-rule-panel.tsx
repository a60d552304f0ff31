/** One price rule at a glance: least price, base by stage, and what multiplies, adds and discounts. */
import { Fragment } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '@mantine/core'
import { formatArea, formatMoney, formatNumber } from '#renderer/ui/format.ts'
import { STAGES } from '#shared/modules/inventory/model.ts'
import type { PriceRuleRow } from '#shared/modules/inventory/pricing-model.ts'
import classes from './panel.module.css'

const MILLION = 1_000_000

export function PriceRulePanel({ rule, onEdit }: { rule: PriceRuleRow; onEdit(): void }) {
  const { t } = useTranslation('inventory')
  const { terms } = rule
  const times = (coef: number) => `×${formatNumber(coef / MILLION, 4)}`
  const parts: [string, [string, string][]][] = [
    [
      t('prices.base'),
      STAGES.flatMap((stage) => {
        const base = terms.base[stage]
        return base === undefined ? [] : [[t(`stage.${stage}`), formatMoney(base)] as [string, string]]
      }),
    ],
    [
      t('waterfall.step.floor'),
      terms.floor.map(({ from, to, coef }) => [from === to ? String(from) : `${from}–${to}`, times(coef)]),
    ],
    [t('waterfall.step.view'), Object.entries(terms.view).map(([view, coef]) => [t(`view.${view}`), times(coef)])],
    [
      t('waterfall.step.finishing'),
      Object.entries(terms.finishing).map(([finishing, coef]) => [t(`finishing.${finishing}`), times(coef)]),
    ],
    [t('waterfall.step.layout'), Object.entries(terms.layout).map(([layout, coef]) => [layout, times(coef)])],
    [
      t('waterfall.step.area'),
      terms.area.map(({ from_cm2, to_cm2, coef }) => [
        `${formatArea(from_cm2, { bare: true, digits: 0 })}–${formatArea(to_cm2, { digits: 0 })}`,
        times(coef),
      ]),
    ],
    [t('waterfall.step.add'), terms.adds.map(({ name, ppm_minor }) => [name, formatMoney(ppm_minor)])],
    [
      t('waterfall.step.promo'),
      terms.promos.map(({ name, discount_bp }) => [name, `−${formatNumber(discount_bp / 100, 2)} %`]),
    ],
  ]
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
      <div className={classes['actions']}>
        <Button onClick={onEdit}>{t('rule.edit')}</Button>
      </div>
      <div className={classes['scroll']}>
        <div className={classes['counts']}>
          {t('prices.minPpm')} <b>{formatMoney(rule.min_ppm_minor)}</b>
        </div>
        {parts.map(([title, lines]) => (
          <Fragment key={title}>
            {lines.length > 0 && <div className={classes['section']}>{title}</div>}
            {lines.map(([label, value]) => (
              <div key={label} className={classes['counts']}>
                {label} <b>{value}</b>
              </div>
            ))}
          </Fragment>
        ))}
      </div>
    </aside>
  )
}
