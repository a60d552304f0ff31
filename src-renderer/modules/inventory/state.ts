/** What the inventory screens remember while one walks between them: place, filter, way of painting, selection. */
import { create } from 'zustand'
import { createJSONStorage, persist } from 'zustand/middleware'
import type { Scope } from '#shared/modules/inventory/contract.ts'
import type { UnitFilter } from '#shared/modules/inventory/filter.ts'
import { tidyFilter } from './filter.ts'
import type { HeatKind } from './heat.ts'

export interface InventoryState {
  scope: Scope | null
  filter: UnitFilter
  paint: 'status' | HeatKind
  zoom: number | 'fit'
  isPanelOpen: boolean
  isTimeOpen: boolean
  selection: ReadonlySet<string>
  /** The unit of the side panel. */
  unitId: string | null
  /** The board as it was at the end of this day; null is now. */
  day: string | null
  /** The earlier day of a comparison. */
  compareDay: string | null
}

const nothing: ReadonlySet<string> = new Set()

export const useInventory = create<InventoryState>()(
  persist<InventoryState, [], [], Pick<InventoryState, 'scope' | 'paint' | 'isPanelOpen'>>(
    () => ({
      scope: null,
      filter: {},
      paint: 'status',
      zoom: 'fit',
      isPanelOpen: true,
      isTimeOpen: false,
      selection: nothing,
      unitId: null,
      day: null,
      compareDay: null,
    }),
    {
      name: 'kvartal.inventory',
      version: 1,
      storage: createJSONStorage(() => localStorage),
      partialize: ({ scope, paint, isPanelOpen }) => ({ scope, paint, isPanelOpen }),
    },
  ),
)

export function setScope(scope: Scope): void {
  useInventory.setState({ scope, selection: nothing, unitId: null, zoom: 'fit' })
}

export function changeFilter(change: UnitFilter): void {
  useInventory.setState(({ filter }) => ({ filter: tidyFilter({ ...filter, ...change }) }))
}

export function setFilter(filter: UnitFilter): void {
  useInventory.setState({ filter: tidyFilter(filter) })
}

export function clearSelection(): void {
  useInventory.setState({ selection: nothing })
}

/** Takes a value into a list of a filter, or out of it. */
export function toggled<T>(list: readonly T[] | undefined, value: T): T[] {
  return list?.includes(value) ? list.filter((one) => one !== value) : [...(list ?? []), value]
}
