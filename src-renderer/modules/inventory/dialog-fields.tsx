/** Fields that several dialogs share: a note, a client, a term. */
import { useTranslation } from 'react-i18next'
import { Button, Textarea, TextInput } from '@mantine/core'
import { DateTimePicker } from '@mantine/dates'
import { formatTime } from '#renderer/ui/format.ts'
import { DAY_MS, fromInstant, toInstant } from '#shared/kernel/instant.ts'
import classes from './dialog.module.css'

export const orNull = (text: string) => (text.trim() === '' ? null : text.trim())

export interface TextFieldProps {
  value: string
  onChange(value: string): void
  hasFocus?: boolean
}

export function NoteField({ value, onChange, hasFocus }: TextFieldProps) {
  const { t } = useTranslation('inventory')
  return (
    <Textarea
      label={t('book.note')}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      autosize
      minRows={1}
      maxRows={4}
      data-autofocus={hasFocus}
    />
  )
}

export interface Client {
  name: string
  phone: string
}

export function ClientFields({ client, onChange }: { client: Client; onChange(client: Client): void }) {
  const { t } = useTranslation('inventory')
  return (
    <>
      <TextInput
        label={t('book.client')}
        value={client.name}
        onChange={(event) => onChange({ ...client, name: event.currentTarget.value })}
        required
        data-autofocus
        autoComplete="off"
      />
      <TextInput
        label={t('book.phone')}
        value={client.phone}
        onChange={(event) => onChange({ ...client, phone: event.currentTarget.value })}
        type="tel"
        autoComplete="off"
      />
    </>
  )
}

/** `2026-08-22 12:15:00`, the picker's own form, to an instant and back. */
export const fromPicker = (text: string) => toInstant(new Date(text.replace(' ', 'T')).getTime())
export function toPicker(milliseconds: number): string {
  const local = new Date(milliseconds - new Date(milliseconds).getTimezoneOffset() * 60_000)
  return local.toISOString().slice(0, 19).replace('T', ' ')
}

export interface UntilProps {
  value: string
  onChange(value: string): void
  terms: readonly number[]
  /** Counting starts here. */
  from: number
  most: string | null
}

export function Until({ value, onChange, terms, from, most }: UntilProps) {
  const { t } = useTranslation('inventory')
  return (
    <div>
      <DateTimePicker
        label={t('book.until')}
        value={value}
        onChange={(next) => next !== null && onChange(next)}
        valueFormat={t('book.format')}
        minDate={toPicker(Date.now())}
        {...(most === null ? {} : { maxDate: toPicker(fromInstant(most)) })}
        description={most === null ? undefined : t('book.most', { at: formatTime(most) })}
        required
      />
      <div className={classes['terms']} style={{ marginTop: 6 }}>
        {terms
          .filter((days) => most === null || from + days * DAY_MS <= fromInstant(most))
          .map((days) => (
            <Button
              key={days}
              variant="default"
              size="compact-sm"
              onClick={() => onChange(toPicker(from + days * DAY_MS))}
            >
              {t('book.days', { count: days })}
            </Button>
          ))}
      </div>
    </div>
  )
}
