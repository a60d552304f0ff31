/** A text with every inline node run through a function: for marks that become variables and the other way round. */
import type { BlockNode, CellNode, Inline, ParagraphNode, RichText } from './rich-text.ts'

export function mapInlines(text: RichText, turn: (node: Inline) => Inline[]): RichText {
  const paragraph = (node: ParagraphNode): ParagraphNode =>
    node.content ? { ...node, content: node.content.flatMap(turn) } : node
  const cell = (node: CellNode): CellNode => ({
    ...node,
    content: node.content.map((each) =>
      each.type === 'repeat' ? { ...each, content: each.content.map(paragraph) } : paragraph(each),
    ),
  })
  const block = (node: BlockNode): BlockNode => {
    if (node.type === 'paragraph') return paragraph(node)
    if (node.type === 'repeat') return { ...node, content: node.content.map(block) }
    if (node.type === 'table')
      return { ...node, content: node.content.map((row) => ({ ...row, content: row.content.map(cell) })) }
    return node
  }
  return { type: 'doc', content: text.content.map(block) }
}
