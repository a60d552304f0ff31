/** A document ready for printing: what the Word and PDF renderers take and the preview draws. No variables, conditions or rights are left in it. */
import type { Day } from './day.ts'

/** Where a substituted value came from; shown by colour and underline on working copies, never on clean ones. */
export type Origin = 'register' | 'typed' | 'computed' | 'changed' | 'missing'

export interface PrintRun {
  text: string
  bold?: true
  italic?: true
  underline?: true
  /** A line break before the text. */
  breakBefore?: true
  origin?: Origin
  /** The variable behind the text, for a click in the preview. */
  path?: string
  /** The anchor that this number refers to. */
  reference?: string
  /** The text itself is what references to this anchor repeat: the number of an annex. */
  anchor?: string
}

export type ParagraphStyle = 'body' | 'title' | 'subtitle' | 'heading' | 'annex' | 'plain'
export type Align = 'left' | 'center' | 'right' | 'justify'

/** The number of a paragraph: `text` is what it says here, list, kind and level let Word count it by itself. */
export interface PrintNumber {
  kind: 'decimal' | 'dash' | 'letter'
  /** Which run of numbering: a new one starts at 1 again. */
  list: number
  /** From 0. */
  level: number
  text: string
}

export interface PrintParagraph {
  kind: 'paragraph'
  style: ParagraphStyle
  align?: Align
  number?: PrintNumber
  anchor?: string
  keepNext?: true
  pageBreakBefore?: true
  runs: PrintRun[]
  /** The slot and clause it came from, for the preview. */
  slot?: string
}

export interface PrintCell {
  paragraphs: PrintParagraph[]
  colspan: number
  rowspan: number
}

export interface PrintTable {
  kind: 'table'
  /** Shares of the width, of any sum. */
  widths: number[]
  borders: 'all' | 'none'
  rows: { isHeader: boolean; cells: PrintCell[] }[]
  slot?: string
}

export type PrintBlock = PrintParagraph | PrintTable

export interface PrintDocument {
  title: string
  /** The document's own day: the only date in the file, so that equal documents are equal bytes. */
  on: Day
  /** Millimetres. */
  margins: { top: number; right: number; bottom: number; left: number }
  /** Points. */
  fontSize: number
  header: string
  footer: string
  hasPageNumbers: boolean
  blocks: PrintBlock[]
}

const CONTROL = new RegExp('[\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\ufffe\\uffff\\ufeff]', 'g')
const DIRECTION = new RegExp('[\\u200e\\u200f\\u061c\\u202a-\\u202e\\u2066-\\u2069]', 'g')

/**
 * Text that is safe in XML and reads as it is stored: control characters, halves of surrogate pairs and marks that turn
 * the direction of writing are dropped (a name that shows something else than it holds has no place in a contract).
 */
export function printable(text: string): string {
  return text
    .toWellFormed()
    .replace(/\ufffd/g, '')
    .replace(CONTROL, '')
    .replace(DIRECTION, '')
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    .replace(/\t/g, ' ')
}
