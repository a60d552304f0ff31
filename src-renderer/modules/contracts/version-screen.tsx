/** One clause or template of the library: its versions, the words of the one that is open, its life and what is said about it. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, Textarea } from '@mantine/core'
import { IconFileTypeDocx, IconPencil } from '@tabler/icons-react'
import type { ClauseText, TemplateText, VersionKind, VersionRow } from '#shared/modules/contracts/library-contract.ts'
import { newId } from '#shared/kernel/id.ts'
import { navigate, setQuery, useParams, useRoute } from '#renderer/data/route.ts'
import { useMay } from '#renderer/data/session.ts'
import { useCommand } from '#renderer/data/use-command.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import { ConfirmDialog } from '#renderer/ui/confirm-dialog.tsx'
import { FormDialog } from '#renderer/ui/form-dialog.tsx'
import { Page } from '#renderer/ui/page.tsx'
import { useFiles } from '#renderer/ui/print.ts'
import { ErrorState, LoadingState } from '#renderer/ui/states.tsx'
import { ToneBadge } from '#renderer/ui/tone-badge.tsx'
import { ClauseWork } from './clause-work.tsx'
import { TemplateWork } from './template-work.tsx'
import { STATE_TONE, VersionSide } from './version-side.tsx'
import classes from './library.module.css'

export function ClauseScreen() {
  const { key = '' } = useParams('/contracts/library/clause/:key')
  return <VersionScreen key={key} kind="clause" name={key} />
}

export function TemplateScreen() {
  const { key = '' } = useParams('/contracts/library/template/:key')
  return <VersionScreen key={key} kind="template" name={key} />
}

function VersionScreen({ kind, name }: { kind: VersionKind; name: string }) {
  const { t } = useTranslation('contracts')
  const { query } = useRoute()
  const history = useQuery('contracts.history', { kind, key: name })
  const rows = history.data ?? []
  const open = rows.find(({ state }) => state === 'draft' || state === 'review')
  const chosen =
    rows.find(({ id }) => id === query['version']) ?? open ?? rows.find(({ state }) => state === 'approved') ?? rows[0]
  const text = useQuery('contracts.version', chosen ? { kind, id: chosen.id } : null, { keepPrevious: true })
  const shown = text.data
  return (
    <Page
      title={shown?.title ?? name}
      isText
      detail={chosen && <State version={chosen} />}
      actions={shown && <Steps key={shown.id} text={shown} open={open} />}
      aside={chosen && <VersionSide kind={kind} name={name} rows={rows} chosen={chosen} />}
    >
      {history.error && <ErrorState error={history.error} onRetry={history.retry} />}
      {history.data?.length === 0 && <p className={classes['muted']}>{t('version.none')}</p>}
      {!shown && rows.length > 0 && <LoadingState />}
      {shown?.decisionNote != null && shown.state === 'draft' && (
        <p className={classes['notice']} role="status">
          {t('version.rejectedBy', { name: shown.decidedBy, note: shown.decisionNote })}
        </p>
      )}
      {shown?.kind === 'clause' && <ClauseWork key={shown.id} text={shown} rows={rows} />}
      {shown?.kind === 'template' && <TemplateWork key={shown.id} text={shown} />}
    </Page>
  )
}

function State({ version }: { version: VersionRow }) {
  const { t } = useTranslation('contracts')
  return (
    <>
      {t('library.version', { version: version.version })}
      {' \u00a0'}
      <ToneBadge tone={STATE_TONE[version.state]} text={t(`life.${version.state}`)} />
    </>
  )
}

/** What may be done next; saving and submitting stand beside the text itself. */
function Steps({ text, open }: { text: ClauseText | TemplateText; open: VersionRow | undefined }) {
  const { t } = useTranslation('contracts')
  const { save } = useFiles()
  const mayWrite = useMay('contracts.templates')
  const mayApprove = useMay('contracts.approve')
  const [dialog, setDialog] = useState<'reject' | 'retire' | 'discard'>()
  const draftClause = useCommand('contracts.draftClause')
  const draftTemplate = useCommand('contracts.draftTemplate')
  const exported = useCommand('contracts.exportClause', { label: t('version.exporting') })
  const retire = useCommand('contracts.retireVersion', { done: t('version.retired') })
  const discard = useCommand('contracts.discardDraft', { done: t('version.discarded') })
  const one = { kind: text.kind, id: text.id }

  async function edit() {
    const id = newId()
    const common = { id, key: text.key, title: text.title, note: '' }
    const answer =
      text.kind === 'clause'
        ? await draftClause.run({ ...common, content: text.content })
        : await draftTemplate.run({ ...common, kind: text.templateKind, body: text.body })
    if (answer.ok) setQuery({ version: id })
    else if (typeof answer.error.details['versionId'] === 'string')
      setQuery({ version: answer.error.details['versionId'] })
  }

  async function toWord() {
    const answer = await exported.run({ id: text.id })
    if (answer.ok) await save(answer.value.ref)
  }

  return (
    <>
      {text.kind === 'clause' && (
        <Button variant="default" leftSection={<IconFileTypeDocx size={16} />} onClick={() => void toWord()}>
          {t('builder.word')}
        </Button>
      )}
      {text.state === 'approved' && mayApprove && (
        <Button variant="default" onClick={() => setDialog('retire')}>
          {t('version.retire')}
        </Button>
      )}
      {text.state === 'draft' && mayWrite && text.shipped === null && (
        <Button variant="default" onClick={() => setDialog('discard')}>
          {t('version.discard')}
        </Button>
      )}
      {text.state === 'review' && (mayWrite || mayApprove) && (
        <Button variant="default" onClick={() => setDialog('reject')}>
          {t('version.reject')}
        </Button>
      )}
      {mayWrite && text.state !== 'draft' && text.state !== 'review' && (
        <Button
          leftSection={<IconPencil size={16} />}
          loading={draftClause.isPending || draftTemplate.isPending}
          onClick={() => (open && open.shipped === null ? setQuery({ version: open.id }) : void edit())}
        >
          {open && open.shipped === null ? t('version.toDraft') : t('version.edit')}
        </Button>
      )}
      <RejectDialog isOpen={dialog === 'reject'} one={one} onClose={() => setDialog(undefined)} />
      <ConfirmDialog
        isOpen={dialog === 'retire'}
        title={t('version.retireTitle')}
        text={t('version.retireText')}
        confirm={t('version.retire')}
        isDangerous
        isPending={retire.isPending}
        onClose={() => setDialog(undefined)}
        onConfirm={() => void retire.run(one).then(({ ok }) => ok && setDialog(undefined))}
      />
      <ConfirmDialog
        isOpen={dialog === 'discard'}
        title={t('version.discardTitle')}
        text={t('version.discardText')}
        confirm={t('version.discard')}
        isDangerous
        isPending={discard.isPending}
        onClose={() => setDialog(undefined)}
        onConfirm={() =>
          void discard.run(one).then(({ ok }) => {
            if (!ok) return
            setDialog(undefined)
            if (text.version === 1) navigate('/contracts/library')
            else setQuery({ version: undefined })
          })
        }
      />
    </>
  )
}

function RejectDialog({
  isOpen,
  one,
  onClose,
}: {
  isOpen: boolean
  one: { kind: VersionKind; id: string }
  onClose(): void
}) {
  const { t } = useTranslation('contracts')
  const [note, setNote] = useState('')
  const reject = useCommand('contracts.rejectVersion', { done: t('version.rejected'), quiet: true })
  return (
    <FormDialog
      isOpen={isOpen}
      title={t('version.rejectTitle')}
      submit={t('version.reject')}
      isPending={reject.isPending}
      error={reject.error}
      onClose={onClose}
      onSubmit={(event) => {
        event.preventDefault()
        void reject.run({ ...one, note: note.trim() }).then(({ ok }) => ok && onClose())
      }}
    >
      <Textarea
        data-autofocus
        required
        label={t('version.why')}
        autosize
        minRows={3}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
    </FormDialog>
  )
}
