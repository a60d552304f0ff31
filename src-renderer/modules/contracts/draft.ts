/** The document that is being put together on the screen, and the changes to it. */
import type { Origin } from '#shared/kernel/document.ts'
import { newId, type Id } from '#shared/kernel/id.ts'
import type { ContractKind, ContractState } from '#shared/modules/contracts/contract-machine.ts'
import type { Source, ValueSource } from '#shared/modules/contracts/contract-model.ts'
import type { DocumentEdit } from '#shared/modules/contracts/edits.ts'
import type { Facts, Item } from '#shared/modules/contracts/vocabulary.ts'
import { RUSSIAN_VOCABULARY as WORDS } from '#shared/modules/contracts/vocabulary-ru.ts'

export interface BuilderDraft {
  /** Empty: the one that is proposed. */
  template: string
  /** What the deal itself says; a value that differs from it was changed here. */
  base: Facts
  facts: Facts
  origins: Readonly<Record<string, Origin>>
  edits: readonly DocumentEdit[]
  /** Which record says each value. */
  sources: Readonly<Record<string, ValueSource>>
  source: Source
  dealId: Id | null
  unitId: Id | null
  baseId: Id | null
  contractId: Id
  /** Of the kept contract; null while nothing is kept. */
  revision: number | null
  state: ContractState
  /** What such a source leads to, and why. */
  kind: ContractKind | null
  why: string | null
  withheld: readonly string[]
  /** What it is made from, in words. */
  title: string
}

/** A flat is what most deals are about. */
export function blankDraft(): BuilderDraft {
  return {
    template: '',
    base: {},
    facts: { 'object.kind': 'flat' },
    origins: {},
    edits: [],
    sources: {},
    source: { kind: 'none', id: null },
    dealId: null,
    unitId: null,
    baseId: null,
    contractId: newId(),
    revision: null,
    state: 'draft',
    kind: null,
    why: null,
    withheld: [],
    title: '',
  }
}

export function valueAt(facts: Facts, path: string): unknown {
  if (WORDS.variables.has(path) || WORDS.lists.has(path)) return facts[path]
  const [list = '', index = '', ...field] = path.split('.')
  const items = facts[list]
  return Array.isArray(items) ? (items[Number(index)] as Item | undefined)?.[field.join('.')] : undefined
}

export function withValue(draft: BuilderDraft, path: string, value: unknown): BuilderDraft {
  const was = valueAt(draft.base, path)
  const { [path]: _, ...others } = draft.origins
  const isSame = JSON.stringify(was ?? null) === JSON.stringify(value ?? null)
  const origins: BuilderDraft['origins'] = isSame
    ? others
    : { ...others, [path]: was === undefined ? 'typed' : 'changed' }
  return { ...draft, facts: setAt(draft.facts, path, value), origins }
}

function setAt(facts: Facts, path: string, value: unknown): Facts {
  if (WORDS.variables.has(path) || WORDS.lists.has(path)) return put(facts, path, value)
  const [list = '', index = '0', ...field] = path.split('.')
  const items = Array.isArray(facts[list]) ? [...(facts[list] as Item[])] : []
  const at = Number(index)
  while (items.length <= at) items.push({})
  items[at] = put(items[at] ?? {}, field.join('.'), value)
  return { ...facts, [list]: items }
}

function put(record: Item, key: string, value: unknown): Item {
  const { [key]: _, ...rest } = record
  return value === null || value === undefined || value === '' ? rest : { ...rest, [key]: value }
}

/** One clause stands at a slot: a second swap takes the place of the first; where it stands is another question. */
export function withEdit(draft: BuilderDraft, edit: DocumentEdit): BuilderDraft {
  return { ...draft, edits: [...draft.edits.filter((each) => !isReplaced(each, edit)), edit] }
}

function isReplaced(old: DocumentEdit, fresh: DocumentEdit): boolean {
  if (old.slot !== fresh.slot) return false
  if (fresh.kind === 'drop') return true
  return (old.kind === 'move') === (fresh.kind === 'move') && old.kind !== 'add'
}

export function withoutEdit(draft: BuilderDraft, slot: string): BuilderDraft {
  return { ...draft, edits: draft.edits.filter((edit) => edit.slot !== slot) }
}

/** A deal has no number before it is kept: the centre gives it then. */
export const NUMBER_TO_COME = '________'

export function shownFacts(draft: BuilderDraft): Facts {
  return draft.facts['contract.number'] === undefined && draft.source.kind !== 'none'
    ? { ...draft.facts, 'contract.number': NUMBER_TO_COME }
    : draft.facts
}

/** Deals to begin with: the usual one of each template and the frequent forms of a sale. */
export const FREQUENT: readonly { template: string; deal: Record<string, string | boolean> }[] = [
  { template: 'participation', deal: { 'mortgage.kind': 'bank', 'escrow.isUsed': true } },
  { template: 'participation', deal: { 'payment.kind': 'instalments', 'escrow.isUsed': true } },
  { template: 'participation', deal: { 'buyers.ownership': 'shared', 'buyers.hasMinor': true } },
  { template: 'participation', deal: { 'buyers.kind': 'company', 'object.kind': 'commercial' } },
  { template: 'sale', deal: { 'auction.isUsed': true } },
]
