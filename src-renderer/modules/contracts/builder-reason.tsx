/** Why the builder proposes a template, in words. */
import { useTranslation } from 'react-i18next'
import type { Proposal } from '#shared/modules/contracts/contract.ts'
import type { Facts } from '#shared/modules/contracts/vocabulary.ts'
import { RUSSIAN_VOCABULARY as WORDS } from '#shared/modules/contracts/vocabulary-ru.ts'
import type { BuilderDraft } from './draft.ts'
import type { Names } from './use-names.ts'
import classes from './contracts.module.css'

const MOST_REASONS = 6

function isSpecial(fact: string, value: unknown): boolean {
  const usual = WORDS.variables.get(fact)?.values?.[0] ?? false
  return value !== undefined && value !== usual
}

interface ReasonProps {
  proposals: readonly Proposal[]
  draft: BuilderDraft
  facts: Facts
  names: Names
}

/** Why this template: what the source leads to, the rule that holds, and what is unusual about the deal. */
export function BuilderReason({ proposals, draft, facts, names }: ReasonProps) {
  const { t } = useTranslation('contracts')
  const { template, why } = draft
  const one = template === '' ? proposals[0] : proposals.find((each) => each.template === template)
  const own = why === null ? [] : [t(`builder.why.${why}`)]
  if (!one) return <p className={classes['why']}>{template === '' ? own.join('; ') : t('builder.doesNotFit')}</p>
  // What every deal has says little: after the rule itself come the facts that this deal does not share with the usual one.
  const special = one.known.filter(
    (fact) => !one.because.some((test) => test.fact === fact) && isSpecial(fact, facts[fact]),
  )
  const because = [
    ...own,
    ...names.because(one.because, facts),
    ...special.map((fact) => names.given(fact, facts[fact])),
  ]
  const said = because.slice(0, MOST_REASONS).join('; ') || t('names.always')
  return <p className={classes['why']}>{t('builder.because', { because: said })}</p>
}
