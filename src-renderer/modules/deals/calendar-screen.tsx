/** A month of meetings, contracts and ends of bookings, drawn from the deals themselves (A6.58). */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ActionIcon, Button, Switch } from '@mantine/core'
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import { navigate, setQuery, useRoute } from '#renderer/data/route.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import { formatNumber, formatTime, locale } from '#renderer/ui/format.ts'
import { Page } from '#renderer/ui/page.tsx'
import { ErrorState } from '#renderer/ui/states.tsx'
import { addDays, addMonths, isDay, toDayNumber } from '#shared/kernel/day.ts'
import classes from './deals.module.css'

const KINDS = ['meeting', 'contract', 'booking'] as const
const SHOWN_A_DAY = 5

export function CalendarScreen() {
  const { t } = useTranslation('deals')
  const { query } = useRoute()
  const [isMine, setMine] = useState(false)
  const [opened, setOpened] = useState<string>()
  const today = new Date(Date.now() - new Date().getTimezoneOffset() * 60_000).toISOString().slice(0, 10)
  const wanted = `${query['month'] ?? ''}-01`
  const first = isDay(wanted) ? wanted : `${today.slice(0, 7)}-01`
  // Monday is 0: day 0 of the count was a Thursday.
  const start = addDays(first, -((toDayNumber(first) + 3) % 7))
  const days = Array.from({ length: 42 }, (_, n) => addDays(start, n))
  const answer = useQuery('deals.calendar', { from: start, to: days.at(-1) ?? start, isMine }, { keepPrevious: true })
  const byDay = Map.groupBy(answer.data ?? [], ({ on }) => on)
  const ofMonth = (answer.data ?? []).filter(({ on }) => on.slice(0, 7) === first.slice(0, 7))
  const go = (months: number) => setQuery({ month: addMonths(first, months).slice(0, 7) })
  const name = new Intl.DateTimeFormat(locale(), { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
    new Date(`${first}T00:00:00Z`),
  )
  if (answer.error) return <ErrorState error={answer.error} onRetry={answer.retry} />
  return (
    <Page
      title={t('screens.calendar')}
      detail={KINDS.map(
        (kind) => `${t(`calendar.${kind}s`)} ${formatNumber(ofMonth.filter((event) => event.kind === kind).length)}`,
      ).join(' · ')}
      toolbar={
        <>
          <ActionIcon aria-label={t('calendar.before')} onClick={() => go(-1)}>
            <IconChevronLeft size={18} />
          </ActionIcon>
          <b className={classes['month']}>{name}</b>
          <ActionIcon aria-label={t('calendar.after')} onClick={() => go(1)}>
            <IconChevronRight size={18} />
          </ActionIcon>
          <Button variant="subtle" onClick={() => setQuery({ month: undefined })}>
            {t('calendar.today')}
          </Button>
          <Switch
            label={t('filter.mine')}
            checked={isMine}
            onChange={(event) => setMine(event.currentTarget.checked)}
          />
        </>
      }
    >
      <div className={classes['calendar']} role="grid" aria-label={name}>
        {days.slice(0, 7).map((day) => (
          <div key={day} className={classes['weekday']} role="columnheader">
            {new Intl.DateTimeFormat(locale(), { weekday: 'short', timeZone: 'UTC' }).format(
              new Date(`${day}T00:00:00Z`),
            )}
          </div>
        ))}
        {days.map((day) => {
          const events = byDay.get(day) ?? []
          const shown = opened === day ? events : events.slice(0, SHOWN_A_DAY)
          return (
            <div
              key={day}
              className={classes['day']}
              role="gridcell"
              data-other={day.slice(0, 7) !== first.slice(0, 7) || undefined}
              data-today={day === today || undefined}
            >
              <span className={classes['dayNumber']}>{Number(day.slice(8))}</span>
              {shown.map((event) => (
                <button
                  key={event.id}
                  type="button"
                  data-kind={event.kind}
                  onClick={() => navigate(`/deals/card/${event.dealId}`)}
                  title={`${t(`calendar.${event.kind}`)}: ${event.name}, ${event.user_name ?? ''}`}
                >
                  {event.at !== null && <time>{formatTime(event.at).slice(-5)}</time>} {event.name}
                </button>
              ))}
              {events.length > shown.length && (
                <button type="button" className={classes['moreOfDay']} onClick={() => setOpened(day)}>
                  {t('calendar.more', { count: events.length - shown.length })}
                </button>
              )}
            </div>
          )
        })}
      </div>
    </Page>
  )
}
