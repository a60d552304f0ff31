/** A clause's text as the editor keeps it (ProseMirror JSON): paragraphs with levels of numbering, tables, repeated parts, chips for variables and references. */
import { z } from 'zod'
import { CASES } from '../../kernel/russian/numerals.ts'
import { Condition } from './conditions.ts'

export const Mark = z.object({ type: z.enum(['bold', 'italic', 'underline']) })

const TextNode = z.object({
  type: z.literal('text'),
  text: z.string().min(1).max(100_000),
  marks: z.array(Mark).optional(),
})
const HardBreak = z.object({ type: z.literal('hardBreak'), marks: z.array(Mark).optional() })

/** A chip: the value of a variable in the given form, case and gender. */
export const VariableAttrs = z.object({
  path: z.string().min(1).max(120),
  format: z.string().max(40).optional(),
  case: z.enum(CASES).optional(),
  /** Grammatical gender of the counted noun, for numbers in words. */
  gender: z.enum(['male', 'female', 'neuter']).optional(),
  /** May be left out without asking. */
  optional: z.boolean().optional(),
})
export type VariableAttrs = z.infer<typeof VariableAttrs>

const VariableNode = z.object({ type: z.literal('variable'), attrs: VariableAttrs, marks: z.array(Mark).optional() })
/** The number of another paragraph or section, kept right whatever is inserted before it. */
const ReferenceNode = z.object({
  type: z.literal('reference'),
  attrs: z.object({ to: z.string().min(1).max(120) }),
  marks: z.array(Mark).optional(),
})
/** Words that depend on a fact («именуемый» / «именуемая»): the first option whose condition holds. */
const ChoiceNode = z.object({
  type: z.literal('choice'),
  attrs: z.object({ options: z.array(z.object({ when: Condition, text: z.string().max(2_000) })).min(1) }),
  marks: z.array(Mark).optional(),
})

export const Inline = z.discriminatedUnion('type', [TextNode, HardBreak, VariableNode, ReferenceNode, ChoiceNode])
export type Inline = z.infer<typeof Inline>

export const ParagraphNode = z.object({
  type: z.literal('paragraph'),
  attrs: z
    .object({
      /** 1 is a section heading (1.), 2 its points (1.1.), and so on; absent is plain text. */
      level: z.int().min(1).max(4).nullish(),
      list: z.enum(['dash', 'letter']).nullish(),
      style: z.enum(['body', 'title', 'subtitle', 'plain']).nullish(),
      align: z.enum(['left', 'center', 'right', 'justify']).nullish(),
      anchor: z.string().max(120).nullish(),
      when: Condition.nullish(),
    })
    .optional(),
  content: z.array(Inline).optional(),
})
export type ParagraphNode = z.infer<typeof ParagraphNode>

/** Inside a cell a repeated part holds paragraphs only. */
const CellRepeat = z.object({
  type: z.literal('repeat'),
  attrs: z.object({ over: z.string() }),
  content: z.array(ParagraphNode).min(1),
})
export type CellRepeat = z.infer<typeof CellRepeat>

const CellNode = z.object({
  type: z.enum(['tableCell', 'tableHeader']),
  attrs: z
    .object({ colspan: z.int().min(1).max(20).nullish(), rowspan: z.int().min(1).max(500).nullish() })
    .loose()
    .optional(),
  content: z.array(z.discriminatedUnion('type', [ParagraphNode, CellRepeat])).min(1),
})
export type CellNode = z.infer<typeof CellNode>
const RowNode = z.object({
  type: z.literal('tableRow'),
  /** `repeat` makes a row for each item of the list. */
  attrs: z
    .object({ repeat: z.string().nullish(), isHeader: z.boolean().nullish(), when: Condition.nullish() })
    .optional(),
  content: z.array(CellNode).min(1).max(40),
})
export const TableNode = z.object({
  type: z.literal('table'),
  attrs: z
    .object({ widths: z.array(z.number().positive()).max(40).nullish(), borders: z.enum(['all', 'none']).nullish() })
    .optional(),
  content: z.array(RowNode).min(1),
})
export type TableNode = z.infer<typeof TableNode>
export type RowNode = z.infer<typeof RowNode>

const PageBreak = z.object({ type: z.literal('pageBreak') })

/** A part written once for each item of a list: co-owners, instalments, rooms. */
export interface RepeatNode {
  type: 'repeat'
  attrs: { over: string }
  content: BlockNode[]
}
export type BlockNode = ParagraphNode | TableNode | z.infer<typeof PageBreak> | RepeatNode

export const BlockNode: z.ZodType<BlockNode> = z.lazy(() =>
  z.union([
    ParagraphNode,
    TableNode,
    PageBreak,
    z.object({ type: z.literal('repeat'), attrs: z.object({ over: z.string() }), content: z.array(BlockNode).min(1) }),
  ]),
)

export const RichText = z.object({ type: z.literal('doc'), content: z.array(BlockNode) })
export type RichText = z.infer<typeof RichText>

/** Everything inside a text that refers to something outside of it, with the lists and the conditions around it. */
export interface TextUse {
  node: Extract<Inline, { type: 'variable' | 'reference' | 'choice' }> | { type: 'when'; attrs: { when: Condition } }
  lists: readonly string[]
  guards: readonly Condition[]
}

/** Chips, references, choices and conditions of a text. */
export function usesOf(text: RichText): TextUse[] {
  return text.content.flatMap((block) => usesOfBlock(block, []))
}

/** The anchors that a text defines. */
export function anchorsOf(text: RichText): string[] {
  const anchors = (blocks: readonly BlockNode[]): string[] =>
    blocks.flatMap((block) =>
      block.type === 'repeat'
        ? anchors(block.content)
        : block.type === 'paragraph' && block.attrs?.anchor
          ? [block.attrs.anchor]
          : [],
    )
  return anchors(text.content)
}

function usesOfBlock(block: BlockNode, lists: readonly string[]): TextUse[] {
  if (block.type === 'repeat') return block.content.flatMap((inner) => usesOfBlock(inner, [...lists, block.attrs.over]))
  if (block.type === 'paragraph') return usesOfParagraph(block, lists, [])
  if (block.type === 'pageBreak') return []
  return block.content.flatMap((row) => {
    const inside = row.attrs?.repeat ? [...lists, row.attrs.repeat] : lists
    const guards = row.attrs?.when ? [row.attrs.when] : []
    const uses = row.content.flatMap((cell) =>
      cell.content.flatMap((node) =>
        node.type === 'repeat'
          ? node.content.flatMap((paragraph) => usesOfParagraph(paragraph, [...inside, node.attrs.over], guards))
          : usesOfParagraph(node, inside, guards),
      ),
    )
    return [...whenUses(row.attrs?.when, inside), ...uses]
  })
}

function usesOfParagraph(paragraph: ParagraphNode, lists: readonly string[], outer: readonly Condition[]): TextUse[] {
  const when = paragraph.attrs?.when
  const guards = when ? [...outer, when] : outer
  const uses = whenUses(when, lists)
  for (const node of paragraph.content ?? []) {
    if (node.type === 'variable' || node.type === 'reference' || node.type === 'choice')
      uses.push({ node, lists, guards })
  }
  return uses
}

function whenUses(when: Condition | null | undefined, lists: readonly string[]): TextUse[] {
  return when ? [{ node: { type: 'when', attrs: { when } }, lists, guards: [] }] : []
}

/** The paragraphs of a cell, those of its repeated parts once. */
export function paragraphsIn(cell: CellNode): ParagraphNode[] {
  return cell.content.flatMap((node) => (node.type === 'repeat' ? node.content : [node]))
}

/** The plain words of a text, for lists, search and comparison; chips show as `[path]`. */
export function plainText(text: RichText): string {
  const paragraph = (node: ParagraphNode) =>
    (node.content ?? [])
      .map((inline) => {
        if (inline.type === 'text') return inline.text
        if (inline.type === 'variable') return `[${inline.attrs.path}]`
        if (inline.type === 'reference') return `[→${inline.attrs.to}]`
        if (inline.type === 'choice') return inline.attrs.options.map((option) => option.text).join('/')
        return '\n'
      })
      .join('')
  const blocks = (nodes: readonly BlockNode[]): string[] =>
    nodes.flatMap((node) => {
      if (node.type === 'paragraph') return [paragraph(node)]
      if (node.type === 'repeat') return blocks(node.content)
      if (node.type === 'pageBreak') return []
      return node.content.map((row) =>
        row.content.map((cell) => paragraphsIn(cell).map(paragraph).join(' ')).join(' | '),
      )
    })
  return blocks(text.content).join('\n')
}
