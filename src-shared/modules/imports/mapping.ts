/** Which column is which field: by its name first, by what stands in it second; a second column of one field is kept as its twin. */
import type { Cell } from '../../kernel/cell.ts'
import type { ImportField, ImportKind } from './kind.ts'
import { mayStandFor, nameScore } from './names.ts'
import { cellParser, columnDialect } from './parse.ts'
import { cellText, columnName } from '../../kernel/cell.ts'
import { severityOf } from './problems.ts'
import { cleanText, headerText } from './text.ts'

export interface ColumnChoice {
  column: number
  title: string
  field: string
  /** 0 to 1: how sure the choice is. */
  confidence: number
  /** A nearly equal column was mapped already; this one is only compared with it. */
  isTwin: boolean
}

export interface SampledColumn {
  column: number
  title: string
  /** Cells from all over the sheet, blanks left out. */
  cells: readonly Cell[]
}

const ENOUGH = 0.6

export function matchColumns(kind: ImportKind, columns: readonly SampledColumn[]): ColumnChoice[] {
  const candidates = columns.flatMap((column) =>
    kind.fields.flatMap((field) => {
      const confidence = confidenceOf(column, field)
      return confidence >= ENOUGH ? [{ column, field, confidence }] : []
    }),
  )
  candidates.sort((a, b) => b.confidence - a.confidence || a.column.column - b.column.column)
  const taken = new Map<number, ColumnChoice>()
  const used = new Set<string>()
  for (const { column, field, confidence } of candidates) {
    if (taken.has(column.column) || used.has(field.key)) continue
    used.add(field.key)
    taken.set(column.column, {
      column: column.column,
      title: column.title,
      field: field.key,
      confidence,
      isTwin: false,
    })
  }
  for (const { column, field, confidence } of candidates) {
    if (taken.has(column.column) || confidence < 0.85) continue
    taken.set(column.column, { column: column.column, title: column.title, field: field.key, confidence, isTwin: true })
  }
  return Array.from(taken.values()).sort((a, b) => a.column - b.column)
}

/** The columns of a saved mapping found again by name, wherever they stand now; null when a column is gone. */
export function applyMapping(
  columns: readonly { column: number; title: string }[],
  saved: readonly { title: string; field: string; isTwin: boolean }[],
): ColumnChoice[] | null {
  const left = [...columns]
  const found: ColumnChoice[] = []
  for (const { title, field, isTwin } of saved) {
    const at = left.findIndex((column) => sameHeader(savedTitle(column.column, column.title), title))
    const [column] = at < 0 ? [] : left.splice(at, 1)
    if (!column) return null
    found.push({ column: column.column, title: column.title, field, confidence: 1, isTwin })
  }
  return found
}

/** A column without a name is known again by its letter. */
export const savedTitle = (column: number, title: string) => (title === '' ? `#${columnName(column)}` : title)

const sameHeader = (a: string, b: string) =>
  a.startsWith('#') === b.startsWith('#') &&
  headerText(a) === headerText(b) &&
  (headerText(a) !== '' || cleanText(a) === cleanText(b))

function confidenceOf(column: SampledColumn, field: ImportField): number {
  const byName = nameScore(column.title, field)
  const isPartial = byName < ENOUGH && field.typical !== undefined && mayStandFor(column.title, field)
  if (byName < ENOUGH && ((field.looksLike === undefined && !isPartial) || column.cells.length < 2)) return 0
  const fit = contentFit(column.cells, field)
  if (byName < ENOUGH) return fit.looks >= 0.9 ? 0.6 + 0.1 * fit.looks : isPartial && fit.likely >= 0.9 ? 0.62 : 0
  if (column.cells.length === 0) return byName
  // A name that its content contradicts is a homonym, but the very name is never given up for nothing better.
  const sure = byName * (0.55 + 0.45 * fit.readable) * (0.5 + 0.5 * fit.likely)
  return byName === 1 && fit.readable > 0.2 ? Math.max(sure, ENOUGH) : sure
}

/** Which shares of the cells can be read as the field, lie where its values usually lie, and look like it. */
function contentFit(cells: readonly Cell[], field: ImportField): { readable: number; likely: number; looks: number } {
  if (cells.length === 0) return { readable: 1, likely: 1, looks: 0 }
  const parse = cellParser(field, columnDialect(cells))
  let [readable, likely, looks] = [0, 0, 0]
  for (const cell of cells) {
    let isFaulty = false
    let isUnlikely = false
    const value = parse(cell, (code) => {
      if (severityOf({ code, field: null, column: null }) === 'error') isFaulty = true
      if (code === 'unlikely' || code === 'below-minimum' || code === 'above-maximum') isUnlikely = true
    })
    if (!isFaulty || isUnlikely) readable++
    if (typeof value === 'number' && field.typical) isUnlikely = value < field.typical[0] || value > field.typical[1]
    if (!isFaulty && !isUnlikely) likely++
    if (field.looksLike?.test(cleanText(cellText(cell)))) looks++
  }
  return { readable: readable / cells.length, likely: likely / cells.length, looks: looks / cells.length }
}
