/** A text on an example deal, as pages; the deal's facts that matter are chosen beside it. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { NativeSelect } from '@mantine/core'
import { testsOf } from '#shared/modules/contracts/conditions.ts'
import { type TemplateBody, type TemplateVersion, slotsOf } from '#shared/modules/contracts/model.ts'
import { type RichText, usesOf } from '#shared/modules/contracts/rich-text.ts'
import { conditionsOf } from '#shared/modules/contracts/select.ts'
import type { FactValue, Condition } from '#shared/modules/contracts/conditions.ts'
import { RUSSIAN_VOCABULARY as WORDS } from '#shared/modules/contracts/vocabulary-ru.ts'
import { ErrorState, LoadingState } from '#renderer/ui/states.tsx'
import { Paper } from './paper.tsx'
import { useLatest } from './use-latest.ts'
import { useNames } from './use-names.ts'
import classes from './contracts.module.css'

type Text =
  | { kind: 'clause'; title: string; content: RichText }
  | { kind: 'template'; key: string; title: string; templateKind: TemplateVersion['kind']; body: TemplateBody }
const PAUSE_MS = 150

export function TextPreview({ text }: { text: Text }) {
  const { t } = useTranslation('contracts')
  const names = useNames()
  const [deal, setDeal] = useState<Record<string, FactValue>>({})
  const { data, error, retry } = useLatest('contracts.previewText', { text, deal }, PAUSE_MS)
  const facts = [
    ...new Set(
      conditionsIn(text)
        .flatMap(testsOf)
        .map(({ fact }) => fact),
    ),
  ]
  return (
    <>
      <div
        className={classes['group']}
        style={{ marginBottom: 12, maxWidth: 960, gridTemplateColumns: 'repeat(4, 1fr)' }}
      >
        {facts.map((fact) => (
          <Fact key={fact} fact={fact} value={deal[fact]} onChange={(value) => setDeal(withFact(deal, fact, value))} />
        ))}
      </div>
      {data && data.missing.length > 0 && (
        <p className={classes['why']}>{t('version.missing', { list: data.missing.map(names.fact).join(', ') })}</p>
      )}
      {error && <ErrorState error={error} onRetry={retry} />}
      {!data && !error && <LoadingState />}
      {data && <Paper document={data.document} isClean={false} />}
    </>
  )
}

function withFact(deal: Record<string, FactValue>, fact: string, value: FactValue | undefined) {
  const { [fact]: _, ...rest } = deal
  return value === undefined ? rest : { ...rest, [fact]: value }
}

function Fact({
  fact,
  value,
  onChange,
}: {
  fact: string
  value: FactValue | undefined
  onChange(value?: FactValue): void
}) {
  const { t } = useTranslation('contracts')
  const names = useNames()
  const variable = WORDS.variables.get(fact)
  const values: FactValue[] =
    variable?.type === 'choice' ? [...(variable.values ?? [])] : variable?.type === 'flag' ? [true, false] : []
  if (values.length === 0) return null
  return (
    <NativeSelect
      label={names.fact(fact)}
      value={value === undefined ? '' : String(value)}
      data={[
        { value: '', label: t('variable.usual') },
        ...values.map((one) => ({ value: String(one), label: names.value(fact, one) })),
      ]}
      onChange={(event) => onChange(values.find((one) => String(one) === event.currentTarget.value))}
    />
  )
}

function conditionsIn(text: Text): Condition[] {
  if (text.kind === 'template')
    return [
      text.body.when,
      ...conditionsOf(text.body.body),
      ...slotsOf(text.body.body).flatMap(({ variants }) => variants.map(({ when }) => when)),
    ]
  return usesOf(text.content).flatMap(({ node }) =>
    node.type === 'when' ? [node.attrs.when] : node.type === 'choice' ? node.attrs.options.map(({ when }) => when) : [],
  )
}
