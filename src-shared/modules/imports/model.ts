/** The shapes of an import that screens and scripts see: a look at the file, the summary of its analysis, windows of rows, batches and their protocol. */
import { z } from 'zod'
import { Id } from '../../kernel/id.ts'
import { Instant } from '../../kernel/instant.ts'
import { ROW_CLASSES } from './row-class.ts'
import { SecondEyeReason } from './limits.ts'
import { PROBLEMS, type ProblemCode } from './problems.ts'

export const RowClass = z.enum(ROW_CLASSES)
export const Severity = z.enum(['error', 'warning', 'note'])
export const Code = z.enum(Object.keys(PROBLEMS) as [ProblemCode, ...ProblemCode[]])
export const Value = z.union([z.string(), z.number(), z.boolean(), z.null()])
const Facts = z.record(z.string(), z.union([z.string(), z.number()]))
const Column = z.int().min(0).max(1023)
const Field = z.string().max(60)

export const ColumnLook = z.object({
  column: Column,
  title: z.string(),
  field: Field.nullable(),
  confidence: z.number(),
  isTwin: z.boolean(),
  samples: z.array(z.string()),
  isHidden: z.boolean(),
})
export type ColumnLook = z.infer<typeof ColumnLook>

export const FileLook = z.object({
  format: z.enum(['xlsx', 'ods', 'csv']),
  sheets: z.array(z.object({ name: z.string(), isHidden: z.boolean() })),
  sheet: z.string(),
  /** Rows of the sheet that hold anything, the header among them. */
  rows: z.int(),
  headerFrom: z.int().nullable(),
  headerTo: z.int().nullable(),
  /** The file came out of this program: rows are recognised by their ids, and stale cells are marked. */
  isReturning: z.boolean(),
  columns: z.array(ColumnLook),
  /** Another kind of import that finds all it needs where this one does not: the file is of that kind. */
  better: z.string().nullable().default(null),
  preview: z.array(z.object({ row: z.int(), cells: z.array(z.string()) })),
  hiddenRows: z.int(),
})
export type FileLook = z.infer<typeof FileLook>

/** The same file, byte for byte, was imported before: its columns are known. */
export const EarlierImport = z.object({
  batchId: Id,
  created_at: Instant,
  state: z.enum(['awaiting_second_eye', 'committed', 'rejected', 'undone', 'partly_undone']),
  columns: z.array(z.object({ column: Column, field: Field, isTwin: z.boolean() })),
  constants: z.record(Field, z.string()),
})
export type EarlierImport = z.infer<typeof EarlierImport>

/** What the user decided about the file before its analysis. */
export const Choice = z.object({
  headerFrom: z.int().nullable().default(null),
  headerTo: z.int().nullable().default(null),
  columns: z.array(z.object({ column: Column, field: Field, isTwin: z.boolean().default(false) })).max(300),
  constants: z.record(Field, z.string().max(500)).default({}),
})
export type Choice = z.infer<typeof Choice>

export const Options = z.object({
  blankClears: z.boolean().default(false),
  createsReferences: z.boolean().default(false),
  takesSold: z.boolean().default(false),
  leastPpmMinor: z.int().nullable().default(null),
})

export const ClassCounts = z.record(RowClass, z.int())
export type ClassCounts = z.infer<typeof ClassCounts>

export const CodeCount = z.object({ code: Code, severity: Severity, count: z.int() })
export type CodeCount = z.infer<typeof CodeCount>

export const Summary = z.object({
  rows: z.int(),
  counts: ClassCounts,
  accepted: z.int(),
  codes: z.array(CodeCount),
  /** Data rows and Σ of each totalled field in stored units, to be compared with what the user expects (C13.5). */
  totals: z.object({ rows: z.int(), sums: z.array(z.object({ field: Field, sum: z.number() })) }),
  structure: z.array(z.object({ code: Code, facts: Facts })),
})
export type Summary = z.infer<typeof Summary>

export const RowFilter = z.object({
  classes: z.array(RowClass).optional(),
  code: Code.optional(),
  isAccepted: z.boolean().optional(),
})
export type RowFilter = z.infer<typeof RowFilter>

export const ProblemShape = z.object({
  code: Code,
  field: Field.nullable(),
  column: Column.nullable(),
  facts: Facts.optional(),
})

export const ImportedRow = z.object({
  row: z.int(),
  class: RowClass,
  action: z.enum(['insert', 'update']).nullable(),
  baseId: z.string().nullable(),
  values: z.record(Field, Value),
  texts: z.record(Field, z.string()),
  changes: z.record(Field, z.tuple([Value, Value])),
  problems: z.array(ProblemShape),
  isAccepted: z.boolean(),
  /** What the base says now. */
  old: z.record(Field, Value),
})
export type ImportedRow = z.infer<typeof ImportedRow>

export const RowWindow = z.object({ total: z.int(), rows: z.array(ImportedRow) })
export type RowWindow = z.infer<typeof RowWindow>

export const BATCH_STATES = ['awaiting_second_eye', 'committed', 'rejected', 'undone', 'partly_undone'] as const
export const BatchState = z.enum(BATCH_STATES)
export type BatchState = z.infer<typeof BatchState>

/** One accepted row as it goes to the centre. */
export const SubmittedRow = z.object({
  id: Id,
  row: z.int(),
  action: z.enum(['insert', 'update']),
  target_id: Id,
  /** What the row is about, in words: `Корпус 1 · Секция 2 · 45`. */
  label: z.string().max(300),
  changes: z.record(Field, z.tuple([Value, Value])),
  /** Columns of the table as they were and as they will be; before is empty for a new row. */
  before: z.record(Field, Value),
  after: z.record(Field, Value),
  warnings: z.array(Code).max(60),
})
export type SubmittedRow = z.infer<typeof SubmittedRow>

/** Places that do not exist yet, to be made first. */
export const NewPlaces = z.object({
  complexes: z.array(z.object({ id: Id, name: z.string() })),
  buildings: z.array(z.object({ id: Id, complex_id: Id, name: z.string() })),
  sections: z.array(z.object({ id: Id, building_id: Id, name: z.string() })),
  entrances: z.array(z.object({ id: Id, section_id: Id, name: z.string() })),
})
export type NewPlaces = z.infer<typeof NewPlaces>

export const Batch = z.object({
  id: Id,
  kind: z.string(),
  state: BatchState,
  file_name: z.string(),
  file_hash: z.string(),
  sheet: z.string(),
  inserted: z.int(),
  updated: z.int(),
  kept: z.int(),
  counts_json: ClassCounts,
  reasons_json: z.array(SecondEyeReason),
  user_id: Id,
  user_name: z.string().nullable(),
  created_at: Instant,
  decided_by_name: z.string().nullable(),
  decided_at: Instant.nullable(),
  undone_by_name: z.string().nullable(),
  undone_at: Instant.nullable(),
  note: z.string().nullable(),
})
export type Batch = z.infer<typeof Batch>

export const ROW_OUTCOMES = ['waiting', 'done', 'passed', 'undone', 'kept'] as const
export const RowOutcome = z.enum(ROW_OUTCOMES)

/** Why a row was not written or not taken back: somebody edited it later, a booking or contract holds it, something refers to it. */
export const KeptReason = z.enum(['edited', 'locked', 'used', 'gone'])

/** A line of the protocol. */
export const ProtocolRow = z.object({
  id: Id,
  row: z.int(),
  action: z.enum(['insert', 'update']),
  target_id: Id,
  label: z.string(),
  changes: z.record(Field, z.tuple([Value, Value])),
  warnings: z.array(z.string()),
  outcome: RowOutcome,
  reason: KeptReason.nullable(),
  /** Who edited the row later, and when. */
  by: z.string().nullable(),
  at: Instant.nullable(),
})
export type ProtocolRow = z.infer<typeof ProtocolRow>

export const SavedMapping = z.object({
  id: Id,
  kind: z.string(),
  name: z.string(),
  is_shared: z.boolean(),
  is_mine: z.boolean(),
  mapping: z.object({
    columns: z.array(z.object({ title: z.string().max(500), field: Field, isTwin: z.boolean() })).max(300),
    constants: z.record(Field, z.string().max(500)),
  }),
})
export type SavedMapping = z.infer<typeof SavedMapping>

/** What `kvartal import` prints. Rows are numbered as the sheet shows them; a problem of a whole row has no column. */
export const Report = z.object({
  kind: z.string(),
  sheet: z.string(),
  rows: z.int(),
  insert: z.int(),
  update: z.int(),
  unchanged: z.int(),
  conflict: z.int(),
  error: z.int(),
  warning: z.int(),
  skipped: z.int(),
  problems: z.array(
    z.object({
      row: z.int(),
      column: z.string().nullable(),
      field: z.string().nullable(),
      code: Code,
      severity: Severity,
      message: z.string(),
    }),
  ),
  /** Which column was taken for which field, and which were left out. */
  columns: z.array(z.object({ column: z.string(), title: z.string(), field: z.string().nullable() })),
  /** What is to be said of the file as a whole. */
  notes: z.array(z.object({ code: Code, message: z.string() })),
  /** Required fields that no column and no constant gives. */
  missing: z.array(z.string()),
  /** Another kind that fits the file better. */
  better: z.string().nullable(),
  batch: z.object({ id: Id, state: BatchState, inserted: z.int(), updated: z.int(), passed: z.int() }).nullable(),
})
export type Report = z.infer<typeof Report>

/** What came back of a grid's workbook. `now` is what the grid shows; rows that it does not show any more have none. */
export const GridReturn = z.object({
  rows: z.int(),
  cells: z.array(
    z.object({
      row: z.int(),
      id: z.string(),
      key: z.string(),
      title: z.string(),
      file: Value,
      now: Value,
      /** The grid says something else now than when the file left. */
      isStale: z.boolean(),
      isGone: z.boolean(),
    }),
  ),
  /** Rows of the sheet that did not leave with it. */
  strange: z.array(z.int()),
  lost: z.array(z.string()),
  changed: z.object({ exported: z.int(), found: z.int() }).nullable(),
})
export type GridReturn = z.infer<typeof GridReturn>
