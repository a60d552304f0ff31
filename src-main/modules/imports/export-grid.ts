/**
 * A grid as a workbook. Every one carries the ids of its rows, a stamp of what each said and a hash of the whole; one whose
 * rows are a kind of import comes back by the import, any other to its grid, which shows what was changed in it.
 */
import { newId } from '#shared/kernel/id.ts'
import { watermarkText } from '#shared/modules/access/watermark.ts'
import type { imports } from '#shared/modules/imports/contract.ts'
import { fieldsByKey, type BaseRow, type Value } from '#shared/modules/imports/kind.ts'
import { findKind } from '#shared/modules/imports/kinds/index.ts'
import { plain } from '#shared/modules/imports/plain-cell.ts'
import { rowStamp } from '#shared/modules/imports/stamp.ts'
import type { ActionBody, ActionContext } from '#main/engine/define.ts'
import {
  writeTable,
  type WrittenColumn,
  type WrittenType,
  type WrittenValue,
} from '#main/engine/documents/xlsx/write.ts'
import { journalExport } from '../access/api.ts'
import { typeOf, writer } from './export-kind.ts'
import { ABOUT_SHEET, ID_HEADER, STAMP_HEADER } from './returning.ts'
import { createSeal } from './seal.ts'
import { wordsFor } from './sentences.ts'
import { targetOf } from './targets/index.ts'

type Export = (typeof imports)['exportGrid']

export const exportGrid: ActionBody<Export> = async (args, context) => {
  const { name, heading, columns, rows: lines, language, ids } = args
  const mark = await journalExport(context, { exportId: newId(), what: name, rows: lines.length })
  const { path, ref } = context.newFile(`${name}.xlsx`)
  const words = wordsFor(language).exportBook
  const kind = args.kind === undefined ? undefined : findKind(args.kind)
  const known = kind && fieldsByKey(kind)
  const fields = columns.map(({ key }) => {
    const field = key === undefined ? undefined : known?.get(key)
    return field?.isHelper ? undefined : field
  })
  const base = kind && ids ? await baseOf(kind.name, new Set(ids), context) : new Map<string, BaseRow>()
  const written = columns.map(({ title, type, total, width }, at): WrittenColumn => ({
    title,
    type: typeOf(fields[at]) ?? type,
    ...(total ? { total } : {}),
    ...(width ? { width } : {}),
  }))
  const writers = fields.map((field) => field && writer(field, language))
  const stamped = fields.flatMap((field) => field?.key ?? [])
  const seal = createSeal()
  function* rows(): Generator<WrittenValue[]> {
    for (const [at, line] of lines.entries()) {
      const id = ids?.[at]
      if (id === undefined) {
        yield [...line]
        continue
      }
      const there = base.get(id)
      // What may come back is written as the base has it: a name of a list in the words that the import reads.
      const cells = line.map((value, column): WrittenValue => {
        const key = fields[column]?.key
        return there && key !== undefined ? (writers[column]?.(there.values[key] ?? null) ?? null) : value
      })
      // The fields as the base has them, then the columns that no field is, as the grid has.
      const own = there && stamped.map((key): Value => there.values[key] ?? null)
      const rest = columns.flatMap(({ type }, column) => (own && fields[column] ? [] : [plain(line[column], type)]))
      const stamp = rowStamp([...(own ?? []), ...rest])
      seal.add(id, stamp)
      yield [...cells, id, stamp]
    }
  }
  await writeTable(path, {
    sheet: name,
    heading: [watermarkText(mark, language), ...heading],
    columns: ids ? [...written, hidden(ID_HEADER), hidden(STAMP_HEADER)] : written,
    rows: rows(),
    about: {
      sheet: ABOUT_SHEET,
      get rows() {
        return [
          ['kind', kind?.name ?? ''],
          ['name', name],
          ['grid', args.grid],
          ['hash', seal.value()],
          ...columns.flatMap(({ title, key = '', type }, at) => (fields[at] ? [] : [['column', title, key, type]])),
          ...columns.flatMap(({ title }, at) => {
            const field = fields[at]
            return field ? [['field', title, field.key]] : []
          }),
        ]
      },
    },
    totalsLabel: words.total,
    words: { yes: words.yes, no: words.no },
    onProgress: (done) => context.progress({ done, total: lines.length, stage: 'writing' }),
  })
  return ref
}

const hidden = (title: string): WrittenColumn => ({ title, type: 'code' satisfies WrittenType, isHidden: true })

async function baseOf(kind: string, ids: ReadonlySet<string>, { cache }: ActionContext): Promise<Map<string, BaseRow>> {
  const found = new Map<string, BaseRow>()
  for await (const part of targetOf(kind).base(cache))
    for (const row of part.rows) if (ids.has(row.id)) found.set(row.id, row)
  return found
}
