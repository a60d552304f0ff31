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

export function zoomAt(step: number): Zoom {
  return ZOOMS[clampZoom(step)] ?? ZOOMS[0]
}

export function clampZoom(step: number): number {
  return Math.min(LAST_ZOOM, Math.max(0, Math.round(step)))
}

/** The largest step at which content of `widthAt(step)` × `heightAt(step)` fits; the smallest step when none does. */
export function fittingZoom(size: (step: number) => { width: number; height: number }, width: number, height: number): number {
  for (let step = LAST_ZOOM; step > 0; step--) {
    const content = size(step)
    if (content.width <= width && content.height <= height) return step
  }
  return 0
}
