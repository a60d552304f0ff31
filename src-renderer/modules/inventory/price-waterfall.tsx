/** "Explain this price": from the base per metre through every factor to the kopeck, with rule, version, author and date. */
import { useTranslation } from 'react-i18next'
import { useQuery } from '#renderer/data/use-query.ts'
import { formatArea, formatDay, formatMoney, formatNumber } from '#renderer/ui/format.ts'
import { ErrorState } from '#renderer/ui/states.tsx'
import { replay } from '#shared/modules/inventory/pricing.ts'
import type { PriceFactors, PriceStep } from '#shared/modules/inventory/pricing-model.ts'
import classes from './panel.module.css'

export function PriceWaterfall({ unitId }: { unitId: string }) {
  const { t } = useTranslation('inventory')
  const { data, error, retry } = useQuery('inventory.explainPrice', { unitId })
  if (error)
    return error.code === 'not-found' ? (
      <div className={classes['small']}>{t('waterfall.none')}</div>
    ) : (
      <ErrorState error={error} onRetry={retry} />
    )
  if (!data) return null
  const { factors } = data
  const steps = factors.steps.map((step, index) => ({ step, total: totalAfter(factors, index) }))
  const totals = [...steps.map(({ total }) => total), data.price_minor]
  const most = Math.max(1, ...totals)
  // The axis begins near the least step: from zero, every factor would be a hair's breadth.
  const least = Math.min(...totals) * 0.85
  return (
    <>
      <div className={classes['small']} style={{ marginBottom: 8 }}>
        {[
          data.rule === null
            ? t(`waterfall.source.${factors.source}`)
            : t('waterfall.rule', { rule: data.rule, version: factors.rule_version ?? 1 }),
          data.document,
          data.author,
          data.approver === null ? '' : t('waterfall.approved', { who: data.approver }),
          formatDay(data.from_at),
        ]
          .filter(Boolean)
          .join(' · ')}
      </div>
      {steps.map(({ step, total }, index) => (
        <Step
          key={index}
          step={step}
          isChanged={steps.some(
            (later, at) => at > index && (later.step.step === 'percent' || later.step.step === 'sum'),
          )}
          from={index === 0 ? least : (steps[index - 1]?.total ?? least)}
          to={total}
          least={least}
          most={most}
          isFirst={index === 0}
        />
      ))}
      <div className={`${classes['step']} ${classes['stepTotal']}`}>
        <span>{t('waterfall.total', { area: formatArea(factors.area_cm2) })}</span>
        <span />
        <span className={classes['stepValue']}>{formatMoney(data.price_minor)}</span>
      </div>
      {factors.min_minor !== null && (
        <div className={classes['small']}>{t('reprice.min', { min: formatMoney(factors.min_minor) })}</div>
      )}
      <div className={data.is_reproduced ? classes['small'] : classes['notice']} style={{ marginTop: 8 }}>
        {t(data.is_reproduced ? 'waterfall.reproduced' : 'waterfall.notReproduced')}
      </div>
    </>
  )
}

/** What the steps so far make of the whole unit, so that all bars have one scale; early steps know only the price of a metre. */
function totalAfter(factors: PriceFactors, index: number): number {
  const step = factors.steps[index]
  return (
    step?.price_minor ??
    replay({ ...factors, steps: factors.steps.slice(0, index + 1) }) ??
    Math.round(((step?.ppm_minor ?? 0) * factors.area_cm2) / 10_000)
  )
}

interface StepProps {
  step: PriceStep
  /** A later step changes what this one sets: it is the price before. */
  isChanged: boolean
  from: number
  to: number
  least: number
  most: number
  isFirst: boolean
}

function Step({ step, isChanged, from, to, least, most, isFirst }: StepProps) {
  const { t } = useTranslation('inventory')
  const [low, high] = [Math.min(from, to), Math.max(from, to)]
  const way = isFirst ? undefined : to > from ? 'up' : to < from ? 'down' : undefined
  const effect =
    step.coef !== null && step.step !== 'base' && step.step !== 'percent'
      ? `× ${formatNumber(step.coef / 1_000_000, 3)}`
      : isFirst || to === from
        ? ''
        : `${to >= from ? '+' : '−'}${formatMoney(Math.abs(to - from), { kopecks: false, bare: true })}`
  const name = t(`waterfall.step.${step.step === 'manual' && isChanged ? 'before' : step.step}`)
  const value = valueInWords(step, t)
  return (
    <div className={classes['step']} title={`${name} ${value}`}>
      <span className={classes['stepName']}>
        {name} <small>{value}</small>
      </span>
      <span className={classes['stepEffect']}>{effect}</span>
      <span className={classes['stepValue']}>
        {formatMoney(step.price_minor ?? step.ppm_minor ?? to, { kopecks: false })}
      </span>
      <span className={classes['fall']}>
        <span
          data-way={way}
          style={{
            left: `${((low - least) / (most - least)) * 100}%`,
            width: `max(2px, ${((high - low) / (most - least)) * 100}%)`,
          }}
        />
      </span>
    </div>
  )
}

function valueInWords(step: PriceStep, t: ReturnType<typeof useTranslation<'inventory'>>['t']): string {
  switch (step.step) {
    case 'percent':
      return step.coef === null
        ? ''
        : `${step.coef >= 1_000_000 ? '+' : '−'}${formatNumber(Math.abs(step.coef / 10_000 - 100), 2)} %`
    case 'rounding':
      return step.value === '' ? formatMoney(step.amount_minor) : step.value
    case 'base':
      return t(`stage.${step.value}`, { defaultValue: step.value })
    case 'view':
      return t(`view.${step.value}`, { defaultValue: step.value })
    case 'finishing':
      return t(`finishing.${step.value}`, { defaultValue: step.value })
    default:
      return step.value
  }
}
