import type { Detail } from './model.ts'

/** One zoom step: sizes in CSS pixels and how much a cell can say at that size. */
export interface Zoom {
  width: number
  height: number
  gap: number
  groupGap: number
  /** Width of the floor axis. */
  axis: number
  detail: Detail
  hasColumnLabels: boolean
}

const zoom = (width: number, height: number, gap: number, groupGap: number, axis: number, detail: Detail): Zoom => ({
  width,
  height,
  gap,
  groupGap,
  axis,
  detail,
  hasColumnLabels: detail !== 'dot',
})

export const ZOOMS: readonly [Zoom, ...Zoom[]] = [
  zoom(7, 6, 1, 8, 26, 'dot'),
  zoom(12, 10, 1, 10, 26, 'dot'),
  zoom(20, 18, 2, 14, 30, 'glyph'),
  zoom(30, 26, 2, 18, 34, 'glyph'),
  zoom(46, 30, 2, 20, 38, 'name'),
  zoom(78, 44, 3, 24, 42, 'lines'),
  zoom(112, 74, 4, 28, 46, 'card'),
  zoom(148, 92, 5, 32, 50, 'card'),
]
export const LAST_ZOOM = ZOOMS.length - 1

/** Sizes between two steps are interpolated, so that a board can be fitted exactly; words are those of the lower step. */
export function zoomAt(step: number): Zoom {
  const clamped = clampZoom(step)
  const lower = ZOOMS[Math.floor(clamped)] ?? ZOOMS[0]
  const upper = ZOOMS[Math.ceil(clamped)] ?? lower
  const part = clamped - Math.floor(clamped)
  if (part === 0) return lower
  const mix = (key: 'width' | 'height' | 'groupGap') => Math.floor(lower[key] + (upper[key] - lower[key]) * part)
  return { ...lower, width: mix('width'), height: mix('height'), groupGap: mix('groupGap') }
}

export function clampZoom(step: number): number {
  return Math.min(LAST_ZOOM, Math.max(0, step))
}

/** The next whole step in a direction. */
export function nextZoom(step: number, direction: 1 | -1): number {
  return clampZoom(direction === 1 ? Math.floor(step) + 1 : Math.ceil(step) - 1)
}

const FINENESS = 0.05

/** The largest step at which the content fits a window; the smallest step when none does. */
export function fittingZoom(
  size: (step: number) => { width: number; height: number },
  width: number,
  height: number,
): number {
  const fits = (step: number) => {
    const content = size(step)
    return content.width <= width && content.height <= height
  }
  let whole = LAST_ZOOM
  while (whole > 0 && !fits(whole)) whole--
  let [low, high] = [whole, Math.min(LAST_ZOOM, whole + 1)]
  while (high - low > FINENESS) {
    const middle = (low + high) / 2
    if (fits(middle)) low = middle
    else high = middle
  }
  return low
}
