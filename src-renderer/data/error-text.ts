/** The user's words for a refusal: `<module>:errors.<rest of the reason>`, else `errors.<code>` of the common dictionary. */
import type { TFunction } from 'i18next'
import type { WireError } from '#shared/rpc/errors.ts'

export interface ErrorText {
  /** What happened, one sentence. */
  title: string
  /** What to do next; may be empty. */
  advice: string
}

/** `inventory.unit-taken` has its words in inventory.json: `errors.unit-taken` and, if there is advice, `errors.unit-taken--advice`. */
export function errorText(error: WireError, t: TFunction): ErrorText {
  const facts = error.details
  const reason = typeof facts['reason'] === 'string' ? facts['reason'] : undefined
  const keys = [...(reason === undefined ? [] : [reasonKey(reason)]), `common:errors.${error.code}`]
  return {
    title: t(keys, { ...facts, defaultValue: error.message }),
    advice: t(
      keys.map((key) => `${key}--advice`),
      { ...facts, defaultValue: '' },
    ),
  }
}

export function reasonKey(reason: string): string {
  const dot = reason.indexOf('.')
  return dot < 0 ? `common:errors.${reason}` : `${reason.slice(0, dot)}:errors.${reason.slice(dot + 1)}`
}
