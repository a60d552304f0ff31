/** What one cell of a spreadsheet holds once its file format is forgotten: plain values, and the few things a plain value cannot say. */
export type Cell = null | string | number | boolean | SpecialCell

export type SpecialCell =
  /** A number shown as a date: `2024-03-05`, or `2024-03-05T10:30:00` when it has a time. */
  | { t: 'date'; iso: string }
  /** A number shown as a percentage: 0.3 for 30 %. */
  | { t: 'percent'; value: number }
  /** A number shown with leading zeros by its format: 7 as 0007. */
  | { t: 'padded'; value: number; text: string }
  /** #N/A, #REF! and their kin. */
  | { t: 'error'; text: string }
  /** A formula whose result the file does not hold. */
  | { t: 'formula' }

/** A rectangle of merged cells; rows as the sheet shows them (from 1), columns from 0, both ends included. */
export interface Merge {
  top: number
  left: number
  bottom: number
  right: number
}

/** The cell as the user sees it, for messages and previews. */
export function cellText(cell: Cell | undefined): string {
  if (cell === null || cell === undefined) return ''
  if (typeof cell === 'string') return cell
  if (typeof cell === 'number') return numberText(cell)
  if (typeof cell === 'boolean') return cell ? 'TRUE' : 'FALSE'
  switch (cell.t) {
    case 'date':
      return cell.iso.replace('T', ' ')
    case 'percent':
      return `${numberText(Math.round(cell.value * 1e10) / 1e8)}%`
    case 'padded':
      return cell.text
    case 'error':
      return cell.text
    case 'formula':
      return '=…'
  }
}

/** A double with the noise of binary fractions removed and no exponent up to 21 digits: 43.299999999999997 as 43.3. */
export function numberText(value: number): string {
  if (Number.isInteger(value)) return String(value)
  return String(Number(value.toPrecision(15)))
}

/** A column as Excel names it: 0 as A, 27 as AB. */
export function columnName(index: number): string {
  let name = ''
  for (let n = index + 1; n > 0; n = Math.floor((n - 1) / 26)) name = String.fromCharCode(65 + ((n - 1) % 26)) + name
  return name
}
