/** Shapes of paragraphs, and one line of text as PDF operators. */
import type { Align, Origin, PrintDocument, PrintParagraph } from '#shared/kernel/document.ts'
import type { RenderOptions } from './docx.ts'
import { type Faces, type Line, breakLines } from './pdf-lines.ts'

export const POINT = 72 / 25.4

export const PAGE = { width: 595.28, height: 841.89 }

export const LEADING = 1.15

export interface Pen {
  document: PrintDocument
  options: RenderOptions
  faces: Faces
  /** Operators of the page being written. */
  page: string[]
  pages: string[][]
  left: number
  width: number
  bottom: number
  /** Distance from the top of the page, in points. */
  y: number
}

export interface Shape {
  size: number
  isBold: boolean
  align: Align
  indent: number
  hanging: number
  before: number
  after: number
}

function shapeOf(paragraph: PrintParagraph, fontSize: number): Shape {
  const base: Shape = {
    size: fontSize,
    isBold: false,
    align: paragraph.align ?? 'justify',
    indent: 0,
    hanging: 0,
    before: 0,
    after: 4,
  }
  const isListed = paragraph.number?.kind === 'letter' || paragraph.number?.kind === 'dash'
  switch (paragraph.style) {
    case 'title':
      return { ...base, size: fontSize + 2, isBold: true, align: paragraph.align ?? 'center', after: 8 }
    case 'subtitle':
      return { ...base, isBold: true, align: paragraph.align ?? 'center', before: 6, after: 6 }
    case 'heading':
      return { ...base, isBold: true, align: paragraph.align ?? 'center', before: 10, after: 5 }
    case 'annex':
      return { ...base, align: paragraph.align ?? 'right', after: 0 }
    case 'plain':
      return { ...base, align: paragraph.align ?? 'left', after: 0 }
    case 'body':
      if (isListed) return { ...base, hanging: 42.5, after: 2 }
      return paragraph.align && paragraph.align !== 'justify' ? base : { ...base, indent: 28.35 }
  }
}

export interface Laid {
  shape: Shape
  lines: Line[]
  height: number
  lineHeight: number
}

export function layOut(pen: Pen, paragraph: PrintParagraph, width: number, fontSize: number): Laid {
  const shape = shapeOf(paragraph, fontSize)
  const unit = 1000 / shape.size
  const number = paragraph.number ? [{ text: `${paragraph.number.text} ` }] : []
  const lines = breakLines(
    [...number, ...paragraph.runs],
    (width - shape.hanging) * unit,
    (shape.indent - (shape.hanging > 0 ? 14.2 : 0)) * unit,
    shape.isBold,
    pen.faces,
  )
  const lineHeight = shape.size * LEADING
  return { shape, lines, lineHeight, height: lines.length * lineHeight }
}

export function writeLine(
  pen: Pen,
  line: Line,
  shape: Shape,
  left: number,
  width: number,
  index: number,
  baseline: number,
): void {
  const { size } = shape
  const indent = index === 0 ? shape.indent + (shape.hanging > 0 ? shape.hanging - 14.2 : 0) : shape.hanging
  const available = width - indent
  const natural = (line.width * size) / 1000
  const gaps = line.words.length - 1
  const stretch = shape.align === 'justify' && !line.isLast && gaps > 0 ? Math.max(0, available - natural) / gaps : 0
  const offset =
    shape.align === 'right' ? available - natural : shape.align === 'center' ? (available - natural) / 2 : 0
  let x = left + indent + offset
  const operators = [`BT 1 0 0 1 ${num(x)} ${num(PAGE.height - baseline)} Tm`]
  const underlines: string[] = []
  let state = ''
  let strings = ''
  const flush = () => {
    if (strings !== '') operators.push(`[${strings}] TJ`)
    strings = ''
  }
  for (const word of line.words) {
    const gap = (word.space * size) / 1000 + (word.space > 0 ? stretch : 0)
    if (word.space > 0) {
      const [first] = word.pieces
      // The space itself is written too, so that text copied out of the file keeps its words apart.
      if (state !== '' && first)
        strings += `<${pen.faces(lastFace(state)).encode(' ')}> ${num(((word.space * size) / 1000 - gap) * (1000 / size) + correction(pen, state, word.space))} `
      x += gap
    }
    for (const piece of word.pieces) {
      const color = pen.options.copy === 'working' && piece.run.origin ? '0.753 0 0 rg' : '0 g'
      const wanted = `${piece.face} ${color}`
      if (wanted !== state) {
        flush()
        operators.push(`/${pen.faces(piece.face).id} ${size} Tf ${color}`)
        state = wanted
      }
      strings += `<${pen.faces(piece.face).encode(piece.text)}>`
      const pieceWidth = (piece.width * size) / 1000
      const pattern = patternOf(pen, piece.run.underline, piece.run.origin)
      if (pattern) underlines.push(pattern(x, x + pieceWidth, PAGE.height - baseline - size * 0.12))
      x += pieceWidth
    }
  }
  flush()
  operators.push('ET')
  pen.page.push(operators.join(' '), ...underlines)
}

/** The width that was measured for a space may be another face's than the one it is written in. */
function correction(pen: Pen, state: string, measured: number): number {
  return pen.faces(lastFace(state)).widthOf(' ') - measured
}

function lastFace(state: string): 'regular' | 'bold' | 'italic' | 'bolditalic' {
  const face = state.slice(0, state.indexOf(' '))
  return face === 'bold' || face === 'italic' || face === 'bolditalic' ? face : 'regular'
}

type Underline = (from: number, to: number, y: number) => string

const stroke =
  (dash: string, shift = 0): Underline =>
  (from, to, y) =>
    `q 0.6 w 0 0 0 RG ${dash} d ${num(from)} ${num(y - shift)} m ${num(to)} ${num(y - shift)} l S Q`

const UNDERLINES: Readonly<Partial<Record<Origin, Underline>>> = {
  typed: stroke('[1 1.5] 0'),
  computed: stroke('[4 2] 0'),
  changed: (from, to, y) => `${stroke('[] 0')(from, to, y)} ${stroke('[] 0', 1.5)(from, to, y)}`,
  missing: stroke('[] 0'),
}

function patternOf(pen: Pen, isUnderlined: true | undefined, origin: Origin | undefined): Underline | undefined {
  const byOrigin = pen.options.copy === 'working' && origin ? UNDERLINES[origin] : undefined
  return byOrigin ?? (isUnderlined ? stroke('[] 0') : undefined)
}

export function newPage(pen: Pen): void {
  pen.page = []
  pen.pages.push(pen.page)
  pen.y = pen.document.margins.top * POINT
}

export function isAtTop(pen: Pen): boolean {
  return pen.y <= pen.document.margins.top * POINT + 0.01
}

export function num(value: number): string {
  return String(Math.round(value * 100) / 100)
}
