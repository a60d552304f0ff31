/** THE list of targets: kinds that can be written. */
import { AppError } from '#shared/rpc/errors.ts'
import { agenciesTarget, peopleTarget } from './people.ts'
import { paymentsTarget } from './payments.ts'
import { plansTarget } from './plans.ts'
import type { ImportTarget } from './target.ts'
import { pricesTarget, unitsTarget } from './units.ts'

const targets: readonly ImportTarget[] = [
  unitsTarget,
  pricesTarget,
  peopleTarget,
  agenciesTarget,
  plansTarget,
  paymentsTarget,
]

export function targetOf(kind: string): ImportTarget {
  const target = targets.find((candidate) => candidate.kind === kind)
  if (!target)
    throw new AppError('invalid', `There is no such import: ${kind}`, { reason: 'imports.unknown-kind', kind })
  return target
}
