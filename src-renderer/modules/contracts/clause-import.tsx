/** Clauses out of a Word file: cut at its headings, chosen, their blanks given variables, kept as drafts. What cannot be held is listed first. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, Checkbox, Modal, Select, TextInput } from '@mantine/core'
import { newId } from '#shared/kernel/id.ts'
import type { WordPart } from '#shared/modules/contracts/library-contract.ts'
import { plainText } from '#shared/modules/contracts/rich-text.ts'
import { RUSSIAN_VOCABULARY as WORDS } from '#shared/modules/contracts/vocabulary-ru.ts'
import { fillMarks } from '#shared/modules/contracts/word-parts.ts'
import { AppError } from '#shared/rpc/errors.ts'
import type { Result } from '#renderer/data/calls.ts'
import { useHost } from '#renderer/data/engine.tsx'
import { errorText } from '#renderer/data/error-text.ts'
import { notifyError } from '#renderer/data/notify.ts'
import { useCommand } from '#renderer/data/use-command.ts'
import { Refusal } from '#renderer/ui/refusal.tsx'
import { useNames } from './use-names.ts'
import classes from './import.module.css'

type Read = Result<'contracts.readWord'>
interface Choice {
  isTaken: boolean
  title: string
  key: string
}

const MOST_SHOWN = 400

export function ImportDialog({ onClose }: { onClose(): void }) {
  const { t } = useTranslation('contracts')
  const host = useHost()
  const read = useCommand('contracts.readWord', { label: t('import.reading'), quiet: true })
  const draft = useCommand('contracts.draftClause', { quiet: true })
  const [file, setFile] = useState<Read>()
  const [choices, setChoices] = useState<readonly Choice[]>([])
  const [chosen, setChosen] = useState<ReadonlyMap<string, string>>(new Map())
  const [refused, setRefused] = useState<readonly string[]>([])
  const [made, setMade] = useState(0)

  async function choose() {
    try {
      const ref = await host.openFile(['docx'])
      if (!ref) return
      const answer = await read.run({ file: ref })
      if (!answer.ok) return
      setFile(answer.value)
      setChoices(answer.value.parts.map(({ title, key }) => ({ isTaken: true, title, key })))
      setChosen(guesses(answer.value.parts))
      setMade(0)
      setRefused([])
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      notifyError(error, t)
    }
  }

  async function keep() {
    const fills = new Map([...chosen].map(([mark, path]) => [mark, { path }]))
    const failed: string[] = []
    let done = 0
    for (const [index, part] of (file?.parts ?? []).entries()) {
      const choice = choices[index]
      if (!choice?.isTaken) continue
      const { title, key } = choice
      const answer = await draft.run({
        id: newId(),
        key,
        title,
        content: fillMarks(part.content, fills),
        note: t('import.note'),
      })
      if (answer.ok) {
        done += 1
        setChoices((old) => old.map((one, at) => (at === index ? { ...one, isTaken: false } : one)))
      } else failed.push(`${title}: ${errorText(answer.error, t).title}`)
    }
    setMade((old) => old + done)
    setRefused(failed)
    if (failed.length === 0) onClose()
  }

  const put = (index: number, change: Partial<Choice>) =>
    setChoices((old) => old.map((one, at) => (at === index ? { ...one, ...change } : one)))
  const taken = choices.filter(({ isTaken }) => isTaken).length
  return (
    <Modal opened onClose={onClose} title={t('import.title')} size={980}>
      <div className={classes['bar']}>
        <Button variant={file ? 'default' : 'filled'} loading={read.isPending} onClick={() => void choose()}>
          {t('import.choose')}
        </Button>
        {file && (
          <Button disabled={taken === 0} loading={draft.isPending} onClick={() => void keep()}>
            {t('import.keep', { count: taken })}
          </Button>
        )}
        {made > 0 && <span role="status">{t('import.made', { count: made })}</span>}
      </div>
      {!file && <p className={classes['muted']}>{t('import.hint')}</p>}
      <Refusal error={read.error} />
      {refused.length > 0 && (
        <ul className={classes['refused']} role="alert">
          {refused.map((text) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
      )}
      {file && <Losses losses={file.losses} />}
      {file && <Marks parts={file.parts} chosen={chosen} onChange={setChosen} />}
      {file?.parts.map((part, index) => {
        const choice = choices[index]
        return (
          choice && (
            <section key={index} className={classes['part']} data-off={!choice.isTaken || undefined}>
              <Checkbox
                aria-label={t('import.take', { title: choice.title })}
                checked={choice.isTaken}
                onChange={(event) => put(index, { isTaken: event.currentTarget.checked })}
              />
              <TextInput
                aria-label={t('version.title')}
                value={choice.title}
                onChange={(event) => put(index, { title: event.currentTarget.value })}
              />
              <TextInput
                aria-label={t('library.key')}
                value={choice.key}
                onChange={(event) => put(index, { key: event.currentTarget.value })}
              />
              <p lang="ru">{plainText(part.content).slice(0, MOST_SHOWN)}</p>
            </section>
          )
        )
      })}
    </Modal>
  )
}

function guesses(parts: readonly WordPart[]): ReadonlyMap<string, string> {
  return new Map(
    parts.flatMap(({ placeholders }) =>
      placeholders.flatMap(({ text, path }) => (path === null ? [] : [[text, path] as const])),
    ),
  )
}

function Losses({ losses }: { losses: WordPart['losses'] }) {
  const { t } = useTranslation('contracts')
  if (losses.length === 0) return <p className={classes['whole']}>{t('import.whole')}</p>
  return (
    <div className={classes['losses']}>
      <h3>{t('import.losses')}</h3>
      <ul>
        {losses.map(({ kind, count, example }) => (
          <li key={kind}>
            {t(`loss.${kind}`)} · {count}
            {example !== '' && <span className={classes['muted']}> «{example.slice(0, 120)}»</span>}
          </li>
        ))}
      </ul>
    </div>
  )
}

interface MarksProps {
  parts: readonly WordPart[]
  chosen: ReadonlyMap<string, string>
  onChange(chosen: ReadonlyMap<string, string>): void
}

const PATHS = [
  ...WORDS.variables.keys(),
  ...[...WORDS.lists.values()].flatMap((list) => list.fields.map(({ path }) => `${list.item}.${path}`)),
]

/** One variable for each mark of the other program; blanks that only a person can tell apart stay blanks. */
function Marks({ parts, chosen, onChange }: MarksProps) {
  const { t } = useTranslation('contracts')
  const names = useNames()
  const counts = new Map<string, number>()
  for (const { placeholders } of parts)
    for (const { text, count } of placeholders) counts.set(text, (counts.get(text) ?? 0) + count)
  if (counts.size === 0) return null
  return (
    <details className={classes['marks']} open={counts.size <= 12}>
      <summary>{t('import.marks', { count: counts.size })}</summary>
      {[...counts].map(([mark, count]) => (
        <div key={mark} className={classes['mark']}>
          <code>{mark}</code>
          <span className={classes['muted']}>× {count}</span>
          <Select
            searchable
            clearable
            size="xs"
            aria-label={t('import.markFor', { mark })}
            placeholder={t('import.asText')}
            limit={60}
            value={chosen.get(mark) ?? null}
            data={PATHS.map((path) => ({ value: path, label: names.fact(path) }))}
            onChange={(path) => {
              const next = new Map(chosen)
              if (path === null) next.delete(mark)
              else next.set(mark, path)
              onChange(next)
            }}
          />
        </div>
      ))}
    </details>
  )
}
