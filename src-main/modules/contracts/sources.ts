/**
 * What a document may start from, one line each. A module that keeps auctions, stays or owners' agreements gives a function from its
 * api here, as deals do; until then these start from what is said: a unit and people of the register, and facts.
 */
import type { ContractKind } from '#shared/modules/contracts/contract-machine.ts'
import { typedOrigins } from '#shared/modules/contracts/vocabulary.ts'
import { RUSSIAN_VOCABULARY as WORDS } from '#shared/modules/contracts/vocabulary-ru.ts'
import type { Source, SourceKind, StatedSource } from '#shared/modules/contracts/contract-model.ts'
import { AppError } from '#shared/rpc/errors.ts'
import { type Gathered, type Gathering, collector, record } from './facts-gather.ts'
import { factsOfBase, factsOfDeal, factsOfReservation } from './facts-of-deal.ts'
import { putParty } from './facts-of-people.ts'
import { putDefaults, putUnit } from './facts-of-unit.ts'

type SourceReader = (work: Gathering, source: Source) => Promise<Gathered>

export const SOURCES: Readonly<Record<SourceKind, SourceReader>> = {
  deal: (work, source) => factsOfDeal(work, recordOf(source)),
  reservation: (work, source) => factsOfReservation(work, recordOf(source)),
  base: (work, source) => factsOfBase(work, recordOf(source)),
  auction: stated('sale', { 'auction.isUsed': true }),
  stay: stated('short-let', {}),
  owner: stated('agency', {}),
  none: (_work, source) => Promise.reject(nothing(source.kind)),
}

function recordOf({ kind, id }: Source) {
  if (id === null) throw nothing(kind)
  return id
}

function nothing(kind: SourceKind): AppError {
  return new AppError('not-found', `Nothing to start from: ${kind}`, { reason: 'contracts.no-source' })
}

function stated(kind: ContractKind, follows: Readonly<Record<string, unknown>>): SourceReader {
  return async (work, source) => {
    // No module keeps such records yet: an id can name nothing.
    if (source.id !== null) throw nothing(source.kind)
    const all = collector()
    all.kind = kind
    all.why = source.kind satisfies SourceKind as StatedSource
    if (source.unitId === undefined) await putDefaults(work, all, null, null)
    else {
      await putUnit(work, all, source.unitId, false)
      all.title = all.sources['object.number']?.label ?? ''
    }
    const buyers = []
    for (const [index, personId] of (source.personIds ?? []).entries())
      buyers.push(await putParty(work, all, index, personId))
    if (buyers.some((buyer) => Object.keys(buyer).length === 0)) throw nothing(source.kind)
    const own = record(source.kind, null, all.title, null)
    if (buyers.length > 0) all.put('buyers', buyers, own)
    for (const [path, value] of Object.entries(follows)) all.put(path, value, own)
    all.put('contract.on', work.today, record('today', null, work.today, null))
    return all
  }
}

/** What is said wins over what the register says, and is marked as somebody's own words. */
export function putStated(found: Gathered, facts: Readonly<Record<string, unknown>>): Gathered {
  const origins = typedOrigins(WORDS, facts, found.facts)
  const sources = Object.fromEntries(Object.entries(found.sources).filter(([path]) => !(path in origins)))
  return { ...found, facts: { ...found.facts, ...facts }, origins: { ...found.origins, ...origins }, sources }
}
