/** The barest programs that write the same documents with the same packages: every word, number and place is a constant. */
import {
  AlignmentType,
  Document,
  Footer,
  Header,
  LevelFormat,
  Packer,
  PageNumber,
  Paragraph,
  SimpleField,
  Table,
  TableCell,
  TableRow,
  TextRun,
} from 'docx'
import { jsPDF } from 'jspdf'
import type { PrintBlock, PrintDocument, PrintParagraph } from '#shared/kernel/document.ts'

/** Constants in the shape that the packages take; made once, outside of the measured time. */
export interface BareParagraph {
  style: string
  level: number | null
  reference: string
  instance: number
  texts: { text: string; isReference: boolean }[]
}
export type BareBlock = BareParagraph | { rows: BareParagraph[][] }

export function constantsOf(document: PrintDocument): BareBlock[] {
  const paragraph = (each: PrintParagraph): BareParagraph => ({
    style: each.style,
    level: each.number?.level ?? null,
    reference: each.number?.kind ?? '',
    instance: each.number?.list ?? 0,
    texts: each.runs.map((run) => ({ text: run.text, isReference: run.reference !== undefined })),
  })
  return document.blocks.map((block: PrintBlock) =>
    block.kind === 'paragraph'
      ? paragraph(block)
      : {
          rows: block.rows.map((row) =>
            row.cells.map((cell) => paragraph(cell.paragraphs[0] ?? { kind: 'paragraph', style: 'plain', runs: [] })),
          ),
        },
  )
}

export async function bareDocx(blocks: readonly BareBlock[]): Promise<Uint8Array> {
  const paragraph = (each: BareParagraph) =>
    new Paragraph({
      style: each.style,
      ...(each.level === null
        ? {}
        : { numbering: { reference: each.reference, level: each.level, instance: each.instance } }),
      children: each.texts.map((run) =>
        run.isReference ? new SimpleField('REF a \\r \\h', run.text) : new TextRun(run.text),
      ),
    })
  const levels = [0, 1, 2, 3].map((level) => ({
    level,
    format: LevelFormat.DECIMAL,
    text: '%1.',
    alignment: AlignmentType.LEFT,
  }))
  const document = new Document({
    numbering: { config: ['decimal', 'letter', 'dash'].map((reference) => ({ reference, levels })) },
    sections: [
      {
        headers: { default: new Header({ children: [new Paragraph('Договор')] }) },
        footers: {
          default: new Footer({
            children: [new Paragraph({ children: [new TextRun({ children: [PageNumber.CURRENT] })] })],
          }),
        },
        children: blocks.map((block) =>
          'rows' in block
            ? new Table({
                rows: block.rows.map(
                  (row) =>
                    new TableRow({ children: row.map((cell) => new TableCell({ children: [paragraph(cell)] })) }),
                ),
              })
            : paragraph(block),
        ),
      },
    ],
  })
  return Packer.toBuffer(document)
}

/** Lines already broken, by page. */
export function linesOf(document: PrintDocument): string[][] {
  const lines = document.blocks.flatMap((block) => {
    const text =
      block.kind === 'paragraph'
        ? `${block.number?.text ?? ''} ${block.runs.map((run) => run.text).join('')}`
        : block.rows
            .map((row) => row.cells.map((cell) => cell.paragraphs[0]?.runs[0]?.text ?? '').join('   '))
            .join('\n')
    return text.split('\n').flatMap((line) => line.match(/.{1,88}(?: |$)/g) ?? [])
  })
  return Array.from({ length: Math.ceil(lines.length / 52) }, (_, page) => lines.slice(page * 52, page * 52 + 52))
}

export function barePdf(pages: readonly string[][], font: string): ArrayBuffer {
  const pdf = new jsPDF({ unit: 'pt', format: 'a4', compress: true })
  pdf.addFileToVFS('serif.ttf', font)
  pdf.addFont('serif.ttf', 'serif', 'normal')
  pdf.setFont('serif', 'normal')
  pdf.setFontSize(11)
  for (const [index, lines] of pages.entries()) {
    if (index > 0) pdf.addPage()
    pdf.text(lines, 85, 70)
  }
  return pdf.output('arraybuffer')
}
