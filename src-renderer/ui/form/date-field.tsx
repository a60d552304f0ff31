/** A day, `2026-08-22`: typed in any habit (22.8.26), or chosen in a calendar, which a click or Alt+↓ opens. */
import { useState } from 'react'
import { DateInput, type DateInputProps } from '@mantine/dates'
import { IconCalendar } from '@tabler/icons-react'
import { parseDay } from '../parse.ts'

export interface DateFieldProps extends Omit<DateInputProps, 'value' | 'onChange' | 'defaultValue'> {
  value: string | null
  onChange(day: string | null): void
}

export function DateField({ value, onChange, onClick, onKeyDown, onBlur, ...rest }: DateFieldProps) {
  // Reached by Tab it is a field like the others: a calendar that opens by itself would cover the next questions.
  const [isPicking, setPicking] = useState(false)
  return (
    <DateInput
      valueFormat="DD.MM.YYYY"
      clearable
      dateParser={(text) => parseDay(text.trim()) ?? null}
      rightSection={<IconCalendar size={15} color="var(--k-ink-3)" />}
      rightSectionPointerEvents="none"
      {...rest}
      popoverProps={{ disabled: !isPicking, ...rest.popoverProps }}
      value={value}
      onChange={(day) => onChange(day === null ? null : day.slice(0, 10))}
      onClick={(event) => {
        setPicking(true)
        onClick?.(event)
      }}
      onKeyDown={(event) => {
        if (event.key === 'ArrowDown' && event.altKey) setPicking(true)
        if (event.key === 'Escape') setPicking(false)
        onKeyDown?.(event)
      }}
      onBlur={(event) => {
        setPicking(false)
        onBlur?.(event)
      }}
    />
  )
}
