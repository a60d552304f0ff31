/** Texts as lines of the notation, for comparing versions and for marks in Word files: what `notation.ts` reads. */
import type { Condition, FactTest } from './conditions.ts'
import type { BlockNode, CellNode, Inline, ParagraphNode, RichText, VariableAttrs } from './rich-text.ts'

/** How names are said: as they are stored, or in the reader's words. */
export interface NotationNames {
  variable(path: string): string
  condition(condition: Condition): string
}

export const STORED_NAMES: NotationNames = { variable: (path) => path, condition: writeCondition }

/** One line a block, with what stands in front of it. Not everything can be read back: italics and merged rows have no sign. */
export function writeText({ content }: RichText, names = STORED_NAMES): string[] {
  return content.flatMap((block) => writeBlock(block, names))
}

function writeBlock(block: BlockNode, names: NotationNames): string[] {
  switch (block.type) {
    case 'paragraph':
      return [writeParagraph(block, names)]
    case 'pageBreak':
      return ['[page]']
    case 'repeat':
      return [`[each ${block.attrs.over}]`, ...block.content.flatMap((inner) => writeBlock(inner, names)), '[end]']
    case 'table': {
      const widths = (block.attrs?.widths ?? []).join(',')
      return [
        `[table ${widths}${block.attrs?.borders === 'none' ? ' none' : ''}]`,
        ...block.content.map(({ attrs, content }) => {
          const isHeader = content.every(({ type }) => type === 'tableHeader')
          const cells = content.map((cell) => writeCell(cell, names)).join(' | ')
          return `${attrs?.repeat ? `[row ${attrs.repeat}] ` : ''}${whenOf(attrs?.when, names)}${isHeader ? '!' : '|'} ${cells}`
        }),
        '[end]',
      ]
    }
  }
}

function writeCell({ attrs, content }: CellNode, names: NotationNames): string {
  const wide = (attrs?.colspan ?? 1) > 1 ? `<${attrs?.colspan ?? 1}> ` : ''
  return (
    wide +
    content
      .map((node) =>
        node.type === 'repeat'
          ? `each ${node.attrs.over}: ${node.content.map((each) => writeParagraph(each, names)).join('//')}`
          : writeParagraph(node, names),
      )
      .join('//')
  )
}

function whenOf(when: Condition | null | undefined, names: NotationNames): string {
  return when === undefined || when === null ? '' : `[when ${names.condition(when)}] `
}

function writeParagraph({ attrs, content }: ParagraphNode, names: NotationNames): string {
  const anchor = attrs?.anchor ? `{#${attrs.anchor}} ` : ''
  return `${whenOf(attrs?.when, names)}${prefixOf(attrs)}${anchor}${writeInlines(content ?? [], names)}`
}

function prefixOf(attrs: ParagraphNode['attrs']): string {
  if (!attrs) return ''
  if (attrs.level) return `${'#'.repeat(attrs.level)} `
  if (attrs.list) return attrs.list === 'dash' ? '- ' : '* '
  if (attrs.style === 'title') return '^ '
  if (attrs.style === 'subtitle') return '^^ '
  if (attrs.style === 'plain') return '~ '
  return attrs.align === 'right' ? '> ' : attrs.align === 'center' ? '= ' : ''
}

function writeInlines(nodes: readonly Inline[], names: NotationNames): string {
  let isBold = false
  const parts = nodes.map((node) => {
    const becomes = node.marks?.some(({ type }) => type === 'bold') ?? false
    const mark = becomes === isBold ? '' : '**'
    isBold = becomes
    return mark + (node.type === 'text' ? node.text : `{${writeInner(node, names)}}`)
  })
  return parts.join('') + (isBold ? '**' : '')
}

/** What stands between the braces. */
export function writeInner(node: Inline, names = STORED_NAMES): string {
  switch (node.type) {
    case 'variable':
      return writeVariable(node.attrs, names)
    case 'reference':
      return `→${node.attrs.to}`
    case 'choice':
      return `? ${node.attrs.options.map(({ when, text }) => `${when === true ? '' : names.condition(when)}: ${text === text.trim() ? text : `"${text}"`}`).join(' | ')}`
    case 'hardBreak':
      return 'br'
    case 'text':
      return node.text
  }
}

function writeVariable(attrs: VariableAttrs, names: NotationNames): string {
  const forms = [attrs.format, attrs.case, attrs.gender].filter((form) => form !== undefined)
  return [`${names.variable(attrs.path)}${attrs.optional ? '?' : ''}`, ...forms].join('|')
}

/** A condition as `parseCondition` reads it; one that is nested deeper than the notation goes is written with brackets, for people. */
export function writeCondition(condition: Condition): string {
  if (condition === true) return 'true'
  if ('any' in condition) return condition.any.map(writeCondition).join(' | ')
  if ('all' in condition)
    return condition.all
      .map((part) => (part !== true && 'any' in part ? `(${writeCondition(part)})` : writeCondition(part)))
      .join(' & ')
  if ('not' in condition) {
    const { not } = condition
    return not !== true && 'fact' in not && not.in && not.in.every((value) => typeof value === 'string')
      ? `${not.fact}!=${not.in.join(',')}`
      : `!(${writeCondition(not)})`
  }
  return writeTest(condition)
}

function writeTest({ fact, in: values, min, max, present }: FactTest): string {
  const tests = [
    ...(values
      ? [
          values.length === 1 && typeof values[0] === 'boolean'
            ? `${values[0] ? '' : '!'}${fact}`
            : `${fact}=${values.join(',')}`,
        ]
      : []),
    ...(min === undefined ? [] : [`${fact}>=${min}`]),
    ...(max === undefined ? [] : [`${fact}<=${max}`]),
    ...(present === undefined ? [] : [`${present ? '' : '!'}${fact}?`]),
  ]
  return tests.join(' & ')
}
