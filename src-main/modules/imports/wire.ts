/** What the engine and the reading thread say to each other. Plain data; one answer for each request, progress in between. */
import type { BaseRow, ImportOptions, Reference } from '#shared/modules/imports/kind.ts'
import type { Choice, RowFilter } from '#shared/modules/imports/model.ts'
import type { WireError } from '#shared/rpc/errors.ts'

export type Request =
  | { op: 'open'; kind: string; sheet?: string | undefined; header?: { from: number; to: number } | undefined }
  /** A part of the base; the parts are put together until `analyse` comes. */
  | { op: 'base'; rows: BaseRow[]; references: Record<string, Reference[]> }
  | { op: 'analyse'; choice: Choice; options: ImportOptions }
  | { op: 'window'; filter: RowFilter; offset: number; limit: number }
  | { op: 'edit'; row: number; cells: Record<string, string> }
  | { op: 'accept'; rows: number[] | RowFilter; isAccepted: boolean }
  | { op: 'accepted'; offset: number; limit: number }
  | { op: 'summary' }
  | { op: 'problems'; most: number }
  | { op: 'edited' }
  | { op: 'errors'; path: string; words: ErrorWords }

/** Sentences for the error workbook are chosen by the reader's language. */
export interface ErrorWords {
  language: 'ru' | 'en'
}

export type Ask = { id: number } & Request
export type Answer =
  | { isReady: true }
  | { id: number; value: unknown }
  | { id: number; error: WireError }
  | { progress: { done: number; total: number } }
