/** Names in the six cases by the petrovich rules, with the override that a person's card keeps where the rules are wrong. */
import petrovich from 'petrovich'
import type { Case } from './numerals.ts'

export type Sex = 'male' | 'female'

export interface PersonName {
  last: string
  first: string
  middle?: string | undefined
  sex?: Sex | undefined
  /** Whole names as typed by hand, by case; they win over the rules. */
  overrides?: Partial<Record<Case, string>> | undefined
}

/** By the patronymic: -ович, -евич, -ич is a man, -овна, -евна, -ична, -инична a woman, also -оглы and -кызы; null when it does not tell. */
export function sexByPatronymic(middle: string): Sex | null {
  const text = middle.trim().toLowerCase()
  if (/(?:ич|оглы|улы)$/u.test(text)) return 'male'
  if (/(?:на|кызы|гызы)$/u.test(text)) return 'female'
  return null
}

export function sexOf(name: PersonName): Sex | null {
  return name.sex ?? (name.middle === undefined ? null : sexByPatronymic(name.middle))
}

/** «Ивановой Марии Петровне». A person whose sex is unknown stays in the nominative: a wrong guess in a contract is worse. */
export function fullName(name: PersonName, grammaticalCase: Case = 'nominative'): string {
  const override = name.overrides?.[grammaticalCase]
  if (override !== undefined && override !== '') return override
  const declined = declineParts(name, grammaticalCase)
  return [declined.last, declined.first, declined.middle].filter((part) => part !== undefined && part !== '').join(' ')
}

/** «Иванова М.П.» in the given case. */
export function shortName(name: PersonName, grammaticalCase: Case = 'nominative'): string {
  const { last } = declineParts(name, grammaticalCase)
  const initials = [name.first, name.middle]
    .map((part) => part?.trim().charAt(0).toUpperCase() ?? '')
    .filter((part) => part !== '')
  return initials.length === 0 ? last : `${last}\u00a0${initials.map((part) => `${part}.`).join('')}`
}

export function declineParts(
  name: PersonName,
  grammaticalCase: Case,
): { last: string; first: string; middle?: string | undefined } {
  const sex = sexOf(name)
  const plain = {
    last: name.last.trim(),
    first: name.first.trim(),
    ...(name.middle === undefined ? {} : { middle: name.middle.trim() }),
  }
  if (grammaticalCase === 'nominative' || sex === null) return plain
  return {
    last: decline(plain.last, sex, 'last', grammaticalCase),
    first: decline(plain.first, sex, 'first', grammaticalCase),
    ...(plain.middle === undefined ? {} : { middle: declineMiddle(plain.middle, sex, grammaticalCase) }),
  }
}

/** The word that agrees with the person: `byGender(person, 'зарегистрированный', 'зарегистрированная')`. */
export function byGender(sex: Sex | null, male: string, female: string): string {
  return sex === 'female' ? female : sex === 'male' ? male : `${male}(${female})`
}

function declineMiddle(middle: string, sex: Sex, grammaticalCase: Case): string {
  // «Мамед оглы», «Ахмед кызы»: the second word shows the sex and nothing is inflected.
  return /(?:оглы|кызы|гызы|улы)$/iu.test(middle) ? middle : decline(middle, sex, 'middle', grammaticalCase)
}

function decline(part: string, sex: Sex, which: 'last' | 'first' | 'middle', grammaticalCase: Case): string {
  // Only Cyrillic words of a sane length follow the rules; anything else is left as it was typed.
  if (!/^[А-ЯЁа-яё' .-]{2,100}$/u.test(part)) return part
  return petrovich[sex][which][grammaticalCase as Exclude<Case, 'nominative'>](part)
}
