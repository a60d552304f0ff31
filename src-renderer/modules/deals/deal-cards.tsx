/** Deals as cards under each other: for a quick look on a narrow screen. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { IconHeartHandshake } from '@tabler/icons-react'
import { navigate } from '#renderer/data/route.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import { formatMoney, formatTime } from '#renderer/ui/format.ts'
import { EmptyState, ErrorState, SkeletonRows } from '#renderer/ui/states.tsx'
import { ToneBadge } from '#renderer/ui/tone-badge.tsx'
import { VirtualList } from '#renderer/ui/virtual-list.tsx'
import type { DealFilter } from '#shared/modules/deals/contract.ts'
import { TONE_OF } from './state.ts'
import classes from './deals.module.css'

const MOST = 2000
const CARD_HEIGHT = 84

export function DealCards({ filter }: { filter: DealFilter }) {
  const { t } = useTranslation('deals')
  const [activeId, setActive] = useState<string>()
  const answer = useQuery('deals.list', { filter, limit: MOST }, { keepPrevious: true })
  if (answer.error) return <ErrorState error={answer.error} onRetry={answer.retry} />
  if (!answer.data) return <SkeletonRows />
  if (answer.data.rows.length === 0)
    return <EmptyState icon={IconHeartHandshake} title={t('empty.title')} text={t('empty.text')} />
  return (
    <VirtualList
      rows={answer.data.rows}
      label={t('screens.deals')}
      rowHeight={CARD_HEIGHT}
      activeId={activeId}
      onActive={(row) => setActive(row.id)}
      onOpen={(row) => navigate(`/deals/card/${row.id}`)}
    >
      {(row) => (
        <div className={classes['wide']}>
          <div>
            <b>{row.name}</b>
            <span>{row.client_phone}</span>
          </div>
          <div>
            <ToneBadge tone={TONE_OF[row.stage]} text={t(`stage.${row.stage}`)} />
            <span>{formatTime(row.stage_since_at)}</span>
          </div>
          <div>
            <b>{row.price_minor === null ? '—' : formatMoney(row.price_minor, { kopecks: false })}</b>
            <span>{row.units === '' ? t('card.noUnit') : `${row.units} · ${row.complex ?? ''}`}</span>
          </div>
          <div>
            <b>{row.user_name}</b>
            <span>{row.company}</span>
          </div>
        </div>
      )}
    </VirtualList>
  )
}
