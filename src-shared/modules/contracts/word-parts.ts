/** A Word file as clauses: cut at its headings, with the blanks of other programs offered as variables. */
import type { WordPart } from './library-contract.ts'
import { mapInlines } from './map-text.ts'
import { parseInline } from './notation.ts'
import { type BlockNode, type Inline, type RichText, type VariableAttrs, anchorsOf, plainText } from './rich-text.ts'
import { type Vocabulary, variableOf } from './vocabulary.ts'
import { FOREIGN_NAMES } from './foreign-names.ts'
import { brokenMarks, withStructure } from './word-structure.ts'

/** Blanks, merge fields and marks of other programs. */
const MARK = /_{3,}|\{\{.*?\}\}|\{%.*?%\}|«[A-Za-z]\w*»|\.{6,}|…{3,}/g

/** Cuts at headings of level 1, or at titles when there are none. What stands before the first is a part of its own; nothing is left out. */
export function wordParts(text: RichText, vocabulary: Vocabulary): WordPart[] {
  const isCut = cutOf(text.content)
  const groups: BlockNode[][] = []
  for (const block of text.content) {
    const last = groups.at(-1)
    if (!last || (isCut(block) && last.some((each) => !isEmpty(each)))) groups.push([block])
    else last.push(block)
  }
  const keys = new Set<string>()
  return groups.map((content, index) => {
    const title = titleOf(content, index)
    const known = withStructure(withVariables({ type: 'doc', content }, vocabulary), vocabulary)
    return {
      title,
      key: freeKey(title, keys),
      content: known,
      losses: brokenMarks(known),
      placeholders: placeholdersOf(known, vocabulary),
    }
  })
}

function cutOf(blocks: readonly BlockNode[]): (block: BlockNode) => boolean {
  const isHeading = (block: BlockNode) => block.type === 'paragraph' && block.attrs?.level === 1
  const isTitle = (block: BlockNode) =>
    block.type === 'paragraph' && (block.attrs?.style === 'title' || block.attrs?.style === 'subtitle')
  const isBold = (block: BlockNode) =>
    block.type === 'paragraph' &&
    block.attrs?.align === 'center' &&
    (block.content ?? []).length > 0 &&
    (block.content ?? []).every((node) => node.marks?.some(({ type }) => type === 'bold'))
  return [isHeading, isTitle, isBold].find((rule) => blocks.filter(rule).length > 1) ?? (() => false)
}

function isEmpty(block: BlockNode): boolean {
  return block.type === 'pageBreak' || (block.type === 'paragraph' && (block.content ?? []).length === 0)
}

function titleOf(blocks: readonly BlockNode[], index: number): string {
  const words = plainText({ type: 'doc', content: [...blocks] })
    .split('\n')
    .map((line) => line.replace(/\s+/g, ' ').trim())
    .find((line) => line !== '')
  return (words ?? `${index + 1}`).slice(0, 120)
}

const LETTERS: Readonly<Record<string, string>> = Object.fromEntries(
  'а:a б:b в:v г:g д:d е:e ё:e ж:zh з:z и:i й:y к:k л:l м:m н:n о:o п:p р:r с:s т:t у:u ф:f х:h ц:ts ч:ch ш:sh щ:sch ъ: ы:y ь: э:e ю:yu я:ya'
    .split(' ')
    .map((pair) => pair.split(':')),
) as Record<string, string>

/** «Предмет договора» → predmet-dogovora */
export function keyOf(title: string): string {
  const latin = [...title.toLowerCase()].map((letter) => LETTERS[letter] ?? letter).join('')
  const words = latin
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60)
    .replace(/-+$/, '')
  return words === '' ? 'clause' : words
}

function freeKey(title: string, taken: Set<string>): string {
  const base = keyOf(title)
  let key = base
  for (let count = 2; taken.has(key); count++) key = `${base}-${count}`
  taken.add(key)
  return key
}

/** Marks that name variables of ours become variables: what was exported comes back as it was. */
export function withVariables(text: RichText, vocabulary: Vocabulary): RichText {
  return replaceMarks(text, (mark) => {
    const inner = /^\{\{(.+)\}\}$/.exec(mark)?.[1]?.trim()
    if (inner === undefined) return undefined
    try {
      const [node, ...rest] = parseInline(`{${inner}}`)
      const isOurs =
        node?.type === 'variable'
          ? variableOf(vocabulary, node.attrs.path) !== undefined
          : node?.type === 'reference' || node?.type === 'choice'
      return isOurs && rest.length === 0 ? node : undefined
    } catch {
      return undefined
    }
  })
}

/** Puts the chosen variables in the place of marks. */
export function fillMarks(text: RichText, chosen: ReadonlyMap<string, VariableAttrs>): RichText {
  return replaceMarks(text, (mark) => {
    const attrs = chosen.get(nameOfMark(mark))
    return attrs && { type: 'variable', attrs }
  })
}

function replaceMarks(text: RichText, nodeFor: (mark: string) => Inline | undefined): RichText {
  return mapInlines(text, (node): Inline[] => {
    if (node.type !== 'text') return [node]
    const nodes: Inline[] = []
    let from = 0
    for (const match of node.text.matchAll(MARK)) {
      const found = nodeFor(match[0])
      if (!found) continue
      if (match.index > from) nodes.push({ ...node, text: node.text.slice(from, match.index) })
      nodes.push(node.marks ? { ...found, marks: node.marks } : found)
      from = match.index + match[0].length
    }
    if (from === 0) return [node]
    if (from < node.text.length) nodes.push({ ...node, text: node.text.slice(from) })
    return nodes
  })
}

/** All blanks are one kind of mark: which of them is which, only a person knows. */
function nameOfMark(mark: string): string {
  return mark.startsWith('_') ? '____' : mark
}

function placeholdersOf(text: RichText, vocabulary: Vocabulary): WordPart['placeholders'] {
  const counts = new Map<string, number>()
  mapInlines(text, (node) => {
    if (node.type === 'text')
      for (const [mark] of node.text.matchAll(MARK))
        counts.set(nameOfMark(mark), (counts.get(nameOfMark(mark)) ?? 0) + 1)
    return [node]
  })
  return [...counts].map(([mark, count]) => ({ text: mark, count, path: guess(mark, vocabulary) }))
}

/** What a mark of another program most likely means. */
function guess(mark: string, vocabulary: Vocabulary): string | null {
  const name = mark
    .replace(/^\{\{|\}\}$|^«|»$/g, '')
    .trim()
    .replace(/_Col\d+_\d+$/, '')
  const path = FOREIGN_NAMES[name] ?? name
  return variableOf(vocabulary, path) ? path : null
}

/** The clause with its chips as marks, for a Word file. */
export function withMarks(text: RichText, write: (node: Inline) => string): RichText {
  return mapInlines(text, (node): Inline[] =>
    node.type === 'text' || node.type === 'hardBreak'
      ? [node]
      : [{ type: 'text', text: `{{${write(node)}}}`, ...(node.marks ? { marks: node.marks } : {}) }],
  )
}

/** Anchors that a file brings get names of their own, and what refers to them follows: two files may both have a point 1.1. */
export function withOwnAnchors(texts: readonly RichText[], prefix: string): RichText[] {
  const own = new Set(texts.flatMap(anchorsOf))
  const turned = (block: BlockNode): BlockNode => {
    if (block.type === 'repeat') return { ...block, content: block.content.map(turned) }
    if (block.type !== 'paragraph' || !block.attrs?.anchor) return block
    return { ...block, attrs: { ...block.attrs, anchor: `${prefix}.${block.attrs.anchor}` } }
  }
  return texts.map((text) => {
    const { content } = mapInlines(text, (node) =>
      node.type === 'reference' && own.has(node.attrs.to)
        ? [{ ...node, attrs: { to: `${prefix}.${node.attrs.to}` } }]
        : [node],
    )
    return { type: 'doc', content: content.map(turned) }
  })
}
