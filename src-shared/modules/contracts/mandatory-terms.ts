/**
 * What a contract is void without (C2.3: art. 4 part 4 of 214-FZ; for the other kinds what the Civil Code calls essential).
 * A term is there when the document says one of its values, or when the clause that would say it was rewritten by hand:
 * then somebody else reads it before it is approved.
 */
import type { Assembly } from './assemble.ts'
import type { ContractKind } from './contract-machine.ts'
import type { Facts } from './vocabulary.ts'

export interface MandatoryTerm {
  term: string
  /** The document must say one value out of each of these lists. */
  says: readonly (readonly string[])[]
  /** Facts without which there is nothing to say: the centre looks for them before it lets a contract be approved. */
  facts: readonly (readonly string[])[]
}

const OBJECT: MandatoryTerm = {
  term: 'object',
  says: [
    ['object.number', 'object.conditional', 'object.cadastral'],
    ['object.area', 'object.priced'],
  ],
  facts: [
    ['object.number', 'object.conditional', 'object.cadastral'],
    ['object.area', 'object.priced'],
  ],
}
const PRICE: MandatoryTerm = { term: 'price', says: [['price.total']], facts: [['price.total']] }

export const MANDATORY_TERMS: Partial<Record<ContractKind, readonly MandatoryTerm[]>> = {
  participation: [
    OBJECT,
    { term: 'handover', says: [['terms.handoverOn']], facts: [['terms.handoverOn']] },
    PRICE,
    {
      term: 'payment',
      says: [
        [
          'payment.days',
          'payment.lastOn',
          'payment.firstOn',
          'escrow.until',
          'payments.0.on',
          'payments.0.amount',
          'mortgage.amount',
          'letter.until',
        ],
      ],
      facts: [['payment.kind']],
    },
    { term: 'warranty', says: [['terms.warrantyMonths']], facts: [['terms.warrantyMonths']] },
    { term: 'security', says: [['escrow.agent', 'company.account']], facts: [['escrow.agent', 'company.account']] },
    { term: 'deviations', says: [['terms.tolerance']], facts: [['terms.tolerance']] },
  ],
  sale: [OBJECT, PRICE],
  assignment: [OBJECT, { term: 'price', says: [['assignment.price']], facts: [['assignment.price']] }],
  lease: [OBJECT, { term: 'rent', says: [['lease.monthly']], facts: [['lease.monthly']] }],
}

/** Terms that this document does not have. `standard` is the same deal without any edit: it knows where each term would stand. */
export function missingTerms(kind: ContractKind, document: Assembly, standard: Assembly, facts: Facts): string[] {
  const said = new Set(document.used.filter(({ origin }) => origin !== 'missing').map(({ path }) => path))
  const rewritten = new Set(document.clauses.filter(({ standing }) => standing === 'rewritten').map(({ slot }) => slot))
  return (MANDATORY_TERMS[kind] ?? [])
    .filter(({ says, facts: needed }) => {
      const known = needed.every((paths) => paths.some((path) => isGiven(facts[path])))
      const isSaid = says.every(
        (paths) =>
          paths.some((path) => said.has(path)) ||
          standard.used.some(({ path, slot }) => paths.includes(path) && rewritten.has(slot)),
      )
      return !known || !isSaid
    })
    .map(({ term }) => term)
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null && value !== ''
}
