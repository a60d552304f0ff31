/** From a source (a deal, a booking, another contract) to the facts of a document, each reading of a secret with its line in the journal. */
import { newId } from '#shared/kernel/id.ts'
import type { Source } from '#shared/modules/contracts/contract-model.ts'
import type { paperCalls } from '#shared/modules/contracts/paper-contract.ts'
import { AppError } from '#shared/rpc/errors.ts'
import type { ActionBody, ActionContext } from '#main/engine/define.ts'
import { readPersonSecret } from '#main/modules/access/api.ts'
import { today } from './drafts.ts'
import type { Gathered, ReadSecret } from './facts-gather.ts'
import { factsOfBase, factsOfDeal, factsOfReservation } from './facts-of-deal.ts'

export const openSource: ActionBody<(typeof paperCalls)['openSource']> = async ({ source }, context) => {
  const { facts, sources, dealId, unitId, baseId, title, kind, why, withheld } = await gather(
    source,
    context,
    'a document is put together',
  )
  return { facts, sources, dealId, unitId, baseId, title, kind, why, withheld }
}

export async function gather(source: Source, context: ActionContext, purpose: string): Promise<Gathered> {
  const work = { db: context.cache, today: today(context.now), readSecret: secretReader(context, purpose) }
  if (source.id !== null) {
    if (source.kind === 'deal') return factsOfDeal(work, source.id)
    if (source.kind === 'reservation') return factsOfReservation(work, source.id)
    if (source.kind === 'base') return factsOfBase(work, source.id)
  }
  throw new AppError('not-found', 'Nothing to start from', { reason: 'contracts.no-source' })
}

function secretReader(context: ActionContext, purpose: string): ReadSecret {
  if (!context.actor.rights.includes('people.secret.read')) return null
  return (personId) => readPersonSecret(context, { readId: newId(), personId, purpose })
}
