/** The library that comes with the program: files of resources/templates/contracts, read once into approved clauses and templates. */
import { z } from 'zod'
import { type ClauseVersion, TEMPLATE_KINDS, type TemplateNode, type TemplateVersion } from './model.ts'
import { parseCondition, parseInline, parseText } from './notation.ts'

const Body: z.ZodType<BodyNode> = z.lazy(() =>
  z.union([
    z.strictObject({
      slot: z.string(),
      title: z.string(),
      optional: z.boolean().optional(),
      /** Clause, condition and priority; a bare key holds always. */
      variants: z.array(
        z.union([z.string(), z.tuple([z.string(), z.string()]), z.tuple([z.string(), z.string(), z.int()])]),
      ),
    }),
    z.strictObject({
      section: z.string(),
      heading: z.string().optional(),
      when: z.string().optional(),
      annex: z.boolean().optional(),
      children: z.array(Body),
    }),
  ]),
)
type BodyNode =
  | {
      slot: string
      title: string
      optional?: boolean | undefined
      variants: (string | [string, string] | [string, string, number])[]
    }
  | {
      section: string
      heading?: string | undefined
      when?: string | undefined
      annex?: boolean | undefined
      children: BodyNode[]
    }

const ShippedFile = z.strictObject({
  clauses: z.array(
    z.strictObject({
      clause: z.string(),
      /** Raised with every change that goes out to houses that have the one before. */
      version: z.int().min(1).default(1),
      title: z.string(),
      text: z.array(z.string()).min(1),
    }),
  ),
  templates: z.array(
    z.strictObject({
      template: z.string(),
      version: z.int().min(1).default(1),
      title: z.string(),
      kind: z.enum(TEMPLATE_KINDS),
      when: z.string(),
      header: z.string(),
      annexCaption: z.string().optional(),
      body: z.array(Body),
    }),
  ),
})

export interface ShippedLibrary {
  clauses: ClauseVersion[]
  templates: TemplateVersion[]
}

export function readShipped(file: unknown): ShippedLibrary {
  const { clauses, templates } = ShippedFile.parse(file)
  return {
    clauses: clauses.map(({ clause, version, title, text }) => ({
      clause,
      version,
      title,
      status: 'approved',
      validFrom: null,
      validTo: null,
      content: parseText(text),
    })),
    templates: templates.map(({ template, version, title, kind, when, header, annexCaption, body }) => ({
      template,
      version,
      title,
      kind,
      status: 'approved',
      validFrom: null,
      validTo: null,
      when: parseCondition(when),
      margins: { top: 20, right: 15, bottom: 20, left: 25 },
      fontSize: 11,
      header: parseInline(header),
      footer: [],
      hasPageNumbers: true,
      ...(annexCaption === undefined ? {} : { annexCaption: parseInline(annexCaption) }),
      body: body.map(nodeOf),
    })),
  }
}

export function joinShipped(parts: readonly ShippedLibrary[]): ShippedLibrary {
  return { clauses: parts.flatMap((part) => part.clauses), templates: parts.flatMap((part) => part.templates) }
}

function nodeOf(node: BodyNode): TemplateNode {
  if ('section' in node) {
    return {
      kind: 'section',
      key: node.section,
      ...(node.heading === undefined ? {} : { heading: parseInline(node.heading) }),
      when: parseCondition(node.when ?? ''),
      isAnnex: node.annex ?? false,
      children: node.children.map(nodeOf),
    }
  }
  return {
    kind: 'slot',
    key: node.slot,
    title: node.title,
    isRequired: node.optional !== true,
    variants: node.variants.map((variant) => {
      const [clause, when = '', priority = 0] = typeof variant === 'string' ? [variant] : variant
      return { clause, when: parseCondition(when), priority }
    }),
  }
}
