import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { type AssembleInput, assemble } from '#shared/modules/contracts/assemble.ts'
import { compareContracts, compareWithStandard, handEdits, staleValues } from '#shared/modules/contracts/compare.ts'
import { exampleFacts } from '#shared/modules/contracts/example.ts'
import { makeLibrary } from '#shared/modules/contracts/model.ts'
import { parseText } from '#shared/modules/contracts/notation.ts'
import { RUSSIAN_VOCABULARY as WORDS } from '#shared/modules/contracts/vocabulary-ru.ts'
import { importDocx } from '#main/engine/documents/docx-import.ts'
import { renderDocx } from '#main/engine/documents/docx.ts'
import { shippedContracts } from './shipped-files.ts'

const { clauses, templates } = shippedContracts()
const library = makeLibrary(clauses)
const template = templates.find((each) => each.template === 'participation')!
const facts = exampleFacts(WORDS, { 'payment.kind': 'instalments', 'escrow.isUsed': true })
const input = (more: Partial<AssembleInput> = {}): AssembleInput => ({
  template,
  library,
  vocabulary: WORDS,
  facts,
  on: '2026-08-22',
  ...more,
})
const short = (differences: ReturnType<typeof compareContracts>) =>
  differences.map(({ slot, kind, values }) => [slot, kind, ...values.map((value) => value.path)])

describe('contracts compared clause by clause', () => {
  test('equal contracts have no differences', () => {
    expect(compareContracts(assemble(input()), assemble(input()))).toEqual([])
  })

  test('each planted difference is reported, and nothing else', () => {
    const other = assemble(
      input({ facts: exampleFacts(WORDS, { 'payment.kind': 'full', 'escrow.isUsed': true, 'matcap.isUsed': true }) }),
    )
    expect(short(compareContracts(assemble(input()), other))).toEqual([
      ['payment', 'other-clause'],
      ['assign', 'other-clause'],
      ['termination', 'other-clause'],
      ['annex-schedule', 'only-left'],
      ['matcap', 'only-right'],
    ])
    const richer = assemble(input({ facts: { ...facts, 'object.section': '7' } }))
    expect(short(compareContracts(assemble(input()), richer))).toEqual([
      ['object', 'other-value', 'object.section'],
      ['annex-object', 'other-value', 'object.section'],
    ])
  })

  test('deviations from the standard are the edits, one for one', () => {
    const edits: AssembleInput['edits'] = [
      { kind: 'rewrite', slot: 'quality', content: parseText(['## Гарантия десять лет.']) },
      { kind: 'swap', slot: 'liability', clause: 'ddu.liability-business' },
      { kind: 'drop', slot: 'notices' },
      { kind: 'add', slot: 'own', after: 'area', title: 'Особое условие', content: parseText(['## Особое условие.']) },
    ]
    expect(short(compareWithStandard(input({ edits })))).toEqual([
      ['quality', 'rewritten'],
      ['liability', 'other-clause'],
      ['notices', 'only-left'],
      ['own', 'only-right'],
    ])
  })

  test('a contract is stale when the register has changed what it says, but not for what was typed', () => {
    const { used } = assemble(input({ origins: { 'object.plan': 'typed' } }))
    expect(staleValues(used, facts)).toEqual([])
    const buyers = (facts['buyers'] as Record<string, unknown>[]).map((buyer) => ({ ...buyer, phone: '2' }))
    expect(staleValues(used, { ...facts, 'price.total': 1, 'object.plan': 'x', buyers })).toEqual([
      { path: 'price.total', was: 1245000000, now: 1 },
      { path: 'buyers.0.phone', was: '+7 900 123-45-67', now: '2' },
    ])
  })
})

describe('a Word file that came back', () => {
  test('untouched it has no edits; each changed, added and removed paragraph is found with its slot', async () => {
    const { document } = assemble(input())
    const bytes = await renderDocx(document, { copy: 'clean' })
    expect(handEdits(document, importDocx(bytes).content)).toEqual([])
    const files = unzipSync(bytes)
    const removed = /<w:p>(?:(?!<\/w:p>)[\s\S])*Уплата неустойки не освобождает[\s\S]*?<\/w:p>/
    const xml = strFromU8(files['word/document.xml']!)
      .replace('Досрочная передача допускается.', 'Досрочная передача не допускается.')
      .replace(removed, '')
      .replace(
        /(<w:p>(?:(?!<\/w:p>)[\s\S])*?Качество Объекта должно)/,
        '<w:p><w:r><w:t>Новый абзац.</w:t></w:r></w:p>$1',
      )
    const edits = handEdits(document, importDocx(zipSync({ ...files, 'word/document.xml': strToU8(xml) })).content)
    expect(edits.map(({ kind, slot }) => [kind, slot])).toEqual([
      ['changed', 'transfer'],
      ['added', 's.quality'],
      ['removed', 'liability'],
    ])
  })
})
