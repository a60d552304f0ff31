/** The text of a clause, written: variables as chips, conditions, tables, repeated parts, levels of numbers. */
import { useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Editor } from '@tiptap/core'
import { EditorContent, useEditor } from '@tiptap/react'
import type { Condition } from '#shared/modules/contracts/conditions.ts'
import { printable } from '#shared/kernel/document.ts'
import type { RichText, VariableAttrs } from '#shared/modules/contracts/rich-text.ts'
import { variableOf } from '#shared/modules/contracts/vocabulary.ts'
import { RUSSIAN_VOCABULARY as WORDS } from '#shared/modules/contracts/vocabulary-ru.ts'
import { fromEditor, toEditor } from './editor-model.ts'
import { pointsOf } from './editor-numbers.ts'
import { type EditorPort, clauseExtensions } from './editor-schema.ts'
import { ChoiceDialog, ConditionDialog, type Place, ReferenceDialog, RepeatDialog } from './editor-dialogs.tsx'
import { EditorToolbar, type Ask } from './editor-toolbar.tsx'
import { useNames } from './use-names.ts'
import { VariableDialog } from './variable-dialog.tsx'
import classes from './editor.module.css'

export interface ClauseEditorProps {
  /** Read when the editor is made; another text is another `key`. */
  initial: RichText
  isReadOnly: boolean
  /** The first key belongs to the text: it is what a dialog was opened for. */
  hasFocus?: boolean
  label: string
  /** Its own anchors are named after the clause. */
  clause: string
  /** What other clauses offer to refer to. */
  places: readonly Place[]
  onChange(text: RichText): void
}

type Asked = { what: Ask; position: number | null }

export function ClauseEditor({ initial, isReadOnly, hasFocus, label, clause, places, onChange }: ClauseEditorProps) {
  const { t } = useTranslation('contracts')
  const names = useNames()
  const [asked, setAsked] = useState<Asked>()
  const port = useRef<EditorPort>(undefined)
  const titles = useMemo(() => new Map(places.map(({ anchor, title }) => [anchor, title])), [places])
  port.current = {
    labels: {
      variable: (attrs) => variableLabel(names.fact(attrs.path), attrs, (key) => t(key)),
      reference: (to) => titles.get(to) ?? to,
      choice: (options) => options.map(({ text }) => text || '—').join(' / '),
      condition: (when) => t('editor.when', { condition: names.condition(when) }),
      list: (name) => t('editor.each', { list: names.group(name) }),
      isKnown: (path) => variableOf(WORDS, path) !== undefined,
    },
    open: (position) => {
      const name = editor?.state.doc.nodeAt(position)?.type.name
      if (name === 'variable' || name === 'reference' || name === 'choice') setAsked({ what: name, position })
    },
    ask: () => setAsked({ what: 'variable', position: null }),
  }
  const extensions = useMemo(
    () =>
      clauseExtensions(() => {
        if (!port.current) throw new Error('The editor has no port')
        return port.current
      }),
    [],
  )
  const latest = useRef(onChange)
  useEffect(() => {
    latest.current = onChange
  })
  const editor = useEditor(
    {
      extensions,
      content: toEditor(initial),
      editable: !isReadOnly,
      autofocus: hasFocus ? 'end' : false,
      editorProps: {
        attributes: {
          'aria-label': label,
          role: 'textbox',
          'aria-multiline': 'true',
          lang: 'ru',
          class: classes['text'] ?? '',
        },
        // What a clipboard carries beside words has no place in a contract.
        transformPastedText: (text) => printable(text),
        transformPastedHTML: (html) => withoutScripts(html),
      },
      onUpdate: ({ editor: changed }) => latest.current(fromEditor(changed.getJSON())),
    },
    [],
  )
  useEffect(() => {
    editor?.setEditable(!isReadOnly, false)
  }, [editor, isReadOnly])
  // Once a dialog is gone the next key belongs to the text.
  const wasAsked = useRef(false)
  useEffect(() => {
    if (wasAsked.current && !asked) editor?.view.focus()
    wasAsked.current = asked !== undefined
  }, [asked, editor])
  if (!editor) return null
  const close = () => setAsked(undefined)
  return (
    <div className={classes['editor']}>
      {!isReadOnly && <EditorToolbar editor={editor} onAsk={(what) => setAsked({ what, position: null })} />}
      <EditorContent editor={editor} className={classes['sheet']} />
      {asked && <Dialog asked={asked} editor={editor} clause={clause} places={places} onClose={close} />}
    </div>
  )
}

/** The schema keeps nothing that could run; this keeps the browser from looking at it at all. */
function withoutScripts(html: string): string {
  return html
    .replace(/<(script|style|iframe|object|embed)\b[\s\S]*?(<\/\1\s*>|$)/gi, '')
    .replace(/\son[a-z]+\s*=\s*("[^"]*"|'[^']*'|[^\s>]+)/gi, '')
}

function variableLabel(name: string, attrs: VariableAttrs, t: (key: string) => string): string {
  const forms = [
    ...(attrs.case ? [t(`caseShort.${attrs.case}`)] : []),
    ...(attrs.format ? [t(`format.${attrs.format}`)] : []),
    ...(attrs.optional ? [t('variable.optionalShort')] : []),
  ]
  return forms.length > 0 ? `${name} (${forms.join(', ')})` : name
}

interface DialogProps {
  asked: Asked
  editor: Editor
  clause: string
  places: readonly Place[]
  onClose(): void
}

function Dialog({ asked: { what, position }, editor, clause, places, onClose }: DialogProps) {
  const node = position === null ? null : editor.state.doc.nodeAt(position)
  const put = (type: string, attrs: Record<string, unknown>) => {
    onClose()
    const chain = editor.chain().focus()
    const place = position === null ? chain : chain.setNodeSelection(position)
    place.insertContent({ type, attrs }).run()
  }
  if (what === 'variable')
    return (
      <VariableDialog
        initial={node ? (known(node.attrs) as VariableAttrs) : null}
        onClose={onClose}
        onChoose={(attrs) => put('variable', attrs)}
      />
    )
  if (what === 'choice')
    return (
      <ChoiceDialog
        initial={node ? (node.attrs['options'] as { when: Condition; text: string }[]) : null}
        onClose={onClose}
        onChoose={(options) => put('choice', { options })}
      />
    )
  if (what === 'reference') {
    const own = pointsOf(editor.state.doc)
    const here: Place[] = own.map((point) => ({
      anchor: point.anchor ?? `@${point.position}`,
      title: `${point.number} ${point.text}`.trim().slice(0, 120),
    }))
    const others = places.filter(({ anchor }) => !own.some((point) => point.anchor === anchor))
    return (
      <ReferenceDialog
        places={[...here, ...others]}
        initial={node ? String(node.attrs['to']) : null}
        onClose={onClose}
        onChoose={(chosen) => put('reference', { to: anchored(editor, chosen, clause) })}
      />
    )
  }
  if (what === 'repeat') {
    const inRow = editor.isActive('table')
    const initial = inRow
      ? (editor.getAttributes('tableRow')['repeat'] as string | null)
      : (editor.getAttributes('repeat')['over'] as string | null)
    return (
      <RepeatDialog
        initial={initial}
        onClose={onClose}
        onChoose={(list) => {
          onClose()
          if (inRow) editor.chain().focus().updateAttributes('tableRow', { repeat: list }).run()
          else if (editor.isActive('repeat')) editor.chain().focus().updateAttributes('repeat', { over: list }).run()
          else editor.chain().focus().wrapIn('repeat', { over: list }).run()
        }}
      />
    )
  }
  const type = what === 'row-condition' ? 'tableRow' : 'paragraph'
  return (
    <ConditionDialog
      initial={(editor.getAttributes(type)['when'] as Condition | null | undefined) ?? null}
      onClose={onClose}
      onChoose={(when) => {
        onClose()
        editor.chain().focus().updateAttributes(type, { when }).run()
      }}
    />
  )
}

/** A point that nothing refers to yet gets an anchor of its own. */
function anchored(editor: Editor, chosen: string, clause: string): string {
  if (!chosen.startsWith('@')) return chosen
  const taken = new Set(pointsOf(editor.state.doc).map(({ anchor }) => anchor))
  let count = 1
  while (taken.has(`${clause}.p${count}`)) count += 1
  const anchor = `${clause}.p${count}`
  editor.view.dispatch(editor.state.tr.setNodeAttribute(Number(chosen.slice(1)), 'anchor', anchor))
  return anchor
}

function known(attrs: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(attrs).filter(([, value]) => value !== null))
}
