/** Calls about contracts after assembly; `contract.ts` takes them into the module's own list. */
import { z } from 'zod'
import { Day } from '../../kernel/day.ts'
import type { Origin, PrintDocument } from '../../kernel/document.ts'
import { Id } from '../../kernel/id.ts'
import { Instant } from '../../kernel/instant.ts'
import { Minor } from '../../kernel/money.ts'
import { FileRef } from '../../rpc/host.ts'
import { type Contract, action, command, query } from '../../rpc/contract.ts'
import type { PlacedClause, UsedValue } from './assemble.ts'
import type { ClauseDifference, HandEdit } from './compare.ts'
import { CONTRACT_STATES, CONTRACT_STEPS, REGISTRATION_STEPS } from './contract-machine.ts'
import {
  ApprovalRow,
  ContractEvent,
  ContractRow,
  DEVIATION_KINDS,
  FactScope,
  PAPER_KINDS,
  PAPER_PLACE_KINDS,
  PaperRow,
  PrintRow,
  RegistrationRow,
  Source,
  ValueSource,
} from './contract-model.ts'
import { DocumentEdit } from './edits.ts'
import { RichText } from './rich-text.ts'
import { Sha256 } from '../files/model.ts'
import { TEMPLATE_KINDS } from './model.ts'

const Path = z.string().max(200)
const Facts = z.record(Path, z.unknown())
const Origins = z.record(
  Path,
  z.enum(['register', 'typed', 'computed', 'changed', 'missing'] as const satisfies readonly Origin[]),
)
const Sources = z.record(Path, ValueSource)
const Note = z.string().max(2000)
const Ok = z.object({})

/** What the builder holds and what is kept of it. */
export const Paper = z.object({
  contractId: Id,
  source: Source,
  dealId: Id.nullable(),
  unitId: Id.nullable(),
  baseId: Id.nullable(),
  template: z.string().max(120),
  facts: Facts,
  origins: Origins,
  sources: Sources,
  edits: z.array(DocumentEdit).max(500),
  /** The register's facts as they were when the values were taken. */
  register: Facts,
})
export type Paper = z.infer<typeof Paper>

const Pinned = Paper.extend({
  /** Empty for a new contract; else the revision that was looked at. */
  revision: z.int().nullable(),
  kind: z.enum(TEMPLATE_KINDS),
  templateVersion: z.int(),
  title: z.string().min(1).max(300),
  on: Day,
  clientName: z.string().min(1).max(500),
  priceMinor: Minor.nullable(),
  isRegistered: z.boolean(),
  pins: z.array(z.custom<PlacedClause>()).max(1000),
})

export const FileOfContract = z.object({ ref: FileRef, sha256: z.string() })

export const DefaultRow = z.object({
  id: Id,
  scope: FactScope,
  scope_id: Id,
  path: Path,
  value: z.unknown(),
  user_name: z.string().nullable(),
  changed_at: Instant,
})
export type DefaultRow = z.infer<typeof DefaultRow>

export const paperCalls = {
  /**
   * Everything that the vocabulary can take from where the document starts, each value with its record. Passports and the like
   * only for those who may read them, and each reading is journalled.
   */
  openSource: action({
    allow: 'contracts.read',
    args: z.object({ source: Source }),
    result: z.object({
      facts: Facts,
      /** What the source's own `facts` said, marked as typed; the rest came from the register. */
      origins: Origins,
      sources: Sources,
      dealId: Id.nullable(),
      unitId: Id.nullable(),
      baseId: Id.nullable(),
      title: z.string(),
      /** What kind of document such a source leads to, and why: a key of the dictionary. */
      kind: z.enum(TEMPLATE_KINDS).nullable(),
      why: z.string().nullable(),
      /** People whose passports this user may not read: those are asked for, and stay typed. */
      withheld: z.array(z.string()),
    }),
  }),
  /** A kept contract for the builder or the card: its words and facts. The reading is journalled. */
  openContract: action({
    allow: 'contracts.read',
    args: z.object({ contractId: Id }),
    result: Paper.extend({
      state: z.enum(CONTRACT_STATES),
      revision: z.int(),
      document: z.custom<PrintDocument>(),
      clauses: z.array(z.custom<PlacedClause>()),
      used: z.array(z.custom<UsedValue>()),
      isComplete: z.boolean(),
      missingTerms: z.array(z.string()),
    }),
  }),
  /** Keeps what the builder shows as a contract: pins the exact versions, takes a number if it has none. */
  keep: action({
    allow: 'contracts.write',
    args: Paper.extend({ revision: z.int().nullable() }),
    result: z.object({ contractId: Id, number: z.string(), revision: z.int() }),
  }),
  savePinned: command({
    allow: 'contracts.write',
    offline: 'refuse',
    isSecret: true,
    args: Pinned,
    result: z.object({ number: z.string(), revision: z.int() }),
  }),
  saveForms: command({
    allow: 'contracts.write',
    offline: 'refuse',
    args: z.object({
      people: z
        .array(
          z.object({
            personId: Id,
            name: z.string().max(500),
            forms: z.record(z.string().max(20), z.string().max(500)),
          }),
        )
        .max(50),
    }),
    result: Ok,
  }),
  /** Takes one step of the machine. `approve` and signing look at the mandatory terms first. */
  step: command({
    allow: 'contracts.read',
    offline: 'refuse',
    args: z.object({
      contractId: Id,
      step: z.enum(CONTRACT_STEPS),
      from: z.enum(CONTRACT_STATES),
      on: Day.nullable(),
      note: Note.nullable(),
    }),
    result: z.object({ state: z.enum(CONTRACT_STATES) }),
  }),
  /** The same for the page: checks that nothing is missing before a lawyer is asked, then takes the step. */
  advance: action({
    allow: 'contracts.read',
    args: z.object({
      contractId: Id,
      step: z.enum(CONTRACT_STEPS),
      from: z.enum(CONTRACT_STATES),
      on: Day.nullable(),
      note: Note.nullable(),
    }),
    result: z.object({ state: z.enum(CONTRACT_STATES) }),
  }),
  register: command({
    allow: 'contracts.sign',
    offline: 'refuse',
    args: z.object({
      stepId: Id,
      contractId: Id,
      step: z.enum(REGISTRATION_STEPS),
      on: Day,
      channelId: Id.nullable(),
      applicationNumber: z.string().max(100).nullable(),
      reasonId: Id.nullable(),
      until: Day.nullable(),
      registrationNumber: z.string().max(100).nullable(),
      note: Note.nullable(),
    }),
    result: Ok,
  }),
  decide: command({
    allow: 'contracts.approve',
    offline: 'refuse',
    args: z.object({ approvalId: Id, isApproved: z.boolean(), note: Note.nullable() }),
    result: Ok,
  }),
  comment: command({
    allow: 'contracts.write',
    offline: 'queue',
    args: z.object({ eventId: Id, contractId: Id, text: z.string().min(1).max(4000) }),
    result: Ok,
  }),
  /** The files of a contract as it is pinned. The clean copy of an approved one is kept in the store, with its hashes. */
  files: action({
    allow: 'contracts.read',
    args: z.object({
      contractId: Id,
      copy: z.enum(['clean', 'working']),
      formats: z.array(z.enum(['docx', 'pdf'])).min(1),
    }),
    result: z.object({ docx: FileOfContract.nullable(), pdf: FileOfContract.nullable() }),
  }),
  recordFiles: command({
    allow: 'contracts.write',
    offline: 'refuse',
    args: z.object({ contractId: Id, docx: Sha256.optional(), pdf: Sha256.optional() }),
    result: Ok,
  }),
  /** What the register says otherwise now than when the contract was put together. */
  stale: action({
    allow: 'contracts.read',
    args: z.object({ contractId: Id }),
    result: z.object({
      values: z.array(z.object({ path: Path, was: z.unknown(), now: z.unknown(), source: ValueSource.nullable() })),
    }),
  }),
  /** Two contracts, or one against the same deal with no edit and today's clauses. */
  compareKept: action({
    allow: 'contracts.read',
    args: z.object({ left: Id, right: Id.nullable() }),
    result: z.object({ clauses: z.array(z.custom<ClauseDifference & { leftText: string; rightText: string }>()) }),
  }),
  /** A Word file of the contract that came back: what was changed in it by hand. `isKept` writes that down and asks for approval. */
  reimport: action({
    allow: 'contracts.write',
    args: z.object({ contractId: Id, docx: FileRef, isKept: z.boolean() }),
    result: z.object({ edits: z.array(z.custom<HandEdit>()), isClean: z.boolean() }),
  }),
  noteHandEdits: command({
    allow: 'contracts.write',
    offline: 'refuse',
    args: z.object({
      eventId: Id,
      contractId: Id,
      sha256: z.string(),
      edits: z.array(z.object({ slot: z.string(), kind: z.string(), digest: z.string() })).max(500),
    }),
    result: Ok,
  }),

  /** The words of a clause as they are in force, to be rewritten for one document. */
  clauseContent: query({
    allow: 'contracts.read',
    reads: ['clause_version', 'template_version'],
    args: z.object({ clause: z.string().max(120), version: z.int().nullable() }),
    result: RichText.nullable(),
  }),
  registry: query({
    allow: 'contracts.read',
    reads: [
      'contract',
      'unit',
      'building',
      'complex',
      'app_user',
      'contract_approval',
      'registration_step',
      'registration_channel',
    ],
    args: z.object({
      text: z.string().max(200).default(''),
      kinds: z.array(z.enum(TEMPLATE_KINDS)).optional(),
      states: z.array(z.enum(CONTRACT_STATES)).optional(),
      dealId: Id.optional(),
      ids: z.array(Id).max(1000).optional(),
      from: Day.optional(),
      to: Day.optional(),
      limit: z.int().min(1).max(20_000).default(20_000),
    }),
    result: z.array(ContractRow),
  }),
  card: query({
    allow: 'contracts.read',
    reads: [
      'contract',
      'unit',
      'building',
      'complex',
      'app_user',
      'contract_event',
      'contract_approval',
      'registration_step',
      'registration_channel',
      'suspend_reason',
      'paper_copy',
      'paper_place',
      'print_job',
      'contract_body',
    ],
    args: z.object({ contractId: Id }),
    result: z
      .object({
        row: ContractRow,
        state_note: z.string().nullable(),
        template: z.string(),
        template_version: z.int(),
        base: ContractRow.nullable(),
        based: z.array(ContractRow),
        is_registered_kind: z.boolean(),
        is_mine: z.boolean(),
        has_body: z.boolean(),
        docx_sha256: z.string().nullable(),
        pdf_sha256: z.string().nullable(),
        revision: z.int(),
        events: z.array(ContractEvent),
        steps: z.array(RegistrationRow),
        approvals: z.array(ApprovalRow),
        papers: z.array(PaperRow),
        prints: z.array(PrintRow),
        pins: z.array(
          z.object({ slot: z.string(), title: z.string(), clause: z.string(), version: z.int(), standing: z.string() }),
        ),
      })
      .nullable(),
  }),
  /** Dictionaries of forms: channels with their terms, reasons of a suspension, places of papers. */
  dictionaries: query({
    allow: 'contracts.read',
    reads: ['registration_channel', 'suspend_reason', 'paper_place', 'deviation_rule'],
    args: z.object({}),
    result: z.object({
      channels: z.array(
        z.object({ id: Id, name: z.string(), days: z.int(), is_working_days: z.boolean(), is_active: z.boolean() }),
      ),
      reasons: z.array(z.object({ id: Id, name: z.string(), is_active: z.boolean() })),
      places: z.array(z.object({ id: Id, name: z.string(), kind: z.enum(PAPER_PLACE_KINDS), is_active: z.boolean() })),
      rules: z.array(
        z.object({
          id: Id,
          template_key: z.string().nullable(),
          slot: z.string().nullable(),
          kind: z.string(),
          is_approval_needed: z.boolean(),
        }),
      ),
    }),
  }),
  saveChannel: command({
    allow: 'contracts.templates',
    offline: 'refuse',
    args: z.object({
      id: Id,
      name: z.string().min(1).max(200),
      days: z.int().min(1).max(365),
      isWorkingDays: z.boolean(),
      isActive: z.boolean(),
    }),
    result: Ok,
  }),
  saveReason: command({
    allow: 'contracts.templates',
    offline: 'refuse',
    args: z.object({ id: Id, name: z.string().min(1).max(200), isActive: z.boolean() }),
    result: Ok,
  }),
  savePlace: command({
    allow: 'contracts.templates',
    offline: 'refuse',
    args: z.object({
      id: Id,
      name: z.string().min(1).max(200),
      kind: z.enum(PAPER_PLACE_KINDS),
      isActive: z.boolean(),
    }),
    result: Ok,
  }),
  /** Which changes of one document somebody else approves: everywhere, in one template, in one of its slots; the narrower rule counts. */
  saveRule: command({
    allow: 'contracts.templates',
    offline: 'refuse',
    args: z.object({
      id: Id,
      template: z.string().max(120).nullable(),
      slot: z.string().max(120).nullable(),
      kind: z.enum(DEVIATION_KINDS),
      /** Null takes the rule away: the wider one counts again. */
      isApprovalNeeded: z.boolean().nullable(),
    }),
    result: Ok,
  }),
  /** Requisites and other values that are written down once for a company, a complex or a building. */
  defaults: query({
    allow: 'contracts.read',
    reads: ['fact_default', 'app_user'],
    args: z.object({ scope: FactScope, scopeId: Id.nullable() }),
    result: z.object({ scopeId: Id.nullable(), rows: z.array(DefaultRow) }),
  }),
  scopes: query({
    allow: 'contracts.read',
    reads: ['company', 'complex', 'building'],
    args: z.object({}),
    result: z.array(z.object({ scope: FactScope, id: Id, name: z.string() })),
  }),
  /** Null takes the value away. */
  saveDefault: command({
    allow: 'contracts.templates',
    offline: 'refuse',
    args: z.object({ id: Id, scope: FactScope, scopeId: Id, path: Path, value: z.unknown() }),
    result: Ok,
  }),

  papers: query({
    allow: 'contracts.read',
    reads: ['paper_copy', 'paper_place', 'contract'],
    args: z.object({
      show: z.enum(['all', 'out', 'overdue', 'lost']).default('all'),
      text: z.string().max(100).default(''),
      limit: z.int().max(20_000).default(5_000),
    }),
    result: z.array(PaperRow),
  }),
  /** One copy with every move it made, by its id or by what a scanner read. */
  paper: query({
    allow: 'contracts.read',
    reads: ['paper_copy', 'paper_place', 'paper_move', 'contract', 'app_user'],
    args: z.object({ copyId: Id.optional(), barcode: z.string().max(40).optional() }),
    result: z
      .object({
        row: PaperRow,
        moves: z.array(
          z.object({
            id: Id,
            kind: z.string(),
            place: z.string().nullable(),
            holder: z.string().nullable(),
            due_on: Day.nullable(),
            note: z.string().nullable(),
            user_name: z.string().nullable(),
            at: Instant,
          }),
        ),
      })
      .nullable(),
  }),
  makePapers: command({
    allow: 'contracts.write',
    offline: 'refuse',
    args: z.object({
      contractId: Id,
      placeId: Id,
      holder: z.string().max(200).nullable(),
      copies: z
        .array(
          z.object({
            id: Id,
            moveId: Id,
            kind: z.enum(PAPER_KINDS),
            title: z.string().min(1).max(300),
            copyNo: z.int().min(1).max(99),
          }),
        )
        .min(1)
        .max(60),
    }),
    result: Ok,
  }),
  movePaper: command({
    allow: 'contracts.write',
    offline: 'refuse',
    args: z.object({
      moves: z
        .array(z.object({ moveId: Id, copyId: Id }))
        .min(1)
        .max(500),
      kind: z.enum(['move', 'lost', 'found']),
      placeId: Id.nullable(),
      holder: z.string().max(200).nullable(),
      due: Day.nullable(),
      note: z.string().max(1000).nullable(),
    }),
    result: z.object({ count: z.int() }),
  }),
  /** A sheet of labels with bar codes, to be printed and stuck on. */
  labels: action({
    allow: 'contracts.read',
    args: z.object({ copyIds: z.array(Id).min(1).max(500) }),
    result: z.object({ ref: FileRef }),
  }),
  alarmPaper: command({
    allow: 'jobs.run',
    offline: 'refuse',
    args: z.object({ copyId: Id }),
    result: z.object({ isTold: z.boolean() }),
  }),

  prints: query({
    allow: 'contracts.read',
    reads: ['print_job', 'contract', 'app_user'],
    args: z.object({ show: z.enum(['queue', 'log']).default('queue'), limit: z.int().max(5_000).default(1_000) }),
    result: z.array(PrintRow),
  }),
  queuePrint: command({
    allow: 'contracts.write',
    offline: 'refuse',
    args: z.object({ jobId: Id, contractId: Id, copy: z.enum(['clean', 'working']), copies: z.int().min(1).max(50) }),
    result: Ok,
  }),
  /** The paper came out: number and log are the centre's. A second time needs a reason. */
  printed: command({
    allow: 'contracts.write',
    offline: 'refuse',
    args: z.object({ jobId: Id, sha256: z.string().max(64).nullable(), reason: z.string().max(500).nullable() }),
    result: z.object({ printNo: z.int() }),
  }),
  cancelPrint: command({ allow: 'contracts.write', offline: 'refuse', args: z.object({ jobId: Id }), result: Ok }),
} satisfies Contract
