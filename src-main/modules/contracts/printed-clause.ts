/** One clause as a document of its own, its conditions and repeated parts written out as marks that an import reads. */
import type { Day } from '#shared/kernel/day.ts'
import type { PrintDocument } from '#shared/kernel/document.ts'
import { type Assembly, assemble } from '#shared/modules/contracts/assemble.ts'
import { type ClauseVersion, makeLibrary } from '#shared/modules/contracts/model.ts'
import type { Condition } from '#shared/modules/contracts/conditions.ts'
import type { BlockNode, CellNode, Inline, ParagraphNode, RichText } from '#shared/modules/contracts/rich-text.ts'
import type { Facts } from '#shared/modules/contracts/vocabulary.ts'
import { RUSSIAN_VOCABULARY as WORDS } from '#shared/modules/contracts/vocabulary-ru.ts'
import { writeCondition } from '#shared/modules/contracts/write-notation.ts'

export function printedClause(title: string, content: RichText, on: Day): PrintDocument {
  const flat: RichText = { type: 'doc', content: content.content.flatMap(flatten) }
  const facts = {}
  return assembledClause(
    { clause: 'clause', version: 1, title, status: 'approved', validFrom: null, validTo: null, content: flat },
    facts,
    on,
  ).document
}

/** A clause alone in a template; under a heading of its own where its points need one. */
export function assembledClause(clause: ClauseVersion, facts: Facts, on: Day): Assembly {
  const { title, content } = clause
  const slot = {
    kind: 'slot' as const,
    key: 'clause',
    title,
    isRequired: true,
    variants: [{ clause: 'clause', when: true as const, priority: 0 }],
  }
  const template = {
    template: 'clause',
    version: 1,
    title,
    kind: 'amendment' as const,
    status: 'approved' as const,
    validFrom: null,
    validTo: null,
    when: true as const,
    margins: { top: 20, right: 15, bottom: 20, left: 25 },
    fontSize: 11,
    header: [],
    footer: [],
    hasPageNumbers: false,
    body: [
      {
        kind: 'section' as const,
        key: 'clause-section',
        ...(needsHeading(content) ? { heading: [{ type: 'text' as const, text: title }] } : {}),
        when: true as const,
        isAnnex: false,
        children: [slot],
      },
    ],
  }
  return assemble({ template, library: makeLibrary([clause]), vocabulary: WORDS, facts, on })
}

/** Points of a lower level cannot be numbered without one above them; in a contract the section gives it. */
function needsHeading({ content }: RichText): boolean {
  const first = content.find((block) => block.type === 'paragraph' && block.attrs?.level)
  return first?.type === 'paragraph' && (first.attrs?.level ?? 1) > 1
}

type RepeatInCell = Extract<CellNode['content'][number], { type: 'repeat' }>

const mark = (text: string): Inline => ({ type: 'text', text })

function flatten(block: BlockNode): BlockNode[] {
  if (block.type === 'paragraph') return [plain(block)]
  if (block.type === 'repeat')
    return [
      { type: 'paragraph', content: [mark(`[each ${block.attrs.over}]`)] },
      ...block.content.flatMap(flatten),
      { type: 'paragraph', content: [mark('[end]')] },
    ]
  if (block.type === 'pageBreak') return [block]
  return [
    {
      ...block,
      content: block.content.map(({ attrs, content, ...row }) => {
        const { when, repeat, ...rest } = attrs ?? {}
        return {
          ...row,
          attrs: rest,
          content: content.map((cell, index) => {
            const paragraphs = cell.content.flatMap((node) => (node.type === 'repeat' ? repeated(node) : [plain(node)]))
            const [first, ...others] = paragraphs
            return {
              ...cell,
              content:
                index === 0 && first ? [withMark(first, rowMark({ when, repeat }, first)), ...others] : paragraphs,
            }
          }),
        }
      }),
    },
  ]
}

/** `[row payments] [when …] `: a condition of the row itself always stands behind a word about the row. */
function rowMark(
  { when, repeat }: { when?: Condition | null | undefined; repeat?: string | null | undefined },
  first: ParagraphNode,
) {
  if (!repeat && !when) return ''
  const own = first.content?.[0]
  const isAmbiguous = !when && own?.type === 'text' && own.text.startsWith('[when ')
  return `[row${repeat ? ` ${repeat}` : ''}] ${when || isAmbiguous ? `[when ${writeCondition(when ?? true)}] ` : ''}`
}

/** The paragraphs of a repeated part in a cell, marked where it begins and where it ends. */
function repeated({ attrs, content }: RepeatInCell): ParagraphNode[] {
  const paragraphs = content.map(plain)
  return paragraphs.map((paragraph, at) => {
    const begun = at === 0 ? withMark(paragraph, `[each ${attrs.over}] `) : paragraph
    return at === paragraphs.length - 1 ? { ...begun, content: [...(begun.content ?? []), mark(' [end]')] } : begun
  })
}

function plain({ attrs, ...node }: ParagraphNode): ParagraphNode {
  const { when, anchor: _, ...rest } = attrs ?? {}
  return withMark({ ...node, attrs: rest }, when ? `[when ${writeCondition(when)}] ` : '')
}

function withMark(paragraph: ParagraphNode, text: string): ParagraphNode {
  return text === '' ? paragraph : { ...paragraph, content: [mark(text), ...(paragraph.content ?? [])] }
}
