/** A print document as a PDF: pages laid out here, written through jsPDF with an embedded Cyrillic subset. */
import { jsPDF } from 'jspdf'
import { type PrintBlock, type PrintDocument, type PrintParagraph, printable } from '#shared/kernel/document.ts'
import type { RenderOptions } from './docx.ts'
import { type FontFiles, internalsOf, loadFonts, makeFaces } from './pdf-fonts.ts'
import { breakLines } from './pdf-lines.ts'
import { PAGE, POINT, type Pen, type Shape, isAtTop, layOut, newPage, writeLine } from './pdf-text.ts'
import { togetherOf, writeTable } from './pdf-table.ts'

/** The same input gives the same bytes: the file's date is the document's and its id is made of its title. */
export async function renderPdf(document: PrintDocument, options: RenderOptions): Promise<Uint8Array> {
  return writePdf(document, options, await loadFonts())
}

export function writePdf(document: PrintDocument, options: RenderOptions, fonts: FontFiles): Uint8Array {
  const pdf = new jsPDF({ unit: 'pt', format: [PAGE.width, PAGE.height], compress: true, putOnlyUsedFonts: true })
  pdf.setCreationDate(new Date(`${document.on}T00:00:00Z`))
  pdf.setFileId(fileId(document))
  pdf.setDocumentProperties({ title: printable(document.title), creator: 'Kvartal' })
  const { margins } = document
  const pen: Pen = {
    document,
    options,
    faces: makeFaces(pdf, fonts),
    page: [],
    pages: [],
    left: margins.left * POINT,
    width: PAGE.width - (margins.left + margins.right) * POINT,
    bottom: PAGE.height - margins.bottom * POINT,
    y: margins.top * POINT,
  }
  pen.pages.push(pen.page)
  for (const [index, block] of document.blocks.entries()) {
    if (block.kind === 'table') writeTable(pen, block)
    else writeParagraph(pen, block, document.blocks[index + 1])
  }
  for (const [index, page] of pen.pages.entries()) {
    if (index > 0) pdf.addPage([PAGE.width, PAGE.height])
    writeMargins(pen, page, index)
    internalsOf(pdf).write(page.join('\n'))
  }
  return new Uint8Array(pdf.output('arraybuffer'))
}

function writeParagraph(pen: Pen, paragraph: PrintParagraph, next: PrintBlock | undefined): void {
  const laid = layOut(pen, paragraph, pen.width, pen.document.fontSize)
  const { shape, lines, lineHeight } = laid
  if (paragraph.pageBreakBefore) newPage(pen)
  if (!isAtTop(pen)) pen.y += shape.before
  // A heading stays with what it heads, and no paragraph leaves its first line alone at the foot of a page.
  const after = next?.kind === 'table' ? shape.after + togetherOf(pen, next) : 3 * lineHeight
  const room = pen.bottom - pen.document.margins.top * POINT
  const wanted = paragraph.keepNext && next ? laid.height + after : Math.min(lines.length, 2) * lineHeight
  const together = wanted <= room ? wanted : laid.height
  if (pen.y + together > pen.bottom && !isAtTop(pen)) newPage(pen)
  for (const [index, line] of lines.entries()) {
    const isWidow = index === lines.length - 2 && lines.length > 2 && pen.y + 2 * lineHeight > pen.bottom
    if (pen.y + lineHeight > pen.bottom || isWidow) newPage(pen)
    writeLine(pen, line, shape, pen.left, pen.width, index, pen.y + shape.size)
    pen.y += lineHeight
  }
  pen.y += shape.after
}

function writeMargins(pen: Pen, page: string[], index: number): void {
  const small: Shape = { size: 8, isBold: false, align: 'right', indent: 0, hanging: 0, before: 0, after: 0 }
  const target = { ...pen, page, options: { copy: 'clean' as const } }
  const write = (text: string, shape: Shape, baseline: number) => {
    const [line] = breakLines([{ text }], Infinity, 0, false, pen.faces)
    if (line) writeLine(target, line, shape, pen.left, pen.width, 0, baseline)
  }
  if (pen.document.header !== '') write(pen.document.header, small, 10 * POINT + 8)
  const number = pen.document.hasPageNumbers ? `${index + 1} / ${pen.pages.length}` : ''
  const footer = [pen.document.footer, number].filter((part) => part !== '').join(' · ')
  if (footer !== '') write(footer, { ...small, align: 'center' }, PAGE.height - 10 * POINT)
}

/** Sixteen bytes in hex from the title and the date (FNV-1a over four seeds). */
function fileId(document: PrintDocument): string {
  const text = `${document.title} ${document.on}`
  return [1, 2, 3, 4]
    .map((seed) => {
      let hash = 0x811c9dc5 ^ seed
      for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
      return (hash >>> 0).toString(16).padStart(8, '0')
    })
    .join('')
    .toUpperCase()
}
