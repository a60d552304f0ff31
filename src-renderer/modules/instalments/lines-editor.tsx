/** The lines in a grid: typed, pasted from Excel, added and removed by keys; the totals must agree before they are kept. */
import { useCallback, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '@mantine/core'
import { newId } from '#shared/kernel/id.ts'
import { sumMinor } from '#shared/kernel/money.ts'
import type { ScheduleLineRow, ScheduleRow } from '#shared/modules/instalments/model.ts'
import { useCommand } from '#renderer/data/use-command.ts'
import { formatMoney } from '#renderer/ui/format.ts'
import { Grid } from '#renderer/ui/grid/grid.tsx'
import type { GridColumn, Value } from '#renderer/ui/grid/columns.ts'
import type { PastedCell } from '#renderer/ui/grid/paste.ts'
import { absorbed, added, byDate, editedOf, totalOf, withDay, type EditedLine } from './editing.ts'
import { thisDay } from './words.ts'
import classes from './instalments.module.css'

interface ShownLine extends EditedLine {
  number: number
  balance_minor: number
}

/** Who sees the deal may take its lines along. */
const EXPORT = { right: 'deals.read' }

export interface LinesEditorProps {
  schedule: ScheduleRow
  rows: readonly ScheduleLineRow[]
  isEditable: boolean
  /** Unpaid days gone by stand out. */
  isLate: boolean
}

export function LinesEditor({ schedule, rows, isEditable, isLate }: LinesEditorProps) {
  const { t } = useTranslation('instalments')
  const [edited, setEdited] = useState<readonly EditedLine[]>()
  const [selected, setSelected] = useState<readonly ShownLine[]>([])
  const save = useCommand('instalments.editLines', { done: t('lines.saved') })
  const lines = useMemo(() => edited ?? editedOf(rows), [edited, rows])
  const shown = useMemo<ShownLine[]>(() => {
    let balance = totalOf(lines)
    return lines.map((line, index) => ({
      ...line,
      number: index + 1,
      balance_minor: (balance -= line.principal_minor),
    }))
  }, [lines])
  const columns = useColumns(isEditable, isLate)
  const price = schedule.principal_minor
  const difference = price - totalOf(lines)

  const change = useCallback(
    (id: string, columnId: string, value: Value) =>
      setEdited((before) => {
        const next = (before ?? editedOf(rows)).map((line) => (line.id === id ? changed(line, columnId, value) : line))
        return columnId === 'due_on' ? byDate(next) : next
      }),
    [rows],
  )
  const add = () => setEdited(added(lines, selected.at(-1), newId(), thisDay()))
  const remove = () => {
    const gone = new Set(selected.filter((line) => !line.is_frozen).map((line) => line.id))
    if (gone.size > 0 && gone.size < lines.length) setEdited(lines.filter((line) => !gone.has(line.id)))
  }
  const absorb = (how: 'last' | 'all') => {
    const next = absorbed(lines, price, how)
    if (next) setEdited(next)
  }
  const keep = async () => {
    if (edited === undefined || difference !== 0) return
    const outcome = await save.run({
      scheduleId: schedule.id,
      lines: lines
        .filter((line) => !line.is_frozen && (line.principal_minor > 0 || line.interest_minor > 0))
        .map((line) => ({
          dueOn: line.due_on,
          principal: line.principal_minor,
          interest: line.interest_minor,
          label: line.label,
          areaCm2: line.area_cm2,
          ppm: line.ppm_minor,
        })),
    })
    if (outcome.ok) setEdited(undefined)
  }

  return (
    <div
      className={classes['pane']}
      style={{ gap: 0 }}
      onKeyDown={(event) => {
        if (!isEditable) return
        const isControl = event.ctrlKey || event.metaKey
        if (event.key === 'Insert') add()
        else if (event.key === 'Delete' && isControl) remove()
        else if (event.code === 'KeyS' && isControl) void keep()
        else return
        event.preventDefault()
      }}
    >
      <div className={classes['grid']} data-testid="schedule-lines">
        <Grid
          gridId="instalments.lines"
          label={t('tabs.schedule')}
          columns={columns}
          rows={shown}
          onSelect={setSelected}
          {...(isEditable
            ? {
                onEdit: (row: ShownLine, columnId: string, value: Value) => change(row.id, columnId, value),
                onPaste: (cells: readonly PastedCell<ShownLine>[]) => {
                  for (const cell of cells)
                    if (cell.trouble === undefined) change(cell.row.id, cell.columnId, cell.value)
                },
              }
            : {})}
          exportAs={EXPORT}
        />
      </div>
      <div className={classes['totals']}>
        <span>
          {t('lines.price')} <b>{formatMoney(price)}</b>
        </span>
        <span>
          {t('lines.planned')} <b data-testid="planned">{formatMoney(totalOf(lines))}</b>
        </span>
        <span>
          {t('lines.difference')}{' '}
          <b
            data-bad={difference !== 0 || undefined}
            data-good={difference === 0 || undefined}
            data-testid="difference"
          >
            {formatMoney(difference)}
          </b>
        </span>
        {lines.some((line) => line.interest_minor > 0) && (
          <span>
            {t('lines.interest')} <b>{formatMoney(sumMinor(lines.map((line) => line.interest_minor)))}</b>
          </span>
        )}
        <span className={classes['grow']} />
        {isEditable && (
          <>
            <Button size="compact-sm" variant="default" onClick={add}>
              {t('lines.add')}
            </Button>
            <Button size="compact-sm" variant="default" disabled={selected.length === 0} onClick={remove}>
              {t('lines.remove')}
            </Button>
            {difference !== 0 && (
              <>
                <Button size="compact-sm" variant="default" onClick={() => absorb('last')}>
                  {t('lines.toLast')}
                </Button>
                <Button size="compact-sm" variant="default" onClick={() => absorb('all')}>
                  {t('lines.toAll')}
                </Button>
              </>
            )}
            {edited !== undefined && (
              <>
                <Button size="compact-sm" variant="default" onClick={() => setEdited(undefined)}>
                  {t('lines.undo')}
                </Button>
                <Button
                  size="compact-sm"
                  disabled={difference !== 0}
                  loading={save.isPending}
                  onClick={() => void keep()}
                >
                  {t('lines.save')}
                </Button>
              </>
            )}
          </>
        )}
      </div>
    </div>
  )
}

function changed(line: EditedLine, columnId: string, value: Value): EditedLine {
  if (line.is_frozen) return line
  if (columnId === 'due_on') return typeof value === 'string' && value !== '' ? withDay(line, value) : line
  if (columnId === 'principal')
    return typeof value === 'number' && value >= 0 ? { ...line, principal_minor: value } : line
  if (columnId === 'interest')
    return value === null
      ? { ...line, interest_minor: 0 }
      : typeof value === 'number' && value >= 0
        ? { ...line, interest_minor: value }
        : line
  if (columnId === 'label')
    return { ...line, label: typeof value === 'string' && value !== '' ? value.slice(0, 200) : null }
  return line
}

function useColumns(isEditable: boolean, isLate: boolean): readonly GridColumn<ShownLine>[] {
  const { t } = useTranslation('instalments')
  return useMemo(() => {
    const may = (row: ShownLine) => isEditable && !row.is_frozen
    const today = thisDay()
    const owed = (row: ShownLine) => row.principal_minor + row.interest_minor - row.paid_minor
    const isPaid = (row: ShownLine) => row.paid_minor > 0 && owed(row) <= 0
    return [
      { id: 'number', title: '№', kind: 'number', value: (row) => row.number, width: 52, pin: 'left' },
      { id: 'due_on', title: t('lines.dueOn'), kind: 'day', value: (row) => row.due_on, width: 118, isEditable: may },
      {
        id: 'pay_on',
        title: t('lines.payOn'),
        fullTitle: t('lines.payOnFull'),
        kind: 'day',
        value: (row) => row.pay_on,
        look: (row) => ({ isDim: row.pay_on === row.due_on, isStrong: row.pay_on !== row.due_on }),
        width: 134,
      },
      {
        id: 'principal',
        title: t('lines.principal'),
        kind: 'money',
        digits: 2,
        value: (row) => row.principal_minor,
        aggregate: 'sum',
        isEditable: may,
        width: 150,
      },
      {
        id: 'interest',
        title: t('lines.interest'),
        kind: 'money',
        digits: 2,
        value: (row) => (row.interest_minor === 0 ? null : row.interest_minor),
        aggregate: 'sum',
        isEditable: may,
        width: 130,
      },
      {
        id: 'balance',
        title: t('lines.balance'),
        kind: 'money',
        digits: 2,
        value: (row) => row.balance_minor,
        width: 150,
      },
      {
        id: 'paid',
        title: t('lines.paid'),
        kind: 'money',
        digits: 2,
        value: (row) => (row.paid_minor === 0 ? null : row.paid_minor),
        aggregate: 'sum',
        look: (row) => ({ isDim: row.paid_minor === 0, isBad: isLate && row.pay_on < today && owed(row) > 0 }),
        width: 140,
      },
      {
        id: 'state',
        title: t('lines.state'),
        kind: 'choice',
        value: (row) =>
          isPaid(row)
            ? t('lines.done')
            : isLate && row.pay_on < today && owed(row) > 0
              ? t('lines.late')
              : row.is_frozen
                ? t('lines.frozen')
                : '',
        look: (row) =>
          isPaid(row)
            ? { tone: 'done' }
            : isLate && row.pay_on < today && owed(row) > 0
              ? { tone: 'bound', isBad: true }
              : {},
        width: 130,
      },
      { id: 'label', title: t('lines.label'), value: (row) => row.label, isEditable: may, width: 220 },
      {
        id: 'area',
        title: t('lines.area'),
        kind: 'area',
        value: (row) => row.area_cm2,
        aggregate: 'sum',
        isHidden: true,
        width: 100,
      },
    ] satisfies readonly GridColumn<ShownLine>[]
  }, [t, isEditable, isLate])
}
