/** A day, `2026-08-22`: typed in any habit (22.8.26), or chosen in a calendar. */
import { DateInput, type DateInputProps } from '@mantine/dates'
import { IconCalendar } from '@tabler/icons-react'
import { parseDay } from '../parse.ts'

export interface DateFieldProps extends Omit<DateInputProps, 'value' | 'onChange' | 'defaultValue'> {
  value: string | null
  onChange(day: string | null): void
}

export function DateField({ value, onChange, ...rest }: DateFieldProps) {
  return (
    <DateInput
      valueFormat="DD.MM.YYYY"
      clearable
      dateParser={(text) => parseDay(text.trim()) ?? null}
      rightSection={<IconCalendar size={15} color="var(--k-ink-3)" />}
      rightSectionPointerEvents="none"
      {...rest}
      value={value}
      onChange={(day) => onChange(day === null ? null : day.slice(0, 10))}
    />
  )
}
