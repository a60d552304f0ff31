/** A draft under somebody's hands: what is written, what is saved, what somebody else saved meanwhile, Ctrl+S and the warning on leaving. */
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ClauseText, TemplateText } from '#shared/modules/contracts/library-contract.ts'
import { useApi } from '#renderer/data/engine.tsx'
import { useMay } from '#renderer/data/session.ts'
import { type Outcome, useCommand } from '#renderer/data/use-command.ts'

/** What both kinds of version say beside their words. */
export interface HeadWords {
  title: string
  note: string
  validFrom: string | null
  validTo: string | null
}

export interface VersionWork<T, W> {
  words: W
  put(change: Partial<W>): void
  isDraft: boolean
  isDirty: boolean
  keep(): Promise<number | undefined>
  send(): Promise<void>
  isSubmitting: boolean
  /** Turned when the words were replaced under an editor that keeps its own. */
  editorKey: number
  /** Somebody else's text of the same draft, while it is not decided which words stay; `base` is what both began with. */
  theirs: T | undefined
  base: W
  take(other: T): void
  resolve(other: T, merged: W): Promise<void>
  later(): void
}

export function useVersionWork<T extends ClauseText | TemplateText, W extends HeadWords>(
  text: T,
  wordsOf: (text: T) => W,
  save: (revision: number, words: W) => Promise<Outcome<{ revision: number }>>,
  isSaving: boolean,
): VersionWork<T, W> {
  const { t } = useTranslation('contracts')
  const api = useApi()
  const mayWrite = useMay('contracts.templates')
  const [words, setWords] = useState<W>(() => wordsOf(text))
  const [saved, setSaved] = useState(() => ({ words: wordsOf(text), revision: text.revision }))
  const [theirs, setTheirs] = useState<T>()
  const [editorKey, setEditorKey] = useState(0)
  const submit = useCommand('contracts.submitVersion', { done: t('version.submitted') })
  const isDraft = text.state === 'draft' && mayWrite
  const isDirty = isDraft && JSON.stringify(words) !== JSON.stringify(saved.words)

  async function keepWords(own: W, revision: number): Promise<number | undefined> {
    const answer = await save(revision, own)
    if (answer.ok) {
      setSaved({ words: own, revision: answer.value.revision })
      return answer.value.revision
    }
    if (answer.error.details['reason'] !== 'contracts.draft-moved') return undefined
    const now = await api.contracts.version({ kind: text.kind, id: text.id })
    if (now?.kind === text.kind) setTheirs(now as T)
    return undefined
  }
  const keep = () => keepWords(words, saved.revision)

  async function send() {
    const revision = isDirty ? await keep() : saved.revision
    if (revision !== undefined) await submit.run({ kind: text.kind, id: text.id, revision })
  }

  function take(other: T) {
    setWords(wordsOf(other))
    setSaved({ words: wordsOf(other), revision: other.revision })
    setEditorKey((old) => old + 1)
    setTheirs(undefined)
  }

  async function resolve(other: T, merged: W) {
    setWords(merged)
    setSaved({ words: wordsOf(other), revision: other.revision })
    setEditorKey((old) => old + 1)
    setTheirs(undefined)
    await keepWords(merged, other.revision)
  }

  // What somebody else saved comes in by itself while nothing of one's own would be lost.
  useEffect(() => {
    if (text.revision > saved.revision && !isDirty && !isSaving) take(text)
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

  return {
    words,
    put: (change) => setWords((old) => ({ ...old, ...change })),
    isDraft,
    isDirty,
    keep,
    send,
    isSubmitting: submit.isPending,
    editorKey,
    theirs,
    base: saved.words,
    take,
    resolve,
    later: () => setTheirs(undefined),
  }
}
