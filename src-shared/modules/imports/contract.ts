/**
 * Excel in and out. A file is a *draft* while it is looked at, mapped, judged and corrected: that is the business of the
 * workstation's engine and its reading thread. What is accepted goes to the centre as one *batch*, which is kept for ever.
 */
import { z } from 'zod'
import { Id } from '../../kernel/id.ts'
import { FileRef } from '../../rpc/host.ts'
import { action, command, query, type Contract } from '../../rpc/contract.ts'
import { Expected } from './control.ts'
import { ImportLimit } from './limits.ts'
import { PLAIN_TYPES } from './plain-cell.ts'
import {
  Batch,
  BatchState,
  Choice,
  ClassCounts,
  EarlierImport,
  FileLook,
  GridReturn,
  ImportedRow,
  NewPlaces,
  Options,
  ProtocolRow,
  Report,
  RowFilter,
  RowOutcome,
  RowWindow,
  SavedMapping,
  SubmittedRow,
  Summary,
  Value,
} from './model.ts'

const Nothing = z.object({})
const Draft = z.object({ draftId: Id })
const Kind = z.string().max(40)
const Language = z.enum(['ru', 'en'])
/** Row 0: the table has no header. */
const Header = z.object({ from: z.int().min(0), to: z.int().min(0) })
const Note = z.string().trim().max(2000).nullable().default(null)
const Decided = z.object({ state: BatchState, inserted: z.int(), updated: z.int(), passed: z.int() })

/** A table as a grid shows it. */
const GridTable = {
  name: z.string().min(1).max(120),
  /** Id of the grid: a file comes back to the one that it left. */
  grid: z.string().max(120).default(''),
  columns: z
    .array(
      z.object({
        /** Id of the column: of a kind's grid the key of its field. */
        key: z.string().max(60).optional(),
        title: z.string().max(300),
        type: z.enum(PLAIN_TYPES),
        total: z.enum(['sum', 'average', 'count']).optional(),
        width: z.number().min(1).max(200).optional(),
      }),
    )
    .min(1)
    .max(300),
  rows: z.array(z.array(Value)).max(300_000),
}

export const imports = {
  // A draft, on this workstation
  /** Opens a file: sheets, header, columns matched to fields. Refuses what cannot be read in words (`imports.password-protected` …). */
  open: action({
    allow: 'imports.run',
    args: z.object({ draftId: Id, file: FileRef, kind: Kind }),
    result: FileLook.extend({ earlier: EarlierImport.nullable() }),
  }),
  /** Looks at another sheet, or takes another row for the header. */
  look: action({
    allow: 'imports.run',
    args: Draft.extend({ sheet: z.string().max(300), header: Header.nullable().default(null) }),
    result: FileLook,
  }),
  /** Reads, checks and compares every row. May be cancelled; may run again with another choice. */
  analyse: action({
    allow: 'imports.run',
    args: Draft.extend({ choice: Choice, options: Options.prefault({}) }),
    result: Summary,
  }),
  /**
   * A block from the clipboard, opened and judged at once: laid over rows that are there (`into`), or a table with a header
   * of its own. From then on it is a draft like any other.
   */
  openPasted: action({
    allow: 'imports.run',
    args: Draft.extend({
      kind: Kind,
      /** What the protocol calls it. */
      name: z.string().trim().min(1).max(120),
      into: z
        .object({
          ids: z.array(Id).min(1).max(100_000),
          /** One for each column of `cells`. */
          fields: z.array(z.string().max(60)).min(1).max(300),
        })
        .nullable(),
      cells: z
        .array(z.array(z.string().max(4000)).max(300))
        .min(1)
        .max(100_000),
    }),
    result: z.object({ file: FileRef, look: FileLook, choice: Choice, summary: Summary }),
  }),
  rows: action({
    allow: 'imports.run',
    args: Draft.extend({
      filter: RowFilter.default({}),
      offset: z.int().min(0).default(0),
      limit: z.int().min(1).max(1000).default(200),
    }),
    result: RowWindow,
  }),
  /** Corrects cells as if they had been typed so in the file, and judges the row again. */
  edit: action({
    allow: 'imports.run',
    args: Draft.extend({ row: z.int(), cells: z.record(z.string().max(60), z.string().max(4000)) }),
    result: z.object({ row: ImportedRow, summary: Summary }),
  }),
  /** Accepts or leaves out rows. Errors cannot be accepted; warnings and conflicts wait for exactly this. */
  accept: action({
    allow: 'imports.run',
    args: Draft.extend({ rows: z.union([z.array(z.int()).max(100_000), RowFilter]), isAccepted: z.boolean() }),
    result: Summary,
  }),
  /** The user's own file with a column of reasons. */
  errorBook: action({ allow: 'imports.run', args: Draft.extend({ language: Language }), result: FileRef }),
  /**
   * Sends what is accepted as one batch: written at once, or waiting for a second person. Refuses `imports.moved` with the
   * rows that somebody changed meanwhile, unless `passMoved` leaves them out.
   */
  commit: action({
    allow: 'imports.run',
    args: Draft.extend({
      batchId: Id,
      note: Note,
      passMoved: z.boolean().default(false),
      /** Typed control totals; refused `imports.control-totals` when the file says otherwise. */
      expected: Expected.prefault({}),
    }),
    result: Decided,
  }),
  close: action({ allow: 'imports.run', args: Draft, result: Nothing }),
  /** The whole way at once, for the command line and schedules. */
  run: action({
    allow: 'imports.run',
    args: z.object({
      file: FileRef,
      kind: Kind,
      sheet: z.string().max(300).optional(),
      /** Name of a saved mapping. */
      mapping: z.string().max(200).optional(),
      /** Fields of columns that were not recognised, by the column's letter: `{ A: 'number' }`; null leaves one out. */
      columns: z.record(z.string().regex(/^[A-Z]{1,3}$/), z.string().max(60).nullable()).default({}),
      /** Row of the header, where it is not found; 0 for a table without one. */
      header: z.int().min(0).optional(),
      constants: z.record(z.string().max(60), z.string().max(500)).default({}),
      options: Options.prefault({}),
      isCommitted: z.boolean().default(false),
      expected: Expected.prefault({}),
      acceptsWarnings: z.boolean().default(false),
      language: Language.default('en'),
    }),
    result: Report,
  }),

  // Files out
  /** A workbook to fill in: headings, lists to choose from, an example, explanations. */
  template: action({ allow: 'imports.run', args: z.object({ kind: Kind, language: Language }), result: FileRef }),
  /** Rows of the base as a workbook that may come back (idea 19). */
  exportKind: action({
    allow: 'imports.run',
    args: z.object({ kind: Kind, language: Language, ids: z.array(Id).max(300_000).optional() }),
    result: FileRef,
  }),
  /** What a grid shows as a workbook: types, formats, frozen header, filter, live totals; hidden ids, versions and a hash. */
  exportGrid: action({
    allow: 'anyone',
    args: z.object({
      ...GridTable,
      heading: z.array(z.string().max(500)).max(10).default([]),
      /** Whose row each is. */
      ids: z.array(z.string().max(80)).max(300_000).optional(),
      /** The import as which the edited file may come back; without one it comes back to its grid, to be compared. */
      kind: Kind.optional(),
      language: Language,
    }),
    result: FileRef,
  }),
  /**
   * The edited workbook of a grid that no import writes, against what the grid shows now: the cells that somebody changed in
   * Excel, those among them that have changed here too, rows that are gone. Writes nothing.
   */
  compareGrid: action({
    allow: 'anyone',
    args: z.object({ ...GridTable, file: FileRef, ids: z.array(z.string().max(80)).max(300_000) }),
    result: GridReturn,
  }),

  // Batches, at the centre
  /** Writes accepted rows in one transaction, or keeps them for a second person (C13.6). */
  submit: command({
    allow: 'imports.run',
    offline: 'refuse',
    args: z.object({
      batchId: Id,
      kind: Kind,
      fileName: z.string().max(255),
      fileHash: z.string().max(64),
      sheet: z.string().max(300),
      mapping: SavedMapping.shape.mapping,
      counts: ClassCounts,
      rows: z.array(SubmittedRow).min(1).max(300_000),
      places: NewPlaces,
      note: Note,
      passMoved: z.boolean(),
    }),
    result: Decided,
  }),
  /** The second pair of eyes: never the author's own. */
  approve: command({
    allow: 'imports.approve',
    offline: 'refuse',
    args: z.object({ batchId: Id, passMoved: z.boolean().default(false) }),
    result: Decided,
  }),
  reject: command({
    allow: 'imports.approve',
    offline: 'refuse',
    args: z.object({ batchId: Id, note: Note }),
    result: Nothing,
  }),
  /** Puts back what nobody has touched since; the rest is listed as kept, with who and when (C13.7). */
  undo: command({
    allow: 'imports.approve',
    offline: 'refuse',
    args: z.object({ batchId: Id }),
    result: z.object({ state: BatchState, undone: z.int(), kept: z.int() }),
  }),
  /** Batches, newest first. Rows, live. */
  batches: query({
    allow: 'imports.run',
    reads: ['import_batch', 'app_user'],
    args: z.object({ state: BatchState.optional(), limit: z.int().min(1).max(1000).default(300) }),
    result: z.array(Batch),
  }),
  /** The protocol of a batch, a page at a time. At the centre: it is not replicated. */
  protocol: query({
    allow: 'imports.run',
    reads: [],
    central: true,
    args: z.object({
      batchId: Id,
      outcome: RowOutcome.optional(),
      offset: z.int().min(0).default(0),
      limit: z.int().min(1).max(1000).default(200),
    }),
    result: z.object({ total: z.int(), rows: z.array(ProtocolRow) }),
  }),

  /** Own mappings and those shared in the company. Rows, live. */
  mappings: query({
    allow: 'imports.run',
    reads: ['import_mapping'],
    args: z.object({ kind: Kind.optional() }),
    result: z.array(SavedMapping),
  }),
  saveMapping: command({
    allow: 'imports.run',
    offline: 'queue',
    args: SavedMapping.omit({ is_mine: true }),
    result: Nothing,
  }),
  deleteMapping: command({ allow: 'imports.run', offline: 'queue', args: z.object({ id: Id }), result: Nothing }),
  /** What each role may import alone. Rows, live. */
  limits: query({ allow: 'imports.run', reads: ['import_limit'], args: Nothing, result: z.array(ImportLimit) }),
  setLimit: command({ allow: 'access.manage', offline: 'refuse', args: ImportLimit, result: Nothing }),
} satisfies Contract
