/** A kept contract as it was agreed: its template and clauses in the versions that it pins, whatever was published since. */
import type { Day } from '#shared/kernel/day.ts'
import type { PrintBlock, PrintDocument } from '#shared/kernel/document.ts'
import { newId, type Id } from '#shared/kernel/id.ts'
import type { Instant } from '#shared/kernel/instant.ts'
import {
  type AssembleInput,
  type Assembly,
  type PlacedClause,
  assemble,
  isComplete,
} from '#shared/modules/contracts/assemble.ts'
import type { ContractKind, ContractState } from '#shared/modules/contracts/contract-machine.ts'
import type { ValueSource } from '#shared/modules/contracts/contract-model.ts'
import type { DocumentEdit } from '#shared/modules/contracts/edits.ts'
import { missingTerms } from '#shared/modules/contracts/mandatory-terms.ts'
import type { ClauseLibrary, TemplateVersion } from '#shared/modules/contracts/model.ts'
import type { FactProblem, Facts } from '#shared/modules/contracts/vocabulary.ts'
import { RUSSIAN_VOCABULARY as WORDS } from '#shared/modules/contracts/vocabulary-ru.ts'
import { AppError } from '#shared/rpc/errors.ts'
import type { ActionContext, Db } from '#main/engine/define.ts'
import { factsOf } from './drafts.ts'
import { published, templateOf } from './published.ts'

export interface KeptContract {
  id: Id
  number: number | null
  kind: ContractKind
  state: ContractState
  title: string
  template_key: string
  template_version: number
  contract_on: Day
  revision: number
  deal_id: Id | null
  unit_id: Id | null
  base_id: Id | null
  source_kind: 'deal' | 'reservation' | 'auction' | 'stay' | 'owner' | 'base' | 'none'
  source_id: Id | null
  client_name: string
  docx_sha256: string | null
  pdf_sha256: string | null
  facts: Facts
  origins: AssembleInput['origins']
  sources: Record<string, ValueSource>
  edits: DocumentEdit[]
  pins: PlacedClause[]
  register: Facts
}

export interface KeptSheet {
  template: TemplateVersion
  on: Day
  facts: Facts
  wrong: FactProblem[]
  input: AssembleInput
  assembly: Assembly
  isComplete: boolean
  missingTerms: string[]
}

/** Reads a contract with its words. What it says of people is secret, so the reading is journalled first. */
export async function readKept(context: ActionContext, contractId: Id, purpose: string): Promise<KeptContract> {
  const row = await context.cache
    .selectFrom('contract')
    .select([
      'id',
      'number',
      'kind',
      'state',
      'title',
      'template_key',
      'template_version',
      'contract_on',
      'revision',
      'deal_id',
      'unit_id',
      'base_id',
      'source_kind',
      'source_id',
      'client_name',
      'docx_sha256',
      'pdf_sha256',
      'pins_json',
    ])
    .where('id', '=', contractId)
    .executeTakeFirst()
  if (!row) throw new AppError('not-found', 'No such contract', { reason: 'contracts.no-contract' })
  const noText = new AppError('not-found', 'Its words are not kept here, or not for this user', {
    reason: 'contracts.no-text',
  })
  const known = await context.cache
    .selectFrom('contract_body')
    .select('id')
    .where('id', '=', contractId)
    .executeTakeFirst()
  if (!known) throw noText
  await context.call('access.recordRead', { readId: newId(), what: 'contract_body', rowId: contractId, purpose })
  const body = await context.cache
    .selectFrom('contract_body')
    .select(['facts_json', 'origins_json', 'sources_json', 'edits_json', 'register_json'])
    .where('id', '=', contractId)
    .executeTakeFirst()
  if (!body) throw noText
  const { pins_json, ...own } = row
  return {
    ...own,
    facts: body.facts_json,
    origins: body.origins_json,
    sources: body.sources_json,
    edits: body.edits_json,
    pins: pins_json,
    register: body.register_json,
  }
}

export async function keptSheet(db: Db, kept: KeptContract, now: Instant): Promise<KeptSheet> {
  const all = await published(db)
  const template = templateOf(all, kept.template_key, kept.contract_on, kept.template_version)
  const { facts, computed, wrong, on } = factsOf(kept.facts, kept.contract_on, now)
  const input: AssembleInput = {
    template,
    library: pinnedLibrary(all.library, kept.pins),
    vocabulary: WORDS,
    facts,
    on,
    origins: { ...Object.fromEntries(computed.map((path) => [path, 'computed' as const])), ...kept.origins },
    edits: kept.edits,
  }
  const assembly = assemble(input)
  return {
    template,
    on,
    facts,
    wrong,
    input,
    assembly,
    isComplete: isComplete(assembly) && wrong.length === 0,
    missingTerms: lackingTerms(input, assembly),
  }
}

/** The library with the pinned versions in front of whatever is in force. */
export function pinnedLibrary(library: ClauseLibrary, pins: readonly PlacedClause[]): ClauseLibrary {
  const versions = new Map(pins.map(({ clause, version }) => [clause, version]))
  return { find: (clause, version, on) => library.find(clause, version ?? versions.get(clause), on) }
}

/** What stands at each slot, as plain text. */
export function textOfSlots({ blocks }: PrintDocument): Map<string, string> {
  const texts = new Map<string, string[]>()
  for (const block of blocks) {
    const slot = block.slot ?? ''
    texts.set(slot, [...(texts.get(slot) ?? []), textOf(block)])
  }
  return new Map([...texts].map(([slot, lines]) => [slot, lines.join('\n')]))
}

function textOf(block: PrintBlock): string {
  if (block.kind === 'paragraph') {
    const number = block.number ? `${block.number.text} ` : ''
    return number + block.runs.map((run) => (run.breakBefore ? `\n${run.text}` : run.text)).join('')
  }
  return block.rows.map((row) => row.cells.map((cell) => cell.paragraphs.map(textOf).join(' ')).join(' | ')).join('\n')
}

/** Terms that a draft lacks, for the preview. */
export function lackingTerms(input: AssembleInput, assembly: Assembly): string[] {
  const { edits = [], ...standard } = input
  return missingTerms(input.template.kind, assembly, edits.length === 0 ? assembly : assemble(standard), input.facts)
}
