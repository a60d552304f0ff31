/** One document put together: the facts at the left, its pages at the right, and at every key the whole of it again. */
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, NativeSelect, Switch } from '@mantine/core'
import { IconFileTypeDocx, IconFileTypePdf } from '@tabler/icons-react'
import { deriveFacts } from '#shared/modules/contracts/derive.ts'
import type { Proposal, TemplateRow } from '#shared/modules/contracts/contract.ts'
import type { Facts } from '#shared/modules/contracts/vocabulary.ts'
import { RUSSIAN_VOCABULARY as WORDS } from '#shared/modules/contracts/vocabulary-ru.ts'
import { useApi } from '#renderer/data/engine.tsx'
import { useMay } from '#renderer/data/session.ts'
import { useCommand } from '#renderer/data/use-command.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import { Page } from '#renderer/ui/page.tsx'
import { useFiles } from '#renderer/ui/print.ts'
import { ErrorState, LoadingState } from '#renderer/ui/states.tsx'
import { Tabs } from '#renderer/ui/tabs.tsx'
import { ClausesList } from './clauses-list.tsx'
import { BLANK, type BuilderDraft, FREQUENT, withValue } from './draft.ts'
import { FactsForm } from './facts-form.tsx'
import { Paper } from './paper.tsx'
import { type Names, useNames } from './use-names.ts'
import { useLatest } from './use-latest.ts'
import classes from './contracts.module.css'

const PAUSE_MS = 200
const MOST_REASONS = 6

export function Builder() {
  const { t } = useTranslation('contracts')
  const names = useNames()
  const api = useApi()
  const [draft, setDraft] = useState<BuilderDraft>(BLANK)
  const [example, setExample] = useState('')
  const [tab, setTab] = useState('facts')
  const [isClean, setClean] = useState(false)
  const templates = useQuery('contracts.templates', {})
  const clauses = useQuery('contracts.clauses', {})
  const proposals = useLatest('contracts.propose', { facts: draft.facts }, PAUSE_MS)
  const { template, ...rest } = draft
  const args = {
    facts: rest.facts,
    origins: { ...rest.origins },
    edits: [...rest.edits],
    ...(template === '' ? {} : { template }),
  }
  const { data: preview, error, retry } = useLatest('contracts.preview', args)
  const facts = useMemo(() => deriveFacts(draft.facts).facts, [draft.facts])
  const shown = templates.data?.find(({ id }) => id === preview?.template)

  async function begin(key: string) {
    setExample(key)
    const chosen = examplesOf(templates.data ?? [], names).find((one) => one.key === key)
    if (!chosen) return setDraft(BLANK)
    const answer = await api.contracts.example({ template: chosen.template, deal: chosen.deal })
    setDraft({ ...BLANK, template: chosen.template, base: answer.facts, facts: answer.facts })
  }

  return (
    <Page
      title={t('screens.builder')}
      detail={preview && <State preview={preview} />}
      actions={<Files args={args} isClean={isClean} onClean={setClean} />}
      toolbar={
        <div className={classes['choose']}>
          <NativeSelect
            label={t('builder.deal')}
            value={example}
            data={[
              { value: '', label: t('builder.blank') },
              ...examplesOf(templates.data ?? [], names).map(({ key, title }) => ({ value: key, label: title })),
            ]}
            onChange={(event) => void begin(event.currentTarget.value)}
          />
          <NativeSelect
            label={t('builder.template')}
            value={template}
            data={[
              { value: '', label: proposed(proposals.data?.[0], t('builder.proposed')) },
              ...(templates.data ?? []).map(({ id, title }) => ({ value: id, label: title })),
            ]}
            onChange={(event) => {
              const chosen = event.currentTarget.value
              setDraft((old) => ({ ...old, template: chosen, edits: [] }))
            }}
          />
          <Reason proposals={proposals.data ?? []} template={template} facts={facts} names={names} />
        </div>
      }
    >
      {error && <ErrorState error={error} onRetry={retry} />}
      {!preview && !error && <LoadingState />}
      {preview && (
        <div className={classes['builder']}>
          <div className={classes['left']}>
            <Tabs
              value={tab}
              onChange={setTab}
              tabs={[
                {
                  id: 'facts',
                  title: t('builder.facts'),
                  count: preview.fields.length,
                  content: () => (
                    <FactsForm
                      preview={preview}
                      facts={facts}
                      names={names}
                      onChange={(path, value) => setDraft((old) => withValue(old, path, value))}
                    />
                  ),
                },
                {
                  id: 'clauses',
                  title: t('builder.clauses'),
                  count: preview.clauses.length,
                  content: () => (
                    <ClausesList
                      preview={preview}
                      template={shown}
                      clauses={clauses.data ?? []}
                      draft={draft}
                      facts={facts}
                      names={names}
                      onChange={setDraft}
                    />
                  ),
                },
              ]}
            />
          </div>
          <Paper document={preview.document} isClean={isClean} />
        </div>
      )}
    </Page>
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

function proposed(first: Proposal | undefined, words: string): string {
  return first ? `${words}: ${first.title}` : words
}

function isSpecial(fact: string, value: unknown): boolean {
  const usual = WORDS.variables.get(fact)?.values?.[0] ?? false
  return value !== undefined && value !== usual
}

interface ReasonProps {
  proposals: readonly Proposal[]
  template: string
  facts: Facts
  names: Names
}

function Reason({ proposals, template, facts, names }: ReasonProps) {
  const { t } = useTranslation('contracts')
  const one = template === '' ? proposals[0] : proposals.find((each) => each.template === template)
  if (!one) return <p className={classes['why']}>{template === '' ? '' : t('builder.doesNotFit')}</p>
  // What every deal has says little: after the rule itself come the facts that this deal does not share with the usual one.
  const special = one.known.filter(
    (fact) => !one.because.some((test) => test.fact === fact) && isSpecial(fact, facts[fact]),
  )
  const because = [...names.because(one.because, facts), ...special.map((fact) => names.given(fact, facts[fact]))]
  const said = because.slice(0, MOST_REASONS).join('; ') || t('names.always')
  return <p className={classes['why']}>{t('builder.because', { because: said })}</p>
}

function State({ preview }: { preview: { isComplete: boolean; missing: unknown[]; deviations: unknown[] } }) {
  const { t } = useTranslation('contracts')
  const { isComplete, missing, deviations } = preview
  const said = isComplete
    ? t('builder.complete')
    : missing.length > 0
      ? t('builder.missing', { count: missing.length })
      : t('builder.notReady')
  return (
    <span role="status">
      {[said, ...(deviations.length > 0 ? [t('builder.deviations', { count: deviations.length })] : [])].join(' · ')}
    </span>
  )
}

interface FilesProps {
  args: Parameters<ReturnType<typeof useCommand<'contracts.assemble'>>['run']>[0]
  isClean: boolean
  onClean(isClean: boolean): void
}

function Files({ args, isClean, onClean }: FilesProps) {
  const { t } = useTranslation('contracts')
  const mayWrite = useMay('contracts.write')
  const assemble = useCommand('contracts.assemble', { label: t('builder.writing') })
  const files = useFiles()
  async function write(format: 'docx' | 'pdf') {
    const answer = await assemble.run({ ...args, copy: isClean ? 'clean' : 'working', formats: [format] })
    const file = answer.ok ? answer.value[format] : null
    if (file) await files.save(file.ref)
  }
  return (
    <>
      <Switch label={t('builder.clean')} checked={isClean} onChange={(event) => onClean(event.currentTarget.checked)} />
      {mayWrite && (
        <>
          <Button
            variant="default"
            leftSection={<IconFileTypeDocx size={16} />}
            loading={assemble.isPending}
            onClick={() => void write('docx')}
          >
            {t('builder.word')}
          </Button>
          <Button
            leftSection={<IconFileTypePdf size={16} />}
            loading={assemble.isPending}
            onClick={() => void write('pdf')}
          >
            {t('builder.pdf')}
          </Button>
        </>
      )}
    </>
  )
}
