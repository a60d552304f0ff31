/** A refusal of a document that is not whole, with the names of what it lacks. */
import { useTranslation } from 'react-i18next'
import type { WireError } from '#shared/rpc/errors.ts'
import { useNames } from './use-names.ts'

/** A dialog names so many; the rest is a number, the form asks for all. */
const NAMED = 10

/** Puts the user's words in the place of paths and of codes of terms; any other refusal stays as it is. */
export function useNamedRefusal(): (error: WireError | undefined) => WireError | undefined {
  const { t } = useTranslation('contracts')
  const names = useNames()
  return (error) => {
    if (!error) return undefined
    const { reason, paths, terms } = error.details
    const told = (details: WireError['details']): WireError => ({
      code: error.code,
      message: error.message,
      details: { ...error.details, ...details },
    })
    if (reason === 'contracts.terms-missing' && typeof terms === 'string')
      return told({ terms: listOf(terms, (term) => t(`term.${term}`)).join(', ') })
    if (reason !== 'contracts.incomplete' || typeof paths !== 'string' || paths === '') return error
    const all = listOf(paths, names.fact)
    const rest = all.length > NAMED ? [t('builder.moreMissing', { count: all.length - NAMED })] : []
    return told({ reason: 'contracts.incomplete-named', names: [...all.slice(0, NAMED), ...rest].join('; ') })
  }
}

function listOf(joined: string, nameOf: (one: string) => string): string[] {
  return [...new Set(joined.split(', ').map(nameOf))]
}
