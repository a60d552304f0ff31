/** История: one timeline of the deal, with what other modules report; a line may be added by hand. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, Textarea } from '@mantine/core'
import { useCommand } from '#renderer/data/use-command.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import { ErrorState, SkeletonRows } from '#renderer/ui/states.tsx'
import { newId } from '#shared/kernel/id.ts'
import { useEventText } from './event-text.ts'
import { formatTime } from '#renderer/ui/format.ts'
import classes from './deals.module.css'

export function HistoryTab({ dealId }: { dealId: string }) {
  const { t } = useTranslation('deals')
  const add = useCommand('deals.addNote')
  const [text, setText] = useState('')
  const answer = useQuery('deals.timeline', { dealId })
  const words = useEventText()
  if (answer.error) return <ErrorState error={answer.error} onRetry={answer.retry} />
  return (
    <div className={classes['narrow']}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (text.trim() !== '')
            void add.run({ dealId, eventId: newId(), text: text.trim() }).then(({ ok }) => ok && setText(''))
        }}
      >
        <Textarea
          aria-label={t('history.add')}
          placeholder={t('history.add')}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => event.key === 'Enter' && event.ctrlKey && event.currentTarget.form?.requestSubmit()}
          autosize
          minRows={1}
          maxRows={6}
          maxLength={4000}
        />
        {text.trim() !== '' && (
          <Button mt={8} type="submit" loading={add.isPending}>
            {t('common:add')}
          </Button>
        )}
      </form>
      {answer.data ? (
        <ol className={classes['timeline']} data-selectable>
          {answer.data.map((event) => (
            <li key={event.id} data-kind={event.kind}>
              <time>{formatTime(event.at)}</time>
              <div>
                {words(event)}
                <small>{event.user_name}</small>
              </div>
            </li>
          ))}
        </ol>
      ) : (
        <SkeletonRows count={6} />
      )}
    </div>
  )
}
