/** What the client wanted against what is being sold: a one-room wish that became a two-room sale is seen at once (A6.55). */
import { useTranslation } from 'react-i18next'
import { IconArrowsDiff, IconCheck } from '@tabler/icons-react'
import type { NeedCheck } from '#shared/modules/deals/model.ts'
import classes from './deals.module.css'

export function Checks({ checks }: { checks: readonly NeedCheck[] }) {
  const { t } = useTranslation('deals')
  const said = checks.filter(({ fit }) => fit !== 'open')
  if (said.length === 0) return null
  return (
    <div className={classes['checks']} role="list" aria-label={t('checks.title')}>
      <span className={classes['label']}>{t('checks.title')}</span>
      {said.map(({ what, fit }) => (
        <span key={what} role="listitem" data-fit={fit}>
          {fit === 'fits' ? <IconCheck size={14} /> : <IconArrowsDiff size={14} />}
          {t(`checks.${what}`)}: {t(`checks.${fit}`)}
        </span>
      ))}
    </div>
  )
}
