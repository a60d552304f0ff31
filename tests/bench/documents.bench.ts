/** Word and PDF files from clauses and facts, against the same packages writing the same document from constants. */
import { assemble } from '#shared/modules/contracts/assemble.ts'
import { renderDocx } from '#main/engine/documents/docx.ts'
import { loadFonts } from '#main/engine/documents/pdf-fonts.ts'
import { renderPdf, writePdf } from '#main/engine/documents/pdf.ts'
import { bareDocx, barePdf, constantsOf, linesOf } from './documents/bare.ts'
import { contractOf, documentOf } from './documents/contract.ts'
import { type BenchRow, atMost, byTurns, limit, timed } from './harness.ts'

const TURNS = 12

export async function documentsBench(): Promise<BenchRow[]> {
  const fonts = await loadFonts()
  const long = contractOf(92)
  const longConstants = constantsOf(assemble(long).document)
  const short = contractOf(29)
  const shortLines = linesOf(assemble(short).document)

  const docx = await byTurns(
    TURNS,
    () => renderDocx(assemble(long).document, { copy: 'clean' }),
    () => bareDocx(longConstants),
  )
  const pdf = await byTurns(
    TURNS,
    () => renderPdf(assemble(short).document, { copy: 'clean' }),
    () => Promise.resolve(barePdf(shortLines, fonts.regular)),
  )
  const pages = pagesOf(writePdf(documentOf(92), { copy: 'clean' }, fonts))
  let preview = Infinity
  for (let turn = 0; turn < TURNS; turn++)
    preview = Math.min(preview, await timed(() => Promise.resolve(assemble(long))))
  return [
    atMost('a contract to .docx, from clauses and facts', 'ms', docx.ours, docx.bare, 1.5, `${pages} pages`),
    atMost('a contract to .pdf, from clauses and facts', 'ms', pdf.ours, pdf.bare, 1.5, `${shortLines.length} pages`),
    limit('the preview of that contract after a keystroke', 'ms', preview, 100),
  ]
}

function pagesOf(pdf: Uint8Array): number {
  return (
    Buffer.from(pdf)
      .toString('latin1')
      .match(/\/Type \/Page\b(?!s)/g)?.length ?? 0
  )
}
