/** What somebody may do without asking: their own limit where there is one, else the highest among their roles. */
import { LIMIT_KINDS, type Limit, type LimitKind } from './model.ts'

/** The same rule as access.limit_of() at the centre. A kind that comes out missing allows nothing; null is no ceiling. */
export function effectiveLimits(own: readonly Limit[], ofRoles: readonly Limit[]): Limit[] {
  return LIMIT_KINDS.flatMap((kind) => {
    const mine = own.find((limit) => limit.kind === kind)
    if (mine) return [{ kind, ceiling: mine.ceiling }]
    const given = ofRoles.filter((limit) => limit.kind === kind)
    if (given.length === 0) return []
    const ceilings = given.map((limit) => limit.ceiling)
    return [{ kind, ceiling: ceilings.includes(null) ? null : Math.max(...ceilings.map(Number)) }]
  })
}

/** The ceiling of one kind: 0 when nothing is allowed, null when there is none. */
export function ceilingOf(limits: readonly Limit[], kind: LimitKind): number | null {
  const found = limits.find((limit) => limit.kind === kind)
  return found ? found.ceiling : 0
}

export function isWithin(limits: readonly Limit[], kind: LimitKind, amount: number): boolean {
  const ceiling = ceilingOf(limits, kind)
  return ceiling === null || amount <= ceiling
}
