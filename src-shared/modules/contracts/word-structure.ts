/** Conditions, repeated parts and repeated rows that an export wrote out as marks become what they were; marks that lead nowhere are named. */
import type { Condition } from './conditions.ts'
import type { WordPart } from './library-contract.ts'
import { parseCondition } from './notation.ts'
import {
  type BlockNode,
  type CellNode,
  type ParagraphNode,
  type RichText,
  type RowNode,
  paragraphsIn,
} from './rich-text.ts'
import type { Vocabulary } from './vocabulary.ts'

const END = /\s*\[end\]\s*$/

export function withStructure({ content }: RichText, vocabulary: Vocabulary): RichText {
  return {
    type: 'doc',
    content: nested(
      content.map((block) => restored(block, vocabulary)),
      vocabulary,
      false,
    ),
  }
}

function restored(block: BlockNode, vocabulary: Vocabulary): BlockNode {
  if (block.type === 'paragraph') return withCondition(block)
  if (block.type !== 'table') return block
  return { ...block, content: block.content.map((row) => restoredRow(row, vocabulary)) }
}

function restoredRow(row: RowNode, vocabulary: Vocabulary): RowNode {
  const first = row.content[0]?.content[0]
  const found = first?.type === 'paragraph' ? takeMark(first, /^\[row(?: (\w+))?\] ?/) : undefined
  const over = found?.mark[1]
  // Of a list that nobody knows nothing is repeated: the mark stays to be seen.
  if (!found || (over !== undefined && !vocabulary.lists.has(over)))
    return { ...row, content: row.content.map(restoredCell(vocabulary)) }
  const { paragraph, when } = takeCondition(found.paragraph)
  const attrs = {
    ...row.attrs,
    ...(over === undefined ? {} : { repeat: over }),
    ...(when === undefined || when === true ? {} : { when }),
  }
  const [cell, ...others] = row.content
  const cells = cell ? [{ ...cell, content: [paragraph, ...cell.content.slice(1)] }, ...others] : others
  return { ...row, attrs, content: cells.map(restoredCell(vocabulary)) }
}

function restoredCell(vocabulary: Vocabulary): (cell: CellNode) => CellNode {
  return (cell) => {
    const rest = cell.content.flatMap((node) => (node.type === 'paragraph' ? [node] : node.content))
    const content: CellNode['content'] = []
    for (let node = rest.shift(); node; node = rest.shift()) {
      const found = takeMark(node, /^\[each (\w+)\] ?/)
      const over = found?.mark[1] ?? ''
      if (!found || !vocabulary.lists.has(over)) {
        content.push(withCondition(node))
        continue
      }
      const inside: ParagraphNode[] = []
      for (let own: ParagraphNode | undefined = found.paragraph; own; own = rest.shift()) {
        const isLast = END.test(lastText(own))
        inside.push(withCondition(isLast ? withoutEnd(own) : own))
        if (isLast) break
      }
      content.push({ type: 'repeat', attrs: { over }, content: inside })
    }
    return { ...cell, content }
  }
}

function nested(rest: BlockNode[], vocabulary: Vocabulary, isInside: boolean): BlockNode[] {
  const blocks: BlockNode[] = []
  for (let block = rest.shift(); block; block = rest.shift()) {
    const text = block.type === 'paragraph' ? wordsOf(block).trim() : ''
    const over = /^\[each (\w+)\]$/.exec(text)?.[1]
    const isClosed = rest.some((each) => each.type === 'paragraph' && wordsOf(each).trim() === '[end]')
    if (isInside && text === '[end]') return blocks
    if (over !== undefined && vocabulary.lists.has(over) && isClosed) {
      const content = nested(rest, vocabulary, true)
      if (content.length > 0) blocks.push({ type: 'repeat', attrs: { over }, content })
    } else blocks.push(block)
  }
  return blocks
}

function withCondition(block: ParagraphNode): ParagraphNode {
  const { paragraph, when } = takeCondition(block)
  return when === undefined || when === true ? paragraph : { ...paragraph, attrs: { ...paragraph.attrs, when } }
}

function takeCondition(block: ParagraphNode): { paragraph: ParagraphNode; when: Condition | undefined } {
  const found = takeMark(block, /^\[when ([^\]]+)\] ?/)
  if (!found) return { paragraph: block, when: undefined }
  try {
    return { paragraph: found.paragraph, when: parseCondition(found.mark[1] ?? '') }
  } catch {
    return { paragraph: block, when: undefined }
  }
}

/** The paragraph without the mark that it begins with. */
function takeMark(block: ParagraphNode, sign: RegExp): { mark: RegExpExecArray; paragraph: ParagraphNode } | undefined {
  const [first, ...others] = block.content ?? []
  const mark = first?.type === 'text' ? sign.exec(first.text) : null
  if (!mark || first?.type !== 'text') return undefined
  const text = first.text.slice(mark[0].length)
  const { content: _, ...bare } = block
  const content = [...(text === '' ? [] : [{ ...first, text }]), ...others]
  return { mark, paragraph: content.length === 0 ? bare : { ...bare, content } }
}

function lastText(block: ParagraphNode): string {
  const last = block.content?.at(-1)
  return last?.type === 'text' ? last.text : ''
}

function withoutEnd(block: ParagraphNode): ParagraphNode {
  const last = block.content?.at(-1)
  if (last?.type !== 'text') return block
  const text = last.text.replace(END, '')
  return { ...block, content: [...(block.content ?? []).slice(0, -1), ...(text === '' ? [] : [{ ...last, text }])] }
}

function wordsOf(block: ParagraphNode): string {
  return (block.content ?? []).map((node) => (node.type === 'text' ? node.text : '')).join('')
}

/** Marks of structure that stayed words: of an unknown list, with a condition that is none, without their end. */
export function brokenMarks({ content }: RichText): WordPart['losses'] {
  const found: string[] = []
  const look = (block: BlockNode): void => {
    if (block.type === 'paragraph')
      for (const [mark] of wordsOf(block).matchAll(/\[(?:row|each|when)\b[^\]]*\]|\[end\]/g)) found.push(mark)
    if (block.type === 'repeat') for (const inner of block.content) look(inner)
    if (block.type === 'table')
      for (const row of block.content) for (const cell of row.content) for (const each of paragraphsIn(cell)) look(each)
  }
  for (const block of content) look(block)
  return found.length === 0 ? [] : [{ kind: 'mark', count: found.length, example: found[0] ?? '' }]
}
