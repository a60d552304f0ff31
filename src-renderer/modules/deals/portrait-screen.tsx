/** Who comes and who buys (A6.59): segments of what clients said they need, with how many of each became buyers. */
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { SegmentedControl } from '@mantine/core'
import { setQuery, useRoute } from '#renderer/data/route.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import { formatMoney, formatMoneyShort, formatNumber, formatPercent } from '#renderer/ui/format.ts'
import { Page } from '#renderer/ui/page.tsx'
import { ErrorState, SkeletonRows } from '#renderer/ui/states.tsx'
import { toInstant } from '#shared/kernel/instant.ts'
import { BUDGETS_MINOR } from '#shared/modules/deals/needs.ts'
import classes from './deals.module.css'

const GROUPS = ['purpose', 'rooms', 'budget', 'payment', 'family', 'source', 'horizon', 'kind'] as const
const PERIODS = ['month', 'quarter', 'year', 'all'] as const
const DAYS = { month: 30, quarter: 91, year: 365 } as const

export function PortraitScreen() {
  const { t } = useTranslation(['deals', 'inventory'])
  const { query } = useRoute()
  const period = PERIODS.find((one) => one === query['period']) ?? 'year'
  const from = useMemo(() => {
    if (period === 'all') return {}
    // A whole day, so that the question stays the same one all day long.
    const today = new Date().toISOString().slice(0, 10)
    return { from: toInstant(Date.parse(`${today}T00:00:00.000Z`) - DAYS[period] * 86_400_000) }
  }, [period])
  const answer = useQuery('deals.portrait', from, { keepPrevious: true })
  if (answer.error) return <ErrorState error={answer.error} onRetry={answer.retry} />
  const word = (what: (typeof GROUPS)[number], value: string): string => {
    if (what === 'rooms') return value === '0' ? t('deals:needs.studio') : value === '4' ? '4+' : value
    if (what === 'kind') return t(`inventory:kind.${value}`)
    if (what === 'budget') {
      const at = Number(value)
      const end = BUDGETS_MINOR[at]
      const start = BUDGETS_MINOR[at - 1]
      if (end === undefined) return t('deals:portrait.over', { sum: formatMoneyShort(start ?? 0) })
      return start === undefined
        ? t('deals:portrait.upTo', { sum: formatMoneyShort(end) })
        : `${formatMoneyShort(start)} – ${formatMoneyShort(end)}`
    }
    return t(`deals:${what}.${value}`)
  }
  return (
    <Page
      title={t('deals:screens.portrait')}
      toolbar={
        <SegmentedControl
          aria-label={t('deals:portrait.period')}
          data={PERIODS.map((value) => ({ value, label: t(`deals:portrait.${value}`) }))}
          value={period}
          onChange={(value) => setQuery({ period: value })}
        />
      }
      isText
    >
      {answer.data === undefined ? (
        <SkeletonRows />
      ) : (
        <div className={classes['portrait']}>
          {GROUPS.map((what) => {
            const segments = answer.data?.filter((segment) => segment.what === what) ?? []
            const most = Math.max(1, ...segments.map(({ deals }) => deals))
            const sorted =
              what === 'rooms' || what === 'budget'
                ? segments.toSorted((a, b) => Number(a.value) - Number(b.value))
                : segments
            return (
              <table key={what}>
                <caption>{t(`deals:portrait.by.${what}`)}</caption>
                <thead>
                  <tr>
                    <th />
                    <th>{t('deals:portrait.deals')}</th>
                    <th>{t('deals:portrait.won')}</th>
                    <th>{t('deals:portrait.share')}</th>
                    <th>{t('deals:portrait.average')}</th>
                  </tr>
                </thead>
                <tbody>
                  {sorted.map(({ value, deals, won, lost, price_minor }) => (
                    <tr key={value}>
                      <th scope="row" style={{ '--part': `${(deals / most) * 100}%` } as React.CSSProperties}>
                        {word(what, value)}
                      </th>
                      <td>{formatNumber(deals)}</td>
                      <td>{formatNumber(won)}</td>
                      <td>{won + lost === 0 ? '—' : formatPercent(won / (won + lost), 0)}</td>
                      <td>{won === 0 ? '—' : formatMoney(Math.round(price_minor / won), { kopecks: false })}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            )
          })}
        </div>
      )}
    </Page>
  )
}
