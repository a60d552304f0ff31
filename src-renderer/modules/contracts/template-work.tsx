/** The open version of a template: its tree, what it is for, how it looks; tried on a deal, judged. */
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, NativeSelect, NumberInput, Switch, TextInput } from '@mantine/core'
import type { TemplateText } from '#shared/modules/contracts/library-contract.ts'
import { TEMPLATE_KINDS, type TemplateBody } from '#shared/modules/contracts/model.ts'
import { parseInline } from '#shared/modules/contracts/notation.ts'
import type { Inline } from '#shared/modules/contracts/rich-text.ts'
import { writeText } from '#shared/modules/contracts/write-notation.ts'
import { useMay } from '#renderer/data/session.ts'
import { useCommand } from '#renderer/data/use-command.ts'
import { DateField } from '#renderer/ui/form/date-field.tsx'
import { Refusal } from '#renderer/ui/refusal.tsx'
import { Tabs } from '#renderer/ui/tabs.tsx'
import { MatrixView } from './clause-matrix.tsx'
import { ConditionEditor } from './condition-editor.tsx'
import { TemplateTree } from './template-tree.tsx'
import { TextPreview } from './text-preview.tsx'
import classes from './library.module.css'

interface Words {
  title: string
  note: string
  kind: TemplateText['templateKind']
  body: TemplateBody
  validFrom: string | null
  validTo: string | null
}

export function TemplateWork({ text }: { text: TemplateText }) {
  const { t } = useTranslation('contracts')
  const mayWrite = useMay('contracts.templates')
  const mayApprove = useMay('contracts.approve')
  const [tab, setTab] = useState('tree')
  const [words, setWords] = useState<Words>(() => wordsOf(text))
  const [saved, setSaved] = useState(() => ({ words: wordsOf(text), revision: text.revision }))
  const save = useCommand('contracts.saveTemplate', { quiet: true })
  const submit = useCommand('contracts.submitVersion', { done: t('version.submitted') })
  const isDraft = text.state === 'draft' && mayWrite
  const isDirty = isDraft && JSON.stringify(words) !== JSON.stringify(saved.words)
  const isMoved = text.revision > saved.revision && isDirty

  async function keep(revision = saved.revision): Promise<number | undefined> {
    const answer = await save.run({ id: text.id, revision, ...words })
    if (!answer.ok) return undefined
    setSaved({ words, revision: answer.value.revision })
    return answer.value.revision
  }
  async function send() {
    const revision = isDirty ? await keep() : saved.revision
    if (revision !== undefined) await submit.run({ kind: 'template', id: text.id, revision })
  }
  function take() {
    setWords(wordsOf(text))
    setSaved({ words: wordsOf(text), revision: text.revision })
  }
  useEffect(() => {
    if (text.revision > saved.revision && !isDirty && !save.isPending) take()
  })

  const put = (change: Partial<Words>) => setWords((old) => ({ ...old, ...change }))
  const putBody = (change: Partial<TemplateBody>) => setWords((old) => ({ ...old, body: { ...old.body, ...change } }))
  return (
    <>
      {isDraft && (
        <>
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
          <div className={classes['filters']}>
            <span className={classes['muted']}>{isDirty ? t('version.unsaved') : t('version.saved')}</span>
            <Button variant="default" disabled={!isDirty} loading={save.isPending} onClick={() => void keep()}>
              {t('version.save')}
            </Button>
            <Button loading={submit.isPending} onClick={() => void send()}>
              {t('version.submit')}
            </Button>
          </div>
        </>
      )}
      <Refusal error={save.error} />
      {isMoved && (
        <p className={classes['notice']}>
          {t('conflict.text')}{' '}
          <Button variant="default" size="compact-xs" onClick={take}>
            {t('conflict.take')}
          </Button>{' '}
          <Button size="compact-xs" onClick={() => void keep(text.revision)}>
            {t('conflict.keep')}
          </Button>
        </p>
      )}
      <Tabs
        value={tab}
        onChange={setTab}
        tabs={[
          {
            id: 'tree',
            title: t('template.tree'),
            content: () => (
              <TemplateTree nodes={words.body.body} isReadOnly={!isDraft} onChange={(body) => putBody({ body })} />
            ),
          },
          {
            id: 'settings',
            title: t('template.settings'),
            content: () => (
              <Settings words={words} isReadOnly={!isDraft} onKind={(kind) => put({ kind })} onChange={putBody} />
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
