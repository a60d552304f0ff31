/** Two cards side by side: which one stays, and why they are one person. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Radio, Textarea } from '@mantine/core'
import { newId } from '#shared/kernel/id.ts'
import type { PersonCard } from '#shared/modules/access/model.ts'
import { formatPhone } from '#shared/modules/access/phone.ts'
import { useCommand } from '#renderer/data/use-command.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import { formatDay } from '#renderer/ui/format.ts'
import { FormDialog } from '#renderer/ui/form-dialog.tsx'
import { Fact } from './user-card.tsx'
import classes from './access.module.css'

export interface MergeDialogProps {
  firstId: string
  secondId: string
  onClose(): void
  onMerged(keptId: string): void
}

export function MergeDialog({ firstId, secondId, onClose, onMerged }: MergeDialogProps) {
  const { t } = useTranslation('access')
  const first = useQuery('access.person', { personId: firstId }).data
  const second = useQuery('access.person', { personId: secondId }).data
  const merge = useCommand('access.mergePeople', { quiet: true, done: t('merge.done') })
  const [keptId, setKept] = useState(firstId)
  const [reason, setReason] = useState('')
  const [isTried, setTried] = useState(false)
  const isReady = reason.trim().length >= 3
  return (
    <FormDialog
      isOpen
      width={760}
      title={t('merge.title')}
      text={t('merge.text')}
      submit={t('merge.go')}
      isPending={merge.isPending}
      error={merge.error}
      onClose={onClose}
      onSubmit={(event) => {
        event.preventDefault()
        setTried(true)
        if (!isReady) return
        const goneId = keptId === firstId ? secondId : firstId
        void merge
          .run({ mergeId: newId(), keptId, goneId, reason: reason.trim() })
          .then(({ ok }) => ok && onMerged(keptId))
      }}
    >
      <Radio.Group value={keptId} onChange={setKept} aria-label={t('merge.which')}>
        <div className={classes['pair']}>
          {[first, second].map(
            (card, index) =>
              card && (
                <Side
                  key={card.id}
                  card={card}
                  isKept={card.id === keptId}
                  label={t(`merge.keep${index === 0 ? 'First' : 'Second'}`)}
                />
              ),
          )}
        </div>
      </Radio.Group>
      <Textarea
        label={t('user.reason')}
        autosize
        minRows={2}
        maxLength={500}
        value={reason}
        error={isTried && !isReady ? t('field.required') : null}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </FormDialog>
  )
}

function Side({ card, isKept, label }: { card: PersonCard; isKept: boolean; label: string }) {
  const { t } = useTranslation('access')
  return (
    <section className={classes['side']} data-kept={isKept || undefined}>
      <Radio value={card.id} label={label} />
      <h3>{card.name}</h3>
      <dl className={classes['facts']}>
        {card.phones.map(({ id, phone, label: name }) => (
          <Fact key={id} name={name === '' ? t('people.phone') : name} value={formatPhone(phone)} />
        ))}
        <Fact name={t('people.email')} value={card.email} />
        <Fact name={t('person.inn')} value={card.inn} />
        <Fact name={t('people.created')} value={formatDay(card.created_at)} />
        <Fact name={t('person.notes')} value={card.notes === '' ? null : card.notes} />
      </dl>
    </section>
  )
}
