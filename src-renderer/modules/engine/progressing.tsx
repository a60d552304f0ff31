/** A long beginning: what is being done, how far it is, and a way out. */
import { useTranslation } from 'react-i18next'
import { Button, Progress } from '@mantine/core'
import type { Progress as Done } from '#shared/rpc/client.ts'
import { formatNumber } from '#renderer/ui/format.ts'
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
  const share = isKnown ? Math.min(100, (progress.done / progress.total) * 100) : 100
  const stage = progress ? t(`stages.${progress.stage}`, { defaultValue: '' }) : ''
  return (
    <div className={`${classes['panel']} ${classes['form']}`} role="status">
      <h2 className={classes['formTitle']}>{title}</h2>
      <p className={classes['formText']}>{text}</p>
      <Progress value={share} animated={!isKnown} size={8} aria-label={title} />
      <div className={classes['progressHead']}>
        <span>{stage}</span>
        <span>
          {isKnown
            ? t('start.done', { done: formatNumber(progress.done), total: formatNumber(progress.total) })
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
