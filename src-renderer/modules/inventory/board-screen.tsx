/** The chessboard: place, filter, legend, the board itself, what is selected, and the unit at the side. */
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { IconBuildings } from '@tabler/icons-react'
import { useRoute, setQuery } from '#renderer/data/route.ts'
import { useApi } from '#renderer/data/engine.tsx'
import { useQuery } from '#renderer/data/use-query.ts'
import { Board, type BoardHandle } from '#renderer/ui/board/board.tsx'
import { Page } from '#renderer/ui/page.tsx'
import { EmptyState, ErrorState, LoadingState } from '#renderer/ui/states.tsx'
import type { BoardUnit } from '#shared/modules/inventory/model.ts'
import { facesOf } from './board-faces.ts'
import { BoardTools } from './board-tools.tsx'
import { endOfDay } from './days.ts'
import { DaySlider } from './day-slider.tsx'
import { DialogsHost } from './dialogs-host.tsx'
import { FilterBar } from './filter-bar.tsx'
import { matches } from './filter.ts'
import { heatScale, heatValue } from './heat.ts'
import { UnitHover } from './hover-card.tsx'
import { Legend } from './legend.tsx'
import { SavedViews } from './saved-views.tsx'
import { ScopePicker } from './scope-picker.tsx'
import { SelectionBar } from './selection-bar.tsx'
import { setScope, useInventory } from './state.ts'
import { unitPalette } from './tones.ts'
import { useBoardData, useChanges } from './use-board-data.ts'
import { useDefaultScope } from './use-default-scope.ts'
import { useBoardKeys } from './use-board-keys.ts'
import { UnitPanel } from './unit-panel.tsx'
import { cellWords } from './words.ts'

const MOST_FLASHED = 300

export function BoardScreen() {
  const { t } = useTranslation('inventory')
  const { scope, filter, paint, zoom, selection, unitId, day, compareDay, isPanelOpen, isTimeOpen } = useInventory()
  const tree = useQuery('inventory.tree', {})
  const board = useBoardData(scope, day, filter)
  const [now] = useState(() => Date.now())
  const [step, setStep] = useState(4)
  const handle = useRef<BoardHandle>(null)
  const words = useMemo(() => cellWords(t), [t])
  useDefaultScope(tree.data)
  useUnitFromAddress(handle, board.data?.byId)

  const { data } = board
  const units = data?.units ?? NONE
  const diffRows = useQuery(
    'inventory.boardDiff',
    scope && compareDay !== null
      ? { scope, from: endOfDay(compareDay), to: day === null ? endOfDay('2999-12-31') : endOfDay(day) }
      : null,
    { keepPrevious: true },
  ).data
  const diff = useMemo(
    () => (compareDay === null || !diffRows ? undefined : new Map(diffRows.map((row) => [row.id, row]))),
    [compareDay, diffRows],
  )
  const shownPaint = diff ? 'diff' : paint
  const isBright = useCallback((unit: BoardUnit) => matches(unit, filter), [filter])
  const isCounted = useMemo(() => {
    const { statuses: _, ...others } = filter
    return (unit: BoardUnit) => matches(unit, others)
  }, [filter])
  const scale = useMemo(
    () =>
      shownPaint === 'status' || shownPaint === 'diff'
        ? undefined
        : heatScale(units.filter(isBright).map((unit) => heatValue(unit, shownPaint, now))),
    [shownPaint, units, isBright, now],
  )
  const faceOf = useMemo(
    () =>
      facesOf({
        units: data?.byId ?? new Map<string, BoardUnit>(),
        isBright,
        paint: shownPaint,
        scale,
        diff,
        words,
        t,
        now,
      }),
    [data, isBright, shownPaint, scale, diff, words, t, now],
  )
  useChanges(
    data,
    useCallback((ids) => {
      if (ids.length <= MOST_FLASHED) handle.current?.flash(ids)
    }, []),
  )
  const selected = useMemo(() => [...selection].flatMap((id) => data?.byId.get(id) ?? []), [selection, data])
  const bright = useMemo(() => units.filter(isBright), [units, isBright])
  const isPast = day !== null
  const keys = useBoardKeys({ selected, unitId, isPast })
  const frameWords = useMemo(
    () => ({
      selectRow: t('board.selectFloor'),
      selectColumn: t('board.selectRiser'),
      selectGroup: t('board.selectSection'),
    }),
    [t],
  )
  const goTo = useCallback((id: string) => handle.current?.goTo(id), [])

  if (tree.error) return <ErrorState error={tree.error} onRetry={tree.retry} />
  if (tree.data?.length === 0) {
    return (
      <Page title={t('screens.board')}>
        <EmptyState icon={IconBuildings} title={t('board.noUnits')} text={t('board.noUnitsText')} />
      </Page>
    )
  }
  return (
    <Page
      title={t('screens.board')}
      detail={<ScopePicker tree={tree.data ?? []} scope={scope} onPick={setScope} />}
      actions={<BoardTools step={step} />}
      toolbar={
        <>
          <FilterBar filter={filter} scope={scope} without={['regions', 'complexIds']} />
          <SavedViews place="board" />
          <Legend
            paint={shownPaint}
            units={units}
            isCounted={isCounted}
            chosen={filter.statuses}
            scale={scale}
            diff={diffRows}
            words={words}
          />
        </>
      }
      aside={
        isPanelOpen ? (
          <UnitPanel unitId={unitId} selected={selected} isPast={isPast} shown={bright} onGoTo={goTo} />
        ) : undefined
      }
    >
      {isTimeOpen && <DaySlider scope={scope} />}
      <div style={{ display: 'flex', flex: 1, minHeight: 0, position: 'relative' }} onKeyDown={keys}>
        {board.error ? (
          <ErrorState error={board.error} onRetry={board.retry} />
        ) : data ? (
          <Board
            handle={handle}
            model={data.model}
            faceOf={faceOf}
            palette={unitPalette}
            selection={selection}
            zoom={zoom}
            label={t('board.label', { count: units.length })}
            words={frameWords}
            onSelect={(ids) =>
              useInventory.setState(
                ids.size === 1 ? { selection: ids, unitId: [...ids][0] ?? null } : { selection: ids },
              )
            }
            onCurrent={(id) => useInventory.setState({ unitId: id })}
            onOpen={(id) => {
              useInventory.setState({ unitId: id, isPanelOpen: true, selection: new Set([id]) })
              requestAnimationFrame(() =>
                document.querySelector<HTMLElement>('[data-panel] button[data-action], [data-panel] button')?.focus(),
              )
            }}
            onZoom={(next, isByUser) => {
              setStep(next)
              if (isByUser) useInventory.setState({ zoom: next })
            }}
            hoverCard={(id) => {
              const unit = data.byId.get(id)
              return unit ? <UnitHover unit={unit} diff={diff?.get(id)} words={words} isPast={isPast} /> : null
            }}
          />
        ) : (
          <LoadingState text={t('board.loading')} />
        )}
      </div>
      <SelectionBar units={units} byId={data?.byId ?? EMPTY} selection={selection} isBright={isBright} />
      <DialogsHost />
    </Page>
  )
}

const NONE: readonly BoardUnit[] = []
const EMPTY: ReadonlyMap<string, BoardUnit> = new Map()

/** `?unit=<id>` opens the unit's building and goes to its cell: how search and other screens link here. */
function useUnitFromAddress(
  handle: { current: BoardHandle | null },
  byId: ReadonlyMap<string, BoardUnit> | undefined,
): void {
  const api = useApi()
  const { query } = useRoute()
  const wanted = query['unit']
  const place = query['building'] ?? query['complex']
  const kind = query['building'] === undefined ? 'complex' : 'building'
  useEffect(() => {
    if (place === undefined) return
    setScope({ kind, id: place })
    setQuery({ building: undefined, complex: undefined })
  }, [place, kind])
  useEffect(() => {
    if (wanted === undefined) return
    if (byId?.has(wanted)) {
      useInventory.setState({ unitId: wanted, selection: new Set([wanted]), isPanelOpen: true })
      handle.current?.goTo(wanted)
      setQuery({ unit: undefined })
      return
    }
    const cancel = new AbortController()
    api.inventory
      .unitCard({ unitId: wanted }, { signal: cancel.signal })
      .then(({ unit }) => {
        const { scope } = useInventory.getState()
        if (scope?.id !== unit.building_id) setScope({ kind: 'building', id: unit.building_id })
      })
      .catch(() => setQuery({ unit: undefined }))
    return () => cancel.abort()
  }, [wanted, byId, api, handle])
}
