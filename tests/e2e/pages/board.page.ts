/** The chessboard as a person uses it. */
import type { Locator, Page } from 'playwright-core'

export interface BoardPage {
  cell(number: string): Locator
  /** Numbers of the cells that are selected, in the order of the board. */
  selected(): Promise<string[]>
  /** The number of the cell that has the focus. */
  focused(): Promise<string | undefined>
  /** `free`, `reserved`… as the cell is painted. */
  tone(number: string): Promise<string | undefined>
  waitForTone(number: string, tone: string): Promise<void>
  panel: Locator
  dialog: Locator
  bar: Locator
}

export async function openBoard(page: Page): Promise<BoardPage> {
  await page.evaluate("location.hash = '/inventory/board'")
  await page.locator('.kc').first().waitFor()
  const numberIn = (label: string | null) =>
    /№ (\S+),|No\. (\S+),/
      .exec(label ?? '')
      ?.slice(1)
      .find(Boolean)
  const cell = (number: string) => page.locator(`.kc[aria-label^="№ ${number},"], .kc[aria-label^="No. ${number},"]`)
  const tone = async (number: string) => /kt-(\S+)/.exec((await cell(number).getAttribute('class')) ?? '')?.[1]
  return {
    cell,
    tone,
    async selected() {
      const labels = await page.locator('.kc.is-on').evaluateAll((cells) => cells.map((one) => one.ariaLabel))
      return labels.flatMap((label) => numberIn(label) ?? [])
    },
    focused: async () => numberIn(await page.evaluate<string | null>('document.activeElement?.ariaLabel ?? null')),
    async waitForTone(number, wanted) {
      await page
        .locator(`.kc.kt-${wanted}[aria-label^="№ ${number},"], .kc.kt-${wanted}[aria-label^="No. ${number},"]`)
        .waitFor()
    },
    panel: page.locator('[data-panel]'),
    dialog: page.getByRole('dialog'),
    bar: page.locator('[role="status"][aria-live="polite"]').last(),
  }
}
