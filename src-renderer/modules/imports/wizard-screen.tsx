/** The import of one file, step by step: the file, its columns, what it would change, and the writing. */
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Stepper } from '@mantine/core'
import { newId } from '#shared/kernel/id.ts'
import type { ImportKind } from '#shared/modules/imports/kind.ts'
import { findKind } from '#shared/modules/imports/kinds/index.ts'
import type { Choice, EarlierImport, FileLook, Summary } from '#shared/modules/imports/model.ts'
import type { FileRef } from '#shared/rpc/host.ts'
import { useApi } from '#renderer/data/engine.tsx'
import { useCommand } from '#renderer/data/use-command.ts'
import { useRoute } from '#renderer/data/route.ts'
import { useActor } from '#renderer/data/session.ts'
import { Page } from '#renderer/ui/page.tsx'
import { CheckStep } from './check-step.tsx'
import { ColumnsStep } from './columns-step.tsx'
import type { Chosen } from './constants-form.tsx'
import { DoneStep } from './done-step.tsx'
import { FileStep } from './file-step.tsx'
import { kindsFor, languageOf } from './words.ts'
import type { Decided } from './done-step.tsx'
import classes from './imports.module.css'

const NOTHING_CHOSEN: Chosen = { createsReferences: false, takesSold: false }

/** Rows that say something and were not written. */
const leftOf = ({ rows, accepted, counts }: Summary) => rows - accepted - counts.unchanged - counts.skipped

type Opened = FileLook & { earlier: EarlierImport | null }

export interface OpenFile {
  draftId: string
  file: FileRef
  kind: ImportKind
  look: FileLook
  /** This very file was imported before. */
  earlier: EarlierImport | null
}

export function WizardScreen() {
  const { t, i18n } = useTranslation('imports')
  const { query } = useRoute()
  const api = useApi()
  const kinds = kindsFor(useActor())
  const [open, setOpen] = useState<OpenFile>()
  const [choice, setChoice] = useState<Choice>()
  const [summary, setSummary] = useState<Summary>()
  const [decided, setDecided] = useState<Decided>()
  const [chosen, setChosen] = useState<Chosen>(NOTHING_CHOSEN)
  const [step, setStep] = useState(0)
  const reopen = useCommand('imports.open', { label: t('file.opening') })
  const wanted = kinds.find(({ name }) => name === query['kind']) ?? kinds[0]

  // A new step begins at its first control, and so does another look at the file.
  const box = useRef<HTMLDivElement>(null)
  const look = open?.look
  useEffect(() => {
    box.current?.querySelector<HTMLElement>('button:not(:disabled), input:not(:disabled)')?.focus()
  }, [step, look])

  // The reading thread is not left behind when the screen is.
  const draft = useRef<string>(undefined)
  useEffect(() => {
    draft.current = open?.draftId
  }, [open])
  useEffect(
    () => () => {
      if (draft.current !== undefined) void api.imports.close({ draftId: draft.current }).catch(() => undefined)
    },
    [api],
  )

  function opened(file: FileRef, kindName: string, look: Opened, draftId: string) {
    const kind = findKind(kindName)
    if (!kind) return
    setOpen({ draftId, file, kind, look, earlier: look.earlier })
    setSummary(undefined)
    setChosen(NOTHING_CHOSEN)
    // Replayed against today's data with the columns of that time.
    setChoice(look.earlier ? { headerFrom: look.headerFrom, headerTo: look.headerTo, ...look.earlier } : undefined)
    setStep(1)
  }

  /** The same file as another kind. */
  async function turnTo(kind: string) {
    if (!open) return
    const result = await reopen.run({ draftId: open.draftId, file: open.file, kind })
    if (result.ok) opened(open.file, kind, result.value, open.draftId)
  }

  function startOver() {
    setOpen(undefined)
    setChoice(undefined)
    setSummary(undefined)
    setDecided(undefined)
    setChosen(NOTHING_CHOSEN)
    setStep(0)
  }

  return (
    <Page
      title={t('screens.wizard')}
      detail={open && `${open.kind.title[languageOf(i18n.language)]} · ${open.file.name}`}
      toolbar={
        <Stepper
          active={step}
          size="xs"
          className={classes['steps'] ?? ''}
          onStepClick={setStep}
          allowNextStepsSelect={false}
        >
          {(['file', 'columns', 'check', 'done'] as const).map((name, index) => (
            <Stepper.Step
              key={name}
              label={t(`step.${name}`)}
              allowStepSelect={index < step && decided === undefined}
            />
          ))}
        </Stepper>
      }
    >
      <div ref={box} className={classes['step']}>
        {step === 0 && <FileStep kinds={kinds} wanted={wanted} onOpen={opened} makeId={newId} />}
        {step === 1 && open && (
          <ColumnsStep
            key={`${open.draftId} ${open.kind.name} ${open.look.sheet} ${open.look.headerFrom}`}
            open={open}
            former={choice}
            chosen={chosen}
            onLook={(look) => {
              setChoice(undefined)
              setOpen({ ...open, look })
            }}
            onKind={(kind) => void turnTo(kind)}
            onAnalysed={(made, besides, result) => {
              setChoice(made)
              setChosen(besides)
              setSummary(result)
              setStep(2)
            }}
          />
        )}
        {step === 2 && open && choice && summary && (
          <CheckStep
            open={open}
            choice={choice}
            summary={summary}
            onSummary={setSummary}
            onDecided={(result) => {
              setDecided(result)
              setStep(3)
            }}
          />
        )}
        {step === 3 && decided && open && summary && (
          <DoneStep decided={decided} left={{ draftId: open.draftId, rows: leftOf(summary) }} onAgain={startOver} />
        )}
      </div>
    </Page>
  )
}
