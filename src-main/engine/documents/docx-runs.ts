/** The runs of a Word paragraph as inline nodes, with a list of what they could not hold. */
import { printable } from '#shared/kernel/document.ts'
import type { Inline } from '#shared/modules/contracts/rich-text.ts'
import { type DocxPackage, valueOf } from './docx-package.ts'
import type { TypedNumbers } from './docx-numbers.ts'
import { type XmlElement, childOf, descendantsOf, elementsOf, textOf } from './xml.ts'

export const LOSSES = [
  'image',
  'drawing',
  'textbox',
  'embedded',
  'header',
  'footer',
  'footnote',
  'comment',
  'deleted-text',
  'inserted-text',
  'hyperlink',
  'field',
  'formula',
  'symbol',
  'nested-table',
  'colour',
  'highlight',
  'columns',
  'renumbered',
  'deep-level',
  'hidden-data',
] as const

export type LossKind = (typeof LOSSES)[number]

export interface Loss {
  kind: LossKind
  count: number
  /** What it was about, at its first place. */
  example: string
}

export interface Work {
  source: DocxPackage
  losses: Map<LossKind, Loss>
  placeholders: Map<string, number>
  typed: TypedNumbers
  /** The instruction of the field that the runs are in, and whether its result has begun. */
  field: { instruction: string; isResult: boolean } | undefined
}

export type Piece = Inline | 'page'

export function inlinesOf(work: Work, parent: XmlElement): Piece[] {
  return elementsOf(parent).flatMap((element): Piece[] => {
    switch (element.name) {
      case 'w:r':
        return runOf(work, element)
      case 'w:hyperlink':
        if (element.attributes['r:id'] !== undefined) lose(work, 'hyperlink', words(element))
        return inlinesOf(work, element)
      case 'w:ins':
        lose(work, 'inserted-text', words(element))
        return inlinesOf(work, element)
      case 'w:del':
        lose(work, 'deleted-text', words(element))
        return []
      case 'w:fldSimple':
        noteField(work, element.attributes['w:instr'] ?? '')
        return inlinesOf(work, element)
      case 'w:sdt':
        return inlinesOf(work, childOf(element, 'w:sdtContent') ?? element)
      case 'w:smartTag':
      case 'w:customXml':
      case 'w:dir':
      case 'w:bdo':
        return inlinesOf(work, element)
      case 'm:oMath':
      case 'm:oMathPara':
        lose(work, 'formula', textOf(element))
        return []
      default:
        return []
    }
  })
}

function runOf(work: Work, run: XmlElement): Piece[] {
  const properties = childOf(run, 'w:rPr')
  const marks = (['bold', 'italic', 'underline'] as const).filter((mark) =>
    isOn(childOf(properties, { bold: 'w:b', italic: 'w:i', underline: 'w:u' }[mark])),
  )
  if (isOn(childOf(properties, 'w:vanish'))) {
    lose(work, 'hidden-data', '')
    return []
  }
  const colour = valueOf(childOf(properties, 'w:color'))
  if (colour !== undefined && !['auto', '000000'].includes(colour)) lose(work, 'colour', words(run))
  if (childOf(properties, 'w:highlight')) lose(work, 'highlight', words(run))
  const withMarks = marks.length > 0 ? { marks: marks.map((type) => ({ type })) } : {}
  const text = (value: string): Piece[] =>
    value === '' || (work.field && !work.field.isResult) ? [] : [{ type: 'text', text: value, ...withMarks }]
  return elementsOf(run).flatMap((element): Piece[] => {
    switch (element.name) {
      case 'w:t':
        return text(printable(textOf(element)))
      case 'w:tab':
      case 'w:ptab':
        return text(' ')
      case 'w:noBreakHyphen':
        return text('\u2011')
      case 'w:br':
        return element.attributes['w:type'] === 'page' ? ['page'] : [{ type: 'hardBreak', ...withMarks }]
      case 'w:cr':
        return [{ type: 'hardBreak', ...withMarks }]
      case 'w:sym':
        lose(work, 'symbol', element.attributes['w:char'] ?? '')
        return text('\u25a1')
      case 'w:fldChar':
        fieldChar(work, element.attributes['w:fldCharType'])
        return []
      case 'w:instrText':
        if (work.field) work.field.instruction += textOf(element)
        return []
      case 'w:drawing':
      case 'w:pict':
      case 'w:object':
      case 'mc:AlternateContent':
        losePicture(work, element)
        return []
      case 'w:delText':
        lose(work, 'deleted-text', textOf(element))
        return []
      default:
        return []
    }
  })
}

function fieldChar(work: Work, type: string | undefined): void {
  if (type === 'begin') work.field = { instruction: '', isResult: false }
  else if (type === 'separate' && work.field) work.field.isResult = true
  else if (type === 'end') {
    if (work.field) noteField(work, work.field.instruction)
    work.field = undefined
  }
}

/** A field keeps its last shown result as text; merge fields are offered as places for variables. */
function noteField(work: Work, instruction: string): void {
  const [kind = '', name = ''] = instruction.trim().split(/\s+/)
  if (/^(MERGEFIELD|DOCVARIABLE|DOCPROPERTY)$/i.test(kind)) note(work, `«${name.replaceAll('"', '')}»`)
  else if (!/^(PAGE|NUMPAGES|HYPERLINK)$/i.test(kind)) lose(work, 'field', instruction.trim())
}

function losePicture(work: Work, element: XmlElement): void {
  const boxes = descendantsOf(element, 'w:txbxContent')
  if (boxes[0]) lose(work, 'textbox', words(boxes[0]))
  else if (element.name === 'w:object') lose(work, 'embedded', '')
  else if (descendantsOf(element, 'pic:pic').length > 0 || descendantsOf(element, 'v:imagedata').length > 0)
    lose(work, 'image', '')
  else lose(work, 'drawing', '')
}

export function note(work: Work, placeholder: string): void {
  work.placeholders.set(placeholder, (work.placeholders.get(placeholder) ?? 0) + 1)
}

export function lose(work: Work, kind: LossKind, example: string, count = 1): void {
  const known = work.losses.get(kind)
  if (known) known.count += count
  else work.losses.set(kind, { kind, count, example: printable(example).replace(/\s+/g, ' ').trim().slice(0, 200) })
}

export function isOn(property: XmlElement | undefined): boolean {
  return property !== undefined && !['0', 'false', 'none', 'off'].includes(valueOf(property) ?? '1')
}

export function words(element: XmlElement): string {
  return [...descendantsOf(element, 'w:t'), ...descendantsOf(element, 'w:delText')].map(textOf).join('')
}
