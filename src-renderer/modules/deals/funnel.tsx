/**
 * The funnel: a column a stage, latest change on top. Cards are dragged, or carried with Ctrl and the arrows; what a stage
 * demands is asked for on the way. Only the first cards of a column are here, the rest is one step away in the grid.
 */
import { useRef, useState, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '@mantine/core'
import { navigate } from '#renderer/data/route.ts'
import { useMay } from '#renderer/data/session.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import { formatMoneyShort, formatNumber } from '#renderer/ui/format.ts'
import { ErrorState, SkeletonRows } from '#renderer/ui/states.tsx'
import type { DealFilter } from '#shared/modules/deals/contract.ts'
import type { DealRow } from '#shared/modules/deals/model.ts'
import { DEAL_STAGES, dealMachine, type DealStage } from '#shared/modules/deals/stages.ts'
import { FunnelCard } from './funnel-card.tsx'
import { askToMove, TONE_OF, useDeals } from './state.ts'
import classes from './deals.module.css'

const PER_STAGE = 60

export function Funnel({ filter }: { filter: DealFilter }) {
  const { t } = useTranslation('deals')
  const box = useRef<HTMLDivElement>(null)
  const [dragged, setDragged] = useState<DealRow>()
  const [over, setOver] = useState<DealStage>()
  const mayMove = useMay('deals.read')
  const stages = DEAL_STAGES.filter((stage) => !filter.isOpen || (stage !== 'won' && stage !== 'lost'))
  const answer = useQuery('deals.board', { filter, stages, perStage: PER_STAGE }, { keepPrevious: true })
  if (answer.error) return <ErrorState error={answer.error} onRetry={answer.retry} />
  if (!answer.data) return <SkeletonRows />
  const columns = answer.data
  const may = (from: DealStage, to: DealStage) =>
    dealMachine.transitions.some(
      (row) =>
        row.from.includes(from) &&
        row.to === to &&
        (row.by as readonly string[]).includes('user') &&
        row.name !== 'hold',
    )

  const focus = (stage: DealStage | undefined, index: number) => {
    const cards = box.current?.querySelectorAll<HTMLElement>(`[data-stage="${stage}"] [data-deal]`)
    cards?.[Math.min(index, cards.length - 1)]?.focus()
  }
  const onKeyDown = (event: KeyboardEvent<HTMLElement>, row: DealRow, index: number) => {
    // A dialog is on its way: keys that come before it are not the card's any more.
    if (useDeals.getState().dialog !== null) return event.preventDefault()
    const at = columns.findIndex(({ stage }) => stage === row.stage)
    const sideways = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    if (event.key === 'Enter') navigate(`/deals/card/${row.id}`)
    else if (event.key === 'Delete') askToMove(row, 'lost')
    else if (sideways !== 0 && event.ctrlKey) {
      const to = columns
        .slice(sideways > 0 ? at + 1 : 0, sideways > 0 ? undefined : at)
        .map(({ stage }) => stage)
        .filter((stage) => stage !== 'lost' && may(row.stage, stage))
      const next = sideways > 0 ? to[0] : to.at(-1)
      if (next) askToMove(row, next)
    } else if (sideways !== 0) {
      const filled = columns.filter((column, n) => (n - at) * sideways > 0 && column.rows.length > 0)
      focus((sideways > 0 ? filled[0] : filled.at(-1))?.stage, index)
    } else if (event.key === 'ArrowDown') focus(row.stage, index + 1)
    else if (event.key === 'ArrowUp') focus(row.stage, Math.max(0, index - 1))
    else return
    event.preventDefault()
  }
  return (
    <div className={classes['funnel']} ref={box} role="list" aria-label={t('view.board')}>
      {columns.map((column, n) => (
        <section
          key={column.stage}
          className={classes['column']}
          role="listitem"
          aria-label={t(`stage.${column.stage}`)}
          data-stage={column.stage}
          data-over={over === column.stage || undefined}
          data-shut={
            dragged !== undefined && dragged.stage !== column.stage && !may(dragged.stage, column.stage)
              ? true
              : undefined
          }
          onDragOver={(event) => {
            if (!dragged || !may(dragged.stage, column.stage)) return
            event.preventDefault()
            setOver(column.stage)
          }}
          onDragLeave={() => setOver(undefined)}
          onDrop={(event) => {
            event.preventDefault()
            setOver(undefined)
            if (dragged) askToMove(dragged, column.stage)
          }}
        >
          <header className={classes['columnHead']}>
            <span className={classes['stageChip']} data-tone={TONE_OF[column.stage]} />
            <h2>{t(`stage.${column.stage}`)}</h2>
            <span className={classes['columnCount']}>{formatNumber(column.count)}</span>
            <small>{column.price_minor > 0 ? formatMoneyShort(column.price_minor) : '—'}</small>
          </header>
          <div className={classes['columnBody']}>
            {column.rows.map((row, index) => (
              <FunnelCard
                key={row.id}
                row={row}
                isFirst={index === 0 && columns.slice(0, n).every(({ rows }) => rows.length === 0)}
                isDraggable={mayMove}
                onKeyDown={(event) => onKeyDown(event, row, index)}
                onDragStart={() => setDragged(row)}
                onDragEnd={() => setDragged(undefined)}
              />
            ))}
            {column.count > column.rows.length && (
              <Button
                variant="subtle"
                fullWidth
                onClick={() => {
                  useDeals.setState({ filter: { ...filter, stages: [column.stage] } })
                  navigate('/deals?view=grid')
                }}
              >
                {t('funnel.more', { shown: formatNumber(column.count - column.rows.length) })}
              </Button>
            )}
          </div>
        </section>
      ))}
    </div>
  )
}
