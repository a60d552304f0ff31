/** Law as dated data: a rule is computed under the pack in force on the day that the rule itself prescribes, and keeps the pack's id with its inputs. */
import { AppError } from '../rpc/errors.ts'
import { type Day, addDays } from './day.ts'

export interface RulePack<P> {
  id: string
  act: string
  edition: string
  validFrom: Day
  /** The last day in force; null while it is. */
  validTo: Day | null
  scope?: string
  params: P
}

export interface Rule<P, I, R> {
  id: string
  packs: readonly RulePack<P>[]
  /** The day that decides which pack applies: of shipment for VAT, of the contract for a cap, of publication for an auction. */
  dateOf(inputs: I): Day
  run(params: P, inputs: I): R
}

/** What a computed document stores: enough to get the same result again when the law has changed since. */
export interface Computed<I, R> {
  rule: string
  packId: string
  act: string
  edition: string
  inputs: I
  result: R
}

export function choosePack<P>(rule: string, packs: readonly RulePack<P>[], day: Day): RulePack<P> {
  const found = packs.find((pack) => pack.validFrom <= day && (pack.validTo === null || day <= pack.validTo))
  if (!found)
    throw new AppError('invalid', `No edition of rule ${rule} is in force on ${day}`, {
      reason: 'kernel.no-rule-pack',
      rule,
      day,
    })
  return found
}

export function packById<P>(rule: string, packs: readonly RulePack<P>[], id: string): RulePack<P> {
  const found = packs.find((pack) => pack.id === id)
  if (!found)
    throw new AppError('invalid', `Rule ${rule} has no edition ${id}`, {
      reason: 'kernel.unknown-rule-pack',
      rule,
      pack: id,
    })
  return found
}

export function compute<P, I, R>(rule: Rule<P, I, R>, inputs: I): Computed<I, R> {
  const pack = choosePack(rule.id, rule.packs, rule.dateOf(inputs))
  return {
    rule: rule.id,
    packId: pack.id,
    act: pack.act,
    edition: pack.edition,
    inputs,
    result: rule.run(pack.params, inputs),
  }
}

/** Runs the stored inputs under the stored pack again. `isSame` false means that code or a published pack was changed, which must never happen. */
export function recompute<P, I, R>(rule: Rule<P, I, R>, stored: Computed<I, R>): { result: R; isSame: boolean } {
  const result = rule.run(packById(rule.id, rule.packs, stored.packId).params, stored.inputs)
  return { result, isSame: JSON.stringify(result) === JSON.stringify(stored.result) }
}

/** What would change if `packs` replaced the rule's own: the stored documents whose result differs under the new set. */
export function impactOf<P, I, R>(
  rule: Rule<P, I, R>,
  packs: readonly RulePack<P>[],
  stored: readonly Computed<I, R>[],
): { before: Computed<I, R>; after: Computed<I, R> }[] {
  return stored
    .map((before) => ({ before, after: compute({ ...rule, packs }, before.inputs) }))
    .filter(({ before, after }) => JSON.stringify(before.result) !== JSON.stringify(after.result))
}

export interface PackProblem {
  kind: 'duplicate' | 'overlap' | 'gap' | 'backwards'
  packs: string[]
}

/** Faults of a list of packs: two in force on one day, a day with none between two, an id used twice, an end before its beginning. */
export function lintPacks(packs: readonly RulePack<unknown>[]): PackProblem[] {
  const problems: PackProblem[] = []
  const sorted = [...packs].sort((a, b) => (a.validFrom < b.validFrom ? -1 : 1))
  for (const [index, pack] of sorted.entries()) {
    if (pack.validTo !== null && pack.validTo < pack.validFrom) problems.push({ kind: 'backwards', packs: [pack.id] })
    if (sorted.findIndex((other) => other.id === pack.id) !== index)
      problems.push({ kind: 'duplicate', packs: [pack.id] })
    const next = sorted[index + 1]
    if (!next) continue
    if (pack.validTo === null || pack.validTo >= next.validFrom)
      problems.push({ kind: 'overlap', packs: [pack.id, next.id] })
    else if (addDays(pack.validTo, 1) < next.validFrom) problems.push({ kind: 'gap', packs: [pack.id, next.id] })
  }
  return problems
}
