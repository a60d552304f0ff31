/** The way of a contract: the Rosreestr's clock, its steps, and everything that happened. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, NativeSelect, TextInput, Textarea } from '@mantine/core'
import { newId } from '#shared/kernel/id.ts'
import { type RegistrationStepKind, registrationStepsFrom } from '#shared/modules/contracts/contract-machine.ts'
import { useMay } from '#renderer/data/session.ts'
import { useCommand } from '#renderer/data/use-command.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import { DateField } from '#renderer/ui/form/date-field.tsx'
import { FormDialog } from '#renderer/ui/form-dialog.tsx'
import { formatDay, formatTime } from '#renderer/ui/format.ts'
import type { ContractCard } from './contract-types.ts'
import { todayHere } from './today.ts'
import classes from './contract-card.module.css'

export function ContractCourse({ card }: { card: ContractCard }) {
  const { t } = useTranslation('contracts')
  const maySign = useMay('contracts.sign')
  const [step, setStep] = useState<RegistrationStepKind>()
  const { row, steps, events } = card
  const next = card.is_registered_kind ? registrationStepsFrom(row.state) : []
  return (
    <>
      {row.day !== null && row.days !== null && (
        <div className={classes['clock']} data-late={row.is_late || undefined}>
          <strong>{t('registration.dayOf', { day: row.day, days: row.days })}</strong>
          <div className={classes['bar']}>
            <span style={{ width: `${Math.min(100, (100 * row.day) / row.days)}%` }} />
          </div>
          <span>{row.due_on ? t('registration.due', { day: formatDay(row.due_on) }) : t('registration.stopped')}</span>
        </div>
      )}
      {maySign && next.length > 0 && (
        <div className={classes['actions']}>
          {next.map((each) => (
            <Button key={each} variant="default" data-registration={each} onClick={() => setStep(each)}>
              {t(`registration.do.${each}`)}
            </Button>
          ))}
          {steps.length > 0 && (
            <Button variant="subtle" onClick={() => setStep('note')}>
              {t('registration.do.note')}
            </Button>
          )}
        </div>
      )}
      <ol className={classes['timeline']} aria-label={t('card.registration')}>
        {steps.toReversed().map((each) => (
          <li key={each.id} className={classes['line']}>
            <time>{formatDay(each.step_on)}</time>
            <div>
              <p>
                <strong>{t(`registration.${each.step}`)}</strong>{' '}
                {each.application_number ?? each.registration_number ?? ''}
              </p>
              <p className={classes['more']}>
                {[
                  each.channel,
                  each.reason,
                  each.until_on && t('registration.until', { day: formatDay(each.until_on) }),
                  each.note,
                  each.user_name,
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </p>
            </div>
          </li>
        ))}
      </ol>
      <h2>{t('card.events')}</h2>
      <ol className={classes['timeline']} aria-label={t('card.events')}>
        {events.map(({ id, at, kind, facts, note, user_name }) => (
          <li key={id} className={classes['line']}>
            <time>{formatTime(at)}</time>
            <div>
              <p>{eventText(t, kind, facts)}</p>
              <p className={classes['more']}>{[note, user_name].filter(Boolean).join(' · ')}</p>
            </div>
          </li>
        ))}
      </ol>
      {step && <RegistrationDialog card={card} step={step} onClose={() => setStep(undefined)} />}
    </>
  )
}

function eventText(t: ReturnType<typeof useTranslation>['t'], kind: string, facts: Record<string, unknown>): string {
  if (kind === 'state') return `${t(`state.${String(facts['from'])}`)} → ${t(`state.${String(facts['to'])}`)}`
  if (kind === 'printed') return t('event.printed', { no: facts['print_no'], copies: facts['copies'] })
  if (kind === 'approval') return t(`event.approval.${String(facts['state'])}`, { slot: facts['slot'] })
  return t(`event.${kind}`)
}

interface RegistrationDialogProps {
  card: ContractCard
  step: RegistrationStepKind
  onClose(): void
}

function RegistrationDialog({ card, step, onClose }: RegistrationDialogProps) {
  const { t } = useTranslation('contracts')
  const { data: known } = useQuery('contracts.dictionaries', {})
  const register = useCommand('contracts.register', { quiet: true, done: t('card.done') })
  const [on, setOn] = useState<string | null>(todayHere)
  const [channelId, setChannel] = useState('')
  const [number, setNumber] = useState('')
  const [reasonId, setReason] = useState('')
  const [until, setUntil] = useState<string | null>(null)
  const [note, setNote] = useState('')
  const channel = channelId || (known?.channels.find(({ is_active }) => is_active)?.id ?? '')
  return (
    <FormDialog
      isOpen
      title={`${t(`registration.do.${step}`)}: ${card.row.number}`}
      submit={t(`registration.do.${step}`)}
      isPending={register.isPending}
      error={register.error}
      onClose={onClose}
      onSubmit={(event) => {
        event.preventDefault()
        const send = async () => {
          const answer = await register.run({
            stepId: newId(),
            contractId: card.row.id,
            step,
            on: on ?? todayHere(),
            channelId: step === 'submitted' ? channel : null,
            applicationNumber: step === 'submitted' ? number : null,
            reasonId: step === 'suspended' && reasonId !== '' ? reasonId : null,
            until: step === 'suspended' ? until : null,
            registrationNumber: step === 'registered' ? number : null,
            note: note.trim() === '' ? null : note.trim(),
          })
          if (answer.ok) onClose()
        }
        void send()
      }}
    >
      {step === 'submitted' && (
        <NativeSelect
          label={t('registration.channel')}
          value={channel}
          data={(known?.channels ?? [])
            .filter(({ is_active }) => is_active)
            .map(({ id, name, days }) => ({
              value: id,
              label: `${name} (${t('registration.days', { count: days })})`,
            }))}
          onChange={(event) => setChannel(event.currentTarget.value)}
        />
      )}
      {(step === 'submitted' || step === 'registered') && (
        <TextInput
          label={step === 'submitted' ? t('column.application') : t('column.registration')}
          value={number}
          data-autofocus
          onChange={(event) => setNumber(event.currentTarget.value)}
        />
      )}
      {step === 'suspended' && (
        <>
          <NativeSelect
            label={t('registration.reason')}
            value={reasonId}
            data={[
              { value: '', label: '' },
              ...(known?.reasons ?? [])
                .filter(({ is_active }) => is_active)
                .map(({ id, name }) => ({ value: id, label: name })),
            ]}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          <DateField label={t('registration.untilLabel')} value={until} onChange={setUntil} />
        </>
      )}
      <DateField label={t('registration.on')} value={on} onChange={setOn} />
      <Textarea
        label={t('registration.noteText')}
        autosize
        minRows={2}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
    </FormDialog>
  )
}
