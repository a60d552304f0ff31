/** Beside a version: all versions of it, what is said about this one, and where the clause stands. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, Textarea } from '@mantine/core'
import type { CommentRow, VersionKind, VersionRow } from '#shared/modules/contracts/library-contract.ts'
import type { ClauseState } from '#shared/modules/contracts/model.ts'
import { newId } from '#shared/kernel/id.ts'
import { useMay } from '#renderer/data/session.ts'
import { setQuery } from '#renderer/data/route.ts'
import { useCommand } from '#renderer/data/use-command.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import { formatDay, formatTime } from '#renderer/ui/format.ts'
import { Link } from '#renderer/ui/link.tsx'
import { SidePanel } from '#renderer/ui/side-panel.tsx'
import { Tabs } from '#renderer/ui/tabs.tsx'
import { ToneBadge } from '#renderer/ui/tone-badge.tsx'
import type { Tone } from '#renderer/ui/tones.ts'
import { useNames } from './use-names.ts'
import classes from './library.module.css'

export const STATE_TONE: Readonly<Record<ClauseState, Tone>> = {
  draft: 'held',
  review: 'pending',
  approved: 'open',
  retired: 'final',
}

export interface VersionSideProps {
  kind: VersionKind
  name: string
  rows: readonly VersionRow[]
  chosen: VersionRow
}

export function VersionSide({ kind, name, rows, chosen }: VersionSideProps) {
  const { t } = useTranslation('contracts')
  const [tab, setTab] = useState('history')
  const comments = useQuery('contracts.comments', { kind, id: chosen.id })
  const openComments = comments.data?.filter(({ resolvedAt }) => resolvedAt === null).length ?? 0
  return (
    <SidePanel name="contracts.version" title={name} detail={t(`kind.${kind}`)}>
      <Tabs
        value={tab}
        onChange={setTab}
        tabs={[
          {
            id: 'history',
            title: t('version.history'),
            count: rows.length,
            content: () => <History rows={rows} chosen={chosen} />,
          },
          {
            id: 'comments',
            title: t('comment.title'),
            ...(openComments > 0 ? { count: openComments } : {}),
            content: () => <Comments kind={kind} id={chosen.id} rows={comments.data ?? []} />,
          },
          ...(kind === 'clause'
            ? [{ id: 'uses', title: t('version.uses'), content: () => <Uses clause={name} /> }]
            : []),
        ]}
      />
    </SidePanel>
  )
}

function History({ rows, chosen }: { rows: readonly VersionRow[]; chosen: VersionRow }) {
  const { t } = useTranslation('contracts')
  return (
    <ol className={classes['versions']}>
      {rows.map((row) => (
        <li key={row.id} aria-current={row.id === chosen.id ? 'true' : undefined}>
          <div className={classes['versionHead']}>
            <Button variant="subtle" size="compact-xs" onClick={() => setQuery({ version: row.id })}>
              {t('library.version', { version: row.version })}
            </Button>
            <ToneBadge tone={STATE_TONE[row.state]} text={t(`life.${row.state}`)} />
          </div>
          <div>{row.title}</div>
          {row.note !== '' && <div className={classes['muted']}>{row.note}</div>}
          <div className={classes['muted']}>
            {row.shipped === null
              ? t('version.by', { name: row.author ?? '', at: formatTime(row.createdAt) })
              : t('version.shipped')}
          </div>
          {row.decidedAt !== null && row.state !== 'draft' && row.state !== 'review' && (
            <div className={classes['muted']}>
              {t('version.approvedBy', { name: row.decidedBy ?? '', at: formatTime(row.decidedAt) })}
            </div>
          )}
          {(row.validFrom !== null || row.validTo !== null) && (
            <div className={classes['muted']}>
              {t('version.inForce', {
                from: row.validFrom === null ? '…' : formatDay(row.validFrom),
                to: row.validTo === null ? '…' : formatDay(row.validTo),
              })}
            </div>
          )}
        </li>
      ))}
    </ol>
  )
}

function Comments({ kind, id, rows }: { kind: VersionKind; id: string; rows: readonly CommentRow[] }) {
  const { t } = useTranslation('contracts')
  const mayWrite = useMay('contracts.templates')
  const mayApprove = useMay('contracts.approve')
  const may = mayWrite || mayApprove
  const [text, setText] = useState('')
  const [quote, setQuote] = useState<string | null>(null)
  const add = useCommand('contracts.addComment')
  const resolve = useCommand('contracts.resolveComment')
  return (
    <div className={classes['comments']}>
      {rows.length === 0 && <p className={classes['muted']}>{t('comment.none')}</p>}
      {rows.map((row) => (
        <div key={row.id} className={classes['comment']} data-resolved={row.resolvedAt !== null || undefined}>
          <div className={classes['muted']}>
            {row.author} · {formatTime(row.createdAt)}
          </div>
          {row.quote !== null && <p className={classes['muted']}>«{row.quote}»</p>}
          <p>{row.text}</p>
          {row.resolvedAt !== null && (
            <div className={classes['muted']}>{t('comment.resolvedBy', { name: row.resolvedBy })}</div>
          )}
          {may && (
            <Button
              variant="subtle"
              size="compact-xs"
              onClick={() => void resolve.run({ id: row.id, isResolved: row.resolvedAt === null })}
            >
              {row.resolvedAt === null ? t('comment.resolve') : t('comment.reopen')}
            </Button>
          )}
        </div>
      ))}
      {may && (
        <form
          onFocus={() => setQuote((old) => old ?? selectedWords())}
          onSubmit={(event) => {
            event.preventDefault()
            void add.run({ kind, id, commentId: newId(), text, quote }).then(({ ok }) => {
              if (!ok) return
              setText('')
              setQuote(null)
            })
          }}
        >
          {quote !== null && (
            <p className={classes['muted']}>
              «{quote}»{' '}
              <Button variant="subtle" size="compact-xs" onClick={() => setQuote(null)}>
                {t('comment.noQuote')}
              </Button>
            </p>
          )}
          <Textarea
            label={t('comment.add')}
            autosize
            minRows={2}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
          <Button type="submit" mt="xs" disabled={text.trim() === ''} loading={add.isPending}>
            {t('comment.send')}
          </Button>
        </form>
      )}
    </div>
  )
}

/** The words that are marked in the text: the comment is about them. */
function selectedWords(): string | null {
  const selection = window.getSelection()
  const inText = selection?.anchorNode?.parentElement?.closest('.tiptap')
  const words = inText ? (selection?.toString().trim().slice(0, 300) ?? '') : ''
  return words === '' ? null : words
}

function Uses({ clause }: { clause: string }) {
  const { t } = useTranslation('contracts')
  const names = useNames()
  const { data } = useQuery('contracts.whereUsed', { clause })
  if (!data) return null
  if (data.slots.length === 0) return <p className={classes['muted']}>{t('problem.clause-unused')}</p>
  return (
    <ul className={classes['plain']}>
      {data.slots.map(({ template, templateTitle, slot, slotTitle, when }) => (
        <li key={`${template} ${slot}`}>
          <Link to={`/contracts/library/template/${template}`}>{templateTitle}</Link> → {slotTitle}
          <div className={classes['muted']}>{names.condition(when)}</div>
        </li>
      ))}
    </ul>
  )
}
