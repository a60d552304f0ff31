/** The open version of a clause: written while it is a draft, read otherwise; compared, tried on a deal, judged. */
import { useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, Modal, NativeSelect, TextInput } from '@mantine/core'
import type { ClauseText, VersionRow } from '#shared/modules/contracts/library-contract.ts'
import type { RichText } from '#shared/modules/contracts/rich-text.ts'
import { useApi } from '#renderer/data/engine.tsx'
import { useMay } from '#renderer/data/session.ts'
import { useCommand } from '#renderer/data/use-command.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import { DateField } from '#renderer/ui/form/date-field.tsx'
import { Refusal } from '#renderer/ui/refusal.tsx'
import { Tabs } from '#renderer/ui/tabs.tsx'
import { ClauseDiff } from './clause-diff.tsx'
import { ClauseEditor } from './clause-editor.tsx'
import { MatrixView } from './clause-matrix.tsx'
import { canonical } from './editor-model.ts'
import { TextPreview } from './text-preview.tsx'
import classes from './library.module.css'

interface Words {
  title: string
  note: string
  content: RichText
  validFrom: string | null
  validTo: string | null
}

export function ClauseWork({ text, rows }: { text: ClauseText; rows: readonly VersionRow[] }) {
  const { t } = useTranslation('contracts')
  const api = useApi()
  const mayWrite = useMay('contracts.templates')
  const mayApprove = useMay('contracts.approve')
  const [tab, setTab] = useState('text')
  const [words, setWords] = useState<Words>(() => wordsOf(text))
  const [saved, setSaved] = useState(() => ({ words: wordsOf(text), revision: text.revision }))
  const [theirs, setTheirs] = useState<ClauseText>()
  const [editorKey, setEditorKey] = useState(0)
  const save = useCommand('contracts.saveClause', { quiet: true })
  const submit = useCommand('contracts.submitVersion', { done: t('version.submitted') })
  const used = useQuery('contracts.whereUsed', { clause: text.key })
  const places = useMemo(
    () =>
      (used.data?.anchors ?? []).map(({ anchor, title, text: words_ }) => ({ anchor, title: `${title}: ${words_}` })),
    [used.data],
  )
  const isDraft = text.state === 'draft' && mayWrite
  const isDirty = isDraft && JSON.stringify(words) !== JSON.stringify(saved.words)

  async function keep(revision = saved.revision): Promise<number | undefined> {
    const answer = await save.run({ id: text.id, revision, ...words })
    if (answer.ok) {
      setSaved({ words, revision: answer.value.revision })
      return answer.value.revision
    }
    if (answer.error.details['reason'] !== 'contracts.draft-moved') return undefined
    const now = await api.contracts.version({ kind: 'clause', id: text.id })
    if (now?.kind === 'clause') setTheirs(now)
    return undefined
  }

  async function send() {
    const revision = isDirty ? await keep() : saved.revision
    if (revision !== undefined) await submit.run({ kind: 'clause', id: text.id, revision })
  }

  function take(other: ClauseText) {
    setWords(wordsOf(other))
    setSaved({ words: wordsOf(other), revision: other.revision })
    setEditorKey((old) => old + 1)
    setTheirs(undefined)
  }

  // What somebody else saved comes in by itself while nothing of one's own would be lost.
  useEffect(() => {
    if (text.revision > saved.revision && !isDirty && !save.isPending) take(text)
  })

  const latest = useRef(keep)
  useEffect(() => {
    latest.current = keep
  })
  useEffect(() => {
    if (!isDraft) return
    const onKey = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.code !== 'KeyS') return
      event.preventDefault()
      void latest.current()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [isDraft])
  useEffect(() => {
    if (!isDirty) return
    const ask = (event: BeforeUnloadEvent) => event.preventDefault()
    window.addEventListener('beforeunload', ask)
    return () => window.removeEventListener('beforeunload', ask)
  }, [isDirty])

  const put = (change: Partial<Words>) => setWords((old) => ({ ...old, ...change }))
  return (
    <>
      {isDraft && (
        <div className={classes['head']}>
          <TextInput
            label={t('version.title')}
            value={words.title}
            onChange={(event) => put({ title: event.currentTarget.value })}
          />
          <TextInput
            label={t('version.note')}
            value={words.note}
            onChange={(event) => put({ note: event.currentTarget.value })}
          />
          <DateField
            label={t('version.validFrom')}
            value={words.validFrom}
            onChange={(validFrom) => put({ validFrom })}
          />
          <DateField label={t('version.validTo')} value={words.validTo} onChange={(validTo) => put({ validTo })} />
        </div>
      )}
      {isDraft && (
        <div className={classes['filters']}>
          <span className={classes['muted']}>{isDirty ? t('version.unsaved') : t('version.saved')}</span>
          <Button variant="default" disabled={!isDirty} loading={save.isPending} onClick={() => void keep()}>
            {t('version.save')}
          </Button>
          <Button loading={submit.isPending} onClick={() => void send()}>
            {t('version.submit')}
          </Button>
        </div>
      )}
      {theirs === undefined && <Refusal error={save.error} />}
      <Tabs
        value={tab}
        onChange={setTab}
        tabs={[
          {
            id: 'text',
            title: t('version.text'),
            content: () => (
              <ClauseEditor
                key={`${text.id} ${editorKey} ${isDraft ? '' : text.revision}`}
                initial={words.content}
                isReadOnly={!isDraft}
                label={t('version.text')}
                clause={text.key}
                places={places}
                onChange={(content) => put({ content })}
              />
            ),
          },
          {
            id: 'preview',
            title: t('version.preview'),
            content: () => <TextPreview text={{ kind: 'clause', title: words.title, content: words.content }} />,
          },
          {
            id: 'diff',
            title: t('version.diff'),
            content: () => <Compared text={text} content={words.content} rows={rows} />,
          },
          {
            id: 'matrix',
            title: t('matrix.title'),
            content: () =>
              isDirty ? (
                <p className={classes['muted']}>{t('matrix.saveFirst')}</p>
              ) : (
                <MatrixView
                  kind="clause"
                  subject={text.key}
                  version={text}
                  mayApprove={mayApprove}
                  onApproved={() => setTab('text')}
                />
              ),
          },
        ]}
      />
      {theirs && (
        <Conflict
          mine={words.content}
          theirs={theirs}
          onTake={() => take(theirs)}
          onKeep={() => void keepOver(theirs)}
          onClose={() => setTheirs(undefined)}
        />
      )}
    </>
  )

  async function keepOver(other: ClauseText) {
    if ((await keep(other.revision)) !== undefined) setTheirs(undefined)
  }
}

function wordsOf({ title, note, content, validFrom, validTo }: ClauseText): Words {
  const text = canonical(content)
  // The editor has no empty text: it begins with one paragraph.
  return {
    title,
    note,
    content: text.content.length > 0 ? text : { type: 'doc', content: [{ type: 'paragraph' }] },
    validFrom,
    validTo,
  }
}

function Compared({ text, content, rows }: { text: ClauseText; content: RichText; rows: readonly VersionRow[] }) {
  const { t } = useTranslation('contracts')
  const others = rows.filter(({ id }) => id !== text.id)
  const before = others.find(({ version }) => version < text.version) ?? others[0]
  const [id, setId] = useState(before?.id)
  const other = useQuery('contracts.version', id === undefined ? null : { kind: 'clause', id })
  if (others.length === 0) return <p className={classes['muted']}>{t('diff.first')}</p>
  return (
    <>
      <NativeSelect
        w={320}
        mb="sm"
        label={t('diff.with')}
        value={id}
        data={others.map((row) => ({
          value: row.id,
          label: `${t('library.version', { version: row.version })} · ${t(`life.${row.state}`)}`,
        }))}
        onChange={(event) => setId(event.currentTarget.value)}
      />
      {other.data?.kind === 'clause' && <ClauseDiff before={other.data.content} after={content} />}
    </>
  )
}

interface ConflictProps {
  mine: RichText
  theirs: ClauseText
  onTake(): void
  onKeep(): void
  onClose(): void
}

/** Both texts, and the choice between them; closing changes nothing. */
function Conflict({ mine, theirs, onTake, onKeep, onClose }: ConflictProps) {
  const { t } = useTranslation('contracts')
  return (
    <Modal opened onClose={onClose} title={t('conflict.title')} size={900}>
      <p>{t('conflict.text')}</p>
      <ClauseDiff before={theirs.content} after={mine} />
      <div className={classes['filters']} style={{ justifyContent: 'flex-end', margin: '12px 0 0' }}>
        <span />
        <Button variant="default" onClick={onClose}>
          {t('conflict.later')}
        </Button>
        <Button variant="default" onClick={onTake}>
          {t('conflict.take')}
        </Button>
        <Button onClick={onKeep}>{t('conflict.keep')}</Button>
      </div>
    </Modal>
  )
}
