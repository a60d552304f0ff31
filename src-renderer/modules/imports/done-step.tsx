/** What became of the batch. */
import { useTranslation } from 'react-i18next'
import { Button } from '@mantine/core'
import { IconCircleCheck, IconEye, IconFileAlert } from '@tabler/icons-react'
import type { BatchState } from '#shared/modules/imports/model.ts'
import { navigate } from '#renderer/data/route.ts'
import { useCommand } from '#renderer/data/use-command.ts'
import { useFiles } from '#renderer/ui/print.ts'
import { EmptyState } from '#renderer/ui/states.tsx'
import { formatNumber } from '#renderer/ui/format.ts'
import { languageOf } from './words.ts'
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
  left,
  onAgain,
  again,
}: {
  decided: Decided
  /** The draft and how many of its rows were not written: they go out once more with their reasons. */
  left?: { draftId: string; rows: number }
  onAgain(): void
  /** What the second button says; by default that another file follows. */
  again?: string
}) {
  const { t, i18n } = useTranslation('imports')
  const { save } = useFiles()
  const errors = useCommand('imports.errorBook', { label: t('check.writingErrors') })
  const isWaiting = decided.state === 'awaiting_second_eye'
  const facts = {
    inserted: formatNumber(decided.inserted),
    updated: formatNumber(decided.updated),
    passed: formatNumber(decided.passed),
  }
  const text = isWaiting
    ? t('done.waitingText')
    : t(decided.passed > 0 ? 'done.writtenPassed' : 'done.writtenText', facts)
  const hasLeft = left !== undefined && left.rows > 0

  async function download(draftId: string) {
    const result = await errors.run({ draftId, language: languageOf(i18n.language) })
    if (result.ok) await save(result.value)
  }

  return (
    <EmptyState
      icon={isWaiting ? IconEye : IconCircleCheck}
      title={t(isWaiting ? 'done.waiting' : 'done.written')}
      text={hasLeft ? `${text} ${t('done.left', { count: left.rows })}` : text}
      action={
        <div className={classes['row']}>
          <Button onClick={() => navigate(`/imports?batch=${decided.batchId}`)}>{t('done.protocol')}</Button>
          {hasLeft && (
            <Button
              variant="default"
              leftSection={<IconFileAlert size={16} />}
              loading={errors.isPending}
              onClick={() => void download(left.draftId)}
            >
              {t('check.errorBook')}
            </Button>
          )}
          <Button variant="default" onClick={onAgain}>
            {again ?? t('done.again')}
          </Button>
        </div>
      }
    />
  )
}
