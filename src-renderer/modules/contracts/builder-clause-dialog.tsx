/** The words of one clause for one document: rewritten, or added of the library or of one's own. */
import { useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { NativeSelect, TextInput } from '@mantine/core'
import { newId } from '#shared/kernel/id.ts'
import type { ClauseRow } from '#shared/modules/contracts/contract.ts'
import type { DocumentEdit } from '#shared/modules/contracts/edits.ts'
import { RichText } from '#shared/modules/contracts/rich-text.ts'
import { useApi } from '#renderer/data/engine.tsx'
import { useQuery } from '#renderer/data/use-query.ts'
import { ConfirmDialog } from '#renderer/ui/confirm-dialog.tsx'
import { FormDialog } from '#renderer/ui/form-dialog.tsx'
import { LoadingState } from '#renderer/ui/states.tsx'
import { ClauseEditor } from './clause-editor.tsx'
import classes from './contracts.module.css'

export type OpenedClause =
  | { kind: 'rewrite'; slot: string; title: string; clause: string; version: number; content: RichText | null }
  | { kind: 'add'; after: string; title: string }

interface ClauseDialogProps {
  opened: OpenedClause
  clauses: readonly ClauseRow[]
  onClose(): void
  onEdit(edit: DocumentEdit): void
}

const EMPTY: RichText = { type: 'doc', content: [{ type: 'paragraph', content: [] }] }

export function ClauseDialog({ opened, clauses, onClose, onEdit }: ClauseDialogProps) {
  const { t } = useTranslation('contracts')
  const api = useApi()
  const isAdding = opened.kind === 'add'
  const key = isAdding ? '' : opened.clause
  const [initial, setInitial] = useState<RichText | null>(isAdding ? EMPTY : opened.content)
  const [content, setContent] = useState<RichText>()
  const [title, setTitle] = useState('')
  const [clause, setClause] = useState('')
  const [isLeaving, setLeaving] = useState(false)
  const used = useQuery('contracts.whereUsed', { clause: key === '' ? (clauses[0]?.id ?? 'x') : key })
  const places = useMemo(
    () => (used.data?.anchors ?? []).map(({ anchor, title: own, text }) => ({ anchor, title: `${own}: ${text}` })),
    [used.data],
  )
  useEffect(() => {
    if (opened.kind === 'add' || opened.content) return
    let isGone = false
    const load = async () => {
      const found = await api.contracts.clauseContent({ clause: opened.clause, version: opened.version })
      if (!isGone) setInitial(found ?? EMPTY)
    }
    void load()
    return () => {
      isGone = true
    }
  }, [api, opened])

  const submit = () => {
    const slot = isAdding ? `own-${newId().slice(-12)}` : opened.slot
    if (isAdding && clause !== '') {
      const named = clauses.find(({ id }) => id === clause)?.title ?? clause
      return onEdit({ kind: 'add', slot, after: opened.after, title: named, clause })
    }
    const written = RichText.safeParse(content ?? initial)
    if (!written.success) return
    onEdit(
      isAdding
        ? { kind: 'add', slot, after: opened.after, title: title.trim() || t('builder.ownText'), content: written.data }
        : { kind: 'rewrite', slot, content: written.data },
    )
  }
  // What was written is not lost to one Escape.
  const leave = () => (content === undefined ? onClose() : setLeaving(true))
  return (
    <FormDialog
      isOpen
      width={980}
      title={isAdding ? t('builder.addClause') : t('builder.rewriteTitle', { title: opened.title })}
      text={t('builder.rewriteText')}
      submit={isAdding ? t('builder.add') : t('builder.rewriteSubmit')}
      onClose={leave}
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
    >
      {isAdding && (
        <NativeSelect
          label={t('builder.fromLibrary')}
          value={clause}
          data={[
            { value: '', label: t('builder.ownText') },
            ...clauses.map(({ id, title: own }) => ({ value: id, label: own })),
          ]}
          onChange={(event) => setClause(event.currentTarget.value)}
        />
      )}
      {isAdding && clause === '' && (
        <TextInput
          label={t('builder.clauseTitle')}
          value={title}
          onChange={(event) => setTitle(event.currentTarget.value)}
        />
      )}
      {clause === '' && !initial && <LoadingState />}
      {clause === '' && initial && (
        <div className={classes['rewrite']} lang="ru">
          <ClauseEditor
            initial={initial}
            isReadOnly={false}
            hasFocus={!isAdding}
            label={t('builder.clauseText')}
            clause={key === '' ? 'own' : key}
            places={places}
            onChange={setContent}
          />
        </div>
      )}
      <ConfirmDialog
        isOpen={isLeaving}
        title={t('builder.leaveTitle')}
        text={t('builder.leaveText')}
        confirm={t('builder.leave')}
        isDangerous
        onConfirm={onClose}
        onClose={() => setLeaving(false)}
      />
    </FormDialog>
  )
}
