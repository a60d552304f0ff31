import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { compareContracts, handEdits } from '#shared/modules/contracts/compare.ts'
import type { contracts } from '#shared/modules/contracts/contract.ts'
import { AppError } from '#shared/rpc/errors.ts'
import type { ActionBody, ActionContext } from '#main/engine/define.ts'
import { importDocx } from '#main/engine/documents/docx-import.ts'
import { renderDocx } from '#main/engine/documents/docx.ts'
import { renderPdf } from '#main/engine/documents/pdf.ts'
import { type Sheet, sheetOf } from './drafts.ts'
import { gather } from './open-source.ts'

type Contracts = typeof contracts

export const assemble: ActionBody<Contracts['assemble']> = async ({ copy, formats, source, ...given }, context) => {
  const found = source === undefined ? {} : (await gather(source, context, 'a document is put together')).facts
  const draft = { ...given, facts: { ...found, ...given.facts } }
  const sheet = await sheetOf(context.cache, draft, context.now)
  if (copy === 'clean') refuseIncomplete(sheet)
  const { document } = sheet.assembly
  const number = sheet.facts['contract.number']
  const name = [sheet.template.title, typeof number === 'string' ? `№ ${number}` : ''].filter(Boolean).join(' ')
  const write = async (ending: string, bytes: Uint8Array) => written(context, `${name.slice(0, 100)}.${ending}`, bytes)
  return {
    template: sheet.template.template,
    isComplete: sheet.isComplete,
    clauses: sheet.assembly.clauses,
    docx: formats.includes('docx') ? await write('docx', await renderDocx(document, { copy })) : null,
    pdf: formats.includes('pdf') ? await write('pdf', await renderPdf(document, { copy })) : null,
  }
}

export const compare: ActionBody<Contracts['compare']> = async ({ left, right }, context) => {
  const one = await sheetOf(context.cache, left, context.now)
  if ('draft' in right)
    return {
      clauses: compareContracts(one.assembly, (await sheetOf(context.cache, right.draft, context.now)).assembly),
      edits: [],
    }
  const edited = importDocx(await readFile(context.pathOf(right.docx)))
  return { clauses: [], edits: handEdits(one.assembly.document, edited.content) }
}

function refuseIncomplete({ isComplete, assembly, wrong }: Sheet): void {
  if (isComplete) return
  const paths = [
    ...wrong.map(({ path }) => path),
    ...assembly.undecided.map(({ fact }) => fact),
    ...assembly.missing.map(({ path }) => path),
  ].filter((path) => path !== '')
  throw new AppError('invalid', `The document is not complete: ${paths.slice(0, 20).join(', ')}`, {
    reason: 'contracts.incomplete',
    count: paths.length,
    paths: paths.slice(0, 100).join(', '),
  })
}

async function written(context: ActionContext, name: string, bytes: Uint8Array) {
  const { path, ref } = context.newFile(name.replace(/[\\/]/g, '-'))
  await writeFile(path, bytes, { mode: 0o600 })
  return { ref, sha256: createHash('sha256').update(bytes).digest('hex') }
}
