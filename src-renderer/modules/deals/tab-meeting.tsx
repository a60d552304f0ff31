/** Встреча: when, where, by whom, and what came of it; filling in the result moves the deal by itself. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, Rating, Textarea, TextInput } from '@mantine/core'
import { useCommand } from '#renderer/data/use-command.ts'
import type { Choice } from '#renderer/ui/form/picker.tsx'
import { newId } from '#shared/kernel/id.ts'
import type { DealCard } from '#shared/modules/deals/model.ts'
import { MomentField } from './moment-field.tsx'
import { UserPicker } from './pickers.tsx'
import classes from './deals.module.css'

export function MeetingTab({ card: { deal, can } }: { card: DealCard }) {
  const { t } = useTranslation('deals')
  const set = useCommand('deals.setMeeting', { done: t('saved') })
  const fill = useCommand('deals.fillMeetingResult', { done: t('meeting.filled') })
  const [at, setAt] = useState(deal.meeting_at)
  const [place, setPlace] = useState(deal.meeting_place ?? '')
  const [by, setBy] = useState<Choice | null>(
    deal.meeting_by_id === null ? null : { id: deal.meeting_by_id, title: deal.meeting_by ?? '' },
  )
  const [result, setResult] = useState(deal.meeting_result ?? '')
  const [rating, setRating] = useState(deal.meeting_rating ?? 0)
  const [comment, setComment] = useState(deal.meeting_comment ?? '')
  return (
    <div className={classes['columns']}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void set.run({ dealId: deal.id, eventId: newId(), at, place: place.trim() || null, byId: by?.id ?? null })
        }}
      >
        <h3>{t('meeting.title')}</h3>
        <fieldset className={classes['fields']} disabled={!can.edit}>
          <MomentField label={t('demand.meeting_at')} value={at} onChange={setAt} disabled={!can.edit} />
          <TextInput
            label={t('meeting.place')}
            value={place}
            onChange={(event) => setPlace(event.currentTarget.value)}
            maxLength={300}
          />
          <UserPicker label={t('meeting.by')} value={by} onChange={setBy} />
        </fieldset>
        {can.edit && (
          <Button mt={12} type="submit" loading={set.isPending}>
            {t('common:save')}
          </Button>
        )}
      </form>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (result.trim() !== '')
            void fill.run({
              dealId: deal.id,
              eventId: newId(),
              result: result.trim(),
              rating: rating === 0 ? null : rating,
              comment: comment.trim() || null,
            })
        }}
      >
        <h3>{t('meeting.result')}</h3>
        <fieldset className={classes['fields']} disabled={!can.edit}>
          <Textarea
            className={classes['whole'] ?? ''}
            label={t('demand.meeting_result')}
            value={result}
            onChange={(event) => setResult(event.currentTarget.value)}
            autosize
            minRows={2}
            maxLength={2000}
          />
          <div className={classes['whole']}>
            <span className={classes['label']}>{t('meeting.rating')}</span>
            <Rating value={rating} onChange={setRating} readOnly={!can.edit} />
          </div>
          <Textarea
            className={classes['whole'] ?? ''}
            label={t('meeting.comment')}
            value={comment}
            onChange={(event) => setComment(event.currentTarget.value)}
            autosize
            minRows={2}
            maxLength={2000}
          />
        </fieldset>
        {can.edit && (
          <Button mt={12} type="submit" loading={fill.isPending} disabled={result.trim() === ''}>
            {t('meeting.fill')}
          </Button>
        )}
      </form>
    </div>
  )
}
