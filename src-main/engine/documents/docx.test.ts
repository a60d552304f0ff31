import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { strFromU8, unzipSync } from 'fflate'
import { afterAll, describe, expect, test } from 'vitest'
import type { PrintBlock, PrintDocument, PrintParagraph } from '#shared/kernel/document.ts'
import { assemble } from '#shared/modules/contracts/assemble.ts'
import { deriveFacts } from '#shared/modules/contracts/derive.ts'
import { SAMPLE_FACTS, SAMPLE_LIBRARY, SAMPLE_TEMPLATE } from '#shared/modules/contracts/testing/sample.ts'
import { RUSSIAN_VOCABULARY } from '#shared/modules/contracts/vocabulary-ru.ts'
import { problemsOfDocx } from '#tests/support/ooxml.ts'
import { renderDocx } from './docx.ts'

const sample = (facts: Record<string, unknown> = {}): PrintDocument =>
  assemble({
    template: SAMPLE_TEMPLATE,
    library: SAMPLE_LIBRARY,
    vocabulary: RUSSIAN_VOCABULARY,
    facts: deriveFacts({ ...SAMPLE_FACTS, ...facts }).facts,
    on: '2026-08-22',
  }).document
const paragraph = (text: string): PrintParagraph => ({ kind: 'paragraph', style: 'body', runs: [{ text }] })
const printed = (blocks: PrintBlock[]): PrintDocument => ({
  title: 'T',
  on: '2026-01-01',
  margins: { top: 20, right: 15, bottom: 20, left: 30 },
  fontSize: 11,
  header: '',
  footer: '',
  hasPageNumbers: false,
  blocks,
})
const xmlOf = (bytes: Uint8Array, part = 'word/document.xml') => strFromU8(unzipSync(bytes)[part]!)

describe('Word files', () => {
  test('a contract with lists, references, annexes and tables has the structure that Word demands', async () => {
    for (const copy of ['clean', 'working'] as const)
      expect(problemsOfDocx(await renderDocx(sample(), { copy }))).toEqual([])
  })

  test('the same input gives the same bytes, whatever was rendered in between and whatever the time is', async () => {
    const first = await renderDocx(sample(), { copy: 'clean' })
    await renderDocx(printed([paragraph('other')]), { copy: 'working' })
    await new Promise((resolve) => setTimeout(resolve, 2_100))
    expect(Buffer.compare(first, await renderDocx(sample(), { copy: 'clean' }))).toBe(0)
    expect(xmlOf(first, 'docProps/core.xml')).toContain('2026-08-22T00:00:00Z')
  }, 10_000)

  test('numbers are counted by Word and references are fields', async () => {
    const xml = xmlOf(await renderDocx(sample(), { copy: 'clean' }))
    expect(xml).toMatch(/<w:numPr><w:ilvl w:val="1"\/><w:numId w:val="\d+"\/><\/w:numPr>/)
    expect(xml).toMatch(/<w:fldSimple w:instr="REF _Ref\d+ \\r \\h"><w:r><w:t xml:space="preserve">1\.1<\/w:t>/)
    expect(xml).not.toContain('>1.1. ')
  })

  test('only a working copy shows where values came from', async () => {
    expect(xmlOf(await renderDocx(sample(), { copy: 'working' }))).toContain('C00000')
    expect(xmlOf(await renderDocx(sample(), { copy: 'clean' }))).not.toContain('C00000')
  })

  test('hostile values are text: markup, control characters, direction marks, ten thousand characters, line breaks', async () => {
    const name = {
      last: '</w:t><w:p>&amp;]]>\u202e\u0000\u000b\ud800\ufffe"\'',
      first: 'Ж'.repeat(10_000),
      middle: 'а\nб',
      sex: 'male' as const,
    }
    const bytes = await renderDocx(sample({ buyers: [{ kind: 'citizen', name }], 'contract.number': '<&>"' }), {
      copy: 'working',
    })
    expect(problemsOfDocx(bytes)).toEqual([])
    expect(xmlOf(bytes)).toContain('&lt;/w:t&gt;&lt;w:p&gt;&amp;amp;]]&gt;')
    expect(xmlOf(bytes)).toContain('Ж'.repeat(10_000))
  })

  test('tall and wide cells keep every row as wide as the table', async () => {
    const cell = (text: string, colspan = 1, rowspan = 1) => ({ paragraphs: [paragraph(text)], colspan, rowspan })
    const rows = [[cell('a', 1, 3), cell('b', 2)], [cell('c', 1, 2), cell('d')], [cell('e')]].map((cells, index) => ({
      isHeader: index === 0,
      cells,
    }))
    expect(
      problemsOfDocx(
        await renderDocx(printed([{ kind: 'table', widths: [1, 2, 3], borders: 'all', rows }]), { copy: 'clean' }),
      ),
    ).toEqual([])
  })

  test('the checker itself finds planted faults', async () => {
    const { zipSync, strToU8 } = await import('fflate')
    const files = unzipSync(await renderDocx(sample(), { copy: 'clean' }))
    const broken = strFromU8(files['word/document.xml']!)
      .replace('<w:pStyle w:val="title"/>', '<w:jc w:val="center"/><w:pStyle w:val="nostyle"/>')
      .replace(/<w:bookmarkEnd w:id="1"\/>/, '')
    const problems = problemsOfDocx(
      zipSync({ ...files, 'word/document.xml': strToU8(broken), 'word/extra.bin': strToU8('<a/>') }),
    )
    expect(problems).toEqual([
      'word/extra.bin has no content type',
      'word/document.xml: w:pStyle is out of order in w:pPr',
      'word/document.xml: style nostyle is not defined',
      'a bookmark without its end',
    ])
  })
})

const soffice = (() => {
  try {
    return execFileSync('which', ['soffice'], { encoding: 'utf8' }).trim()
  } catch {
    return ''
  }
})()

describe.skipIf(soffice === '')('a round trip through LibreOffice (skipped where it is not installed)', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'kvartal-docx-'))
  afterAll(() => rmSync(folder, { recursive: true }))

  test(
    'the numbers that an office program counts are the numbers that the document refers to',
    { timeout: 120_000 },
    async () => {
      const document = sample({ 'matcap.isUsed': true, 'matcap.amount': 100 })
      writeFileSync(path.join(folder, 'a.docx'), await renderDocx(document, { copy: 'clean' }))
      execFileSync(
        soffice,
        [
          `-env:UserInstallation=file://${folder}/profile`,
          '--headless',
          '--convert-to',
          'txt:Text (encoded):UTF8',
          '--outdir',
          folder,
          path.join(folder, 'a.docx'),
        ],
        { stdio: 'ignore' },
      )
      const shown = readFileSync(path.join(folder, 'a.txt'), 'utf8').replace(/\u00a0/g, ' ')
      for (const block of document.blocks) {
        if (block.kind !== 'paragraph') continue
        const text = block.runs
          .map((run) => run.text)
          .join('')
          .replace(/\u00a0/g, ' ')
        expect(shown).toContain(block.number && block.number.kind !== 'dash' ? `${block.number.text} ${text}` : text)
      }
    },
  )
})
