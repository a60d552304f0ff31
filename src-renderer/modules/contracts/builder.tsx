/** One document put together: the facts at the left, its pages at the right, and at every key the whole of it again. */
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, NativeSelect, Switch } from '@mantine/core'
import { IconDeviceFloppy } from '@tabler/icons-react'
import { deriveFacts } from '#shared/modules/contracts/derive.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import { Page } from '#renderer/ui/page.tsx'
import { ErrorState, LoadingState } from '#renderer/ui/states.tsx'
import { Tabs } from '#renderer/ui/tabs.tsx'
import { BuilderFiles } from './builder-files.tsx'
import { ClausesList } from './clauses-list.tsx'
import { MadeFrom } from './builder-made-from.tsx'
import { BuilderReason } from './builder-reason.tsx'
import { useSave } from './builder-save.ts'
import { BuilderStart } from './builder-start.tsx'
import { type BuilderDraft, shownFacts, withValue } from './draft.ts'
import { FactsForm } from './facts-form.tsx'
import { Paper } from './paper.tsx'
import { useDraft } from './use-draft.ts'
import { useLatest } from './use-latest.ts'
import { useNames } from './use-names.ts'
import classes from './contracts.module.css'

const PAUSE_MS = 200

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
  // What such a source leads to is known before the facts that decide are: then they are asked for in a document of that kind.
  const likely = proposed?.template ?? templates.data?.find(({ kind }) => kind === draft.kind)?.id ?? ''
  const template = draft.template === '' && draft.source.kind !== 'none' ? likely : draft.template
  const titleOf = (key: string) => templates.data?.find(({ id }) => id === key)?.title
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
              data-keep
            >
              {draft.revision === null ? t('builder.keep') : t('builder.keepAgain')}
            </Button>
          )}
        </>
      }
      toolbar={
        <div className={classes['choose']}>
          {draft.source.kind === 'none' && draft.revision === null ? (
            <BuilderStart
              templates={templates.data ?? []}
              names={names}
              contractId={draft.contractId}
              onDraft={setDraft}
            />
          ) : (
            <MadeFrom draft={draft} />
          )}
          <NativeSelect
            label={t('builder.template')}
            value={draft.template}
            data={[
              { value: '', label: [t('builder.proposed'), titleOf(likely)].filter(Boolean).join(': ') },
              ...(templates.data ?? []).map(({ id, title }) => ({ value: id, label: title })),
            ]}
            onChange={(event) => {
              const chosen = event.currentTarget.value
              setDraft((old) => ({ ...old, template: chosen, edits: [] }))
            }}
          />
          <BuilderReason proposals={proposals.data ?? []} draft={draft} facts={facts} names={names} />
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
