/**
 * One pass over the rows of a sheet: read by field, checked on every level, compared with the base. It keeps keys and sums
 * in memory, never rows; what a later row says about an earlier one comes out at the end as an amendment.
 */
import { cellText, type Cell, type Merge } from '../../kernel/cell.ts'
import type { BaseRow, ImportField, ImportKind, ImportOptions, Reference, RowReport, Values } from './kind.ts'
import { fieldsByKey } from './kind.ts'
import type { ColumnChoice } from './mapping.ts'
import { createDifference, type ReturnColumns } from './difference.ts'
import { createDoubles } from './doubles.ts'
import { indexBase, sameName } from './match.ts'
import { cellParser, PLAIN_DIALECT, shown, type CellParser, type Dialect } from './parse.ts'
import { cellValue, plain } from './plain-cell.ts'
import { severityOf, type Problem, type ProblemCode } from './problems.ts'
import { referenceIndex } from './references.ts'
import { classify, type AnalysedRow } from './row-class.ts'
import { oddRow, type TableOutline } from './rows.ts'
import { groupValues, mergeFiller } from './spread-values.ts'
import { rowStamp, stampAt, stampOf } from './stamp.ts'
import { createSums } from './sums.ts'
import { cleanText } from './text.ts'

export interface MappedColumn extends ColumnChoice {
  dialect?: Dialect
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
  const filled = mergeFiller(input.merges, outline.firstData)
  const group: Values = {}
  const required = kind.fields.filter(({ isRequired }) => isRequired)
  const keyFields = new Set(kind.keys.flatMap(({ exact }) => exact))
  const sums = createSums(main)
  const compare = createDifference({ fields, options, returning, report: addProblem })
  const doubles = createDoubles({
    kind,
    recall,
    columnOf: (field) => main.find((column) => column.field === field)?.column ?? null,
    report: addProblem,
  })
  let rows = 0

  function take(row: number, source: readonly Cell[]): AnalysedRow | null {
    const cells = filled(row, source)
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
      if (odd === 'totals-row')
        sums.check(cells, ({ field, column, spec }, typed, sum) =>
          addProblem(out, field, 'totals-disagree', { typed: shown(typed, spec), sum: shown(sum, spec) }, column),
        )
      if (odd === 'group-row')
        for (const [field, value] of Object.entries(groupValues(groupFields, firstText(cells)))) {
          group[field] = value
          present.add(field)
        }
      return out
    }
    const report: RowReport = (field, code, facts) => addProblem(out, field, code, facts)
    Object.assign(out.values, constants, group)
    for (const column of main) {
      const cell = cells[column.column] ?? null
      const value = column.parse(cell, (code, facts) => addProblem(out, column.field, code, facts, column.column))
      if (value !== undefined) out.values[column.field] = value
      else sums.miss(column.field)
      if (cell !== source[column.column] && cell !== null && isOwnValue(column.spec))
        report(column.field, 'merged-value', { text: cellText(cell) })
    }
    for (const twin of twins) compareTwin(twin, cells, out)
    strayNotes(out, cells)
    sums.add(out.values)
    rows++
    const returned = returnedBy(cells)
    if (returned) {
      out.returned = returned
      tellUnwritten(out, cells, returned.stamp)
    }
    judge(out, returned)
    doubles.check(out)
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
    doubles.forget(before)
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
    sums.change(before.values, out.values)
    judge(out, before.returned ?? returnedAs(before))
    doubles.check(out)
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

  /** Cells of an export that somebody edited in columns which no import writes. */
  function tellUnwritten(out: AnalysedRow, cells: readonly Cell[], stamp: string): void {
    for (const { column, type, at } of returning?.extra ?? []) {
      const cell = cells[column] ?? null
      const exported = stampAt(stamp, at)
      if (exported !== '' && stampOf(plain(cellValue(cell), type)) !== exported)
        out.problems.push({
          code: 'column-unwritten',
          field: null,
          column,
          facts: { text: cellText(cell).slice(0, 80) },
        })
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

  function returnedBy(cells: readonly Cell[]): { id: string; stamp: string } | null {
    const id = returning ? cells[returning.id] : null
    return returning && typeof id === 'string' ? { id, stamp: cellText(cells[returning.stamp]) } : null
  }

  /** Levels two to five of C13.5: the rules of the kind, the base row, what changes and what may not. */
  function judge(out: AnalysedRow, returned: { id: string; stamp: string } | null): void {
    const report: RowReport = (field, code, facts) => addProblem(out, field, code, facts)
    kind.complete?.(out.values, present)
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

  function checkUnique(out: AnalysedRow, row: BaseRow | null): void {
    for (const { key, isUnique } of kind.fields) {
      const value = isUnique ? (out.values[key] ?? null) : null
      if (value === null) continue
      const holder = index.holder(key, value)
      if (holder && holder.id !== row?.id) addProblem(out, key, 'taken-elsewhere', { value: String(value) })
    }
  }

  function rememberTexts(out: AnalysedRow, cells: readonly Cell[]): void {
    for (const { field, column } of out.problems)
      if (field !== null && column !== null && !(field in out.texts))
        out.texts[field] = cellText(cells[column]).slice(0, 300)
  }

  return {
    take,
    again,
    amendments: doubles.amendments,
    totals: () => ({ rows, sums: sums.all() }),
  }
}

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

const isWritten = (spec: ImportField | undefined) =>
  spec !== undefined && spec.isReadOnly !== true && spec.isCheckOnly !== true
