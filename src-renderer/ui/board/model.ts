/**
 * What a board shows: bands stacked on one another, each a floor axis (rows) with groups of columns side by side.
 * A cell may span rows and columns. Looks come separately as faces, so that recolouring never touches the geometry.
 */
export interface BoardModel {
  bands: readonly Band[]
}

export interface Band {
  id: string
  title: string
  /** Top to bottom. */
  rows: readonly Axis[]
  groups: readonly Group[]
}

export interface Axis {
  key: string
  label: string
}

export interface Group {
  id: string
  title: string
  caption?: string
  /** Instead of the title where the columns are too narrow for it. */
  short?: string
  /** Pixels kept for the title however small the cells are. */
  minWidth?: number
  /** Neighbouring groups with the same cluster share one caption above their titles. */
  cluster?: Axis
  columns: readonly Axis[]
  cells: readonly Cell[]
}

export interface Cell {
  id: string
  /** Index into the band's rows of the topmost row. */
  row: number
  /** Index into the group's columns of the leftmost column. */
  column: number
  rows: number
  columns: number
}

/** How one cell looks at one level of detail. */
export interface Face {
  /** A name from the palette. */
  tone: string
  /** Lines parted by newlines; the first is set bold. Empty where cells are too small for words. */
  text: string
  /** What a screen reader says. */
  label: string
  isDim: boolean
  /** A character or two in the corner. */
  mark?: string
}

/** How much a cell has room for: nothing, a character or two, a number, two lines, a card. */
export type Detail = 'dot' | 'glyph' | 'name' | 'lines' | 'card'

export type FaceOf = (id: string, detail: Detail) => Face

export interface CellRect {
  left: number
  top: number
  width: number
  height: number
}

/** What a header click selects. */
export interface Line {
  kind: 'row' | 'column' | 'group' | 'cluster'
  band: number
  /** Row index, global column index, or group index; for a cluster the index of its first group. */
  index: number
}
