/** The parts of a price rule as lines that are added, changed and taken away. */
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { ActionIcon, Button, NumberInput } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { locale } from '#renderer/ui/format.ts'
import type { RuleFault } from '#shared/modules/inventory/rule-check.ts'
import classes from './rule.module.css'

const MILLION = 1_000_000

export interface PartProps<T> {
  title: string
  hint?: string
  lines: readonly T[]
  /** What is wrong with a line. */
  faults: ReadonlyMap<number, RuleFault>
  make(): T
  onChange(lines: T[]): void
  children(line: T, change: (line: Partial<T>) => void, index: number): ReactNode
}

export function Part<T extends object>({ title, hint, lines, faults, make, onChange, children }: PartProps<T>) {
  const { t } = useTranslation('inventory')
  return (
    <Section title={title} {...(hint === undefined ? {} : { hint })}>
      {lines.map((line, index) => {
        const fault = faults.get(index)
        return (
          // Lines have no names of their own, and are only taken out one at a time.
          <div key={index} className={classes['line']} data-bad={fault !== undefined || undefined}>
            {children(
              line,
              (change) => onChange(lines.map((one, at) => (at === index ? { ...one, ...change } : one))),
              index,
            )}
            <ActionIcon
              aria-label={t('rule.remove', { name: title })}
              onClick={() => onChange(lines.filter((_, at) => at !== index))}
            >
              <IconTrash size={15} />
            </ActionIcon>
            {fault !== undefined && (
              <span className={classes['fault']} role="alert">
                {t(`rule.fault.${fault}`)}
              </span>
            )}
          </div>
        )
      })}
      <Add label={t('rule.add')} name={title} onClick={() => onChange([...lines, make()])} />
    </Section>
  )
}

export function Section({ title, hint, children }: { title: string; hint?: string; children: ReactNode }) {
  return (
    <fieldset className={classes['section']}>
      <legend>{title}</legend>
      {hint !== undefined && <p className={classes['hint']}>{hint}</p>}
      {children}
    </fieldset>
  )
}

export function Add({ label, name, onClick }: { label: string; name: string; onClick(): void }) {
  return (
    <Button
      variant="subtle"
      size="compact-sm"
      leftSection={<IconPlus size={14} />}
      aria-label={`${label}: ${name}`}
      onClick={onClick}
    >
      {label}
    </Button>
  )
}

export interface CoefficientProps {
  label: string
  /** Millionths; null is nothing said, which multiplies by one. */
  coef: number | null
  onChange(coef: number | null): void
}

export function Coefficient({ label, coef, onChange }: CoefficientProps) {
  return (
    <NumberInput
      aria-label={label}
      w={100}
      value={coef === null ? '' : coef / MILLION}
      onChange={(next) => {
        if (next === '') onChange(null)
        else if (Number(next) > 0) onChange(Math.round(Number(next) * MILLION))
      }}
      min={0.0001}
      max={100}
      step={0.01}
      decimalScale={4}
      decimalSeparator={locale() === 'ru-RU' ? ',' : '.'}
      allowedDecimalSeparators={[',', '.']}
      leftSection="×"
      placeholder="1"
    />
  )
}

/** Each word of a list with its coefficient; an empty field is no coefficient. */
export function Coefficients<K extends string>({
  words,
  name,
  coefs,
  onChange,
}: {
  words: readonly K[]
  name(word: K): string
  coefs: Partial<Record<K, number>>
  onChange(coefs: Partial<Record<K, number>>): void
}) {
  return (
    <div className={classes['grid']}>
      {words.map((word) => (
        <label key={word} className={classes['pair']}>
          <span>{name(word)}</span>
          <Coefficient
            label={name(word)}
            coef={coefs[word] ?? null}
            onChange={(coef) => onChange(withCoef(coefs, word, coef))}
          />
        </label>
      ))}
    </div>
  )
}

export function withCoef<K extends string>(
  coefs: Partial<Record<K, number>>,
  word: K,
  coef: number | null,
): Partial<Record<K, number>> {
  const rest = { ...coefs }
  if (coef === null) delete rest[word]
  else rest[word] = coef
  return rest
}
