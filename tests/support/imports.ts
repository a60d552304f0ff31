/** Imports as people run them, without an engine: commands under a person's own role, files through the whole way of `kvartal import --commit`. */
import { mkdirSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import ExcelJS from 'exceljs'
import { newId, type Id } from '#shared/kernel/id.ts'
import { toInstant } from '#shared/kernel/instant.ts'
import type { ArgsOf, ResultOf } from '#shared/rpc/contract.ts'
import { access } from '#shared/modules/access/contract.ts'
import { imports as contract } from '#shared/modules/imports/contract.ts'
import type { Value } from '#shared/modules/imports/kind.ts'
import type { Report } from '#shared/modules/imports/model.ts'
import type { ActionContext, Db } from '#main/engine/define.ts'
import { toRefusal } from '#main/engine/db/trouble.ts'
import { imports } from '#main/modules/imports/index.ts'
import { cacheOf, type Person, type World } from './inventory.ts'

type Imports = typeof contract
type CommandName = { [N in keyof Imports]: Imports[N]['kind'] extends 'command' ? N : never }[keyof Imports]

/** Scratch of this test process. */
export const importsDir = mkdtempSync(path.join(tmpdir(), 'kvartal-imports-'))

export async function book(rows: (string | number | null)[][]): Promise<string> {
  const file = path.join(importsDir, `${newId()}.xlsx`)
  const workbook = new ExcelJS.Workbook()
  workbook.addWorksheet('Лист1').addRows(rows)
  await workbook.xlsx.writeFile(file)
  return file
}

/** Runs a command's body as the person, in one transaction that a refusal takes back. */
export async function command<N extends CommandName>(
  who: Person,
  name: N,
  args: ArgsOf<Imports[N]>,
): Promise<ResultOf<Imports[N]>> {
  const commandId = name === 'submit' && 'batchId' in args ? String(args.batchId) : newId()
  const body = imports.bodies[name] as unknown as (tx: Db, args: unknown, context: unknown) => Promise<unknown>
  try {
    return await who.central.transaction(
      { settings: { command_id: commandId, command: `imports.${name}` } },
      async (tx) => {
        const result = await body(tx.db, contract[name].args.parse(args), {
          place: 'central',
          actor: who.actor,
          issuedAt: toInstant(Date.now()),
          commandId,
        })
        await tx.run('set constraints all immediate')
        return contract[name].result.parse(result) as ResultOf<Imports[N]>
      },
    )
  } catch (error) {
    throw toRefusal(error)
  }
}

async function recordExport(who: Person, args: unknown) {
  const given = access.recordExport.args.parse(args)
  try {
    await who.central.transaction({}, (tx) =>
      tx.rows('insert into app.export_log (id, user_id, what, row_count) values ($1, $2, $3, $4)', [
        given.exportId,
        who.id,
        given.what,
        given.rows,
      ]),
    )
    return {}
  } catch (error) {
    throw toRefusal(error)
  }
}

/** What an action sees when this person runs it, with a cache of what they may see; `file` is what they have brought in. */
export async function actionContext(
  world: World,
  who: Person,
  file: string,
): Promise<{ context: ActionContext; close(): void }> {
  const cache = await cacheOf(world, who)
  const made = new Set<string>()
  const context: ActionContext = {
    actor: who.actor,
    now: toInstant(Date.now()),
    signal: new AbortController().signal,
    progress: () => undefined,
    call: (name, args) =>
      name === 'access.recordExport'
        ? recordExport(who, args)
        : command(who, name.slice('imports.'.length) as 'submit', args as never),
    cache: cache.db,
    atCentre: (read) => who.central.transaction({}, (tx) => read(tx.db)),
    kept: { read: () => undefined, keep: () => undefined },
    newFile(name) {
      const dir = newId()
      mkdirSync(path.join(importsDir, dir))
      made.add(`${dir}/${name}`)
      return { path: path.join(importsDir, dir, name), ref: { file: `${dir}/${name}`, name, mime: '' } }
    },
    pathOf: (ref) => (made.has(ref.file) ? path.join(importsDir, ref.file) : file),
  }
  return { context, close: () => cache.close() }
}

/** Imports rows, or the file at a path, as `kvartal import --commit` does. */
export async function load(
  world: World,
  who: Person,
  kind: string,
  rows: (string | number | null)[][] | string,
  more: Partial<ArgsOf<Imports['run']>> = {},
): Promise<Report> {
  const { context, close } = await actionContext(world, who, typeof rows === 'string' ? rows : await book(rows))
  try {
    const args = contract.run.args.parse({
      file: { file: 'a', name: 'прайс.xlsx', mime: '' },
      kind,
      isCommitted: true,
      ...more,
    })
    return contract.run.result.parse(await imports.bodies.run(args, context))
  } finally {
    close()
  }
}

/** A batch as an engine sends it: changes of rows that are there, by id. */
export function batchOf(
  kind: string,
  rows: readonly { id: Id; changes: Record<string, [Value, Value]>; columns?: readonly string[] }[],
  more: Partial<ArgsOf<Imports['submit']>> = {},
): ArgsOf<Imports['submit']> {
  return contract.submit.args.parse({
    batchId: newId(),
    kind,
    fileName: 'прайс.xlsx',
    fileHash: 'x',
    sheet: 'Лист1',
    mapping: { columns: [], constants: {} },
    counts: { insert: 0, update: rows.length, unchanged: 0, conflict: 0, error: 0, warning: 0, skipped: 0 },
    rows: rows.map(({ id, changes, columns = Object.keys(changes) }, index) => ({
      id: newId(),
      row: index + 2,
      action: 'update',
      target_id: id,
      label: String(index),
      changes,
      before: Object.fromEntries(columns.map((column) => [column, changes[column]?.[0] ?? null])),
      after: Object.fromEntries(columns.map((column) => [column, changes[column]?.[1] ?? null])),
      warnings: [],
    })),
    places: { complexes: [], buildings: [], sections: [], entrances: [] },
    note: null,
    passMoved: false,
    ...more,
  })
}
