/** Word and PDF files from clauses and facts, against the same packages writing the same document from constants. */
import { assemble, isComplete } from '#shared/modules/contracts/assemble.ts'
import { exampleFacts } from '#shared/modules/contracts/example.ts'
import { lintTemplate } from '#shared/modules/contracts/lint.ts'
import { makeLibrary } from '#shared/modules/contracts/model.ts'
import { RUSSIAN_VOCABULARY } from '#shared/modules/contracts/vocabulary-ru.ts'
import { renderDocx } from '#main/engine/documents/docx.ts'
import { loadFonts } from '#main/engine/documents/pdf-fonts.ts'
import { renderPdf, writePdf } from '#main/engine/documents/pdf.ts'
import { shippedContracts } from '#main/modules/contracts/shipped-files.ts'
import { problemsOfDocx } from '../support/ooxml.ts'
import { bareDocx, barePdf, constantsOf, linesOf } from './documents/bare.ts'
import { contractOf, documentOf } from './documents/contract.ts'
import { type BenchRow, atMost, byTurns, limit, timed } from './harness.ts'

const TURNS = 12
const ON = '2026-08-22'

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
    limit('500 variants of the shipped library, rendered and checked', 's', (await timed(renderVariants)) / 1000, 20),
  ]
}

/** What publishing a clause costs at most: each variant is assembled of an example deal, rendered, and its file checked. */
async function renderVariants(): Promise<void> {
  const { clauses, templates } = shippedContracts()
  const library = makeLibrary(clauses)
  const deals = templates.flatMap((template) =>
    lintTemplate(template, library, RUSSIAN_VOCABULARY, ON).deals.map((deal) => ({ template, deal })),
  )
  for (const { template, deal } of deals.slice(0, 500)) {
    const facts = exampleFacts(RUSSIAN_VOCABULARY, deal)
    const assembly = assemble({ template, library, vocabulary: RUSSIAN_VOCABULARY, facts, on: ON })
    const problems = problemsOfDocx(await renderDocx(assembly.document, { copy: 'clean' }))
    if (!isComplete(assembly) || problems.length > 0) throw new Error(`${template.template}: ${problems.join('; ')}`)
  }
}

function pagesOf(pdf: Uint8Array): number {
  return (
    Buffer.from(pdf)
      .toString('latin1')
      .match(/\/Type \/Page\b(?!s)/g)?.length ?? 0
  )
}
