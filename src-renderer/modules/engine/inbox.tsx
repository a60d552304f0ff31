/** What has not reached the centre, and what it has refused: in business words, with what to do next. */
import { useTranslation } from 'react-i18next'
import { Badge, Button } from '@mantine/core'
import { IconCircleCheck } from '@tabler/icons-react'
import type { InboxItem } from '#shared/modules/engine/model.ts'
import { errorText } from '#renderer/data/error-text.ts'
import { navigate } from '#renderer/data/route.ts'
import { useContributions } from '#renderer/data/screens.ts'
import { useIsOnline } from '#renderer/data/session.ts'
import { useCommand } from '#renderer/data/use-command.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import { formatTime } from '#renderer/ui/format.ts'
import { Page } from '#renderer/ui/page.tsx'
import { EmptyState, ErrorState, SkeletonRows } from '#renderer/ui/states.tsx'
import { describeCommand, placeOfCommand } from './describe-command.ts'
import classes from './inbox.module.css'

export function Inbox() {
  const { t } = useTranslation('engine')
  const { data, error, isLoading, retry } = useQuery('engine.inbox', {})
  const refused = data?.filter((item) => item.state === 'refused') ?? []
  const pending = data?.filter((item) => item.state === 'pending') ?? []
  return (
    <Page title={t('screens.inbox')} isText>
      {isLoading && <SkeletonRows count={4} />}
      {error && <ErrorState error={error} onRetry={retry} />}
      {data?.length === 0 && <EmptyState icon={IconCircleCheck} title={t('inbox.empty')} text={t('inbox.emptyText')} />}
      {refused.length > 0 && (
        <section className={classes['section']}>
          <h2 className={classes['head']}>{t('inbox.refused', { count: refused.length })}</h2>
          <p className={classes['text']}>{t('inbox.refusedText')}</p>
          {refused.map((item) => (
            <Refused key={item.id} item={item} />
          ))}
        </section>
      )}
      {pending.length > 0 && <Pending items={pending} />}
    </Page>
  )
}

function Refused({ item }: { item: InboxItem }) {
  const { t } = useTranslation('engine')
  const retry = useCommand('engine.retryRefused', { done: t('inbox.retried') })
  const dismiss = useCommand('engine.dismissRefused')
  const isOnline = useIsOnline()
  const words = item.error ? errorText(item.error, t) : { title: '', advice: '' }
  const place = placeOfCommand(useContributions(), item.name, item.args)
  return (
    <article className={classes['card']}>
      <header className={classes['cardHead']}>
        <b>{describeCommand(item.name, item.args, t)}</b>
        <span className={classes['time']}>{t('inbox.issued', { time: formatTime(item.issued_at) })}</span>
      </header>
      <p className={classes['why']}>{words.title}</p>
      {words.advice !== '' && <p className={classes['text']}>{words.advice}</p>}
      <footer className={classes['actions']}>
        {place !== undefined && (
          <Button variant="default" onClick={() => navigate(place)}>
            {t('inbox.look')}
          </Button>
        )}
        <Button
          variant="default"
          loading={retry.isPending}
          disabled={!isOnline}
          onClick={() => void retry.run({ id: item.id })}
        >
          {t('inbox.retry')}
        </Button>
        <Button variant="subtle" loading={dismiss.isPending} onClick={() => void dismiss.run({ id: item.id })}>
          {t('inbox.dismiss')}
        </Button>
      </footer>
    </article>
  )
}

function Pending({ items }: { items: readonly InboxItem[] }) {
  const { t } = useTranslation('engine')
  const isOnline = useIsOnline()
  return (
    <section className={classes['section']}>
      <h2 className={classes['head']}>{t('inbox.pending', { count: items.length })}</h2>
      <p className={classes['text']}>{t(isOnline ? 'inbox.pendingOnline' : 'inbox.pendingOffline')}</p>
      <ul className={classes['list']}>
        {items.map((item) => (
          <li key={item.id} className={classes['line']}>
            <span>{describeCommand(item.name, item.args, t)}</span>
            <span className={classes['time']}>{formatTime(item.issued_at)}</span>
            <Badge color="warn" variant="light" tt="none">
              {t('inbox.waits')}
            </Badge>
          </li>
        ))}
      </ul>
    </section>
  )
}
