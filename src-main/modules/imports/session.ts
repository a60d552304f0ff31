/**
 * One file on its way in: opened, looked at, mapped, analysed, corrected, accepted. It lives in a worker thread, so that
 * neither a hostile file nor a large one can hold up the engine; nothing here writes to a database.
 */
import { join } from 'node:path'
import { cellText, type Cell } from '#shared/kernel/cell.ts'
import {
  classify,
  createAnalysis,
  ROW_CLASSES,
  type Analysis,
  type AnalysedRow,
  type MappedColumn,
  type RowClass,
} from '#shared/modules/imports/analysis.ts'
import type { BaseRow, ImportKind, ImportOptions, Reference, Values } from '#shared/modules/imports/kind.ts'
import { fieldsByKey } from '#shared/modules/imports/kind.ts'
import { KINDS } from '#shared/modules/imports/kinds/index.ts'
import type {
  Choice,
  ClassCounts,
  CodeCount,
  FileLook,
  ImportedRow,
  RowFilter,
  RowWindow,
  Summary,
} from '#shared/modules/imports/model.ts'
import { severityOf, type Problem, type ProblemCode } from '#shared/modules/imports/problems.ts'
import { findTable } from '#shared/modules/imports/header.ts'
import type { ColumnChoice } from '#shared/modules/imports/mapping.ts'
import { headerText } from '#shared/modules/imports/text.ts'
import { AppError } from '#shared/rpc/errors.ts'
import { annotateWorkbook, type RowRemark } from '#main/engine/documents/xlsx/annotate.ts'
import { annotateCsv } from '#main/engine/documents/xlsx/csv-write.ts'
import { openTable, type TableFile } from '#main/engine/documents/xlsx/open.ts'
import { refuse } from '#main/engine/documents/xlsx/refuse.ts'
import { writeTable, type WrittenType, type WrittenValue } from '#main/engine/documents/xlsx/write.ts'
import { typeOf } from './export-kind.ts'
import {
  chooseSheet,
  columnCells,
  dialectsOf,
  lookAt,
  preview,
  proposeMapping,
  shapeOf,
  type SheetLook,
} from './inspect.ts'
import { readOrigin, readReturn, type ReturnSheet } from './returning.ts'
import { createSeal, rowsOfSeal } from './seal.ts'
import { remark, wordsFor } from './sentences.ts'
import { createSpool, type Spool } from './spool.ts'
import type { AcceptedRow } from './targets/target.ts'
import type { ErrorWords } from './wire.ts'

export interface SessionBase {
  rows: BaseRow[]
  references: Record<string, Reference[]>
}

export interface Session {
  open(
    kind: ImportKind,
    sheet?: string,
    header?: { from: number; to: number },
    onProgress?: (done: number, total: number) => void,
  ): Promise<FileLook>
  analyse(
    choice: Choice,
    options: ImportOptions,
    base: SessionBase,
    onProgress: (done: number, total: number) => void,
  ): Promise<Summary>
  window(filter: RowFilter, offset: number, limit: number): RowWindow
  edit(row: number, cells: Record<string, string>): { row: ImportedRow; summary: Summary }
  accept(rows: number[] | RowFilter, isAccepted: boolean): Summary
  accepted(offset: number, limit: number): AcceptedRow[]
  summary(): Summary
  problems(most: number): { row: number; problem: Problem }[]
  /** Writes the file again with a column of reasons; resolves with what it became. */
  errors(target: string, words: ErrorWords): Promise<'xlsx' | 'csv'>
  close(): Promise<void>
}

/** Stored for a row that says what the base says: its values are the base's. */
type Kept = AnalysedRow | { row: number; baseId: string; isSame: true }

const DOUBLES: readonly ProblemCode[] = ['duplicate-row', 'duplicate-key', 'duplicate-value']

function written(cell: Cell, type: WrittenType): WrittenValue {
  if (cell === null || typeof cell === 'number') return cell
  if (typeof cell === 'object' && cell.t === 'date' && type === 'date') return cell.iso.slice(0, 10)
  if (typeof cell === 'object' && cell.t === 'percent' && type === 'percent') return cell.value
  return cellText(cell)
}

const lacks = (kind: ImportKind, found: readonly ColumnChoice[]) =>
  kind.fields.filter(({ key, isRequired }) => isRequired && !found.some(({ field }) => field === key))

/** Whether there is anything to write: a list of addresses and numbers is no price list. */
const saysSomething = (kind: ImportKind, found: readonly ColumnChoice[]) =>
  found.some(({ field }) => {
    const spec = fieldsByKey(kind).get(field)
    return spec !== undefined && !spec.isFixed && !spec.isCheckOnly && !spec.isReadOnly
  })

export async function openSession(path: string, spoolDir: string): Promise<Session> {
  const table = await openTable(path)
  return sessionOf(path, table, join(spoolDir, 'rows'))
}

function sessionOf(path: string, table: TableFile, spoolPath: string): Session {
  let kind: ImportKind | undefined
  let look: SheetLook | undefined
  let returned: ReturnSheet | null = null
  let spool: Spool | undefined
  let analysis: Analysis | undefined
  let base = new Map<string, BaseRow>()
  let mapped: MappedColumn[] = []
  let outline: { headerTo: number; right: number; titles: (string | undefined)[] } | undefined
  let classes = new Uint8Array(0)
  let acceptedBits = new Uint8Array(0)
  let rowNumbers = new Int32Array(0)
  let indexOfRow = new Map<number, number>()
  let byCode = new Map<ProblemCode, Set<number>>()
  const structure: Summary['structure'] = []

  async function open(
    wanted: ImportKind,
    sheet?: string,
    header?: { from: number; to: number },
    onProgress?: (done: number, total: number) => void,
  ): Promise<FileLook> {
    kind = wanted
    const name = sheet ?? (await chooseSheet(table, wanted))
    const origin = await readOrigin(table)
    if (origin?.kind === '')
      throw new AppError('invalid', 'This export cannot come back', {
        reason: 'imports.not-importable',
        name: origin.name,
      })
    look = await lookAt(table, name, wanted, (share) => onProgress?.(Math.round(share * 1000), 1000))
    returned = origin && readReturn(origin, look, wanted)
    const shape = header || look.shape ? shapeOf(look, wanted, header) : null
    const proposed = shape ? (returned?.columns ?? proposeMapping(look, shape, wanted)) : []
    return {
      format: table.format,
      sheets: table.sheets,
      sheet: look.sheet,
      rows: look.rows,
      headerFrom: shape?.headerFrom ?? null,
      headerTo: shape?.headerTo ?? null,
      isReturning: returned !== null,
      columns: (shape?.columns ?? []).map(({ column, title }) => {
        const match = proposed.find((choice) => choice.column === column)
        return {
          column,
          title,
          field: match?.field ?? null,
          confidence: match?.confidence ?? 0,
          isTwin: match?.isTwin ?? false,
          samples: shape && look ? columnCells(look, shape, column, 5).map((cell) => cellText(cell).slice(0, 80)) : [],
          isHidden: look?.hiddenColumns.some(([first, last]) => column >= first && column <= last) ?? false,
        }
      }),
      better:
        origin && origin.kind !== wanted.name
          ? origin.kind
          : header || (shape && lacks(wanted, proposed).length === 0)
            ? null
            : betterKind(wanted, proposed.length),
      preview: preview(look),
      hiddenRows: look.hiddenRows,
    }
  }

  /** A list of residents opened as units: which kind finds all that it needs in this sheet. */
  function betterKind(wanted: ImportKind, known: number): string | null {
    let best: { name: string; fields: number } | null = null
    for (const other of KINDS) {
      const shape = other === wanted || !look ? null : findTable(other, look.head, look.merges)
      const found = shape && look ? proposeMapping(look, shape, other) : []
      const fields = found.length
      if (fields < 2 || fields * 2 < known || lacks(other, found).length > 0 || !saysSomething(other, found)) continue
      if (best === null || fields > best.fields) best = { name: other.name, fields }
    }
    return best?.name ?? null
  }

  async function analyse(
    choice: Choice,
    options: ImportOptions,
    source: SessionBase,
    onProgress: (done: number, total: number) => void,
  ): Promise<Summary> {
    if (!kind || !look) throw new Error('The file has not been opened')
    const chosen = kind
    const shape = shapeOf(
      look,
      chosen,
      choice.headerFrom === null ? undefined : { from: choice.headerFrom, to: choice.headerTo ?? choice.headerFrom },
    )
    const titles: string[] = []
    const headers: string[] = []
    for (const { column, title } of shape.columns) {
      titles[column] = title
      headers[column] = headerText(title)
    }
    const columns = choice.columns.map(({ column, field, isTwin }) => ({
      column,
      title: titles[column] ?? '',
      field,
      isTwin,
      confidence: 1,
    }))
    const dialects = dialectsOf(look, shape, columns)
    mapped = columns.map((column) => ({
      ...column,
      dialect: dialects.get(column.column) ?? { dates: 'dmy', percents: 'whole' },
    }))
    const right = Math.max(
      ...shape.columns
        .filter(
          ({ title, column }) =>
            shape.headerFrom === 0 || title !== '' || mapped.some((each) => each.column === column),
        )
        .map(({ column }) => column),
    )
    outline = { headerTo: shape.headerTo, right, titles }
    analysis = createAnalysis({
      kind: chosen,
      columns: mapped,
      constants: choice.constants,
      outline: { firstData: shape.firstData, right, titles: headers },
      merges: look.merges,
      base: source.rows,
      references: source.references,
      options: returned ? { ...options, blankClears: true } : options,
      returning: returned?.stamps ?? null,
      recall: (row) => recall(row),
    })
    base = new Map(source.rows.map((row) => [row.id, row]))
    startRows(look.rows)
    const total = look.rows
    let read = 0
    const seal = createSeal()
    const takeRow = (row: number, cells: readonly Cell[]) => {
      read++
      if ((read & 511) === 0) onProgress(read, total)
      if (row < shape.firstData) return
      const out = analysis?.take(row, cells)
      if (out?.returned) seal.add(out.returned.id, out.returned.stamp)
      if (out) keep(out)
    }
    if (look.kept) for (const { row, cells } of look.kept) takeRow(row, cells)
    else await table.read(look.sheet, { onRow: takeRow })
    for (const [row, problems] of analysis.amendments()) amend(row, problems)
    if (returned) compareWithExport(returned, seal.value())
    onProgress(total, total)
    return summary()
  }

  /** The export knows what it held: rows and columns that are gone are told, for they will not be deleted from the base. */
  function compareWithExport({ seal, lost }: ReturnSheet, found: string): void {
    if (seal !== null && seal !== '' && seal !== found)
      structure.push({
        code: 'export-changed',
        facts: { exported: rowsOfSeal(seal), found: rowsOfSeal(found) },
      })
    if (lost.length > 0) structure.push({ code: 'export-columns-lost', facts: { columns: lost.join(', ') } })
  }

  function startRows(most: number): void {
    spool?.close()
    spool = createSpool(spoolPath)
    classes = new Uint8Array(most)
    acceptedBits = new Uint8Array(most)
    rowNumbers = new Int32Array(most)
    indexOfRow = new Map()
    byCode = new Map()
    structure.length = 0
    const hidden = look?.hiddenRows ?? 0
    if (hidden > 0) structure.push({ code: 'hidden-row', facts: { count: hidden } })
  }

  function recall(row: number): Values | undefined {
    const at = indexOfRow.get(row)
    return at === undefined ? undefined : rowAt(at).values
  }

  function keep(out: AnalysedRow): void {
    const at = mustSpool().add(
      out.class === 'unchanged' && out.problems.length === 0 && out.baseId !== null
        ? { row: out.row, baseId: out.baseId, isSame: true }
        : out,
    )
    rowNumbers[at] = out.row
    indexOfRow.set(out.row, at)
    note(at, out)
  }

  function note(at: number, out: AnalysedRow): void {
    classes[at] = ROW_CLASSES.indexOf(out.class)
    acceptedBits[at] = out.class === 'insert' || out.class === 'update' ? 1 : 0
    for (const { code } of out.problems) {
      const rows = byCode.get(code)
      if (rows) rows.add(at)
      else byCode.set(code, new Set([at]))
    }
  }

  function amend(row: number, problems: Problem[]): void {
    const at = indexOfRow.get(row)
    if (at === undefined) return
    const out = rowAt(at)
    out.problems.push(...problems)
    classify(out)
    mustSpool().replace(at, out)
    note(at, out)
  }

  function mustSpool(): Spool {
    if (!spool) throw new Error('The file has not been analysed')
    return spool
  }

  function rowAt(at: number): AnalysedRow {
    const kept = mustSpool().get<Kept>(at)
    if (!('isSame' in kept)) return kept
    const there = base.get(kept.baseId)
    const values = Object.fromEntries(mapped.map(({ field }) => [field, there?.values[field] ?? null]))
    return {
      row: kept.row,
      class: 'unchanged',
      action: null,
      baseId: kept.baseId,
      values,
      texts: {},
      changes: {},
      problems: [],
    }
  }

  function matching(filter: RowFilter): number[] {
    const wanted = filter.classes ? new Set(filter.classes.map((name) => ROW_CLASSES.indexOf(name))) : null
    const coded = filter.code ? byCode.get(filter.code) : null
    const found: number[] = []
    for (let at = 0; at < mustSpool().length; at++) {
      if (wanted && !wanted.has(classes[at] ?? 0)) continue
      if (filter.code && !coded?.has(at)) continue
      if (filter.isAccepted !== undefined && (acceptedBits[at] === 1) !== filter.isAccepted) continue
      found.push(at)
    }
    return found
  }

  function window(filter: RowFilter, offset: number, limit: number): RowWindow {
    const found = matching(filter)
    return {
      total: found.length,
      rows: found
        .slice(offset, offset + limit)
        .map((at) => ({ ...rowAt(at), isAccepted: acceptedBits[at] === 1, old: oldValues(at) })),
    }
  }

  function oldValues(at: number): Record<string, string | number | boolean | null> {
    const id = rowAt(at).baseId
    return id === null ? {} : (base.get(id)?.values ?? {})
  }

  function edit(row: number, cells: Record<string, string>) {
    const at = indexOfRow.get(row)
    if (at === undefined || !analysis) throw refuse('no-sheet', { row })
    const twins = twinsOf(row)
    const out = judgeAgain(analysis, at, cells)
    // What was said of other rows because of this one is asked again, and what it says of them now is told.
    for (const twin of twins) judgeAgain(analysis, twin, {})
    for (const [other, problems] of analysis.amendments()) amend(other, problems)
    return { row: { ...out, isAccepted: acceptedBits[at] === 1, old: oldValues(at) }, summary: summary() }
  }

  function judgeAgain(judge: Analysis, at: number, cells: Record<string, string>): AnalysedRow {
    const before = rowAt(at)
    for (const rows of byCode.values()) rows.delete(at)
    const out = judge.again(before, cells as Record<string, Cell>)
    mustSpool().replace(at, out)
    note(at, out)
    return out
  }

  /** Rows that name this one as their double. */
  function twinsOf(row: number): number[] {
    const rows = DOUBLES.flatMap((code) => Array.from(byCode.get(code) ?? []))
    return Array.from(new Set(rows)).filter((at) => {
      const { row: other, problems } = rowAt(at)
      return other !== row && problems.some(({ code, facts }) => DOUBLES.includes(code) && facts?.['row'] === row)
    })
  }

  function accept(rows: number[] | RowFilter, isAccepted: boolean): Summary {
    const chosen = Array.isArray(rows) ? rows.flatMap((row) => indexOfRow.get(row) ?? []) : matching(rows)
    for (const at of chosen) {
      const name = ROW_CLASSES[classes[at] ?? 0]
      // What is an error, or changes nothing, cannot be accepted.
      if (name === 'insert' || name === 'update' || name === 'warning' || name === 'conflict')
        acceptedBits[at] = isAccepted ? 1 : 0
    }
    return summary()
  }

  function accepted(offset: number, limit: number): AcceptedRow[] {
    const out: AcceptedRow[] = []
    let seen = 0
    for (let at = 0; at < mustSpool().length && out.length < limit; at++) {
      if (acceptedBits[at] !== 1 || seen++ < offset) continue
      const { row, action, baseId, changes, values, problems } = rowAt(at)
      const todo = action ?? (baseId === null ? 'insert' : 'update')
      out.push({
        row,
        action: todo,
        baseId,
        changes,
        values,
        warnings: problems.filter((problem) => severityOf(problem) === 'warning').map(({ code }) => code),
      })
    }
    return out
  }

  function summary(): Summary {
    const counts = Object.fromEntries(ROW_CLASSES.map((name) => [name, 0])) as ClassCounts
    let chosen = 0
    for (let at = 0; at < mustSpool().length; at++) {
      const name: RowClass | undefined = ROW_CLASSES[classes[at] ?? 0]
      if (name) counts[name]++
      chosen += acceptedBits[at] ?? 0
    }
    const codes: CodeCount[] = Array.from(byCode, ([code, rows]) => ({
      code,
      severity: severityOf({ code, field: null, column: null }),
      count: rows.size,
    }))
    const { rows, sums } = analysis?.totals() ?? { rows: 0, sums: {} }
    const fields = kind ? fieldsByKey(kind) : new Map<string, never>()
    return {
      rows: mustSpool().length,
      counts,
      accepted: chosen,
      codes: codes.filter(({ count }) => count > 0).sort((a, b) => b.count - a.count),
      totals: {
        rows,
        sums: Object.entries(sums).flatMap(([field, sum]) => (fields.has(field) ? [{ field, sum }] : [])),
      },
      structure: [...structure],
    }
  }

  function problems(most: number): { row: number; problem: Problem }[] {
    const rows = new Set<number>()
    for (const list of byCode.values()) for (const at of list) rows.add(at)
    const out: { row: number; problem: Problem }[] = []
    for (const at of Array.from(rows).sort((a, b) => a - b)) {
      const { row, problems: list } = rowAt(at)
      for (const problem of list) if (out.length < most) out.push({ row, problem })
    }
    return out
  }

  async function errors(target: string, { language }: ErrorWords): Promise<'xlsx' | 'csv'> {
    if (!kind || !look || !outline) throw new Error('The file has not been analysed')
    const chosen = kind
    const remarks = new Map<number, RowRemark>()
    for (const { row, problem } of problems(Infinity)) {
      if (severityOf(problem) === 'note') continue
      const before = remarks.get(row)
      const text = remark(problem, chosen, language)
      remarks.set(row, {
        text: before ? `${before.text}\n${text}` : text,
        columns: [...(before?.columns ?? []), ...(problem.column === null ? [] : [problem.column])],
      })
    }
    const title = wordsFor(language).errorBook.title
    if (table.format === 'csv' && table.dialect) {
      const texts = new Map(Array.from(remarks, ([row, { text }]) => [row, text.replaceAll('\n', '; ')]))
      await annotateCsv(path, table.dialect, target, { headerRow: outline.headerTo, title, remarks: texts })
      return 'csv'
    }
    if (table.format === 'xlsx')
      await annotateWorkbook(path, target, {
        sheet: look.sheet,
        headerRow: outline.headerTo,
        column: outline.right + 1,
        title,
        remarks,
      })
    else await plainErrors(target, remarks, title)
    return 'xlsx'
  }

  /** An .ods comes back as an .xlsx: the rows with problems, each column in the format of its field, numbers and dates as such. */
  async function plainErrors(target: string, remarks: ReadonlyMap<number, RowRemark>, title: string): Promise<void> {
    const titles = outline?.titles ?? []
    const fields = kind ? fieldsByKey(kind) : new Map<string, never>()
    const types = titles.map(
      (_, column): WrittenType =>
        typeOf(fields.get(mapped.find((one) => one.column === column)?.field ?? '')) ?? 'number',
    )
    const rows: WrittenValue[][] = []
    await table.read(look?.sheet ?? '', {
      onRow: (row, cells) => {
        const found = remarks.get(row)
        if (found) rows.push([...types.map((type, column) => written(cells[column] ?? null, type)), found.text])
      },
    })
    await writeTable(target, {
      sheet: look?.sheet ?? '',
      columns: [
        ...types.map((type, column) => ({ title: titles[column] ?? '', type })),
        { title, type: 'text' as const, width: 60 },
      ],
      rows,
    })
  }

  return {
    open,
    analyse,
    window,
    edit,
    accept,
    accepted,
    problems,
    summary,
    errors,
    async close() {
      spool?.close()
      await table.close()
    },
  }
}
