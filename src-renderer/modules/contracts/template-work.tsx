/** The open version of a template: its tree, what it is for, how it looks; tried on a deal, judged. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { NativeSelect, NumberInput, Switch, TextInput } from '@mantine/core'
import type { TemplateText } from '#shared/modules/contracts/library-contract.ts'
import { TEMPLATE_KINDS, type TemplateBody } from '#shared/modules/contracts/model.ts'
import { parseInline } from '#shared/modules/contracts/notation.ts'
import type { Inline } from '#shared/modules/contracts/rich-text.ts'
import { writeText } from '#shared/modules/contracts/write-notation.ts'
import { useMay } from '#renderer/data/session.ts'
import { useCommand } from '#renderer/data/use-command.ts'
import { Refusal } from '#renderer/ui/refusal.tsx'
import { Tabs } from '#renderer/ui/tabs.tsx'
import { MatrixView } from './clause-matrix.tsx'
import { ConditionEditor } from './condition-editor.tsx'
import { TemplateRules } from './template-rules.tsx'
import { TemplateTree } from './template-tree.tsx'
import { TextPreview } from './text-preview.tsx'
import { useNames } from './use-names.ts'
import { type HeadWords, useVersionWork } from './use-version-work.ts'
import { VersionConflict } from './version-conflict.tsx'
import { templateMerge } from './version-differences.ts'
import { VersionHead } from './version-head.tsx'
import classes from './library.module.css'

interface Words extends HeadWords {
  kind: TemplateText['templateKind']
  body: TemplateBody
}

export function TemplateWork({ text }: { text: TemplateText }) {
  const { t } = useTranslation('contracts')
  const names = useNames()
  const mayApprove = useMay('contracts.approve')
  const [tab, setTab] = useState('tree')
  const save = useCommand('contracts.saveTemplate', { quiet: true })
  const work = useVersionWork<TemplateText, Words>(
    text,
    wordsOf,
    (revision, words) => save.run({ id: text.id, revision, ...words }),
    save.isPending,
  )
  const { words, put, isDraft, isDirty, theirs } = work
  const putBody = (change: Partial<TemplateBody>) => put({ body: { ...words.body, ...change } })
  const merge = theirs && templateMerge({ base: work.base, mine: words, theirs: wordsOf(theirs) }, names, t)
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
            id: 'tree',
            title: t('template.tree'),
            content: () => (
              <TemplateTree
                key={work.editorKey}
                nodes={words.body.body}
                isReadOnly={!isDraft}
                onChange={(body) => putBody({ body })}
              />
            ),
          },
          {
            id: 'settings',
            title: t('template.settings'),
            content: () => (
              <Settings
                key={work.editorKey}
                words={words}
                isReadOnly={!isDraft}
                onKind={(kind) => put({ kind })}
                onChange={putBody}
              />
            ),
          },
          {
            id: 'preview',
            title: t('version.preview'),
            content: () => (
              <TextPreview
                text={{
                  kind: 'template',
                  key: text.key,
                  title: words.title,
                  templateKind: words.kind,
                  body: words.body,
                }}
              />
            ),
          },
          {
            id: 'rules',
            title: t('rules.title'),
            content: () => <TemplateRules template={text.key} nodes={words.body.body} />,
          },
          {
            id: 'matrix',
            title: t('matrix.title'),
            content: () =>
              isDirty ? (
                <p className={classes['muted']}>{t('matrix.saveFirst')}</p>
              ) : (
                <MatrixView
                  kind="template"
                  subject={text.key}
                  version={text}
                  mayApprove={mayApprove}
                  onApproved={() => setTab('tree')}
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

function wordsOf({ title, note, templateKind, body, validFrom, validTo }: TemplateText): Words {
  return { title, note, kind: templateKind, body, validFrom, validTo }
}

interface SettingsProps {
  words: Words
  isReadOnly: boolean
  onKind(kind: Words['kind']): void
  onChange(change: Partial<TemplateBody>): void
}

function Settings({ words: { kind, body }, isReadOnly, onKind, onChange }: SettingsProps) {
  const { t } = useTranslation('contracts')
  return (
    <fieldset disabled={isReadOnly} style={{ border: 0, margin: 0, padding: 0, maxWidth: 960 }}>
      <div className={classes['head']}>
        <NativeSelect
          label={t('template.kind')}
          value={kind}
          data={TEMPLATE_KINDS.map((one) => ({ value: one, label: t(`templateKind.${one}`) }))}
          onChange={(event) => onKind(event.currentTarget.value as Words['kind'])}
        />
        <NumberInput
          label={t('template.fontSize')}
          min={6}
          max={24}
          value={body.fontSize}
          onChange={(size) => typeof size === 'number' && onChange({ fontSize: size })}
        />
        {(['top', 'right', 'bottom', 'left'] as const).map((side) => (
          <NumberInput
            key={side}
            label={t(`template.${side}`)}
            min={0}
            max={80}
            value={body.margins[side]}
            onChange={(size) => typeof size === 'number' && onChange({ margins: { ...body.margins, [side]: size } })}
          />
        ))}
        <Switch
          label={t('template.pageNumbers')}
          checked={body.hasPageNumbers}
          onChange={(event) => onChange({ hasPageNumbers: event.currentTarget.checked })}
        />
      </div>
      <Line label={t('template.header')} value={body.header} onChange={(header) => onChange({ header })} />
      <Line
        label={t('template.annexCaption')}
        value={body.annexCaption ?? []}
        onChange={(annexCaption) => onChange({ annexCaption })}
      />
      <h3>{t('template.when')}</h3>
      <ConditionEditor value={body.when} onChange={(when) => onChange({ when })} />
    </fieldset>
  )
}

/** One line with variables in braces; what cannot be read stays as it was typed and is said. */
function Line({
  label,
  value,
  onChange,
}: {
  label: string
  value: readonly Inline[]
  onChange(value: Inline[]): void
}) {
  const { t } = useTranslation('contracts')
  const [typed, setTyped] = useState(() => lineOf(value))
  const [isWrong, setWrong] = useState(false)
  return (
    <TextInput
      mb="sm"
      label={label}
      description={t('template.lineHint')}
      value={typed}
      error={isWrong ? t('template.lineWrong') : undefined}
      onChange={(event) => {
        const next = event.currentTarget.value
        setTyped(next)
        try {
          onChange(parseInline(next))
          setWrong(false)
        } catch {
          setWrong(true)
        }
      }}
    />
  )
}

function lineOf(nodes: readonly Inline[]): string {
  return writeText({ type: 'doc', content: [{ type: 'paragraph', content: [...nodes] }] })[0] ?? ''
}
