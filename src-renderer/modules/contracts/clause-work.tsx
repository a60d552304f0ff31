/** The open version of a clause: written while it is a draft, read otherwise; compared, tried on a deal, judged. */
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { NativeSelect } from '@mantine/core'
import type { ClauseText, VersionRow } from '#shared/modules/contracts/library-contract.ts'
import type { RichText } from '#shared/modules/contracts/rich-text.ts'
import { useMay } from '#renderer/data/session.ts'
import { useCommand } from '#renderer/data/use-command.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import { Refusal } from '#renderer/ui/refusal.tsx'
import { Tabs } from '#renderer/ui/tabs.tsx'
import { ClauseDiff } from './clause-diff.tsx'
import { ClauseEditor } from './clause-editor.tsx'
import { MatrixView } from './clause-matrix.tsx'
import { canonical } from './editor-model.ts'
import { TextPreview } from './text-preview.tsx'
import { useNames } from './use-names.ts'
import { useVersionWork } from './use-version-work.ts'
import { VersionConflict } from './version-conflict.tsx'
import { type ClauseWords, clauseMerge } from './version-differences.ts'
import { VersionHead } from './version-head.tsx'
import classes from './library.module.css'

export function ClauseWork({ text, rows }: { text: ClauseText; rows: readonly VersionRow[] }) {
  const { t } = useTranslation('contracts')
  const names = useNames()
  const mayApprove = useMay('contracts.approve')
  const [tab, setTab] = useState('text')
  const save = useCommand('contracts.saveClause', { quiet: true })
  const work = useVersionWork<ClauseText, ClauseWords>(
    text,
    wordsOf,
    (revision, words) => save.run({ id: text.id, revision, ...words }),
    save.isPending,
  )
  const { words, put, isDraft, isDirty, theirs, editorKey } = work
  const used = useQuery('contracts.whereUsed', { clause: text.key })
  const places = useMemo(
    () =>
      (used.data?.anchors ?? []).map(({ anchor, title, text: words_ }) => ({ anchor, title: `${title}: ${words_}` })),
    [used.data],
  )
  const merge = theirs && clauseMerge({ base: work.base, mine: words, theirs: wordsOf(theirs) }, names, t)
  return (
    <>
      {isDraft && (
        <VersionHead
          words={words}
          isDirty={isDirty}
          isSaving={save.isPending}
          isSubmitting={work.isSubmitting}
          onChange={put}
          onKeep={() => void work.keep()}
          onSend={() => void work.send()}
        />
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
                hasFocus={isDraft && isBlank(words.content)}
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
      {theirs && merge && (
        <VersionConflict
          differences={merge.differences}
          onTake={() => work.take(theirs)}
          onMerge={(sides) => void work.resolve(theirs, merge.merged(sides))}
          onClose={work.later}
        />
      )}
    </>
  )
}

/** A draft that was just begun: the next key writes it. */
function isBlank({ content }: RichText): boolean {
  return content.length < 2 && content.every((block) => block.type === 'paragraph' && !block.content?.length)
}

function wordsOf({ title, note, content, validFrom, validTo }: ClauseText): ClauseWords {
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
