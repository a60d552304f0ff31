/** The bare work: ag-grid as its own documentation shows it, with every row in memory and as many columns. */
import { AllCommunityModule, createGrid, ModuleRegistry, type GridApi } from 'ag-grid-community'

ModuleRegistry.registerModules([AllCommunityModule])

export function bareGrid(
  host: HTMLElement,
  rows: readonly Record<string, unknown>[],
  fields: readonly string[],
): GridApi<Record<string, unknown>> {
  const box = document.createElement('div')
  box.className = 'bare'
  host.append(box)
  return createGrid<Record<string, unknown>>(box, {
    columnDefs: fields.map((field) => ({ field, width: 120 })),
    rowData: [...rows],
    rowHeight: 28,
  })
}
