/** Values of the vocabulary with the record that says each: what the gathering of facts is made of. */
import type { Day } from '#shared/kernel/day.ts'
import type { Id } from '#shared/kernel/id.ts'
import type { Instant } from '#shared/kernel/instant.ts'
import type { PersonSecret } from '#shared/modules/access/model.ts'
import type { ContractKind } from '#shared/modules/contracts/contract-machine.ts'
import type { Origin } from '#shared/kernel/document.ts'
import type { ValueSource } from '#shared/modules/contracts/contract-model.ts'
import type { Db } from '#main/engine/define.ts'

/** How this reader comes to somebody's passport: journalled, or not at all. */
export type ReadSecret = ((personId: Id) => Promise<PersonSecret | null>) | null

export interface Gathered {
  facts: Record<string, unknown>
  sources: Record<string, ValueSource>
  origins: Record<string, Origin>
  dealId: Id | null
  unitId: Id | null
  baseId: Id | null
  title: string
  /** The kind of document that such a source leads to. */
  kind: ContractKind | null
  /** Why, as a key of the dictionary. */
  why: string | null
  withheld: string[]
}

export interface Gathering {
  db: Db
  today: Day
  readSecret: ReadSecret
}

export type Put = (path: string, value: unknown, source: ValueSource) => void

export function collector(): Gathered & { put: Put } {
  const facts: Record<string, unknown> = {}
  const sources: Record<string, ValueSource> = {}
  return {
    facts,
    sources,
    origins: {},
    dealId: null,
    unitId: null,
    baseId: null,
    title: '',
    kind: null,
    why: null,
    withheld: [],
    put(path, value, source) {
      if (value === null || value === undefined || value === '') return
      facts[path] = value
      sources[path] = source
    },
  }
}

export const record = (
  kind: string,
  id: Id | null,
  label: string,
  to: string | null,
  at: Instant | null = null,
  user: string | null = null,
): ValueSource => ({ kind, id, label, at, user, to })
