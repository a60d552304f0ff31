/** How wide a head must be for its title to be read whole: no column begins narrower than its own name. */

/** Both paddings, the funnel and what stands between. */
const AROUND = 38
/** A head that says a whole sentence is cut after all. */
const WIDEST = 240
/** Where nothing can be measured: wider than most letters. */
const LETTER = 7.6

let pen: CanvasRenderingContext2D | null | undefined

export function titleWidth(title: string): number {
  return Math.min(Math.ceil(measured(title)) + AROUND, WIDEST)
}

function measured(title: string): number {
  if (typeof document === 'undefined') return title.length * LETTER
  pen ??= document.createElement('canvas').getContext('2d')
  if (!pen) return title.length * LETTER
  const style = getComputedStyle(document.documentElement)
  pen.font = `600 ${style.getPropertyValue('--k-text-small')} ${style.getPropertyValue('--k-font')}`
  return pen.measureText(title).width
}
