/** The record that a document is made from, and the way back to it. */
import { useTranslation } from 'react-i18next'
import { InputWrapper } from '@mantine/core'
import type { SourceKind } from '#shared/modules/contracts/contract-model.ts'
import { Link } from '#renderer/ui/link.tsx'
import type { BuilderDraft } from './draft.ts'
import classes from './contracts.module.css'

const CARDS: Partial<Record<SourceKind, string>> = { deal: '/deals/card/', base: '/contracts/' }

export function MadeFrom({ draft: { source, title, dealId, baseId } }: { draft: BuilderDraft }) {
  const { t } = useTranslation('contracts')
  const kept = dealId === null ? (baseId === null ? undefined : `/contracts/${baseId}`) : `/deals/card/${dealId}`
  const to = CARDS[source.kind] === undefined || source.id === null ? kept : `${CARDS[source.kind]}${source.id}`
  const said = [t(`source.${source.kind}`), title].filter(Boolean).join(': ')
  return (
    <InputWrapper label={t('builder.from')} labelElement="div">
      <div className={classes['madeFrom']}>{to === undefined ? said : <Link to={to}>{said}</Link>}</div>
    </InputWrapper>
  )
}
