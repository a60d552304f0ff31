/** A field whose text is read into a value: typed plainly, shown well formed when left, marked when it is none. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { TextInput, type TextInputProps } from '@mantine/core'

export interface ParsedFieldProps<T> extends Omit<TextInputProps, 'value' | 'defaultValue' | 'onChange'> {
  value: T | null
  onChange(value: T | null): void
}

interface Reading<T> {
  /** Undefined: the text is no such value. */
  parse(text: string): T | undefined
  /** As shown while the field is left. */
  show(value: T): string
  /** As shown while typing: no spaces, no signs. */
  plain(value: T): string
  isNumber: boolean
}

export function ParsedField<T>({ value, onChange, reading, ...rest }: ParsedFieldProps<T> & { reading: Reading<T> }) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState<string>()
  const [isBad, setBad] = useState(false)
  const text = typed ?? (value === null ? '' : reading.show(value))
  return (
    <TextInput
      inputMode={reading.isNumber ? 'decimal' : 'text'}
      {...rest}
      {...(reading.isNumber ? { styles: { input: { textAlign: 'right' } } } : {})}
      value={text}
      error={rest.error ?? (isBad ? t(reading.isNumber ? 'form.notNumber' : 'form.notDay') : undefined)}
      onFocus={(event) => {
        // What could not be read stays to be mended.
        if (!isBad) setTyped(value === null ? '' : reading.plain(value))
        const input = event.currentTarget
        // Selecting brings focus along: a field that was left within the frame would take it back, and its neighbour again.
        requestAnimationFrame(() => input === document.activeElement && input.select())
        rest.onFocus?.(event)
      }}
      onChange={(event) => {
        const now = event.currentTarget.value
        setTyped(now)
        const read = now.trim() === '' ? null : reading.parse(now.trim())
        if (read !== undefined) onChange(read)
      }}
      onBlur={(event) => {
        const now = (typed ?? '').trim()
        const isUnread = now !== '' && reading.parse(now) === undefined
        setBad(isUnread)
        if (!isUnread) setTyped(undefined)
        rest.onBlur?.(event)
      }}
    />
  )
}
