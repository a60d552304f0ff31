/** What became of the batch. */
import { useTranslation } from 'react-i18next'
import { Button } from '@mantine/core'
import { IconCircleCheck, IconEye } from '@tabler/icons-react'
import type { BatchState } from '#shared/modules/imports/model.ts'
import { navigate } from '#renderer/data/route.ts'
import { EmptyState } from '#renderer/ui/states.tsx'
import { formatNumber } from '#renderer/ui/format.ts'
import classes from './imports.module.css'

export interface Decided {
  batchId: string
  state: BatchState
  inserted: number
  updated: number
  passed: number
}

export function DoneStep({
  decided,
  onAgain,
  again,
}: {
  decided: Decided
  onAgain(): void
  /** What the second button says; by default that another file follows. */
  again?: string
}) {
  const { t } = useTranslation('imports')
  const isWaiting = decided.state === 'awaiting_second_eye'
  const facts = {
    inserted: formatNumber(decided.inserted),
    updated: formatNumber(decided.updated),
    passed: formatNumber(decided.passed),
  }
  return (
    <EmptyState
      icon={isWaiting ? IconEye : IconCircleCheck}
      title={t(isWaiting ? 'done.waiting' : 'done.written')}
      text={
        isWaiting ? t('done.waitingText') : t(decided.passed > 0 ? 'done.writtenPassed' : 'done.writtenText', facts)
      }
      action={
        <div className={classes['row']}>
          <Button onClick={() => navigate(`/imports?batch=${decided.batchId}`)}>{t('done.protocol')}</Button>
          <Button variant="default" onClick={onAgain}>
            {again ?? t('done.again')}
          </Button>
        </div>
      }
    />
  )
}
