/**
 * One file on its way in: opened, looked at, mapped, analysed, corrected, accepted. It lives in a worker thread, so that
 * neither a hostile file nor a large one can hold up the engine; nothing here writes to a database.
 */
import { join } from 'node:path'
import { cellText, type Cell } from '#shared/kernel/cell.ts'
import { createAnalysis, type Analysis, type MappedColumn } from '#shared/modules/imports/analysis.ts'
import { findTable } from '#shared/modules/imports/header.ts'
import type { BaseRow, ImportKind, ImportOptions, Reference } from '#shared/modules/imports/kind.ts'
import { fieldsByKey } from '#shared/modules/imports/kind.ts'
import { KINDS } from '#shared/modules/imports/kinds/index.ts'
import type { ColumnChoice } from '#shared/modules/imports/mapping.ts'
import type { Choice, FileLook, ImportedRow, RowFilter, RowWindow, Summary } from '#shared/modules/imports/model.ts'
import type { Problem, ProblemCode } from '#shared/modules/imports/problems.ts'
import type { AnalysedRow } from '#shared/modules/imports/row-class.ts'
import { headerText } from '#shared/modules/imports/text.ts'
import { AppError } from '#shared/rpc/errors.ts'
import { openTable, type TableFile } from '#main/engine/documents/xlsx/open.ts'
import { refuse } from '#main/engine/documents/xlsx/refuse.ts'
import { readEditedCells, type EditedCells } from './edited-cells.ts'
import { writeErrorBook } from './error-book.ts'
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
import { createRowStore, type RowStore } from './row-store.ts'
import { createSeal, rowsOfSeal } from './seal.ts'
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
  /** The edited cells of a grid's workbook; needs no `open`. */
  edited(): Promise<EditedCells>
  /** Writes the file again with a column of reasons; resolves with what it became. */
  errors(target: string, words: ErrorWords): Promise<'xlsx' | 'csv'>
  close(): Promise<void>
}

const DOUBLES: readonly ProblemCode[] = ['duplicate-row', 'duplicate-key', 'duplicate-value']

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
  let rows: RowStore | undefined
  let analysis: Analysis | undefined
  let mapped: MappedColumn[] = []
  let outline: { headerTo: number; right: number; titles: (string | undefined)[] } | undefined
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
    if (look.rows === 0 && table.sheets.length === 1) throw refuse('empty')
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
      options: returned ? { ...options, blankClears: true, isReturning: true } : options,
      returning: returned?.stamps ?? null,
      recall: (row) => mustRows().recall(row),
    })
    rows?.close()
    rows = createRowStore({
      path: spoolPath,
      most: look.rows,
      base: new Map(source.rows.map((row) => [row.id, row])),
      fields: mapped.map(({ field }) => field),
    })
    structure.length = 0
    if (look.hiddenRows > 0) structure.push({ code: 'hidden-row', facts: { count: look.hiddenRows } })
    const total = look.rows
    let read = 0
    const seal = createSeal()
    const takeRow = (row: number, cells: readonly Cell[]) => {
      read++
      if ((read & 511) === 0) onProgress(read, total)
      if (row < shape.firstData) return
      const out = analysis?.take(row, cells)
      if (out?.returned) seal.add(out.returned.id, out.returned.stamp)
      if (out) rows?.keep(out)
    }
    if (look.kept) for (const { row, cells } of look.kept) takeRow(row, cells)
    else await table.read(look.sheet, { onRow: takeRow })
    for (const [row, problems] of analysis.amendments()) rows.amend(row, problems)
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

  function mustRows(): RowStore {
    if (!rows) throw new Error('The file has not been analysed')
    return rows
  }

  function edit(row: number, cells: Record<string, string>) {
    const store = mustRows()
    const before = store.row(row)
    if (before === undefined || !analysis) throw refuse('no-sheet', { row })
    const twins = twinsOf(row)
    const out = analysis.again(before, cells)
    store.replace(out)
    // What was said of other rows because of this one is asked again, and what it says of them now is told.
    for (const twin of twins) store.replace(analysis.again(twin, {}))
    for (const [other, problems] of analysis.amendments()) store.amend(other, problems)
    return { row: { ...out, isAccepted: store.isAccepted(row), old: store.old(row) }, summary: summary() }
  }

  /** Rows that name this one as their double. */
  function twinsOf(row: number): AnalysedRow[] {
    const store = mustRows()
    return store.saidOf(DOUBLES).flatMap((number) => {
      const other = number === row ? undefined : store.row(number)
      const names = other?.problems.some(({ code, facts }) => DOUBLES.includes(code) && facts?.['row'] === row)
      return other && names ? [other] : []
    })
  }

  function summary(): Summary {
    const store = mustRows()
    const { rows: count, sums } = analysis?.totals() ?? { rows: 0, sums: {} }
    const fields = kind ? fieldsByKey(kind) : new Map<string, never>()
    return {
      rows: store.length,
      ...store.counts(),
      totals: {
        rows: count,
        sums: Object.entries(sums).flatMap(([field, sum]) => (fields.has(field) ? [{ field, sum }] : [])),
      },
      structure: [...structure],
    }
  }

  async function errors(target: string, { language }: ErrorWords): Promise<'xlsx' | 'csv'> {
    if (!kind || !look || !outline) throw new Error('The file has not been analysed')
    const problems = mustRows().problems(Infinity)
    return writeErrorBook(target, {
      path,
      table,
      sheet: look.sheet,
      kind,
      language,
      outline,
      columns: mapped,
      problems,
    })
  }

  return {
    open,
    analyse,
    window: (filter, offset, limit) => mustRows().window(filter, offset, limit),
    edit,
    accept(chosen, isAccepted) {
      mustRows().accept(chosen, isAccepted)
      return summary()
    },
    accepted: (offset, limit) => mustRows().accepted(offset, limit),
    problems: (most) => mustRows().problems(most),
    summary,
    edited: () => readEditedCells(table),
    errors,
    async close() {
      rows?.close()
      await table.close()
    },
  }
}
