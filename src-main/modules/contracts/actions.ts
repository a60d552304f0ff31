import { readFile } from 'node:fs/promises'
import { compareContracts, handEdits } from '#shared/modules/contracts/compare.ts'
import type { Draft, contracts } from '#shared/modules/contracts/contract.ts'
import type { Source } from '#shared/modules/contracts/contract-model.ts'
import type { ActionBody, ActionContext } from '#main/engine/define.ts'
import { importDocx } from '#main/engine/documents/docx-import.ts'
import { renderDocx } from '#main/engine/documents/docx.ts'
import { renderPdf } from '#main/engine/documents/pdf.ts'
import { refuseIncomplete, written } from './document-files.ts'
import { sheetOf, templateFor } from './drafts.ts'
import { gather } from './open-source.ts'
import { forFile } from './russian-names.ts'
import { putStated } from './sources.ts'

type Contracts = typeof contracts

export const assemble: ActionBody<Contracts['assemble']> = async ({ copy, formats, source, ...given }, context) => {
  const draft = source === undefined ? given : await overSource(source, given, context)
  const sheet = await sheetOf(context.cache, draft, context.now)
  if (copy === 'clean') refuseIncomplete(sheet)
  const document = forFile(sheet.assembly.document)
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

/** The source's own facts with what is given over them; that stays marked as said by hand. */
async function overSource(source: Source, given: Draft, context: ActionContext): Promise<Draft> {
  const found = putStated(await gather(source, context, 'a document is put together'), given.facts)
  const template = given.template ?? (await templateFor(context.cache, found.facts, found.kind, context.now))
  return {
    ...given,
    facts: found.facts,
    origins: { ...found.origins, ...given.origins },
    ...(template === undefined ? {} : { template }),
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
  return { clauses: [], edits: handEdits(forFile(one.assembly.document), edited.content) }
}
