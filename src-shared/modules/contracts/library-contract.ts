/** The library as it is written: versions of clauses and templates, their life, what is said about them, and what a change of them touches. */
import { z } from 'zod'
import { Day } from '../../kernel/day.ts'
import type { PrintDocument } from '../../kernel/document.ts'
import { Id } from '../../kernel/id.ts'
import { Instant } from '../../kernel/instant.ts'
import { type Contract, action, command, query } from '../../rpc/contract.ts'
import { FileRef } from '../../rpc/host.ts'
import { Condition } from './conditions.ts'
import type { LintProblem } from './lint-clauses.ts'
import { ClauseState, Key, TEMPLATE_KINDS, TemplateBody } from './model.ts'
import { RichText } from './rich-text.ts'
import type { Assignment } from './vocabulary.ts'

export const VERSION_KINDS = ['clause', 'template'] as const
export const VersionKind = z.enum(VERSION_KINDS)
export type VersionKind = z.infer<typeof VersionKind>

const Title = z.string().trim().min(1).max(300)
const Note = z.string().max(4000)

/** One line of the library: a clause or a template, what is in force of it and what is being written. */
export const LibraryRow = z.object({
  /** Its key. */
  id: z.string(),
  kind: VersionKind,
  title: z.string(),
  templateKind: z.enum(TEMPLATE_KINDS).nullable(),
  /** The version in force today. */
  inForce: z.object({ id: Id, version: z.int() }).nullable(),
  /** What is being written or judged. */
  open: z.object({ id: Id, version: z.int(), state: ClauseState, author: z.string().nullable() }).nullable(),
  versions: z.int(),
  /** How many slots of templates in force it stands in. */
  uses: z.int(),
  comments: z.int(),
  text: z.string(),
})
export type LibraryRow = z.infer<typeof LibraryRow>

export const VersionRow = z.object({
  id: Id,
  version: z.int(),
  title: z.string(),
  state: ClauseState,
  validFrom: Day.nullable(),
  validTo: Day.nullable(),
  shipped: z.int().nullable(),
  note: z.string(),
  author: z.string().nullable(),
  createdAt: Instant,
  changedAt: Instant,
  submittedBy: z.string().nullable(),
  submittedAt: Instant.nullable(),
  decidedBy: z.string().nullable(),
  decidedAt: Instant.nullable(),
  decisionNote: z.string().nullable(),
  retiredBy: z.string().nullable(),
  retiredAt: Instant.nullable(),
  revision: z.int(),
  /** The reader has written in it, so somebody else approves it. */
  isMine: z.boolean(),
})
export type VersionRow = z.infer<typeof VersionRow>

const Text = { content: RichText }
export const ClauseText = VersionRow.extend({ kind: z.literal('clause'), key: z.string(), ...Text })
export const TemplateText = VersionRow.extend({
  kind: z.literal('template'),
  key: z.string(),
  templateKind: z.enum(TEMPLATE_KINDS),
  body: TemplateBody,
})
export type ClauseText = z.infer<typeof ClauseText>
export type TemplateText = z.infer<typeof TemplateText>

export const CommentRow = z.object({
  id: Id,
  author: z.string(),
  quote: z.string().nullable(),
  text: z.string(),
  createdAt: Instant,
  resolvedBy: z.string().nullable(),
  resolvedAt: Instant.nullable(),
})
export type CommentRow = z.infer<typeof CommentRow>

/** Where a clause stands. */
export const UseRow = z.object({
  template: z.string(),
  templateTitle: z.string(),
  slot: z.string(),
  slotTitle: z.string(),
  when: Condition,
})
export type UseRow = z.infer<typeof UseRow>

/** A contract that was assembled of the clause or template. */
export const ContractUse = z.object({
  id: Id,
  number: z.string().nullable(),
  title: z.string(),
  client: z.string(),
  state: z.string(),
  on: Day.nullable(),
  version: z.int(),
})

/** A page of them, the latest first, and how many there are. */
export const ContractUses = z.object({ total: z.int(), rows: z.array(ContractUse) })
export type ContractUses = z.infer<typeof ContractUses>

/** One change of words, as many variants as show it, and the smallest deal that does. */
export const TextChange = z.object({
  template: z.string(),
  slot: z.string(),
  title: z.string(),
  /** `moved`: `before` and `after` name what it stood and will stand behind; empty is the beginning. */
  kind: z.enum(['changed', 'added', 'removed', 'moved']),
  before: z.string(),
  after: z.string(),
  variants: z.int(),
  example: z.custom<Assignment>(),
})
export type TextChange = z.infer<typeof TextChange>

export const FoundProblem = z.custom<LintProblem & { example: Assignment; isNew: boolean }>()

export const Matrix = z.object({
  /** The library that this was found in; approving is refused once it is another. */
  stamp: z.string(),
  on: Day,
  templates: z.array(
    z.object({ template: z.string(), title: z.string(), variants: z.int(), changed: z.int(), isComplete: z.boolean() }),
  ),
  changes: z.array(TextChange),
  problems: z.array(FoundProblem),
  /** The first page; `contractUses` gives the others. */
  contracts: ContractUses,
})
export type Matrix = z.infer<typeof Matrix>

/** A part of a Word file that can become a clause. */
export const WordPart = z.object({
  title: z.string(),
  /** What its key could be. */
  key: z.string(),
  content: RichText,
  losses: z.array(z.object({ kind: z.string(), count: z.int(), example: z.string() })),
  placeholders: z.array(z.object({ text: z.string(), count: z.int(), path: z.string().nullable() })),
})
export type WordPart = z.infer<typeof WordPart>

const TABLES = ['clause_version', 'template_version', 'clause_comment', 'app_user']
const VERSIONS = ['clause_version', 'template_version', 'app_user']
const One = { kind: VersionKind, id: Id }
const done = z.object({ revision: z.int() })

export const libraryCalls = {
  library: query({ allow: 'contracts.read', reads: TABLES, args: z.object({}), result: z.array(LibraryRow) }),
  /** Every version of one clause or template, the newest first. */
  history: query({
    allow: 'contracts.read',
    reads: VERSIONS,
    args: z.object({ kind: VersionKind, key: z.string() }),
    result: z.array(VersionRow),
  }),
  /** One version with its words; null when it is gone. */
  version: query({
    allow: 'contracts.read',
    reads: VERSIONS,
    args: z.object(One),
    result: z.union([ClauseText, TemplateText]).nullable(),
  }),
  comments: query({
    allow: 'contracts.read',
    reads: ['clause_comment', 'app_user'],
    args: z.object(One),
    result: z.array(CommentRow),
  }),
  whereUsed: query({
    allow: 'contracts.read',
    reads: VERSIONS,
    args: z.object({ clause: z.string() }),
    result: z.object({
      slots: z.array(UseRow),
      /** Places in this and other clauses that can be referred to. */
      anchors: z.array(z.object({ anchor: z.string(), clause: z.string(), title: z.string(), text: z.string() })),
    }),
  }),
  contractUses: query({
    allow: 'contracts.read',
    reads: ['contract'],
    args: z.object({
      kind: VersionKind,
      key: Key,
      offset: z.int().min(0).default(0),
      limit: z.int().min(1).max(1000).default(200),
    }),
    result: ContractUses,
  }),

  /** How a text that is being written reads in an example deal; `deal` fixes some of its facts. */
  previewText: query({
    allow: 'contracts.read',
    reads: VERSIONS,
    args: z.object({
      text: z.union([
        z.object({ kind: z.literal('clause'), title: z.string(), content: RichText }),
        z.object({
          kind: z.literal('template'),
          key: z.string(),
          title: z.string(),
          templateKind: z.enum(TEMPLATE_KINDS),
          body: TemplateBody,
        }),
      ]),
      deal: z
        .record(z.string().max(200), z.union([z.string().max(200), z.number(), z.boolean(), z.null()]))
        .default({}),
    }),
    result: z.object({ document: z.custom<PrintDocument>(), missing: z.array(z.string()), problems: z.int() }),
  }),

  /** A draft of a new clause, or of the next version of one that is there. Refuses while somebody writes it: `contracts.draft-open`. */
  draftClause: command({
    allow: 'contracts.templates',
    offline: 'refuse',
    args: z.object({ id: Id, key: Key, title: Title, content: RichText, note: Note.default('') }),
    result: z.object({ version: z.int() }),
  }),
  draftTemplate: command({
    allow: 'contracts.templates',
    offline: 'refuse',
    args: z.object({
      id: Id,
      key: Key,
      title: Title,
      kind: z.enum(TEMPLATE_KINDS),
      body: TemplateBody,
      note: Note.default(''),
    }),
    result: z.object({ version: z.int() }),
  }),
  /** Saves a draft over the revision that its writer saw; another one is refused as `contracts.draft-moved`, both texts stay. */
  saveClause: command({
    allow: 'contracts.templates',
    offline: 'queue',
    args: z.object({
      id: Id,
      revision: z.int(),
      title: Title,
      content: RichText,
      note: Note,
      validFrom: Day.nullable(),
      validTo: Day.nullable(),
    }),
    result: done,
  }),
  saveTemplate: command({
    allow: 'contracts.templates',
    offline: 'queue',
    args: z.object({
      id: Id,
      revision: z.int(),
      title: Title,
      kind: z.enum(TEMPLATE_KINDS),
      body: TemplateBody,
      note: Note,
      validFrom: Day.nullable(),
      validTo: Day.nullable(),
    }),
    result: done,
  }),
  submitVersion: command({
    allow: 'contracts.templates',
    offline: 'refuse',
    args: z.object({ ...One, revision: z.int() }),
    result: done,
  }),
  rejectVersion: command({
    allow: 'contracts.read',
    offline: 'refuse',
    args: z.object({ ...One, note: Note.min(1) }),
    result: done,
  }),
  /** `stamp` is that of the matrix that the approver has seen: another library by now is refused as `contracts.library-moved`. */
  approveVersion: command({
    allow: 'contracts.approve',
    offline: 'refuse',
    isolation: 'serializable',
    args: z.object({ ...One, stamp: z.string(), validFrom: Day.nullable(), validTo: Day.nullable(), note: Note }),
    result: done,
  }),
  retireVersion: command({ allow: 'contracts.approve', offline: 'refuse', args: z.object(One), result: done }),
  discardDraft: command({ allow: 'contracts.templates', offline: 'refuse', args: z.object(One), result: z.object({}) }),
  addComment: command({
    allow: 'contracts.read',
    offline: 'queue',
    args: z.object({
      ...One,
      commentId: Id,
      text: z.string().trim().min(1).max(4000),
      quote: z.string().max(1000).nullable(),
    }),
    result: z.object({}),
  }),
  resolveComment: command({
    allow: 'contracts.read',
    offline: 'queue',
    args: z.object({ id: Id, isResolved: z.boolean() }),
    result: z.object({}),
  }),

  /** What approving this version would change: every affected variant before and after, with what is wrong in it. */
  matrix: action({
    allow: 'contracts.read',
    args: z.object({ ...One, validFrom: Day.nullable().default(null), validTo: Day.nullable().default(null) }),
    result: Matrix,
  }),
  /** A clause as a Word file; variables are written as marks that come back as variables when the file is imported. */
  exportClause: action({ allow: 'contracts.read', args: z.object({ id: Id }), result: z.object({ ref: FileRef }) }),
  /** Parts of a Word file by its headings, each with what the editor cannot hold. */
  readWord: action({
    allow: 'contracts.templates',
    args: z.object({ file: FileRef }),
    result: z.object({ parts: z.array(WordPart), losses: WordPart.shape.losses }),
  }),
} satisfies Contract
