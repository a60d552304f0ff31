/** One condition of the filter: a button that says what is chosen, and a small window to choose in. */
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Checkbox, CloseButton, NumberInput, Popover, ScrollArea, TextInput } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import { formatNumber } from '#renderer/ui/format.ts'
import { matchesText } from '#renderer/ui/match.ts'
import classes from './filters.module.css'

export interface FilterChipProps {
  label: string
  /** What is chosen, in words; empty when nothing is. */
  chosen: string
  onClear(): void
  children: ReactNode
}

export function FilterChip({ label, chosen, onClear, children }: FilterChipProps) {
  const { t } = useTranslation('inventory')
  const [isOpen, setOpen] = useState(false)
  const isActive = chosen !== ''
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-start" trapFocus returnFocus withinPortal>
      <Popover.Target>
        <span className={classes['chip']} data-active={isActive || undefined}>
          <button
            type="button"
            className={classes['chipButton']}
            aria-expanded={isOpen}
            aria-haspopup="dialog"
            onClick={() => setOpen(!isOpen)}
          >
            <span className={classes['chipLabel']}>{isActive ? `${label}: ` : label}</span>
            {isActive && <span className={classes['chipValue']}>{chosen}</span>}
            {!isActive && <IconChevronDown size={13} stroke={1.6} />}
          </button>
          {isActive && (
            <CloseButton
              size="xs"
              className={classes['chipClear']}
              aria-label={t('filter.clearOne', { label })}
              onClick={onClear}
            />
          )}
        </span>
      </Popover.Target>
      <Popover.Dropdown className={classes['dropdown']}>{children}</Popover.Dropdown>
    </Popover>
  )
}

export interface Choice {
  value: string
  label: string
  count: number | undefined
  swatch?: ReactNode
}

export interface ChoicesProps {
  choices: readonly Choice[]
  chosen: readonly string[]
  onToggle(value: string): void
}

const SEARCH_FROM = 12

export function Choices({ choices, chosen, onToggle }: ChoicesProps) {
  const { t } = useTranslation('inventory')
  const [text, setText] = useState('')
  const shown = text === '' ? choices : choices.filter((choice) => matchesText(text, choice.label))
  return (
    <>
      {choices.length >= SEARCH_FROM && (
        <TextInput
          className={classes['search'] ?? ''}
          placeholder={t('filter.find')}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          data-autofocus
        />
      )}
      <ScrollArea.Autosize mah={340} type="auto">
        {shown.map((choice) => (
          <label key={choice.value} className={classes['choice']} data-empty={choice.count === 0 || undefined}>
            <Checkbox
              checked={chosen.includes(choice.value)}
              onChange={() => onToggle(choice.value)}
              aria-label={choice.label}
            />
            {choice.swatch}
            <span className={classes['choiceLabel']}>{choice.label}</span>
            <span className={classes['count']}>{choice.count === undefined ? '' : formatNumber(choice.count)}</span>
          </label>
        ))}
        {shown.length === 0 && <div className={classes['none']}>{t('filter.none')}</div>}
      </ScrollArea.Autosize>
    </>
  )
}

export interface RangeValue {
  from?: number | undefined
  to?: number | undefined
}

export interface RangeFieldsProps {
  value: RangeValue
  onChange(value: RangeValue): void
  /** Stored units in one shown unit: 10 000 for m², 100 000 000 for millions of roubles. */
  scale: number
  digits: number
  unit?: string
  min: number | null | undefined
  max: number | null | undefined
}

export function RangeFields({ value, onChange, scale, digits, unit, min, max }: RangeFieldsProps) {
  const { t, i18n } = useTranslation('inventory')
  const decimal = i18n.language === 'en' ? '.' : ','
  const field = (side: 'from' | 'to', bound: number | null | undefined) => (
    <NumberInput
      label={t(`filter.${side}`)}
      value={value[side] === undefined ? '' : value[side] / scale}
      placeholder={bound == null ? '' : formatNumber(bound / scale, digits)}
      decimalScale={digits}
      decimalSeparator={decimal}
      allowedDecimalSeparators={['.', ',']}
      thousandSeparator={' '}
      hideControls
      w={112}
      rightSection={unit === undefined ? undefined : <span className={classes['unit']}>{unit}</span>}
      rightSectionWidth={unit === undefined ? undefined : 44}
      {...(side === 'from' ? { 'data-autofocus': true } : {})}
      onChange={(next) => onChange({ ...value, [side]: next === '' ? undefined : Math.round(Number(next) * scale) })}
    />
  )
  return (
    <div className={classes['range']}>
      {field('from', min)}
      {field('to', max)}
    </div>
  )
}

/** `12–40`, `от 12`, `до 40`. */
export function rangeText(
  value: RangeValue | undefined,
  scale: number,
  digits: number,
  t: (key: string, facts: Record<string, string>) => string,
): string {
  if (!value) return ''
  const show = (part: number) => formatNumber(part / scale, Number.isInteger(part / scale) ? 0 : digits)
  if (value.from !== undefined && value.to !== undefined) return `${show(value.from)}–${show(value.to)}`
  if (value.from !== undefined) return t('filter.fromText', { value: show(value.from) })
  return value.to === undefined ? '' : t('filter.toText', { value: show(value.to) })
}
