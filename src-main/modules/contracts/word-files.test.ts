/** Clauses out of Word files: our own exports come back as they were, other people's come in whole, and both fit the editor. */
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { type BlockNode, RichText, plainText } from '#shared/modules/contracts/rich-text.ts'
import { RUSSIAN_VOCABULARY as WORDS } from '#shared/modules/contracts/vocabulary-ru.ts'
import { FOREIGN_MACHINERY } from '#shared/modules/contracts/foreign-names.ts'
import { parseText } from '#shared/modules/contracts/notation.ts'
import { fillMarks, keyOf, withMarks, wordParts } from '#shared/modules/contracts/word-parts.ts'
import { writeInner, writeText } from '#shared/modules/contracts/write-notation.ts'
import { importDocx } from '#main/engine/documents/docx-import.ts'
import { renderDocx } from '#main/engine/documents/docx.ts'
import { printedClause } from './printed-clause.ts'
import { shippedContracts } from './shipped-files.ts'

const folder = process.env['KVARTAL_DATA'] ?? '../shared/data'
const { clauses } = shippedContracts()

/** Everything but the shapes that Word decides itself: widths of columns, alignment, spans that are one. */
function signs(text: RichText): string[] {
  return writeText(text).map((line) =>
    line
      .replace(/^\[table [^\]]*\]/, '[table]')
      .replace(/\u00a0/g, ' ')
      .replace(/\s+/g, ' ')
      .trim(),
  )
}

async function there(title: string, content: RichText): Promise<RichText> {
  const marked = withMarks(content, (node) => writeInner(node))
  const bytes = await renderDocx(printedClause(title, marked, '2026-08-22'), { copy: 'clean' })
  const parts = wordParts(importDocx(bytes).content, WORDS)
  return { type: 'doc', content: parts.flatMap((part) => part.content.content) }
}

describe('our own clauses through Word', () => {
  test(
    'every clause comes back with its points, variables, conditions, choices, references, tables and repeated parts and rows',
    { timeout: 60_000 },
    async () => {
      expect(clauses.length).toBeGreaterThan(100)
      for (const { clause, title, content } of clauses) {
        const back = await there(title, content)
        const heading = signs(back)[0] === `# ${title}` ? 1 : 0
        const withoutAnchors = (lines: string[]) => lines.map((line) => line.replace(/\{#[\w.-]+\} /, ''))
        expect({ clause, lines: signs(back).slice(heading) }).toEqual({ clause, lines: withoutAnchors(signs(content)) })
      }
    },
  )

  test('rows with a condition, cells that repeat a part of themselves and conditions in the first cell are told apart', async () => {
    const content = parseText([
      '[table 1,1]',
      '! Кто | Что',
      '[row buyers] [when buyer.kind=citizen] | {buyer.name} | [when buyer.email?] {buyer.email}',
      '[row payments] | [when payment-line.label?] {payment-line.label} | {payment-line.amount}',
      '[when matcap.isUsed] | [when !escrow.isUsed] Сертификат | {matcap.certificate}',
      '| [when escrow.isUsed] Счёт | Список',
      '| each buyers: {buyer.name}//[when buyer.email?] {buyer.email} | После',
      '[end]',
    ])
    expect(signs(await there('Таблица', content))).toEqual(signs(content))
  })

  test('a mark that leads nowhere stays a word and is named', () => {
    const [part] = wordParts(
      {
        type: 'doc',
        content: ['[row nobody] Имя', '[each buyers]', '[when a=b=c] Слова'].map((words): BlockNode => ({
          type: 'paragraph',
          content: [{ type: 'text', text: words }],
        })),
      },
      WORDS,
    )
    expect(part?.losses).toEqual([{ kind: 'mark', count: 3, example: '[row nobody]' }])
    expect(plainText(part!.content)).toBe('[row nobody] Имя\n[each buyers]\n[when a=b=c] Слова')
  })
})

describe('parts of a Word file', () => {
  const heading = (text: string): BlockNode => ({
    type: 'paragraph',
    attrs: { level: 1 },
    content: [{ type: 'text', text }],
  })
  const point = (text: string): BlockNode => ({
    type: 'paragraph',
    attrs: { level: 2 },
    content: [{ type: 'text', text }],
  })
  const text = (...content: BlockNode[]): RichText => ({ type: 'doc', content })

  test('a file is cut at its headings; what stands before the first is a part too, and nothing is left out', () => {
    const whole = text(
      point('Преамбула'),
      heading('Предмет'),
      point('Один'),
      heading('Цена'),
      point('Два'),
      point('Три'),
    )
    const parts = wordParts(whole, WORDS)
    expect(parts.map(({ title, key }) => [title, key])).toEqual([
      ['Преамбула', 'preambula'],
      ['Предмет', 'predmet'],
      ['Цена', 'tsena'],
    ])
    expect(parts.flatMap(({ content }) => content.content)).toEqual(whole.content)
  })

  test('marks of other programs are named with a guess, ours are variables at once, broken ones stay words', () => {
    const [part] = wordParts(
      text(point('{{ НомерДоговора }} {{price.total|full}} {{ no_such }} ____ {{price.total|}|}} {{? x}}')),
      WORDS,
    )
    expect(part!.placeholders).toEqual([
      { text: '{{ НомерДоговора }}', count: 1, path: 'contract.number' },
      { text: '{{ no_such }}', count: 1, path: null },
      { text: '____', count: 1, path: null },
      { text: '{{price.total|}|}}', count: 1, path: null },
      { text: '{{? x}}', count: 1, path: null },
    ])
    const filled = fillMarks(part!.content, new Map([['{{ НомерДоговора }}', { path: 'contract.number' }]]))
    expect(writeText(filled)[0]).toBe(
      '## {contract.number} {price.total|full} {{ no_such }} ____ {{price.total|}|}} {{? x}}',
    )
  })

  test('keys are Latin, short and never empty', () => {
    expect([keyOf('1. Щедрые Ёжики — «съели» №5!'), keyOf('———'), keyOf('я'.repeat(500)).length <= 60]).toEqual([
      '1-schedrye-ezhiki-seli-5',
      'clause',
      true,
    ])
  })
})

describe.skipIf(!existsSync(folder))('Word files of other people', () => {
  // The body of a skipped suite still runs.
  const files = () =>
    ['docxtpl_templates', 'rent_contract_ru'].flatMap((name) =>
      readdirSync(`${folder}/${name}`)
        .filter((file) => file.endsWith('.docx'))
        .map((file) => `${folder}/${name}/${file}`),
    )

  test('every one of them becomes clauses that the model takes, with all of its blocks', () => {
    expect(files().length).toBeGreaterThan(30)
    for (const file of files()) {
      const { content } = importDocx(new Uint8Array(readFileSync(file)))
      const parts = wordParts(content, WORDS)
      expect(parts.length).toBeGreaterThan(0)
      for (const part of parts) expect(RichText.safeParse(part.content).success).toBe(true)
      expect(parts.flatMap((part) => part.content.content).length).toBe(content.content.length)
      expect(parts.every(({ title, key }) => title !== '' && /^[a-z0-9][a-z0-9-]*$/.test(key))).toBe(true)
    }
  })

  test('every field of a real contract of a large developer is a variable of ours', () => {
    const names = readFileSync(`${folder}/ddu-variables.txt`, 'utf8')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
    const content = names.map((name): BlockNode => ({
      type: 'paragraph',
      content: [{ type: 'text', text: `{{ ${name} }}` }],
    }))
    const [part] = wordParts({ type: 'doc', content }, WORDS)
    expect(part!.placeholders.length).toBe(names.length)
    const strange = part!.placeholders.filter(({ path }) => path === null).map(({ text }) => text.slice(3, -3))
    expect(strange.filter((name) => !FOREIGN_MACHINERY.has(name))).toEqual([])
  })
})
