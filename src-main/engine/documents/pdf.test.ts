import { describe, expect, test } from 'vitest'
import { inflateSync } from 'node:zlib'
import type { PrintBlock, PrintDocument, PrintParagraph } from '#shared/kernel/document.ts'
import { assemble } from '#shared/modules/contracts/assemble.ts'
import { deriveFacts } from '#shared/modules/contracts/derive.ts'
import { SAMPLE_FACTS, SAMPLE_LIBRARY, SAMPLE_TEMPLATE } from '#shared/modules/contracts/testing/sample.ts'
import { RUSSIAN_VOCABULARY } from '#shared/modules/contracts/vocabulary-ru.ts'
import { renderPdf } from './pdf.ts'

const sample = (facts: Record<string, unknown> = {}): PrintDocument =>
  assemble({
    template: SAMPLE_TEMPLATE,
    library: SAMPLE_LIBRARY,
    vocabulary: RUSSIAN_VOCABULARY,
    facts: deriveFacts({ ...SAMPLE_FACTS, ...facts }).facts,
    on: '2026-08-22',
  }).document
const paragraph = (text: string, more: Partial<PrintParagraph> = {}): PrintParagraph => ({
  kind: 'paragraph',
  style: 'body',
  runs: [{ text }],
  ...more,
})
const printed = (blocks: PrintBlock[]): PrintDocument => ({
  title: 'T',
  on: '2026-01-01',
  margins: { top: 20, right: 15, bottom: 20, left: 30 },
  fontSize: 11,
  header: '',
  footer: '',
  hasPageNumbers: true,
  blocks,
})

/** The words of each page, by the file's own tables of glyphs. */
function pagesOf(bytes: Uint8Array): string[] {
  const file = Buffer.from(bytes).toString('latin1')
  const streams = [...file.matchAll(/stream\r?\n([\s\S]*?)\r?\nendstream/g)].map((match) => {
    const data = Buffer.from(match[1]!, 'latin1')
    try {
      return inflateSync(data).toString('latin1')
    } catch {
      return data.toString('latin1')
    }
  })
  const maps = streams
    .filter((stream) => stream.includes('beginbfchar'))
    .map(
      (stream) =>
        new Map(
          [...stream.matchAll(/<([0-9a-f]{4})><([0-9a-f]{4})>/g)].map((match) => [
            match[1]!,
            String.fromCharCode(Number.parseInt(match[2]!, 16)),
          ]),
        ),
    )
  const glyph = (code: string) => maps.map((map) => map.get(code)).find((character) => character !== undefined) ?? '?'
  return streams
    .filter((stream) => stream.includes(' TJ'))
    .map((stream) =>
      [...stream.matchAll(/\[((?:<[0-9a-f]*>|[^\]])*)\] TJ/g)]
        .map((match) =>
          [...match[1]!.matchAll(/<([0-9a-f]*)>/g)]
            .map((part) => (part[1]!.match(/.{4}/g) ?? []).map(glyph).join(''))
            .join(''),
        )
        .join('|'),
    )
}

describe('PDF files', () => {
  test('the text can be copied out in Cyrillic and the face is embedded as a subset', async () => {
    const bytes = await renderPdf(sample(), { copy: 'clean' })
    const [first = '', second = ''] = pagesOf(bytes)
    expect(first).toContain('1.1. Продаётся квартира № 45.')
    expect([first.includes('1 / 2'), second.includes('Приложение № 1'), second.includes('2 / 2')]).toEqual([
      true,
      true,
      true,
    ])
    expect(Buffer.from(bytes).toString('latin1')).toContain('/FontFile2')
    expect(bytes.length).toBeLessThan(100_000)
  })

  test('the same input gives the same bytes, whatever the time is', async () => {
    const first = await renderPdf(sample(), { copy: 'working' })
    await new Promise((resolve) => setTimeout(resolve, 1_100))
    expect(Buffer.compare(first, await renderPdf(sample(), { copy: 'working' }))).toBe(0)
  })

  test('no word is lost in a long text, in a row taller than a page and in a word wider than a line', async () => {
    const words = Array.from({ length: 3_000 }, (_, index) => `слово${index}`)
    const cell = (text: string) => ({
      paragraphs: text.split('\n').map((line) => paragraph(line)),
      colspan: 1,
      rowspan: 1,
    })
    const tall = Array.from({ length: 150 }, (_, index) => `строка${index}`)
    const bytes = await renderPdf(
      printed([
        paragraph(words.join(' ')),
        {
          kind: 'table',
          widths: [1, 1],
          borders: 'all',
          rows: [
            { isHeader: true, cells: [cell('шапка'), cell('шапка')] },
            { isHeader: false, cells: [cell(tall.join('\n')), cell('рядом')] },
          ],
        },
        paragraph('Ж'.repeat(10_000)),
      ]),
      { copy: 'clean' },
    )
    const pages = pagesOf(bytes)
    const text = pages.join('|').split(/[| ]/)
    const found = new Set(text)
    expect([...words, ...tall].filter((word) => !found.has(word))).toEqual([])
    expect(pages.join('').match(/Ж/g)).toHaveLength(10_000)
  })

  test('signatures stand on one page with their heading, and a head of a table with its first row', async () => {
    const cell = (text: string) => ({ paragraphs: [paragraph(text)], colspan: 1, rowspan: 1 })
    const row = (text: string, isHeader = false) => ({ isHeader, cells: [cell(text), cell(text)] })
    for (let lines = 40; lines < 60; lines++) {
      const before = Array.from({ length: lines }, () => paragraph('строка', { style: 'plain' }))
      const rows = [row('Стороны', true), row('ИНН'), row('Подпись')]
      for (const borders of ['none', 'all'] as const) {
        const blocks = [
          ...before,
          paragraph('Реквизиты', { style: 'heading', keepNext: true }),
          { kind: 'table' as const, widths: [1, 1], borders, rows },
        ]
        const page = pagesOf(await renderPdf(printed(blocks), { copy: 'clean' })).find((each) =>
          each.includes('Реквизиты'),
        )
        expect(page).toContain('ИНН')
        if (borders === 'none') expect(page).toContain('Подпись')
      }
    }
  })

  test('a heading is not left alone at the foot of a page', async () => {
    for (let lines = 50; lines < 60; lines++) {
      const blocks = [
        ...Array.from({ length: lines }, () => paragraph('строка', { style: 'plain' })),
        paragraph('Заголовок', { style: 'heading', keepNext: true }),
        paragraph('текст под ним'),
      ]
      const page = pagesOf(await renderPdf(printed(blocks), { copy: 'clean' })).find((each) =>
        each.includes('Заголовок'),
      )
      expect(page).toContain('текст под ним')
    }
  })

  test('characters that the face does not have do not cut the line', async () => {
    const [page] = pagesOf(await renderPdf(sample({ 'object.number': '漢字😀\u0000\u202e45' }), { copy: 'clean' }))
    expect(page).toMatch(/Продаётся квартира № .*45\./)
  })
})
