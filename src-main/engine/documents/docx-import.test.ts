import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { assemble } from '#shared/modules/contracts/assemble.ts'
import { deriveFacts } from '#shared/modules/contracts/derive.ts'
import { RichText, plainText } from '#shared/modules/contracts/rich-text.ts'
import { SAMPLE_FACTS, SAMPLE_LIBRARY, SAMPLE_TEMPLATE } from '#shared/modules/contracts/testing/sample.ts'
import { RUSSIAN_VOCABULARY } from '#shared/modules/contracts/vocabulary-ru.ts'
import { importDocx } from './docx-import.ts'
import { renderDocx } from './docx.ts'

const folder = process.env['KVARTAL_DATA'] ?? '../shared/data'
const W = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main'
const file = (body: string, more: Record<string, string> = {}, prefix = 'w') =>
  zipSync(
    Object.fromEntries(
      Object.entries({
        'word/document.xml': `<${prefix}:document xmlns:${prefix}="${W}" xmlns:r="r"><${prefix}:body>${body}</${prefix}:body></${prefix}:document>`,
        ...more,
      }).map(([name, text]) => [name, strToU8(text)]),
    ),
  )
const p = (text: string, properties = '') =>
  `<w:p>${properties === '' ? '' : `<w:pPr>${properties}</w:pPr>`}<w:r><w:t xml:space="preserve">${text}</w:t></w:r></w:p>`
const kinds = (bytes: Uint8Array) => importDocx(bytes).losses.map((loss) => `${loss.kind} ${loss.count}`)

describe('importing clauses from Word files', () => {
  test('our own files come back with numbering, lists, tables and words', async () => {
    const { document } = assemble({
      template: SAMPLE_TEMPLATE,
      library: SAMPLE_LIBRARY,
      vocabulary: RUSSIAN_VOCABULARY,
      facts: deriveFacts(SAMPLE_FACTS).facts,
      on: '2026-08-22',
    })
    const { content, losses } = importDocx(await renderDocx(document, { copy: 'clean' }))
    const shapes = content.content.map((block) =>
      block.type === 'paragraph' ? (block.attrs?.level ?? block.attrs?.list ?? 'text') : block.type,
    )
    expect(shapes).toEqual([
      'text',
      'text',
      'text',
      1,
      2,
      1,
      2,
      2,
      'letter',
      'letter',
      3,
      'pageBreak',
      'text',
      'text',
      'text',
      'table',
    ])
    expect(plainText(content)).toContain('1 | 01.09.2026 | 10\u00a0000\u00a0000,00')
    expect(losses.map((loss) => loss.kind)).toEqual(['field', 'header', 'footer'])
  })

  test('typed numbers become numbering, and what refers to them a reference', () => {
    const { content } = importDocx(
      file(
        p('1. Предмет') +
          p('1.1. Первое') +
          p('1.2 Второе по п. 1.1 Договора и п. 9.9') +
          p('- тире') +
          p('а) буква') +
          p('30 дней не номер') +
          p('2026 год'),
      ),
    )
    expect(
      content.content.map((block) =>
        block.type === 'paragraph'
          ? [block.attrs?.level ?? block.attrs?.list ?? null, plainText({ type: 'doc', content: [block] })]
          : block.type,
      ),
    ).toEqual([
      [1, 'Предмет'],
      [2, 'Первое'],
      [2, 'Второе по п. [→p-1-1] Договора и п. 9.9'],
      ['dash', 'тире'],
      ['letter', 'буква'],
      [null, '30 дней не номер'],
      [null, '2026 год'],
    ])
  })

  test('a number that will not be the same is said to be so', () => {
    expect(importDocx(file(p('1. А') + p('1.1. Б') + p('1.3. В'))).losses).toEqual([
      { kind: 'renumbered', count: 1, example: '1.3 → 1.2' },
    ])
  })

  test('merged cells and widths are kept, a table in a table is laid flat and named', () => {
    const cell = (text: string, properties = '') => `<w:tc><w:tcPr>${properties}</w:tcPr>${p(text)}</w:tc>`
    const table = `<w:tbl><w:tblGrid><w:gridCol w:w="100"/><w:gridCol w:w="300"/></w:tblGrid><w:tr>${cell('шапка', '<w:gridSpan w:val="2"/>')}</w:tr><w:tr>${cell('высокая', '<w:vMerge w:val="restart"/>')}${cell('а')}</w:tr><w:tr>${cell('', '<w:vMerge/>')}<w:tc>${'<w:tbl><w:tr>'}${cell('внутри')}${'</w:tr></w:tbl>'}${p('после')}</w:tc></w:tr></w:tbl>`
    const { content, losses } = importDocx(file(table))
    expect(content.content).toMatchObject([
      {
        type: 'table',
        attrs: { widths: [100, 300] },
        content: [
          { content: [{ attrs: { colspan: 2 } }] },
          { content: [{ attrs: { rowspan: 2 } }, {}] },
          { content: [{ content: [{ content: [{ text: 'внутри' }] }, { content: [{ text: 'после' }] }] }] },
        ],
      },
    ])
    expect(losses).toEqual([{ kind: 'nested-table', count: 1, example: 'внутри' }])
  })

  test('everything that cannot be held is named, hidden data is counted and never shown', () => {
    const settings = `<w:settings xmlns:w="${W}"><w:docVars><w:docVar w:name="ПаспортНомер" w:val="123456"/></w:docVars></w:settings>`
    const body =
      `<w:p><w:del><w:r><w:delText>старое</w:delText></w:r></w:del><w:ins><w:r><w:t>новое</w:t></w:r></w:ins><w:r><w:rPr><w:vanish/></w:rPr><w:t>тайна</w:t></w:r><w:r><w:rPr><w:color w:val="FF0000"/></w:rPr><w:t>красное</w:t></w:r>` +
      `<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>MERGEFIELD Имя</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>«Имя»</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>` +
      p('Паспорт ____ {{ buyer }}')
    const bytes = file(body, {
      'word/settings.xml': settings,
      'word/footnotes.xml': `<w:footnotes xmlns:w="${W}"><w:footnote w:id="2">${p('сноска')}</w:footnote></w:footnotes>`,
    })
    const imported = importDocx(bytes)
    expect(kinds(bytes)).toEqual(['deleted-text 1', 'inserted-text 1', 'hidden-data 2', 'colour 1', 'footnote 1'])
    expect(imported.placeholders).toEqual([
      { text: '«Имя»', count: 1 },
      { text: '____', count: 1 },
      { text: '{{ buyer }}', count: 1 },
    ])
    expect(JSON.stringify(imported)).not.toMatch(/123456|тайна|старое[^"]*красное/)
    expect(plainText(imported.content)).toBe('новоекрасное«Имя»\nПаспорт ____ {{ buyer }}')
  })

  test('another prefix of the namespace makes no difference', () => {
    expect(plainText(importDocx(file('<x:p><x:r><x:t>текст</x:t></x:r></x:p>', {}, 'x')).content)).toBe('текст')
  })

  test('what is no Word file is refused with a reason', () => {
    const reason = (bytes: Uint8Array) => {
      try {
        importDocx(bytes)
        return 'imported'
      } catch (error) {
        return (error as { details?: { reason?: string } }).details?.reason
      }
    }
    expect([
      reason(strToU8('not a zip')),
      reason(zipSync({ a: strToU8('b') })),
      reason(file('<w:p>')),
      reason(file('<!DOCTYPE x [<!ENTITY a "b">]>')),
    ]).toEqual(['documents.not-docx', 'documents.not-docx', 'documents.docx-damaged', 'documents.docx-damaged'])
  })
})

const templates = `${folder}/docxtpl_templates`
const rent = `${folder}/rent_contract_ru/dogovor_najma_zhilogo_pomeshcheniya.docx`

describe.skipIf(!existsSync(templates))('files that others wrote (skipped where the folder is absent)', () => {
  test('every word of every file is in the clause, or its kind is in the list of losses', () => {
    for (const name of [
      ...readdirSync(templates)
        .filter((each) => each.endsWith('.docx'))
        .map((each) => `${templates}/${each}`),
      rent,
    ]) {
      const bytes = readFileSync(name)
      const { content, losses } = importDocx(bytes)
      RichText.parse(content)
      const boxes = /<w:txbxContent>[\s\S]*?<\/w:txbxContent>/g
      const source = strFromU8(unzipSync(bytes)['word/document.xml']!).replace(boxes, '')
      const letters = (text: string) => text.replace(/[^\p{L}]/gu, '')
      const expected = letters(
        [...source.matchAll(/<w:t(?: [^>]*)?>([^<]*)<\/w:t>/g)]
          .map((match) => match[1]!.replace(/&\w+;/g, ''))
          .join(''),
      )
      const found = letters(plainText(content).replace(/\[→[^\]]*\]/g, ''))
      const listMarks = content.content.filter(
        (block) => block.type === 'paragraph' && block.attrs?.list === 'letter',
      ).length
      expect([name, expected.length - found.length - listMarks <= 0]).toEqual([name, true])
      if (boxes.test(strFromU8(unzipSync(bytes)['word/document.xml']!)))
        expect(losses.map((loss) => loss.kind)).toContain('textbox')
    }
  })

  test('a paper form of a lease becomes numbered points with references and one inventory table', () => {
    const { content, losses, placeholders } = importDocx(readFileSync(rent))
    const levels = content.content.filter((block) => block.type === 'paragraph' && block.attrs?.level).length
    const references = JSON.stringify(content).match(/"reference"/g)?.length ?? 0
    expect([
      levels > 40,
      references === 7 && !/п\. \d+\.\d/.test(plainText(content)),
      content.content.filter((block) => block.type === 'table').length,
    ]).toEqual([true, true, 1])
    expect([losses, placeholders]).toEqual([
      [{ kind: 'renumbered', count: 5, example: '2.4 → 2.3' }],
      [{ text: '____', count: 74 }],
    ])
  })
})
