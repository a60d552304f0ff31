/**
 * One pass over the rows of a sheet: read by field, checked on every level, compared with the base. It keeps keys and sums
 * in memory, never rows; what a later row says about an earlier one comes out at the end as an amendment.
 */
import { cellText, type Cell, type Merge } from '../../kernel/cell.ts'
import type { BaseRow, ImportField, ImportKind, ImportOptions, Reference, RowReport, Value, Values } from './kind.ts'
import { fieldsByKey } from './kind.ts'
import type { ColumnChoice } from './mapping.ts'
import { indexBase, rowKey, sameName } from './match.ts'
import { cellParser, PLAIN_DIALECT, shown, type CellParser, type Dialect } from './parse.ts'
import { severityOf, worst, type Problem, type ProblemCode } from './problems.ts'
import { referenceIndex } from './references.ts'
import { oddRow, totalsLabel, type TableOutline } from './rows.ts'
import { rowStamp, stampAt, stampOf } from './stamp.ts'
import { cleanText } from './text.ts'

export const ROW_CLASSES = ['insert', 'update', 'unchanged', 'conflict', 'error', 'warning', 'skipped'] as const
export type RowClass = (typeof ROW_CLASSES)[number]

export interface AnalysedRow {
  /** As the sheet counts it. */
  row: number
  class: RowClass
  /** What accepting the row does; null when there is nothing to do or it may not be done. */
  action: 'insert' | 'update' | null
  baseId: string | null
  values: Values
  /** What the cells with problems say, by field. */
  texts: Record<string, string>
  /** By field: what it is and what it would become. */
  changes: Record<string, [old: Value, fresh: Value]>
  problems: Problem[]
  /** Of a row of a returning file: whose it is, and what the file said when it left. */
  returned?: { id: string; stamp: string }
}

export interface MappedColumn extends ColumnChoice {
  dialect?: Dialect
}

/** Where an exported workbook keeps its ids and stamps, and which fields its stamps are of. */
export interface ReturnColumns {
  id: number
  stamp: number
  fields: readonly string[]
}

export interface AnalysisInput {
  kind: ImportKind
  columns: readonly MappedColumn[]
  constants: Record<string, string>
  outline: TableOutline
  merges: readonly Merge[]
  base: readonly BaseRow[]
  references: Record<string, readonly Reference[]>
  options: ImportOptions
  returning: ReturnColumns | null
  /** The values of a row taken before, to tell a repeated row from two that disagree. */
  recall: (row: number) => Values | undefined
}

export interface ControlTotals {
  /** Data rows, whatever their class, but not the skipped ones. */
  rows: number
  /** Σ by field over the rows that say something there, in stored units. */
  sums: Record<string, number>
}

export interface Analysis {
  /** Null for a row that holds nothing of the table. Cells may be reused by the caller. */
  take(row: number, cells: readonly Cell[]): AnalysedRow | null
  /** Analyses one row again after an edit of its values; sums follow. */
  again(row: AnalysedRow, edited: Record<string, Cell>): AnalysedRow
  /** What later rows revealed about earlier ones since it was last asked, by row number. */
  amendments(): Map<number, Problem[]>
  totals(): ControlTotals
}

interface Column extends MappedColumn {
  spec: ImportField
  parse: CellParser
}

export function createAnalysis(input: AnalysisInput): Analysis {
  const { kind, base, options, outline, returning, recall } = input
  const fields = fieldsByKey(kind)
  const columns: Column[] = input.columns.flatMap((choice) => {
    const spec = fields.get(choice.field)
    return spec ? [{ ...choice, spec, parse: cellParser(spec, choice.dialect ?? PLAIN_DIALECT) }] : []
  })
  const main = columns.filter(({ isTwin }) => !isTwin)
  const twins = columns.filter(({ isTwin }) => isTwin)
  const constants = constantValues(fields, input.constants)
  const groupFields = kind.fields.filter(({ key }) => !main.some(({ field }) => field === key))
  const present = new Set([...main.map(({ field }) => field), ...Object.keys(constants)])
  const index = indexBase(kind, base, present)
  const find = referenceIndex(input.references)
  const verticals = input.merges.filter(({ top, bottom }) => bottom > top && bottom >= outline.firstData)
  const held = new Map<Merge, Cell>()
  const group: Values = {}
  const identity = kind.keys[0] ? [...kind.keys[0].exact, ...(kind.keys[0].loose ?? [])] : []
  const ownKey = kind.keys[0]?.exact.at(-1) ?? ''
  const required = kind.fields.filter(({ isRequired }) => isRequired)
  const keyFields = new Set(kind.keys.flatMap(({ exact }) => exact))
  const seenKeys = new Map<string, { row: number; isAmended: boolean }>()
  const spare = kind.keys.slice(1).map(({ exact }) => exact)
  const seenSpare = new Map<string, number>()
  const seenUnique = new Map<string, Map<Value, number>>()
  const amended = new Map<number, Problem[]>()
  const sums: Record<string, number> = {}
  const unread = { ever: new Set<string>(), since: new Set<string>() }
  const sinceSubtotal: Record<string, number> = {}
  let rows = 0

  function take(row: number, source: readonly Cell[]): AnalysedRow | null {
    const cells = verticals.length > 0 ? filledFromMerges(row, source) : source
    const out: AnalysedRow = {
      row,
      class: 'skipped',
      action: null,
      baseId: null,
      values: {},
      texts: {},
      changes: {},
      problems: [],
    }
    const odd = oddRow(cells, outline, main, kind)
    if (odd === 'blank') return strayNotes(out, cells) ? out : null
    if (odd !== null) {
      out.problems.push({
        code: odd,
        field: null,
        column: null,
        ...(odd === 'repeated-header' ? {} : { facts: { text: firstText(cells) } }),
      })
      if (odd === 'totals-row') checkTotals(cells, out)
      if (odd === 'group-row') takeGroup(cells)
      return out
    }
    const report: RowReport = (field, code, facts) => addProblem(out, field, code, facts)
    Object.assign(out.values, constants, group)
    for (const column of main) {
      const cell = cells[column.column] ?? null
      const value = column.parse(cell, (code, facts) => addProblem(out, column.field, code, facts, column.column))
      if (value !== undefined) out.values[column.field] = value
      else {
        unread.ever.add(column.field)
        unread.since.add(column.field)
      }
      if (cell !== source[column.column] && cell !== null && isOwnValue(column.spec))
        report(column.field, 'merged-value', { text: cellText(cell) })
    }
    for (const twin of twins) compareTwin(twin, cells, out)
    strayNotes(out, cells)
    addTotals(out.values)
    rows++
    const returned = returnedBy(cells)
    if (returned) out.returned = returned
    judge(out, returned)
    checkAcrossRows(out)
    classify(out)
    if (out.problems.length > 0) rememberTexts(out, cells)
    return out
  }

  function again(before: AnalysedRow, edited: Record<string, Cell>): AnalysedRow {
    const out: AnalysedRow = {
      ...before,
      values: { ...before.values },
      texts: { ...before.texts },
      changes: {},
      problems: [],
      baseId: null,
      action: null,
    }
    for (const problem of before.problems) {
      // What was said about a cell that stays as it is stays said; the rest is judged anew.
      if (problem.field !== null && !(problem.field in edited) && isCellProblem(problem, before))
        out.problems.push(problem)
    }
    forget(before)
    for (const [key, cell] of Object.entries(edited)) {
      const column = main.find(({ field }) => field === key)
      const spec = fields.get(key)
      if (!spec) continue
      const parse = column?.parse ?? cellParser(spec)
      const value = parse(cell, (code, facts) => addProblem(out, key, code, facts, column?.column ?? null))
      delete out.values[key]
      delete out.texts[key]
      if (value !== undefined) out.values[key] = value
      else out.texts[key] = cellText(cell)
    }
    for (const { field, spec } of main) {
      if (!spec.isTotalled) continue
      const [was, is] = [before.values[field], out.values[field]]
      sums[field] = (sums[field] ?? 0) + (typeof is === 'number' ? is : 0) - (typeof was === 'number' ? was : 0)
    }
    judge(out, before.returned ?? returnedAs(before))
    checkAcrossRows(out)
    classify(out)
    return out
  }

  /** A row that said what the base says was not kept whole: what it said is there. */
  function returnedAs({ baseId }: AnalysedRow): { id: string; stamp: string } | null {
    const row = returning && baseId !== null ? index.byId(baseId) : undefined
    return returning && row
      ? { id: row.id, stamp: rowStamp(returning.fields.map((field) => row.values[field] ?? null)) }
      : null
  }

  function isCellProblem(problem: Problem, before: AnalysedRow): boolean {
    return problem.field !== null && (!(problem.field in before.values) || CELL_WARNINGS.has(problem.code))
  }

  function addProblem(
    out: AnalysedRow,
    field: string | null,
    code: ProblemCode,
    facts?: Record<string, string | number>,
    column?: number | null,
  ): void {
    const at = column ?? main.find((candidate) => candidate.field === field)?.column ?? null
    out.problems.push({ code, field, column: at, ...(facts ? { facts } : {}) })
  }

  function filledFromMerges(row: number, cells: readonly Cell[]): readonly Cell[] {
    let filled: Cell[] | null = null
    for (const merge of verticals) {
      if (row < merge.top || row > merge.bottom) continue
      if (row === merge.top) held.set(merge, cells[merge.left] ?? null)
      else if ((cells[merge.left] ?? null) === null && held.has(merge)) {
        filled ??= cells.slice()
        while (filled.length <= merge.left) filled.push(null)
        filled[merge.left] = held.get(merge) ?? null
      }
    }
    return filled ?? cells
  }

  /** Notes to the right of the table: told, so that nobody thinks they were imported. */
  function strayNotes(out: AnalysedRow, cells: readonly Cell[]): boolean {
    let found = false
    for (let column = outline.right + 1; column < cells.length; column++) {
      const cell = cells[column] ?? null
      if (cell === null || column === returning?.id || column === returning?.stamp || cleanText(cellText(cell)) === '')
        continue
      out.problems.push({ code: 'stray-note', field: null, column, facts: { text: cellText(cell).slice(0, 80) } })
      found = true
    }
    return found
  }

  function takeGroup(cells: readonly Cell[]): void {
    const label = firstText(cells)
    for (const field of groupFields) {
      const value = groupValue(field, label)
      if (value !== null) {
        const parsed = cellParser(field)(value, () => undefined)
        if (parsed !== undefined) group[field.key] = parsed
        present.add(field.key)
      }
    }
  }

  function compareTwin(twin: Column, cells: readonly Cell[], out: AnalysedRow): void {
    const value = twin.parse(cells[twin.column] ?? null, () => undefined)
    const first = out.values[twin.field]
    if (value === undefined || value === null || first === undefined || sameName(value, first)) return
    if (first === null) out.values[twin.field] = value
    else
      addProblem(
        out,
        twin.field,
        'columns-disagree',
        { text: cellText(cells[twin.column]), title: twin.title },
        twin.column,
      )
  }

  function addTotals(values: Values): void {
    for (const { field, spec } of main) {
      const value = values[field]
      if (!spec.isTotalled || typeof value !== 'number') continue
      sums[field] = (sums[field] ?? 0) + value
      sinceSubtotal[field] = (sinceSubtotal[field] ?? 0) + value
    }
  }

  /** A typed total must be the sum of the column, or of the rows since the last one. */
  function checkTotals(cells: readonly Cell[], out: AnalysedRow): void {
    for (const { column, field, spec, parse } of main) {
      const typed = spec.isTotalled ? parseTotal(parse, spec, cells[column] ?? null) : null
      // Cells that could not be read are missing from the sum.
      const known = [
        ...(unread.ever.has(field) ? [] : [sums[field] ?? 0]),
        ...(unread.since.has(field) ? [] : [sinceSubtotal[field] ?? 0]),
      ]
      if (typed === null || known.length === 0) continue
      const tolerance = spec.type === 'money' ? 100 : 50
      if (known.every((sum) => Math.abs(sum - typed) > tolerance)) {
        addProblem(
          out,
          field,
          'totals-disagree',
          { typed: shown(typed, spec), sum: shown(known[0] ?? 0, spec) },
          column,
        )
      }
    }
    for (const field of Object.keys(sinceSubtotal)) delete sinceSubtotal[field]
    unread.since.clear()
  }

  function returnedBy(cells: readonly Cell[]): { id: string; stamp: string } | null {
    const id = returning ? cells[returning.id] : null
    return returning && typeof id === 'string' ? { id, stamp: cellText(cells[returning.stamp]) } : null
  }

  /** Levels two to five of C13.5: the rules of the kind, the base row, what changes and what may not. */
  function judge(out: AnalysedRow, returned: { id: string; stamp: string } | null): void {
    const report: RowReport = (field, code, facts) => addProblem(out, field, code, facts)
    const found = returned ? (index.byId(returned.id) ?? null) : index.find(out.values)
    const row = found === 'many' ? null : found
    out.baseId = row?.id ?? null
    if (found === 'many') report(null, 'ambiguous-match')
    if (returned && row === null) report(null, 'not-found')
    else if (row === null && found !== 'many' && kind.updatesOnly) report(null, 'not-found')
    requireFields(out, row, found === 'many')
    kind.check?.({ values: out.values, base: row, isAmbiguous: found === 'many', report, find, options })
    if (row) compare(out, row, returned?.stamp ?? null)
    else if (found !== 'many')
      for (const [field, value] of Object.entries(out.values))
        if (value !== null && isWritten(fields.get(field))) out.changes[field] = [null, value]
    checkUnique(out, row)
  }

  /** Of a row that cannot be told apart only what would tell it is asked for, and what stands in the file as blank. */
  function requireFields(out: AnalysedRow, row: BaseRow | null, isAmbiguous: boolean): void {
    const isNameless = required.some(({ key }) => keyFields.has(key) && out.values[key] == null)
    for (const { key } of required) {
      if (out.problems.some((problem) => problem.field === key && severityOf(problem) === 'error')) continue
      const value = out.values[key]
      const isKey = keyFields.has(key)
      if (
        value === undefined
          ? row === null && !isAmbiguous && (isKey || !isNameless)
          : value === null && (row === null || isKey || options.blankClears)
      ) {
        addProblem(out, key, 'required-missing')
      }
    }
  }

  function compare(out: AnalysedRow, row: BaseRow, stamp: string | null): void {
    for (const field in out.values) {
      const value = out.values[field] ?? null
      const old = row.values[field] ?? null
      if (value === old) continue
      const spec = fields.get(field)
      if (!spec || spec.isCheckOnly || (value === null && !options.blankClears)) continue
      // Identifiers that the base spells another way (Latin А, the word `корпус`) are the same identifiers.
      if (spec.isName && sameName(value, old)) continue
      const at = returning && stamp !== null ? returning.fields.indexOf(field) : -1
      const exported = at < 0 ? null : stampAt(stamp ?? '', at)
      // The reader left the cell alone; it is the base that has moved on.
      if (exported !== null && stampOf(value) === exported) continue
      if (exported !== null && stampOf(old) !== exported)
        addProblem(out, field, 'stale-cell', { old: worded(old, spec), value: worded(value, spec) })
      if (spec.isReadOnly) {
        addProblem(out, field, 'status-derived', { old: worded(old, spec), value: worded(value, spec) })
        continue
      }
      out.changes[field] = [old, value]
      if (spec.isProtected && row.lock !== null)
        addProblem(out, field, 'protected-field', {
          lock: row.lock,
          old: worded(old, spec),
          value: worded(value, spec),
        })
      if (spec.isFixed) addProblem(out, field, 'key-changed', { old: worded(old, spec), value: worded(value, spec) })
      if (
        spec.bigChangeBp !== undefined &&
        typeof old === 'number' &&
        typeof value === 'number' &&
        old !== 0 &&
        Math.abs(value - old) * 10_000 > Math.abs(old) * spec.bigChangeBp
      ) {
        addProblem(out, field, 'big-change', {
          old: shown(old, spec),
          value: shown(value, spec),
          percent: Math.round((Math.abs(value - old) * 1000) / Math.abs(old)) / 10,
        })
      }
    }
  }

  function checkUnique(out: AnalysedRow, row: BaseRow | null): void {
    for (const { key, isUnique } of kind.fields) {
      const value = isUnique ? (out.values[key] ?? null) : null
      if (value === null) continue
      const holder = index.holder(key, value)
      if (holder && holder.id !== row?.id) addProblem(out, key, 'taken-elsewhere', { value: String(value) })
    }
  }

  function checkAcrossRows(out: AnalysedRow): void {
    let isKnown = false
    const isNamed = identity.length > 0 && out.values[ownKey] != null
    if (out.baseId === null && !isNamed && spare.length > 0) {
      // Without its own key a row repeats another only when it says the very same.
      const key = spare.map((rule) => rowKey(out.values, rule)).join('\u0003')
      const seen = seenSpare.get(key)
      if (seen === undefined || seen === out.row) seenSpare.set(key, out.row)
      else if (
        spare.some((rule) => rule.every((field) => out.values[field] != null)) &&
        isSame(recall(seen), out.values)
      ) {
        isKnown = true
        addProblem(out, null, 'duplicate-row', { row: seen })
      }
    }
    // Two rows about one row of the base are about one object, however they spell it.
    if (out.baseId !== null || isNamed) {
      const key = out.baseId ?? rowKey(out.values, identity)
      const seen = seenKeys.get(key)
      if (!seen || seen.row === out.row) seenKeys.set(key, { row: out.row, isAmended: false })
      else if (isSame(recall(seen.row), out.values)) {
        isKnown = true
        addProblem(out, null, 'duplicate-row', { row: seen.row })
      } else {
        isKnown = true
        addProblem(out, null, 'duplicate-key', { row: seen.row })
        if (!seen.isAmended)
          amend(seen.row, { code: 'duplicate-key', field: null, column: null, facts: { row: out.row } })
        seen.isAmended = true
      }
    }
    // What repeats the object repeats its unique values too.
    if (isKnown) return
    const own = kind.uniqueTogether?.at(-1) ?? ''
    const unique = [
      ...kind.fields.flatMap(({ key, isUnique }) =>
        isUnique
          ? [{ slot: key, field: key, value: out.values[key] ?? null, text: String(out.values[key] ?? '') }]
          : [],
      ),
      { slot: TOGETHER, field: own, value: togetherOf(out), text: String(out.values[own] ?? '') },
    ]
    for (const { slot, field, value, text } of unique) {
      if (value === null) continue
      let values = seenUnique.get(slot)
      if (!values) seenUnique.set(slot, (values = new Map()))
      const first = values.get(value)
      if (first === undefined || first === out.row) values.set(value, out.row)
      else {
        addProblem(out, field, 'duplicate-value', { row: first, value: text })
        amend(first, {
          code: 'duplicate-value',
          field,
          column: main.find((column) => column.field === field)?.column ?? null,
          facts: { row: out.row, value: text },
        })
      }
    }
  }

  /** A row that is read anew no longer stands for what it said. */
  function forget(row: AnalysedRow): void {
    const isNamed = identity.length > 0 && row.values[ownKey] != null
    if (row.baseId !== null || isNamed) {
      const key = row.baseId ?? rowKey(row.values, identity)
      if (seenKeys.get(key)?.row === row.row) seenKeys.delete(key)
    } else if (spare.length > 0) {
      const key = spare.map((rule) => rowKey(row.values, rule)).join('\u0003')
      if (seenSpare.get(key) === row.row) seenSpare.delete(key)
    }
    for (const [field, values] of seenUnique) {
      const value = field === TOGETHER ? togetherOf(row) : (row.values[field] ?? null)
      if (value !== null && values.get(value) === row.row) values.delete(value)
    }
  }

  /** The place that a new row takes, or null when a part of it is open. */
  function togetherOf({ values, baseId }: AnalysedRow): string | null {
    const parts = kind.uniqueTogether
    return parts === undefined || baseId !== null || parts.some((field) => values[field] == null)
      ? null
      : rowKey(values, parts)
  }

  function amend(row: number, problem: Problem): void {
    const list = amended.get(row)
    if (list) list.push(problem)
    else amended.set(row, [problem])
  }

  function rememberTexts(out: AnalysedRow, cells: readonly Cell[]): void {
    for (const { field, column } of out.problems)
      if (field !== null && column !== null && !(field in out.texts))
        out.texts[field] = cellText(cells[column]).slice(0, 300)
  }

  return {
    take,
    again,
    amendments() {
      const told = new Map(amended)
      amended.clear()
      return told
    },
    totals: () => ({ rows, sums: { ...sums } }),
  }
}

/** Where the places taken by new rows are kept among the unique values. */
const TOGETHER = '#together'

const CELL_WARNINGS = new Set<ProblemCode>([
  'merged-value',
  'lookalikes',
  'ambiguous-date',
  'short-year',
  'percent-scale',
  'leading-zero-lost',
  'unlikely',
  'columns-disagree',
  'asterisk-dropped',
  'formula-neutralised',
])

/** A row's class follows from its problems and its changes alone. */
export function classify(out: AnalysedRow): void {
  const severity = worst(out.problems)
  const hasChanges = Object.keys(out.changes).length > 0
  const wanted = out.baseId === null ? 'insert' : hasChanges ? 'update' : null
  out.action = severity === 'error' ? null : wanted
  if (severity === 'error') out.class = 'error'
  else if (out.problems.some(({ code }) => code === 'duplicate-row')) {
    out.class = 'skipped'
    out.action = null
  } else if (out.problems.some(({ code }) => code === 'stale-cell')) out.class = 'conflict'
  else if (wanted === null) out.class = 'unchanged'
  else out.class = severity === 'warning' ? 'warning' : wanted
}

function isSame(a: Values | undefined, b: Values): boolean {
  return a !== undefined && Object.entries(b).every(([field, value]) => (a[field] ?? null) === value)
}

function constantValues(fields: ReadonlyMap<string, ImportField>, constants: Record<string, string>): Values {
  const values: Values = {}
  for (const [key, text] of Object.entries(constants)) {
    const field = fields.get(key)
    const value = field ? cellParser(field)(text, () => undefined) : undefined
    if (value !== undefined && value !== null) values[key] = value
  }
  return values
}

/** Merged down over several rows, such a value cannot mean each of them. */
const isOwnValue = (field: ImportField) =>
  field.isTotalled === true || field.isUnique === true || field.type === 'money'

const firstText = (cells: readonly Cell[]) =>
  cellText(cells.find((cell) => cell !== null && cellText(cell).trim() !== '')).slice(0, 120)

/** `Секция 2` over a block of rows says the section of all of them, where no column does. */
function groupValue(field: ImportField, label: string): string | null {
  for (const name of [field.title.ru, field.title.en, ...(field.synonyms ?? [])]) {
    const stem = name.replace(/\*$/, '').toLowerCase()
    if (
      stem.length >= 2 &&
      label.toLowerCase().startsWith(stem) &&
      /^[\p{L}]*[.\s№:#-]+\S/u.test(label.slice(stem.length))
    ) {
      return cleanText(label.slice(stem.length).replace(/^[\p{L}]*[.\s№:#-]+/u, ''))
    }
  }
  return null
}

const isWritten = (spec: ImportField | undefined) =>
  spec !== undefined && spec.isReadOnly !== true && spec.isCheckOnly !== true

function parseTotal(parse: CellParser, spec: ImportField, cell: Cell): number | null {
  if (cell === null || (typeof cell === 'string' && totalsLabel(cell))) return null
  const value = parse(cell, () => undefined)
  if (typeof value === 'number') return value
  // A sum lies outside the range of its parts.
  const wide = cellParser({ key: spec.key, type: spec.type, title: spec.title, example: spec.example })(
    cell,
    () => undefined,
  )
  return typeof wide === 'number' ? wide : null
}

function worded(value: Value, spec: ImportField): string | number {
  return value === null ? '' : typeof value === 'number' ? shown(value, spec) : String(value)
}
