/** The grid as it is seen: its rows stand in the document in the order they were painted, so their place is their row-index. */
import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'

/** A cell by its place on the screen. */
export const cellAt = (within: Page | Locator, row: number, column: string): Locator =>
  within.locator(`.ag-row[row-index="${row}"] .ag-cell[col-id="${column}"]`)

/** The topmost row that says this in that column. Waits for one. */
export async function rowThatSays(within: Page | Locator, column: string, text: string): Promise<number> {
  const cells = within.locator(`.ag-row .ag-cell[col-id="${column}"]`, { hasText: text })
  let found: number | undefined
  await expect
    .poll(async () => {
      const places = await cells.evaluateAll((all) =>
        all.map((cell) => Number(cell.closest('.ag-row')?.getAttribute('row-index'))),
      )
      found = places.sort((one, other) => one - other)[0]
      return found
    })
    .not.toBe(undefined)
  return found ?? 0
}
