/** What the file would change: counts by class, reasons with a filter, rows with old and new, corrections in place, acceptance. */
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, Textarea } from '@mantine/core'
import { IconCheck, IconFileAlert, IconX } from '@tabler/icons-react'
import { newId } from '#shared/kernel/id.ts'
import { ROW_CLASSES, type RowClass } from '#shared/modules/imports/row-class.ts'
import type { Choice, RowFilter, Summary } from '#shared/modules/imports/model.ts'
import { useApi } from '#renderer/data/engine.tsx'
import { notifyError } from '#renderer/data/notify.ts'
import { useCommand } from '#renderer/data/use-command.ts'
import { AppError } from '#shared/rpc/errors.ts'
import { mismatches, type Expected } from '#shared/modules/imports/control.ts'
import { ConfirmDialog } from '#renderer/ui/confirm-dialog.tsx'
import { formatNumber } from '#renderer/ui/format.ts'
import { Grid } from '#renderer/ui/grid/grid.tsx'
import type { RowSource } from '#renderer/ui/grid/source.ts'
import { useFiles } from '#renderer/ui/print.ts'
import { EmptyState } from '#renderer/ui/states.tsx'
import { checkColumns, type CheckRow } from './check-columns.ts'
import { ControlTotals } from './control-totals.tsx'
import type { Decided } from './done-step.tsx'
import { languageOf, TONE_OF_CLASS } from './words.ts'
import type { OpenFile } from './wizard-screen.tsx'
import classes from './imports.module.css'

const EXPORT = { right: 'imports.run', isOneWay: true }

export interface CheckStepProps {
  open: OpenFile
  choice: Choice
  summary: Summary
  onSummary(summary: Summary): void
  onDecided(decided: Decided): void
  isPasted?: boolean
}

export function CheckStep({ open, choice, summary, onSummary, onDecided, isPasted = false }: CheckStepProps) {
  const { t, i18n } = useTranslation('imports')
  const { draftId, kind } = open
  const api = useApi()
  const { save } = useFiles()
  const [filter, setFilter] = useState<RowFilter>({})
  const [version, setVersion] = useState(0)
  const [picked, setPicked] = useState<readonly CheckRow[]>([])
  const [isAsking, setAsking] = useState(false)
  const [note, setNote] = useState('')
  const [expected, setExpected] = useState<Expected>({ rows: null, sums: {} })
  const isOff = mismatches(summary.totals, expected).length > 0
  const accept = useCommand('imports.accept')
  const edit = useCommand('imports.edit')
  const errors = useCommand('imports.errorBook', { label: t('check.writingErrors') })
  const commit = useCommand('imports.commit', { label: t('check.writing') })

  // Where every row is new there is nothing to compare.
  const hasChanges = summary.counts.insert + summary.counts.error + summary.counts.skipped < summary.rows
  const columns = useMemo(
    () => checkColumns(kind, choice, t, i18n.language, { isPasted, hasChanges }),
    [kind, choice, t, i18n.language, isPasted, hasChanges],
  )
  const source = useMemo<RowSource<CheckRow>>(
    () => ({
      version: [filter, version],
      async fetch(from, to, _sort, signal) {
        const { rows, total } = await api.imports.rows({ draftId, filter, offset: from, limit: to - from }, { signal })
        return { rows: rows.map((row) => ({ ...row, id: String(row.row) })), count: total }
      },
    }),
    [api, draftId, filter, version],
  )

  function seen(next: Summary) {
    onSummary(next)
    setVersion((before) => before + 1)
  }

  async function choose(rows: number[] | RowFilter, isAccepted: boolean) {
    const result = await accept.run({ draftId, rows, isAccepted })
    if (result.ok) seen(result.value)
  }

  async function correct(row: CheckRow, field: string, text: string) {
    const result = await edit.run({ draftId, row: row.row, cells: { [field]: text } })
    if (result.ok) seen(result.value.summary)
  }

  async function download() {
    const result = await errors.run({ draftId, language: languageOf(i18n.language) })
    if (result.ok) await save(result.value)
  }

  async function write(passMoved: boolean) {
    const batchId = newId()
    const result = await commit.run({ draftId, batchId, note: note.trim() || null, passMoved, expected })
    setAsking(false)
    if (result.ok) onDecided({ batchId, ...result.value })
  }

  const choosable = picked.filter(({ class: name }) => name !== 'error' && name !== 'unchanged' && name !== 'skipped')
  const rowsOf = (list: readonly CheckRow[]) => list.map(({ row }) => row)
  const hasMoved = commit.error?.details['reason'] === 'imports.moved'
  return (
    <>
      <div className={classes['bar']}>
        <div className={classes['chips']} role="group" aria-label={t('check.classes')}>
          <Chip
            isOn={!filter.classes && !filter.code}
            onClick={() => setFilter({})}
            label={t('check.all')}
            count={summary.rows}
          />
          {ROW_CLASSES.map((name) => (
            <Chip
              key={name}
              name={name}
              isOn={filter.classes?.[0] === name}
              onClick={() => setFilter({ classes: [name] })}
              label={t(`class.${name}`)}
              count={summary.counts[name]}
            />
          ))}
        </div>
        <div className={classes['row']}>
          {choosable.length > 0 && (
            <>
              <Button
                variant="default"
                leftSection={<IconCheck size={16} />}
                onClick={() => void choose(rowsOf(choosable), true)}
              >
                {t('check.accept', { count: choosable.length })}
              </Button>
              <Button
                variant="default"
                leftSection={<IconX size={16} />}
                onClick={() => void choose(rowsOf(choosable), false)}
              >
                {t('check.leaveOut')}
              </Button>
            </>
          )}
          {summary.counts.warning > 0 && choosable.length === 0 && (
            <Button variant="default" onClick={() => void choose({ classes: ['warning'] }, true)}>
              {t('check.acceptWarnings')}
            </Button>
          )}
          {summary.counts.error + summary.counts.warning + summary.counts.conflict > 0 && (
            <Button
              variant="default"
              leftSection={<IconFileAlert size={16} />}
              onClick={() => void download()}
              loading={errors.isPending}
            >
              {t('check.errorBook')}
            </Button>
          )}
          <Button onClick={() => setAsking(true)} disabled={summary.accepted === 0 || isOff} loading={commit.isPending}>
            {t('check.write', { count: summary.accepted })}
          </Button>
        </div>
      </div>
      <div className={classes['check']}>
        <div className={classes['reasonList']}>
          <Reasons
            summary={summary}
            picked={filter.code}
            onPick={(code) => setFilter(code === filter.code ? {} : { code })}
          />
          <ControlTotals kind={kind} totals={summary.totals} onChange={setExpected} />
        </div>
        <div className={classes['grid']}>
          <Grid
            gridId={`imports.check.${kind.name}`}
            exportAs={EXPORT}
            label={t('step.check')}
            columns={columns}
            source={source}
            onError={(error) => error instanceof AppError && notifyError(error, t)}
            onSelect={setPicked}
            onEdit={(row, field, value) => void correct(row, field, String(value ?? ''))}
            empty={<EmptyState icon={IconCheck} title={t(summary.rows === 0 ? 'check.noRows' : 'check.nothing')} />}
          />
        </div>
      </div>
      <ConfirmDialog
        isOpen={isAsking}
        title={t('check.askTitle', { count: summary.accepted })}
        text={
          <>
            <p>{t('check.askText')}</p>
            <Textarea
              label={t('check.note')}
              value={note}
              maxLength={2000}
              autosize
              minRows={2}
              onChange={(event) => setNote(event.currentTarget.value)}
            />
          </>
        }
        confirm={t('check.write', { count: summary.accepted })}
        isPending={commit.isPending}
        onConfirm={() => void write(false)}
        onClose={() => setAsking(false)}
      />
      <ConfirmDialog
        isOpen={hasMoved && !isAsking}
        title={t('check.movedTitle')}
        text={t('errors.moved', { count: Number(commit.error?.details['count'] ?? 0) })}
        confirm={t('check.writeRest')}
        isPending={commit.isPending}
        onConfirm={() => void write(true)}
        onClose={() => void accept.run({ draftId, rows: [], isAccepted: false })}
      />
    </>
  )
}

function Chip({
  name,
  label,
  count,
  isOn,
  onClick,
}: {
  name?: RowClass
  label: string
  count: number
  isOn: boolean
  onClick(): void
}) {
  return (
    <button type="button" className={classes['chip']} aria-pressed={isOn} disabled={count === 0} onClick={onClick}>
      {name && <span className={classes['tone']} data-tone={TONE_OF_CLASS[name]} />}
      {label} <b>{formatNumber(count)}</b>
    </button>
  )
}

function Reasons({
  summary,
  picked,
  onPick,
}: {
  summary: Summary
  picked: RowFilter['code']
  onPick(code: NonNullable<RowFilter['code']>): void
}) {
  const { t } = useTranslation('imports')
  if (summary.codes.length + summary.structure.length === 0) return null
  return (
    <nav aria-label={t('check.reasons')}>
      {summary.structure.map(({ code, facts }) => (
        <p key={code} className={classes['structure']}>
          {t(`problem.${code}`, facts)}
        </p>
      ))}
      {summary.codes.length > 0 && <h2>{t('check.reasons')}</h2>}
      {summary.codes.map(({ code, severity, count }) => (
        <button
          key={code}
          type="button"
          className={classes['reason']}
          data-severity={severity}
          aria-pressed={picked === code}
          onClick={() => onPick(code)}
        >
          <span>{t(`code.${code}`)}</span>
          <b>{formatNumber(count)}</b>
        </button>
      ))}
    </nav>
  )
}
