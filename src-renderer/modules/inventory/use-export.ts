/** The registry as an Excel file, once a module offers an action that writes one; until then the button is not there. */
import type { GridColumn } from '#renderer/ui/grid/columns.ts'
import type { UnitFilter } from '#shared/modules/inventory/filter.ts'
import type { RegistryLine } from '#shared/modules/inventory/model.ts'

export interface Exporting {
  isPending: boolean
  run(filter: UnitFilter, columns: readonly GridColumn<RegistryLine>[]): Promise<void>
}

export function useExport(): Exporting | undefined {
  return undefined
}
