/** A block from the clipboard is a small file: it is written as one, and goes the whole way of a file that returns. */
import { writeFile } from 'node:fs/promises'
import { newId } from '#shared/kernel/id.ts'
import type { imports } from '#shared/modules/imports/contract.ts'
import { fieldsByKey, type Value } from '#shared/modules/imports/kind.ts'
import type { Choice } from '#shared/modules/imports/model.ts'
import { rowStamp } from '#shared/modules/imports/stamp.ts'
import { AppError } from '#shared/rpc/errors.ts'
import type { FileRef } from '#shared/rpc/host.ts'
import type { ArgsOf } from '#shared/rpc/contract.ts'
import type { ActionBody, ActionContext } from '#main/engine/define.ts'
import { csvLine } from '#main/engine/documents/xlsx/csv-write.ts'
import { writeTable } from '#main/engine/documents/xlsx/write.ts'
import { judge } from './actions.ts'
import { kindOf, openDraft } from './drafts.ts'
import { ABOUT_SHEET, ID_HEADER, STAMP_HEADER } from './returning.ts'
import { targetOf } from './targets/index.ts'

type Paste = (typeof imports)['openPasted']

export const openPasted: ActionBody<Paste> = async (args, context) => {
  const file = args.into === null ? await asTable(args, context) : await asReturn(args, args.into, context)
  const draft = await openDraft(args.draftId, file, args.kind, context)
  const choice: Choice = {
    headerFrom: draft.look.headerFrom,
    headerTo: draft.look.headerTo,
    columns: draft.look.columns.flatMap(({ column, field, isTwin }) =>
      field === null ? [] : [{ column, field, isTwin }],
    ),
    constants: {},
  }
  if (draft.look.headerFrom === null)
    throw new AppError('invalid', 'No header row was found', { reason: 'imports.no-header' })
  const summary = await judge(
    draft,
    choice,
    { blankClears: args.into !== null, createsReferences: false, takesSold: false, leastPpmMinor: null },
    context,
  )
  return { file, look: draft.look, choice, summary }
}

/** Cells laid over rows that are there: each line is its row's, each column its field's. */
async function asReturn(
  { kind: name, name: title, cells }: ArgsOf<Paste>,
  { ids, fields }: NonNullable<ArgsOf<Paste>['into']>,
  context: ActionContext,
): Promise<FileRef> {
  const kind = kindOf(name, context)
  const known = fieldsByKey(kind)
  const columns = fields.map((key) => {
    const field = known.get(key)
    if (!field)
      throw new AppError('invalid', `There is no field ${key}`, { reason: 'imports.unknown-field', field: key })
    return field
  })
  const wanted = new Set(ids)
  const now = new Map<string, Record<string, Value>>()
  for await (const part of targetOf(name).base(context.cache))
    for (const row of part.rows) if (wanted.has(row.id as (typeof ids)[number])) now.set(row.id, row.values)
  const { path, ref } = context.newFile(`${title}.xlsx`)
  await writeTable(path, {
    sheet: title,
    columns: [
      ...columns.map((field) => ({ title: field.title.ru, type: 'code' as const })),
      { title: ID_HEADER, type: 'code', isHidden: true },
      { title: STAMP_HEADER, type: 'code', isHidden: true },
    ],
    rows: ids.map((id, index) => [
      ...columns.map((_, column) => cells[index]?.[column] || null),
      id,
      rowStamp(columns.map(({ key }) => now.get(id)?.[key] ?? null)),
    ]),
    about: {
      sheet: ABOUT_SHEET,
      rows: [['kind', name], ...columns.map(({ key, title: { ru } }) => ['field', ru, key])],
    },
  })
  return ref
}

/** A block with its own header: a table like any other. */
async function asTable({ name, cells }: ArgsOf<Paste>, context: ActionContext): Promise<FileRef> {
  const { path, ref } = context.newFile(`${name} ${newId().slice(-4)}.csv`)
  await writeFile(path, cells.map((line) => csvLine(line, '\t')).join(''))
  return ref
}
