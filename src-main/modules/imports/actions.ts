/** What the wizard and the command line do with a file before anything reaches the centre, and the files that go out. */
import { newId, type Id } from '#shared/kernel/id.ts'
import { columnName } from '#shared/kernel/cell.ts'
import type { imports } from '#shared/modules/imports/contract.ts'
import { mismatches, type Expected } from '#shared/modules/imports/control.ts'
import type { BaseRow, ImportKind, ImportOptions } from '#shared/modules/imports/kind.ts'
import { applyMapping, savedTitle } from '#shared/modules/imports/mapping.ts'
import type { Choice, EarlierImport, FileLook, Report, SavedMapping, Summary } from '#shared/modules/imports/model.ts'
import { severityOf } from '#shared/modules/imports/problems.ts'
import type { ArgsOf, ResultOf } from '#shared/rpc/contract.ts'
import { AppError } from '#shared/rpc/errors.ts'
import { watermarkText } from '#shared/modules/access/watermark.ts'
import type { ActionBody, ActionContext } from '#main/engine/define.ts'
import { writeTemplate } from '#main/engine/documents/xlsx/template.ts'
import { closeDraft, draftOf, draftToRead, kindOf, openDraft, type Draft } from './drafts.ts'
import { journalExport } from '../access/api.ts'
import { exportKind as writeKind } from './export-kind.ts'
import { problemText, wordsFor } from './sentences.ts'
import { targetOf } from './targets/index.ts'
import type { AcceptedRow } from './targets/target.ts'
import { templateOf } from './template.ts'

type Imports = typeof imports

export const open: ActionBody<Imports['open']> = async ({ draftId, file, kind }, context) => {
  const draft = await openDraft(draftId, file, kind, context)
  return { ...draft.look, earlier: await earlierImport(draft, context) }
}

export const look: ActionBody<Imports['look']> = async ({ draftId, sheet, header }, context) => {
  const draft = await draftToRead(draftId, context)
  draft.look = await draft.reader.open(draft.kind.name, { sheet, ...(header ? { header } : {}) }, reading(context))
  draft.choice = null
  return draft.look
}

export const analyse: ActionBody<Imports['analyse']> = async ({ draftId, choice, options }, context) =>
  judge(await draftToRead(draftId, context), choice, options, context)

export const rows: ActionBody<Imports['rows']> = ({ draftId, filter, offset, limit }, context) =>
  draftOf(draftId, context).reader.window(filter, offset, limit)

export const edit: ActionBody<Imports['edit']> = async ({ draftId, row, cells }, context) => {
  const { reader } = draftOf(draftId, context)
  const { summary, row: edited } = await reader.edit(row, cells)
  return { summary, row: edited }
}

export const accept: ActionBody<Imports['accept']> = ({ draftId, rows: chosen, isAccepted }, context) =>
  draftOf(draftId, context).reader.accept(chosen, isAccepted)

export const errorBook: ActionBody<Imports['errorBook']> = async ({ draftId, language }, context) => {
  const {
    reader,
    file,
    look: { format },
  } = draftOf(draftId, context)
  const stem = file.name.replace(/\.[^.]*$/, '')
  const { path, ref } = context.newFile(
    `${stem} (${wordsFor(language).errorBook.file}).${format === 'csv' ? 'csv' : 'xlsx'}`,
  )
  await reader.errors(path, { language })
  return ref
}

export const close: ActionBody<Imports['close']> = async ({ draftId }, context) => {
  await closeDraft(draftId, context)
  return {}
}

export const commit: ActionBody<Imports['commit']> = async (
  { draftId, batchId, note, passMoved, expected },
  context,
) => {
  const draft = draftOf(draftId, context)
  checkTotals(await draft.reader.summary(), expected)
  return send(draft, { batchId, note, passMoved }, context)
}

export const run: ActionBody<Imports['run']> = async (args, context) => {
  const draftId = newId()
  const draft = await openDraft(draftId, args.file, args.kind, context, args.sheet)
  if (args.header !== undefined)
    draft.look = await draft.reader.open(draft.kind.name, {
      sheet: draft.look.sheet,
      header: { from: args.header, to: args.header },
    })
  try {
    const choice = await chosenFor(draft.look, args, context)
    let summary = await judge(draft, choice, args.options, context)
    if (args.acceptsWarnings) summary = await draft.reader.accept({ classes: ['warning'] }, true)
    if (args.isCommitted) checkTotals(summary, args.expected)
    const batch = args.isCommitted && summary.accepted > 0 ? { id: newId() } : null
    const decided = batch && (await send(draft, { batchId: batch.id, note: null, passMoved: false }, context))
    return {
      ...(await report(draft, choice, summary, args.language)),
      batch: batch && decided && { ...batch, ...decided },
    }
  } finally {
    await closeDraft(draftId, context)
  }
}

export const template: ActionBody<Imports['template']> = async ({ kind, language }, context) => {
  const found = kindOf(kind, context)
  const { path, ref } = context.newFile(`${found.title[language]}.xlsx`)
  await writeTemplate(path, templateOf(found, language))
  return ref
}

export const exportKind: ActionBody<Imports['exportKind']> = async ({ kind, language, ids }, context) => {
  const found = kindOf(kind, context)
  const wanted = ids ? new Set(ids) : null
  const list: BaseRow[] = []
  for await (const part of targetOf(kind).base(context.cache)) {
    for (const row of part.rows) if (wanted === null || wanted.has(row.id)) list.push(row)
  }
  list.sort(inOrder(found))
  const mark = await journalExport(context, { exportId: newId(), what: found.title[language], rows: list.length })
  const { path, ref } = context.newFile(`${found.title[language]} ${context.now.slice(0, 10)}.xlsx`)
  const onProgress = (done: number) => context.progress({ done, total: list.length, stage: 'writing' })
  await writeKind(path, { kind: found, rows: list, language, heading: [watermarkText(mark, language)], onProgress })
  return ref
}

/** The last import of this very file, with its columns found again: today's data may give another difference. */
async function earlierImport(
  { hash, kind, look: seen }: Draft,
  { cache }: ActionContext,
): Promise<EarlierImport | null> {
  const batch = await cache
    .selectFrom('import_batch')
    .select(['id', 'created_at', 'state', 'mapping_json'])
    .where('file_hash', '=', hash)
    .where('kind', '=', kind.name)
    .orderBy('created_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  const columns = batch && applyMapping(seen.columns, batch.mapping_json.columns)
  if (!batch || !columns) return null
  return {
    batchId: batch.id,
    created_at: batch.created_at,
    state: batch.state,
    columns: columns.map(({ column, field, isTwin }) => ({ column, field, isTwin })),
    constants: batch.mapping_json.constants,
  }
}

/** As a reader looks for them: by place, then by number, 2 before 10. */
function inOrder({ keys }: ImportKind): (a: BaseRow, b: BaseRow) => number {
  const { compare } = new Intl.Collator('ru', { numeric: true })
  const fields = [
    ...(keys[0]?.exact.slice(0, -1) ?? []),
    ...(keys[0]?.loose ?? []),
    ...(keys[0]?.exact.slice(-1) ?? []),
  ]
  return (a, b) => {
    for (const field of fields) {
      const order = compare(String(a.values[field] ?? ''), String(b.values[field] ?? ''))
      if (order !== 0) return order
    }
    return 0
  }
}

function checkTotals({ totals }: Summary, expected: Expected): void {
  const [first] = mismatches(totals, expected)
  if (!first) return
  throw new AppError('invalid', 'The file does not add up to the control totals', {
    reason: 'imports.control-totals',
    field: first.field ?? 'rows',
    expected: first.expected,
    found: first.found,
  })
}

const reading = ({ signal, progress }: ActionContext) => ({
  signal,
  onProgress: (done: number, total: number) => progress({ done, total, stage: 'checking' }),
})

export async function judge(
  draft: Draft,
  choice: Choice,
  options: ImportOptions,
  context: ActionContext,
): Promise<Summary> {
  draft.choice = choice
  return draft.reader.analyse(choice, options, targetOf(draft.kind.name).base(context.cache), reading(context))
}

async function send(
  { reader, kind, file, hash, look: seen, choice }: Draft,
  { batchId, note, passMoved }: { batchId: Id; note: string | null; passMoved: boolean },
  context: ActionContext,
) {
  if (!choice) throw new AppError('conflict', 'The file has not been checked yet', { reason: 'imports.not-analysed' })
  const accepted: AcceptedRow[] = []
  for (;;) {
    const part = await reader.accepted(accepted.length, 5000)
    accepted.push(...part)
    if (part.length < 5000) break
  }
  if (accepted.length === 0)
    throw new AppError('conflict', 'Nothing is accepted', { reason: 'imports.nothing-accepted' })
  const { rows: submitted, places } = await targetOf(kind.name).prepare(context.cache, accepted, newId)
  const { counts } = await reader.summary()
  const args: ArgsOf<Imports['submit']> = {
    batchId,
    kind: kind.name,
    fileName: file.name,
    fileHash: hash,
    sheet: seen.sheet,
    mapping: mappingOf(seen, choice),
    counts,
    rows: submitted,
    places,
    note,
    passMoved,
  }
  context.progress({ done: 0, total: submitted.length, stage: 'writing' })
  // The batch's id is the command's too: sending it again cannot write it twice.
  return (await context.call('imports.submit', args, batchId)) as ResultOf<Imports['submit']>
}

function mappingOf({ columns }: FileLook, choice: Choice): SavedMapping['mapping'] {
  return {
    columns: choice.columns.map(({ column, field, isTwin }) => ({
      title: savedTitle(column, columns.find((each) => each.column === column)?.title ?? ''),
      field,
      isTwin,
    })),
    constants: choice.constants,
  }
}

async function chosenFor(
  seen: FileLook,
  { mapping, kind, constants, columns: given }: ArgsOf<Imports['run']>,
  context: ActionContext,
): Promise<Choice> {
  const chosen = new Set(Object.values(given))
  const found = seen.columns.flatMap(({ column, field: proposed, isTwin }) => {
    const own = given[columnName(column)]
    // What somebody says of a column goes before what was guessed of another.
    const field = own !== undefined ? own : proposed !== null && chosen.has(proposed) ? null : proposed
    return field === null ? [] : [{ column, field, isTwin: isTwin && own === undefined }]
  })
  const choice = { headerFrom: seen.headerFrom, headerTo: seen.headerTo, columns: found, constants }
  if (seen.headerFrom === null)
    throw new AppError('invalid', 'No header row was found', { reason: 'imports.no-header' })
  if (mapping === undefined) return choice
  const saved = ((await context.call('imports.mappings', { kind })) as SavedMapping[]).find(
    ({ name }) => name === mapping,
  )
  if (!saved) throw new AppError('not-found', 'There is no such mapping', { reason: 'imports.no-mapping', mapping })
  const columns = applyMapping(seen.columns, saved.mapping.columns)
  if (!columns)
    throw new AppError('invalid', 'The mapping does not fit the file', {
      reason: 'imports.mapping-does-not-fit',
      mapping,
    })
  return {
    ...choice,
    columns: columns.map(({ column, field, isTwin }) => ({ column, field, isTwin })),
    constants: { ...saved.mapping.constants, ...constants },
  }
}

const MOST_PROBLEMS = 100_000

async function report(
  { reader, kind, look: seen }: Draft,
  choice: Choice,
  { rows: count, counts, structure }: Summary,
  language: 'ru' | 'en',
): Promise<Omit<Report, 'batch'>> {
  const found = await reader.problems(MOST_PROBLEMS)
  return {
    kind: kind.name,
    sheet: seen.sheet,
    rows: count,
    insert: counts.insert,
    update: counts.update,
    unchanged: counts.unchanged,
    conflict: counts.conflict,
    error: counts.error,
    warning: counts.warning,
    skipped: counts.skipped,
    problems: found.map(({ row, problem }) => ({
      row,
      column: problem.column === null ? null : columnName(problem.column),
      field: problem.field,
      code: problem.code,
      severity: severityOf(problem),
      message: problemText(problem, language, kind),
    })),
    notes: structure.map(({ code, facts }) => ({ code, message: problemText({ code, facts }, language) })),
    missing: kind.fields
      .filter(
        ({ key, isRequired }) =>
          isRequired && !choice.columns.some(({ field }) => field === key) && choice.constants[key] === undefined,
      )
      .map(({ key }) => key),
    better: seen.better,
    columns: seen.columns.map(({ column, title }) => ({
      column: columnName(column),
      title,
      field: choice.columns.find((each) => each.column === column)?.field ?? null,
    })),
  }
}
