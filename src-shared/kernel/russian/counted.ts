/** A count with its noun in any case, as terms are written: «5 (пяти) рабочих дней», «24 (двадцать четыре) месяца». */
import { CASES, type Case, cardinal } from './numerals.ts'
import { pluralIndex } from './plural.ts'

interface Noun {
  /** With one, in the six cases. */
  one: string
  /** With two, three and four, where the count itself stands in the nominative. */
  few: string
  /** With more, in the six cases. */
  many: string
}

export const COUNTED = {
  months: {
    one: 'месяц|месяца|месяцу|месяц|месяцем|месяце',
    few: 'месяца',
    many: 'месяцы|месяцев|месяцам|месяцы|месяцами|месяцах',
  },
  days: {
    one: 'календарный день|календарного дня|календарному дню|календарный день|календарным днём|календарном дне',
    few: 'календарных дня',
    many: 'календарные дни|календарных дней|календарным дням|календарные дни|календарными днями|календарных днях',
  },
  workdays: {
    one: 'рабочий день|рабочего дня|рабочему дню|рабочий день|рабочим днём|рабочем дне',
    few: 'рабочих дня',
    many: 'рабочие дни|рабочих дней|рабочим дням|рабочие дни|рабочими днями|рабочих днях',
  },
  copies: {
    one: 'экземпляр|экземпляра|экземпляру|экземпляр|экземпляром|экземпляре',
    few: 'экземпляра',
    many: 'экземпляры|экземпляров|экземплярам|экземпляры|экземплярами|экземплярах',
  },
  sets: {
    one: 'комплект|комплекта|комплекту|комплект|комплектом|комплекте',
    few: 'комплекта',
    many: 'комплекты|комплектов|комплектам|комплекты|комплектами|комплектах',
  },
} as const satisfies Record<string, Noun>
export type Counted = keyof typeof COUNTED

export function isCounted(name: string): name is Counted {
  return name in COUNTED
}

export function countedInWords(count: number, name: Counted, grammaticalCase: Case = 'nominative'): string {
  return `${count} (${cardinal(count, grammaticalCase)}) ${nounFor(count, COUNTED[name], grammaticalCase)}`
}

function nounFor(count: number, { one, few, many }: Noun, grammaticalCase: Case): string {
  const inCase = (forms: string, which: Case) => forms.split('|')[CASES.indexOf(which)] ?? ''
  const index = pluralIndex(count)
  if (index === 0) return inCase(one, grammaticalCase)
  if (grammaticalCase !== 'nominative' && grammaticalCase !== 'accusative') return inCase(many, grammaticalCase)
  return index === 1 ? few : inCase(many, 'genitive')
}
