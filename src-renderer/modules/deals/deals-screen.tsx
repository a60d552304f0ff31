/** Deals as a funnel, as a grid, and as cards: one filter for the three. */
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, SegmentedControl } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { setQuery, useRoute } from '#renderer/data/route.ts'
import { useMay } from '#renderer/data/session.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import { formatMoney, formatNumber } from '#renderer/ui/format.ts'
import { Page } from '#renderer/ui/page.tsx'
import { DealCards } from './deal-cards.tsx'
import { DealGrid } from './deal-grid.tsx'
import { DealsFilter } from './deals-filter.tsx'
import { DealDialogs } from './dialogs.tsx'
import { Funnel } from './funnel.tsx'
import { openNewDeal, useDeals } from './state.ts'

const VIEWS = ['board', 'grid', 'cards'] as const
type View = (typeof VIEWS)[number]
const KEPT = 'kvartal.deals.view'

export function DealsScreen() {
  const { t } = useTranslation('deals')
  const { query } = useRoute()
  const mayWrite = useMay('deals.write')
  const filter = useDeals((state) => state.filter)
  const kept = localStorage.getItem(KEPT)
  const view: View = VIEWS.find((one) => one === (query['view'] ?? kept)) ?? 'board'
  const head = useQuery('deals.list', { filter, limit: 1 }, { keepPrevious: true }).data
  useEffect(() => {
    if (!mayWrite) return
    const onKey = (event: KeyboardEvent) => {
      const isTyping =
        event.target instanceof HTMLElement &&
        event.target.matches('input, textarea, [contenteditable], [role=textbox]')
      if (
        event.code !== 'KeyN' ||
        isTyping ||
        event.ctrlKey ||
        event.altKey ||
        event.metaKey ||
        document.querySelector('[role=dialog]')
      )
        return
      event.preventDefault()
      openNewDeal({})
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [mayWrite])
  return (
    <Page
      title={t('screens.deals')}
      detail={
        head &&
        `${t('count', { count: head.total, shown: formatNumber(head.total) })} · ${formatMoney(head.price_minor, { kopecks: false })}`
      }
      actions={
        <>
          <SegmentedControl
            aria-label={t('view.label')}
            data={VIEWS.map((value) => ({ value, label: t(`view.${value}`) }))}
            value={view}
            onChange={(value) => {
              localStorage.setItem(KEPT, value)
              setQuery({ view: value })
            }}
          />
          {mayWrite && (
            <Button leftSection={<IconPlus size={16} />} onClick={() => openNewDeal({})} data-testid="new-deal">
              {t('open.title')}
            </Button>
          )}
        </>
      }
      toolbar={<DealsFilter hasStages={view !== 'board'} />}
    >
      {view === 'board' ? (
        <Funnel filter={filter} />
      ) : view === 'grid' ? (
        <DealGrid filter={filter} />
      ) : (
        <DealCards filter={filter} />
      )}
      <DealDialogs />
    </Page>
  )
}
