/** A new clause or template: its name, its key, and what it begins with. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { NativeSelect, TextInput } from '@mantine/core'
import { newId } from '#shared/kernel/id.ts'
import type { LibraryRow, VersionKind } from '#shared/modules/contracts/library-contract.ts'
import { TEMPLATE_KINDS, type TemplateBody } from '#shared/modules/contracts/model.ts'
import type { RichText } from '#shared/modules/contracts/rich-text.ts'
import { keyOf } from '#shared/modules/contracts/word-parts.ts'
import { useApi } from '#renderer/data/engine.tsx'
import { navigate } from '#renderer/data/route.ts'
import { useCommand } from '#renderer/data/use-command.ts'
import { FormDialog } from '#renderer/ui/form-dialog.tsx'

const EMPTY: RichText = { type: 'doc', content: [{ type: 'paragraph', attrs: { level: 2 } }] }

export function NewVersionDialog({
  kind,
  rows,
  onClose,
}: {
  kind: VersionKind
  rows: readonly LibraryRow[]
  onClose(): void
}) {
  const { t } = useTranslation('contracts')
  const api = useApi()
  const own = rows.filter((row) => row.kind === kind && row.inForce !== null)
  const [title, setTitle] = useState('')
  const [key, setKey] = useState<string>()
  const [base, setBase] = useState(kind === 'template' ? (own[0]?.id ?? '') : '')
  const [templateKind, setKind] = useState<(typeof TEMPLATE_KINDS)[number]>('sale')
  const clause = useCommand('contracts.draftClause', { quiet: true })
  const template = useCommand('contracts.draftTemplate', { quiet: true })
  const shownKey = key ?? (title === '' ? '' : keyOf(title))

  async function create() {
    const from = own.find(({ id }) => id === base)?.inForce
    const text = from ? await api.contracts.version({ kind, id: from.id }) : null
    const common = { id: newId(), key: shownKey, title, note: '' }
    const answer =
      kind === 'clause'
        ? await clause.run({ ...common, content: text?.kind === 'clause' ? text.content : EMPTY })
        : await template.run({
            ...common,
            kind: templateKind,
            body: text?.kind === 'template' ? text.body : emptyBody(rows),
          })
    if (answer.ok) navigate(`/contracts/library/${kind}/${shownKey}`)
  }

  return (
    <FormDialog
      isOpen
      title={t(kind === 'clause' ? 'library.newClause' : 'library.newTemplate')}
      submit={t('library.create')}
      isPending={clause.isPending || template.isPending}
      error={clause.error ?? template.error}
      onClose={onClose}
      onSubmit={(event) => {
        event.preventDefault()
        void create()
      }}
    >
      <TextInput
        data-autofocus
        required
        label={t('version.title')}
        value={title}
        onChange={(event) => setTitle(event.currentTarget.value)}
      />
      <TextInput
        required
        label={t('library.key')}
        description={t('library.keyHint')}
        value={shownKey}
        onChange={(event) => setKey(event.currentTarget.value)}
      />
      {kind === 'template' && (
        <NativeSelect
          label={t('template.kind')}
          value={templateKind}
          data={TEMPLATE_KINDS.map((one) => ({ value: one, label: t(`templateKind.${one}`) }))}
          onChange={(event) => setKind(event.currentTarget.value as typeof templateKind)}
        />
      )}
      <NativeSelect
        label={t('library.basedOn')}
        value={base}
        data={[{ value: '', label: t('library.empty') }, ...own.map((row) => ({ value: row.id, label: row.title }))]}
        onChange={(event) => setBase(event.currentTarget.value)}
      />
    </FormDialog>
  )
}

function emptyBody(rows: readonly LibraryRow[]): TemplateBody {
  const first = rows.find(({ kind }) => kind === 'clause')
  return {
    when: true,
    margins: { top: 20, right: 15, bottom: 20, left: 25 },
    fontSize: 11,
    header: [],
    footer: [],
    hasPageNumbers: true,
    body: [
      {
        kind: 'slot',
        key: 'first',
        title: first?.title ?? '1',
        isRequired: true,
        variants: [{ clause: first?.id ?? 'clause', when: true, priority: 0 }],
      },
    ],
  }
}
