/** How a value is written in a Russian text, by the type of the variable and the form that the chip asks for. */
import { formatArea } from '../../kernel/area.ts'
import type { Day } from '../../kernel/day.ts'
import { formatMinor } from '../../kernel/money.ts'
import { type Ratio, formatPercent } from '../../kernel/percent.ts'
import { COUNTED, countedInWords, isCounted } from '../../kernel/russian/counted.ts'
import { entityInCase } from '../../kernel/russian/entities.ts'
import { positionInCase } from '../../kernel/russian/positions.ts'
import { type PersonName, fullName, shortName } from '../../kernel/russian/names.ts'
import { CASES, type Case, cardinal } from '../../kernel/russian/numerals.ts'
import {
  capitalise,
  countInWords,
  dateInWords,
  dateLong,
  dateQuoted,
  dateShort,
  moneyFull,
  moneyInWords,
  shareInWords,
} from '../../kernel/russian/words.ts'
import type { VariableAttrs } from './rich-text.ts'
import type { ValueType, Variable } from './vocabulary.ts'

const COUNTED_NAMES = Object.keys(COUNTED)

/** The forms that a chip may ask for; the first is used when it does not say. */
export const FORMATS: Readonly<Record<ValueType, readonly string[]>> = {
  text: ['plain', 'capital', 'upper'],
  day: ['long', 'short', 'quoted', 'words'],
  money: ['digits', 'full', 'words'],
  area: ['digits'],
  count: ['digits', 'full', 'words', ...COUNTED_NAMES],
  share: ['fraction', 'full'],
  percent: ['digits'],
  person: ['full', 'short'],
  entity: ['full', 'short'],
  flag: ['yes-no'],
  choice: ['word', 'capital'],
}

interface Entity {
  name: string
  short?: string | undefined
  overrides?: Partial<Record<Case, string>> | undefined
}

/** The words for a value. The value must have been checked against the vocabulary. */
export function formatValue(variable: Variable, value: unknown, attrs: VariableAttrs): string {
  const format = attrs.format ?? FORMATS[variable.type][0] ?? ''
  const grammaticalCase = attrs.case ?? 'nominative'
  switch (variable.type) {
    case 'text': {
      // Of free texts only posts have cases.
      const text = attrs.case === undefined ? String(value) : positionInCase(String(value), attrs.case)
      return format === 'upper' ? text.toUpperCase() : format === 'capital' ? capitalise(text) : text
    }
    case 'day':
      return formatDate(value as Day, format, grammaticalCase)
    case 'money':
      return format === 'full'
        ? moneyFull(value as number)
        : format === 'words'
          ? moneyInWords(value as number)
          : formatMinor(value as number)
    case 'area':
      return formatArea(value as number)
    case 'count':
      if (isCounted(format)) return countedInWords(value as number, format, grammaticalCase)
      return format === 'full'
        ? countInWords(value as number, grammaticalCase, attrs.gender)
        : format === 'words'
          ? cardinal(value as number, grammaticalCase, attrs.gender)
          : String(value)
    case 'share':
      return format === 'full' ? shareInWords(value as Ratio) : `${(value as Ratio).num}/${(value as Ratio).den}`
    case 'percent':
      return formatPercent(value as Ratio)
    case 'person':
      return format === 'short'
        ? shortName(value as PersonName, grammaticalCase)
        : fullName(value as PersonName, grammaticalCase)
    case 'entity':
      return formatEntity(value as Entity, format, grammaticalCase)
    case 'flag':
      return value === true ? 'да' : 'нет'
    case 'choice': {
      const word = variable.words?.[String(value)]?.[CASES.indexOf(grammaticalCase)] ?? String(value)
      return format === 'capital' ? capitalise(word) : word
    }
  }
}

/** Whether the form is more than the stored value itself: words made of digits count as computed. */
export function isComputedFormat(variable: Variable, attrs: VariableAttrs): boolean {
  const { format = '' } = attrs
  return format === 'words' || format === 'full' || isCounted(format)
    ? ['money', 'day', 'count', 'share'].includes(variable.type)
    : false
}

function formatDate(day: Day, format: string, grammaticalCase: Case): string {
  if (format === 'short') return dateShort(day)
  if (format === 'quoted') return dateQuoted(day)
  return format === 'words' ? dateInWords(day, grammaticalCase) : dateLong(day)
}

function formatEntity(entity: Entity, format: string, grammaticalCase: Case): string {
  if (format === 'short') return entity.short ?? entity.name
  return entity.overrides?.[grammaticalCase] ?? entityInCase(entity.name, grammaticalCase)
}
