/** Labels for paper copies: a sheet of A4 with three columns of Code 128, each with its words below. */
import { jsPDF } from 'jspdf'
import { printable } from '#shared/kernel/document.ts'
import { type FontFiles, internalsOf, loadFonts, makeFaces } from './pdf-fonts.ts'
import { breakLines } from './pdf-lines.ts'
import { PAGE, POINT, type Pen, type Shape, writeLine } from './pdf-text.ts'

export interface Label {
  code: string
  /** Widths of bars and spaces in turn. */
  bars: readonly number[]
  lines: readonly string[]
}

const [COLUMNS, ROWS] = [3, 8]
const [CELL_WIDTH, CELL_HEIGHT] = [PAGE.width / COLUMNS, PAGE.height / ROWS]
/** A third of a millimetre: what office printers and cheap scanners agree on. */
const MODULE = 0.33 * POINT
const BAR_HEIGHT = 15 * POINT

export async function renderLabels(labels: readonly Label[], on: string): Promise<Uint8Array> {
  return writeLabels(labels, on, await loadFonts())
}

function writeLabels(labels: readonly Label[], on: string, fonts: FontFiles): Uint8Array {
  const pdf = new jsPDF({ unit: 'pt', format: [PAGE.width, PAGE.height], compress: true, putOnlyUsedFonts: true })
  pdf.setCreationDate(new Date(`${on}T00:00:00Z`))
  pdf.setFileId('0'.repeat(32))
  const faces = makeFaces(pdf, fonts)
  const pages = Array.from({ length: Math.max(1, Math.ceil(labels.length / (COLUMNS * ROWS))) }, (_, page) =>
    labels.slice(page * COLUMNS * ROWS, (page + 1) * COLUMNS * ROWS),
  )
  for (const [index, page] of pages.entries()) {
    if (index > 0) pdf.addPage([PAGE.width, PAGE.height])
    const out: string[] = []
    for (const [at, label] of page.entries()) {
      const left = (at % COLUMNS) * CELL_WIDTH + 6 * POINT
      const top = Math.floor(at / COLUMNS) * CELL_HEIGHT + 5 * POINT
      writeBars(out, label.bars, left, top)
      const shape: Shape = { size: 8, isBold: false, align: 'left', indent: 0, hanging: 0, before: 0, after: 0 }
      const pen = { page: out, faces, options: { copy: 'clean' } } as unknown as Pen
      for (const [row, text] of [label.code, ...label.lines].entries()) {
        const width = CELL_WIDTH - 10 * POINT
        const [line] = breakLines([{ text: printable(text) }], (width * 1000) / shape.size, 0, row === 0, faces)
        if (line)
          writeLine(pen, line, { ...shape, isBold: row === 0 }, left, width, 0, top + BAR_HEIGHT + 10 + row * 10)
      }
    }
    internalsOf(pdf).write(out.join('\n'))
  }
  return new Uint8Array(pdf.output('arraybuffer'))
}

/** Filled rectangles, in the page's own coordinates: from the foot up. */
function writeBars(out: string[], bars: readonly number[], left: number, top: number): void {
  let x = left
  for (const [index, width] of bars.entries()) {
    if (index % 2 === 0)
      out.push(
        `${x.toFixed(3)} ${(PAGE.height - top - BAR_HEIGHT).toFixed(3)} ${(width * MODULE).toFixed(3)} ${BAR_HEIGHT.toFixed(3)} re f`,
      )
    x += width * MODULE
  }
}
