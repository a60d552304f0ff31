/**
 * Clauses and conditions as plain text, for the library that ships with the program and for scripts. One line is one block:
 *
 *   ^ title · ^^ subtitle · # 1. · ## 1.1. · ### 1.1.1. · - dash · * letter · > right · = centre · ~ plain · anything else: body
 *   ## {#price.total} text            an anchor          {→price.total}              its number
 *   {path|format|case|gender} {path?} a variable, optional   **bold**  {br}
 *   {? buyer.sex=female: именуемая | : именуемый }           words by condition
 *   [when matcap.isUsed] text         a paragraph by condition
 *   [each buyers] … [end]             a part for each item
 *   [table 1,3,3] … [end]             rows `| a | b`, headers `! a | b`, `[row payments] | a | b`, `<2> wide cell`, `//` next paragraph,
 *                                     `each buyers: a//b` a cell's paragraphs for each item
 */
import { CASES } from '../../kernel/russian/numerals.ts'
import type { Condition } from './conditions.ts'
import type { BlockNode, CellNode, Inline, ParagraphNode, RichText, RowNode, TableNode } from './rich-text.ts'

type Attrs = NonNullable<ParagraphNode['attrs']>

export class NotationError extends Error {
  constructor(message: string, line: string) {
    super(`${message}: ${line}`)
    this.name = 'NotationError'
  }
}

export function parseText(lines: readonly string[]): RichText {
  const rest = [...lines]
  const content = parseBlocks(rest, false)
  return { type: 'doc', content }
}

function parseBlocks(rest: string[], isNested: boolean): BlockNode[] {
  const blocks: BlockNode[] = []
  for (let line = rest.shift(); line !== undefined; line = rest.shift()) {
    if (line.trim() === '') continue
    if (line === '[end]') {
      if (isNested) return blocks
      throw new NotationError('An end without a beginning', line)
    }
    const each = /^\[each (\w+)\]$/.exec(line)
    const table = /^\[table ([\d.,]+)( none)?\]$/.exec(line)
    if (each) blocks.push({ type: 'repeat', attrs: { over: each[1] ?? '' }, content: parseBlocks(rest, true) })
    else if (table)
      blocks.push(parseTable(rest, (table[1] ?? '').split(',').map(Number), table[2] === undefined ? 'all' : 'none'))
    else if (line === '[page]') blocks.push({ type: 'pageBreak' })
    else blocks.push(parseParagraph(line))
  }
  if (isNested) throw new NotationError('No end', '')
  return blocks
}

const PREFIXES: readonly [string, Attrs][] = [
  ['^^ ', { style: 'subtitle' }],
  ['^ ', { style: 'title' }],
  ['#### ', { level: 4 }],
  ['### ', { level: 3 }],
  ['## ', { level: 2 }],
  ['# ', { level: 1 }],
  ['- ', { list: 'dash' }],
  ['* ', { list: 'letter' }],
  ['> ', { align: 'right' }],
  ['= ', { align: 'center' }],
  ['~ ', { style: 'plain', align: 'left' }],
]

function parseParagraph(source: string): ParagraphNode {
  const attrs: Attrs = {}
  let line = source
  const when = /^\[when ([^\]]+)\] /.exec(line)
  if (when) {
    attrs.when = parseCondition(when[1] ?? '')
    line = line.slice(when[0].length)
  }
  const prefix = PREFIXES.find(([mark]) => line.startsWith(mark))
  if (prefix) {
    Object.assign(attrs, prefix[1])
    line = line.slice(prefix[0].length)
  }
  const anchor = /^\{#([\w.-]+)\} ?/.exec(line)
  if (anchor) {
    attrs.anchor = anchor[1] ?? ''
    line = line.slice(anchor[0].length)
  }
  const content = parseInline(line)
  return {
    type: 'paragraph',
    ...(Object.keys(attrs).length > 0 ? { attrs } : {}),
    ...(content.length > 0 ? { content } : {}),
  }
}

function parseTable(rest: string[], widths: number[], borders: 'all' | 'none'): TableNode {
  const rows: RowNode[] = []
  for (let line = rest.shift(); line !== '[end]'; line = rest.shift()) {
    if (line === undefined) throw new NotationError('A table without an end', '')
    const row = /^(?:\[row (\w+)\] )?(?:\[when ([^\]]+)\] )?([|!]) ?(.*)$/.exec(line)
    if (!row) throw new NotationError('Not a row', line)
    const [, repeat, when, mark, cells = ''] = row
    const attrs = {
      ...(repeat === undefined ? {} : { repeat }),
      ...(when === undefined ? {} : { when: parseCondition(when) }),
    }
    rows.push({
      type: 'tableRow',
      ...(Object.keys(attrs).length > 0 ? { attrs } : {}),
      content: splitOutside(cells, '|').map((cell) => {
        const wide = /^\s*<(\d+)> /.exec(cell)
        const text = wide ? cell.slice(wide[0].length) : cell
        return {
          type: mark === '!' ? ('tableHeader' as const) : ('tableCell' as const),
          ...(wide ? { attrs: { colspan: Number(wide[1]) } } : {}),
          content: parseCell(text),
        }
      }),
    })
  }
  return { type: 'table', attrs: { widths, borders }, content: rows }
}

/** `each buyers: name//address` is written once for each item. */
function parseCell(text: string): CellNode['content'] {
  const each = /^\s*each (\w+): /.exec(text)
  const paragraphs = splitOutside(each ? text.slice(each[0].length) : text, '//').map((part) =>
    parseParagraph(part.trim()),
  )
  return each ? [{ type: 'repeat', attrs: { over: each[1] ?? '' }, content: paragraphs }] : paragraphs
}

/** Splits at a mark that is not inside of braces. */
function splitOutside(text: string, mark: string): string[] {
  const parts = ['']
  let depth = 0
  for (let index = 0; index < text.length; index++) {
    const character = text.charAt(index)
    if (character === '{') depth += 1
    if (character === '}') depth -= 1
    if (depth === 0 && text.startsWith(mark, index)) {
      parts.push('')
      index += mark.length - 1
    } else parts[parts.length - 1] += character
  }
  return parts
}

export function parseInline(line: string): Inline[] {
  const nodes: Inline[] = []
  let isBold = false
  for (const token of line.split(/(\{[^{}]*\}|\*\*)/)) {
    if (token === '') continue
    if (token === '**') isBold = !isBold
    else {
      const node = parseToken(token)
      nodes.push(isBold ? { ...node, marks: [{ type: 'bold' }] } : node)
    }
  }
  return nodes
}

function parseToken(token: string): Inline {
  if (!token.startsWith('{')) return { type: 'text', text: token }
  const inner = token.slice(1, -1)
  if (inner === 'br') return { type: 'hardBreak' }
  if (inner.startsWith('→')) return { type: 'reference', attrs: { to: inner.slice(1) } }
  if (inner.startsWith('?')) return parseChoice(inner.slice(1), token)
  const [path = '', ...more] = inner.split('|')
  if (!/^[\w.-]+\??$/.test(path)) throw new NotationError('Not a variable', token)
  const attrs: Extract<Inline, { type: 'variable' }>['attrs'] = { path: path.replace(/\?$/, '') }
  if (path.endsWith('?')) attrs.optional = true
  for (const word of more) {
    const found = CASES.find((each) => each === word)
    if (found) attrs.case = found
    else if (word === 'male' || word === 'female' || word === 'neuter') attrs.gender = word
    else attrs.format = word
  }
  return { type: 'variable', attrs }
}

function parseChoice(source: string, token: string): Inline {
  const options = source.split(' | ').map((option) => {
    const colon = option.indexOf(':')
    if (colon < 0) throw new NotationError('An option without a colon', token)
    const condition = option.slice(0, colon).trim()
    return {
      when: condition === '' ? (true as const) : parseCondition(condition),
      text: unquoted(option.slice(colon + 1).trim()),
    }
  })
  return { type: 'choice', attrs: { options } }
}

/** Words that begin or end with a space stand in quotes: `{? buyer.snils?: ", СНИЛС "}`. */
function unquoted(text: string): string {
  return /^" .*"$|^".* "$/.test(text) ? text.slice(1, -1) : text
}

/** `a=x,y & !flag & count>=2 & path?` with `|` for any of several such chains. */
export function parseCondition(source: string): Condition {
  if (source.trim() === '' || source.trim() === 'true') return true
  const chains = source.split(' | ').map((chain): Condition => {
    const tests = chain.split('&').map((test) => parseTest(test.trim()))
    return tests.length === 1 && tests[0] !== undefined ? tests[0] : { all: tests }
  })
  return chains.length === 1 && chains[0] !== undefined ? chains[0] : { any: chains }
}

function parseTest(source: string): Condition {
  const match = /^(!?)([\w.-]+?)(?:(!?=|>=|<=)([\w.,-]+)|(\?))?$/.exec(source)
  if (!match) throw new NotationError('Not a condition', source)
  const [, not, fact = '', operator, value = '', presence] = match
  if (presence) return { fact, present: not === '' }
  if (operator === '>=') return { fact, min: Number(value) }
  if (operator === '<=') return { fact, max: Number(value) }
  if (operator === undefined) return { fact, in: [not === ''] }
  const test: Condition = { fact, in: value.split(',') }
  return operator === '!=' ? { not: test } : test
}
