/** What other modules may open and show of contracts. */
import { navigate } from '#renderer/data/route.ts'
import type { Source } from '#shared/modules/contracts/contract-model.ts'

/** The builder on a deal, a booking, another contract … `template` is what the document is to be, when that is known already. */
export function openBuilder(source: Source, template?: string): void {
  navigate(builderPath(source, template))
}

export function builderPath({ kind, id, unitId, personIds }: Source, template?: string): string {
  const query = new URLSearchParams({ from: kind })
  if (id !== null) query.set('id', id)
  if (unitId !== undefined) query.set('unit', unitId)
  if (personIds !== undefined) query.set('people', personIds.join(','))
  if (template !== undefined) query.set('template', template)
  return `/contracts/builder?${query.toString()}`
}
