/** What a penalty is asked of: who is late, since when, with how much; and the answer with its formula, inputs, act and edition. */
import { useTranslation } from 'react-i18next'
import { NativeSelect, Switch } from '@mantine/core'
import { formatPercent } from '#shared/kernel/percent.ts'
import type { PenaltyResult } from '#shared/modules/instalments/model.ts'
import { formatDay, formatMoney } from '#renderer/ui/format.ts'
import { DateField } from '#renderer/ui/form/date-field.tsx'
import { MoneyField, PercentField } from '#renderer/ui/form/fields.tsx'
import classes from './instalments.module.css'

export interface Asked {
  side: 'buyer' | 'developer'
  isCitizen: boolean
  from: string | null
  to: string | null
  base: number | null
  rateDay: string | null
  rate: number | null
  limit: number | null
}

export interface AskedFieldsProps {
  asked: Asked
  set(part: Partial<Asked>): void
  /** Of a deal: the debt or the price is known. */
  isOfDeal: boolean
}

export function AskedFields({ asked, set, isOfDeal }: AskedFieldsProps) {
  const { t } = useTranslation('instalments')
  const isKnown = isOfDeal && asked.side === 'buyer'
  return (
    <>
      <NativeSelect
        label={t('penalty.side')}
        value={asked.side}
        onChange={(event) => set({ side: event.currentTarget.value as Asked['side'] })}
        data={(['buyer', 'developer'] as const).map((value) => ({ value, label: t(`side.${value}`) }))}
      />
      {asked.side === 'developer' && (
        <Switch
          label={t('penalty.citizen')}
          checked={asked.isCitizen}
          onChange={(event) => set({ isCitizen: event.currentTarget.checked })}
        />
      )}
      {!isKnown && (
        <DateField label={t('penalty.from')} value={asked.from} onChange={(from) => set({ from })} required />
      )}
      <DateField label={t('penalty.to')} value={asked.to} onChange={(to) => set({ to })} required />
      {!isOfDeal && (
        <MoneyField
          label={t(`penalty.base.${asked.side}`)}
          value={asked.base}
          onChange={(base) => set({ base })}
          required
        />
      )}
      <DateField
        label={t('penalty.rateDay')}
        description={t('penalty.rateDayText')}
        value={asked.rateDay}
        onChange={(rateDay) => set({ rateDay })}
      />
      <PercentField
        label={t('penalty.rate')}
        description={t('penalty.rateText')}
        value={asked.rate}
        onChange={(rate) => set({ rate })}
      />
      <MoneyField label={t('penalty.limit')} value={asked.limit} onChange={(limit) => set({ limit })} />
    </>
  )
}

const money = (minor: number) => formatMoney(minor, { bare: true, kopecks: true })

export function PenaltyAnswer({ result }: { result: PenaltyResult }) {
  const { t, i18n } = useTranslation('instalments')
  if (result.pieces.length === 0) return <p className={classes['muted']}>{t('penalty.none')}</p>
  return (
    <div data-testid="penalty">
      <h2 data-testid="penalty-amount">{formatMoney(result.amount_minor, { kopecks: true })}</h2>
      <div className={classes['muted']}>
        {t('penalty.period', { from: formatDay(result.from), to: formatDay(result.to), count: result.days })}
      </div>
      {result.pieces.map((piece) => (
        <section key={piece.pack}>
          <div className={classes['formula']} data-selectable>
            <div>{t('penalty.formula', { multiplier: piece.multiplier, divisor: piece.divisor })}</div>
            <div>{t('penalty.act', { act: piece.act, edition: piece.edition, pack: piece.pack })}</div>
          </div>
          <table className={classes['table']}>
            <thead>
              <tr>
                <th>{t('penalty.since')}</th>
                <th>{t('penalty.till')}</th>
                <th>{t('penalty.days')}</th>
                <th>{t('penalty.baseOf')}</th>
                <th>{t('penalty.rateOf')}</th>
                <th>{t('penalty.amount')}</th>
                <th className={classes['text']}>{t('penalty.excluded')}</th>
              </tr>
            </thead>
            <tbody>
              {piece.lines.map((line) => (
                <tr key={line.from} data-dim={line.excluded_by === null ? undefined : true}>
                  <td>{formatDay(line.from)}</td>
                  <td>{formatDay(line.to)}</td>
                  <td>{line.days}</td>
                  <td>{money(line.base_minor)}</td>
                  <td>{formatPercent(line.rate, 4, i18n.language === 'en' ? '.' : ',')} %</td>
                  <td>{money(line.amount_minor)}</td>
                  <td className={classes['text']}>{line.excluded_by}</td>
                </tr>
              ))}
              <tr data-sum>
                <td>{t('penalty.sum')}</td>
                <td />
                <td>{piece.days}</td>
                <td />
                <td />
                <td>{money(piece.amount_minor)}</td>
                <td />
              </tr>
            </tbody>
          </table>
          {piece.is_limited && <p className={classes['muted']}>{t('penalty.limited')}</p>}
        </section>
      ))}
      <p className={classes['muted']}>{t('penalty.known', { on: formatDay(result.rate_known_on) })}</p>
    </div>
  )
}
