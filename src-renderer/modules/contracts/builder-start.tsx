/** What an empty sheet may begin with: an example, or a source that the house keeps no record of yet. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, Menu, NativeSelect } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import type { TemplateRow } from '#shared/modules/contracts/contract.ts'
import { STATED_SOURCES, type StatedSource } from '#shared/modules/contracts/contract-model.ts'
import { useApi } from '#renderer/data/engine.tsx'
import { type BuilderDraft, FREQUENT, blankDraft } from './draft.ts'
import { SourceDialog } from './source-dialog.tsx'
import type { Names } from './use-names.ts'
import classes from './contracts.module.css'

interface BuilderStartProps {
  templates: readonly TemplateRow[]
  names: Names
  contractId: string
  onDraft(draft: BuilderDraft): void
}

export function BuilderStart({ templates, names, contractId, onDraft }: BuilderStartProps) {
  const { t } = useTranslation('contracts')
  const api = useApi()
  const [example, setExample] = useState('')
  const [source, setSource] = useState<StatedSource>()
  const examples = examplesOf(templates, names)
  async function begin(key: string) {
    setExample(key)
    const chosen = examples.find((one) => one.key === key)
    if (!chosen) return onDraft({ ...blankDraft(), contractId })
    const answer = await api.contracts.example({ template: chosen.template, deal: chosen.deal })
    onDraft({ ...blankDraft(), contractId, template: chosen.template, base: answer.facts, facts: answer.facts })
  }
  return (
    <div className={classes['start']}>
      <NativeSelect
        label={t('builder.deal')}
        value={example}
        data={[
          { value: '', label: t('builder.blank') },
          ...examples.map(({ key, title }) => ({ value: key, label: title })),
        ]}
        onChange={(event) => void begin(event.currentTarget.value)}
      />
      <Menu position="bottom-start">
        <Menu.Target>
          <Button variant="default" rightSection={<IconChevronDown size={14} />}>
            {t('begin.open')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {STATED_SOURCES.map((kind) => (
            <Menu.Item key={kind} onClick={() => setSource(kind)}>
              {t(`begin.${kind}`)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {source && <SourceDialog kind={source} onClose={() => setSource(undefined)} />}
    </div>
  )
}

function examplesOf(templates: readonly TemplateRow[], names: Names) {
  const usual = templates.map(({ id }) => ({ template: id, deal: {} as Record<string, string | boolean> }))
  return [...FREQUENT, ...usual].map(({ template, deal }) => {
    const title = templates.find(({ id }) => id === template)?.title ?? template
    const facts = Object.entries(deal).map(([path, value]) =>
      value === true ? names.group(path) : names.value(path, value),
    )
    return { key: `${template} ${JSON.stringify(deal)}`, template, deal, title: [title, ...facts].join(' · ') }
  })
}
