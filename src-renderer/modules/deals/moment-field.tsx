/** A day and an hour, both typed: `22.8.26`, `14:30`. The value is an instant. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { TextInput } from '@mantine/core'
import { toInstant } from '#shared/kernel/instant.ts'
import { DateField } from '#renderer/ui/form/date-field.tsx'
import classes from './deals.module.css'

export interface MomentFieldProps {
  label: string
  value: string | null
  onChange(instant: string | null): void
  required?: boolean
  disabled?: boolean
}

const USUAL_HOUR = '12:00'

export function MomentField({ label, value, onChange, required, disabled }: MomentFieldProps) {
  const { t } = useTranslation('deals')
  const [day, setDay] = useState(() => (value === null ? null : local(value).slice(0, 10)))
  const [hour, setHour] = useState(() => (value === null ? USUAL_HOUR : local(value).slice(11, 16)))
  const tell = (nextDay: string | null, nextHour: string) => {
    setDay(nextDay)
    setHour(nextHour)
    const moment = nextDay === null ? NaN : new Date(`${nextDay}T${nextHour === '' ? USUAL_HOUR : nextHour}`).getTime()
    onChange(Number.isNaN(moment) ? null : toInstant(moment))
  }
  return (
    <div className={classes['moment']}>
      <DateField
        label={label}
        value={day}
        onChange={(next) => tell(next, hour)}
        required={required ?? false}
        disabled={disabled ?? false}
      />
      <TextInput
        label={t('meeting.hour')}
        type="time"
        value={hour}
        onChange={(event) => tell(day, event.currentTarget.value)}
        disabled={disabled ?? false}
      />
    </div>
  )
}

/** As clocks here show it. */
function local(instant: string): string {
  return new Date(Date.parse(instant) - new Date(instant).getTimezoneOffset() * 60_000).toISOString()
}
