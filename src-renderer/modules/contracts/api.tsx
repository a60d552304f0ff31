/** What other modules may open and show of contracts. */
import { navigate } from '#renderer/data/route.ts'
import type { Source } from '#shared/modules/contracts/contract-model.ts'

/** The builder on a deal, a booking, another contract … `template` is what the document is to be, when that is known already. */
export function openBuilder(source: Source, template?: string): void {
  navigate(builderPath(source, template))
}

export function builderPath({ kind, id }: Source, template?: string): string {
  const more = template === undefined ? '' : `&template=${encodeURIComponent(template)}`
  return `/contracts/builder?from=${kind}${id === null ? '' : `&id=${id}`}${more}`
}
