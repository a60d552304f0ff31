/** What must be true of every file, for every shipped template and every change a lawyer can make to one document. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import type { PrintBlock, PrintDocument, PrintParagraph } from '#shared/kernel/document.ts'
import { type Assembly, assemble } from '#shared/modules/contracts/assemble.ts'
import type { DocumentEdit } from '#shared/modules/contracts/edits.ts'
import { exampleFacts } from '#shared/modules/contracts/example.ts'
import { makeLibrary, slotsOf } from '#shared/modules/contracts/model.ts'
import { plainText } from '#shared/modules/contracts/rich-text.ts'
import { parseText } from '#shared/modules/contracts/notation.ts'
import { RUSSIAN_VOCABULARY as WORDS } from '#shared/modules/contracts/vocabulary-ru.ts'
import { renderDocx } from '#main/engine/documents/docx.ts'
import { renderPdf } from '#main/engine/documents/pdf.ts'
import { problemsOfDocx } from '#tests/support/ooxml.ts'
import { handEdits } from '#shared/modules/contracts/compare.ts'
import { importDocx } from '#main/engine/documents/docx-import.ts'
import { shippedContracts } from './shipped-files.ts'

const { clauses, templates } = shippedContracts()
const library = makeLibrary(clauses)
const ON = '2026-08-22'
const DEAL = {
  'object.kind': 'flat',
  'buyers.kind': 'citizen',
  'payment.kind': 'instalments',
  'escrow.isUsed': true,
  'amendment.subject': 'schedule',
  'lease.kind': 'long',
}

function documentOf(template: string, edits: DocumentEdit[] = [], more: Record<string, unknown> = {}): Assembly {
  const found = templates.find((each) => each.template === template)
  if (!found) throw new Error(template)
  const facts = { ...exampleFacts(WORDS, DEAL), 'contract.on': ON, ...more }
  return assemble({ template: found, library, vocabulary: WORDS, facts, on: ON, edits })
}

const paragraphsOf = (block: PrintBlock): PrintParagraph[] => (block.kind === 'paragraph' ? [block] : [])
const textOf = (paragraph: PrintParagraph) => paragraph.runs.map(({ text }) => text).join('')

/** What a reader would stumble over: nothing between two points, a number that jumps, braces of a variable. */
function faultsOf({ blocks }: PrintDocument): string[] {
  const faults: string[] = []
  const counts = new Map<number, number[]>()
  for (const paragraph of blocks.flatMap(paragraphsOf)) {
    const text = textOf(paragraph)
    if (text.trim() === '') faults.push(`an empty paragraph in ${paragraph.slot ?? 'the frame'}`)
    if (/[{}]|\[\w+\.\w+\]|undefined|\bNaN\b/.test(text)) faults.push(`unresolved: ${text.slice(0, 80)}`)
    const { number } = paragraph
    if (number?.kind !== 'decimal') continue
    const count = counts.get(number.list) ?? []
    count.length = number.level + 1
    for (let level = 0; level < number.level; level++) count[level] ??= 1
    count[number.level] = (count[number.level] ?? 0) + 1
    counts.set(number.list, count)
    if (number.text !== `${count.join('.')}.`) faults.push(`${number.text} where ${count.join('.')} follows`)
  }
  return faults
}

const soffice = (() => {
  try {
    return execFileSync('which', ['soffice'], { encoding: 'utf8' }).trim()
  } catch {
    return ''
  }
})()

describe('every document of every template', () => {
  test.each(templates.map(({ template }) => template))(
    '%s stays whole whichever clause is dropped from it',
    async (template) => {
      const whole = documentOf(template)
      expect(faultsOf(whole.document)).toEqual([])
      const slots = whole.clauses.map(({ slot }) => slot)
      for (const slot of slots) {
        const { document, problems } = documentOf(template, [{ kind: 'drop', slot }])
        // A reference to what was dropped is a named problem, for which no clean copy is written; nothing else is left of it.
        expect(problems.filter(({ kind }) => kind !== 'dangling-reference')).toEqual([])
        const faults = faultsOf(document).filter((fault) => problems.length === 0 || !fault.startsWith('unresolved'))
        expect({ slot, faults }).toEqual({ slot, faults: [] })
      }
      expect(problemsOfDocx(await renderDocx(whole.document, { copy: 'clean' }))).toEqual([])
    },
  )

  test('a studio has no number of rooms: it is called a studio in the contract and in both passports', () => {
    for (const [template, more] of [
      ['participation', {}],
      ['passport', { 'passport.form': 'table' }],
      ['passport', { 'passport.form': 'text' }],
    ] as const)
      for (const rooms of [0, 2]) {
        const { document, problems } = documentOf(template, [], { ...more, 'object.rooms': rooms })
        const text = JSON.stringify(document.blocks)
        expect({ problems, faults: faultsOf(document) }).toEqual({ problems: [], faults: [] })
        expect({ template, rooms, isStudio: /студия/.test(text) }).toEqual({ template, rooms, isStudio: rooms === 0 })
      }
  })

  test('moved, added and rewritten clauses are numbered anew, and references follow', () => {
    const body = slotsOf(templates.find(({ template }) => template === 'participation')?.body ?? [])
    const last = body.at(-4)?.key ?? ''
    const own = parseText([
      '## {#own.a} Своё условие, см. пункт {→own.b}.',
      '## {#own.b} И второе, см. пункт {→own.a}.',
    ])
    const {
      document,
      problems,
      clauses: placed,
    } = documentOf('participation', [
      { kind: 'move', slot: 'data', after: 'disputes' },
      { kind: 'add', slot: 'own-1', after: 'force', title: 'Своё', content: own },
      { kind: 'rewrite', slot: 'quality', content: parseText(['## Гарантия — {terms.warrantyMonths} месяцев.']) },
    ])
    expect(problems).toEqual([])
    expect(last).not.toBe('')
    expect(faultsOf(document)).toEqual([])
    expect(
      placed
        .filter(({ standing }) => standing !== 'standard')
        .map(({ standing }) => standing)
        .sort(),
    ).toEqual(['added', 'moved', 'rewritten'])
    // Two points that refer to each other: a ring of references is two numbers.
    const [a, b] = document.blocks.flatMap(paragraphsOf).filter(({ slot }) => slot === 'own-1')
    expect(textOf(a as PrintParagraph)).toContain(b?.number?.text.replace(/\.$/, ''))
    expect(textOf(b as PrintParagraph)).toContain(a?.number?.text.replace(/\.$/, ''))
  })

  test.each([
    ['XML', '</w:t></w:r><w:p/>&amp;<!--', '</w:t></w:r><w:p/>&amp;<!--'],
    ['control characters', 'Ив\u0000а\u0007но\u001bв\uffff', 'Иванов'],
    ['marks of direction', '\u202eвонавИ\u202c\u200f\u2066', 'вонавИ'],
    ['half of a pair', 'Ива\ud83dнов', undefined],
    ['ten thousand letters', 'Щ'.repeat(10_000), 'Щ'.repeat(10_000)],
  ])('a name with %s is plain text in Word and a page in PDF, the same bytes twice', async (_kind, last, shown) => {
    const buyers = [{ ...(exampleFacts(WORDS, DEAL)['buyers'] as object[])[0], name: { last, first: 'Пётр' } }]
    const { document } = documentOf('participation', [], { buyers })
    const write = async (of: typeof document) => [
      Buffer.from(await renderDocx(of, { copy: 'clean' })),
      Buffer.from(await renderPdf(of, { copy: 'clean' })),
    ]
    const [[docx, pdf], again] = [
      await write(document),
      await write(documentOf('participation', [], { buyers }).document),
    ]
    expect([docx?.equals(again[0]!), pdf?.equals(again[1]!), pdf?.subarray(0, 5).toString()]).toEqual([
      true,
      true,
      '%PDF-',
    ])
    expect(problemsOfDocx(docx!)).toEqual([])
    const text = plainText(importDocx(docx!).content)
    // Control characters and marks of direction among the letters, but for the breaks of lines.
    expect(text).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]/)
    if (shown !== undefined) expect(text).toContain(shown)
  })

  test('a name of ten thousand letters, control characters, marks of direction and XML is text in both files, the same twice', async () => {
    const example = exampleFacts(WORDS, DEAL)
    const name = {
      last: '</w:t><w:br/>&amp;\u202eьлазуК\u200f\u0007',
      first: 'Щ'.repeat(10_000),
      middle: '<!DOCTYPE x [<!ENTITY a "&a;">]>',
    }
    const buyers = [{ ...(example['buyers'] as object[])[0], name }]
    const { document } = documentOf('participation', [], { buyers })
    const [docx, again] = [await renderDocx(document, { copy: 'clean' }), await renderDocx(document, { copy: 'clean' })]
    expect(problemsOfDocx(docx)).toEqual([])
    expect(Buffer.from(docx).equals(Buffer.from(again))).toBe(true)
    const pdf = await renderPdf(document, { copy: 'clean' })
    expect(Buffer.from(pdf).equals(Buffer.from(await renderPdf(document, { copy: 'clean' })))).toBe(true)
    expect(handEdits(document, importDocx(docx).content)).toEqual([])
  })
})

describe.skipIf(soffice === '')('through LibreOffice and back (skipped where it is not installed)', () => {
  test.each(['participation', 'amendment', 'act'])(
    '%s comes back word for word',
    { timeout: 120_000 },
    async (template) => {
      const folder = mkdtempSync(path.join(tmpdir(), 'kvartal-office-'))
      try {
        const { document } = documentOf(template)
        writeFileSync(path.join(folder, 'one.docx'), await renderDocx(document, { copy: 'clean' }))
        execFileSync(
          soffice,
          [
            `-env:UserInstallation=file://${folder}/profile`,
            '--headless',
            '--convert-to',
            'docx:MS Word 2007 XML',
            '--outdir',
            path.join(folder, 'back'),
            path.join(folder, 'one.docx'),
          ],
          { stdio: 'ignore' },
        )
        const back = importDocx(readFileSync(path.join(folder, 'back', 'one.docx')))
        expect(handEdits(document, back.content)).toEqual([])
      } finally {
        rmSync(folder, { recursive: true, force: true })
      }
    },
  )
})
