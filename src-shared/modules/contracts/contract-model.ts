/** Shapes of a contract after assembly: what registries, cards and forms show. */
import { z } from 'zod'
import { Day } from '../../kernel/day.ts'
import { Id } from '../../kernel/id.ts'
import { Instant } from '../../kernel/instant.ts'
import { Minor } from '../../kernel/money.ts'
import { CONTRACT_STATES, type ContractKind, REGISTRATION_STEPS } from './contract-machine.ts'
import { TEMPLATE_KINDS } from './model.ts'

/** What a document is made from; `base` is another contract: an amendment, an assignment, an act. */
export const SOURCE_KINDS = ['deal', 'reservation', 'auction', 'stay', 'owner', 'base', 'none'] as const
export const SourceKind = z.enum(SOURCE_KINDS)
export type SourceKind = z.infer<typeof SourceKind>
export const Source = z.object({
  kind: SourceKind,
  /** The record behind it; null where no module keeps such records: then the rest says what it is about. */
  id: Id.nullable(),
  unitId: Id.optional(),
  /** Cards of the parties, in the order of the document. */
  personIds: z.array(Id).max(50).optional(),
  /** What a script or a person says beside the register, by paths of the vocabulary: it wins, and stays marked as typed. */
  facts: z.record(z.string().max(200), z.unknown()).optional(),
})
export type Source = z.infer<typeof Source>

/** Sources that begin from what is said: their modules are to come, and then give a record as deals do. */
export const STATED_SOURCES = ['auction', 'stay', 'owner'] as const satisfies readonly SourceKind[]
export type StatedSource = (typeof STATED_SOURCES)[number]

/** Levels at which a value may be written down once for many contracts; the narrower one wins. */
export const FACT_SCOPES = ['company', 'complex', 'building'] as const
export const FactScope = z.enum(FACT_SCOPES)
export type FactScope = z.infer<typeof FactScope>

/** Which record says a value: for the click on it (idea 6). */
export const ValueSource = z.object({
  /** `unit`, `deal`, `person`, `schedule`, `company` …: words in the dictionary. */
  kind: z.string().max(40),
  id: Id.nullable(),
  label: z.string().max(300),
  at: Instant.nullable(),
  user: z.string().max(200).nullable(),
  /** The screen that shows the record. */
  to: z.string().max(300).nullable(),
})
export type ValueSource = z.infer<typeof ValueSource>

/** What may be changed of one document: `word` is a change made by hand in its Word file. */
export const DEVIATION_KINDS = ['swap', 'drop', 'rewrite', 'add', 'move', 'word'] as const
export type DeviationKind = (typeof DEVIATION_KINDS)[number]

export const PAPER_KINDS = ['contract', 'annex', 'act', 'consent', 'application', 'other'] as const
export const PAPER_PLACE_KINDS = ['office', 'archive', 'authority', 'bank', 'client', 'courier'] as const

const PREFIXES: Partial<Record<ContractKind, string>> = {
  participation: 'ДДУ',
  sale: 'ДКП',
  booking: 'БР',
  assignment: 'УСТ',
  lease: 'АР',
  'short-let': 'КН',
  management: 'УК',
  agency: 'АГ',
  amendment: 'ДС',
  act: 'АКТ',
  notice: 'УВ',
  receipt: 'РС',
}

/** «ДДУ-000123», as the centre writes it into the text (`app.contract_name`). */
export function contractName(kind: ContractKind, number: number | null): string {
  return number === null ? '' : `${PREFIXES[kind] ?? 'ДОК'}-${String(number).padStart(6, '0')}`
}

export const ContractRow = z.object({
  id: Id,
  number: z.string(),
  kind: z.enum(TEMPLATE_KINDS),
  title: z.string(),
  state: z.enum(CONTRACT_STATES),
  state_since_at: Instant,
  contract_on: Day,
  client_name: z.string(),
  unit_id: Id.nullable(),
  unit_number: z.string().nullable(),
  building: z.string().nullable(),
  complex: z.string().nullable(),
  deal_id: Id.nullable(),
  price_minor: Minor.nullable(),
  user_name: z.string(),
  has_deviations: z.boolean(),
  is_hand_edited: z.boolean(),
  signed_on: Day.nullable(),
  application_number: z.string().nullable(),
  submitted_on: Day.nullable(),
  registered_on: Day.nullable(),
  registration_number: z.string().nullable(),
  waiting: z.int(),
  /** Day k of n of the registration; nulls before an application and after a decision. */
  day: z.int().nullable(),
  days: z.int().nullable(),
  due_on: Day.nullable(),
  is_late: z.boolean(),
})
export type ContractRow = z.infer<typeof ContractRow>

export const ContractEvent = z.object({
  id: Id,
  kind: z.string(),
  facts: z.record(z.string(), z.unknown()),
  note: z.string().nullable(),
  user_name: z.string().nullable(),
  at: Instant,
})
export type ContractEvent = z.infer<typeof ContractEvent>

export const RegistrationRow = z.object({
  id: Id,
  step: z.enum(REGISTRATION_STEPS),
  step_on: Day,
  channel: z.string().nullable(),
  application_number: z.string().nullable(),
  reason: z.string().nullable(),
  until_on: Day.nullable(),
  registration_number: z.string().nullable(),
  note: z.string().nullable(),
  user_name: z.string().nullable(),
})

export const ApprovalRow = z.object({
  id: Id,
  slot: z.string(),
  kind: z.string(),
  state: z.enum(['waiting', 'approved', 'rejected', 'dropped']),
  asked_by: z.string(),
  asked_by_id: Id,
  asked_at: Instant,
  decided_by: z.string().nullable(),
  decided_at: Instant.nullable(),
  note: z.string().nullable(),
})

export const PaperRow = z.object({
  id: Id,
  barcode: z.string().nullable(),
  contract_id: Id,
  contract_number: z.string(),
  contract_kind: z.enum(TEMPLATE_KINDS),
  client_name: z.string(),
  kind: z.enum(PAPER_KINDS),
  title: z.string(),
  copy_no: z.int(),
  place_id: Id.nullable(),
  place: z.string().nullable(),
  place_kind: z.enum(PAPER_PLACE_KINDS).nullable(),
  holder: z.string().nullable(),
  since_at: Instant.nullable(),
  due_on: Day.nullable(),
  is_lost: z.boolean(),
  is_overdue: z.boolean(),
})
export type PaperRow = z.infer<typeof PaperRow>

export const PrintRow = z.object({
  id: Id,
  contract_id: Id,
  contract_number: z.string(),
  title: z.string(),
  client_name: z.string(),
  contract_state: z.enum(CONTRACT_STATES),
  copy: z.enum(['clean', 'working']),
  copies: z.int(),
  state: z.enum(['queued', 'printed', 'cancelled']),
  queued_by: z.string(),
  queued_at: Instant,
  printed_by: z.string().nullable(),
  printed_at: Instant.nullable(),
  print_no: z.int().nullable(),
  reason: z.string().nullable(),
})
export type PrintRow = z.infer<typeof PrintRow>

interface DeviationRule {
  template_key: string | null
  slot: string | null
  kind: string
  is_approval_needed: boolean
}

/** The rule that counts at a place, as the centre's trigger finds it: of a slot before a template, of a template before everywhere. */
export function ruleFor<R extends DeviationRule>(
  rules: readonly R[],
  template: string,
  slot: string | null,
  kind: string,
): R | undefined {
  return rules
    .filter(
      (rule) =>
        rule.kind === kind &&
        (rule.template_key === null || rule.template_key === template) &&
        (rule.slot === null || rule.slot === slot),
    )
    .toSorted(
      (a, b) =>
        Number(a.slot === null) - Number(b.slot === null) ||
        Number(a.template_key === null) - Number(b.template_key === null),
    )[0]
}
