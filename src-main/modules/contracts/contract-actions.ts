/** What touches files and secrets: keeping a document, its files, comparisons, a Word file that came back. */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { newId } from '#shared/kernel/id.ts'
import { fullName } from '#shared/kernel/russian/names.ts'
import { type StaleValue, compareContracts, handEdits, staleValues } from '#shared/modules/contracts/compare.ts'
import { code128 } from '#shared/modules/contracts/code128.ts'
import { isToBeRegistered } from '#shared/modules/contracts/contract-machine.ts'
import {
  STATED_SOURCES,
  type Source,
  type ValueSource,
  contractName,
} from '#shared/modules/contracts/contract-model.ts'
import type { paperCalls } from '#shared/modules/contracts/paper-contract.ts'
import type { Facts, Item } from '#shared/modules/contracts/vocabulary.ts'
import { AppError } from '#shared/rpc/errors.ts'
import type { FileRef } from '#shared/rpc/host.ts'
import type { ActionBody, ActionContext } from '#main/engine/define.ts'
import { importDocx } from '#main/engine/documents/docx-import.ts'
import { renderDocx } from '#main/engine/documents/docx.ts'
import { renderLabels } from '#main/engine/documents/labels.ts'
import { renderPdf } from '#main/engine/documents/pdf.ts'
import { keptSheet, readKept, textOfSlots, type KeptContract, type KeptSheet } from './contract-sheet.ts'
import { lackingPaths, refuseIncomplete, written } from './document-files.ts'
import { sheetOf, today } from './drafts.ts'
import { gather } from './open-source.ts'
import { forFile } from './russian-names.ts'

type Calls = typeof paperCalls

export const openContract: ActionBody<Calls['openContract']> = async ({ contractId }, context) => {
  const kept = await readKept(context, contractId, 'a contract is looked at')
  const { assembly, isComplete, missingTerms: missing } = await keptSheet(context.cache, kept, context.now)
  return {
    contractId,
    source: { kind: kept.source_kind, id: kept.source_id },
    dealId: kept.deal_id,
    unitId: kept.unit_id,
    baseId: kept.base_id,
    template: kept.template_key,
    facts: { ...kept.facts },
    origins: { ...kept.origins },
    sources: kept.sources,
    edits: kept.edits,
    register: { ...kept.register },
    state: kept.state,
    revision: kept.revision,
    document: assembly.document,
    clauses: assembly.clauses,
    used: assembly.used,
    isComplete,
    missingTerms: missing,
  }
}

export const keep: ActionBody<Calls['keep']> = async ({ revision, ...paper }, context) => {
  const sheet = await sheetOf(context.cache, paper, context.now)
  const { template, assembly, facts, on } = sheet
  const total = facts['price.total'] ?? facts['lease.monthly'] ?? facts['stay.total']
  // What is computed is computed again each time; the number is the centre's to write.
  const { 'contract.number': _, ...given } = paper.facts
  const saved = (await context.call('contracts.savePinned', {
    ...paper,
    facts: given,
    revision,
    template: template.template,
    kind: template.kind,
    templateVersion: template.version,
    title: template.title,
    on,
    clientName: clientOf(facts) || template.title,
    priceMinor: typeof total === 'number' ? total : null,
    isRegistered: isToBeRegistered(template.kind, facts),
    pins: assembly.clauses,
  })) as { number: string; revision: number }
  await keepForms(context, paper)
  return { contractId: paper.contractId, ...saved }
}

/** What was declined by hand belongs to the person whose name it is. */
async function keepForms(
  context: ActionContext,
  { facts, sources }: { facts: Facts; sources: Record<string, ValueSource> },
) {
  const names: [string, unknown][] = Object.entries(facts).flatMap(([path, value]): [string, unknown][] =>
    Array.isArray(value)
      ? (value as Item[]).flatMap((item, index) =>
          Object.entries(item).map(([field, own]): [string, unknown] => [`${path}.${index}.${field}`, own]),
        )
      : [[path, value]],
  )
  const people = names.flatMap(([path, value]) => {
    const source = sources[path]
    const {
      overrides,
      last = '',
      first = '',
      middle = '',
    } = (typeof value === 'object' && value !== null ? value : {}) as {
      overrides?: Record<string, string>
      last?: string
      first?: string
      middle?: string
    }
    if (
      source?.kind !== 'person' ||
      source.id === null ||
      overrides === undefined ||
      Object.keys(overrides).length === 0
    )
      return []
    return [{ personId: source.id, name: [last, first, middle].join(' ').trim(), forms: overrides }]
  })
  if (people.length > 0) await context.call('contracts.saveForms', { people })
}

function clientOf(facts: Facts): string {
  const buyers = Array.isArray(facts['buyers']) ? (facts['buyers'] as Item[]) : []
  return buyers
    .map((buyer) => {
      const name = buyer['name'] as { last?: string; first?: string; middle?: string } | undefined
      const company = buyer['company'] as { name?: string } | undefined
      return (
        company?.name ??
        (name ? fullName({ last: name.last ?? '', first: name.first ?? '', middle: name.middle ?? '' }) : '')
      )
    })
    .filter(Boolean)
    .join(', ')
    .slice(0, 500)
}

export const advance: ActionBody<Calls['advance']> = async (args, context) => {
  if (args.step === 'check' || args.step === 'approve') {
    const kept = await readKept(context, args.contractId, 'a contract is checked')
    refuseLacking(await keptSheet(context.cache, kept, context.now))
  }
  return (await context.call('contracts.step', args)) as { state: KeptContract['state'] }
}

function refuseLacking(sheet: KeptSheet): void {
  const terms = sheet.missingTerms.join(', ')
  // Values first: whoever fills them in has most of the terms as well.
  if (terms !== '' && lackingPaths(sheet).length === 0)
    throw new AppError('invalid', `Mandatory terms are missing: ${terms}`, { reason: 'contracts.terms-missing', terms })
  refuseIncomplete(sheet)
}

const CLEAN_STATES: readonly KeptContract['state'][] = ['draft', 'legal_check', 'annulled']

export const files: ActionBody<Calls['files']> = async ({ contractId, copy, formats }, context) => {
  const kept = await readKept(context, contractId, 'files of a contract are written')
  const name = `${contractName(kept.kind, kept.number)} ${kept.client_name}`.slice(0, 100)
  if (copy === 'clean' && CLEAN_STATES.includes(kept.state))
    throw new AppError('conflict', 'A clean copy is of what is approved', { reason: 'contracts.not-approved' })
  const sheet = await keptSheet(context.cache, kept, context.now)
  if (copy === 'clean') refuseLacking(sheet)
  const document = forFile(sheet.assembly.document)
  const one = async (format: 'docx' | 'pdf') => {
    if (!formats.includes(format)) return null
    const known = copy === 'clean' ? kept[`${format}_sha256`] : null
    const bytes =
      (known === null ? null : await stored(context, known)) ??
      (format === 'docx' ? await renderDocx(document, { copy }) : await renderPdf(document, { copy }))
    return { ...(await written(context, `${name}.${format}`, bytes)), bytes }
  }
  const [docx, pdf] = [await one('docx'), await one('pdf')]
  if (copy === 'clean' && kept.state === 'approved') await keepFiles(context, kept, { docx, pdf })
  const shown = (file: Awaited<ReturnType<typeof one>>) => (file ? { ref: file.ref, sha256: file.sha256 } : null)
  return { docx: shown(docx), pdf: shown(pdf) }
}

type Rendered = { ref: FileRef; sha256: string; bytes: Uint8Array } | null

/** The clean copy goes to the centre's store, once; its hash is in the contract from then on. */
async function keepFiles(
  context: ActionContext,
  kept: KeptContract,
  { docx, pdf }: { docx: Rendered; pdf: Rendered },
): Promise<void> {
  if (!context.actor.rights.includes('contracts.write')) return
  const fresh = {
    ...(docx && docx.sha256 !== kept.docx_sha256 ? { docx } : {}),
    ...(pdf && pdf.sha256 !== kept.pdf_sha256 ? { pdf } : {}),
  }
  for (const { ref, sha256, bytes } of Object.values(fresh))
    await context.call('files.store', {
      fileId: newId(),
      sha256,
      mime: ref.mime,
      content: Buffer.from(bytes).toString('base64'),
    })
  if (Object.keys(fresh).length > 0)
    await context.call('contracts.recordFiles', {
      contractId: kept.id,
      ...(fresh.docx ? { docx: fresh.docx.sha256 } : {}),
      ...(fresh.pdf ? { pdf: fresh.pdf.sha256 } : {}),
    })
}

async function stored({ atCentre }: ActionContext, sha256: string): Promise<Uint8Array | null> {
  const row = await atCentre((db) =>
    db.selectFrom('file').select('content').where('sha256', '=', sha256).executeTakeFirst(),
  )
  return row ? Buffer.from(row.content, 'base64') : null
}

export const stale: ActionBody<Calls['stale']> = async ({ contractId }, context) => {
  const kept = await readKept(context, contractId, 'a contract is compared with the register')
  const source = sourceOf(kept)
  if (!source) return { values: [] }
  const { assembly } = await keptSheet(context.cache, kept, context.now)
  const now = await gather(source, context, 'a contract is compared with the register')
  // The register against itself, then and now: what was typed over is the contract's own business. The day moves by itself.
  const used = assembly.used
    .filter(
      ({ path, origin }) =>
        origin !== 'typed' &&
        origin !== 'changed' &&
        origin !== 'computed' &&
        path !== 'contract.on' &&
        path !== 'contract.number',
    )
    .map((value) => ({ ...value, value: valueAt(kept.register, value.path) ?? null }))
  const values = staleValues(used, now.facts).filter(({ was, now: is }) => JSON.stringify(was) !== JSON.stringify(is))
  return { values: values.map((value: StaleValue) => ({ ...value, source: now.sources[value.path] ?? null })) }
}

/** Where it started; without a record behind it from the unit and the people of the register that it names. */
function sourceOf({ source_kind: kind, source_id: id, unit_id, sources, facts }: KeptContract): Source | undefined {
  if (id !== null) return { kind, id }
  if (!STATED_SOURCES.some((each) => each === kind)) return undefined
  const buyers = Array.isArray(facts['buyers']) ? facts['buyers'] : []
  const people = buyers.map((_buyer, index) => sources[`buyers.${index}.name`] ?? sources[`buyers.${index}.company`])
  const personIds = people.flatMap((source) => (source?.kind === 'person' && source.id !== null ? [source.id] : []))
  return {
    kind,
    id,
    ...(unit_id === null ? {} : { unitId: unit_id }),
    ...(personIds.length === 0 ? {} : { personIds }),
  }
}

function valueAt(facts: Facts, path: string): unknown {
  if (path in facts) return facts[path]
  const [list = '', index = '', ...field] = path.split('.')
  const items = facts[list]
  return Array.isArray(items) ? (items[Number(index)] as Item | undefined)?.[field.join('.')] : undefined
}

export const compareKept: ActionBody<Calls['compareKept']> = async ({ left, right }, context) => {
  const one = await keptSheet(context.cache, await readKept(context, left, 'contracts are compared'), context.now)
  const other =
    right === null
      ? await standardOf(context, one)
      : (await keptSheet(context.cache, await readKept(context, right, 'contracts are compared'), context.now)).assembly
  const [texts, others] = [textOfSlots(one.assembly.document), textOfSlots(other.document)]
  return {
    clauses: compareContracts(one.assembly, other).map((difference) => ({
      ...difference,
      leftText: texts.get(difference.slot) ?? '',
      rightText: others.get(difference.slot) ?? '',
    })),
  }
}

/** The same deal with no edit and what is in force on its day now. */
async function standardOf(context: ActionContext, { facts, template, on }: KeptSheet) {
  return (await sheetOf(context.cache, { template: template.template, facts, on, edits: [], origins: {} }, context.now))
    .assembly
}

export const reimport: ActionBody<Calls['reimport']> = async ({ contractId, docx, isKept }, context) => {
  const file = context.pathOf(docx)
  const kept = await readKept(context, contractId, 'a Word file of a contract came back')
  const { assembly } = await keptSheet(context.cache, kept, context.now)
  const bytes = await readFile(file)
  const edits = handEdits(forFile(assembly.document), importDocx(bytes).content)
  if (isKept && edits.length > 0) {
    const digest = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 32)
    await context.call('contracts.noteHandEdits', {
      eventId: newId(),
      contractId,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      edits: edits
        .slice(0, 500)
        .map(({ slot, kind, before, after }) => ({ slot, kind, digest: digest(`${before}\u0000${after}`) })),
    })
  }
  return { edits, isClean: edits.length === 0 }
}

export const labels: ActionBody<Calls['labels']> = async ({ copyIds }, context) => {
  const rows = await context.cache
    .selectFrom('paper_copy as p')
    .innerJoin('contract as c', 'c.id', 'p.contract_id')
    .select(['p.barcode', 'p.title', 'p.copy_no', 'c.number', 'c.kind', 'c.client_name'])
    .where('p.id', 'in', copyIds)
    .orderBy('p.number')
    .execute()
  const made = rows.flatMap(({ barcode, title, copy_no, number, kind, client_name }) =>
    barcode === null
      ? []
      : [
          {
            code: barcode,
            bars: code128(barcode),
            lines: [`${contractName(kind, number)}, экз. ${copy_no}`, title, client_name],
          },
        ],
  )
  if (made.length === 0) throw new AppError('not-found', 'No such copy', { reason: 'contracts.no-paper' })
  return written(context, 'labels.pdf', await renderLabels(made, today(context.now)))
}
