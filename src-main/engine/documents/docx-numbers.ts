/** Numbers that somebody typed into a Word file («2.1. …», «а) …», «- …») become real numbering, and «п. 2.1» a reference to it. */
import { type BlockNode, type Inline, type ParagraphNode, paragraphsIn } from '#shared/modules/contracts/rich-text.ts'

export interface TypedNumbers {
  counters: number[]
  /** Anchors by the number as it was typed. */
  anchors: Map<string, string>
  /** Typed numbers that will not be the same: the source skipped or repeated one. */
  renumbered: string[]
}

export function startTypedNumbers(): TypedNumbers {
  return { counters: [0, 0, 0, 0], anchors: new Map(), renumbered: [] }
}

const POINT = /^\s*(\d{1,3}(?:\.\d{1,3}){0,3})(\.?)[\s\u00a0]+(?=\S)/
const DASH = /^\s*[-–—•·*][\s\u00a0]+(?=\S)/
const LETTER = /^\s*[а-яa-z]\)[\s\u00a0]+(?=\S)/

/** The paragraph without its typed number, or null when it has none. */
export function readTypedNumber(
  numbers: TypedNumbers,
  content: readonly Inline[],
): { attrs: NonNullable<ParagraphNode['attrs']>; content: Inline[] } | null {
  const [first] = content
  if (first?.type !== 'text') return null
  const point = POINT.exec(first.text)
  if (point) {
    const parts = (point[1] ?? '').split('.').map(Number)
    const level = parts.length
    // A lone number is a heading only when it is the next one: «2026 год» and «30 дней» are not.
    if (level === 1 && (point[2] !== '.' || parts[0] !== (numbers.counters[0] ?? 0) + 1)) return null
    if (numbers.counters.slice(0, level - 1).includes(0)) return null
    const anchor = `p-${parts.join('-')}`
    countTyped(numbers, parts)
    const isKnown = numbers.anchors.has(parts.join('.'))
    if (!isKnown) numbers.anchors.set(parts.join('.'), anchor)
    return { attrs: { level, ...(isKnown ? {} : { anchor }) }, content: cut(content, point[0].length) }
  }
  const dash = DASH.exec(first.text)
  if (dash) return { attrs: { list: 'dash' }, content: cut(content, dash[0].length) }
  const letter = LETTER.exec(first.text)
  return letter ? { attrs: { list: 'letter' }, content: cut(content, letter[0].length) } : null
}

function countTyped(numbers: TypedNumbers, parts: readonly number[]): void {
  const level = parts.length
  numbers.counters[level - 1] = (numbers.counters[level - 1] ?? 0) + 1
  numbers.counters.fill(0, level)
  const counted = numbers.counters.slice(0, level).join('.')
  if (counted !== parts.join('.')) numbers.renumbered.push(`${parts.join('.')} → ${counted}`)
}

function cut(content: readonly Inline[], length: number): Inline[] {
  const [first, ...rest] = content
  if (first?.type !== 'text') return [...content]
  const text = first.text.slice(length)
  return text === '' ? rest : [{ ...first, text }, ...rest]
}

const REFERENCE = /((?:п\.|пп\.|пункт[а-я]*)[\s\u00a0]*)(\d{1,3}(?:\.\d{1,3}){1,3})/giu

/** «п. 1.2 Договора» refers to the paragraph that was typed as 1.2, whatever its number becomes. */
export function linkTypedReferences(blocks: readonly BlockNode[], numbers: TypedNumbers): BlockNode[] {
  const used = new Set<string>()
  const link = (node: Inline): Inline[] => {
    if (node.type !== 'text') return [node]
    const parts: Inline[] = []
    let from = 0
    for (const match of node.text.matchAll(REFERENCE)) {
      const anchor = numbers.anchors.get(match[2] ?? '')
      if (anchor === undefined) continue
      const start = match.index + (match[1] ?? '').length
      if (start > from) parts.push({ ...node, text: node.text.slice(from, start) })
      parts.push({ type: 'reference', attrs: { to: anchor }, ...(node.marks ? { marks: node.marks } : {}) })
      used.add(anchor)
      from = match.index + match[0].length
    }
    if (from < node.text.length) parts.push({ ...node, text: node.text.slice(from) })
    return parts
  }
  const paragraph = (node: ParagraphNode): ParagraphNode => ({ ...node, content: (node.content ?? []).flatMap(link) })
  const linked = blocks.map((block): BlockNode => {
    if (block.type === 'paragraph') return paragraph(block)
    if (block.type !== 'table') return block
    return {
      ...block,
      content: block.content.map((row) => ({
        ...row,
        content: row.content.map((cell) => ({ ...cell, content: paragraphsIn(cell).map(paragraph) })),
      })),
    }
  })
  return linked.map((block) =>
    block.type === 'paragraph' && block.attrs?.anchor && !used.has(block.attrs.anchor) ? withoutAnchor(block) : block,
  )
}

function withoutAnchor(block: ParagraphNode): ParagraphNode {
  const { anchor: _, ...attrs } = block.attrs ?? {}
  return { ...block, attrs }
}
