import { useTranslation } from 'react-i18next'
import { Mark } from '#renderer/app/mark.tsx'
import { useEngine } from '#renderer/data/engine.tsx'
import { useActor, useStatus } from '#renderer/data/session.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import { formatTime } from '#renderer/ui/format.ts'
import { Page } from '#renderer/ui/page.tsx'
import classes from './settings.module.css'

export function About() {
  const { t } = useTranslation('engine')
  const profile = useQuery('engine.profile', {}).data
  const status = useStatus()
  const actor = useActor()
  const { host } = useEngine()
  const facts: [string, string][] = [
    [t('about.version'), profile?.version ?? ''],
    [t('about.host'), t(`about.hosts.${host.kind}`)],
    [t('about.centre'), profile?.address ?? t('about.embedded')],
    [t('about.synced'), formatTime(status?.syncedAt)],
    [t('about.user'), actor ? `${actor.name} (${actor.login})` : ''],
  ]
  return (
    <Page title={t('screens.about')} isText>
      <div className={classes['prose']} data-selectable>
        <Mark size={48} />
        <h2>{t('product')}</h2>
        <p>{t('about.text')}</p>
        <dl className={classes['facts']}>
          {facts.map(([title, text]) => (
            <div key={title} style={{ display: 'contents' }}>
              <dt>{title}</dt>
              <dd>{text}</dd>
            </div>
          ))}
        </dl>
      </div>
    </Page>
  )
}
