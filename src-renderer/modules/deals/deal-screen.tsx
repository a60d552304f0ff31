/** The card of a deal: where it stands, what is next, and its sections; other modules add theirs. */
import { Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, Menu } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import { lazily } from '#renderer/data/insert.tsx'
import { navigate, setQuery, useParams, useRoute } from '#renderer/data/route.ts'
import { useContributions } from '#renderer/data/screens.ts'
import { may, useActor } from '#renderer/data/session.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import { formatMoney } from '#renderer/ui/format.ts'
import { Page } from '#renderer/ui/page.tsx'
import { ErrorState, LoadingState } from '#renderer/ui/states.tsx'
import { Tabs, type Tab } from '#renderer/ui/tabs.tsx'
import type { DealCard } from '#shared/modules/deals/model.ts'
import { FUNNEL, placeOf } from '#shared/modules/deals/stages.ts'
import { DealDialogs } from './dialogs.tsx'
import { AboutTab } from './tab-about.tsx'
import { FilesTab } from './tab-files.tsx'
import { HistoryTab } from './tab-history.tsx'
import { MeetingTab } from './tab-meeting.tsx'
import { NeedsTab } from './tab-needs.tsx'
import { PeopleTab } from './tab-people.tsx'
import { SaleTab } from './tab-sale.tsx'
import { askToMove, openDealDialog, TONE_OF } from './state.ts'
import classes from './deals.module.css'

export function DealScreen() {
  const { t } = useTranslation('deals')
  const { dealId = '' } = useParams('/deals/card/:dealId')
  const answer = useQuery('deals.deal', dealId === '' ? null : { dealId })
  if (answer.error) return <ErrorState error={answer.error} onRetry={answer.retry} />
  if (!answer.data) return <LoadingState />
  const card = answer.data
  const { deal } = card
  return (
    <Page
      title={deal.name}
      detail={
        <>
          {deal.price_minor !== null && <b>{formatMoney(deal.price_minor, { kopecks: false })}</b>} {deal.user_name} ·{' '}
          {deal.company}
        </>
      }
      actions={
        <>
          <Button variant="subtle" onClick={() => navigate('/deals')}>
            {t('card.toList')}
          </Button>
          <Moves card={card} />
        </>
      }
      toolbar={<StageBar card={card} />}
      isText
    >
      <DealTabs card={card} />
      <DealDialogs />
    </Page>
  )
}

/** The next step as a button, all others in its menu. */
function Moves({ card }: { card: DealCard }) {
  const { t } = useTranslation('deals')
  const { deal, moves, can } = card
  const forward = moves.filter(({ name }) => name === 'advance' || name === 'reopen')
  const [next] = forward
  const back = moves.filter(({ name }) => name === 'return').toReversed()
  if (moves.length === 0 && !can.assign) return null
  return (
    <>
      {next && (
        <Button onClick={() => askToMove(deal, next.to)} data-testid="next-stage">
          {t(next.name === 'reopen' ? 'card.reopen' : 'card.next', { stage: t(`stage.${next.to}`) })}
        </Button>
      )}
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <Button variant="default" rightSection={<IconChevronDown size={14} />} data-testid="more-stages">
            {t('card.more')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {forward.slice(1).map(({ to, missing }) => (
            <Menu.Item
              key={to}
              onClick={() => askToMove(deal, to)}
              rightSection={missing.length > 0 ? <small>{t('card.missing', { count: missing.length })}</small> : null}
            >
              {t(`stage.${to}`)}
            </Menu.Item>
          ))}
          {back.length > 0 && <Menu.Label>{t('card.back')}</Menu.Label>}
          {back.map(({ to }) => (
            <Menu.Item key={to} onClick={() => askToMove(deal, to)}>
              {t(`stage.${to}`)}
            </Menu.Item>
          ))}
          <Menu.Divider />
          {can.assign && (
            <Menu.Item onClick={() => openDealDialog({ kind: 'assign', dealId: deal.id })}>
              {t('assign.title')}
            </Menu.Item>
          )}
          {moves.some(({ name }) => name === 'lose') && (
            <Menu.Item color="bad" onClick={() => askToMove(deal, 'lost')}>
              {t('lose.title')}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
    </>
  )
}

/** The way of the deal as steps; what has been passed is filled. */
function StageBar({ card: { deal, moves } }: { card: DealCard }) {
  const { t } = useTranslation('deals')
  const at = placeOf(deal.stage)
  return (
    <ol className={classes['stages']} aria-label={t('column.stage')}>
      {FUNNEL.map((stage, place) => {
        const isHere = stage === deal.stage || (stage === 'booked' && deal.stage === 'booking_expired')
        const move = moves.find(({ to }) => to === stage)
        const word = isHere ? deal.stage : stage
        return (
          <li
            key={stage}
            data-state={isHere ? 'here' : place < at ? 'past' : 'ahead'}
            aria-current={isHere ? 'step' : undefined}
          >
            <button type="button" disabled={!move} onClick={() => askToMove(deal, stage)}>
              <span className={classes['stageChip']} data-tone={isHere || place < at ? TONE_OF[word] : 'plain'} />
              {t(`stage.${word}`)}
            </button>
          </li>
        )
      })}
      {deal.stage === 'lost' && (
        <li data-state="here" aria-current="step">
          <span className={classes['lost']}>
            <span className={classes['stageChip']} data-tone="technical" /> {t('stage.lost')}: {deal.refuse_reason}
          </span>
        </li>
      )}
    </ol>
  )
}

function DealTabs({ card }: { card: DealCard }) {
  const { t } = useTranslation('deals')
  const { query } = useRoute()
  const actor = useActor()
  const contributions = useContributions()
  const dealId = card.deal.id
  const given = contributions
    .flatMap(({ dealTabs }) => dealTabs ?? [])
    .filter(({ right }) => may(actor, right))
    .map((tab) => {
      const Content = lazily(tab.load)
      return {
        id: tab.id,
        order: tab.order,
        title: t(tab.title),
        content: () => (
          <Suspense fallback={<LoadingState />}>
            <Content dealId={dealId} />
          </Suspense>
        ),
      }
    })
  const own: (Tab & { order: number })[] = [
    { id: 'about', order: 10, title: t('tab.about'), content: () => <AboutTab card={card} /> },
    {
      id: 'people',
      order: 20,
      title: t('tab.people'),
      count: card.participants.length,
      content: () => <PeopleTab card={card} />,
    },
    { id: 'needs', order: 30, title: t('tab.needs'), content: () => <NeedsTab key={dealId} card={card} /> },
    { id: 'meeting', order: 40, title: t('tab.meeting'), content: () => <MeetingTab key={dealId} card={card} /> },
    { id: 'sale', order: 50, title: t('tab.sale'), count: card.units.length, content: () => <SaleTab card={card} /> },
    {
      id: 'files',
      order: 70,
      title: t('tab.files'),
      count: card.files.length,
      content: () => <FilesTab card={card} />,
    },
    { id: 'history', order: 90, title: t('tab.history'), content: () => <HistoryTab dealId={dealId} /> },
  ]
  const tabs = [...own, ...given].sort((a, b) => a.order - b.order)
  const open = tabs.find(({ id }) => id === query['tab'])?.id ?? 'about'
  return <Tabs tabs={tabs} value={open} onChange={(tab) => setQuery({ tab: tab === 'about' ? undefined : tab })} />
}
