/** Sections and units of the place that is open, joined so that the screen never shows the walls of one with the flats of another. */
import { useEffect, useMemo, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useQuery } from '#renderer/data/use-query.ts'
import type { BoardModel } from '#renderer/ui/board/model.ts'
import type { Scope } from '#shared/modules/inventory/contract.ts'
import type { UnitFilter } from '#shared/modules/inventory/filter.ts'
import type { BoardUnit, SectionRow } from '#shared/modules/inventory/model.ts'
import type { AppError } from '#shared/rpc/errors.ts'
import { boardModel, geometryKey } from './board-model.ts'
import { endOfDay } from './days.ts'
import { askedPart } from './filter.ts'

export interface BoardData {
  sections: readonly SectionRow[]
  units: readonly BoardUnit[]
  byId: ReadonlyMap<string, BoardUnit>
  model: BoardModel
  /** Changes with the question, not with the data: a live patch keeps it. */
  question: string
}

export interface BoardState {
  data: BoardData | undefined
  isLoading: boolean
  error: AppError | undefined
  retry(): void
}

export function useBoardData(scope: Scope | null, day: string | null, filter: UnitFilter): BoardState {
  const { t } = useTranslation('inventory')
  const asked = askedPart(filter)
  const sections = useQuery('inventory.sections', scope && { scope })
  const units = useQuery(
    'inventory.chessboard',
    scope && { scope, ...(day === null ? {} : { on: endOfDay(day) }), ...(asked ? { filter: asked } : {}) },
  )
  const question = JSON.stringify([scope, day, asked])
  const shape = useRef<{ key: string; model: BoardModel }>(undefined)
  const words = useMemo(
    () => ({
      floor: t('board.floor'),
      // A name that is only a number wants its word; «Секция 1» has it.
      section: (name: string) => (/^\d/.test(name) ? t('board.section', { name }) : name),
      floorOf: (section: string, floor: string) => t('board.floorOf', { section, floor }),
    }),
    [t],
  )
  const fresh = useMemo((): BoardData | undefined => {
    if (!sections.data || !units.data) return undefined
    const known = new Set(sections.data.map((section) => section.id))
    const here = units.data.filter((unit) => known.has(unit.section_id))
    const key = `${words.floor} ${geometryKey(sections.data, here)}`
    if (shape.current?.key !== key) shape.current = { key, model: boardModel(sections.data, here, words) }
    return {
      sections: sections.data,
      units: here,
      byId: new Map(here.map((unit) => [unit.id, unit])),
      model: shape.current.model,
      question,
    }
  }, [sections.data, units.data, words, question])
  const kept = useRef<BoardData>(undefined)
  useEffect(() => {
    if (fresh) kept.current = fresh
  }, [fresh])
  const data = fresh ?? (scope ? kept.current : undefined)
  return {
    data,
    isLoading: fresh === undefined,
    error: sections.error ?? units.error,
    retry() {
      sections.retry()
      units.retry()
    },
  }
}

/** Ids of units that changed under a question that stayed the same: what somebody did while one looked. */
export function useChanges(data: BoardData | undefined, onChange: (ids: string[]) => void): void {
  const before = useRef<BoardData>(undefined)
  useEffect(() => {
    const old = before.current
    before.current = data
    if (!old || !data || old === data || old.question !== data.question) return
    const changed = data.units.filter((unit) => {
      const was = old.byId.get(unit.id)
      return (
        was !== undefined &&
        was !== unit &&
        (was.status !== unit.status || was.price_minor !== unit.price_minor || was.queue !== unit.queue)
      )
    })
    if (changed.length > 0) onChange(changed.map((unit) => unit.id))
  }, [data, onChange])
}
