/** THE list of published editions: what the migration writes into the centre, so that stored documents can name them. */
import {
  INSTALMENT_INTEREST_PACKS,
  PARTICIPATION_DELAY_PACKS,
  PARTICIPATION_EXIT_PACKS,
  SUMMER_AREA_PACKS,
  VAT_PACKS,
} from '../../kernel/law-ru.ts'
import type { RulePack } from '../../kernel/rule-pack.ts'

export interface PublishedPack {
  rule: string
  pack: RulePack<unknown>
}

const of = (rule: string, packs: readonly RulePack<unknown>[]): PublishedPack[] => packs.map((pack) => ({ rule, pack }))

export const RULE_PACKS: readonly PublishedPack[] = [
  ...of('vat', VAT_PACKS),
  ...of('participation-delay', PARTICIPATION_DELAY_PACKS),
  ...of('participation-exit', PARTICIPATION_EXIT_PACKS),
  ...of('summer-area', SUMMER_AREA_PACKS),
  ...of('instalment-interest', INSTALMENT_INTEREST_PACKS),
]
