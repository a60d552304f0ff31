/** From a source (a deal, a booking, an auction result …) to the facts of a document, each reading of a secret with its line in the journal. */
import { newId } from '#shared/kernel/id.ts'
import type { Source } from '#shared/modules/contracts/contract-model.ts'
import type { paperCalls } from '#shared/modules/contracts/paper-contract.ts'
import type { ActionBody, ActionContext } from '#main/engine/define.ts'
import { readPersonSecret } from '#main/modules/access/api.ts'
import { today } from './drafts.ts'
import type { Gathered, ReadSecret } from './facts-gather.ts'
import { SOURCES, putStated } from './sources.ts'

export const openSource: ActionBody<(typeof paperCalls)['openSource']> = async ({ source }, context) => {
  const { facts, origins, sources, dealId, unitId, baseId, title, kind, why, withheld } = await gather(
    source,
    context,
    'a document is put together',
  )
  return { facts, origins, sources, dealId, unitId, baseId, title, kind, why, withheld }
}

export async function gather(source: Source, context: ActionContext, purpose: string): Promise<Gathered> {
  const work = { db: context.cache, today: today(context.now), readSecret: secretReader(context, purpose) }
  const found = await SOURCES[source.kind](work, source)
  return source.facts === undefined ? found : putStated(found, source.facts)
}

function secretReader(context: ActionContext, purpose: string): ReadSecret {
  if (!context.actor.rights.includes('people.secret.read')) return null
  return (personId) => readPersonSecret(context, { readId: newId(), personId, purpose })
}
