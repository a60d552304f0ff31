import { describe, expect, test } from 'vitest'
import type { PrintBlock, PrintParagraph } from '#shared/kernel/document.ts'
import { type Assembly, assemble } from '#shared/modules/contracts/assemble.ts'
import { exampleFacts } from '#shared/modules/contracts/example.ts'
import { lintLibrary } from '#shared/modules/contracts/lint.ts'
import { TEMPLATE_KINDS, type TemplateVersion, makeLibrary } from '#shared/modules/contracts/model.ts'
import { checkFacts } from '#shared/modules/contracts/vocabulary.ts'
import { RUSSIAN_VOCABULARY as WORDS } from '#shared/modules/contracts/vocabulary-ru.ts'
import { renderDocx } from '#main/engine/documents/docx.ts'
import { renderPdf } from '#main/engine/documents/pdf.ts'
import { problemsOfDocx } from '#tests/support/ooxml.ts'
import { shippedContracts } from './shipped-files.ts'

const { clauses, templates } = shippedContracts()
const library = makeLibrary(clauses)
const ON = '2026-08-22'
const report = lintLibrary(templates, clauses, library, WORDS, ON)
const deals = report.templates.flatMap(({ template, deals: each }) =>
  each.map((deal) => ({ template: templates.find((one) => one.template === template)!, deal })),
)
const assembled = ({ template, deal }: { template: TemplateVersion; deal: (typeof deals)[number]['deal'] }): Assembly =>
  assemble({ template, library, vocabulary: WORDS, facts: exampleFacts(WORDS, deal), on: ON })

const paragraphs = (blocks: readonly PrintBlock[]): PrintParagraph[] =>
  blocks.flatMap((block) =>
    block.kind === 'paragraph' ? [block] : block.rows.flatMap((row) => row.cells.flatMap((cell) => cell.paragraphs)),
  )

describe('the library that ships with the program', () => {
  test('has at least forty clauses, a template of every kind and five hundred variants, and no fault', () => {
    expect([
      clauses.length >= 40,
      new Set(templates.map((each) => each.kind)).size,
      report.variants >= 500,
      report.templates.every((each) => each.isComplete),
    ]).toEqual([true, TEMPLATE_KINDS.length, true, true])
    expect(report.problems).toEqual([])
  })

  test('the example deals keep to the vocabulary and its constraints', () => {
    expect(deals.flatMap(({ deal }) => checkFacts(WORDS, exampleFacts(WORDS, deal)))).toEqual([])
  })

  test(
    'every variant is assembled whole: nothing missing, unresolved, empty or out of number',
    { timeout: 60_000 },
    () => {
      for (const each of deals) {
        const { document, missing, undecided, problems } = assembled(each)
        expect({ template: each.template.template, deal: each.deal, missing, undecided, problems }).toEqual({
          template: each.template.template,
          deal: each.deal,
          missing: [],
          undecided: [],
          problems: [],
        })
        const top = document.blocks.filter((block) => block.kind === 'paragraph')
        expect(top.every((paragraph) => paragraph.runs.some((run) => run.text.trim() !== ''))).toBe(true)
        expect(
          paragraphs(document.blocks)
            .flatMap((paragraph) => paragraph.runs)
            .filter((run) => /\[[\w.]+\]|\{|\}|undefined|\[object/.test(run.text)),
        ).toEqual([])
        expect(numberFaults(top)).toEqual([])
      }
    },
  )

  test('variants become Word files of the structure that Word demands', { timeout: 120_000 }, async () => {
    const step = Math.ceil(deals.length / 60)
    for (const each of deals.filter((_, index) => index % step === 0)) {
      expect(problemsOfDocx(await renderDocx(assembled(each).document, { copy: 'clean' }))).toEqual([])
    }
  })

  test('each template becomes a PDF', async () => {
    for (const template of templates) {
      const each = deals.find((one) => one.template === template)!
      expect((await renderPdf(assembled(each).document, { copy: 'working' })).length).toBeGreaterThan(5_000)
    }
  })
})

/** Points follow one another: 1., 1.1., 1.2., 2. … anew in each annex. */
function numberFaults(blocks: readonly PrintParagraph[]): string[] {
  const faults: string[] = []
  const last = new Map<number, number[]>()
  for (const { number } of blocks) {
    if (number?.kind !== 'decimal') continue
    const parts = number.text.split('.').filter(Boolean).map(Number)
    const before = last.get(number.list) ?? []
    const expected = [...before.slice(0, number.level), (before[number.level] ?? 0) + 1]
    if (parts.join('.') !== expected.join('.')) faults.push(`${number.text} after ${before.join('.')}`)
    last.set(number.list, parts)
  }
  return faults
}
