/** Lines that are only looked at: of a plan, of an offer. */
import { useTranslation } from 'react-i18next'
import { formatDay, formatMoney } from '#renderer/ui/format.ts'
import classes from './instalments.module.css'

export interface TableLine {
  due_on: string
  pay_on: string
  principal_minor: number
  interest_minor: number
  balance_minor: number
  label: string | null
}

const money = (minor: number) => formatMoney(minor, { bare: true, kopecks: true })

export function LinesTable({ lines, isShort }: { lines: readonly TableLine[]; isShort?: boolean }) {
  const { t } = useTranslation('instalments')
  const hasInterest = lines.some((line) => line.interest_minor > 0)
  const hasLabel = !isShort && lines.some((line) => line.label !== null)
  const sum = (of: (line: TableLine) => number) => lines.reduce((total, line) => total + of(line), 0)
  return (
    <div className={classes['preview']} tabIndex={0} role="region" aria-label={t('tabs.schedule')}>
      <table className={classes['table']}>
        <thead>
          <tr>
            <th>{t('lines.dueOn')}</th>
            {!isShort && <th>{t('lines.payOn')}</th>}
            <th>{t('lines.principal')}</th>
            {hasInterest && <th>{t('lines.interest')}</th>}
            {!isShort && <th>{t('lines.balance')}</th>}
            {hasLabel && <th className={classes['text']}>{t('lines.label')}</th>}
          </tr>
        </thead>
        <tbody>
          {lines.map((line, index) => (
            <tr key={index}>
              <td title={line.pay_on === line.due_on ? undefined : formatDay(line.pay_on)}>
                {formatDay(isShort ? line.pay_on : line.due_on)}
              </td>
              {!isShort && <td>{line.pay_on === line.due_on ? '' : formatDay(line.pay_on)}</td>}
              <td>{money(line.principal_minor)}</td>
              {hasInterest && <td>{money(line.interest_minor)}</td>}
              {!isShort && <td>{money(line.balance_minor)}</td>}
              {hasLabel && <td className={classes['text']}>{line.label}</td>}
            </tr>
          ))}
          <tr data-sum>
            <td>{t('lines.total', { count: lines.length })}</td>
            {!isShort && <td />}
            <td>{money(sum((line) => line.principal_minor))}</td>
            {hasInterest && <td>{money(sum((line) => line.interest_minor))}</td>}
            {!isShort && <td />}
            {hasLabel && <td />}
          </tr>
        </tbody>
      </table>
    </div>
  )
}
