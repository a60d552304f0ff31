/** A long beginning: what is being done, how far it is, and a way out. */
import { useTranslation } from 'react-i18next'
import { Button } from '@mantine/core'
import type { Progress as Done } from '#shared/rpc/client.ts'
import { formatNumber } from '#renderer/ui/format.ts'
import { ProgressBar } from '#renderer/ui/progress-bar.tsx'
import classes from './threshold.module.css'

export interface ProgressingProps {
  title: string
  text: string
  progress: Done | undefined
  onCancel: (() => void) | undefined
}

export function Progressing({ title, text, progress, onCancel }: ProgressingProps) {
  const { t } = useTranslation('engine')
  const isKnown = progress !== undefined && progress.total > 0
  const stage = progress ? t(`stages.${progress.stage}`, { defaultValue: '' }) : ''
  return (
    <div className={`${classes['panel']} ${classes['form']}`} role="status">
      <h2 className={classes['formTitle']}>{title}</h2>
      <p className={classes['formText']}>{text}</p>
      <ProgressBar label={title} done={progress?.done} total={progress?.total} />
      <div className={classes['progressHead']}>
        <span>{stage}</span>
        <span>
          {isKnown
            ? t('start.done', { done: formatNumber(progress.done), total: formatNumber(progress.total) })
            : progress !== undefined && progress.done > 0
              ? formatNumber(progress.done)
              : '\u00A0'}
        </span>
      </div>
      {onCancel && (
        <div className={classes['row']}>
          <span />
          <Button variant="default" onClick={onCancel}>
            {t('common:cancel')}
          </Button>
        </div>
      )}
    </div>
  )
}
