import type { BoardModel, Cell } from '#renderer/ui/board/model.ts'
import { FLOORS, RISERS, type BenchUnit } from './cells.ts'

export function benchModel(units: readonly BenchUnit[]): BoardModel {
  const sections = new Map<number, Cell[]>()
  for (const unit of units) {
    const cells = sections.get(unit.section) ?? []
    sections.set(unit.section, cells)
    cells.push({
      id: unit.id,
      row: FLOORS - unit.floor,
      column: unit.riser - 1,
      rows: unit.floor_span,
      columns: unit.riser_span,
    })
  }
  return {
    bands: [
      {
        id: 'flats',
        title: 'Этаж',
        rows: Array.from({ length: FLOORS }, (_, row) => ({ key: String(FLOORS - row), label: String(FLOORS - row) })),
        groups: [...sections].map(([section, cells]) => ({
          id: String(section),
          title: `Секция ${section + 1}`,
          caption: `${cells.length}`,
          cluster: { key: String(section >> 2), label: `Корпус ${(section >> 2) + 1}` },
          columns: Array.from({ length: RISERS }, (_, riser) => ({ key: String(riser), label: String(riser + 1) })),
          cells,
        })),
      },
    ],
  }
}
