/** The bare work: a CSS grid with one element and one text a cell, as short as it can be. */
import { FLOORS, RISERS, type BenchUnit } from './cells.ts'
import { cellText } from './text.ts'

export function plainGrid(host: HTMLElement, units: readonly BenchUnit[]): void {
  const grid = document.createElement('div')
  grid.className = 'plain'
  for (const unit of units) {
    const cell = document.createElement('div')
    cell.className = `plain-cell plain-${unit.status}`
    cell.style.gridColumn = `${unit.section * (RISERS + 1) + unit.riser} / span ${unit.riser_span}`
    cell.style.gridRow = `${FLOORS + 1 - unit.floor} / span ${unit.floor_span}`
    cell.textContent = cellText(unit)
    grid.append(cell)
  }
  host.append(grid)
}
