/** What approving a version changes, seen before it is approved: variants, words, faults, contracts; and the approval itself. */
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, Textarea } from '@mantine/core'
import type { Matrix, TextChange, VersionKind, VersionRow } from '#shared/modules/contracts/library-contract.ts'
import { diffLines } from '#shared/modules/contracts/text-diff.ts'
import type { Assignment } from '#shared/modules/contracts/vocabulary.ts'
import { useCommand } from '#renderer/data/use-command.ts'
import { DateField } from '#renderer/ui/form/date-field.tsx'
import { ProgressBar } from '#renderer/ui/progress-bar.tsx'
import { Refusal } from '#renderer/ui/refusal.tsx'
import { DiffLines } from './clause-diff.tsx'
import { ContractUses } from './contract-uses.tsx'
import { type Names, useNames } from './use-names.ts'
import classes from './library.module.css'

export interface MatrixViewProps {
  kind: VersionKind
  /** The key of the clause or template. */
  subject: string
  version: VersionRow
  /** Of the reader: approving is somebody else's than the author's. */
  mayApprove: boolean
  onApproved(): void
}

export function MatrixView({ kind, subject, version, mayApprove, onApproved }: MatrixViewProps) {
  const { t } = useTranslation('contracts')
  const names = useNames()
  const matrix = useCommand('contracts.matrix', { label: t('matrix.running'), quiet: true })
  const approve = useCommand('contracts.approveVersion', { done: t('matrix.approved'), quiet: true })
  const [found, setFound] = useState<Matrix>()
  const [validFrom, setFrom] = useState(version.validFrom)
  const [validTo, setTo] = useState(version.validTo)
  const [note, setNote] = useState('')
  const one = { kind, id: version.id }

  async function run() {
    setFound(undefined)
    const answer = await matrix.run({ ...one, validFrom, validTo })
    if (answer.ok) setFound(answer.value)
  }
  const started = useRef('')
  useEffect(() => {
    const key = `${version.id} ${version.revision} ${validFrom ?? ''} ${validTo ?? ''}`
    if (started.current === key) return
    started.current = key
    void run()
  })

  async function confirm() {
    if (!found) return
    const answer = await approve.run({ ...one, stamp: found.stamp, validFrom, validTo, note })
    if (answer.ok) onApproved()
  }

  const { progress } = matrix
  return (
    <section className={classes['matrix']} aria-label={t('matrix.title')}>
      {matrix.isPending && (
        <div className={classes['running']}>
          <ProgressBar
            label={progress?.stage ?? t('matrix.running')}
            {...(progress ? { done: progress.done, ...(progress.total ? { total: progress.total } : {}) } : {})}
          />
          <Button variant="default" onClick={matrix.cancel}>
            {t('matrix.cancel')}
          </Button>
        </div>
      )}
      <Refusal error={matrix.error} />
      {!matrix.isPending && !found && (
        <Button variant="default" onClick={() => void run()}>
          {t('matrix.again')}
        </Button>
      )}
      {found && <Found key={found.stamp} found={found} names={names} of={{ kind, subject }} />}
      {found && version.state === 'review' && (
        <form
          className={classes['approve']}
          onSubmit={(event) => {
            event.preventDefault()
            void confirm()
          }}
        >
          <DateField label={t('version.validFrom')} value={validFrom} onChange={setFrom} disabled={!mayApprove} />
          <DateField label={t('version.validTo')} value={validTo} onChange={setTo} disabled={!mayApprove} />
          <Textarea
            label={t('matrix.note')}
            autosize
            minRows={1}
            value={note}
            disabled={!mayApprove}
            onChange={(event) => setNote(event.currentTarget.value)}
          />
          <Refusal error={approve.error} />
          {version.isMine ? (
            <p className={classes['muted']}>{t('matrix.own')}</p>
          ) : (
            <Button type="submit" disabled={!mayApprove} loading={approve.isPending}>
              {t('matrix.approve')}
            </Button>
          )}
        </form>
      )}
    </section>
  )
}

interface FoundProps {
  found: Matrix
  names: Names
  of: { kind: VersionKind; subject: string }
}

function Found({ found, names, of }: FoundProps) {
  const { t } = useTranslation('contracts')
  const { templates, changes, problems, contracts } = found
  const fresh = problems.filter(({ isNew }) => isNew)
  const old = problems.length - fresh.length
  const changed = templates.reduce((sum, each) => sum + each.changed, 0)
  return (
    <>
      <h3>{t('matrix.variants', { count: changed })}</h3>
      {templates.length === 0 && <p className={classes['muted']}>{t('matrix.nowhere')}</p>}
      <ul className={classes['plain']}>
        {templates.map(({ template, title, variants, changed: count, isComplete }) => (
          <li key={template}>
            {title}
            <span className={classes['muted']}>
              {' '}
              {t('matrix.ofVariants', { changed: count, variants })}
              {!isComplete && ` · ${t('matrix.partly')}`}
            </span>
          </li>
        ))}
      </ul>
      <div className={classes['faults']} data-bad={fresh.length > 0 || undefined} role="status">
        <h3>{fresh.length > 0 ? t('matrix.faults', { count: fresh.length }) : t('matrix.noFaults')}</h3>
        <ul className={classes['plain']}>
          {fresh.map(({ kind, template, slot, clause, name, example }, index) => (
            <li key={index}>
              <strong>{t(`problem.${kind}`)}</strong>:{' '}
              {[template, slot, clause, name === undefined ? undefined : names.fact(name)].filter(Boolean).join(' → ')}
              <Example example={example} names={names} />
            </li>
          ))}
        </ul>
        {old > 0 && <p className={classes['muted']}>{t('matrix.oldFaults', { count: old })}</p>}
      </div>
      {changes.length > 0 && <h3>{t('matrix.changes', { count: changes.length })}</h3>}
      {changes.map((change, index) => (
        <Change key={index} change={change} isOpen={index < 3} names={names} />
      ))}
      <ContractUses {...of} first={contracts} />
    </>
  )
}

function Change({ change, isOpen, names }: { change: TextChange; isOpen: boolean; names: Names }) {
  const { t } = useTranslation('contracts')
  const { template, title, kind, before, after, variants, example } = change
  return (
    <details className={classes['change']} open={isOpen}>
      <summary>
        {title}{' '}
        <span className={classes['muted']}>
          {[template, t(`matrix.${kind}`), t('matrix.inVariants', { count: variants })].join(' · ')}
        </span>
      </summary>
      <Example example={example} names={names} />
      {kind === 'moved' ? (
        <p>
          {t('matrix.movedFrom', { title: before || t('matrix.start') })}
          <br />
          {t('matrix.movedTo', { title: after || t('matrix.start') })}
        </p>
      ) : (
        <DiffLines lines={diffLines(linesOf(before), linesOf(after))} />
      )}
    </details>
  )
}

function linesOf(text: string): string[] {
  return text === '' ? [] : text.split('\n')
}

function Example({ example, names }: { example: Assignment; names: Names }) {
  const { t } = useTranslation('contracts')
  const facts = Object.entries(example)
  return (
    <div className={classes['muted']}>
      {facts.length === 0
        ? t('library.anyDeal')
        : facts.map(([path, value]) => `${names.fact(path)} — ${names.value(path, value)}`).join('; ')}
    </div>
  )
}
