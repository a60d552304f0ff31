/** A pasted block: what it would change and what is wrong with it, corrected in place, accepted and written as one batch. */
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, Modal } from '@mantine/core'
import { newId } from '#shared/kernel/id.ts'
import type { Summary } from '#shared/modules/imports/model.ts'
import { useApi } from '#renderer/data/engine.tsx'
import type { Result } from '#renderer/data/calls.ts'
import { useCommand } from '#renderer/data/use-command.ts'
import { formatTime } from '#renderer/ui/format.ts'
import { ProgressBar } from '#renderer/ui/progress-bar.tsx'
import { Refusal } from '#renderer/ui/refusal.tsx'
import type { Pasted } from './api.tsx'
import { CheckStep } from './check-step.tsx'
import { DoneStep, type Decided } from './done-step.tsx'
import classes from './imports.module.css'

export function PasteDialog({ pasted, onClose }: { pasted: Pasted; onClose(): void }) {
  const { t } = useTranslation('imports')
  const api = useApi()
  const open = useCommand('imports.openPasted', { quiet: true })
  const [draft, setDraft] = useState<{ draftId: string; opened: Result<'imports.openPasted'> }>()
  const [summary, setSummary] = useState<Summary>()
  const [decided, setDecided] = useState<Decided>()
  const begun = useRef<string>(undefined)

  const { kind, into, cells, rowsBeyond, columnsBeyond, left } = pasted
  const { run } = open
  useEffect(() => {
    // Once a block, however often the effect runs.
    if (begun.current !== undefined) return
    const draftId = newId()
    begun.current = draftId
    const name = t('paste.fileName', { when: formatTime(new Date().toISOString()).replaceAll(':', '.') })
    void run({ draftId, kind: kind.name, name, into, cells }).then((result) => {
      if (!result.ok) return
      setDraft({ draftId, opened: result.value })
      setSummary(result.value.summary)
    })
  }, [run, kind, into, cells, t])

  function close() {
    open.cancel()
    if (begun.current !== undefined) void api.imports.close({ draftId: begun.current }).catch(() => undefined)
    onClose()
  }

  const remarks = [
    ...(rowsBeyond > 0 ? [t('paste.beyond', { count: rowsBeyond })] : []),
    ...(columnsBeyond > 0 ? [t('paste.columnsBeyond', { count: columnsBeyond })] : []),
    ...(left.length > 0 ? [t('paste.left', { columns: left.join(', ') })] : []),
  ]
  return (
    <Modal
      opened
      onClose={close}
      size="calc(100vw - 64px)"
      title={`${t('paste.title')}: ${t('paste.lines', { count: into ? cells.length : cells.length - 1 })}`}
      closeOnClickOutside={false}
    >
      <div className={classes['paste']}>
        {remarks.length > 0 && decided === undefined && <p className={classes['hint']}>{remarks.join(' · ')}</p>}
        {open.isPending && (
          <ProgressBar label={t('paste.reading')} done={open.progress?.done} total={open.progress?.total} />
        )}
        {open.error && <Refusal error={open.error} />}
        {draft && summary && decided === undefined && (
          <CheckStep
            open={{ draftId: draft.draftId, file: draft.opened.file, kind, look: draft.opened.look, earlier: null }}
            choice={draft.opened.choice}
            summary={summary}
            isPasted={into !== null}
            onSummary={setSummary}
            onDecided={setDecided}
          />
        )}
        {decided && <DoneStep decided={decided} onAgain={close} again={t('paste.close')} />}
        {!draft && !decided && !open.isPending && (
          <div className={classes['row']}>
            <Button variant="default" onClick={close}>
              {t('paste.close')}
            </Button>
          </div>
        )}
      </div>
    </Modal>
  )
}
