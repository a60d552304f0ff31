/** Clauses, templates and what is pinned of them in a contract. */
import { z } from 'zod'
import { Day } from '../../kernel/day.ts'
import { machine } from '../../kernel/states.ts'
import { Condition } from './conditions.ts'
import { Inline, RichText } from './rich-text.ts'

export const Key = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]*(\.[a-z0-9-]+)*$/, 'a key like payment.mortgage')
  .max(120)

export const CLAUSE_STATES = ['draft', 'review', 'approved', 'retired'] as const
export const ClauseState = z.enum(CLAUSE_STATES)
export type ClauseState = z.infer<typeof ClauseState>

/** The life of a clause version or of a template version. */
export const clauseMachine = machine({
  name: 'clause',
  states: CLAUSE_STATES,
  initial: 'draft',
  transitions: [
    { name: 'submit', from: ['draft'], to: 'review', by: ['author'] },
    { name: 'reject', from: ['review'], to: 'draft', by: ['author', 'approver'] },
    { name: 'approve', from: ['review'], to: 'approved', by: ['approver'] },
    { name: 'retire', from: ['approved'], to: 'retired', by: ['approver'] },
  ],
})

/** One version of a sub-template. An approved version never changes: an edit is the next version. */
export const ClauseVersion = z.object({
  clause: Key,
  version: z.int().min(1),
  title: z.string().min(1).max(300),
  status: ClauseState,
  validFrom: Day.nullable(),
  validTo: Day.nullable(),
  content: RichText,
})
export type ClauseVersion = z.infer<typeof ClauseVersion>

export const Variant = z.object({
  clause: Key,
  /** A fixed version; absent means the approved one in force on the contract's day. */
  version: z.int().min(1).optional(),
  when: Condition,
  /** Of several fitting variants the highest wins; two at the top are an error. */
  priority: z.int().default(0),
})
export type Variant = z.infer<typeof Variant>

export const Slot = z.object({
  kind: z.literal('slot'),
  key: Key,
  title: z.string().max(300),
  isRequired: z.boolean().default(true),
  variants: z.array(Variant).min(1),
})
export type Slot = z.infer<typeof Slot>

export interface Section {
  kind: 'section'
  key: string
  /** A numbered heading of level 1; absent for a part without one. It disappears with its content. */
  heading?: Inline[] | undefined
  when: Condition
  /** An annex begins a page, has a number of its own and numbers its points anew. */
  isAnnex: boolean
  children: TemplateNode[]
}
export type TemplateNode = Slot | Section

export const TemplateNode: z.ZodType<TemplateNode> = z.lazy(() =>
  z.union([
    Slot,
    z.object({
      kind: z.literal('section'),
      key: Key,
      heading: z.array(Inline).optional(),
      when: Condition,
      isAnnex: z.boolean(),
      children: z.array(TemplateNode),
    }),
  ]),
)

export const TEMPLATE_KINDS = [
  'passport',
  'booking',
  'participation',
  'sale',
  'assignment',
  'lease',
  'short-let',
  'management',
  'agency',
  'amendment',
  'act',
  'notice',
  'receipt',
] as const

/** What a version of a template says, beside its name and its life. */
export const TemplateBody = z.object({
  /** The deals it is meant for; the builder proposes the template when it holds. */
  when: Condition,
  margins: z.object({ top: z.number(), right: z.number(), bottom: z.number(), left: z.number() }),
  fontSize: z.number().min(6).max(24),
  header: z.array(Inline),
  footer: z.array(Inline),
  hasPageNumbers: z.boolean(),
  /** The line under the number of an annex: «к Договору № … от …». */
  annexCaption: z.array(Inline).optional(),
  body: z.array(TemplateNode).min(1),
})
export type TemplateBody = z.infer<typeof TemplateBody>

export const TemplateVersion = TemplateBody.extend({
  template: Key,
  version: z.int().min(1),
  title: z.string().min(1).max(300),
  kind: z.enum(TEMPLATE_KINDS),
  status: ClauseState,
  validFrom: Day.nullable(),
  validTo: Day.nullable(),
})
export type TemplateVersion = z.infer<typeof TemplateVersion>

/** All published clauses, by key and version. */
export interface ClauseLibrary {
  find(clause: string, version: number | undefined, on: Day): ClauseVersion | undefined
}

export function isInForce(
  { status, validFrom, validTo }: Pick<ClauseVersion, 'status' | 'validFrom' | 'validTo'>,
  on: Day,
): boolean {
  return status === 'approved' && (validFrom === null || validFrom <= on) && (validTo === null || on <= validTo)
}

export function makeLibrary(versions: readonly ClauseVersion[]): ClauseLibrary {
  const byKey = Map.groupBy(versions, (version) => version.clause)
  return {
    find(clause, version, on) {
      const known = byKey.get(clause) ?? []
      if (version !== undefined) return known.find((each) => each.version === version)
      const inForce = known.filter((each) => isInForce(each, on))
      return inForce.reduce<ClauseVersion | undefined>(
        (latest, each) => (!latest || each.version > latest.version ? each : latest),
        undefined,
      )
    },
  }
}

export function slotsOf(nodes: readonly TemplateNode[]): Slot[] {
  return nodes.flatMap((node) => (node.kind === 'slot' ? [node] : slotsOf(node.children)))
}
