/** A clause between its model and the editor's document. Both ways keep everything: there and back again is the identity on canonical texts. */
import type { JSONContent } from '@tiptap/core'
import {
  type BlockNode,
  type CellNode,
  type Inline,
  type ParagraphNode,
  RichText,
  type RowNode,
} from '#shared/modules/contracts/rich-text.ts'

const MARK_ORDER = ['bold', 'italic', 'underline']

/** The editor's document. Repeated parts inside of cells have a type of their own there, because they hold paragraphs only. */
export function toEditor(text: RichText): JSONContent {
  const content = canonical(text).content.map(blockToEditor)
  return { type: 'doc', content: content.length > 0 ? content : [{ type: 'paragraph' }] }
}

function blockToEditor(block: BlockNode): JSONContent {
  if (block.type === 'repeat') return { ...block, content: block.content.map(blockToEditor) }
  if (block.type !== 'table') return block
  return {
    ...block,
    content: block.content.map((row) => ({
      ...row,
      content: row.content.map((cell) => ({
        ...cell,
        content: cell.content.map((node) => (node.type === 'repeat' ? { ...node, type: 'cellRepeat' } : node)),
      })),
    })),
  }
}

/** The model of the editor's document; throws when the document holds what no clause can. */
export function fromEditor(document: JSONContent): RichText {
  return canonical(RichText.parse(renamed(document)))
}

function renamed(node: JSONContent): JSONContent {
  const { content, ...rest } = node
  const turned: JSONContent = { ...rest, ...(rest.type === 'cellRepeat' ? { type: 'repeat' } : {}) }
  if (turned.attrs) turned.attrs = withoutEmpty(turned.attrs)
  return content ? { ...turned, content: content.map(renamed) } : turned
}

/** Absent, null and empty attributes are one; neighbouring words of one look are one; marks stand in a fixed order. */
export function canonical(text: RichText): RichText {
  return { type: 'doc', content: text.content.map(canonicalBlock) }
}

function canonicalBlock(block: BlockNode): BlockNode {
  switch (block.type) {
    case 'paragraph':
      return canonicalParagraph(block)
    case 'pageBreak':
      return { type: 'pageBreak' }
    case 'repeat':
      return { type: 'repeat', attrs: { over: block.attrs.over }, content: block.content.map(canonicalBlock) }
    case 'table':
      return { ...bare('table', block.attrs), content: block.content.map(canonicalRow) } as BlockNode
  }
}

function canonicalRow(row: RowNode): RowNode {
  return { ...bare('tableRow', row.attrs), content: row.content.map(canonicalCell) } as RowNode
}

function canonicalCell({ type, attrs, content }: CellNode): CellNode {
  const spans = Object.fromEntries(
    (['colspan', 'rowspan'] as const).flatMap((name) => ((attrs?.[name] ?? 1) > 1 ? [[name, attrs?.[name]]] : [])),
  )
  return {
    ...bare(type, spans),
    content: content.map((node) =>
      node.type === 'repeat'
        ? { type: 'repeat', attrs: { over: node.attrs.over }, content: node.content.map(canonicalParagraph) }
        : canonicalParagraph(node),
    ),
  } as CellNode
}

function canonicalParagraph({ attrs, content }: ParagraphNode): ParagraphNode {
  const inlines = (content ?? []).map(canonicalInline).reduce<Inline[]>((nodes, node) => {
    const last = nodes.at(-1)
    if (last?.type === 'text' && node.type === 'text' && JSON.stringify(last.marks) === JSON.stringify(node.marks))
      nodes[nodes.length - 1] = { ...last, text: last.text + node.text }
    else nodes.push(node)
    return nodes
  }, [])
  return { ...bare('paragraph', attrs), ...(inlines.length > 0 ? { content: inlines } : {}) } as ParagraphNode
}

function canonicalInline(node: Inline): Inline {
  const { marks, ...rest } = node
  const names = new Set<string>(marks?.map(({ type }) => type))
  const sorted = MARK_ORDER.filter((name) => names.has(name)).map((type) => ({ type }))
  const attrs = 'attrs' in rest ? { attrs: withoutEmpty(rest.attrs) } : {}
  return { ...rest, ...attrs, ...(sorted.length > 0 ? { marks: sorted } : {}) } as Inline
}

function bare(type: string, attrs: object | undefined) {
  const kept = withoutEmpty(attrs ?? {})
  return { type, ...(Object.keys(kept).length > 0 ? { attrs: kept } : {}) }
}

function withoutEmpty(attrs: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(attrs).filter(([, value]) => value !== null && value !== undefined))
}
