/** Markup of everything around the cells: sticky band headers with their buttons, and rows with their floor labels. */
import { escapeHtml } from './dom-layer.ts'
import type { BoardLayout, PlacedBand } from './layout.ts'

export interface FrameElements {
  /** The rows' elements by band and row: cells are appended to them. */
  rows: HTMLElement[][]
  headers: HTMLElement[]
}

export interface FrameWords {
  /** Tooltip of header buttons, by the kind of line. */
  selectRow: string
  selectColumn: string
  selectGroup: string
}

/** Widths below which a group's title gives way to its short one, and below which its count is left out. */
const NARROW = 70
const MEDIUM = 96

export function writeFrame(content: HTMLElement, layout: BoardLayout, words: FrameWords): FrameElements {
  content.innerHTML = layout.bands.map((band) => bandHtml(layout, band, words)).join('')
  content.style.width = `${layout.width}px`
  content.style.height = `${layout.height}px`
  const bands = [...content.children] as HTMLElement[]
  return {
    headers: bands.map((band) => band.firstElementChild as HTMLElement),
    rows: bands.map((band) => [...(band.lastElementChild?.children ?? [])] as HTMLElement[]),
  }
}

function bandHtml(layout: BoardLayout, band: PlacedBand, words: FrameWords): string {
  const { zoom } = layout
  const rowStep = zoom.height + zoom.gap
  const rows = band.band.rows.map(
    (row, index) =>
      `<div role="row" class="kb-row" style="top:${index * rowStep}px" aria-rowindex="${index + 2}">` +
      `<div role="rowheader" class="kb-floor" data-line="row:${band.index}:${index}" title="${escapeHtml(words.selectRow)}">${escapeHtml(row.label)}</div>` +
      `</div>`,
  )
  return (
    `<div role="rowgroup" class="kb-band" style="width:${layout.width}px" aria-label="${escapeHtml(band.band.title)}">` +
    `<div role="row" class="kb-head" style="height:${band.headerHeight}px;--kb-labels:${band.hasColumnLabels ? 18 : 2}px" aria-rowindex="1">${headHtml(layout, band, words)}</div>` +
    `<div role="presentation" class="kb-body" style="height:${band.height}px">${rows.join('')}</div>` +
    `</div>`
  )
}

function headHtml(layout: BoardLayout, band: PlacedBand, words: FrameWords): string {
  const place = (left: number, width: number) => `style="left:${left}px;width:${width}px"`
  const clusters = band.clusters.map(
    (cluster) =>
      `<div role="columnheader" class="kb-cluster" ${place(cluster.left, cluster.width)} data-line="cluster:${band.index}:${cluster.firstGroup}" title="${escapeHtml(cluster.title)}">` +
      `<span>${escapeHtml(cluster.title)}</span></div>`,
  )
  const groups = band.groups.map((placed) => {
    const group = band.band.groups[placed.index]
    const caption = group?.caption === undefined ? '' : ` <small>${escapeHtml(group.caption)}</small>`
    const title = escapeHtml(group?.title ?? '')
    const isNarrow = placed.width < NARROW && group?.short !== undefined
    const shown = isNarrow ? escapeHtml(group.short ?? '') : `${title}${placed.width < MEDIUM ? '' : caption}`
    return (
      `<div role="columnheader" class="kb-group" ${place(placed.left, placed.width)} data-line="group:${band.index}:${placed.index}" title="${title}. ${escapeHtml(words.selectGroup)}">` +
      `<span>${shown}</span></div>`
    )
  })
  const columns = band.hasColumnLabels
    ? band.groups.flatMap((placed) =>
        (band.band.groups[placed.index]?.columns ?? []).map((column, index) => {
          const left = band.columnLeft[placed.first + index] ?? 0
          return `<div role="columnheader" class="kb-column" ${place(left, layout.zoom.width)} data-line="column:${band.index}:${placed.first + index}" title="${escapeHtml(words.selectColumn)}">${escapeHtml(column.label)}</div>`
        }),
      )
    : []
  return `<div role="presentation" class="kb-corner">${escapeHtml(band.band.title)}</div>${clusters.join('')}${groups.join('')}${columns.join('')}`
}
