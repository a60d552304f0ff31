/** What can be imported: the fields of a kind, how its rows are recognised and what must hold between them. Kinds are data and pure rules. */
import type { ProblemCode } from './problems.ts'

/** A value as it is stored: kopecks, square centimetres, basis points, `2026-08-22`, a key of a list. Null is "no value". */
export type Value = string | number | boolean | null
/** A field that is absent was not in the file at all; null means its cell was blank. */
export type Values = Record<string, Value>

export type FieldType =
  | 'text'
  /** An identifier: kept letter by letter, leading zeros and all. */
  | 'code'
  | 'integer'
  /** Square centimetres, written in square metres. */
  | 'area'
  /** Kopecks, written in rubles. */
  | 'money'
  /** Whole centimetres, written in metres, centimetres or millimetres. */
  | 'height'
  /** Basis points. */
  | 'percent'
  | 'date'
  | 'flag'
  | 'choice'
  /** Number of rooms; a studio has none. */
  | 'rooms'
  | 'phone'
  | 'email'

export interface Words {
  ru: string
  en: string
}

export interface Choice {
  value: string
  title: Words
  synonyms?: readonly string[]
}

export interface ImportField {
  key: string
  type: FieldType
  title: Words
  /** Other names that headers carry, in any case; `*` ends a stem. */
  synonyms?: readonly string[]
  /** Headers that mean this field where no column names it better. */
  weakSynonyms?: readonly string[]
  /** What the text of a cell of this column looks like: recognises a column whose header says nothing. */
  looksLike?: RegExp
  /** A new row must have it. */
  isRequired?: boolean
  /** Derived by the program: compared and told, never written. */
  isReadOnly?: boolean
  /** Helps to find and to check the row, and is never written by this kind. */
  isCheckOnly?: boolean
  /** Only other people's files have it; it helps to read a row and appears in no template and no export. */
  isHelper?: boolean
  /** May not change while the row is locked by a booking, an auction or a contract (C13.6). */
  isProtected?: boolean
  /** Summed for the control totals. */
  isTotalled?: boolean
  /** Identifies the row's place: a row of the base never gets another one from a file. */
  isFixed?: boolean
  /** Compared as names are: letters that look alike and words like `корпус` make no difference. */
  isName?: boolean
  /** Two rows of a file, or of the base, may not share it. */
  isUnique?: boolean
  min?: number
  max?: number
  /** Outside these a value is possible and deserves a look. */
  likelyMin?: number
  likelyMax?: number
  /** Where most values of a column lie: tells `Цена` of a flat from `Цена` of a metre. Nothing is reported outside. */
  typical?: readonly [from: number, to: number]
  maxLength?: number
  choices?: readonly Choice[]
  /** Blank is written for these words too. */
  blanks?: readonly string[]
  /** A further check of the text of a code: the problem it has, or null. */
  checkText?: (text: string) => ProblemCode | null
  /** A change greater than this share of the old value (basis points) deserves a look. */
  bigChangeBp?: number
  example: string | number
  hint?: Words
}

/** Finds the row of the base: all of `exact` must agree, `loose` where both sides have a value, `prefer` decides between several. */
export interface KeyRule {
  exact: readonly string[]
  loose?: readonly string[]
  prefer?: readonly string[]
}

/** What the rules of a kind see of one row. */
export interface RowReport {
  (field: string | null, code: ProblemCode, facts?: Record<string, string | number>): void
}

/** A table that names in the file are looked up in: complexes, buildings, companies. */
export interface Reference {
  id: string
  /** Normalised names of the parts, outermost first. */
  parts: readonly string[]
  facts: Values
}

export interface RowContext {
  values: Values
  /** The matching row of the base, or null for a new one. */
  base: BaseRow | null
  /** Several rows of the base fit, so there is none. */
  isAmbiguous: boolean
  report: RowReport
  /** The only entry of the table under these names; `'many'` and null tell why there is none. Undefined when no such table was loaded. */
  find(table: string, ...names: (Value | undefined)[]): Reference | 'many' | null | undefined
  options: ImportOptions
}

export interface BaseRow {
  id: string
  values: Values
  /** The claim that protects fields of this row, if any. */
  lock: string | null
  /** What else the rules of the kind need to know of it. */
  facts?: Values
}

export interface ImportOptions {
  /** A blank cell clears the value instead of leaving it. */
  blankClears: boolean
  /** Names that the base does not know are created, with a warning to accept, instead of refused. */
  createsReferences: boolean
  /** The first load of a house: new units that the file calls sold are sold, by a claim that this batch makes. */
  takesSold?: boolean
  /** The file left this program with all that its rows said. */
  isReturning?: boolean
  /** What a price may not fall below, in kopecks a square metre. */
  leastPpmMinor: number | null
}

export interface ImportKind {
  name: string
  title: Words
  /** The right to run it. */
  allow: string
  fields: readonly ImportField[]
  keys: readonly KeyRule[]
  /** Rows that the base does not have are errors: prices are for units that exist. */
  updatesOnly?: boolean
  /** Fields that together belong to one row alone: a second one is told, new rows only. */
  uniqueTogether?: readonly string[]
  /** Puts together what a row says in pieces, before its base row is looked for; `present` are the fields that the file fills. */
  complete?: (values: Values, present: ReadonlySet<string>) => void
  /** Rules between fields and against the base. */
  check?: (row: RowContext) => void
  /** What the sheet of explanations in the template says first. */
  notes?: Words
}

const byKey = new WeakMap<ImportKind, Map<string, ImportField>>()

export function fieldsByKey(kind: ImportKind): ReadonlyMap<string, ImportField> {
  let fields = byKey.get(kind)
  if (!fields) byKey.set(kind, (fields = new Map(kind.fields.map((field) => [field.key, field]))))
  return fields
}
