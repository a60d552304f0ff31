/** A move to another stage. What the stage demands is asked for in place; a deal that lacks nothing needs one Enter. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Textarea } from '@mantine/core'
import { useApi } from '#renderer/data/engine.tsx'
import { notifyDone } from '#renderer/data/notify.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import { FormDialog } from '#renderer/ui/form-dialog.tsx'
import { AppError, fromWireError, toWireError } from '#shared/rpc/errors.ts'
import { placeOf, type DealStage, type Demand } from '#shared/modules/deals/stages.ts'
import { DemandFields } from './demand-fields.tsx'
import { EMPTY_ANSWERS, fill, isAnswered, type Answers } from './demands.ts'
import { closeDealDialog } from './state.ts'
import classes from './deals.module.css'

export function MoveDialog({ dealId, from, to }: { dealId: string; from: DealStage; to: DealStage }) {
  const { t } = useTranslation('deals')
  const api = useApi()
  const card = useQuery('deals.deal', { dealId }).data
  // What was missing when the dialog opened stays on it while it is being filled.
  const [missing, setMissing] = useState<readonly Demand[]>()
  if (card && missing === undefined) setMissing(asked(card.moves.find((move) => move.to === to)?.missing ?? []))
  const [answers, setAnswers] = useState<Answers>(EMPTY_ANSWERS)
  const [reason, setReason] = useState('')
  const [error, setError] = useState<AppError>()
  const [isBusy, setBusy] = useState(false)
  const isBack = from !== 'lost' && placeOf(to) < placeOf(from)
  if (!card || !missing) return null
  const isReady = missing.every((demand) => isAnswered(demand, answers, card)) && (!isBack || reason.trim().length >= 3)

  async function submit() {
    if (!card || !missing || !isReady) return
    setBusy(true)
    setError(undefined)
    try {
      await fill(api, card, missing, answers)
      const isMet = to === 'met' && missing.includes('meeting_result')
      if (!isMet) {
        if (from === 'lost') await api.deals.reopen({ dealId, to })
        else await api.deals.move({ dealId, from, to, reason: isBack ? reason.trim() : null })
      }
      notifyDone(t('move.done', { stage: t(`stage.${to}`) }))
      closeDealDialog()
    } catch (thrown) {
      setError(thrown instanceof AppError ? thrown : fromWireError(toWireError(thrown)))
    } finally {
      setBusy(false)
    }
  }
  return (
    <FormDialog
      isOpen
      width={560}
      title={`${card.deal.name}: ${t(`stage.${from}`)} → ${t(`stage.${to}`)}`}
      {...(missing.length > 0 ? { text: t('move.asks') } : {})}
      submit={t(isBack ? 'move.back' : 'move.submit')}
      isPending={isBusy}
      error={error}
      onClose={closeDealDialog}
      onSubmit={(event) => {
        event.preventDefault()
        void submit()
      }}
    >
      <div ref={beginHere} className={classes['demands']}>
        <DemandFields card={card} missing={missing} answers={answers} onChange={setAnswers} />
      </div>
      {isBack && (
        <Textarea
          label={t('move.reason')}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          required
          data-autofocus
          autosize
          minRows={2}
          maxLength={500}
        />
      )}
    </FormDialog>
  )
}

/**
 * The first field, or the button where nothing is asked, has the keyboard from the moment the form is there: with a timer, an
 * Enter that comes at once would still be the card's. Marked, so that the dialog's own trap agrees.
 */
function beginHere(box: HTMLDivElement | null): void {
  const form = box?.closest('form')
  const first =
    form?.querySelector<HTMLElement>('input:not([type=hidden]):not(:disabled), textarea') ??
    form?.querySelector<HTMLElement>('[type=submit]')
  first?.setAttribute('data-autofocus', '')
  first?.focus()
}

/** One buyer is a sole owner: there is nothing to share out while there is none. */
function asked(missing: readonly Demand[]): readonly Demand[] {
  return missing.includes('buyers') ? missing.filter((demand) => demand !== 'shares') : missing
}
