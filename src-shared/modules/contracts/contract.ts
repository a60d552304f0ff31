/** The library of clauses and templates, and one document made of it: proposed, looked at, written to files, compared. */
import { z } from 'zod'
import { Day } from '../../kernel/day.ts'
import type { Origin, PrintDocument } from '../../kernel/document.ts'
import { FileRef } from '../../rpc/host.ts'
import { type Contract, action, query } from '../../rpc/contract.ts'
import type { AssemblyProblem, PlacedClause, UsedValue } from './assemble.ts'
import type { ClauseDifference, HandEdit } from './compare.ts'
import { Condition, type FactTest } from './conditions.ts'
import { Source } from './contract-model.ts'
import { DocumentEdit } from './edits.ts'
import type { LintProblem } from './lint-clauses.ts'
import { libraryCalls } from './library-contract.ts'
import { paperCalls } from './paper-contract.ts'
import { ClauseState, TEMPLATE_KINDS, TemplateNode } from './model.ts'
import { type Assignment, type FactProblem, VALUE_TYPES } from './vocabulary.ts'

const LIBRARY = ['clause_version', 'template_version']
const TemplateKey = z.string().max(120)
const Path = z.string().max(200)
/** Values by path of the vocabulary (`price.total`), lists as arrays of records (`buyers`). */
const DealFacts = z.record(Path, z.unknown())
const ORIGINS = ['register', 'typed', 'computed', 'changed', 'missing'] as const satisfies readonly Origin[]

/** Everything that one document follows from. Without a template the one that is proposed for the facts is taken. */
const Draft = z.object({
  template: TemplateKey.optional(),
  facts: DealFacts,
  /** The contract's day; `contract.on` of the facts when absent, today when there is none either. */
  on: Day.optional(),
  edits: z.array(DocumentEdit).max(500).default([]),
  /** Where values came from; what is not listed came from the register. */
  origins: z.record(Path, z.enum(ORIGINS)).default({}),
})
export type Draft = z.infer<typeof Draft>

const Because = z.array(z.custom<FactTest>())

export const TemplateRow = z.object({
  id: TemplateKey,
  version: z.int(),
  title: z.string(),
  kind: z.enum(TEMPLATE_KINDS),
  status: ClauseState,
  when: Condition,
  slots: z.int(),
  /** How many clauses stand to choose from in all its slots. */
  variants: z.int(),
  body: z.array(TemplateNode),
})
export type TemplateRow = z.infer<typeof TemplateRow>

export const ClauseRow = z.object({
  id: z.string(),
  version: z.int(),
  title: z.string(),
  status: ClauseState,
  text: z.string(),
  variables: z.array(z.string()),
  uses: z.array(
    z.object({
      template: z.string(),
      templateTitle: z.string(),
      slot: z.string(),
      slotTitle: z.string(),
      when: Condition,
    }),
  ),
})
export type ClauseRow = z.infer<typeof ClauseRow>

export const Proposal = z.object({
  template: z.string(),
  title: z.string(),
  kind: z.enum(TEMPLATE_KINDS),
  because: Because,
  /** Given facts that this template turns on. */
  known: z.array(z.string()),
  /** What its document would still need. */
  missing: z.array(z.string()),
})
export type Proposal = z.infer<typeof Proposal>

/** One question of the form, at a concrete path (`buyers.0.name`). */
export const Field = z.object({
  path: Path,
  type: z.enum([...VALUE_TYPES, 'list']),
  values: z.array(z.string()),
  /** It decides which clauses stand in the document. */
  isDeciding: z.boolean(),
  /** `open`: nothing needs it, but an answer may lead to another template. */
  state: z.enum(['given', 'computed', 'missing', 'open']),
})
export type Field = z.infer<typeof Field>

export const Preview = z.object({
  template: z.string(),
  on: Day,
  document: z.custom<PrintDocument>(),
  clauses: z.array(z.custom<PlacedClause>()),
  used: z.array(z.custom<UsedValue>()),
  fields: z.array(Field),
  /** Facts that decide what stands in the document, and values that it needs. */
  missing: z.array(z.object({ path: Path, slots: z.array(z.string()) })),
  problems: z.array(z.custom<AssemblyProblem>()),
  /** Facts that are out of shape, unknown or contradict each other; values out of shape are left out of the document. */
  wrong: z.array(z.custom<FactProblem>()),
  /** Clauses that are not what the template would choose: each needs an approval. */
  deviations: z.array(z.custom<ClauseDifference>()),
  /** What a contract of this kind is void without, and this one does not say (C2.3). */
  missingTerms: z.array(z.string()),
  isComplete: z.boolean(),
})
export type Preview = z.infer<typeof Preview>

const Written = z.object({ ref: FileRef, sha256: z.string() })
const Copy = z.enum(['clean', 'working'])

export const contracts = {
  ...libraryCalls,
  ...paperCalls,
  templates: query({ allow: 'contracts.read', reads: LIBRARY, args: z.object({}), result: z.array(TemplateRow) }),
  clauses: query({ allow: 'contracts.read', reads: LIBRARY, args: z.object({}), result: z.array(ClauseRow) }),
  /** Templates that fit the facts, the most specific first, each with its reason and what is still missing. */
  propose: query({
    allow: 'contracts.read',
    reads: LIBRARY,
    args: z.object({ facts: DealFacts, kind: z.enum(TEMPLATE_KINDS).optional() }),
    result: z.array(Proposal),
  }),
  /** A believable deal with everything that the template asks for; `deal` fixes some of its facts. */
  example: query({
    allow: 'contracts.read',
    reads: LIBRARY,
    args: z.object({
      template: TemplateKey,
      deal: z.record(Path, z.union([z.string().max(200), z.number(), z.boolean(), z.null()])).default({}),
    }),
    result: z.object({ facts: DealFacts }),
  }),
  /** The document as it stands: for the screen, at every key. */
  preview: query({ allow: 'contracts.read', reads: LIBRARY, args: Draft, result: Preview }),
  /** Everything published: how many variants it can become and what is wrong with them, each with the smallest deal that shows it. */
  lint: action({
    allow: 'contracts.read',
    args: z.object({}),
    result: z.object({
      variants: z.int(),
      problems: z.array(z.custom<LintProblem & { example: Assignment }>()),
      templates: z.array(z.object({ template: z.string(), variants: z.int(), isComplete: z.boolean() })),
    }),
  }),
  /**
   * Writes the files of one deal. A clean copy refuses what is not complete (`contracts.incomplete`, with the list), a
   * working one shows it. The same arguments give the same bytes.
   */
  assemble: action({
    allow: 'contracts.write',
    args: Draft.extend({
      facts: DealFacts.default({}),
      /** A deal, a booking or another contract that gives what `facts` do not say. */
      source: Source.optional(),
      copy: Copy.default('clean'),
      formats: z
        .array(z.enum(['docx', 'pdf']))
        .min(1)
        .default(['docx', 'pdf']),
    }),
    result: z.object({
      template: z.string(),
      isComplete: z.boolean(),
      /** The exact versions that the contract pins. */
      clauses: z.array(z.custom<PlacedClause>()),
      docx: Written.nullable(),
      pdf: Written.nullable(),
    }),
  }),
  /** One document against another, or against a Word file of it that came back. */
  compare: action({
    allow: 'contracts.read',
    args: z.object({ left: Draft, right: z.union([z.object({ draft: Draft }), z.object({ docx: FileRef })]) }),
    result: z.object({
      clauses: z.array(z.custom<ClauseDifference>()),
      edits: z.array(z.custom<HandEdit>()),
    }),
  }),
} satisfies Contract
