import { describe, expect, test } from 'vitest'
import type { PrintBlock, PrintParagraph } from '#shared/kernel/document.ts'
import { type Assembly, assemble } from '#shared/modules/contracts/assemble.ts'
import { exampleFacts } from '#shared/modules/contracts/example.ts'
import { lintLibrary } from '#shared/modules/contracts/lint.ts'
import { TEMPLATE_KINDS, type TemplateVersion, makeLibrary } from '#shared/modules/contracts/model.ts'
import { usesOf } from '#shared/modules/contracts/rich-text.ts'
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

  test('no text has a gap, a doubled mark or a word out of place, in any variant', { timeout: 60_000 }, () => {
    for (const each of deals)
      expect({ deal: each.deal, faults: wordFaults(assembled(each)) }).toMatchObject({ faults: [] })
  })

  test(
    'what a party may lack leaves no trace: no code, no number, no mark that introduced it',
    { timeout: 60_000 },
    () => {
      const optional = optionalPaths()
      expect(optional).toContain('buyer.passportCode')
      for (const { template, deal } of deals) {
        const facts = Object.fromEntries(
          Object.entries(exampleFacts(WORDS, deal)).flatMap(([path, value]): [string, unknown][] => {
            const list = WORDS.lists.get(path)
            if (!list || !Array.isArray(value)) return optional.includes(path) ? [] : [[path, value]]
            const without = (item: object) =>
              Object.fromEntries(Object.entries(item).filter(([field]) => !optional.includes(`${list.item}.${field}`)))
            return [[path, value.map((item: object) => without(item))]]
          }),
        )
        const found = assemble({ template, library, vocabulary: WORDS, facts, on: ON })
        const needs = found.missing.filter(({ path }) => !/^payments\.\d+\.(interest|label)$|snils$/.test(path))
        expect({ template: template.template, deal, needs, faults: wordFaults(found) }).toMatchObject({
          needs: [],
          faults: [],
        })
      }
    },
  )

  test('variants become Word files of the structure that Word demands', { timeout: 120_000 }, async () => {
    const step = Math.ceil(deals.length / 200)
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

/** Values that some clause prints only where they are known. */
function optionalPaths(): string[] {
  const paths = clauses.flatMap(({ content }) =>
    usesOf(content).flatMap(({ node }) => (node.type === 'variable' && node.attrs.optional ? [node.attrs.path] : [])),
  )
  return [...new Set([...paths, 'buyer.email', 'object.view'])]
}

const FAULTS = [
  / {2}/,
  / [,.;:)]/,
  /[,;:]\./,
  /,\s*,/,
  /№\s*[,.]/,
  /\(\s*\)/,
  /^\s|\s$/,
  /«\s|\s»/,
  /[а-яё][А-ЯЁ]/,
  /,[^\s\d«]/,
]

function wordFaults({ document }: Assembly): string[] {
  return paragraphs(document.blocks)
    .map(({ runs }) => runs.map((run) => (run.breakBefore ? `\n${run.text}` : run.text)).join(''))
    .filter((text) => FAULTS.some((fault) => fault.test(text)))
}

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
