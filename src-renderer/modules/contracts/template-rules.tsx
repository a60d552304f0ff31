/** Which changes of one document somebody else has to approve: in this template, or in one of its places. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { NativeSelect } from '@mantine/core'
import { newId } from '#shared/kernel/id.ts'
import { DEVIATION_KINDS, type DeviationKind, ruleFor } from '#shared/modules/contracts/contract-model.ts'
import { type TemplateNode, slotsOf } from '#shared/modules/contracts/model.ts'
import { useMay } from '#renderer/data/session.ts'
import { useCommand } from '#renderer/data/use-command.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import classes from './library.module.css'

export function TemplateRules({ template, nodes }: { template: string; nodes: readonly TemplateNode[] }) {
  const { t } = useTranslation('contracts')
  const mayWrite = useMay('contracts.templates')
  const [slot, setSlot] = useState('')
  const rules = useQuery('contracts.dictionaries', {}).data?.rules ?? []
  const save = useCommand('contracts.saveRule', { done: t('rules.saved') })
  const place = slot === '' ? null : slot
  const words = (isNeeded: boolean) => t(isNeeded ? 'rules.needed' : 'rules.free')
  const own = (kind: DeviationKind) =>
    rules.find((rule) => rule.template_key === template && rule.slot === place && rule.kind === kind)
  // What would count without a rule of this very place.
  const wider = (kind: DeviationKind) =>
    ruleFor(
      rules.filter((rule) => rule !== own(kind)),
      template,
      place,
      kind,
    )?.is_approval_needed ?? true
  return (
    <section aria-label={t('rules.title')} style={{ maxWidth: 720 }}>
      <p className={classes['muted']}>{t('rules.text')}</p>
      <NativeSelect
        label={t('rules.where')}
        value={slot}
        data={[
          { value: '', label: t('rules.whole') },
          ...slotsOf([...nodes]).map(({ key, title }) => ({ value: key, label: title })),
        ]}
        onChange={(event) => setSlot(event.currentTarget.value)}
      />
      <div className={classes['head']} style={{ marginTop: 12 }}>
        {DEVIATION_KINDS.map((kind) => (
          <NativeSelect
            key={kind}
            label={t(`rules.kind.${kind}`)}
            disabled={!mayWrite || save.isPending}
            value={String(own(kind)?.is_approval_needed ?? 'wider')}
            data={[
              { value: 'wider', label: t('rules.wider', { words: words(wider(kind)) }) },
              { value: 'true', label: words(true) },
              { value: 'false', label: words(false) },
            ]}
            onChange={(event) => {
              const chosen = event.currentTarget.value
              const isApprovalNeeded = chosen === 'wider' ? null : chosen === 'true'
              void save.run({ id: newId(), template, slot: place, kind, isApprovalNeeded })
            }}
          />
        ))}
      </div>
    </section>
  )
}
