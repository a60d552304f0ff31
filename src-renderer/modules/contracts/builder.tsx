/** One document put together: the facts at the left, its pages at the right, and at every key the whole of it again. */
import { useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, NativeSelect, Switch } from '@mantine/core'
import { IconDeviceFloppy } from '@tabler/icons-react'
import { deriveFacts } from '#shared/modules/contracts/derive.ts'
import type { Proposal, TemplateRow } from '#shared/modules/contracts/contract.ts'
import type { Facts } from '#shared/modules/contracts/vocabulary.ts'
import { RUSSIAN_VOCABULARY as WORDS } from '#shared/modules/contracts/vocabulary-ru.ts'
import { useApi } from '#renderer/data/engine.tsx'
import { navigate } from '#renderer/data/route.ts'
import { useMay } from '#renderer/data/session.ts'
import { useCommand } from '#renderer/data/use-command.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import { Page } from '#renderer/ui/page.tsx'
import { ErrorState, LoadingState } from '#renderer/ui/states.tsx'
import { Tabs } from '#renderer/ui/tabs.tsx'
import { BuilderFiles } from './builder-files.tsx'
import { ClausesList } from './clauses-list.tsx'
import { type BuilderDraft, FREQUENT, NUMBER_TO_COME, blankDraft, shownFacts, withValue } from './draft.ts'
import { FactsForm } from './facts-form.tsx'
import { Paper } from './paper.tsx'
import { useDraft } from './use-draft.ts'
import { useLatest } from './use-latest.ts'
import { type Names, useNames } from './use-names.ts'
import classes from './contracts.module.css'

const PAUSE_MS = 200
const MOST_REASONS = 6

export function Builder() {
  const { t } = useTranslation('contracts')
  const { draft, setDraft, isLoading, error, reload } = useDraft()
  if (error) return <ErrorState error={error} onRetry={reload} />
  if (isLoading)
    return (
      <Page title={t('screens.builder')}>
        <LoadingState />
      </Page>
    )
  return <BuilderDesk key={draft.contractId} draft={draft} setDraft={setDraft} />
}

interface BuilderDeskProps {
  draft: BuilderDraft
  setDraft: React.Dispatch<React.SetStateAction<BuilderDraft>>
}

function BuilderDesk({ draft, setDraft }: BuilderDeskProps) {
  const { t } = useTranslation('contracts')
  const names = useNames()
  const [tab, setTab] = useState('facts')
  const [isClean, setClean] = useState(false)
  const [shown, setShown] = useState<string>()
  const templates = useQuery('contracts.templates', {})
  const clauses = useQuery('contracts.clauses', {})
  const ofSource = draft.kind === null ? {} : { kind: draft.kind }
  const proposals = useLatest('contracts.propose', { facts: draft.facts, ...ofSource }, PAUSE_MS)
  const proposed = proposals.data?.[0]
  const template = draft.template === '' && draft.source.kind !== 'none' ? (proposed?.template ?? '') : draft.template
  const args = {
    facts: shownFacts(draft),
    origins: { ...draft.origins },
    edits: [...draft.edits],
    ...(template === '' ? {} : { template }),
  }
  const { data: preview, error, retry } = useLatest('contracts.preview', args)
  const facts = useMemo(() => deriveFacts(draft.facts).facts, [draft.facts])
  const row = templates.data?.find(({ id }) => id === preview?.template)
  const asked = useAsked(preview?.missing.map(({ path }) => path) ?? [])
  const save = useSave(draft, setDraft, preview?.template ?? '')

  return (
    <Page
      title={draft.title === '' ? t('screens.builder') : t('builder.of', { title: draft.title })}
      detail={preview && <State preview={preview} />}
      actions={
        <>
          <Switch
            label={t('builder.clean')}
            checked={isClean}
            onChange={(event) => setClean(event.currentTarget.checked)}
          />
          <BuilderFiles args={args} isClean={isClean} />
          {save.may && (
            <Button
              leftSection={<IconDeviceFloppy size={16} />}
              loading={save.isPending}
              onClick={() => void save.run()}
              title={t('builder.keepKeys')}
            >
              {draft.revision === null ? t('builder.keep') : t('builder.keepAgain')}
            </Button>
          )}
        </>
      }
      toolbar={
        <div className={classes['choose']}>
          {draft.source.kind === 'none' && draft.revision === null ? (
            <Examples templates={templates.data ?? []} names={names} contractId={draft.contractId} onDraft={setDraft} />
          ) : (
            <NativeSelect
              label={t('builder.from')}
              value=""
              data={[{ value: '', label: `${t(`source.${draft.source.kind}`)}: ${draft.title}` }]}
              disabled
            />
          )}
          <NativeSelect
            label={t('builder.template')}
            value={draft.template}
            data={[
              {
                value: '',
                label: proposed ? `${t('builder.proposed')}: ${proposed.title}` : t('builder.proposed'),
              },
              ...(templates.data ?? []).map(({ id, title }) => ({ value: id, label: title })),
            ]}
            onChange={(event) => {
              const chosen = event.currentTarget.value
              setDraft((old) => ({ ...old, template: chosen, edits: [] }))
            }}
          />
          <Reason proposals={proposals.data ?? []} draft={draft} facts={facts} names={names} />
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
                      asked={draft.source.kind === 'none' ? null : asked}
                      sources={draft.sources}
                      origins={draft.origins}
                      withheld={draft.withheld}
                      shown={shown}
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
                      template={row}
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
          <Paper
            document={preview.document}
            isClean={isClean}
            onValue={(path) => {
              setTab('facts')
              setShown(path)
            }}
          />
        </div>
      )}
    </Page>
  )
}

/** Everything that was ever missing of this document: a field does not vanish under the fingers that fill it. */
function useAsked(missing: readonly string[]): ReadonlySet<string> {
  const [asked, setAsked] = useState<ReadonlySet<string>>(new Set())
  if (missing.some((path) => !asked.has(path))) setAsked(new Set([...asked, ...missing]))
  return asked
}

function useSave(draft: BuilderDraft, setDraft: React.Dispatch<React.SetStateAction<BuilderDraft>>, template: string) {
  const { t } = useTranslation('contracts')
  const mayWrite = useMay('contracts.write')
  const keep = useCommand('contracts.keep', { done: t('builder.kept') })
  const may = mayWrite && draft.state === 'draft'
  const run = async () => {
    if (!may || template === '' || keep.isPending) return
    const { contractId, source, dealId, unitId, baseId, facts, origins, sources, edits, base, revision } = draft
    const { 'contract.number': number, ...given } = facts
    const answer = await keep.run({
      contractId,
      source,
      dealId,
      unitId,
      baseId,
      template,
      facts: number === NUMBER_TO_COME ? given : facts,
      origins: { ...origins },
      sources: { ...sources },
      edits: [...edits],
      register: base,
      revision,
    })
    if (!answer.ok) return
    setDraft((old) => ({ ...old, revision: answer.value.revision }))
    navigate(`/contracts/${contractId}`)
  }
  const latest = useRef(run)
  useEffect(() => {
    latest.current = run
  })
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.code !== 'KeyS') return
      event.preventDefault()
      void latest.current()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])
  return { may, run, isPending: keep.isPending }
}

interface ExamplesProps {
  templates: readonly TemplateRow[]
  names: Names
  contractId: string
  onDraft(draft: BuilderDraft): void
}

function Examples({ templates, names, contractId, onDraft }: ExamplesProps) {
  const { t } = useTranslation('contracts')
  const api = useApi()
  const [example, setExample] = useState('')
  const examples = examplesOf(templates, names)
  async function begin(key: string) {
    setExample(key)
    const chosen = examples.find((one) => one.key === key)
    if (!chosen) return onDraft({ ...blankDraft(), contractId })
    const answer = await api.contracts.example({ template: chosen.template, deal: chosen.deal })
    onDraft({ ...blankDraft(), contractId, template: chosen.template, base: answer.facts, facts: answer.facts })
  }
  return (
    <NativeSelect
      label={t('builder.deal')}
      value={example}
      data={[
        { value: '', label: t('builder.blank') },
        ...examples.map(({ key, title }) => ({ value: key, label: title })),
      ]}
      onChange={(event) => void begin(event.currentTarget.value)}
    />
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

function Reason({ proposals, draft, facts, names }: ReasonProps) {
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

interface Judged {
  isComplete: boolean
  missing: unknown[]
  deviations: unknown[]
  missingTerms: string[]
}

function State({ preview }: { preview: Judged }) {
  const { t } = useTranslation('contracts')
  const { isComplete, missing, deviations, missingTerms } = preview
  const said = isComplete
    ? t('builder.complete')
    : missing.length > 0
      ? t('builder.missing', { count: missing.length })
      : t('builder.notReady')
  const terms = missingTerms.map((term) => t(`term.${term}`)).join(', ')
  return (
    <span role="status">
      {[
        said,
        ...(deviations.length > 0 ? [t('builder.deviations', { count: deviations.length })] : []),
        ...(terms === '' ? [] : [t('builder.termsMissing', { terms })]),
      ].join(' · ')}
    </span>
  )
}
