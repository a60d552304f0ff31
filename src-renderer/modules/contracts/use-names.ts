/** Names of facts and conditions in the user's language, from the dictionary of the vocabulary. */
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Condition, FactTest } from '#shared/modules/contracts/conditions.ts'
import { factParts as parts } from '#shared/modules/contracts/fact-names.ts'
import type { Facts } from '#shared/modules/contracts/vocabulary.ts'

export interface Names {
  /** `buyers.1.name`: the heading that it stands under. */
  group(path: string): string
  field(path: string): string
  /** Heading and field in one. */
  fact(path: string): string
  value(path: string, value: string | number | boolean | null): string
  test(test: FactTest): string
  condition(condition: Condition): string
  /** A fact with the value that this deal gives it. */
  given(path: string, value: unknown): string
  /** Why a rule holds for these facts: the values of the deal, not all that the rule would take. */
  because(tests: readonly FactTest[], facts: Facts): string[]
}

export function useNames(): Names {
  const { t } = useTranslation('contracts')
  return useMemo((): Names => {
    const group = (path: string) => {
      const { group: name, index } = parts(path)
      const title = t(`vocabulary:group.${name}`, { defaultValue: name })
      return index === undefined ? title : `${title} ${index}`
    }
    const field = (path: string) => {
      const { field: name } = parts(path)
      return name === '' ? group(path) : t(`vocabulary:field.${name}`, { defaultValue: name })
    }
    const fact = (path: string) => (parts(path).field === '' ? group(path) : `${group(path)}: ${field(path)}`)
    const value: Names['value'] = (path, given) => {
      if (given === null) return t('names.absent')
      if (given === 'present') return t('names.present')
      if (typeof given === 'boolean') return given ? t('names.yes') : t('names.no')
      const { group: name, field: own } = parts(path)
      return t(`vocabulary:choice.${name}.${own}.${given}`, { defaultValue: String(given) })
    }
    const test: Names['test'] = ({ fact: path, in: values, min, max, present }) => {
      const said = [
        ...(values ? [values.map((each) => value(path, each)).join(t('names.orJoin'))] : []),
        ...(min === undefined ? [] : [`≥ ${min}`]),
        ...(max === undefined ? [] : [`≤ ${max}`]),
        ...(present === undefined ? [] : [present ? t('names.present') : t('names.absent')]),
      ]
      return `${fact(path)} — ${said.join(', ')}`
    }
    const condition = (one: Condition): string => {
      if (one === true) return t('names.always')
      if ('all' in one) return one.all.map(condition).join('; ')
      if ('any' in one) return one.any.map(condition).join(t('names.orJoin'))
      if ('not' in one) return t('names.not', { condition: condition(one.not) })
      return test(one)
    }
    const given: Names['given'] = (path, known) =>
      typeof known === 'string' || typeof known === 'boolean' || typeof known === 'number'
        ? `${fact(path)} — ${value(path, known)}`
        : fact(path)
    const because: Names['because'] = (tests, facts) =>
      tests.map((one) => (one.in && facts[one.fact] !== undefined ? given(one.fact, facts[one.fact]) : test(one)))
    return { group, field, fact, value, test, condition, given, because }
  }, [t])
}
