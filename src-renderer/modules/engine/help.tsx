/** A page for whoever has just begun: how the program is worked with, in five minutes. */
import { useTranslation } from 'react-i18next'
import { Page } from '#renderer/ui/page.tsx'
import classes from './settings.module.css'

const TOPICS = ['find', 'board', 'table', 'offline', 'refused', 'shared', 'keys'] as const

export function Help() {
  const { t } = useTranslation('engine')
  return (
    <Page title={t('screens.help')} isText>
      <div className={classes['prose']} data-selectable>
        {TOPICS.map((topic) => (
          <section key={topic}>
            <h2>{t(`help.${topic}.title`)}</h2>
            {t(`help.${topic}.text`)
              .split('\n')
              .map((line) => (
                <p key={line}>{line}</p>
              ))}
          </section>
        ))}
      </div>
    </Page>
  )
}
