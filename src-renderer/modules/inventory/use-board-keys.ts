/** Letters on the board: actions of the unit or the selection, zoom to fit, panel, time machine. The same keys in both layouts. */
import { useCallback, type KeyboardEvent } from 'react'
import { useActor } from '#renderer/data/session.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import type { BoardUnit } from '#shared/modules/inventory/model.ts'
import { useInventory } from './state.ts'
import { actionsOfCard, actionsOfSelection, runByKey } from './unit-actions.ts'

export interface BoardKeysInput {
  selected: readonly BoardUnit[]
  unitId: string | null
  isPast: boolean
}

export function useBoardKeys({ selected, unitId, isPast }: BoardKeysInput) {
  const actor = useActor()
  const card = useQuery('inventory.unitCard', unitId === null ? null : { unitId }).data
  return useCallback(
    (event: KeyboardEvent) => {
      if (event.target instanceof HTMLInputElement || event.ctrlKey || event.altKey || event.metaKey) return
      const handled =
        isBoardKey(event.code) ||
        (!isPast &&
          runByKey(
            // Somebody quick presses before the card has come: what the cell says is enough to begin.
            selected.length > 1 || !card ? actionsOfSelection(selected, actor) : actionsOfCard(card, actor),
            event,
          ))
      if (handled) event.preventDefault()
    },
    [actor, card, selected, isPast],
  )
}

function isBoardKey(code: string): boolean {
  switch (code) {
    case 'Digit0':
    case 'Numpad0':
      useInventory.setState({ zoom: 'fit' })
      return true
    case 'KeyI':
      useInventory.setState(({ isPanelOpen }) => ({ isPanelOpen: !isPanelOpen }))
      return true
    case 'KeyT':
      useInventory.setState(({ isTimeOpen }) =>
        isTimeOpen ? { isTimeOpen: false, day: null, compareDay: null } : { isTimeOpen: true },
      )
      return true
    default:
      return false
  }
}
